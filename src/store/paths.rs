//! The paths that occur in the records, as a tree under dense numbers.

use super::plain::same;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Number of a path in one shard.
pub type PathId = u32;

/// A shard knows at most this many paths: a hostile record may have a new one in every byte.
const MOST_PATHS: usize = 1 << 16;
/// … and their texts, which repeat those of the objects they are in, are at most this long together.
const MOST_TEXT: usize = 16 << 20;

struct Node {
    parent: PathId,
    /// The first part below the root on the way here.
    top: PathId,
    /// Full path, parts joined by dots.
    text: String,
    /// Where the last part starts in `text`.
    key: u32,
    /// The same in every shard of a session, unlike the number.
    hash: u64,
    /// What came last time: as the first member of this object, and behind this member in its object. Records name
    /// their keys in one order, so that it mostly comes again.
    first: PathId,
    next: PathId,
}

/// No path.
const NONE: PathId = PathId::MAX;

impl Node {
    fn is(&self, parent: PathId, key: &str) -> bool {
        self.parent == parent && same(&self.text.as_bytes()[self.key as usize..], key.as_bytes())
    }
}

/// All paths of a shard. Arrays add nothing to a path: `resources.ARN` is the ARN of every resource.
pub struct Paths {
    nodes: Vec<Node>,
    text_len: usize,
    children: HashTable<PathId>,
    /// Root keys in another spelling, and the path they stand for.
    aliases: Vec<(String, PathId)>,
    state: FixedState,
}

impl Paths {
    /// The record itself.
    pub const ROOT: PathId = 0;
    /// Stands for every path beyond the most a shard keeps apart.
    pub const OVERFLOW: PathId = 1;

    /// Only the root, and the place for paths too many.
    pub fn new(state: FixedState) -> Self {
        let mut paths = Paths {
            nodes: Vec::new(),
            text_len: 0,
            children: HashTable::new(),
            aliases: Vec::new(),
            state: state.clone(),
        };
        for text in ["", "…"] {
            let top = paths.nodes.len() as PathId;
            paths.nodes.push(Node {
                parent: Paths::ROOT,
                top,
                text: text.into(),
                key: 0,
                hash: state.hash_one(text),
                first: NONE,
                next: NONE,
            });
        }
        paths
    }

    /// The path of member `key` of the object at `parent`, which comes behind the member at `before`, or first.
    pub fn member(&mut self, parent: PathId, before: Option<PathId>, key: &str) -> PathId {
        let expected = match before {
            Some(before) => self.nodes[before as usize].next,
            None => self.nodes[parent as usize].first,
        };
        if self
            .nodes
            .get(expected as usize)
            .is_some_and(|node| node.is(parent, key))
        {
            return expected;
        }
        let path = self.child(parent, key);
        match before {
            Some(before) => self.nodes[before as usize].next = path,
            None => self.nodes[parent as usize].first = path,
        }
        path
    }

    /// The path of member `key` of the object at `parent`.
    pub fn child(&mut self, parent: PathId, key: &str) -> PathId {
        let hash = self.hash_child(parent, key);
        if let Some(id) = self.find(parent, key, hash) {
            return id;
        }
        if parent == Paths::ROOT
            && let Some(id) = self.aliased(key)
        {
            return id;
        }
        let len = self.nodes[parent as usize].text.len() + 1 + key.len();
        if parent == Paths::OVERFLOW || self.nodes.len() >= MOST_PATHS || self.text_len + len > MOST_TEXT {
            return Paths::OVERFLOW;
        }
        let before = &self.nodes[parent as usize].text;
        let text = if parent == Paths::ROOT {
            key.to_owned()
        } else {
            format!("{before}.{key}")
        };
        self.text_len += len;
        let id = self.nodes.len() as PathId;
        let top = if parent == Paths::ROOT {
            id
        } else {
            self.top(parent)
        };
        self.nodes.push(Node {
            parent,
            top,
            key: (text.len() - key.len()) as u32,
            text,
            hash,
            first: NONE,
            next: NONE,
        });
        let nodes = &self.nodes;
        self.children
            .insert_unique(hash, id, |&id| nodes[id as usize].hash);
        id
    }

    /// The path written with dots, made if need be; for paths known beforehand, whose keys hold no dots.
    pub fn declare(&mut self, dotted: &str) -> PathId {
        dotted
            .split('.')
            .fold(Paths::ROOT, |parent, key| self.child(parent, key))
    }

