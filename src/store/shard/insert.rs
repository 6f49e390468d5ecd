//! Records on their way into the columns.

use super::{Inserted, Shard};
use crate::event::{self, Field, RecordKind};
use crate::intake::{Accepted, Form, Place, Rejected};
use crate::store::column::Column;
use crate::store::columns::ColumnId;
use crate::store::leaves::{Kind, Leaf, LeafFacts, Leaves, Record};
use crate::store::rows::{self, NO_TIME, RowFacts};
use crate::store::shapes::{Found, Known};
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
        let inserted =
            read.and_then(|record| self.insert_leaves(leaves.in_record(record), stream, place, partial));
        self.leaves = leaves;
        self.columns.look_up();
        inserted
    }

    /// Takes the record that begins `text`, if one of the same shape came before; with its length. Before
    /// anything is read of it, the shard is to be [settled](Shard::settle).
    pub fn insert_known(&mut self, text: &[u8], stream: u32, offset: u64) -> Option<(usize, Inserted)> {
        let mut leaves = std::mem::take(&mut self.leaves);
        let record = self.shapes.read(text, &mut leaves);
        let inserted = record.and_then(|record| {
            let place = Place {
                offset,
                len: u32::try_from(record.len()).ok()?,
                form: Form::Json,
            };
            let inserted = self.insert_leaves(leaves.in_record(record), stream, place, false);
            Some((record.len(), inserted.ok()?))
        });
        self.leaves = leaves;
        inserted
    }

    /// Does what was put off while records were taken. False when memory is full and some value of the records since the
    /// last call could not be indexed.
    pub fn settle(&mut self) -> bool {
        self.columns.settle()
    }

    /// The text that the leaves stand in.
    fn read<'a>(&mut self, json: &'a [u8], leaves: &mut Leaves) -> Result<&'a str, Rejected> {
        if let Some(record) = self.shapes.read(json, leaves)
            && record.len() == json.len()
        {
            return Ok(record);
        }
        leaves.read(json, &mut self.paths, &self.fields)?;
        self.shapes.learn(json, leaves, &self.fields);
        // Those of a parsed record have texts of their own.
        Ok("")
    }

    fn insert_leaves(
        &mut self,
        record: Record,
        stream: u32,
        place: Place,
        partial: bool,
    ) -> Result<Inserted, Rejected> {
        let facts = LeafFacts {
            record,
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
        let duplicate_key = record.leaves().duplicate_key;
        if accepted != Accepted::Aggregated {
            let row = self.rows.len();
            let derived = event::derive(&facts);
            for (field, text) in derived.texts().into_iter().enumerate() {
                if let Some(text) = text {
                    self.columns.push_text(ColumnId::derived(field), row, text);
                }
            }
            self.commit(record, stream, place, partial, accepted == Accepted::Insight);
        }
        Ok(Inserted {
            accepted,
            duplicate_key,
        })
    }

    fn commit(&mut self, record: Record, stream: u32, place: Place, partial: bool, insight: bool) {
        let row = self.rows.len();
        let (time, time_as_iso) = self.time(record);
        let recorded_id = record.field(Field::EventId);
        let uuid = recorded_id.and_then(rows::parse_uuid);
        let kept_in_rows = [
            record.place(Field::EventTime).filter(|_| time_as_iso),
            record.place(Field::EventId).filter(|_| uuid.is_some()),
        ];
        let mut content = 0u64;
        for (at, leaf) in record.leaves().items().iter().enumerate() {
            let share = match kept_in_rows.contains(&Some(at)) {
                true => mix(leaf.seat, self.state.hash_one(record.text(leaf).as_bytes())),
                false => self.push(row, leaf, record),
            };
            content = content.wrapping_add(share);
        }
        let stand_in = |text: &[u8]| {
            u128::from(self.state.hash_one((0u8, text))) << 64 | u128::from(self.state.hash_one((1u8, text)))
        };
        let id = match (uuid, recorded_id) {
            (Some(uuid), _) => uuid,
            (None, Some(id)) => stand_in(id.as_bytes()),
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

    /// Adds a leaf to its column; what it adds to the hash of the record's content.
    fn push(&mut self, row: u32, leaf: &Leaf, record: Record) -> u64 {
        let column = ColumnId::recorded(leaf.path);
        // What has no text is told apart by its kind.
        let code = match (leaf.found, leaf.kind) {
            (Found::Again(Known { share, code }), _) => {
                self.columns.push_known(column, row, code);
                return share;
            }
            (_, Kind::Text | Kind::Bare) => {
                let (hash, code) = self.columns.push_text(column, row, record.text(leaf));
                let share = mix(leaf.seat, hash);
                if let Found::At(spot) = leaf.found {
                    self.shapes.remember(spot, code.map(|code| Known { share, code }));
                }
                return share;
            }
            (_, Kind::Null) => Column::NULL,
            (_, Kind::EmptyObject) => Column::EMPTY_OBJECT,
            (_, Kind::EmptyArray) => Column::EMPTY_ARRAY,
        };
        self.columns.push(column, row, code);
        mix(leaf.seat, 0)
    }

    /// The record's time, and whether its text is the canonical form of it.
    fn time(&self, record: Record) -> (i64, bool) {
        if let Some(text) = record.field(Field::EventTime) {
            return match event::time::parse_canonical(text.as_bytes()) {
                Some(time) => (time, true),
                None => (event::time::parse(text).unwrap_or(NO_TIME), false),
            };
        }
        let fallback = self.time_fallbacks.iter().find_map(|&path| {
            let leaf = record.leaves().items().iter().find(|leaf| leaf.path == path)?;
            event::time::parse(record.text(leaf))
        });
        (fallback.unwrap_or(NO_TIME), false)
    }
}
