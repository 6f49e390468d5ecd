//! The records of one worker's files.

mod insert;

use super::column::{Code, Column};
use super::columns::Columns;
use super::leaves::{FieldPaths, Kind, Leaf, LeafFacts, Leaves};
use super::memo::Memos;
use super::paths::{PathId, Paths};
use super::rows::{self, Rows};
use super::shapes::Shapes;
use crate::event::{self, Derived, Explanation, Field};
use crate::intake::{Accepted, Rejected};
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// Root keys that tell the time where a record has no `eventTime`: exports by other tools drop or rename it.
const TIME_FALLBACKS: [&str; 5] = ["timestamp", "@timestamp", "time", "_time", "p_event_time"];

/// Columns over all leaves of all records, and the fixed facts of each record.
pub struct Shard {
    state: FixedState,
    paths: Paths,
    fields: FieldPaths,
    /// Recorded values, and those of [`Derived::FIELDS`]: computed, never recorded, and so kept apart.
    columns: Columns,
    rows: Rows,
    leaves: Leaves,
    shapes: Shapes,
    memos: Memos,
    /// Numbers of the values of the present record's leaves.
    leaf_codes: Vec<Code>,
    parameters: PathId,
    response: PathId,
    time_fallbacks: Vec<PathId>,
    /// Rows by time, newest first, as far as they are sorted.
    newest_first: Vec<u32>,
    /// How often the present file had each record without an eventID.
    nameless: HashMap<u64, u32, FixedState>,
}

/// A record that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inserted {
    /// What it is; an aggregated record has no row.
    pub accepted: Accepted,
    /// Some object in it names a key twice.
    pub duplicate_key: bool,
}

/// One of the columns that answer to a field's name.
#[derive(Clone, Copy)]
pub enum FieldColumn<'a> {
    /// Values with codes over a dictionary.
    Values(&'a Column),
    /// Recorded times in the canonical form, kept as [`Rows::times`].
    IsoTime,
    /// Recorded ids that are UUIDs, kept as [`Rows::ids`].
    Uuid,
}

impl Shard {
    /// An empty shard. `seed` keys all hashes and must be the same for all shards of a session, so that they
    /// agree on what has the same content.
    pub fn new(seed: u64) -> Self {
        let state = FixedState::with_seed(seed);
        let mut paths = Paths::new(state.clone());
        let fields = FieldPaths::declare(&mut paths);
        let parameters = paths.declare("requestParameters");
        let response = paths.declare("responseElements");
        let time_fallbacks = TIME_FALLBACKS.iter().map(|key| paths.declare(key)).collect();
        let known = [
            "requestParameters",
            "responseElements",
            "additionalEventData",
            "requestID",
            "apiVersion",
        ];
        let roots = Field::PATHS
            .iter()
            .map(|(_, path)| path.split('.').next().unwrap_or_default())
            .chain(known);
        for root in roots {
            let path = paths.declare(root);
            paths.alias(root, path);
        }
        // The legacy AWS IoT record misspells one key and has a list for another (formats: its sample record).
        paths.alias("RequestParamters", parameters);
        let recipient = paths.declare("recipientAccountId");
        paths.alias("RecipientAccountList", recipient);
        Shard {
            state: state.clone(),
            paths,
            fields,
            columns: Columns::new(state.clone()),
            rows: Rows::default(),
            leaves: Leaves::default(),
            shapes: Shapes::default(),
            memos: Memos::default(),
            leaf_codes: Vec::new(),
            parameters,
            response,
            time_fallbacks,
            newest_first: Vec::new(),
            nameless: HashMap::with_hasher(state),
        }
    }

    /// Why each derived field of the record `json`, which need not be one of these, has its value.
    ///
    /// # Errors
    /// When the text is not a JSON object that can be walked.
    pub fn explain(json: &[u8]) -> Result<Vec<Explanation>, Rejected> {
        let mut empty = Shard::new(0);
        let mut leaves = Leaves::default();
        leaves.read(json, &mut empty.paths, &empty.fields)?;
        Ok(event::explain(&LeafFacts {
            record: leaves.parsed(),
            paths: &empty.paths,
            parameters: empty.parameters,
            response: empty.response,
        }))
    }

    /// The texts, numbers and words of the record `json`, which need not be one of these, each with its path as
    /// filters name it.
    ///
    /// # Errors
    /// When the text is not a JSON object that can be walked.
    pub fn values(json: &[u8]) -> Result<Vec<(String, String)>, Rejected> {
        let mut empty = Shard::new(0);
        let mut leaves = Leaves::default();
        leaves.read(json, &mut empty.paths, &empty.fields)?;
        let valued = |leaf: &&Leaf| matches!(leaf.kind, Kind::Text | Kind::Bare);
        let value = |leaf: &Leaf| {
            (
                empty.paths.text(leaf.path).to_owned(),
                leaves.parsed().text(leaf).to_owned(),
            )
        };
        Ok(leaves.items().iter().filter(valued).map(value).collect())
    }

