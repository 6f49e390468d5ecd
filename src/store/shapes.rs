//! Records that are written like one before them are read without a parser: where their values stand is known.
//!
//! A trail names its keys in one order, so that of a million records all but a few are one of some hundred texts with
//! other values in them. [`Shapes`] is a tree of these texts. What differs from all of them in any way, or is not quite
//! plain, is left to the parser, which decides what JSON is; its records are learned.

use super::column::Code;
use super::leaves::{FieldPaths, Kind, Leaves};
use super::paths::PathId;
use super::plain::{plain_len, same, string_len};
use super::values::values;
use super::walk::NUMBER_KEY;
use memchr::memmem;

/// What all shapes may take together: then they are forgotten, and those that still come are learned again. A hostile
/// trail may have a new shape in every record.
const MOST_NODES: usize = 1 << 16;
/// … the same in bytes of text.
const MOST_TEXT: usize = 4 << 20;
/// Ways to go on behind a value: each is looked at.
const MOST_WAYS: usize = 64;
/// Records with more values than this do not come again in the same shape.
const MOST_VALUES: usize = 1 << 10;
/// Nor do records longer than this: they would take the place of many others.
const LONGEST_RECORD: usize = MOST_TEXT / 16;
/// Values up to this length are kept to be known again.
const LONGEST_LAST: usize = 128;

/// The texts between the values of records, as a tree.
pub struct Shapes {
    /// The first stands before every record.
    nodes: Vec<Node>,
    /// Bytes before the values of all nodes.
    text_len: usize,
}

struct Node {
    /// What stands before the value (the end of the one before it, and the keys and brackets between), and behind that the
    /// value that stood here last: most come again.
    text: Vec<u8>,
    before_len: usize,
    /// That value is kept; long ones are not.
    has_last: bool,
    /// What the columns say of it.
    known: Option<Known>,
    value: Value,
    /// What came behind it last; itself when nothing did.
    likely: u32,
    /// What may come behind it, what comes often near the front.
    next: Vec<u32>,
}

/// What the columns say of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// What it adds to the hash of its record's content.
    pub share: u64,
    /// In the dictionary of its path.
    pub code: Code,
}

/// Whether a leaf is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The parser found it.
    Parsed,
    /// It stands at this place of the shapes.
    At(Spot),
    /// It stands where it stood last.
    Again(Known),
}

/// Where in its shape a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot(u32);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    /// A leaf of the record, and the declared field at its path.
    Leaf {
        path: PathId,
        seat: u64,
        kind: Kind,
        field: Option<u8>,
    },
    /// None: the record is at its end.
    End { duplicate_key: bool },
}

impl Value {
    /// Whether a value that begins with `byte` may be this one; what begins otherwise is another shape.
    fn may_begin(&self, byte: Option<&u8>) -> bool {
        match self {
            Value::Leaf { kind: Kind::Bare, .. } => {
                matches!(byte, Some(b'0'..=b'9' | b'-' | b't' | b'f'))
            }
            _ => true,
        }
    }

    /// Whether a value that ends before `byte` may be this one.
    fn may_end(&self, byte: u8) -> bool {
        match self {
            Value::Leaf { kind: Kind::Bare, .. } => ends_bare(&byte),
            _ => byte == b'"',
        }
    }
}

impl Node {
    fn new(before: &[u8], value: Value, number: u32) -> Self {
        Node {
            text: before.into(),
            before_len: before.len(),
            has_last: false,
            known: None,
            value,
            likely: number,
            next: Vec::new(),
        }
    }

    fn before(&self) -> &[u8] {
        &self.text[..self.before_len]
    }

    /// Whether `text` begins as this node says.
    fn begins(&self, text: &[u8]) -> bool {
        begins_with(text, self.before()) && self.value.may_begin(text.get(self.before_len))
    }

    /// Whether that goes on with the value that stood here last.
    fn comes_again(&self, text: &[u8]) -> bool {
        self.has_last
            && text
                .get(self.text.len())
                .is_some_and(|&end| self.value.may_end(end))
            && begins_with(text, &self.text)
    }

    fn replace_last(&mut self, text: &[u8]) {
        self.known = None;
        self.text.truncate(self.before_len);
        self.has_last = text.len() <= LONGEST_LAST;
        if self.has_last {
            self.text.extend_from_slice(text);
        }
    }
}

