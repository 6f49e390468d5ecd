//! The messages between page and workers.

mod joint;

use super::protocol::{FieldInfo, Sort};
use super::tally::EntryTally;
use crate::export::Format;
use crate::query::{FacetPart, FacetWanted, Histogram, JointWanted, Keys, Sample, Span, Texts};
use crate::store::{Arrival, RowId};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

pub use joint::PackedJoint;

/// A file to read; a handle travels beside the message, the file's own or one of several files behind one another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileEntry {
    /// Number of the file in the session.
    pub file: u32,
    /// Number of the source it came with.
    pub source: u32,
    /// Bytes as dropped.
    pub size: u64,
    /// Where it begins in what the handle stands for.
    pub start: u64,
}

/// From the page to a worker.
#[derive(Debug, Serialize, Deserialize)]
pub enum ToShard {
    /// First of all: which shard the worker holds, and the seed of all hashes.
    Start {
        /// Index of the shard.
        shard: u32,
        /// The same for all shards.
        seed: u32,
        /// Number of the present listing.
        listing: u32,
    },
    /// Read these files.
    Load(Vec<FileEntry>),
    /// Stop reading; keep what is read.
    Cancel,
    /// Hide copies, mark records that share an id but not their content, and show the others.
    Judge {
        /// Rows known to be copies or not: so many of the first.
        rows: u32,
        /// Rows to hide, as [`pack_u32`] writes them.
        hide: ByteBuf,
        /// Rows in conflict, likewise.
        conflicts: ByteBuf,
    },
    /// Hide all rows of a source, forget all judgements, and list all other rows again.
    Forget {
        /// The source; none when only the judgements are to be forgotten.
        source: Option<u32>,
        /// Number of the listing that begins.
        listing: u32,
    },
    /// Answer with [`FromShard::Answer`] of the same number.
    Ask {
        /// Number of the question.
        number: u32,
        /// The question.
        question: Question,
    },
    /// A view is not needed any more.
    CloseView(u32),
}

/// The events that something is counted among.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The filter that they match.
    pub filter: String,
    /// The time of the newest event of all shards, where the filter is relative to it.
    pub newest: Option<i64>,
}

/// What the page asks a shard.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Question {
    /// Which rows match; keeps them as a view.
    Query {
        /// Number of the view, chosen by the page.
        view: u32,
        /// Which rows.
        scope: Scope,
        /// The order.
        sort: Sort,
    },
    /// The time of the newest event.
    Newest,
    /// Rows of a view, by their places in it.
    Rows {
        /// The view.
        view: u32,
        /// First place.
        start: u32,
        /// How many.
        len: u32,
        /// Fields whose text is wanted.
        columns: Vec<String>,
    },
    /// Keys of rows of a view, by their places in it.
    Keys {
        /// The view.
        view: u32,
        /// First place.
        start: u32,
        /// How many.
        len: u32,
    },
    /// What is written of rows of a view into a file.
    Pieces {
        /// The view.
        view: u32,
        /// Place of the first row; how many follow is up to the shard.
        start: u32,
        /// What is written.
        format: Format,
        /// The fields of [`Format::Csv`].
        columns: Vec<String>,
    },
    /// Where a row stands in a view.
    Place {
        /// The view.
        view: u32,
        /// The row.
        row: u32,
    },
    /// How many rows of a view come before a key.
    Before {
        /// The view.
        view: u32,
        /// The key, alone.
        key: PackedKeys,
        /// Whether rows with just that key count too.
        with_equal: bool,
    },
    /// One record, read from its file again.
    Record(u32),
    /// The row with this eventID.
    Find(String),
    /// Fields present.
    Fields,
    /// How many events match all of each.
    Count(Vec<Vec<Scope>>),
    /// The oldest and newest time of events.
    Span(Scope),
    /// Values of a field, with counts.
    Facet {
        /// The events that count.
        scope: Scope,
        /// The field.
        field: String,
        /// Which of its values.
        wanted: FacetWanted,
    },
    /// How many events have each of these values of a field.
    ValueCounts {
        /// The events that count.
        scope: Scope,
        /// The field.
        field: String,
        /// The values.
        values: Vec<String>,
    },
    /// The values of a field in one row.
    Values {
        /// The row.
        row: u32,
        /// The field.
        field: String,
    },
    /// How many events have each combination of values of several fields.
    Joint {
        /// The events that count.
        scope: Scope,
        /// Which fields.
        wanted: JointWanted,
    },
    /// Events over time.
    Histogram {
        /// The events that count.
        scope: Scope,
        /// The times to count between, ascending.
        edges: Vec<i64>,
    },
    /// Bytes of memory.
    Memory,
}

