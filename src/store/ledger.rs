//! Which records are the same event, over all shards.

use super::lookup::Lookup;
use super::paged::Paged;
use super::rows::EventId;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::BuildHasher;

/// Records judged together: where they are looked for is read beforehand, for it is far, and then comes at once.
const TOGETHER: usize = 32;

/// A row: which shard holds it, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowId {
    /// Number of the shard, never used again after the shard is gone.
    pub shard: u32,
    /// Number of the record in the shard, in order of arrival.
    pub row: u32,
}

/// What the ledger needs to know of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// Which record it is.
    pub row: RowId,
    /// Its eventID, or what stands for one.
    pub id: EventId,
    /// Hash of all its leaves.
    pub content: u64,
    /// Number of the file it came from.
    pub file: u32,
    /// It holds fewer facts than the trail's own record of the event would.
    pub partial: bool,
    /// An Insights record.
    pub insight: bool,
}

/// What a record is among those that came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The first of its event.
    New,
    /// A copy of the event at that row; to be hidden.
    Copy(RowId),
    /// The trail's own record of an event so far known from a lesser one, which is now to be hidden.
    Replaces {
        /// The row of the lesser one.
        row: RowId,
        /// The file that holds it.
        file: u32,
    },
    /// Same eventID as that row, other content: both stay, both are marked.
    Conflict(RowId),
}

/// What is kept of a distinct event: the page has one of each, so that bytes count.
struct Entry {
    /// Both halves of the id: as one number it would have to stand at a multiple of sixteen bytes.
    id: [u64; 2],
    content: u64,
    row: RowId,
    file: u32,
    partial: bool,
    insight: bool,
}

fn halves(id: EventId) -> [u64; 2] {
    [(id >> 64) as u64, id as u64]
}

impl Entry {
    fn of(arrival: &Arrival) -> Self {
        Entry {
            id: halves(arrival.id),
            content: arrival.content,
            row: arrival.row,
            file: arrival.file,
            partial: arrival.partial,
            insight: arrival.insight,
        }
    }
}

/// All distinct events, by id.
pub struct Ledger {
    state: FixedState,
    entries: Paged<Entry>,
    /// The first event of each id.
    by_id: Lookup,
    /// The further events of an id, by content: few, unless ids were redacted.
    others: HashMap<(EventId, u64), u32, FixedState>,
    /// Files that hold further copies of an event, by the row shown.
    copies: HashMap<RowId, Vec<u32>>,
    duplicates: u64,
    conflicts: u64,
    insights: u64,
}

impl Default for Ledger {
    fn default() -> Self {
        Ledger::new(0)
    }
}

impl Ledger {
    /// An empty ledger. `seed` keys its tables: ids come from files, and could be made to collide.
    pub fn new(seed: u64) -> Self {
        let state = FixedState::with_seed(seed);
        Ledger {
            entries: Paged::default(),
            by_id: Lookup::default(),
            others: HashMap::with_hasher(state.clone()),
            copies: HashMap::new(),
            duplicates: 0,
            conflicts: 0,
            insights: 0,
            state,
        }
    }

    /// Judges records. They arrive in any order; the counts do not depend on it.
    pub fn judge(&mut self, arrivals: &[Arrival], hear: &mut dyn FnMut(&Arrival, Verdict)) {
        for arrivals in arrivals.chunks(TOGETHER) {
            let hashes = arrivals.iter().map(|arrival| self.state.hash_one(arrival.id));
            let hashes: Vec<u64> = hashes.collect();
            let touched = hashes
                .iter()
                .fold(0, |touched, hash| touched ^ self.by_id.first(*hash));
            // Somebody must seem to use it, or nothing would be read.
            std::hint::black_box(touched);
            for (arrival, hash) in arrivals.iter().zip(hashes) {
                hear(arrival, self.judge_one(arrival, hash));
            }
        }
    }

    fn judge_one(&mut self, arrival: &Arrival, hash: u64) -> Verdict {
        let entries = &self.entries;
        let id = halves(arrival.id);
        let found = self.by_id.find(hash, |entry| entries[entry as usize].id == id);
        let Some(first) = found else {
            let entry = self.enter(arrival);
            self.by_id.insert(hash, entry);
            return Verdict::New;
        };
        let known = &self.entries[first as usize];
        if known.content == arrival.content {
            return self.copy(first, arrival);
        }
        if let Some(&other) = self.others.get(&(arrival.id, arrival.content)) {
            return self.copy(other, arrival);
        }
        if arrival.partial {
            return self.copy(first, arrival);
        }
        if known.partial {
            return self.replace(first, arrival);
        }
        let shown = known.row;
        self.conflicts += 1;
        let entry = self.enter(arrival);
        self.others.insert((arrival.id, arrival.content), entry);
        Verdict::Conflict(shown)
    }

    fn enter(&mut self, arrival: &Arrival) -> u32 {
        self.insights += u64::from(arrival.insight);
        self.entries.push(Entry::of(arrival)) as u32
    }