    /// From now on the root key `spelling` means `path`.
    pub fn alias(&mut self, spelling: &str, path: PathId) {
        self.aliases.push((spelling.to_owned(), path));
    }

    /// A root key that differs from a known one in case alone is taken for it: the legacy AWS IoT record
    /// capitalises its keys.
    fn aliased(&self, key: &str) -> Option<PathId> {
        let spelled = self
            .aliases
            .iter()
            .find(|(spelling, _)| spelling.eq_ignore_ascii_case(key));
        spelled.map(|&(_, id)| id)
    }

    fn find(&self, parent: PathId, key: &str, hash: u64) -> Option<PathId> {
        let same = |&id: &PathId| self.nodes[id as usize].is(parent, key);
        self.children.find(hash, same).copied()
    }

    fn hash_child(&self, parent: PathId, key: &str) -> u64 {
        self.state.hash_one((self.nodes[parent as usize].hash, key))
    }

    /// The path with its parts joined by dots; empty for the root.
    pub fn text(&self, id: PathId) -> &str {
        self.nodes.get(id as usize).map_or("", |node| &node.text)
    }

    /// A hash of the path's text, equal in all shards of a session.
    pub fn hash(&self, id: PathId) -> u64 {
        self.nodes.get(id as usize).map_or(0, |node| node.hash)
    }

    /// The first part below the root on the way to this path.
    pub fn top(&self, id: PathId) -> PathId {
        self.nodes.get(id as usize).map_or(Paths::ROOT, |node| node.top)
    }

    /// Paths whose text is `text` in any case; usually one.
    pub fn named<'a>(&'a self, text: &'a str) -> impl Iterator<Item = PathId> + 'a {
        let same = move |(_, node): &(usize, &Node)| node.text.eq_ignore_ascii_case(text);
        self.nodes
            .iter()
            .enumerate()
            .skip(1)
            .filter(same)
            .map(|(id, _)| id as PathId)
    }

    /// Whether `id` is `ancestor` or below it.
    pub fn within(&self, mut id: PathId, ancestor: PathId) -> bool {
        while id != ancestor && id != Paths::ROOT {
            id = self
                .nodes
                .get(id as usize)
                .map_or(Paths::ROOT, |node| node.parent);
        }
        id == ancestor
    }

    /// How many paths there are, root and overflow included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never: the root is always there.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_again_and_found_in_any_case() {
        let mut paths = Paths::new(FixedState::with_seed(1));
        let arn = paths.declare("userIdentity.arn");
        assert_eq!(paths.declare("userIdentity.arn"), arn);
        assert_eq!(paths.text(arn), "userIdentity.arn");
        assert_eq!(paths.named("useridentity.ARN").collect::<Vec<_>>(), [arn]);
        assert_eq!(paths.text(paths.top(arn)), "userIdentity");
    }

    #[test]
    fn a_key_with_a_dot_is_not_a_longer_path() {
        let mut paths = Paths::new(FixedState::with_seed(1));
        let nested = paths.declare("a.b");
        assert_ne!(paths.child(Paths::ROOT, "a.b"), nested);
        assert_eq!(paths.named("a.b").count(), 2);
    }

    #[test]
    fn paths_beyond_the_most_share_one() {
        let mut paths = Paths::new(FixedState::with_seed(1));
        for n in 0..MOST_PATHS + 10 {
            paths.child(Paths::ROOT, &n.to_string());
        }
        assert_eq!(paths.len(), MOST_PATHS);
        assert_eq!(paths.child(Paths::ROOT, "one more"), Paths::OVERFLOW);
    }

    #[test]
    fn long_paths_are_not_repeated_without_end() {
        let mut paths = Paths::new(FixedState::with_seed(1));
        let long = paths.child(Paths::ROOT, &"k".repeat(60_000));
        for n in 0..1000 {
            paths.child(long, &n.to_string());
        }
        assert!(paths.len() < 300);
        assert_eq!(paths.child(long, "one more"), Paths::OVERFLOW);
    }

    #[test]
    fn only_root_keys_have_other_spellings() {
        let mut paths = Paths::new(FixedState::with_seed(1));
        let name = paths.declare("eventName");
        paths.alias("eventName", name);
        assert_eq!(paths.child(Paths::ROOT, "EventName"), name);
        let parameters = paths.declare("requestParameters");
        assert_ne!(paths.child(parameters, "EventName"), name);
    }
}
