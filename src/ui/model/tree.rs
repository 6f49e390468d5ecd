//! A record as a tree, read from its JSON text.
//!
//! A node keeps where its value stands in the text and is parsed when it is opened: numbers show exactly as
//! written, keys keep their order, a key named twice shows twice, and a record of megabytes costs what is open.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

/// Children shown before "show more", and how many more each time.
const STEP: usize = 200;

/// Lines opened by themselves when a record is shown first.
const OPENED: usize = 240;

/// Number of a node in its tree; the root is 0.
pub type NodeId = usize;

/// What stands before a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// The record itself.
    Root,
    /// A key of an object.
    Key(String),
    /// A position in an array.
    Index(usize),
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number, shown as written.
    Number,
    /// `true`, `false` or `null`.
    Word,
}

#[derive(Debug, Clone)]
struct Node {
    parent: Option<NodeId>,
    label: Label,
    kind: Kind,
    text: Range<usize>,
    /// Parsed when first opened.
    children: Option<Rc<[NodeId]>>,
    open: bool,
    shown: usize,
}

/// A record's tree and what of it is open.
#[derive(Debug, Clone)]
pub struct Tree {
    json: Rc<str>,
    nodes: Vec<Node>,
}

/// A line of the tree as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The node; for a "show more" line the one whose children go on.
    pub node: NodeId,
    /// 1 for the root's children.
    pub depth: usize,
    /// Children not shown: this line is "show more".
    pub hidden: Option<usize>,
}

impl Tree {
    /// The tree of a JSON text, its first levels open.
    ///
    /// # Errors
    /// The parser's words, when the text is no JSON.
    pub fn new(json: &str) -> Result<Tree, String> {
        let root: &RawValue = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let json: Rc<str> = root.get().into();
        let mut tree = Tree {
            nodes: Vec::new(),
            json,
        };
        let whole = 0..tree.json.len();
        tree.add(None, Label::Root, whole);
        let mut level = vec![0];
        // Level by level, so that what is cut off is what lies deepest.
        while !level.is_empty() && tree.nodes.len() < OPENED {
            let mut next = Vec::new();
            for node in level {
                if tree.nodes.len() < OPENED {
                    tree.set_open(node, true);
                    next.extend(tree.children(node).iter().copied().take(STEP));
                }
            }
            level = next;
        }
        Ok(tree)
    }

    /// The lines to show, in order.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        self.push_lines(0, 1, &mut lines);
        lines
    }

    fn push_lines(&self, start: NodeId, depth: usize, lines: &mut Vec<Line>) {
        // A stack of its own: a record nested ten thousand deep must not end the page's.
        let mut stack = vec![(start, depth, 0)];
        while let Some((node, depth, at)) = stack.pop() {
            let Node {
                children: Some(children),
                open: true,
                shown,
                ..
            } = &self.nodes[node]
            else {
                continue;
            };
            match children.get(at) {
                Some(&child) if at < *shown => {
                    lines.push(Line {
                        node: child,
                        depth,
                        hidden: None,
                    });
                    stack.push((node, depth, at + 1));
                    stack.push((child, depth + 1, 0));
                }
                Some(_) => lines.push(Line {
                    node,
                    depth,
                    hidden: Some(children.len() - shown),
                }),
                None => {}
            }
        }
    }

    /// Opens or closes an object or array.
    pub fn set_open(&mut self, node: NodeId, open: bool) {
        if open && self.nodes[node].children.is_none() {
            self.parse_children(node);
        }
        self.nodes[node].open = open;
    }

    /// Shows more children of a node.
    pub fn show_more(&mut self, node: NodeId) {
        self.nodes[node].shown += STEP;
    }

    /// Whether the node is open.
    pub fn is_open(&self, node: NodeId) -> bool {
        self.nodes[node].open
    }

    /// Whether the node has anything to open.
    pub fn is_branch(&self, node: NodeId) -> bool {
        matches!(self.nodes[node].kind, Kind::Object | Kind::Array) && !self.is_hollow(node)
    }

    /// The node's parent.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.nodes[node].parent
    }

    /// The first child of an open node.
    pub fn first_child(&self, node: NodeId) -> Option<NodeId> {
        self.children(node).first().copied()
    }

    /// What stands before the value.
    pub fn label(&self, node: NodeId) -> &Label {
        &self.nodes[node].label
    }

    /// What the value is.
    pub fn kind(&self, node: NodeId) -> Kind {
        self.nodes[node].kind
    }

    /// The value exactly as it stands in the text.
    pub fn raw(&self, node: NodeId) -> &str {
        &self.json[self.nodes[node].text.clone()]
    }

    /// The value as people and the filter mean it: a string without quotes and escapes, others as written.
    pub fn value(&self, node: NodeId) -> Cow<'_, str> {
        let raw = self.raw(node);
        if self.nodes[node].kind == Kind::String
            && let Ok(text) = serde_json::from_str::<Text>(raw)
        {
            return text.0;
        }
        Cow::Borrowed(raw)
    }

    /// The path the filter knows the value by: keys joined by dots, arrays adding nothing.
    pub fn path(&self, node: NodeId) -> String {
        let mut parts = Vec::new();
        let mut at = Some(node);
        while let Some(node) = at {
            if let Label::Key(key) = &self.nodes[node].label {
                parts.push(key.as_str());
            }
            at = self.nodes[node].parent;
        }
        parts.reverse();
        parts.join(".")
    }

    /// A closed branch in a few words: `{3}`, `[12]`; nothing for one that was never opened and is large.
    pub fn summary(&self, node: NodeId) -> String {
        let Node { kind, children, .. } = &self.nodes[node];
        let (open, close) = if *kind == Kind::Object {
            ('{', '}')
        } else {
            ('[', ']')
        };
        match children {
            _ if self.is_hollow(node) => format!("{open}{close}"),
            Some(children) => format!("{open}{}{close}", children.len()),
            None => format!("{open}…{close}"),
        }
    }

    fn is_hollow(&self, node: NodeId) -> bool {
        let raw = self.raw(node).as_bytes();
        raw.len() < 2 || raw[1..raw.len() - 1].iter().all(u8::is_ascii_whitespace)
    }

    fn children(&self, node: NodeId) -> &[NodeId] {
        self.nodes[node].children.as_deref().unwrap_or_default()
    }

    fn parse_children(&mut self, node: NodeId) {
        let json = Rc::clone(&self.json);
        let raw = &json[self.nodes[node].text.clone()];
        // The text was checked as a whole when the tree was made.
        let Ok(Level(children)) = serde_json::from_str::<Level>(raw) else {
            return;
        };
        let start = json.as_ptr() as usize;
        let ids = children
            .into_iter()
            .map(|(label, value)| {
                let from = value.get().as_ptr() as usize - start;
                self.add(Some(node), label, from..from + value.get().len())
            })
            .collect();
        self.nodes[node].children = Some(ids);
    }

    fn add(&mut self, parent: Option<NodeId>, label: Label, text: Range<usize>) -> NodeId {
        let kind = match self.json.as_bytes().get(text.start) {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f' | b'n') => Kind::Word,
            _ => Kind::Number,
        };
        self.nodes.push(Node {
            parent,
            label,
            kind,
            text,
            children: None,
            open: false,
            shown: STEP,
        });
        self.nodes.len() - 1
    }
}