    fn copy(&mut self, entry: u32, arrival: &Arrival) -> Verdict {
        let known = &mut self.entries[entry as usize];
        // Of several that say little, any may be the one that says this.
        if known.partial && arrival.partial && arrival.insight && !known.insight {
            known.insight = true;
            self.insights += 1;
        }
        known.partial &= arrival.partial || known.content != arrival.content;
        self.duplicates += 1;
        self.copies.entry(known.row).or_default().push(arrival.file);
        Verdict::Copy(known.row)
    }

    fn replace(&mut self, entry: u32, arrival: &Arrival) -> Verdict {
        let old = std::mem::replace(&mut self.entries[entry as usize], Entry::of(arrival));
        self.insights = self.insights + u64::from(arrival.insight) - u64::from(old.insight);
        self.duplicates += 1;
        let mut files = self.copies.remove(&old.row).unwrap_or_default();
        files.push(old.file);
        self.copies.insert(arrival.row, files);
        Verdict::Replaces {
            row: old.row,
            file: old.file,
        }
    }

    /// Distinct events.
    pub fn events(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Records that are copies of an event shown.
    pub fn duplicates(&self) -> u64 {
        self.duplicates
    }

    /// Records with the eventID of another and other content.
    pub fn conflicts(&self) -> u64 {
        self.conflicts
    }

    /// Insights records among the events.
    pub fn insights(&self) -> u64 {
        self.insights
    }

    /// The files that hold further copies of the event at that row.
    pub fn copies(&self, row: RowId) -> &[u32] {
        self.copies.get(&row).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn arrival(row: u32, id: EventId, content: u64, file: u32) -> Arrival {
        let row = RowId { shard: 0, row };
        Arrival {
            row,
            id,
            content,
            file,
            partial: false,
            insight: false,
        }
    }

    fn judge(ledger: &mut Ledger, arrival: Arrival) -> Verdict {
        let mut verdicts = Vec::new();
        ledger.judge(&[arrival], &mut |_, verdict| verdicts.push(verdict));
        verdicts[0]
    }

    #[test]
    fn same_id_and_content_is_a_copy_and_other_content_a_conflict() {
        let mut ledger = Ledger::new(1);
        assert_eq!(judge(&mut ledger, arrival(0, 7, 1, 0)), Verdict::New);
        let first = RowId { shard: 0, row: 0 };
        assert_eq!(judge(&mut ledger, arrival(1, 7, 1, 3)), Verdict::Copy(first));
        assert_eq!(judge(&mut ledger, arrival(2, 7, 2, 4)), Verdict::Conflict(first));
        assert_eq!(
            judge(&mut ledger, arrival(3, 7, 2, 5)),
            Verdict::Copy(RowId { shard: 0, row: 2 })
        );
        assert_eq!(
            (ledger.events(), ledger.duplicates(), ledger.conflicts()),
            (2, 2, 1)
        );
        assert_eq!(ledger.copies(first), [3]);
    }

    #[test]
    fn the_trails_own_record_wins_over_a_lesser_one_in_either_order() {
        let lesser = Arrival {
            partial: true,
            ..arrival(0, 7, 1, 0)
        };
        let full = arrival(1, 7, 2, 1);
        let mut ledger = Ledger::new(1);
        judge(&mut ledger, lesser);
        assert_eq!(
            judge(&mut ledger, full),
            Verdict::Replaces {
                row: lesser.row,
                file: 0
            }
        );
        assert_eq!(ledger.copies(full.row), [0]);
        let mut ledger = Ledger::new(1);
        judge(&mut ledger, full);
        assert_eq!(judge(&mut ledger, lesser), Verdict::Copy(full.row));
    }

    #[test]
    fn a_hundred_thousand_records_with_one_redacted_id_are_judged_at_once() {
        let mut ledger = Ledger::new(1);
        for row in 0..100_000 {
            judge(&mut ledger, arrival(row, 7, u64::from(row), 0));
        }
        assert_eq!((ledger.events(), ledger.conflicts()), (100_000, 99_999));
    }

    proptest! {
        #[test]
        fn counts_do_not_depend_on_the_order(
            records in prop::collection::vec((0u128..12, 0u64..4, 0u32..4, any::<bool>()), 0..60),
            insights: u64,
            seed: u64,
        ) {
            let count = |records: &[(u128, u64, u32, bool)]| {
                let mut ledger = Ledger::new(seed);
                let arrivals = records.iter().zip(0..).map(|(&(id, content, file, partial), row)| {
                    // What is partial is a matter of the file's kind, and its content differs from a full one's.
                    let content = content * 2 + u64::from(partial);
                    // So is whether it is an insight.
                    let insight = insights >> (content % 64) & 1 == 1;
                    Arrival { partial, insight, ..arrival(row, id, content, file) }
                });
                ledger.judge(&arrivals.collect::<Vec<_>>(), &mut |_, _| ());
                (ledger.events(), ledger.duplicates(), ledger.conflicts(), ledger.insights())
            };
            let mut shuffled = records.clone();
            let state = FixedState::with_seed(seed);
            shuffled.sort_by_key(|record| state.hash_one(record));
            prop_assert_eq!(count(&records), count(&shuffled));
        }
    }
}
