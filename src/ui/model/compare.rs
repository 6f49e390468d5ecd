//! Records side by side, leaf by leaf.
//!
//! A leaf is a value that holds no other: its row is the same in two records when all keys and positions that lead to
//! it are. What is written differently and means the same (the order of keys, white space, escapes) is the same.

mod drawn;
mod reading;
mod tokens;

pub use self::drawn::{Drawn, drawn};
pub use self::reading::Reading;
use super::tree::Kind;
use std::borrow::Cow;
use std::ops::Range;

/// Events compared at once, at most.
pub const MOST: usize = 8;

/// Texts from this many bytes on have the parts marked in which they differ; shorter ones are seen at a glance.
const LONG: usize = 12;

/// Bytes in common from which on that says something.
const COMMON: usize = 4;

/// One step of the way to a leaf.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Step {
    Root,
    /// A key, and which of those in one object that are the same.
    Key(Box<str>, u32),
    Index(u32),
}

#[derive(Debug)]
struct Node {
    parent: usize,
    step: Step,
    children: Vec<usize>,
    /// Its row of leaves, where some record has one here.
    row: Option<usize>,
    /// Which record had the key last, and how often more than once.
    again: (usize, u32),
}

#[derive(Debug, Clone)]
struct Leaf {
    kind: Kind,
    text: Range<usize>,
}

/// What stands in one record at a leaf's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing: the record has no such leaf.
    Absent,
    /// A string, without quotes and escapes.
    Text(Cow<'a, str>),
    /// A number, a word or `null`, as written.
    Bare(&'a str),
    /// An object or array with nothing in it.
    Hollow(&'static str),
}

/// Leaves of records, a row for each that any of them has.
#[derive(Debug)]
pub struct Comparison {
    texts: Vec<String>,
    nodes: Vec<Node>,
    /// Row by row, of each record in turn.
    leaves: Vec<Option<Leaf>>,
    /// The rows' nodes in the order of the records, and whether they differ.
    rows: Vec<(usize, bool)>,
}

impl Comparison {
    /// How many leaves there are in any of the records.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether not all records have the same at a row.
    pub fn differs(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|(_, differs)| *differs)
    }

    /// Whether the records' texts are the same, byte for byte.
    pub fn is_same_text(&self) -> bool {
        self.texts.windows(2).all(|two| two[0] == two[1])
    }

    /// The way to a row's leaf: keys joined by dots, positions in arrays in brackets, from 0.
    pub fn path(&self, row: usize) -> String {
        self.way(row, true)
    }

    /// The path the filter knows a row's values by: arrays add nothing to it.
    pub fn field(&self, row: usize) -> String {
        self.way(row, false)
    }

    fn way(&self, row: usize, whole: bool) -> String {
        let mut steps = Vec::new();
        let mut at = self.rows.get(row).map_or(0, |(node, _)| *node);
        while at != 0 {
            steps.push(&self.nodes[at].step);
            at = self.nodes[at].parent;
        }
        let (mut way, mut is_first) = (String::new(), true);
        for step in steps.into_iter().rev() {
            match step {
                Step::Key(key, again) => {
                    if !std::mem::take(&mut is_first) {
                        way.push('.');
                    }
                    way.push_str(key);
                    if whole && *again > 0 {
                        way += &format!(" (named again, {})", again + 1);
                    }
                }
                Step::Index(at) if whole => {
                    is_first = false;
                    way += &format!("[{at}]");
                }
                Step::Index(_) | Step::Root => {}
            }
        }
        way
    }

    /// What a record has at a row.
    pub fn value(&self, row: usize, record: usize) -> Value<'_> {
        match self.leaf(row, record) {
            None => Value::Absent,
            Some(leaf) => value(&self.texts[record], leaf),
        }
    }

    fn leaf(&self, row: usize, record: usize) -> Option<&Leaf> {
        let (node, _) = self.rows.get(row)?;
        let place = self.nodes[*node].row? * self.texts.len() + record;
        self.leaves.get(place)?.as_ref()
    }

    /// How many bytes all texts of a row have in common at their start and at their end. `None` where that says
    /// nothing: nothing differs or nothing is the same, one is no text, or one is short.
    pub fn common(&self, row: usize) -> Option<(usize, usize)> {
        if !self.differs(row) {
            return None;
        }
        let mut texts = Vec::new();
        for record in 0..self.texts.len() {
            match self.value(row, record) {
                Value::Text(text) if text.len() >= LONG => texts.push(text),
                Value::Absent => {}
                _ => return None,
            }
        }
        let (first, others) = texts.split_first()?;
        let start = others
            .iter()
            .map(|other| common_start(first, other))
            .min()
            .unwrap_or(first.len());
        let end = others
            .iter()
            .map(|other| common_end(&first[start..], &other[start..]))
            .min()?;
        let shortest = texts.iter().map(|text| text.len()).min().unwrap_or(0);
        let says =
            start + end >= COMMON && (start < shortest || texts.iter().any(|text| text.len() > shortest));
        says.then_some((start, end))
    }

    /// Whether all records have the same at a node's row.
    fn is_same(&self, row: usize) -> bool {
        let records = self.texts.len();
        let mut leaves = self.leaves[row * records..][..records].iter().zip(&self.texts);
        let Some((first, text)) = leaves.next() else {
            return true;
        };
        leaves.all(|(leaf, other)| match (first, leaf) {
            (Some(a), Some(b)) => {
                a.kind == b.kind
                    && (text[a.text.clone()] == other[b.text.clone()] || value(text, a) == value(other, b))
            }
            (a, b) => a.is_none() && b.is_none(),
        })
    }
}

fn value<'a>(text: &'a str, leaf: &Leaf) -> Value<'a> {
    let raw = &text[leaf.text.clone()];
    match leaf.kind {
        Kind::String => Value::Text(unquoted(raw)),
        Kind::Number | Kind::Word => Value::Bare(raw),
        Kind::Object => Value::Hollow("{}"),
        Kind::Array => Value::Hollow("[]"),
    }
}

/// A string's text of what stands for it with quotes. One with half a surrogate pair is none, and stays as written.
fn unquoted(raw: &str) -> Cow<'_, str> {
    let bare = raw.strip_prefix('"').unwrap_or(raw);
    let bare = bare.strip_suffix('"').unwrap_or(bare);
    if !bare.contains('\\') {
        return Cow::Borrowed(bare);
    }
    serde_json::from_str::<String>(raw).map_or(Cow::Borrowed(bare), Cow::Owned)
}

fn common_start(a: &str, b: &str) -> usize {
    let equal = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a.floor_char_boundary(equal)
}

fn common_end(a: &str, b: &str) -> usize {
    let pairs = a.bytes().rev().zip(b.bytes().rev());
    let equal = pairs.take_while(|(a, b)| a == b).count();
    a.len() - a.ceil_char_boundary(a.len() - equal)
}

#[cfg(test)]
mod tests;
