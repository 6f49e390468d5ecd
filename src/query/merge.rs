//! One order over what all shards matched, without ever making the list of it.
//!
//! Each shard keeps its matching rows in order; the page holds only the keys of some of them, evenly spread. Which
//! rows stand at places 500,000 to 500,040 of the whole is found in two steps: the samples say between which places
//! of each shard they must be, and the keys of those few rows say exactly. So neither the length of the answer nor
//! where one looks costs anything on the page's thread.

use super::order::{Texts, compare_texts};
use std::cmp::Ordering;
use std::ops::Range;

/// By what a row is put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its value in the column sorted by; `None` when it lacks the column, and where the order is by time alone.
    pub value: Option<String>,
    /// By time, for rows equal in the column.
    pub tie: u64,
}

impl Key {
    /// Whether a row of this key comes before one of the other; `Equal` when neither key says.
    pub fn compare(&self, other: &Key, descending: bool) -> Ordering {
        let values = (self.value.as_deref(), other.value.as_deref());
        compare(values, (self.tie, other.tie), descending)
    }
}

fn compare(values: (Option<&str>, Option<&str>), ties: (u64, u64), descending: bool) -> Ordering {
    let by_value = match values {
        (Some(a), Some(b)) => compare_texts(a, b, descending),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    by_value.then(ties.0.cmp(&ties.1))
}

/// Keys of rows that follow one another in a shard's sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// One a row.
    pub ties: Vec<u64>,
    /// One a row; those without a value are the last, and have none here.
    pub values: Texts,
}

impl Keys {
    /// The key at `index`.
    pub fn get(&self, index: usize) -> Option<Key> {
        Some(Key {
            tie: *self.ties.get(index)?,
            value: self.value(index).map(str::to_owned),
        })
    }

    fn value(&self, index: usize) -> Option<&str> {
        (index < self.values.len()).then(|| self.values.get(index))
    }

    fn part(&self, range: Range<usize>) -> Keys {
        range.filter_map(|index| self.get(index)).collect()
    }
}

impl FromIterator<Key> for Keys {
    fn from_iter<I: IntoIterator<Item = Key>>(keys: I) -> Self {
        let mut all = Keys::default();
        for key in keys {
            all.ties.push(key.tie);
            if let Some(value) = key.value {
                all.values.push(&value);
            }
        }
        all
    }
}

/// Keys of a shard's sequence: of its first row, and of every `step`-th after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// How many rows the sequence has.
    pub len: u32,
    /// From one row of the sample to the next.
    pub step: u32,
    /// Their keys.
    pub keys: Keys,
}

impl Sample {
    /// Rows of a sample at most.
    const MOST: u32 = 2048;

    /// The step for a sequence of so many rows.
    pub fn step(len: u32) -> u32 {
        len.div_ceil(Self::MOST).max(1)
    }

    /// Between how many and how many rows stand before one that has so many rows of the sample before it.
    fn before(&self, samples: usize) -> (usize, usize) {
        let (step, len) = (self.step as usize, self.len as usize);
        let least = samples.checked_sub(1).map_or(0, |last| last * step + 1);
        (least, (samples * step).min(len))
    }
}

/// The sequences of all shards, in one order.
#[derive(Debug, Default)]
pub struct Merged {
    shards: Vec<Sample>,
    samples: KeyLists,
}

/// Where to look for a window of the whole order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// For each shard, the rows whose keys are needed.
    pub ranges: Vec<Range<usize>>,
    /// A row from which on all is known: its shard, and its place in that shard's sequence.
    pivot: (usize, usize),
    offset: u64,
    len: usize,
}

impl Merged {
    /// One order over sequences that each are in order: largest first where `descending`.
    pub fn new(shards: Vec<Sample>, descending: bool) -> Self {
        let samples = KeyLists {
            lists: shards.iter().map(|shard| shard.keys.clone()).collect(),
            descending,
        };
        Merged { shards, samples }
    }

