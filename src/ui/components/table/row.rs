use super::cell;
use super::keys::cell_id;
use crate::ui::model::columns::Columns;
use crate::ui::model::format::{count, day_and_clock};
use crate::ui::model::state::Zone;
use crate::worker::protocol::{Row, RowState};
use std::rc::Rc;
use yew::prelude::*;

/// One row.
#[derive(Properties)]
pub struct TableRowProps {
    /// Its position, from 0.
    pub at: u64,
    /// The row, once fetched.
    pub row: Option<Rc<Row>>,
    /// The columns.
    pub columns: Rc<Columns>,
    /// For each column its cell in the row.
    pub cells: Rc<[Option<usize>]>,
    /// The row above is of another day, or out of sight.
    pub show_day: bool,
    /// The zone of times.
    pub zone: Zone,
    /// It is the event in the detail pane.
    pub selected: bool,
    /// The active column, when this is the active row.
    pub active: Option<usize>,
}

impl PartialEq for TableRowProps {
    fn eq(&self, other: &Self) -> bool {
        let same_row = match (&self.row, &other.row) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        // Widths are not the row's business: only what the columns show is.
        let same_columns =
            Rc::ptr_eq(&self.columns, &other.columns) || self.columns.paths().eq(other.columns.paths());
        let rest = |p: &Self| (p.at, p.show_day, p.zone, p.selected, p.active);
        same_row && same_columns && self.cells == other.cells && rest(self) == rest(other)
    }
}

/// One row of the table.
#[component]
pub fn TableRow(props: &TableRowProps) -> Html {
    let TableRowProps {
        at,
        row,
        columns,
        cells,
        show_day,
        zone,
        selected,
        active,
    } = props;
    let state = row.as_ref().map(|row| row.state).unwrap_or_default();
    let class = classes!(
        "row",
        (at % 2 == 1).then_some("odd"),
        selected.then_some("selected"),
        state.failed.then_some("failed"),
        state.write.then_some("write"),
        row.is_none().then_some("coming")
    );
    html! {
        <div {class} role="row" aria-rowindex={(at + 2).to_string()} aria-selected={selected.to_string()} data-at={at.to_string()}>
            <div class="cell marks" role="gridcell" aria-colindex="1">{ marks(state) }</div>
            for (index, (column, cell)) in columns.list().iter().zip(cells.iter()).enumerate() {
                <div id={cell_id(*at, index)} class={classes!("cell", kind(&column.path), (*active == Some(index)).then_some("active"))}
                    role="gridcell" aria-colindex={(index + 2).to_string()}>
                    { text(row.as_deref(), *cell, &column.path, *zone, *show_day) }
                </div>
            }
        </div>
    }
}

fn text(row: Option<&Row>, cell: Option<usize>, path: &str, zone: Zone, show_day: bool) -> Html {
    let Some(text) = row
        .zip(cell)
        .and_then(|(row, cell)| row.cells.get(cell)?.as_deref())
    else {
        return Html::default();
    };
    if path == "eventTime" {
        cell::time(text, zone, show_day)
    } else {
        cell::value(text)
    }
}

/// The day of a row's time, to compare with the row above.
pub fn day_of(row: &Row, cells: &[Option<usize>], columns: &Columns, zone: Zone) -> Option<String> {
    let at = columns.paths().position(|path| path == "eventTime")?;
    let text = row.cells.get((*cells.get(at)?)?)?.as_deref()?;
    day_and_clock(&cell::in_zone(text, zone)).map(|(day, _)| day.to_owned())
}

fn kind(path: &str) -> Option<&'static str> {
    match path {
        "eventName" => Some("name"),
        "outcome" => Some("outcome"),
        _ => None,
    }
}

/// Marks beside the colours, which not everyone sees.
fn marks(state: RowState) -> Html {
    html! {
        <>
            if state.failed {
                <span class="mark failed" role="img" aria-label="failed" title="Failed">{ "✕" }</span>
            } else if state.write {
                <span class="mark write" role="img" aria-label="write" title="Write: it changes something">{ "•" }</span>
            }
            if state.conflict {
                <span class="mark conflict" role="img" aria-label="conflict" title="Another record has this eventID and other content">{ "≠" }</span>
            }
            if state.copies > 0 {
                <span class="mark copies" role="img" aria-label={format!("{} copies", state.copies)} title={format!("In {} files", count(u64::from(state.copies) + 1))}>
                    { format!("×{}", u64::from(state.copies) + 1) }
                </span>
            }
        </>
    }
}
