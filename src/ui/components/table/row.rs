use super::cell;
use super::keys::cell_id;
use crate::ui::model::columns::Columns;
use crate::ui::model::format::{counted, day_and_clock};
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
    /// It is marked for comparing.
    pub marked: bool,
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
        let rest = |p: &Self| (p.at, p.show_day, p.zone, p.selected, p.marked, p.active);
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
        selected,
        marked,
        ..
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
            <div id={format!("marks-{at}")} class="cell marks" role="gridcell" aria-colindex="1">{ marks(state, *marked) }</div>
            for (index, (column, cell)) in columns.list().iter().zip(cells.iter()).enumerate() {
                { one(props, index, &column.path, *cell) }
            }
        </div>
    }
}

/// The cell of a column.
fn one(props: &TableRowProps, index: usize, path: &str, cell: Option<usize>) -> Html {
    let row = props.row.as_deref();
    let text = row
        .zip(cell)
        .and_then(|(row, cell)| row.cells.get(cell)?.as_deref());
    let is_time = path == "eventTime";
    let whole = text
        .filter(|text| !is_time || day_and_clock(text).is_none())
        .and_then(cell::whole);
    let active = props.active == Some(index);
    // The marks have a column of their own that keys do not go to: the active cell says them.
    let marks = (active && (props.marked || row.is_some_and(|row| row.state != RowState::default())))
        .then(|| format!("marks-{}", props.at));
    html! {
        <div id={cell_id(props.at, index)} class={classes!("cell", kind(path), active.then_some("active"))} role="gridcell"
            aria-colindex={(index + 2).to_string()} aria-describedby={marks} aria-label={whole.clone()} title={whole}>
            if let Some(text) = text {
                if is_time {
                    { cell::time(text, props.zone, props.show_day) }
                } else {
                    { cell::value(text) }
                }
            }
            if active && row.is_some() {
                { cell::handle() }
            }
        </div>
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

/// Marks beside the colours, which not everyone sees, and words for who sees neither.
fn marks(state: RowState, marked: bool) -> Html {
    let files = u64::from(state.copies) + 1;
    let words = [
        marked.then(|| "marked for comparing".to_owned()),
        state.failed.then(|| "failed".to_owned()),
        state.write.then(|| "write".to_owned()),
        state
            .conflict
            .then(|| "conflict: another record has this eventID and other content".to_owned()),
        (files > 1).then(|| counted(files, "copy", "copies")),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    html! {
        <>
            if state.failed {
                <span class="mark failed" aria-hidden="true" title="Failed">{ "✕" }</span>
            } else if state.write {
                <span class="mark write" aria-hidden="true" title="Write: it changes something">{ "●" }</span>
            }
            if marked {
                <span class="mark compared" aria-hidden="true" title="Marked for comparing (C)">{ "⇄" }</span>
            }
            if state.conflict {
                <span class="mark conflict" aria-hidden="true" title="Another record has this eventID and other content">{ "≠" }</span>
            }
            if files > 1 {
                <span class="mark copies" aria-hidden="true" title={format!("{}, one in each of as many files", counted(files, "copy", "copies"))}>
                    { format!("×{files}") }
                </span>
            }
            if !words.is_empty() {
                <span class="unseen">{ words.join(", ") }</span>
            }
        </>
    }
}
