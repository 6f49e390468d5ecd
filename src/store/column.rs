//! One path's values, row by row.

use super::Dictionary;
use super::block::{BLOCK, Block};

/// What a leaf is: a number in the path's [`Dictionary`], or one of the values that have no text.
pub type Code = u32;

/// All leaves at one path, in row order. A row may have none, one, or (through arrays) several.
#[derive(Default)]
pub struct Column {
    blocks: Vec<Block>,
    /// The rows and codes of the last leaves, a block of them at most.
    tail: Vec<(u32, Code)>,
    last: Option<u32>,
    repeats_rows: bool,
    has_nulls: bool,
    dictionary: Dictionary,
}

impl Column {
    /// JSON `null`.
    pub const NULL: Code = u32::MAX;
    /// An object without members.
    pub const EMPTY_OBJECT: Code = u32::MAX - 1;
    /// An array without elements.
    pub const EMPTY_ARRAY: Code = u32::MAX - 2;

    /// The number of the text is not known yet; to be [put](Column::put) before anything is read.
    pub const WAITING: Code = u32::MAX - 3;

    /// Adds a leaf; rows must not decrease. Its place among the last leaves, until one more is added when these
    /// [are full](Column::is_full).
    pub fn push(&mut self, row: u32, code: Code) -> usize {
        if self.is_full() {
            self.blocks.push(Block::pack(&self.tail));
            self.tail.clear();
        }
        self.repeats_rows |= self.last == Some(row);
        self.has_nulls |= code == Column::NULL;
        self.last = Some(row);
        self.tail.push((row, code));
        self.tail.len() - 1
    }

    /// With the next leaf, the last ones are packed: none may be [waiting](Column::WAITING) then.
    pub fn is_full(&self) -> bool {
        self.tail.len() == BLOCK
    }

    /// Gives a leaf its number.
    pub fn put(&mut self, leaf: usize, code: Code) {
        self.tail[leaf].1 = code;
    }

    /// Removes leaves that are still waiting.
    pub fn drop_waiting(&mut self) {
        self.tail.retain(|&(_, code)| code != Column::WAITING);
    }

    /// How many leaves there are.
    pub fn len(&self) -> usize {
        self.blocks.len() * BLOCK + self.tail.len()
    }

    /// Whether there is no leaf.
    pub fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    /// Whether some row has several leaves.
    pub fn repeats_rows(&self) -> bool {
        self.repeats_rows
    }

    /// How many rows have a value other than null, where that is known without a look at the leaves.
    pub fn rows_with_value(&self) -> Option<usize> {
        (!self.repeats_rows && !self.has_nulls).then(|| self.len())
    }

    /// Hands over all leaves in order, some at a time: their rows, which never decrease, and beside them their codes.
    pub fn each_block(&self, each: &mut dyn FnMut(&[u32], &[Code])) {
        debug_assert!(
            self.tail.iter().all(|&(_, code)| code != Column::WAITING),
            "read before values that were put off were looked up"
        );
        let (mut rows, mut codes) = ([0; BLOCK], [0; BLOCK]);
        for block in &self.blocks {
            block.unpack(&mut rows, &mut codes);
            each(&rows, &codes);
        }
        let tail = self.tail.len();
        for ((row, code), leaf) in rows.iter_mut().zip(&mut codes).zip(&self.tail) {
            (*row, *code) = *leaf;
        }
        each(&rows[..tail], &codes[..tail]);
    }

    /// The values of one row.
    pub fn values(&self, row: u32) -> impl Iterator<Item = Code> {
        // The block before the first that begins at the row or behind it may end with leaves of it.
        let start = self
            .blocks
            .partition_point(|block| block.first() < row)
            .saturating_sub(1);
        let packed = self.blocks[start..]
            .iter()
            .take_while(move |block| block.first() <= row)
            .flat_map(move |block| block.leaves_of(row).map(|leaf| block.code(leaf)));
        let start = self.tail.partition_point(|&(other, _)| other < row);
        let end = self.tail.partition_point(|&(other, _)| other <= row);
        packed.chain(self.tail[start..end].iter().map(|&(_, code)| code))
    }

    /// The texts behind the codes.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The texts behind the codes, to add to.
    pub fn dictionary_mut(&mut self) -> &mut Dictionary {
        &mut self.dictionary
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
        let spare = (self.blocks.capacity() - self.blocks.len()) * size_of::<Block>();
        let packed: usize = self.blocks.iter().map(Block::memory).sum();
        packed + spare + self.tail.capacity() * size_of::<(u32, Code)>() + self.dictionary.memory()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_column_is_a_list_of_leaves(
            gaps in prop::collection::vec(0u32..3, 0..3 * BLOCK),
            same in 0usize..2 * BLOCK,
            code_of in prop::collection::vec(any::<u8>(), 1..9),
        ) {
            // Gaps, then one row with so many leaves that they may fill a block.
            let mut row = 0;
            let mut leaves: Vec<(u32, Code)> = Vec::new();
            for gap in gaps.into_iter().chain(std::iter::repeat_n(0, same)) {
                row += gap;
                leaves.push((row, code_of[leaves.len() % code_of.len()].into()));
            }
            let mut column = Column::default();
            for &(row, code) in &leaves {
                // Some numbers come later.
                let is_late = (row + code) % 3 == 0 && !column.is_full();
                let leaf = column.push(row, if is_late { Column::WAITING } else { code });
                column.put(leaf, code);
            }

            let mut handed_over = Vec::new();
            column.each_block(&mut |rows, codes| {
                handed_over.extend(rows.iter().copied().zip(codes.iter().copied()));
            });
            prop_assert_eq!(&handed_over, &leaves);
            prop_assert_eq!((column.len(), column.is_empty()), (leaves.len(), leaves.is_empty()));
            let repeats = leaves.windows(2).any(|pair| pair[0].0 == pair[1].0);
            prop_assert_eq!(column.repeats_rows(), repeats);
            for row in (0..row + 2).step_by(1 + row as usize / 50).chain([row]) {
                let expected: Vec<Code> = leaves.iter().filter(|leaf| leaf.0 == row).map(|leaf| leaf.1).collect();
                prop_assert_eq!(column.values(row).collect::<Vec<_>>(), expected);
            }
        }
    }
}
