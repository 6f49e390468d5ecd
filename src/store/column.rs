//! One path's values, row by row.

use super::Dictionary;

/// What a leaf is: a number in the path's [`Dictionary`], or one of the values that have no text.
pub type Code = u32;

/// All leaves at one path, in row order. A row may have none, one, or (through arrays) several.
#[derive(Default)]
pub struct Column {
    rows: Vec<u32>,
    codes: Vec<Code>,
    dictionary: Dictionary,
}

impl Column {
    /// JSON `null`.
    pub const NULL: Code = u32::MAX;
    /// An object without members.
    pub const EMPTY_OBJECT: Code = u32::MAX - 1;
    /// An array without elements.
    pub const EMPTY_ARRAY: Code = u32::MAX - 2;

    /// Adds a leaf; rows must not decrease.
    pub fn push(&mut self, row: u32, code: Code) {
        self.rows.push(row);
        self.codes.push(code);
    }

    /// The row of each leaf, never decreasing.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The value of each leaf, beside [`Column::rows`].
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// The texts behind the codes.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The texts behind the codes, to add to.
    pub fn dictionary_mut(&mut self) -> &mut Dictionary {
        &mut self.dictionary
    }

    /// The values of one row.
    pub fn values(&self, row: u32) -> &[Code] {
        let start = self.rows.partition_point(|&other| other < row);
        let len = self.rows[start..]
            .iter()
            .take_while(|&&other| other == row)
            .count();
        &self.codes[start..start + len]
    }

    /// The text of a value; `None` for null.
    pub fn text(&self, code: Code) -> Option<&str> {
        match code {
            Column::NULL => None,
            Column::EMPTY_OBJECT => Some("{}"),
            Column::EMPTY_ARRAY => Some("[]"),
            code => Some(self.dictionary.text(code)),
        }
    }

    /// Bytes of memory held.
    pub fn memory(&self) -> usize {
        (self.rows.capacity() + self.codes.capacity()) * 4 + self.dictionary.memory()
    }
}
