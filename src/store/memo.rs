//! What was derived is taken over for later records, where all that it rests on is the same.

use super::column::{Code, Column};
use super::columns::ColumnId;
use super::leaves::{LeafFacts, Record};
use super::walk::mix;
use crate::event::{Derivation, Facts, Field};
use std::cell::Cell;

/// Memos of each derivation.
const KEPT: usize = 1 << 8;

/// The numbers of a record's values, by field: [`Column::NULL`] where there is none, and [`Column::WAITING`] where the
/// number is not known.
pub type FieldCodes = [Code; Field::PATHS.len()];

/// What was derived lately; nothing until something is kept.
#[derive(Default)]
pub struct Memos(Vec<Memo>);

/// What a derivation said once, and what that rests on.
#[derive(Clone, Default)]
pub struct Memo {
    /// The fields it read, and the numbers of their values. No memo where there are none.
    rests_on: Vec<(Field, Code)>,
    /// What it said, by number.
    pub values: Vec<(ColumnId, Code)>,
}

impl Memos {
    /// What the derivation said of a record with the same values, as far as it reads them.
    pub fn find(&self, derivation: Derivation, codes: &FieldCodes) -> Option<&Memo> {
        let memo = self.0.get(place(derivation, codes))?;
        let is_same = |&(field, code): &(Field, Code)| codes[field as usize] == code;
        (!memo.rests_on.is_empty() && memo.rests_on.iter().all(is_same)).then_some(memo)
    }

    /// Keeps what a derivation said of a record.
    pub fn keep(&mut self, derivation: Derivation, codes: &FieldCodes, memo: Memo) {
        self.0.resize(KEPT * Derivation::ALL.len(), Memo::default());
        self.0[place(derivation, codes)] = memo;
    }
}

/// Where a memo is kept; one put there later replaces it.
fn place(derivation: Derivation, codes: &FieldCodes) -> usize {
    let leading = derivation.leading().iter();
    let hash = leading.fold(0, |hash, field| mix(hash, codes[*field as usize].into()));
    derivation as usize * KEPT + (hash ^ hash >> 32) as usize % KEPT
}

/// The numbers of a record's values by field, of those of its leaves.
pub fn field_codes(record: Record, leaf_codes: &[Code]) -> FieldCodes {
    Field::PATHS.map(|(field, _)| {
        let place = record.place(field);
        place.map_or(Column::NULL, |leaf| {
            leaf_codes.get(leaf).copied().unwrap_or(Column::WAITING)
        })
    })
}

/// Notes which facts a derivation reads.
pub struct Witness<'a> {
    facts: LeafFacts<'a>,
    /// A bit for each field.
    read: Cell<u64>,
    /// It read more than fields.
    read_more: Cell<bool>,
}

const _: () = assert!(Field::PATHS.len() <= u64::BITS as usize);

impl<'a> Witness<'a> {
    /// Nothing is read yet.
    pub fn new(facts: LeafFacts<'a>) -> Self {
        Witness {
            facts,
            read: Cell::new(0),
            read_more: Cell::new(false),
        }
    }

    /// The memo of a derivation that read these facts and said these values; none where it rests on more than fields, or
    /// on values without a number.
    pub fn memo(&self, codes: &FieldCodes, values: Vec<(ColumnId, Code)>) -> Option<Memo> {
        let was_read = |(field, _): &(Field, Code)| self.read.get() >> *field as u64 & 1 == 1;
        let is_known = |code: Code| code != Column::WAITING;
        let fields = Field::PATHS.iter().map(|(field, _)| *field);
        let rests_on = fields.zip(codes.iter().copied()).filter(was_read);
        let is_all = !self.read_more.get()
            && rests_on.clone().all(|(_, code)| is_known(code))
            && values.iter().all(|(_, code)| is_known(*code));
        is_all.then(|| Memo {
            rests_on: rests_on.collect(),
            values,
        })
    }
}

impl Facts for Witness<'_> {
    fn text(&self, field: Field) -> Option<&str> {
        self.read.set(self.read.get() | 1 << field as u64);
        self.facts.text(field)
    }

    fn parameters(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        self.read_more.set(true);
        self.facts.parameters(visit);
    }

    fn response(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        self.read_more.set(true);
        self.facts.response(visit);
    }
}