/// A string, borrowed where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Words)
    }
}

/// One level of an object or array; values stay text.
struct Level<'a>(Vec<(Label, &'a RawValue)>);

impl<'de> Deserialize<'de> for Level<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Level<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object or array")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
                    entries.push((Label::Key(key), value));
                }
                Ok(Level(entries))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(value) = seq.next_element::<&RawValue>()? {
                    entries.push((Label::Index(entries.len()), value));
                }
                Ok(Level(entries))
            }
        }
        deserializer.deserialize_any(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(tree: &Tree) -> Vec<String> {
        tree.lines()
            .into_iter()
            .map(|line| match (line.hidden, tree.label(line.node)) {
                (Some(more), _) => format!("{} more", more),
                (None, Label::Key(key)) => format!("{}{key}", " ".repeat(line.depth - 1)),
                (None, Label::Index(index)) => format!("{}{index}", " ".repeat(line.depth - 1)),
                (None, Label::Root) => "root".into(),
            })
            .collect()
    }

    #[test]
    fn order_numbers_and_double_keys_survive() {
        let tree = Tree::new(r#" {"z":1.50, "a":12345678901234567890123, "z":[{"k":"a\"b"}]} "#).unwrap();
        assert_eq!(shown(&tree), ["z", "a", "z", " 0", "  k"]);
        let raws: Vec<_> = tree.lines().iter().map(|line| tree.raw(line.node)).collect();
        assert_eq!(raws[..2], ["1.50", "12345678901234567890123"]);
        let last = tree.lines().last().unwrap().node;
        assert_eq!(
            (tree.value(last).as_ref(), tree.path(last).as_str()),
            ("a\"b", "z.k")
        );
        assert_eq!(tree.raw(last), r#""a\"b""#);
    }

    #[test]
    fn closing_and_opening_keeps_what_was_below() {
        let mut tree = Tree::new(r#"{"a":{"b":{"c":1}},"d":2}"#).unwrap();
        let a = tree.lines()[0].node;
        tree.set_open(a, false);
        assert_eq!(shown(&tree), ["a", "d"]);
        assert_eq!(tree.summary(a), "{1}");
        tree.set_open(a, true);
        assert_eq!(shown(&tree), ["a", " b", "  c", "d"]);
    }

    #[test]
    fn long_lists_come_in_steps() {
        let json = format!(
            "[{}]",
            (0..1000).map(|n| n.to_string()).collect::<Vec<_>>().join(",")
        );
        let mut tree = Tree::new(&json).unwrap();
        assert_eq!(tree.lines().len(), STEP + 1);
        let more = tree.lines().last().unwrap().clone();
        assert_eq!(more.hidden, Some(1000 - STEP));
        tree.show_more(more.node);
        assert_eq!(tree.lines().len(), 2 * STEP + 1);
    }

    #[test]
    fn deep_nesting_is_opened_a_little_at_a_time() {
        let json = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let mut tree = Tree::new(&json).unwrap();
        let last = tree.lines().last().unwrap().node;
        tree.set_open(last, true);
        assert!(tree.lines().len() <= OPENED + 1);
    }

    #[test]
    fn hollow_branches_have_nothing_to_open() {
        let tree = Tree::new(r#"{"a":{ },"b":[]}"#).unwrap();
        let lines = tree.lines();
        assert!(lines.iter().all(|line| !tree.is_branch(line.node)));
        assert_eq!(tree.summary(lines[0].node), "{}");
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        assert!(Tree::new("{").is_err());
    }

    proptest! {
        #[test]
        fn leaves_stand_in_the_text_as_written(values in prop::collection::vec(any::<i64>(), 0..50)) {
            let texts: Vec<String> = values.iter().map(i64::to_string).collect();
            let tree = Tree::new(&format!("[{}]", texts.join(" , "))).unwrap();
            let shown: Vec<String> = tree.lines().iter().map(|line| tree.raw(line.node).to_owned()).collect();
            prop_assert_eq!(shown, texts);
        }
    }
}
