//! The leaves of one record, and what the derivations read in them.

use super::paths::{PathId, Paths};
use super::shapes::Found;
use super::walk;
use crate::event::{Facts, Field};
use crate::intake::Rejected;
use std::ops::Range;

/// What kind of value a leaf is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// A number or a boolean, as JSON writes it.
    Bare,
    /// `null`.
    Null,
    /// `{}`.
    EmptyObject,
    /// `[]`.
    EmptyArray,
}

/// One value of a record.
#[derive(Debug, Clone, Copy)]
pub struct Leaf {
    /// Where it stands.
    pub path: PathId,
    /// What it is.
    pub kind: Kind,
    /// A hash of its path, its kind and its places in arrays, whose elements share a path.
    pub seat: u64,
    /// Whether the [shapes](super::shapes::Shapes) know it.
    pub found: Found,
    start: u32,
    end: u32,
}

/// The leaves of one record, in the order of the file; reused from record to record.
pub struct Leaves {
    items: Vec<Leaf>,
    /// Texts that do not stand in the record as they are: of a parsed one, all.
    unescaped: String,
    /// Which leaves these are of, when the others stand in the record.
    escaped: Vec<u32>,
    /// For each declared [`Field`], its first leaf that says something.
    slots: [Option<u32>; Field::PATHS.len()],
    /// The object each path was last seen in, to notice a key that comes twice.
    seen_in: Vec<u64>,
    objects: u64,
    /// Some object names a key twice.
    pub duplicate_key: bool,
}

/// Tells a declared field by the number of its path.
pub struct FieldPaths(Vec<Option<u8>>);

impl FieldPaths {
    /// Declares the fields.
    pub fn declare(paths: &mut Paths) -> Self {
        let mut fields = Vec::new();
        for (index, (_, dotted)) in Field::PATHS.iter().enumerate() {
            let id = paths.declare(dotted) as usize;
            fields.resize(fields.len().max(id + 1), None);
            fields[id] = Some(index as u8);
        }
        FieldPaths(fields)
    }

    /// The number of the field that is declared at a path.
    pub fn field(&self, path: PathId) -> Option<u8> {
        self.0.get(path as usize).copied().flatten()
    }
}

impl Default for Leaves {
    fn default() -> Self {
        Leaves {
            items: Vec::new(),
            unescaped: String::new(),
            escaped: Vec::new(),
            slots: [None; Field::PATHS.len()],
            seen_in: Vec::new(),
            objects: 0,
            duplicate_key: false,
        }
    }
}

impl Leaves {
    /// Replaces the leaves by those of the record `json`.
    ///
    /// # Errors
    /// When the text is not a JSON object that can be walked.
    pub fn read(&mut self, json: &[u8], paths: &mut Paths, fields: &FieldPaths) -> Result<(), Rejected> {
        match json.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{') => {}
            Some(b'[') => return Err(Rejected::NotAnObject("an array")),
            Some(b'"') => return Err(Rejected::NotAnObject("a string")),
            Some(b'n') => return Err(Rejected::NotAnObject("null")),
            Some(b't' | b'f') => return Err(Rejected::NotAnObject("a boolean")),
            Some(b'0'..=b'9' | b'-') => return Err(Rejected::NotAnObject("a number")),
            _ => {}
        }
        walk::walk(json, paths, self)?;
        for at in 0..self.items.len() {
            let Leaf { path, start, end, .. } = self.items[at];
            if let Some(field) = fields.field(path).filter(|_| start < end) {
                self.note_field(field, at);
            }
        }
        Ok(())
    }

    /// Forgets the record before.
    pub(super) fn clear(&mut self) {
        self.items.clear();
        self.unescaped.clear();
        self.escaped.clear();
        self.slots = [None; Field::PATHS.len()];
        self.duplicate_key = false;
    }

    /// A number for one more object.
    pub(super) fn begin_object(&mut self) -> u64 {
        self.objects += 1;
        self.objects
    }

    /// Notes that a leaf of a declared field says something.
    pub(super) fn note_field(&mut self, field: u8, leaf: usize) {
        if let Some(slot) = self.slots.get_mut(usize::from(field)) {
            slot.get_or_insert(leaf as u32);
        }
    }

    /// All leaves.
    pub fn items(&self) -> &[Leaf] {
        &self.items
    }

