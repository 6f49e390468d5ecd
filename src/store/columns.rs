//! All columns of a shard, and values on their way into them.
//!
//! Most values are among the last few of their path. Looking for the number of any other waits for memory several times,
//! and would do nothing else meanwhile. So these are put off until there are many: what the searches will read is then
//! touched for all of them at once, and the processor waits for several at a time.

use super::column::{Code, Column};
use super::dictionary::AtOnce;
use super::paths::PathId;
use crate::event::Derived;
use foldhash::fast::FixedState;

/// Values put off at most: enough for the waits to overlap, few enough for what was touched to be still near.
const MOST_WAITING: usize = 64;

/// The columns of derived values, by field, and of recorded ones, by path.
pub struct Columns {
    /// The derived ones first: their number is known.
    all: Vec<Column>,
    state: FixedState,
    waiting: Vec<Waiting>,
    /// Texts of the values that wait, behind one another.
    text: String,
    out_of_room: bool,
}

/// One of the columns of a shard.
#[derive(Clone, Copy)]
pub struct ColumnId(usize);

/// How many columns are derived.
const DERIVED: usize = Derived::FIELDS.len();

impl ColumnId {
    /// That of a derived value, by its place in [`Derived::FIELDS`].
    pub fn derived(field: usize) -> Self {
        ColumnId(field)
    }

    /// That of the values recorded at a path.
    pub fn recorded(path: PathId) -> Self {
        ColumnId(DERIVED + path as usize)
    }
}

/// A value that stands in its column but for its number.
struct Waiting {
    column: ColumnId,
    /// Which of the column's last leaves.
    leaf: usize,
    hash: u64,
    /// Where its text ends; it begins where the one before it ends.
    end: usize,
}

impl Columns {
    /// No values; texts are hashed with `state`.
    pub fn new(state: FixedState) -> Self {
        Columns {
            all: (0..DERIVED).map(|_| Column::default()).collect(),
            state,
            waiting: Vec::new(),
            text: String::new(),
            out_of_room: false,
        }
    }

    /// The columns of recorded values, by path.
    pub fn recorded(&self) -> &[Column] {
        self.all.get(DERIVED..).unwrap_or_default()
    }

    /// The columns of derived values, by field.
    pub fn derived(&self) -> &[Column] {
        self.all.get(..DERIVED).unwrap_or_default()
    }

    /// Adds a leaf without a text.
    pub fn push(&mut self, id: ColumnId, row: u32, code: Code) {
        self.ready(id).push(row, code);
    }

    /// Adds a leaf whose text is in the column's dictionary already, under this number.
    pub fn push_known(&mut self, id: ColumnId, row: u32, code: Code) {
        let column = self.ready(id);
        column.push(row, code);
        column.dictionary_mut().comes_again();
    }

    /// Adds a leaf with this text; the hash of it, and its number where that is known at once.
    pub fn push_text(&mut self, id: ColumnId, row: u32, text: &str) -> (u64, Option<Code>) {
        self.ready(id);
        let column = &mut self.all[id.0];
        let (hash, at_once) = column.dictionary_mut().insert_at_once(text, &self.state);
        let code = match at_once {
            AtOnce::Code(code) => Some(code),
            AtOnce::NoRoom => None,
            AtOnce::Search if self.text.try_reserve(text.len()).is_ok() => {
                let leaf = column.push(row, Column::WAITING);
                self.wait(id, leaf, hash, text);
                return (hash, None);
            }
            AtOnce::Search => {
                // Without room for its text it cannot wait.
                self.look_up();
                self.all[id.0].dictionary_mut().insert_hashed(text, hash)
            }
        };
        match code {
            Some(code) => _ = self.all[id.0].push(row, code),
            None => self.out_of_room = true,
        }
        (hash, code)
    }

    fn wait(&mut self, column: ColumnId, leaf: usize, hash: u64, text: &str) {
        self.text.push_str(text);
        self.waiting.push(Waiting {
            column,
            leaf,
            hash,
            end: self.text.len(),
        });
        if self.waiting.len() == MOST_WAITING {
            self.look_up();
        }
    }

    /// The column, made if need be, with room for one more leaf.
    fn ready(&mut self, id: ColumnId) -> &mut Column {
        if self.all.get(id.0).is_none_or(Column::is_full) {
            self.make_room(id);
        }
        &mut self.all[id.0]
    }

    #[cold]
    fn make_room(&mut self, ColumnId(index): ColumnId) {
        match self.all.len() {
            // Its leaves are packed now, and none may be without its number.
            len if index < len => self.look_up(),
            _ => self.all.resize_with(index + 1, Column::default),
        }
    }

    /// As [`Columns::look_up`]. False when memory is full and some value, since this was called last, could not be
    /// indexed.
    pub fn settle(&mut self) -> bool {
        self.look_up();
        !std::mem::take(&mut self.out_of_room)
    }

    /// Finds the numbers of all values that were put off: to be called before anything is read of the columns.
    pub fn look_up(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        let text = std::mem::take(&mut self.text);
        let mut touched = 0;
        for value in &waiting {
            touched ^= self.all[value.column.0].dictionary().touch_slot(value.hash);
        }
        for value in &waiting {
            touched ^= self.all[value.column.0].dictionary().touch_text(value.hash);
        }
        // Somebody must seem to use it, or nothing would be read.
        std::hint::black_box(touched);
        let mut start = 0;
        for value in &waiting {
            let text = &text[start..value.end];
            start = value.end;
            let column = &mut self.all[value.column.0];
            match column.dictionary_mut().insert_hashed(text, value.hash) {
                Some(code) => column.put(value.leaf, code),
                None => self.out_of_room = true,
            }
        }
        if self.out_of_room {
            waiting
                .iter()
                .for_each(|value| self.all[value.column.0].drop_waiting());
        }
        waiting.clear();
        self.waiting = waiting;
        self.text = text;
        self.text.clear();
    }

    /// Bytes of memory held.
    pub fn memory(&self) -> usize {
        self.all.iter().map(Column::memory).sum()
    }
}
