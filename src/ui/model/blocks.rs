//! A small cache of rows, in blocks: what is drawn is found at once, what lies far away is forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Rows in a block.
pub const BLOCK: u64 = 64;

/// Blocks kept; a viewport needs two or three.
const KEPT: usize = 24;

/// Rows of one view by their position in it.
#[derive(Debug, Clone)]
pub struct Blocks<T> {
    held: BTreeMap<u64, Vec<T>>,
    asked: BTreeSet<u64>,
}

impl<T> Default for Blocks<T> {
    fn default() -> Self {
        Blocks {
            held: BTreeMap::new(),
            asked: BTreeSet::new(),
        }
    }
}

impl<T> Blocks<T> {
    /// The row at a position, if it is here.
    pub fn get(&self, position: u64) -> Option<&T> {
        self.held
            .get(&(position / BLOCK))?
            .get((position % BLOCK) as usize)
    }

    /// The next block to ask for so that `wanted` is complete: its number and its positions, at most up to
    /// `total`. A block is named once until it is [`put`](Self::put).
    pub fn ask(&mut self, wanted: Range<u64>, total: u64) -> Option<(u64, Range<u64>)> {
        let end = wanted.end.min(total);
        if wanted.start >= end {
            return None;
        }
        let block = (wanted.start / BLOCK..=(end - 1) / BLOCK)
            .find(|block| !self.held.contains_key(block) && !self.asked.contains(block))?;
        self.asked.insert(block);
        Some((block, block * BLOCK..((block + 1) * BLOCK).min(total)))
    }

    /// Takes the rows of a block; forgets the blocks farthest from it when there are too many.
    pub fn put(&mut self, block: u64, rows: Vec<T>) {
        self.asked.remove(&block);
        self.held.insert(block, rows);
        while self.held.len() > KEPT {
            let (Some(first), Some(last)) = (self.held.keys().next(), self.held.keys().next_back()) else {
                break;
            };
            let farthest = if block.abs_diff(*first) > block.abs_diff(*last) {
                *first
            } else {
                *last
            };
            self.held.remove(&farthest);
        }
    }

    /// How many blocks are on their way.
    pub fn pending(&self) -> usize {
        self.asked.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn asking_until_nothing_is_left_covers_what_is_wanted(total in 1u64..5000, start in 0u64..5000, len in 0u64..400) {
            let wanted = start..(start + len).min(total);
            let mut blocks = Blocks::default();
            while let Some((block, range)) = blocks.ask(wanted.clone(), total) {
                blocks.put(block, range.collect());
            }
            for position in wanted {
                prop_assert_eq!(blocks.get(position), Some(&position));
            }
        }

        #[test]
        fn the_cache_stays_small_and_keeps_what_came_last(order in prop::collection::vec(0u64..1000, 1..200)) {
            let mut blocks = Blocks::default();
            for block in order {
                blocks.put(block, vec![block]);
                prop_assert_eq!(blocks.get(block * BLOCK), Some(&block));
                prop_assert!(blocks.held.len() <= KEPT);
            }
        }
    }

    #[test]
    fn a_block_is_asked_for_once_at_a_time() {
        let mut blocks = Blocks::<u64>::default();
        assert_eq!(blocks.ask(0..10, 1000), Some((0, 0..64)));
        assert_eq!(blocks.ask(0..10, 1000), None);
        blocks.put(0, (0..30).collect());
        assert_eq!(blocks.ask(0..40, 1000), None);
    }
}