    /// The fixed facts of all records.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The fixed facts, to hide and mark records.
    pub fn rows_mut(&mut self) -> &mut Rows {
        &mut self.rows
    }

    /// Hashes with the session's key, for tables over what the records hold.
    pub fn hasher(&self) -> &FixedState {
        &self.state
    }

    /// All columns of recorded values with their paths, those of times and ids in canonical form excepted.
    pub fn columns(&self) -> impl Iterator<Item = (PathId, &Column)> {
        let filled = |(_, column): &(usize, &Column)| !column.is_empty();
        self.columns
            .recorded()
            .iter()
            .enumerate()
            .filter(filled)
            .map(|(id, column)| (id as PathId, column))
    }

    /// The paths of the columns.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Columns of derived fields, with their names.
    pub fn derived(&self) -> impl Iterator<Item = (&'static str, &Column)> {
        Derived::FIELDS.into_iter().zip(self.columns.derived())
    }

    /// The columns that answer to `field`, in any case: a derived one, or those of the recorded path.
    pub fn field<'a>(&'a self, field: &'a str) -> Vec<FieldColumn<'a>> {
        if let Some((_, column)) = self.derived().find(|(name, _)| name.eq_ignore_ascii_case(field)) {
            return vec![FieldColumn::Values(column)];
        }
        let mut found = Vec::new();
        // Paths that are written alike, but for case or a dot in a key, come in the same order in every shard.
        let mut named: Vec<PathId> = self.paths.named(field).collect();
        named.sort_by_key(|&path| (self.paths.text(path), self.paths.hash(path)));
        for path in named {
            match self.paths.text(path) {
                "eventTime" => found.push(FieldColumn::IsoTime),
                "eventID" => found.push(FieldColumn::Uuid),
                _ => {}
            }
            found.extend(
                self.columns
                    .recorded()
                    .get(path as usize)
                    .map(FieldColumn::Values),
            );
        }
        found
    }

    /// The recorded columns at `field` and below it, in any case of letters.
    pub fn below<'a>(&'a self, field: &'a str) -> Vec<&'a Column> {
        let tops: Vec<PathId> = self.paths.named(field).collect();
        let inside = |&(path, _): &(PathId, &Column)| tops.iter().any(|&top| self.paths.within(path, top));
        self.columns().filter(inside).map(|(_, column)| column).collect()
    }

    /// The text of a field in one record: its values joined by `, `; `None` where it has none.
    pub fn cell(&self, row: u32, columns: &[FieldColumn]) -> Option<String> {
        let mut cell: Option<String> = None;
        let mut add = |text: &str| match &mut cell {
            None => cell = Some(text.to_owned()),
            Some(cell) => {
                cell.push_str(", ");
                cell.push_str(text);
            }
        };
        for column in columns {
            match column {
                FieldColumn::Values(column) => {
                    let texts = column.values(row).filter_map(|code| column.text(code));
                    texts.for_each(&mut add);
                }
                FieldColumn::IsoTime if self.rows.has_iso_time(row) => {
                    add(&event::time::iso(self.rows.times()[row as usize]));
                }
                FieldColumn::Uuid if self.rows.has_uuid(row) => {
                    let mut text = Vec::with_capacity(36);
                    rows::write_uuid(self.rows.ids()[row as usize], &mut text);
                    add(&String::from_utf8_lossy(&text));
                }
                FieldColumn::IsoTime | FieldColumn::Uuid => {}
            }
        }
        cell
    }

    /// All rows, newest first; those without a time last.
    pub fn newest_first(&mut self) -> &[u32] {
        let rows = &self.rows;
        let key = |row: &u32| rows.order_key(*row, true);
        let sorted = self.newest_first.len() as u32;
        if sorted < rows.len() {
            let mut new: Vec<u32> = (sorted..rows.len()).collect();
            new.sort_by_cached_key(key);
            // What was sorted before stays as it is: during a load, only what is new is sorted.
            let old = std::mem::take(&mut self.newest_first);
            let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
            self.newest_first.reserve(rows.len() as usize);
            while let (Some(a), Some(b)) = (old.peek(), new.peek()) {
                let next = if key(a) <= key(b) { old.next() } else { new.next() };
                self.newest_first.extend(next);
            }
            self.newest_first.extend(old.chain(new));
        }
        &self.newest_first
    }

    /// Bytes of memory held by columns and rows.
    pub fn memory(&self) -> usize {
        self.columns.memory() + self.rows.memory() + self.newest_first.capacity() * 4
    }
}
