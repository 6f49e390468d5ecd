//! Events over time, by how they went.

use super::Bitmap;
use crate::event::outcome::Outcome;
use crate::store::{FieldColumn, NO_TIME, Shard};
use serde::{Deserialize, Serialize};

/// The oldest and the newest time, in milliseconds since 1970 UTC.
pub type Span = (i64, i64);

/// Outcomes that a timeline shows as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeGroup {
    /// Somebody was not let in, or not allowed.
    Denied,
    /// Another error.
    Failed,
    /// Too much was asked for.
    Throttled,
    /// Everything else: it was done, or the record does not say.
    Ok,
}

impl OutcomeGroup {
    /// All of them, those that matter most first.
    pub const ALL: [OutcomeGroup; 4] = [
        OutcomeGroup::Denied,
        OutcomeGroup::Failed,
        OutcomeGroup::Throttled,
        OutcomeGroup::Ok,
    ];

    /// The outcomes of a group, by their names.
    pub fn outcomes(self) -> Vec<&'static str> {
        let all = Outcome::ALL.into_iter();
        all.filter(|outcome| OutcomeGroup::of(*outcome) == self)
            .map(Outcome::name)
            .collect()
    }

    fn of(outcome: Outcome) -> OutcomeGroup {
        match outcome {
            Outcome::Denied | Outcome::BadCredential | Outcome::FailedSignIn => OutcomeGroup::Denied,
            Outcome::Throttled | Outcome::Limit => OutcomeGroup::Throttled,
            outcome if outcome.failed() => OutcomeGroup::Failed,
            _ => OutcomeGroup::Ok,
        }
    }

    fn named(outcome: &str) -> OutcomeGroup {
        let known = Outcome::ALL.into_iter().find(|known| known.name() == outcome);
        known.map_or(OutcomeGroup::Ok, OutcomeGroup::of)
    }
}

/// How many events of each outcome group a stretch of time has, in the order of [`OutcomeGroup::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stack(pub [u64; 4]);

impl Stack {
    /// All events.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Events of one group.
    pub fn of(&self, group: OutcomeGroup) -> u64 {
        self.0[group as usize]
    }

    /// Adds the events of another.
    pub fn add(&mut self, other: &Stack) {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(count, more)| *count += more);
    }
}

/// Events over time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Histogram {
    /// Events between each two neighbouring edges: one stack fewer than there are edges.
    pub stacks: Vec<Stack>,
    /// Events without a readable time.
    pub untimed: u64,
}

impl Histogram {
    /// Nothing counted yet between these edges.
    pub fn empty(edges: &[i64]) -> Histogram {
        Histogram {
            stacks: vec![Stack::default(); edges.len().saturating_sub(1)],
            untimed: 0,
        }
    }

    /// Adds what another shard counted between the same edges.
    pub fn add(&mut self, other: &Histogram) {
        self.stacks
            .iter_mut()
            .zip(&other.stacks)
            .for_each(|(stack, more)| stack.add(more));
        self.untimed += other.untimed;
    }
}

/// The oldest and newest time among `matches`; `None` when none has a time.
pub fn span(shard: &Shard, matches: &Bitmap) -> Option<Span> {
    let times = shard.rows().times();
    let (first, last) = matches
        .rows()
        .map(|row| times[row as usize])
        .filter(|&time| time != NO_TIME)
        .fold((i64::MAX, i64::MIN), |(first, last), time| {
            (first.min(time), last.max(time))
        });
    (first <= last).then_some((first, last))
}

/// The time that two spans cover together.
pub fn wider(a: Option<Span>, b: Option<Span>) -> Option<Span> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}

/// Edges, whole seconds, of at most `most` stretches of equal width that cover `span`.
pub fn equal_edges(span: Span, most: u32) -> Vec<i64> {
    let first = span.0.div_euclid(1000) * 1000;
    let seconds = (span.1 - first) / 1000 + 1;
    let width = (seconds as u64).div_ceil(u64::from(most.max(1))) as i64 * 1000;
    let count = (seconds * 1000 + width - 1) / width;
    (0..=count).map(|index| first + index * width).collect()
}

/// Counts the matching events between each two neighbouring `edges`, which ascend. Events outside are not counted.
pub fn histogram(shard: &Shard, matches: &Bitmap, edges: &[i64]) -> Histogram {
    let mut histogram = Histogram::empty(edges);
    // Without edges no time is between any.
    let (first, last) = match (edges.first(), edges.last()) {
        (Some(&first), Some(&last)) => (first, last),
        _ => (i64::MAX, i64::MAX),
    };
    let outcomes = outcome_groups(shard);
    let times = shard.rows().times();
    // Where edges are equally far apart this is the place; months are not quite.
    let scale = histogram.stacks.len() as f64 / (last - first).max(1) as f64;
    for row in matches.rows() {
        let time = times[row as usize];
        if time < first || time >= last {
            histogram.untimed += u64::from(time == NO_TIME);
            continue;
        }
        let mut place = ((time - first) as f64 * scale) as usize;
        place = place.min(histogram.stacks.len() - 1);
        while time < edges[place] {
            place -= 1;
        }
        while time >= edges[place + 1] {
            place += 1;
        }
        histogram.stacks[place].0[outcomes[row as usize] as usize] += 1;
    }
    histogram
}

/// The outcome group of every row.
fn outcome_groups(shard: &Shard) -> Vec<OutcomeGroup> {
    let mut groups = vec![OutcomeGroup::Ok; shard.rows().len() as usize];
    for field in shard.field("outcome") {
        let FieldColumn::Values(column) = field else {
            continue;
        };
        let dictionary = column.dictionary();
        let of_code: Vec<OutcomeGroup> = (0..dictionary.len() as u32)
            .map(|code| OutcomeGroup::named(dictionary.text(code)))
            .collect();
        column.each_block(&mut |rows, codes| {
            for (&row, &code) in rows.iter().zip(codes) {
                let group = of_code.get(code as usize).copied();
                groups[row as usize] = group.unwrap_or(OutcomeGroup::Ok);
            }
        });
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_outcome_is_in_one_group() {
        let mut names: Vec<_> = OutcomeGroup::ALL
            .into_iter()
            .flat_map(OutcomeGroup::outcomes)
            .collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Outcome::ALL.len());
        let ok = OutcomeGroup::Ok.outcomes();
        assert!(Outcome::NOT_FAILED.iter().all(|name| ok.contains(name)) && ok.len() == 3);
    }

    proptest! {
        #[test]
        fn equal_edges_cover_the_span(first in 0i64..1 << 41, len in 0i64..1 << 36, most in 1u32..500) {
            let edges = equal_edges((first, first + len), most);
            prop_assert!((2..=most as usize + 1).contains(&edges.len()));
            prop_assert!(edges[0] <= first && first < edges[1]);
            let last = edges.len() - 1;
            prop_assert!(edges[last - 1] <= first + len && first + len < edges[last]);
            prop_assert!(edges.windows(3).all(|three| three[1] - three[0] == three[2] - three[1]));
        }
    }
}
