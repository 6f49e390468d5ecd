//! Reading records into a comparison, a little at a time.

use super::tokens::{Token, next};
use super::{Comparison, Kind, Leaf, Node, Step, unquoted};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::ops::Range;

/// An object or array that began and has not ended.
struct Inside {
    node: usize,
    kind: Kind,
    start: usize,
    /// Members or elements so far.
    len: u32,
    /// Where the next value of an object belongs.
    member: usize,
}

/// A comparison in the making. A record may be megabytes long, so it is read by steps.
pub struct Reading {
    comparison: Comparison,
    known: HashMap<(usize, Step), usize, RandomState>,
    record: usize,
    at: usize,
    inside: Vec<Inside>,
    /// Nodes whose rows are still to be put in order, the next one last; `None` while records are read.
    order: Option<Vec<usize>>,
}

impl Reading {
    /// Begins to compare records, given as JSON texts.
    pub fn new(texts: Vec<String>) -> Reading {
        let root = Node {
            parent: 0,
            step: Step::Root,
            children: Vec::new(),
            row: None,
            again: (usize::MAX, 0),
        };
        Reading {
            comparison: Comparison {
                texts,
                nodes: vec![root],
                leaves: Vec::new(),
                rows: Vec::new(),
            },
            known: HashMap::default(),
            record: 0,
            at: 0,
            inside: Vec::new(),
            order: None,
        }
    }

    /// Reads one value or decides one row. False when all is done.
    pub fn step(&mut self) -> bool {
        if let Some(order) = &mut self.order {
            let Some(node) = order.pop() else { return false };
            order.extend(self.comparison.nodes[node].children.iter().rev());
            if let Some(row) = self.comparison.nodes[node].row {
                let differs = !self.comparison.is_same(row);
                self.comparison.rows.push((node, differs));
            }
            return true;
        }
        match self.comparison.texts.get(self.record) {
            None => self.order = Some(vec![0]),
            Some(text) => match next(text, self.at) {
                Some((token, after)) => {
                    self.take(token, after - 1);
                    self.at = after;
                }
                None => {
                    self.record += 1;
                    self.at = 0;
                    self.inside.clear();
                }
            },
        }
        true
    }

    /// The comparison; complete once there are no more steps.
    pub fn finish(mut self) -> Comparison {
        while self.step() {}
        self.comparison
    }

    /// Takes a token whose last byte is at `last`.
    fn take(&mut self, token: Token, last: usize) {
        match token {
            Token::Open(kind) => {
                let node = self.next_place();
                self.inside.push(Inside {
                    node,
                    kind,
                    start: last,
                    len: 0,
                    member: node,
                });
            }
            Token::Close => {
                if let Some(ended) = self.inside.pop().filter(|ended| ended.len == 0) {
                    self.put(ended.node, ended.kind, ended.start..last + 1);
                }
            }
            Token::Key(range) => {
                let Some(object) = self.inside.last().map(|inside| inside.node) else {
                    return;
                };
                let key = unquoted(&self.comparison.texts[self.record][range]).into_owned();
                let member = self.member(object, key.into());
                if let Some(inside) = self.inside.last_mut() {
                    inside.len += 1;
                    inside.member = member;
                }
            }
            Token::Value(kind, range) => {
                let node = self.next_place();
                self.put(node, kind, range);
            }
        }
    }

    /// The node of the value that comes next.
    fn next_place(&mut self) -> usize {
        match self.inside.last_mut() {
            None => 0,
            Some(inside) if inside.kind == Kind::Object => inside.member,
            Some(inside) => {
                let step = Step::Index(inside.len);
                inside.len += 1;
                let array = inside.node;
                self.child(array, step)
            }
        }
    }

    /// The node of a member: of a key that the object has named before, another one.
    fn member(&mut self, object: usize, key: Box<str>) -> usize {
        let first = self.child(object, Step::Key(key.clone(), 0));
        let again = &mut self.comparison.nodes[first].again;
        if again.0 != self.record {
            *again = (self.record, 0);
            return first;
        }
        again.1 += 1;
        let step = Step::Key(key, again.1);
        self.child(object, step)
    }

    fn child(&mut self, parent: usize, step: Step) -> usize {
        let nodes = &mut self.comparison.nodes;
        let node = self.known.entry((parent, step)).or_insert_with_key(|(_, step)| {
            nodes.push(Node {
                parent,
                step: step.clone(),
                children: Vec::new(),
                row: None,
                again: (usize::MAX, 0),
            });
            let node = nodes.len() - 1;
            nodes[parent].children.push(node);
            node
        });
        *node
    }

    fn put(&mut self, node: usize, kind: Kind, text: Range<usize>) {
        let Comparison {
            texts, nodes, leaves, ..
        } = &mut self.comparison;
        let row = *nodes[node].row.get_or_insert_with(|| {
            leaves.resize(leaves.len() + texts.len(), None);
            leaves.len() / texts.len() - 1
        });
        leaves[row * texts.len() + self.record] = Some(Leaf { kind, text });
    }
}
