//! One order over what all shards matched, without ever making the list of it.
//!
//! Each shard keeps its matching rows in order; the page holds only their keys. Which rows stand at places
//! 500,000 to 500,040 of the whole is found by cutting all sequences at once, in a few dozen steps, so that
//! neither the length of the answer nor where one looks costs anything on the page's thread.

use super::order::{Texts, compare_texts};
use std::cmp::Ordering;

/// Keys of a shard's sequence, one a row, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// By the column sorted by; absent where the order is by time alone.
    pub ranks: Option<Ranks>,
    /// By time, for rows equal in the column.
    pub ties: Vec<u64>,
}

/// Where each row's value stands among the sorted values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranks {
    /// One a row.
    pub ranks: Vec<u32>,
    /// The distinct values, in order.
    pub values: Texts,
}

impl Ranks {
    /// The rank of a row that lacks the column: after all others.
    pub const ABSENT: u32 = u32::MAX;
}

/// The keys of all shards, in one order.
#[derive(Debug, Default)]
pub struct Merged {
    shards: Vec<Keys>,
    descending: bool,
}

/// A row: its shard, and its place in that shard's sequence.
type At = (usize, usize);

impl Merged {
    /// One order over sequences that each are in order: largest first where `descending`.
    pub fn new(shards: Vec<Keys>, descending: bool) -> Self {
        Merged { shards, descending }
    }

    /// How many rows there are in all.
    pub fn len(&self) -> u64 {
        self.shards.iter().map(|keys| keys.ties.len() as u64).sum()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// For each shard, how many of its rows stand before place `offset` of the whole.
    pub fn cut(&self, offset: u64) -> Vec<usize> {
        let mut low = vec![0usize; self.shards.len()];
        let mut high: Vec<usize> = self.shards.iter().map(|keys| keys.ties.len()).collect();
        loop {
            let widest = (0..low.len()).max_by_key(|&shard| high[shard] - low[shard]);
            let Some(pivot_shard) = widest.filter(|&shard| high[shard] > low[shard]) else {
                return low;
            };
            let middle = low[pivot_shard] + (high[pivot_shard] - low[pivot_shard]) / 2;
            let pivot = (pivot_shard, middle);
            let before: Vec<usize> = (0..low.len())
                .map(|shard| {
                    if shard == pivot_shard {
                        return middle;
                    }
                    self.count_before(shard, low[shard]..high[shard], pivot)
                })
                .collect();
            if before.iter().map(|&count| count as u64).sum::<u64>() < offset {
                low.copy_from_slice(&before);
                low[pivot_shard] = middle + 1;
            } else {
                high.copy_from_slice(&before);
            }
        }
    }

    /// The rows at places `offset..offset + len` as (shard, place in that shard's sequence), in order.
    pub fn window(&self, offset: u64, len: usize) -> Vec<(usize, usize)> {
        let mut next = self.cut(offset);
        let len = (self.len().saturating_sub(offset)).min(len as u64) as usize;
        let mut window = Vec::with_capacity(len);
        while window.len() < len {
            let ready = (0..next.len()).filter(|&shard| next[shard] < self.shards[shard].ties.len());
            let Some(first) = ready.min_by(|&a, &b| self.compare((a, next[a]), (b, next[b]))) else {
                break;
            };
            window.push((first, next[first]));
            next[first] += 1;
        }
        window
    }

    /// Where the row at `place` of a shard's sequence stands in the whole.
    pub fn place(&self, shard: usize, place: usize) -> u64 {
        let before = |other: usize| match other {
            _ if other == shard => place,
            _ => self.count_before(other, 0..self.shards[other].ties.len(), (shard, place)),
        };
        (0..self.shards.len()).map(|other| before(other) as u64).sum()
    }

    /// Orders all rows of all shards; equal keys by the number of the shard. Values are compared as texts, for
    /// only a few are ever looked at: bringing all ranks on one scale would cost a look at each.
    fn compare(&self, a: At, b: At) -> Ordering {
        if a.0 == b.0 {
            return a.1.cmp(&b.1);
        }
        let by_value = match (self.value(a), self.value(b)) {
            (Some(x), Some(y)) => compare_texts(x, y, self.descending),
            (x, y) => y.is_some().cmp(&x.is_some()),
        };
        let tie = |(shard, place): At| (self.shards[shard].ties[place], shard);
        by_value.then_with(|| tie(a).cmp(&tie(b)))
    }

    fn value(&self, (shard, place): At) -> Option<&str> {
        let ranks = self.shards[shard].ranks.as_ref()?;
        let rank = *ranks.ranks.get(place)?;
        (rank != Ranks::ABSENT).then(|| ranks.values.get(rank as usize))
    }

    fn count_before(&self, shard: usize, range: std::ops::Range<usize>, pivot: At) -> usize {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.compare((shard, middle), pivot) == Ordering::Less {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Shards of (value, tie) rows, each sorted; `None` lacks the column.
    fn shards() -> impl Strategy<Value = Vec<Vec<(Option<String>, u64)>>> {
        let value = prop::option::of(prop_oneof!["[abAB]{1,2}", "[0-9]{1,2}"]);
        prop::collection::vec(prop::collection::vec((value, 0u64..6), 0..20), 0..5)
    }

    fn keys(rows: &mut [(Option<String>, u64)], descending: bool) -> Keys {
        let by_value = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) => compare_texts(a, b, descending),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        rows.sort_by(|a, b| by_value(&a.0, &b.0).then(a.1.cmp(&b.1)));
        let mut values: Vec<String> = rows.iter().filter_map(|row| row.0.clone()).collect();
        values.dedup();
        let rank = |value: &Option<String>| match value {
            Some(value) => values.iter().position(|other| other == value).unwrap() as u32,
            None => Ranks::ABSENT,
        };
        let ranks = rows.iter().map(|row| rank(&row.0)).collect();
        Keys {
            ranks: Some(Ranks {
                ranks,
                values: values.iter().map(String::as_str).collect(),
            }),
            ties: rows.iter().map(|row| row.1).collect(),
        }
    }

    proptest! {
        #[test]
        fn any_window_is_that_part_of_the_whole_order(
            mut shards in shards(), offset in 0u64..60, len in 0usize..20, descending: bool,
        ) {
            let merged = Merged::new(shards.iter_mut().map(|rows| keys(rows, descending)).collect(), descending);
            let mut whole: Vec<_> = shards
                .iter()
                .enumerate()
                .flat_map(|(shard, rows)| rows.iter().enumerate().map(move |(at, row)| (row, shard, at)))
                .collect();
            whole.sort_by(|(a, s, x), (b, t, y)| {
                let by_value = match (&a.0, &b.0) {
                    (Some(a), Some(b)) => compare_texts(a, b, descending),
                    (a, b) => b.is_some().cmp(&a.is_some()),
                };
                by_value.then(a.1.cmp(&b.1)).then(s.cmp(t)).then(x.cmp(y))
            });
            let expected: Vec<_> =
                whole.iter().skip(offset as usize).take(len).map(|&(_, shard, at)| (shard, at)).collect();
            for (at, &(shard, place)) in expected.iter().enumerate() {
                prop_assert_eq!(merged.place(shard, place), offset + at as u64);
            }
            prop_assert_eq!(merged.window(offset, len), expected);
        }
    }
}