fn begins_with(text: &[u8], begin: &[u8]) -> bool {
    text.get(..begin.len()).is_some_and(|text| same(text, begin))
}

impl Default for Shapes {
    fn default() -> Self {
        Shapes {
            nodes: vec![Node::new(b"", Value::End { duplicate_key: false }, 0)],
            text_len: 0,
        }
    }
}

impl Shapes {
    /// Reads the record that begins `text`, if it is of a known shape.
    pub fn read<'a>(&mut self, text: &'a [u8], leaves: &mut Leaves) -> Option<&'a str> {
        leaves.clear();
        let (mut number, mut at) = (0, 0);
        let duplicate_key = loop {
            let (next, again) = self.next(number, &text[at..])?;
            number = next;
            let node = &mut self.nodes[number];
            at += node.before_len;
            let (path, seat, kind, field) = match node.value {
                Value::Leaf {
                    path,
                    seat,
                    kind,
                    field,
                } => (path, seat, kind, field),
                Value::End { duplicate_key } => break duplicate_key,
            };
            let spot = Found::At(Spot(number as u32));
            let rest = &text[at..];
            let len = match kind {
                Kind::Null | Kind::EmptyObject | Kind::EmptyArray => {
                    leaves.push_at(path, seat, kind, at..at, spot);
                    continue;
                }
                _ if again => node.text.len() - node.before_len,
                Kind::Bare => bare_len(rest)?,
                Kind::Text => plain_len(rest),
            };
            // An empty text says nothing.
            if let Some(field) = field
                && rest.first() != Some(&b'"')
            {
                leaves.note_field(field, leaves.items().len());
            }
            if rest.get(len) == Some(&b'\\') {
                let len = len + string_len(&rest[len..])?;
                let unescaped: String = serde_json::from_slice(&text[at - 1..=at + len]).ok()?;
                leaves.push_unescaped(path, seat, &unescaped);
                at += len;
                continue;
            }
            if kind == Kind::Text && rest.get(len) != Some(&b'"') {
                return None;
            }
            let known = node.known.filter(|_| again);
            if !again {
                node.replace_last(&rest[..len]);
            }
            leaves.push_at(path, seat, kind, at..at + len, known.map_or(spot, Found::Again));
            at += len;
        };
        leaves.duplicate_key = duplicate_key;
        leaves.end_record(at);
        std::str::from_utf8(&text[..at]).ok()
    }

    /// What the columns say of the value at this spot.
    pub fn remember(&mut self, Spot(node): Spot, known: Option<Known>) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.known = known;
        }
    }

    /// The node behind `node` with which `text` goes on, and whether with the value that stood there last.
    fn next(&mut self, node: usize, text: &[u8]) -> Option<(usize, bool)> {
        let likely = self.nodes[node].likely as usize;
        if likely != node {
            let again = self.nodes[likely].comes_again(text);
            if again || self.nodes[likely].begins(text) {
                return Some((likely, again));
            }
        }
        let ways = &self.nodes[node].next;
        let found = ways
            .iter()
            .position(|&way| self.nodes[way as usize].begins(text))?;
        let next = ways[found];
        self.nodes[node].likely = next;
        // Half the way to the front: what comes often stays there.
        self.nodes[node].next.swap(found, found / 2);
        Some((next as usize, self.nodes[next as usize].comes_again(text)))
    }

    /// Learns the shape of the record `json`, whose leaves the parser found.
    pub fn learn(&mut self, json: &[u8], leaves: &Leaves, fields: &FieldPaths) {
        // What stands behind a record is not part of it.
        let json = json.trim_ascii_end();
        if leaves.items().len() > MOST_VALUES
            || json.len() > LONGEST_RECORD
            || memmem::find(json, NUMBER_KEY.as_bytes()).is_some()
        {
            return;
        }
        if self.nodes.len() + leaves.items().len() >= MOST_NODES || self.text_len + json.len() > MOST_TEXT {
            *self = Shapes::default();
        }
        let Some(values) = values(json).filter(|values| values.len() == leaves.items().len()) else {
            return;
        };
        let (mut node, mut from) = (0, 0);
        for (span, leaf) in values.iter().zip(leaves.items()) {
            // Null and empty containers are text of the shape.
            let begin = match leaf.kind {
                Kind::Text | Kind::Bare => span.start,
                Kind::Null | Kind::EmptyObject | Kind::EmptyArray => span.end,
            };
            let value = Value::Leaf {
                path: leaf.path,
                seat: leaf.seat,
                kind: leaf.kind,
                field: fields.field(leaf.path),
            };
            let is_string = begin > 0 && json[begin - 1] == b'"';
            if is_string != (leaf.kind == Kind::Text) || !value.may_begin(json.get(begin)) {
                return;
            }
            node = self.add(node, &json[from..begin], value);
            from = span.end;
        }
        let duplicate_key = leaves.duplicate_key;
        self.add(node, &json[from..], Value::End { duplicate_key });
    }

    /// The node behind `node` for this text and value, made if need be.
    fn add(&mut self, node: usize, before: &[u8], value: Value) -> usize {
        let ways = &self.nodes[node].next;
        let is_it = |way: &&u32| {
            let known = &self.nodes[**way as usize];
            known.before() == before && known.value == value
        };
        if let Some(&known) = ways.iter().find(is_it) {
            return known as usize;
        }
        let new = self.nodes.len() as u32;
        let ways = &mut self.nodes[node].next;
        // The last came least often; what comes behind it is forgotten with all the others.
        ways.truncate(MOST_WAYS - 1);
        ways.push(new);
        self.text_len += before.len();
        self.nodes.push(Node::new(before, value, new));
        new as usize
    }
}

