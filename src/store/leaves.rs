//! The leaves of one record, and what the derivations read in them.

use super::paths::{PathId, Paths};
use super::shapes::{Shapes, Spot};
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
    /// Where the [shapes](Shapes) know it from; nothing when the parser found it.
    pub spot: Option<Spot>,
    start: u32,
    end: u32,
}

/// The leaves of one record, in the order of the file; reused from record to record.
pub struct Leaves {
    items: Vec<Leaf>,
    text: String,
    /// Texts that do not stand in the record as they are, and which leaves they are of.
    unescaped: String,
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

    fn field(&self, path: PathId) -> Option<usize> {
        self.0.get(path as usize).copied().flatten().map(usize::from)
    }
}

impl Default for Leaves {
    fn default() -> Self {
        Leaves {
            items: Vec::new(),
            text: String::new(),
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
        self.fill_slots(fields);
        Ok(())
    }

    /// Replaces the leaves by those of the record that begins `text`, if its shape is known; its length.
    pub fn read_known(&mut self, text: &[u8], shapes: &mut Shapes, fields: &FieldPaths) -> Option<usize> {
        let len = shapes.read(text, self)?;
        self.fill_slots(fields);
        Some(len)
    }

    /// Forgets the record before.
    pub(super) fn clear(&mut self) {
        self.items.clear();
        self.text.clear();
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

    fn fill_slots(&mut self, fields: &FieldPaths) {
        for (index, leaf) in self.items.iter().enumerate() {
            if let Some(field) = fields.field(leaf.path)
                && self.slots[field].is_none()
                && leaf.start < leaf.end
            {
                self.slots[field] = Some(index as u32);
            }
        }
    }

    /// All leaves.
    pub fn items(&self) -> &[Leaf] {
        &self.items
    }

    /// The text of a leaf; empty for null and empty containers.
    pub fn text(&self, leaf: &Leaf) -> &str {
        self.text
            .get(leaf.start as usize..leaf.end as usize)
            .unwrap_or_default()
    }

    /// The first leaf of a field that says something.
    pub fn leaf(&self, field: Field) -> Option<&Leaf> {
        self.slots[field as usize].map(|index| &self.items[index as usize])
    }

    /// Adds a leaf, its text written by `write`.
    pub(super) fn push(&mut self, path: PathId, seat: u64, kind: Kind, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        self.push_at(path, seat, kind, start..self.text.len(), None);
    }

    /// Adds a leaf whose text is that part of the [record](Leaves::stand_in).
    pub(super) fn push_at(
        &mut self,
        path: PathId,
        seat: u64,
        kind: Kind,
        span: Range<usize>,
        spot: Option<Spot>,
    ) {
        self.items.push(Leaf {
            path,
            kind,
            seat,
            spot,
            start: span.start as u32,
            end: span.end as u32,
        });
    }

    /// Adds a text that does not stand in the record as it is.
    pub(super) fn push_unescaped(&mut self, path: PathId, seat: u64, text: &str) {
        let start = self.unescaped.len();
        self.unescaped.push_str(text);
        self.escaped.push(self.items.len() as u32);
        self.push_at(path, seat, Kind::Text, start..self.unescaped.len(), None);
    }

    /// The leaves stand in this record, but for those that were unescaped.
    pub(super) fn stand_in(&mut self, record: &str) {
        self.text.push_str(record);
        self.text.push_str(&self.unescaped);
        for &leaf in &self.escaped {
            let leaf = &mut self.items[leaf as usize];
            leaf.start += record.len() as u32;
            leaf.end += record.len() as u32;
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

/// A record's leaves as the derivations read them.
pub struct LeafFacts<'a> {
    /// The record.
    pub leaves: &'a Leaves,
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
        for leaf in self.leaves.items() {
            let text = self.leaves.text(leaf);
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
        self.leaves.leaf(field).map(|leaf| self.leaves.text(leaf))
    }

    fn parameters(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        self.below(self.parameters, visit);
    }

    fn response(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        self.below(self.response, visit);
    }
}
