//! Events over time.

use super::Bitmap;
use crate::store::{NO_TIME, Shard};
use serde::{Deserialize, Serialize};

/// The oldest and the newest time, in milliseconds since 1970 UTC.
pub type Span = (i64, i64);

/// Events of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// First millisecond, since 1970 UTC.
    pub start: i64,
    /// First millisecond after it.
    pub end: i64,
    /// Events in between.
    pub count: u64,
}

/// The oldest and newest time among `matches`; `None` when none has a time.
pub fn span(shard: &Shard, matches: &Bitmap) -> Option<Span> {
    let times = matches
        .rows()
        .map(|row| shard.rows().times()[row as usize])
        .filter(|&time| time != NO_TIME);
    times.fold(None, |span, time| match span {
        None => Some((time, time)),
        Some((first, last)) => Some((time.min(first), time.max(last))),
    })
}

/// The time that two spans cover together.
pub fn wider(a: Option<Span>, b: Option<Span>) -> Option<Span> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}

/// Empty buckets of equal width, whole seconds, that cover `span`: at most `most`.
pub fn buckets(span: Span, most: u32) -> Vec<Bucket> {
    let first = span.0.div_euclid(1000) * 1000;
    let seconds = (span.1 - first) / 1000 + 1;
    let width = (seconds as u64).div_ceil(u64::from(most.max(1))) as i64 * 1000;
    let count = (seconds * 1000 + width - 1) / width;
    let bucket = |index| Bucket {
        start: first + index * width,
        end: first + (index + 1) * width,
        count: 0,
    };
    (0..count).map(bucket).collect()
}

/// Counts the matching events into `buckets`, which are of equal width and without gaps.
pub fn histogram(shard: &Shard, matches: &Bitmap, buckets: &mut [Bucket]) {
    let Some(&Bucket { start, end, .. }) = buckets.first() else {
        return;
    };
    for row in matches.rows() {
        let time = shard.rows().times()[row as usize];
        if time >= start
            && let Some(bucket) = buckets.get_mut(((time - start) / (end - start)) as usize)
        {
            bucket.count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn buckets_cover_the_span_without_gaps(first in 0i64..1 << 41, len in 0i64..1 << 36, most in 1u32..500) {
            let buckets = buckets((first, first + len), most);
            prop_assert!(buckets.len() <= most as usize);
            prop_assert!(buckets[0].start <= first && first < buckets[0].end);
            let last = buckets[buckets.len() - 1];
            prop_assert!(last.start <= first + len && first + len < last.end);
            prop_assert!(buckets.windows(2).all(|pair| pair[0].end == pair[1].start));
        }
    }
}