fn ends_bare(byte: &u8) -> bool {
    matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t')
}

/// The length of the boolean or number (without an exponent) that begins `text`, if it is one without doubt.
fn bare_len(text: &[u8]) -> Option<usize> {
    let len = text.iter().position(ends_bare)?;
    let bare = &text[..len];
    let number = bare.strip_prefix(b"-").unwrap_or(bare);
    let (whole, fraction) = match number.iter().position(|&byte| byte == b'.') {
        Some(point) => (&number[..point], Some(&number[point + 1..])),
        None => (number, None),
    };
    let is_digits = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let is_number =
        is_digits(whole) && (whole.len() == 1 || whole[0] != b'0') && fraction.is_none_or(is_digits);
    (is_number || matches!(bare, b"true" | b"false")).then_some(len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Field;
    use crate::store::leaves::{FieldPaths, Leaf, Record};
    use crate::store::paths::Paths;
    use foldhash::fast::FixedState;
    use proptest::prelude::*;

    struct Reader {
        paths: Paths,
        fields: FieldPaths,
        shapes: Shapes,
    }

    /// What is known of a leaf.
    type Read = (PathId, u64, Kind, String);
    type Listed = (Vec<Read>, Vec<Option<usize>>, bool);

    impl Reader {
        fn new() -> Self {
            let mut paths = Paths::new(FixedState::with_seed(1));
            let fields = FieldPaths::declare(&mut paths);
            let shapes = Shapes::default();
            Reader {
                paths,
                fields,
                shapes,
            }
        }

        /// Leaves, what declared fields say, and whether a key comes twice.
        fn listed(record: Record) -> Listed {
            let read = |leaf: &Leaf| (leaf.path, leaf.seat, leaf.kind, record.text(leaf).to_owned());
            let leaves = record.leaves();
            let said = Field::PATHS.iter().map(|(field, _)| record.place(*field));
            (
                leaves.items().iter().map(read).collect(),
                said.collect(),
                leaves.duplicate_key,
            )
        }

        fn parse(&mut self, json: &[u8], learn: bool) -> Option<Listed> {
            let mut leaves = Leaves::default();
            leaves.read(json, &mut self.paths, &self.fields).ok()?;
            if learn {
                self.shapes.learn(json, &leaves, &self.fields);
            }
            Some(Self::listed(leaves.parsed()))
        }

        fn read(&mut self, text: &[u8]) -> Option<(usize, Listed)> {
            let mut leaves = Leaves::default();
            let record = self.shapes.read(text, &mut leaves)?;
            Some((record.len(), Self::listed(leaves.in_record(record))))
        }
    }

    #[test]
    fn other_values_in_the_same_places_need_no_parser() {
        let mut reader = Reader::new();
        let first = r#"{"a":"x","b":[{"c":1},{"c":null}],"d":{},"e":true,"e":"","f":"\u00e9"}"#;
        let other =
            r#"{"a":"y \" \ud83d\ude00","b":[{"c":-20.50},{"c":null}],"d":{},"e":false,"e":"é","f":"\\"}"#;
        reader.parse(first.as_bytes(), true).unwrap();
        let (len, read) = reader.read(format!("{other},\n").as_bytes()).unwrap();
        assert_eq!(len, other.len());
        assert_eq!(Some(read), reader.parse(other.as_bytes(), false));
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_parser() {
        let mut reader = Reader::new();
        reader.parse(br#"{"a":1,"b":"x"}"#, true).unwrap();
        assert!(reader.read(br#"{"a":2,"b":""}"#).is_some());
        for other in [
            r#"{"a":1e2,"b":"x"}"#,
            r#"{"a":01,"b":"x"}"#,
            r#"{"a":-,"b":"x"}"#,
            r#"{"a":1.,"b":"x"}"#,
            r#"{"a":tru,"b":"x"}"#,
            r#"{"a":null,"b":"x"}"#,
            "{\"a\":1,\"b\":\"x\ty\"}",
            r#"{"a":1,"b":"\ud83d"}"#,
            r#"{"a":1,"b":"x"#,
            r#"{"a":1,"b":"x""#,
            r#"{"a":1, "b":"x"}"#,
            r#"{"a":1,"c":"x"}"#,
        ] {
            assert_eq!(reader.read(other.as_bytes()), None, "{other}");
        }
        assert_eq!(reader.read(b"{\"a\":1,\"b\":\"\xff\"}"), None);
    }

    #[test]
    fn shapes_without_end_are_forgotten() {
        let mut reader = Reader::new();
        for n in 0..MOST_NODES {
            reader.parse(format!(r#"{{"{}":[1,1,"{n}"]}}"#, n % 50_000).as_bytes(), true);
            assert!(reader.shapes.nodes.len() <= MOST_NODES && reader.shapes.text_len <= MOST_TEXT);
        }
    }

    #[test]
    fn there_is_always_room_for_one_more_way() {
        let mut reader = Reader::new();
        for n in 0..2 * MOST_WAYS {
            let record = format!(r#"{{"k{n}":"1","b":"x"}}"#);
            reader.parse(record.as_bytes(), true);
            assert!(reader.read(record.as_bytes()).is_some(), "{record}");
        }
        assert!(
            reader
                .shapes
                .nodes
                .iter()
                .all(|node| node.next.len() <= MOST_WAYS)
        );
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        use serde_json::Value;
        let text = prop_oneof!["[a-c\\\\\"é\t]{0,12}", Just("\u{1f600}".to_owned())];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            text.prop_map(Value::from),
        ];
        let inner = leaf.prop_recursive(3, 20, 4, |inner| {
            let list = prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from);
            let object = prop::collection::btree_map("[a-c]", inner, 0..4).prop_map(Value::from_iter);
            prop_oneof![list, object]
        });
        prop::collection::btree_map("[a-c]", inner, 0..4).prop_map(Value::from_iter)
    }

    proptest! {
        /// Many records of few keys, so that shapes meet; one byte of each is changed as well.
        #[test]
        fn a_known_shape_reads_what_the_parser_reads(
            records in prop::collection::vec((json(), any::<bool>(), any::<(prop::sample::Index, u8)>()), 1..30),
        ) {
            let mut reader = Reader::new();
            for (record, is_pretty, (at, byte)) in records {
                let text = if is_pretty { format!("{record:#}") } else { record.to_string() };
                let mut changed = text.clone().into_bytes();
                *at.get_mut(&mut changed) = byte;
                for text in [changed, text.into_bytes()] {
                    if let Some((len, read)) = reader.read(&text) {
                        prop_assert_eq!(Some(read), reader.parse(&text[..len], false));
                    }
                    let has_exponent = text.windows(2).any(|pair| pair[0].is_ascii_digit() && pair[1].eq_ignore_ascii_case(&b'e'));
                    if reader.parse(&text, true).is_some() && !has_exponent {
                        prop_assert!(reader.read(&text).is_some(), "{}", String::from_utf8_lossy(&text));
                    }
                }
            }
        }
    }
}
