//! From a record's JSON text to its leaves.

use super::paths::{PathId, Paths};
use crate::event::{Facts, Field};
use crate::intake::Rejected;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt::{self, Write};

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
    /// Tells apart the elements of arrays, which share a path.
    pub slot: u64,
    start: u32,
    end: u32,
}

/// The leaves of one record, in the order of the file; reused from record to record.
pub struct Leaves {
    items: Vec<Leaf>,
    text: String,
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
        self.items.clear();
        self.text.clear();
        self.slots = [None; Field::PATHS.len()];
        self.duplicate_key = false;
        match json.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{') => {}
            Some(b'[') => return Err(Rejected::NotAnObject("an array")),
            Some(b'"') => return Err(Rejected::NotAnObject("a string")),
            Some(b'n') => return Err(Rejected::NotAnObject("null")),
            Some(b't' | b'f') => return Err(Rejected::NotAnObject("a boolean")),
            Some(b'0'..=b'9' | b'-') => return Err(Rejected::NotAnObject("a number")),
            _ => {}
        }
        // Checked once for the whole record, which is quicker than string by string.
        let text = std::str::from_utf8(json).map_err(|_| Rejected::Utf8)?;
        let mut parser = serde_json::Deserializer::from_str(text);
        let seed = Walk {
            paths,
            leaves: self,
            path: Paths::ROOT,
            slot: 0,
        };
        let walked = seed.deserialize(&mut parser).and_then(|()| parser.end());
        walked.map_err(|error| rejection(&error, json))?;
        self.fill_slots(fields);
        Ok(())
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

    fn push(&mut self, path: PathId, slot: u64, kind: Kind, write: impl FnOnce(&mut String)) {
        let start = self.text.len() as u32;
        write(&mut self.text);
        self.items.push(Leaf {
            path,
            kind,
            slot,
            start,
            end: self.text.len() as u32,
        });
    }

    fn note_key(&mut self, path: PathId, object: u64) {
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

struct Walk<'a> {
    paths: &'a mut Paths,
    leaves: &'a mut Leaves,
    path: PathId,
    slot: u64,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Walk<'_> {
    fn bare<E>(self, value: impl fmt::Display) -> Result<(), E> {
        self.leaves.push(self.path, self.slot, Kind::Bare, |text| {
            // Writing to a string does not fail.
            let _ = write!(text, "{value}");
        });
        Ok(())
    }

    fn empty<E>(self, kind: Kind) -> Result<(), E> {
        self.leaves.push(self.path, self.slot, kind, |_| {});
        Ok(())
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.leaves
            .push(self.path, self.slot, Kind::Text, |text| text.push_str(value));
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.bare(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.bare(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.bare(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.bare(value)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.empty(Kind::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Walk {
            paths,
            leaves,
            path,
            slot,
        } = self;
        let mut index = 0u64;
        loop {
            index += 1;
            let slot = mix(slot, index);
            if elements
                .next_element_seed(Walk {
                    paths,
                    leaves,
                    path,
                    slot,
                })?
                .is_none()
            {
                break;
            }
        }
        if index == 1 {
            Walk {
                paths,
                leaves,
                path,
                slot,
            }
            .empty(Kind::EmptyArray)
        } else {
            Ok(())
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Walk {
            paths,
            leaves,
            path: parent,
            slot,
        } = self;
        leaves.objects += 1;
        let object = leaves.objects;
        let mut before = None;
        while let Some(path) = members.next_key_seed(Key {
            paths,
            parent,
            before,
        })? {
            if path == NUMBER {
                return members.next_value_seed(NumberText(Walk {
                    paths,
                    leaves,
                    path: parent,
                    slot,
                }));
            }
            before = Some(path);
            leaves.note_key(path, object);
            members.next_value_seed(Walk {
                paths,
                leaves,
                path,
                slot,
            })?;
        }
        if before.is_some() {
            Ok(())
        } else {
            Walk {
                paths,
                leaves,
                path: parent,
                slot,
            }
            .empty(Kind::EmptyObject)
        }
    }
}

struct Key<'a> {
    paths: &'a mut Paths,
    parent: PathId,
    before: Option<PathId>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = PathId;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<PathId, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = PathId;
    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a key")
    }
    fn visit_str<E: Error>(self, key: &str) -> Result<PathId, E> {
        if key == NUMBER_KEY {
            return Ok(NUMBER);
        }
        Ok(self.paths.member(self.parent, self.before, key))
    }
}

/// The parser hands over a number as an object with this one key, so that its text is kept as written
/// (`serde_json`'s feature `arbitrary_precision`). A record that uses the key itself is read as if it had written
/// the value there, which harms nobody.
const NUMBER_KEY: &str = "$serde_json::private::Number";
const NUMBER: PathId = PathId::MAX;

struct NumberText<'a>(Walk<'a>);

impl<'de> DeserializeSeed<'de> for NumberText<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NumberText<'_> {
    type Value = ();
    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("the text of a number")
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.0.bare(value)
    }
}

/// Folds two numbers into one that depends on both and on their order.
pub fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ 0x9e37_79b9_7f4a_7c15) * u128::from(b ^ 0xd1b5_4a32_d192_ed03);
    (product as u64) ^ ((product >> 64) as u64)
}

