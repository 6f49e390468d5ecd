//! One answer of the shards' parts.
//!
//! Each shard tells its most frequent values and what the best of the others counts. A value that some shard left
//! out is asked of that shard by name, if it may be among the most frequent at all; so every count told is exact.
//! Whether those told are the most frequent is known as soon as what no shard told cannot count as much.

use super::{FacetCounts, FacetPart, FacetWanted, sort_counts};
use crate::sorting::sort_by_key;
use std::collections::{HashMap, HashSet};

/// Shards are asked for this many values more than are wanted, for some that are frequent in all are not in the
/// first places of each.
const MARGIN: u32 = 50;
/// How much more is asked for when that does not settle it, …
const GROWTH: u32 = 8;
/// … how often, as long as it helps, …
const ROUNDS: u32 = 3;
/// … and up to how many values a shard: where values hardly repeat, no number of them settles it.
const MOST_TOLD: u32 = 2000;

/// The values of a field with exact counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facet {
    /// The values, most frequent first, equal counts by value; then those wanted always that are not among them.
    pub values: FacetCounts,
    /// How many of `values` are the most frequent ones; the others are those wanted always.
    pub top: usize,
    /// How many values there are, or (see `complete`) at least.
    pub distinct: u64,
    /// Whether `distinct` is exact.
    pub complete: bool,
    /// Whether no other value has more events than the most frequent ones told.
    pub proven: bool,
}

/// Makes one answer in rounds: each shard is asked for [`FacetMerge::ask`], then for what [`FacetMerge::parts`]
/// says, until [`FacetMerge::finish`] has an answer.
pub struct FacetMerge {
    wanted: FacetWanted,
    most: u32,
    round: u32,
    /// What no shard told counts no more than this; of the round before.
    bound_before: u64,
    /// Values that a shard told and that were not asked of the others count no more than this.
    passed_over: u64,
    shards: Vec<Told>,
}

#[derive(Default)]
struct Told {
    counts: HashMap<String, u64>,
    distinct: u64,
    left_out: u64,
}

impl FacetMerge {
    /// Nothing is asked yet.
    pub fn new(wanted: FacetWanted) -> Self {
        let most = match wanted.most {
            0 => 0,
            most => most.saturating_mul(2).saturating_add(MARGIN),
        };
        FacetMerge {
            wanted,
            most,
            round: 0,
            bound_before: u64::MAX,
            passed_over: 0,
            shards: Vec::new(),
        }
    }

    /// What to ask each shard in this round.
    pub fn ask(&self) -> FacetWanted {
        FacetWanted {
            most: self.most,
            ..self.wanted.clone()
        }
    }

    /// Takes the shards' parts. For each shard, in their order, the values to ask of it by name; often none.
    pub fn parts(&mut self, parts: Vec<FacetPart>) -> Vec<Vec<String>> {
        let told = |part: FacetPart| Told {
            counts: part.values.into_iter().collect(),
            distinct: part.distinct,
            left_out: part.left_out,
        };
        self.shards = parts.into_iter().map(told).collect();
        let values: HashSet<&str> = self
            .shards
            .iter()
            .flat_map(|shard| shard.counts.keys())
            .map(String::as_str)
            .collect();
        // Between what is told for sure and what the shards that left it out may add.
        let range = |value: &str| {
            self.shards
                .iter()
                .fold((0, 0), |(least, most), shard| match shard.counts.get(value) {
                    Some(count) => (least + count, most + count),
                    None => (least, most + shard.left_out),
                })
        };
        let mut ranges: Vec<(&str, u64, u64)> = values
            .into_iter()
            .map(|value| (value, range(value)))
            .map(|(value, (least, most))| (value, least, most))
            .collect();
        sort_by_key(&mut ranges, |&(_, least, _)| std::cmp::Reverse(least));
        let last = (self.wanted.most as usize).checked_sub(1);
        let needed = last
            .and_then(|last| ranges.get(last))
            .map_or(0, |&(_, least, _)| least);
        ranges.retain(|&(value, _, most)| most >= needed || self.wanted.is_always(value));
        // Where all count alike, all may be among the first: no more are asked for by name than can be.
        let asked = self.wanted.most.saturating_add(MARGIN) as usize;
        let passed_over = ranges.get(asked..).unwrap_or_default().iter();
        self.passed_over = passed_over.map(|&(_, _, most)| most).max().unwrap_or(0);
        let mut place = 0..;
        ranges
            .retain(|(value, ..)| place.next().is_some_and(|at| at < asked) || self.wanted.is_always(value));
        let missing = |shard: &Told| {
            let unknown = |value: &&str| shard.left_out > 0 && !shard.counts.contains_key(*value);
            let values = ranges.iter().map(|&(value, ..)| value).filter(unknown);
            values.map(str::to_owned).collect()
        };
        self.shards.iter().map(missing).collect()
    }

    /// Takes a shard's counts of the values it was asked for by name.
    pub fn counts(&mut self, shard: usize, values: Vec<String>, counts: Vec<u64>) {
        if let Some(shard) = self.shards.get_mut(shard) {
            shard.counts.extend(values.into_iter().zip(counts));
        }
    }

