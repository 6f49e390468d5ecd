//! How often each value of a field occurs: what one shard counts. What the page makes of the shards' answers is in
//! [`merge`].

mod merge;
mod tally;

pub use self::merge::{Facet, FacetMerge};

use self::tally::{Key, tally};
use super::Bitmap;
use super::search::Needle;
use crate::store::Shard;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

/// Values with the number of events that have them.
pub type FacetCounts = Vec<(String, u64)>;

/// Which of a field's values are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetWanted {
    /// So many: those that most events have, equal counts by value.
    pub most: u32,
    /// Only values that contain this, in any case of letters; empty for all.
    pub containing: String,
    /// Values that are told beside those, however few events have them; in any case of letters.
    pub always: Vec<String>,
}

impl FacetWanted {
    /// Every value.
    pub const ALL: FacetWanted = FacetWanted {
        most: u32::MAX,
        containing: String::new(),
        always: Vec::new(),
    };

    /// The values that most events have.
    pub fn top(most: u32) -> FacetWanted {
        FacetWanted {
            most,
            ..FacetWanted::ALL
        }
    }

    fn is_always(&self, value: &str) -> bool {
        self.always.iter().any(|wanted| same_but_case(wanted, value))
    }
}

/// What one shard tells of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetPart {
    /// The values wanted, most frequent first, equal counts by value.
    pub values: FacetCounts,
    /// How many values there are.
    pub distinct: u64,
    /// How many events have the most frequent of those not told; 0 when all are told.
    pub left_out: u64,
}

/// Counts, for each value of `field`, the events among `matches` that have it (an event that has a value twice
/// counts once).
pub fn facet(shard: &Shard, matches: &Bitmap, field: &str, wanted: &FacetWanted) -> FacetPart {
    let needle = Needle::new(&wanted.containing);
    let mut best: BinaryHeap<Ranked> = BinaryHeap::new();
    let mut part = FacetPart::default();
    let mut text = String::new();
    tally(shard, matches, field, &mut |key, count| {
        if needle
            .as_ref()
            .is_some_and(|needle| !needle.is_in(key.text(&mut text)))
        {
            return;
        }
        part.distinct += 1;
        if !wanted.always.is_empty() && wanted.is_always(key.text(&mut text)) {
            return part.values.push((key.text(&mut text).to_owned(), count));
        }
        let new = Ranked { count, key };
        if best.len() < wanted.most as usize {
            return best.push(new);
        }
        let out = match best.peek_mut() {
            Some(mut last) if new < *last => std::mem::replace(&mut *last, new),
            _ => new,
        };
        part.left_out = part.left_out.max(out.count);
    });
    let best = best.into_iter();
    part.values
        .extend(best.map(|one| (one.key.text(&mut text).to_owned(), one.count)));
    sort_counts(&mut part.values);
    part
}

/// How many of the events among `matches` have each of these values.
pub fn count_values(shard: &Shard, matches: &Bitmap, field: &str, values: &[String]) -> Vec<u64> {
    let mut counts = vec![0; values.len()];
    let places: HashMap<&str, usize> = values.iter().map(String::as_str).zip(0..).collect();
    let mut text = String::new();
    tally(shard, matches, field, &mut |key, count| {
        if let Some(&place) = places.get(key.text(&mut text)) {
            counts[place] = count;
        }
    });
    counts
}

/// A value among others: those that fewer events have are greater, and among equal ones those later by their text.
#[derive(PartialEq, Eq)]
struct Ranked<'a> {
    count: u64,
    key: Key<'a>,
}

impl Ord for Ranked<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .count
            .cmp(&self.count)
            .then_with(|| self.key.compare(&other.key))
    }
}

impl PartialOrd for Ranked<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Most frequent first, equal counts by value.
fn sort_counts(counts: &mut [(String, u64)]) {
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
}

/// Adds up the counts of several fields: most frequent first, equal counts by value.
pub fn merge_facets(fields: Vec<FacetCounts>) -> FacetCounts {
    let mut counts: HashMap<String, u64> = HashMap::new();
    for (value, count) in fields.into_iter().flatten() {
        *counts.entry(value).or_default() += count;
    }
    let mut merged: FacetCounts = counts.into_iter().collect();
    sort_counts(&mut merged);
    merged
}

/// Whether two values are the same in any case of letters, as a filter's `field:value` has it.
pub fn same_but_case(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase())
}
