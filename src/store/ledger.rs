//! Which records are the same event, over all shards.

use super::rows::EventId;
use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A row: which shard holds it, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowId {
    /// Index of the shard.
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
    /// It has no eventID: `id` stands for its content, and only a record of another file is a copy.
    pub without_id: bool,
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
    Replaces(RowId),
    /// Same eventID as that row, other content: both stay, both are marked.
    Conflict(RowId),
}

struct Entry {
    arrival: Arrival,
    copies: u32,
}

/// All distinct events, by id.
#[derive(Default)]
pub struct Ledger {
    entries: Vec<Entry>,
    by_id: HashTable<u32>,
    /// Files that hold further copies of an event, by the row shown.
    copies: HashMap<RowId, Vec<u32>>,
    duplicates: u64,
    conflicts: u64,
    insights: u64,
}

/// Ids are random, or hashes already: their bits serve as the hash.
fn hash(id: EventId) -> u64 {
    super::walk::mix(id as u64, (id >> 64) as u64)
}

impl Ledger {
    /// Judges a record. Records arrive in any order; the count of distinct events does not depend on it.
    pub fn judge(&mut self, arrival: Arrival) -> Verdict {
        let entries = &self.entries;
        let mut same_id = self
            .by_id
            .iter_hash(hash(arrival.id))
            .copied()
            .filter(|&entry| entries[entry as usize].arrival.id == arrival.id);
        let mut first = None;
        let same = same_id.find(|&entry| {
            let known = &entries[entry as usize].arrival;
            let elsewhere = !known.without_id || known.file != arrival.file;
            if elsewhere {
                first = first.or(Some(entry));
            }
            elsewhere && known.content == arrival.content
        });
        let Some(known) = same.or(first) else {
            self.enter(arrival);
            return Verdict::New;
        };
        let entry = &mut self.entries[known as usize];
        let shown = entry.arrival.row;
        if same.is_none() && entry.arrival.partial && !arrival.partial {
            return self.replace(known, arrival);
        }
        if same.is_none() && !arrival.partial {
            self.conflicts += 1;
            self.enter(arrival);
            return Verdict::Conflict(shown);
        }
        entry.copies += 1;
        self.duplicates += 1;
        self.copies.entry(shown).or_default().push(arrival.file);
        Verdict::Copy(shown)
    }

    fn enter(&mut self, arrival: Arrival) {
        let index = self.entries.len() as u32;
        self.insights += u64::from(arrival.insight);
        self.entries.push(Entry { arrival, copies: 0 });
        let entries = &self.entries;
        self.by_id.insert_unique(hash(arrival.id), index, |&entry| {
            hash(entries[entry as usize].arrival.id)
        });
    }

    fn replace(&mut self, known: u32, arrival: Arrival) -> Verdict {
        let entry = &mut self.entries[known as usize];
        let old = std::mem::replace(&mut entry.arrival, arrival);
        entry.copies += 1;
        self.duplicates += 1;
        let mut files = self.copies.remove(&old.row).unwrap_or_default();
        files.push(old.file);
        self.copies.insert(arrival.row, files);
        Verdict::Replaces(old.row)
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
    use std::collections::HashSet;

    fn arrival(row: u32, id: EventId, content: u64, file: u32) -> Arrival {
        let row = RowId { shard: 0, row };
        Arrival {
            row,
            id,
            content,
            file,
            partial: false,
            without_id: false,
            insight: false,
        }
    }

    #[test]
    fn same_id_and_content_is_a_copy_and_other_content_a_conflict() {
        let mut ledger = Ledger::default();
        assert_eq!(ledger.judge(arrival(0, 7, 1, 0)), Verdict::New);
        let first = RowId { shard: 0, row: 0 };
        assert_eq!(ledger.judge(arrival(1, 7, 1, 3)), Verdict::Copy(first));
        assert_eq!(ledger.judge(arrival(2, 7, 2, 4)), Verdict::Conflict(first));
        assert_eq!(
            (ledger.events(), ledger.duplicates(), ledger.conflicts()),
            (2, 1, 1)
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
        let mut ledger = Ledger::default();
        ledger.judge(lesser);
        assert_eq!(ledger.judge(full), Verdict::Replaces(lesser.row));
        assert_eq!(ledger.copies(full.row), [0]);
        let mut ledger = Ledger::default();
        ledger.judge(full);
        assert_eq!(ledger.judge(lesser), Verdict::Copy(full.row));
    }

    #[test]
    fn without_an_id_only_another_file_holds_a_copy() {
        let nameless = |row, file| Arrival {
            without_id: true,
            ..arrival(row, 9, 9, file)
        };
        let mut ledger = Ledger::default();
        assert_eq!(ledger.judge(nameless(0, 0)), Verdict::New);
        assert_eq!(ledger.judge(nameless(1, 0)), Verdict::New);
        assert!(matches!(ledger.judge(nameless(2, 1)), Verdict::Copy(_)));
    }

    proptest! {
        #[test]
        fn counts_do_not_depend_on_the_order(
            records in prop::collection::vec((0u128..20, 0u64..3, 0u32..4), 0..60),
            seed: u64,
        ) {
            let mut shuffled: Vec<_> = records.iter().copied().enumerate().collect();
            shuffled.sort_by_key(|&(index, _)| super::super::walk::mix(index as u64, seed));
            let mut ledger = Ledger::default();
            for (row, (id, content, file)) in shuffled {
                ledger.judge(arrival(row as u32, id, content, file));
            }
            let distinct: HashSet<_> = records.iter().map(|&(id, content, _)| (id, content)).collect();
            prop_assert_eq!(ledger.events(), distinct.len() as u64);
            prop_assert_eq!(ledger.duplicates(), (records.len() - distinct.len()) as u64);
        }
    }
}
