//! Records on their way into the columns.

use super::{Inserted, Shard};
use crate::event::{self, Field, RecordKind};
use crate::intake::{Accepted, Form, Place, Rejected};
use crate::store::column::Column;
use crate::store::columns::ColumnId;
use crate::store::leaves::{Kind, Leaf, LeafFacts, Leaves};
use crate::store::rows::{self, NO_TIME, RowFacts};
use crate::store::shapes::Known;
use crate::store::walk::mix;
use std::hash::BuildHasher;

impl Shard {
    /// Records that follow are of another file than those before.
    pub fn begin_file(&mut self) {
        self.nameless.clear();
    }

    /// Takes a record, given as JSON text. `stream` numbers the stream its text stands in.
    ///
    /// # Errors
    /// When the text is no CloudTrail record; no row and no value is kept of it then.
    pub fn insert(
        &mut self,
        json: &[u8],
        stream: u32,
        place: Place,
        partial: bool,
    ) -> Result<Inserted, Rejected> {
        let mut leaves = std::mem::take(&mut self.leaves);
        let read = self.read(json, &mut leaves);
        let inserted = read.and_then(|()| self.insert_leaves(&leaves, stream, place, partial));
        self.leaves = leaves;
        self.columns.look_up();
        inserted
    }

    /// Takes the record that begins `text`, if one of the same shape came before; with its length. Before
    /// anything is read of it, the shard is to be [settled](Shard::settle).
    pub fn insert_known(&mut self, text: &[u8], stream: u32, offset: u64) -> Option<(usize, Inserted)> {
        let mut leaves = std::mem::take(&mut self.leaves);
        let len = leaves.read_known(text, &mut self.shapes, &self.fields);
        let inserted = len.and_then(|len| {
            let place = Place {
                offset,
                len: u32::try_from(len).ok()?,
                form: Form::Json,
            };
            let inserted = self.insert_leaves(&leaves, stream, place, false).ok()?;
            Some((len, inserted))
        });
        self.leaves = leaves;
        inserted
    }

    /// Does what was put off while records were taken. False when memory is full and some value of the records since the
    /// last call could not be indexed.
    pub fn settle(&mut self) -> bool {
        self.columns.settle()
    }

    fn read(&mut self, json: &[u8], leaves: &mut Leaves) -> Result<(), Rejected> {
        if leaves.read_known(json, &mut self.shapes, &self.fields) != Some(json.len()) {
            leaves.read(json, &mut self.paths, &self.fields)?;
            self.shapes.learn(json, leaves);
        }
        Ok(())
    }

    fn insert_leaves(
        &mut self,
        leaves: &Leaves,
        stream: u32,
        place: Place,
        partial: bool,
    ) -> Result<Inserted, Rejected> {
        let facts = LeafFacts {
            leaves,
            paths: &self.paths,
            parameters: self.parameters,
            response: self.response,
        };
        let accepted = match RecordKind::of(&facts) {
            RecordKind::Event => Accepted::Event,
            RecordKind::Insight => Accepted::Insight,
            RecordKind::Aggregated => Accepted::Aggregated,
            RecordKind::NotCloudTrail => return Err(Rejected::NotCloudTrail),
        };
        let duplicate_key = leaves.duplicate_key;
        if accepted != Accepted::Aggregated {
            let row = self.rows.len();
            let derived = event::derive(&facts);
            for (field, text) in derived.texts().into_iter().enumerate() {
                if let Some(text) = text {
                    self.columns.push_text(ColumnId::derived(field), row, text);
                }
            }
            self.commit(leaves, stream, place, partial, accepted == Accepted::Insight);
        }
        Ok(Inserted {
            accepted,
            duplicate_key,
        })
    }

    fn commit(&mut self, leaves: &Leaves, stream: u32, place: Place, partial: bool, insight: bool) {
        let row = self.rows.len();
        let (time, time_as_iso) = self.time(leaves);
        let id_leaf = leaves.leaf(Field::EventId);
        let uuid = id_leaf.and_then(|leaf| rows::parse_uuid(leaves.text(leaf)));
        let kept_in_rows = [
            leaves.leaf(Field::EventTime).filter(|_| time_as_iso),
            id_leaf.filter(|_| uuid.is_some()),
        ];
        let mut content = 0u64;
        for leaf in leaves.items() {
            let text = leaves.text(leaf);
            let hash = match kept_in_rows.iter().any(|kept| is(leaf, *kept)) {
                true => self.state.hash_one(text.as_bytes()),
                false => self.push(row, leaf, text),
            };
            content = content.wrapping_add(mix(leaf.seat, hash));
        }
        let stand_in = |text: &[u8]| {
            u128::from(self.state.hash_one((0u8, text))) << 64 | u128::from(self.state.hash_one((1u8, text)))
        };
        let id = match (uuid, id_leaf) {
            (Some(uuid), _) => uuid,
            (None, Some(leaf)) => stand_in(leaves.text(leaf).as_bytes()),
            // A record that a file has twice is two events; one that two files have is one.
            (None, None) => {
                let times = self.nameless.entry(content).or_default();
                *times += 1;
                stand_in(&[&content.to_le_bytes()[..], &times.to_le_bytes()].concat())
            }
        };
        self.rows.push(&RowFacts {
            time,
            time_as_iso,
            id,
            id_as_uuid: uuid.is_some(),
            content,
            partial,
            insight,
            stream,
            place,
        });
    }

    /// Adds a leaf to its column; the hash of its text.
    fn push(&mut self, row: u32, leaf: &Leaf, text: &str) -> u64 {
        let column = ColumnId::recorded(leaf.path);
        // What has no text is told apart by its kind.
        let code = match leaf.kind {
            Kind::Null => Column::NULL,
            Kind::EmptyObject => Column::EMPTY_OBJECT,
            Kind::EmptyArray => Column::EMPTY_ARRAY,
            Kind::Text | Kind::Bare => return self.push_text(column, row, leaf, text),
        };
        self.columns.push(column, row, code);
        0
    }

    fn push_text(&mut self, column: ColumnId, row: u32, leaf: &Leaf, text: &str) -> u64 {
        if let Some(Known { hash, code }) = leaf.spot.and_then(|spot| self.shapes.known(spot)) {
            self.columns.push_known(column, row, code);
            return hash;
        }
        let (hash, code) = self.columns.push_text(column, row, text);
        if let Some(spot) = leaf.spot {
            self.shapes.remember(spot, code.map(|code| Known { hash, code }));
        }
        hash
    }

    /// The record's time, and whether its text is the canonical form of it.
    fn time(&self, leaves: &Leaves) -> (i64, bool) {
        if let Some(leaf) = leaves.leaf(Field::EventTime) {
            let text = leaves.text(leaf);
            return match event::time::parse_canonical(text.as_bytes()) {
                Some(time) => (time, true),
                None => (event::time::parse(text).unwrap_or(NO_TIME), false),
            };
        }
        let fallback = self.time_fallbacks.iter().find_map(|&path| {
            let leaf = leaves.items().iter().find(|leaf| leaf.path == path)?;
            event::time::parse(leaves.text(leaf))
        });
        (fallback.unwrap_or(NO_TIME), false)
    }
}

fn is(leaf: &Leaf, other: Option<&Leaf>) -> bool {
    other.is_some_and(|other| std::ptr::eq(leaf, other))
}