fn rejection(error: &serde_json::Error, json: &[u8]) -> Rejected {
    let message = error.to_string();
    if message.starts_with("recursion limit exceeded") {
        return Rejected::TooDeep;
    }
    let before = json
        .split_inclusive(|&byte| byte == b'\n')
        .take(error.line().saturating_sub(1));
    let offset = before.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
    // The parser counts lines and columns; the report counts bytes, so the words are kept without the numbers.
    let words = message.split(" at line ").next().unwrap_or_default().to_owned();
    Rejected::Syntax {
        offset: offset.min(json.len()),
        message: words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use foldhash::fast::FixedState;

    fn read(json: &str) -> Result<Vec<(String, String)>, Rejected> {
        let mut paths = Paths::new(FixedState::with_seed(1));
        let fields = FieldPaths::declare(&mut paths);
        let mut leaves = Leaves::default();
        leaves.read(json.as_bytes(), &mut paths, &fields)?;
        let pair = |leaf: &Leaf| (paths.text(leaf.path).to_owned(), leaves.text(leaf).to_owned());
        Ok(leaves.items().iter().map(pair).collect())
    }

    #[test]
    fn every_value_is_a_leaf_and_arrays_add_nothing_to_a_path() {
        let leaves =
            read(r#"{"a":{"b":["x",{"c":1}]},"d":null,"e":{},"f":true,"g":123456789012345678901234567890,"h":-0.0}"#).unwrap();
        let expected = [
            ("a.b", "x"),
            ("a.b.c", "1"),
            ("d", ""),
            ("e", ""),
            ("f", "true"),
            ("g", "123456789012345678901234567890"),
            ("h", "-0.0"),
        ];
        assert_eq!(
            leaves,
            expected.map(|(path, text)| (path.to_owned(), text.to_owned()))
        );
    }

    #[test]
    fn what_is_no_object_is_named() {
        assert_eq!(read("[1]"), Err(Rejected::NotAnObject("an array")));
        assert_eq!(read("12"), Err(Rejected::NotAnObject("a number")));
    }

    #[test]
    fn a_mistake_is_told_with_its_offset() {
        let Err(Rejected::Syntax { offset, .. }) = read("{\"a\":1,\n\"b\":x}") else {
            panic!("accepted")
        };
        assert_eq!(offset, 12);
    }

    #[test]
    fn nesting_beyond_the_parser_is_told_apart() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
        assert_eq!(read(&deep), Err(Rejected::TooDeep));
    }

    #[test]
    fn a_key_named_twice_is_noticed_only_within_one_object() {
        for (json, expected) in [
            (r#"{"a":1,"a":2}"#, true),
            (r#"{"r":[{"k":1},{"k":2}]}"#, false),
            (r#"{"r":[{"k":1,"k":1}]}"#, true),
        ] {
            let mut paths = Paths::new(FixedState::with_seed(1));
            let fields = FieldPaths::declare(&mut paths);
            let mut leaves = Leaves::default();
            leaves.read(json.as_bytes(), &mut paths, &fields).unwrap();
            assert_eq!(leaves.duplicate_key, expected, "{json}");
        }
    }
}
