use crate::event::Derived;
use crate::query::{Query, Value};
use crate::ui::model::compare::{Comparison, MOST, Reading};
use crate::web::task::Breather;
use crate::worker::protocol::{Row, RowId, Sort};
use crate::worker::session::Session;
use futures_util::future::join_all;
use std::collections::HashSet;

/// What a column's head says.
const HEAD: [&str; 3] = ["eventName", "eventTime", "actor"];

/// An event that is compared.
pub struct Column {
    /// Its row.
    pub id: RowId,
    /// Its eventID.
    pub event: String,
    /// Its eventName.
    pub name: String,
    /// Its time.
    pub time: String,
    /// Its actor.
    pub actor: String,
    derived: Vec<(String, String)>,
}

/// Events side by side.
pub struct Compared {
    /// The events.
    pub columns: Vec<Column>,
    /// EventIDs of those that are not there, and why.
    pub missing: Vec<(String, String)>,
    /// Events beyond those that are compared at once.
    pub left_out: usize,
    /// Their records, in the order of the columns.
    pub comparison: Comparison,
    /// How many leaves differ.
    pub differing: u64,
}

impl Compared {
    /// A derived field of an event.
    pub fn derived(&self, field: usize, column: usize) -> Option<&str> {
        let name = Derived::FIELDS.get(field)?;
        let derived = &self.columns.get(column)?.derived;
        let found = derived.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether a derived field is not the same in all events.
    pub fn derived_differs(&self, field: usize) -> bool {
        (1..self.columns.len()).any(|column| self.derived(field, column) != self.derived(field, 0))
    }
}

/// Finds the events and compares their records. An eventID stands for all events that have it: of a conflict, both.
pub async fn ask(session: Session, events: Vec<String>) -> Option<Compared> {
    let is_named = |event: &&String| !event.is_empty();
    let found = join_all(
        events
            .iter()
            .filter(is_named)
            .take(MOST)
            .map(|event| find(&session, event)),
    )
    .await;
    let mut missing = Vec::new();
    let mut rows = Vec::new();
    let mut left_out = events.iter().filter(is_named).count().saturating_sub(MOST);
    for (event, (found, total)) in events.iter().filter(is_named).zip(found) {
        if found.is_empty() {
            let why = "not among the events that are open.";
            missing.push((event.clone(), why.to_owned()));
        }
        left_out += (total as usize).saturating_sub(found.len());
        rows.extend(found.into_iter().map(|row| (event, row)));
    }
    left_out += rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let read = join_all(rows.iter().map(|(_, row)| session.record(row.id))).await;
    let (mut columns, mut texts) = (Vec::new(), Vec::new());
    for ((event, row), record) in rows.into_iter().zip(read) {
        match record {
            Ok(record) => {
                let mut cells = row.cells.into_iter().map(Option::unwrap_or_default);
                columns.push(Column {
                    id: row.id,
                    event: event.clone(),
                    name: cells.next().unwrap_or_default(),
                    time: cells.next().unwrap_or_default(),
                    actor: cells.next().unwrap_or_default(),
                    derived: record.derived,
                });
                texts.push(record.json);
            }
            Err(why) => missing.push((event.clone(), why)),
        }
    }
    let mut reading = Reading::new(texts);
    let mut breather = Breather::default();
    while reading.step() {
        breather.breathe().await;
    }
    let comparison = reading.finish();
    let differing = (0..comparison.len())
        .filter(|row| comparison.differs(*row))
        .count() as u64;
    // The same event named twice is missing once.
    let mut told = HashSet::new();
    missing.retain(|(event, _)| told.insert(event.clone()));
    Some(Compared {
        columns,
        missing,
        left_out,
        comparison,
        differing,
    })
}

/// The first rows with this eventID, and how many there are.
async fn find(session: &Session, event: &str) -> (Vec<Row>, u64) {
    let query = Query::Field {
        field: "eventID".to_owned(),
        value: Value::Exactly(event.to_owned()),
    };
    let Ok(view) = session.query(&query.to_string(), &Sort::default()).await else {
        return (Vec::new(), 0);
    };
    let head = HEAD.map(str::to_owned);
    let rows = session.rows(&view, 0..view.total().min(MOST as u64), &head).await;
    (rows, view.total())
}