    /// How many rows there are in all.
    pub fn len(&self) -> u64 {
        self.shards.iter().map(|shard| u64::from(shard.len)).sum()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where to look for the rows at places `offset..offset + len`; `None` when there are none.
    pub fn search(&self, offset: u64, len: usize) -> Option<Search> {
        let len = self.len().saturating_sub(offset).min(len as u64) as usize;
        if len == 0 {
            return None;
        }
        let samples: usize = self.samples.lists.iter().map(|keys| keys.ties.len()).sum();
        let bounds = |cut: &[usize]| -> Vec<(usize, usize)> {
            let each = self.shards.iter().zip(cut);
            each.map(|(shard, &samples)| shard.before(samples)).collect()
        };
        let most_before = |at: usize| -> u64 {
            let bounds = bounds(&self.samples.cut(at));
            bounds.iter().map(|&(_, most)| most as u64).sum()
        };
        let least_before = |at: usize| -> u64 {
            let bounds = bounds(&self.samples.cut(at));
            bounds.iter().map(|&(least, _)| least as u64).sum()
        };
        // The last sample that surely stands before the window or begins it, and the first surely behind it.
        let first = partition_point(samples, |at| most_before(at) <= offset).saturating_sub(1);
        let last = partition_point(samples, |at| least_before(at) < offset + len as u64);
        let cut = self.samples.cut(first);
        let (shard, sample) = self.samples.next(&cut)?;
        let ends: Vec<usize> = match last == samples {
            true => self.shards.iter().map(|shard| shard.len as usize).collect(),
            false => bounds(&self.samples.cut(last))
                .iter()
                .map(|&(_, most)| most)
                .collect(),
        };
        let starts = bounds(&cut);
        Some(Search {
            ranges: starts
                .iter()
                .zip(ends)
                .map(|(&(least, _), end)| least..end)
                .collect(),
            pivot: (shard, sample * self.shards[shard].step as usize),
            offset,
            len,
        })
    }

    /// The keys of a range of a shard's sequence, where the sample has them all.
    pub fn known(&self, shard: usize, range: &Range<usize>) -> Option<Keys> {
        let sample = self.shards.get(shard)?;
        (sample.step == 1 || range.is_empty()).then(|| sample.keys.part(range.clone()))
    }

    /// The rows looked for, as (shard, place in that shard's sequence), in order. `keys` are those of the ranges.
    pub fn found(&self, search: &Search, keys: Vec<Keys>) -> Vec<(usize, usize)> {
        let lists = KeyLists {
            lists: keys,
            descending: self.samples.descending,
        };
        let (pivot_shard, pivot_place) = search.pivot;
        let Some(at) = pivot_place.checked_sub(search.ranges[pivot_shard].start) else {
            return Vec::new();
        };
        let pivot = (pivot_shard, at);
        let count = |shard: usize| match shard == pivot_shard {
            true => at,
            false => lists.count_before(shard, 0..lists.lists[shard].ties.len(), pivot),
        };
        let mut next: Vec<usize> = (0..lists.lists.len()).map(count).collect();
        let starts = search.ranges.iter().map(|range| range.start);
        let mut place: u64 = starts
            .zip(&next)
            .map(|(start, &count)| (start + count) as u64)
            .sum();
        let mut window = Vec::with_capacity(search.len);
        while window.len() < search.len {
            let Some((shard, at)) = lists.next(&next) else {
                break;
            };
            if place >= search.offset {
                window.push((shard, search.ranges[shard].start + at));
            }
            next[shard] += 1;
            place += 1;
        }
        window
    }
}

/// The smallest number for which a rising test fails.
fn partition_point(len: usize, test: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        match test(middle) {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    low
}

/// Lists of keys, each in order, a shard each.
#[derive(Debug, Default)]
struct KeyLists {
    lists: Vec<Keys>,
    descending: bool,
}

/// A row: its shard, and its place in that shard's list.
type At = (usize, usize);

impl KeyLists {
    /// For each list, how many of its rows stand before place `offset` of the whole.
    fn cut(&self, offset: usize) -> Vec<usize> {
        let mut low = vec![0usize; self.lists.len()];
        let mut high: Vec<usize> = self.lists.iter().map(|keys| keys.ties.len()).collect();
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
            if before.iter().sum::<usize>() < offset {
                low.copy_from_slice(&before);
                low[pivot_shard] = middle + 1;
            } else {
                high.copy_from_slice(&before);
            }
        }
    }

    /// The first of the rows that come next in each list.
    fn next(&self, next: &[usize]) -> Option<At> {
        let ready = next.iter().copied().enumerate();
        ready
            .filter(|&(shard, at)| at < self.lists[shard].ties.len())
            .min_by(|&a, &b| self.compare(a, b))
    }

    /// Orders all rows of all shards; equal keys by the number of the shard.
    fn compare(&self, a: At, b: At) -> Ordering {
        if a.0 == b.0 {
            return a.1.cmp(&b.1);
        }
        let (x, y) = (&self.lists[a.0], &self.lists[b.0]);
        let by_key = compare(
            (x.value(a.1), y.value(b.1)),
            (x.ties[a.1], y.ties[b.1]),
            self.descending,
        );
        by_key.then(a.0.cmp(&b.0))
    }

    fn count_before(&self, shard: usize, range: Range<usize>, pivot: At) -> usize {
        let before = |at: usize| self.compare((shard, range.start + at), pivot) == Ordering::Less;
        range.start + partition_point(range.len(), before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Shards of (value, tie) rows, each sorted; `None` lacks the column.
    fn shards() -> impl Strategy<Value = Vec<Vec<Key>>> {
        let value = prop::option::of(prop_oneof!["[abAB]{1,2}", "[0-9]{1,2}"]);
        let key = (value, 0u64..6).prop_map(|(value, tie)| Key { value, tie });
        prop::collection::vec(prop::collection::vec(key, 0..40), 0..5)
    }

    fn sample(rows: &mut [Key], step: u32, descending: bool) -> Sample {
        rows.sort_by(|a, b| a.compare(b, descending));
        Sample {
            len: rows.len() as u32,
            step,
            keys: rows.iter().step_by(step as usize).cloned().collect(),
        }
    }

    proptest! {
        #[test]
        fn any_window_is_that_part_of_the_whole_order(
            mut shards in shards(), step in 1u32..7, offset in 0u64..100, len in 0usize..30, descending: bool,
        ) {
            let samples = shards.iter_mut().map(|rows| sample(rows, step, descending)).collect();
            let merged = Merged::new(samples, descending);
            let mut whole: Vec<_> = shards
                .iter()
                .enumerate()
                .flat_map(|(shard, rows)| rows.iter().enumerate().map(move |(at, row)| (row, shard, at)))
                .collect();
            whole.sort_by(|(a, s, x), (b, t, y)| a.compare(b, descending).then(s.cmp(t)).then(x.cmp(y)));
            let expected: Vec<_> =
                whole.iter().skip(offset as usize).take(len).map(|&(_, shard, at)| (shard, at)).collect();
            prop_assert_eq!(merged.len(), whole.len() as u64);
            let found = merged.search(offset, len).map(|search| {
                let keys = search.ranges.iter().zip(&shards).map(|(range, rows)| {
                    rows[range.clone()].iter().cloned().collect()
                });
                // No more is asked for than a few steps of each shard.
                for range in &search.ranges {
                    assert!(range.len() <= len + (2 + shards.len()) * step as usize, "{search:?}");
                }
                merged.found(&search, keys.collect())
            });
            prop_assert_eq!(found.unwrap_or_default(), expected);
        }
    }
}
