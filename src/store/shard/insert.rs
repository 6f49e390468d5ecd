//! Records on their way into the columns.

use super::{Inserted, Shard};
use crate::event::{self, Derivation, Field, RecordKind};
use crate::intake::{Accepted, Form, Place, Rejected};
use crate::store::column::{Code, Column};
use crate::store::columns::ColumnId;
use crate::store::leaves::{Kind, Leaf, LeafFacts, Leaves, Record};
use crate::store::memo::{self, Witness};
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
        let inserted = match self.shapes.read(json, &mut leaves) {
            Some(record) if record.len() == json.trim_ascii_end().len() => {
                self.insert_leaves(leaves.in_record(record), stream, place, partial)
            }
            _ => self.insert_parsed(json, &mut leaves, stream, place, partial),
        };
        self.leaves = leaves;
        self.columns.look_up();
        inserted
    }

    fn insert_parsed(
        &mut self,
        json: &[u8],
        leaves: &mut Leaves,
        stream: u32,
        place: Place,
        partial: bool,
    ) -> Result<Inserted, Rejected> {
        leaves.read(json, &mut self.paths, &self.fields)?;
        let inserted = self.insert_leaves(leaves.parsed(), stream, place, partial)?;
        self.shapes.learn(json, leaves, &self.fields);
        Ok(inserted)
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

    fn insert_leaves(
        &mut self,
        record: Record,
        stream: u32,
        place: Place,
        partial: bool,
    ) -> Result<Inserted, Rejected> {
        let accepted = match RecordKind::of(&self.facts(record)) {
            RecordKind::Event => Accepted::Event,
            RecordKind::Insight => Accepted::Insight,
            RecordKind::Aggregated => Accepted::Aggregated,
            RecordKind::NotCloudTrail => return Err(Rejected::NotCloudTrail),
        };
        let duplicate_key = record.leaves().duplicate_key;
        if accepted != Accepted::Aggregated {
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
        self.leaf_codes.clear();
        for (at, leaf) in record.leaves().items().iter().enumerate() {
            let (share, code) = match kept_in_rows.contains(&Some(at)) {
                true => (
                    mix(leaf.seat, self.state.hash_one(record.text(leaf).as_bytes())),
                    None,
                ),
                false => self.push(row, leaf, record),
            };
            content = content.wrapping_add(share);
            self.leaf_codes.push(code.unwrap_or(Column::WAITING));
        }
        self.derive(row, record);
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

    /// Adds all that is derived from the record, whose leaves have their numbers.
    fn derive(&mut self, row: u32, record: Record) {
        let codes = memo::field_codes(record, &self.leaf_codes);
        for derivation in Derivation::ALL {
            if let Some(memo) = self.memos.find(derivation, &codes) {
                for &(column, code) in &memo.values {
                    self.columns.push_known(column, row, code);
                }
                continue;
            }
            let witness = Witness::new(LeafFacts {
                record,
                paths: &self.paths,
                parameters: self.parameters,
                response: self.response,
            });
            let mut values = Vec::new();
            derivation.each_text(&witness, &mut |field, text| {
                let column = ColumnId::derived(field);
                let (_, code) = self.columns.push_text(column, row, text);
                values.push((column, code.unwrap_or(Column::WAITING)));
            });
            if let Some(memo) = witness.memo(&codes, values) {
                self.memos.keep(derivation, &codes, memo);
            }
        }
    }

    fn facts<'a>(&'a self, record: Record<'a>) -> LeafFacts<'a> {
        LeafFacts {
            record,
            paths: &self.paths,
            parameters: self.parameters,
            response: self.response,
        }
    }

    /// Adds a leaf to its column; what it adds to the hash of the record's content, and its number if that is known.
    fn push(&mut self, row: u32, leaf: &Leaf, record: Record) -> (u64, Option<Code>) {
        let column = ColumnId::recorded(leaf.path);
        // What has no text is told apart by its kind.
        let code = match (leaf.found, leaf.kind) {
            (Found::Again(Known { share, code }), _) => {
                self.columns.push_known(column, row, code);
                return (share, Some(code));
            }
            (_, Kind::Text | Kind::Bare) => {
                let (hash, code) = self.columns.push_text(column, row, record.text(leaf));
                let share = mix(leaf.seat, hash);
                if let Found::At(spot) = leaf.found {
                    self.shapes.remember(spot, code.map(|code| Known { share, code }));
                }
                return (share, code);
            }
            (_, Kind::Null) => Column::NULL,
            (_, Kind::EmptyObject) => Column::EMPTY_OBJECT,
            (_, Kind::EmptyArray) => Column::EMPTY_ARRAY,
        };
        self.columns.push(column, row, code);
        (mix(leaf.seat, 0), Some(code))
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