impl Question {
    /// Whether the rows on the screen do not depend on the answer: it lets others go before it.
    pub fn can_wait(&self) -> bool {
        matches!(
            self,
            Question::Fields
                | Question::Facet { .. }
                | Question::ValueCounts { .. }
                | Question::Histogram { .. }
                | Question::Joint { .. }
                | Question::Count(_)
                | Question::Pieces { .. }
        )
    }
}

/// A shard's answer, variant by variant as [`Question`].
#[derive(Debug, Serialize, Deserialize)]
pub enum Answer {
    /// Keys of some of the matching rows.
    Query(PackedSample),
    /// Its time, in milliseconds since 1970 UTC; `None` when no event has one.
    Newest(Option<i64>),
    /// The rows asked for.
    Rows(Vec<ShardRow>),
    /// Of the rows from the first on; of none when there are no more.
    Pieces(Pieces),
    /// The keys asked for.
    Keys(PackedKeys),
    /// The row's place and its key, if it is in the view.
    Place(Option<(u32, PackedKeys)>),
    /// How many.
    Before(u32),
    /// The record.
    Record(Box<ShardRecord>),
    /// The row, if there is one.
    Find(Option<u32>),
    /// Fields present.
    Fields(Vec<FieldInfo>),
    /// How many events match each.
    Count(Vec<u64>),
    /// Their times; `None` when no event has one.
    Span(Option<Span>),
    /// The values wanted, with counts.
    Facet(FacetPart),
    /// How many events have each value.
    ValueCounts(Vec<u64>),
    /// The row's values, each once.
    Values(Vec<String>),
    /// The combinations; `None` when there are too many to tell.
    Joint(Option<PackedJoint>),
    /// Events between the edges.
    Histogram(Histogram),
    /// Bytes of memory.
    Memory(u64),
}

/// One row of a shard.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShardRow {
    /// Its number in the shard.
    pub row: u32,
    /// The call failed.
    pub failed: bool,
    /// The call changes something.
    pub write: bool,
    /// Shares its id with a record of other content.
    pub conflict: bool,
    /// Text of the columns asked for.
    pub cells: Vec<Option<String>>,
}

/// What is written of some rows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Pieces {
    /// The pieces, one behind the other.
    pub bytes: ByteBuf,
    /// Where each ends, as [`pack_u32`] writes them. One without bytes is of a record that could not be read.
    pub ends: ByteBuf,
    /// Why, for each file with such records.
    pub unread: Vec<Unread>,
}

/// Records of one file that could not be read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// Number of the file.
    pub file: u32,
    /// A sentence.
    pub why: String,
    /// How many.
    pub records: u64,
}

/// One record, as its shard knows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShardRecord {
    /// As JSON.
    pub json: String,
    /// Exactly as it stands in the file.
    pub exact: String,
    /// Number of the file.
    pub file: u32,
    /// Entry inside the file; empty for the file itself.
    pub inner_path: String,
    /// Byte offset in the file or entry, inflated.
    pub offset: u64,
    /// Shares its id with a record of other content.
    pub conflict: bool,
    /// Derived fields with their values.
    pub derived: Vec<(String, String)>,
    /// Its eventID, if it has one.
    pub event_id: Option<String>,
}

/// From a worker to the page.
#[derive(Debug, Serialize, Deserialize)]
pub enum FromShard {
    /// How much was read since the last word.
    Progress {
        /// Packed bytes.
        packed: u64,
        /// Inflated bytes.
        inflated: u64,
    },
    /// New records.
    Arrivals {
        /// Number of the listing they are part of: what comes of an earlier one is judged already, or forgotten.
        listing: u32,
        /// The records, as [`pack_arrival`] writes them.
        list: ByteBuf,
    },
    /// Files are done: for each its number, and what it held, itself first, then the entries inside it.
    FilesDone(Vec<(u32, Vec<EntryTally>)>),
    /// Files that are not going to be read, after [`ToShard::Cancel`] or [`ToShard::Forget`].
    GivenUp(Vec<u32>),
    /// The answer to a question.
    Answer {
        /// Number of the question.
        number: u32,
        /// The answer, or why there is none.
        answer: Result<Answer, String>,
    },
}

/// [`Keys`] as byte arrays, which cross between threads without a look at each: the texts of the values behind one
/// another, and their ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PackedKeys {
    ties: ByteBuf,
    texts: ByteBuf,
    ends: ByteBuf,
}