    /// The leaves of a record that was [parsed](Leaves::read), with their texts.
    pub fn parsed(&self) -> Record<'_> {
        self.in_record("")
    }

    /// The leaves of `record`, which was read by its [shape](super::shapes::Shapes::read), with their texts.
    pub fn in_record<'a>(&'a self, record: &'a str) -> Record<'a> {
        Record {
            leaves: self,
            text: record,
        }
    }

    /// Adds a leaf, its text written by `write`.
    pub(super) fn push(&mut self, path: PathId, seat: u64, kind: Kind, write: impl FnOnce(&mut String)) {
        let start = self.unescaped.len();
        write(&mut self.unescaped);
        self.push_at(path, seat, kind, start..self.unescaped.len(), Found::Parsed);
    }

    /// Adds a leaf whose text is that part of the record.
    pub(super) fn push_at(&mut self, path: PathId, seat: u64, kind: Kind, span: Range<usize>, found: Found) {
        self.items.push(Leaf {
            path,
            kind,
            seat,
            found,
            start: span.start as u32,
            end: span.end as u32,
        });
    }

    /// Adds a text that does not stand in the record as it is.
    pub(super) fn push_unescaped(&mut self, path: PathId, seat: u64, text: &str) {
        self.escaped.push(self.items.len() as u32);
        self.push(path, seat, Kind::Text, |unescaped| unescaped.push_str(text));
    }

    /// The record is so long: what was unescaped comes behind it.
    pub(super) fn end_record(&mut self, len: usize) {
        for &leaf in &self.escaped {
            let leaf = &mut self.items[leaf as usize];
            leaf.start += len as u32;
            leaf.end += len as u32;
        }
    }

    /// Notes that `object` names a key, to notice when it does so twice.
    pub(super) fn note_key(&mut self, path: PathId, object: u64) {
        let index = path as usize;
        if index >= self.seen_in.len() {
            self.seen_in.resize(index + 64, 0);
        }
        if self.seen_in[index] == object && path != Paths::OVERFLOW {
            self.duplicate_key = true;
        }
        self.seen_in[index] = object;
    }
}

/// A record's leaves and their texts.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    leaves: &'a Leaves,
    text: &'a str,
}

impl<'a> Record<'a> {
    /// All leaves.
    pub fn leaves(&self) -> &'a Leaves {
        self.leaves
    }

    /// The text of a leaf; empty for null and empty containers.
    pub fn text(&self, leaf: &Leaf) -> &'a str {
        let (start, end) = (leaf.start as usize, leaf.end as usize);
        let behind = || {
            let len = self.text.len();
            let span = start.checked_sub(len)?..end.checked_sub(len)?;
            self.leaves.unescaped.get(span)
        };
        self.text.get(start..end).or_else(behind).unwrap_or_default()
    }

    /// The first leaf of a field that says something, by its place among all.
    pub fn place(&self, field: Field) -> Option<usize> {
        self.leaves.slots[field as usize].map(|leaf| leaf as usize)
    }

    /// The text of that leaf.
    pub fn field(&self, field: Field) -> Option<&'a str> {
        self.place(field).map(|leaf| self.text(&self.leaves.items[leaf]))
    }
}

/// A record's leaves as the derivations read them.
pub struct LeafFacts<'a> {
    /// The record.
    pub record: Record<'a>,
    /// The paths its leaves name.
    pub paths: &'a Paths,
    /// Path of `requestParameters`.
    pub parameters: PathId,
    /// Path of `responseElements`.
    pub response: PathId,
}

impl LeafFacts<'_> {
    fn below(&self, top: PathId, visit: &mut dyn FnMut(&str, &str) -> bool) {
        let prefix = self.paths.text(top).len() + 1;
        for leaf in self.record.leaves.items() {
            let text = self.record.text(leaf);
            if self.paths.top(leaf.path) == top
                && !text.is_empty()
                && let Some(relative) = self.paths.text(leaf.path).get(prefix..)
                && !visit(relative, text)
            {
                return;
            }
        }
    }
}

impl Facts for LeafFacts<'_> {
    fn text(&self, field: Field) -> Option<&str> {
        self.record.field(field)
    }

    fn parameters(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        self.below(self.parameters, visit);
    }

    fn response(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        self.below(self.response, visit);
    }
}
