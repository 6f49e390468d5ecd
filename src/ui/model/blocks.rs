//! A small cache of rows, in blocks: what is drawn is found at once, what lies far away is forgotten.

use std::collections::BTreeMap;
use std::ops::Range;

/// Rows in a block: about as many as a window shows.
pub const BLOCK: u64 = 32;

/// Blocks kept; a window and what lies around it need a handful.
const KEPT: usize = 48;

/// Rows of one view by their position in it.
#[derive(Debug, Clone)]
pub struct Blocks<T>(BTreeMap<u64, Vec<T>>);

impl<T> Default for Blocks<T> {
    fn default() -> Self {
        Blocks(BTreeMap::new())
    }
}

impl<T> Blocks<T> {
    /// The row at a position, if it is here.
    pub fn get(&self, position: u64) -> Option<&T> {
        self.0.get(&(position / BLOCK))?.get((position % BLOCK) as usize)
    }

    /// What is to be fetched next so that `wanted` is complete: whole blocks that follow one another, at most up to
    /// `total`.
    pub fn missing(&self, wanted: Range<u64>, total: u64) -> Option<Range<u64>> {
        let end = wanted.end.min(total);
        if wanted.start >= end {
            return None;
        }
        let mut blocks = wanted.start / BLOCK..(end - 1) / BLOCK + 1;
        let first = blocks.find(|block| !self.0.contains_key(block))?;
        let behind = blocks
            .find(|block| self.0.contains_key(block))
            .unwrap_or(blocks.end);
        Some(first * BLOCK..(behind * BLOCK).min(total))
    }

    /// Takes the rows of a range that was missing, fewer where no more came.
    pub fn put(&mut self, range: Range<u64>, rows: Vec<T>) {
        let mut rows = rows.into_iter();
        for block in range.start / BLOCK..range.end.div_ceil(BLOCK) {
            self.0.insert(block, rows.by_ref().take(BLOCK as usize).collect());
        }
    }

    /// Forgets the blocks farthest from all of these ranges when there are too many; none that they have rows of.
    pub fn keep_near(&mut self, ranges: &[Range<u64>]) {
        let distance = |block: u64| {
            let rows = block * BLOCK..(block + 1) * BLOCK;
            let gaps = ranges.iter().map(|range| {
                let above = range.start.saturating_sub(rows.end - 1);
                above.max(rows.start.saturating_sub(range.end.saturating_sub(1)))
            });
            gaps.min().unwrap_or_default()
        };
        while self.0.len() > KEPT {
            let farthest = self.0.keys().copied().max_by_key(|&block| distance(block));
            let Some(block) = farthest.filter(|&block| distance(block) > 0) else {
                break;
            };
            self.0.remove(&block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fetching_until_nothing_is_missing_covers_what_is_wanted(
            total in 1u64..5000, held in prop::collection::vec(0u64..80, 0..20), start in 0u64..5000, len in 0u64..400,
        ) {
            let wanted = start..(start + len).min(total);
            let mut blocks = Blocks::default();
            for block in held {
                let range = block * BLOCK..((block + 1) * BLOCK).min(total);
                if !range.is_empty() {
                    blocks.put(range.clone(), range.collect());
                }
            }
            while let Some(range) = blocks.missing(wanted.clone(), total) {
                prop_assert!(range.start % BLOCK == 0 && !range.is_empty() && range.end <= total);
                prop_assert!(range.clone().all(|position| blocks.get(position).is_none()));
                blocks.put(range.clone(), range.collect());
            }
            for position in wanted {
                prop_assert_eq!(blocks.get(position), Some(&position));
            }
        }

        #[test]
        fn the_cache_stays_small_and_keeps_what_it_is_to_keep(
            order in prop::collection::vec((0u64..1000, 1u64..4), 1..200),
        ) {
            let mut blocks = Blocks::default();
            let mut before = 0..BLOCK;
            for (block, count) in order {
                let range = block * BLOCK..(block + count) * BLOCK;
                blocks.put(range.clone(), range.clone().collect());
                blocks.put(before.clone(), before.clone().collect());
                blocks.keep_near(&[range.clone(), before.clone()]);
                for position in range.clone().chain(before) {
                    prop_assert_eq!(blocks.get(position), Some(&position));
                }
                prop_assert!(blocks.0.len() <= KEPT);
                before = range;
            }
        }
    }

    #[test]
    fn rows_that_did_not_come_are_not_asked_for_again() {
        let mut blocks = Blocks::default();
        assert_eq!(blocks.missing(0..40, 1000), Some(0..64));
        blocks.put(0..64, (0..30).collect());
        assert_eq!((blocks.missing(0..40, 1000), blocks.get(31)), (None, None));
    }
}