impl PackedKeys {
    /// Packs keys.
    pub fn pack(keys: Keys) -> Self {
        let ties = keys
            .ties
            .iter()
            .flat_map(|tie| tie.to_le_bytes())
            .collect::<Vec<u8>>();
        let (texts, ends) = keys.values.into_parts();
        PackedKeys {
            ties: ByteBuf::from(ties),
            texts: ByteBuf::from(texts),
            ends: pack_u32(&ends),
        }
    }

    /// Unpacks keys.
    pub fn unpack(self) -> Keys {
        let ties = self.ties.as_chunks::<8>().0.iter();
        Keys {
            ties: ties.map(|&bytes| u64::from_le_bytes(bytes)).collect(),
            values: Texts::from_parts(
                String::from_utf8(self.texts.into_vec()).unwrap_or_default(),
                unpack_u32(&self.ends),
            ),
        }
    }
}

/// A [`Sample`], packed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PackedSample {
    len: u32,
    step: u32,
    keys: PackedKeys,
}

impl PackedSample {
    /// Packs a sample.
    pub fn pack(sample: Sample) -> Self {
        PackedSample {
            len: sample.len,
            step: sample.step,
            keys: PackedKeys::pack(sample.keys),
        }
    }

    /// Unpacks a sample.
    pub fn unpack(self) -> Sample {
        Sample {
            len: self.len,
            step: self.step,
            keys: self.keys.unpack(),
        }
    }
}

/// Numbers as bytes.
pub fn pack_u32(numbers: &[u32]) -> ByteBuf {
    ByteBuf::from(
        numbers
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect::<Vec<u8>>(),
    )
}

/// Bytes as numbers.
pub fn unpack_u32(bytes: &[u8]) -> Vec<u32> {
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|&bytes| u32::from_le_bytes(bytes))
        .collect()
}

/// Bytes of one packed arrival: id, content, row, file, marks.
const ARRIVAL: usize = 16 + 8 + 4 + 4 + 1;
const PARTIAL: u8 = 1;
const INSIGHT: u8 = 2;

/// Adds an arrival to a packed list.
pub fn pack_arrival(arrival: &Arrival, list: &mut Vec<u8>) {
    list.extend_from_slice(&arrival.id.to_le_bytes());
    list.extend_from_slice(&arrival.content.to_le_bytes());
    list.extend_from_slice(&arrival.row.row.to_le_bytes());
    list.extend_from_slice(&arrival.file.to_le_bytes());
    let marks = [(arrival.partial, PARTIAL), (arrival.insight, INSIGHT)];
    list.push(marks.iter().filter(|(mark, _)| *mark).map(|(_, bit)| bit).sum());
}

/// Reads a packed list of arrivals of one shard.
pub fn unpack_arrivals(shard: u32, list: &[u8]) -> impl Iterator<Item = Arrival> + '_ {
    list.as_chunks::<ARRIVAL>().0.iter().map(move |bytes| {
        let (id, rest) = take::<16>(bytes);
        let (content, rest) = take::<8>(rest);
        let (row, rest) = take::<4>(rest);
        let (file, rest) = take::<4>(rest);
        let marks = rest.first().copied().unwrap_or(0);
        Arrival {
            row: RowId {
                shard,
                row: u32::from_le_bytes(row),
            },
            id: u128::from_le_bytes(id),
            content: u64::from_le_bytes(content),
            file: u32::from_le_bytes(file),
            partial: marks & PARTIAL != 0,
            insight: marks & INSIGHT != 0,
        }
    })
}

fn take<const N: usize>(bytes: &[u8]) -> ([u8; N], &[u8]) {
    bytes
        .split_first_chunk()
        .map_or(([0; N], &[]), |(first, rest)| (*first, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn arrivals_survive_packing(id: u128, content: u64, row: u32, file: u32, partial: bool, insight: bool) {
            let row = RowId { shard: 3, row };
            let arrival = Arrival { row, id, content, file, partial, insight };
            let mut list = Vec::new();
            pack_arrival(&arrival, &mut list);
            pack_arrival(&arrival, &mut list);
            prop_assert_eq!(unpack_arrivals(3, &list).collect::<Vec<_>>(), [arrival, arrival]);
        }

        #[test]
        fn keys_survive_packing(ties: Vec<u64>, valued: bool) {
            let values = ["a", "", "é"].into_iter().filter(|_| valued).collect();
            let keys = Keys { values, ties };
            prop_assert_eq!(PackedKeys::pack(keys.clone()).unpack(), keys);
        }
    }
}