    /// The answer, or `None` when another round may make it a better one.
    pub fn finish(&mut self) -> Option<Facet> {
        let left_out = self.shards.iter().map(|shard| shard.left_out).sum::<u64>();
        let bound = left_out.max(if left_out > 0 { self.passed_over } else { 0 });
        let known = |value: &str| {
            self.shards
                .iter()
                .all(|shard| shard.left_out == 0 || shard.counts.contains_key(value))
        };
        let mut sums: HashMap<&str, u64> = HashMap::new();
        for (value, count) in self.shards.iter().flat_map(|shard| &shard.counts) {
            *sums.entry(value).or_default() += count;
        }
        let distinct = sums.values().filter(|count| **count > 0).count() as u64;
        let mut values: FacetCounts = sums
            .into_iter()
            .filter(|(value, count)| *count > 0 && known(value))
            .map(|(value, count)| (value.to_owned(), count))
            .collect();
        sort_counts(&mut values);
        let top = values.len().min(self.wanted.most as usize);
        let least = top.checked_sub(1).map_or(0, |last| values[last].1);
        // One shard knows its own order; of several, a value that none told may be as frequent.
        let settled =
            bound == 0 || self.shards.len() <= 1 || (top == self.wanted.most as usize && least > bound);
        self.round += 1;
        let more = self.most.saturating_mul(GROWTH).min(MOST_TOLD.max(self.most));
        let helps = bound < self.bound_before && self.round < ROUNDS && more > self.most;
        if !settled && top > 0 && helps {
            self.bound_before = bound;
            self.most = more;
            return None;
        }
        let others = values.split_off(top);
        values.extend(
            others
                .into_iter()
                .filter(|(value, _)| self.wanted.is_always(value)),
        );
        let most_in_one = self.shards.iter().map(|shard| shard.distinct).max().unwrap_or(0);
        Some(Facet {
            values,
            top,
            distinct: distinct.max(most_in_one),
            complete: bound == 0 || self.shards.len() <= 1,
            proven: settled,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::same_but_case;
    use proptest::prelude::*;

    fn part(shard: &HashMap<String, u64>, ask: &FacetWanted) -> FacetPart {
        let mut values: FacetCounts = shard.clone().into_iter().collect();
        sort_counts(&mut values);
        let told = |at: usize, value: &str| {
            at < ask.most as usize || ask.always.iter().any(|always| same_but_case(always, value))
        };
        let mut at = 0..;
        let (values, others): (FacetCounts, FacetCounts) = values
            .into_iter()
            .partition(|(value, _)| told(at.next().unwrap_or_default(), value));
        FacetPart {
            distinct: shard.len() as u64,
            values,
            left_out: others.first().map_or(0, |(_, count)| *count),
        }
    }

    fn merged(shards: &[HashMap<String, u64>], wanted: &FacetWanted) -> Facet {
        let mut merge = FacetMerge::new(wanted.clone());
        loop {
            let ask = merge.ask();
            let missing = merge.parts(shards.iter().map(|shard| part(shard, &ask)).collect());
            for (at, values) in missing.into_iter().enumerate() {
                let counts = values
                    .iter()
                    .map(|value| shards[at].get(value).copied().unwrap_or(0));
                let counts = counts.collect();
                merge.counts(at, values, counts);
            }
            if let Some(facet) = merge.finish() {
                return facet;
            }
        }
    }

    /// Counts of many values, few of them large, spread over the shards.
    fn shards() -> impl Strategy<Value = Vec<HashMap<String, u64>>> {
        let shard = prop::collection::hash_map(0..400u32, 1..5u64, 0..300);
        prop::collection::vec(shard, 0..5).prop_map(|shards| {
            let large = |(value, count): (u32, u64)| {
                (
                    format!("v{value:03}"),
                    count * (1 + 4000 / (1 + u64::from(value % 97))),
                )
            };
            shards
                .into_iter()
                .map(|shard| shard.into_iter().map(large).collect())
                .collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_told_is_exact_and_what_is_proven_is_true(shards in shards(), most in 0..30u32, always in "[vV][0-9]{3}") {
            let wanted = FacetWanted { always: vec![always.clone()], ..FacetWanted::top(most) };
            let found = merged(&shards, &wanted);
            let mut sums: HashMap<String, u64> = HashMap::new();
            shards.iter().flatten().for_each(|(value, count)| *sums.entry(value.clone()).or_default() += count);
            let always = always.to_lowercase();
            for (value, count) in &found.values {
                prop_assert_eq!(sums.get(value), Some(count));
            }
            prop_assert_eq!(found.values.iter().any(|(value, _)| *value == always), sums.contains_key(&always));
            let mut expected: FacetCounts = sums.into_iter().collect();
            sort_counts(&mut expected);
            prop_assert_eq!(found.top, expected.len().min(most as usize));
            if found.proven {
                prop_assert_eq!(&found.values[..found.top], &expected[..found.top]);
            }
            prop_assert!(found.distinct <= expected.len() as u64);
            prop_assert!(!found.complete || found.distinct == expected.len() as u64);
        }
    }

    #[test]
    fn a_value_that_is_nowhere_first_may_be_first_of_all() {
        let shard = |own: &str| -> HashMap<String, u64> {
            let own = (0..100).map(|at| (format!("{own}{at:03}"), 10));
            own.chain([("everywhere".to_owned(), 9)]).collect()
        };
        let found = merged(&[shard("a"), shard("b")], &FacetWanted::top(1));
        assert_eq!(found.values, [("everywhere".to_owned(), 18)]);
        assert!(found.proven);
    }

    #[test]
    fn values_that_are_all_alike_are_not_asked_for_again_and_again() {
        let shard =
            |own: &str| -> HashMap<String, u64> { (0..9000).map(|at| (format!("{own}{at}"), 1)).collect() };
        let found = merged(&[shard("a"), shard("b")], &FacetWanted::top(10));
        assert_eq!((found.top, found.proven, found.complete), (10, false, false));
        assert_eq!(found.distinct, 9000);
    }
}
