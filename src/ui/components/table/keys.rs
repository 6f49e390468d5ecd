use crate::ui::components::value_menu::is_menu_key;
use crate::ui::hooks::Rows;
use crate::ui::model::columns::{Columns, clicked};
use crate::ui::model::state::{Action, Pick};
use crate::worker::protocol::{RowId, Sort};
use yew::prelude::*;

/// The active cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Active {
    /// Its row; none for the header.
    pub row: Option<u64>,
    /// Its column.
    pub column: usize,
}

/// What a key asks for.
pub enum Move {
    /// Another active cell.
    To(Active),
    /// A change of the page.
    Act(Action),
    /// The menu of a column.
    Menu(usize),
    /// Something done with the value in a row and column; its menu when it is not said what.
    Value(u64, usize, Option<Pick>),
    /// An event marked for comparing, or not any more.
    Mark(RowId),
    /// Text to the clipboard.
    Copy(String),
    /// The focus to the detail pane.
    Detail,
}

/// The id of a cell's element.
pub fn cell_id(row: u64, column: usize) -> String {
    format!("cell-{row}-{column}")
}

/// What a key does in the grid; `None` when it does nothing here.
pub fn handle(
    event: &KeyboardEvent,
    active: Active,
    rows: &Rows,
    columns: &Columns,
    sort: &Sort,
) -> Option<Vec<Move>> {
    let Active { row, column } = active;
    let last_row = rows.scroll().rows().checked_sub(1);
    let last_column = columns.list().len().saturating_sub(1);
    let to_row = |row: Option<u64>| Some(vec![Move::To(Active { row, ..active })]);
    let to_column = |column: usize| {
        Some(vec![Move::To(Active {
            column: column.min(last_column),
            ..active
        })])
    };
    let page = rows.scroll().page();
    let path = columns.list().get(column)?.path.clone();
    let cell = || {
        let at = rows.paths().iter().position(|fetched| *fetched == path)?;
        rows.get(row?)?.cells.get(at)?.clone()
    };
    let command = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "ArrowDown" if event.alt_key() && row.is_none() => Some(vec![Move::Menu(column)]),
        "ArrowLeft" if event.alt_key() && column > 0 => Some(vec![
            Move::Act(Action::MoveColumn(column, column - 1)),
            Move::To(Active {
                column: column - 1,
                ..active
            }),
        ]),
        "ArrowRight" if event.alt_key() && column < last_column => Some(vec![
            Move::Act(Action::MoveColumn(column, column + 1)),
            Move::To(Active {
                column: column + 1,
                ..active
            }),
        ]),
        _ if event.alt_key() && event.key() != "Enter" => None,
        "ArrowDown" => to_row(match row {
            // From the header into what is on the screen, not to where nobody looks.
            None => last_row.map(|_| rows.scroll().visible().start),
            Some(row) => last_row.map(|last| (row + 1).min(last)),
        }),
        "ArrowUp" => to_row(row.and_then(|row| row.checked_sub(1))),
        "ArrowLeft" => to_column(column.saturating_sub(1)),
        "ArrowRight" => to_column(column + 1),
        "PageDown" => to_row(last_row.map(|last| (row.unwrap_or(0) + page).min(last))),
        "PageUp" => to_row(last_row.map(|_| row.unwrap_or(0).saturating_sub(page))),
        "Home" if command => to_row(last_row.map(|_| 0)),
        "End" if command => to_row(last_row),
        "Home" => to_column(0),
        "End" => to_column(last_column),
        "Enter" | " " if row.is_none() => Some(vec![Move::Act(Action::Sort(clicked(sort, &path)))]),
        "Enter" if event.shift_key() => Some(vec![Move::Value(row?, column, Some(Pick::Include))]),
        "Enter" if event.alt_key() => Some(vec![Move::Value(row?, column, Some(Pick::Exclude))]),
        "Enter" => {
            let id = rows.get(row?)?.id;
            Some(vec![Move::Act(Action::Select(id, true)), Move::Detail])
        }
        " " => Some(vec![Move::Act(Action::Select(rows.get(row?)?.id, true))]),
        "Delete" if row.is_none() => Some(vec![Move::Act(Action::RemoveColumn(path))]),
        _ if is_menu_key(event) => Some(vec![match row {
            None => Move::Menu(column),
            Some(row) => Move::Value(row, column, None),
        }]),
        "c" if command && !has_selection() => Some(vec![Move::Copy(cell()?)]),
        "c" if !command => Some(vec![Move::Mark(rows.get(row?)?.id)]),
        _ => None,
    }
}

/// Whether text on the page is selected, which is then what the user wants to copy.
fn has_selection() -> bool {
    let selection = crate::web::window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| !selection.is_collapsed())
}
