//! What intake found in one file, entry by entry, on the way into the shard.

use crate::intake::{Accepted, Aside, Place, Problem, ProblemKind, Rejected, Sink, Step, Stream};
use crate::store::{Inserted, Shard};
use serde::{Deserialize, Serialize};

/// A file keeps this many problems; beyond, they are counted.
pub const MOST_PROBLEMS: usize = 100;

/// The largest whole number that crosses to the page.
const MOST_OFFSET: u64 = (1 << 53) - 1;

/// Kinds of things an entry is said to hold, when many.
const MOST_NOTES: usize = 8;

/// What one dropped file, or one entry inside it, held. Files are many and hold little but records: what there is none of
/// does not travel to the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryTally {
    /// Path inside the dropped file; empty for the file itself.
    #[serde(skip_serializing_if = "is_none")]
    pub inner_path: String,
    /// Events and Insights.
    pub records: u64,
    /// Insights among them.
    #[serde(skip_serializing_if = "is_none")]
    pub insights: u64,
    /// Aggregated records.
    #[serde(skip_serializing_if = "is_none")]
    pub aggregated: u64,
    /// Digests.
    #[serde(skip_serializing_if = "is_none")]
    pub digests: u64,
    /// What else it held, with how often.
    #[serde(skip_serializing_if = "is_none")]
    pub others: Vec<(String, u64)>,
    /// Things of yet other kinds.
    #[serde(skip_serializing_if = "is_none")]
    pub others_more: u64,
    /// The first problems: kind, message, offset.
    #[serde(skip_serializing_if = "is_none")]
    pub problems: Vec<(String, String, u64)>,
    /// All problems.
    #[serde(skip_serializing_if = "is_none")]
    pub problem_count: u64,
    /// Inflated bytes; only for the file itself.
    #[serde(skip_serializing_if = "is_none")]
    pub inflated: u64,
    /// It could not be read at all.
    #[serde(skip_serializing_if = "is_none")]
    pub unreadable: bool,
}

/// Whether there is none of something.
fn is_none<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Where streams stand, by the number that rows know.
#[derive(Default)]
pub struct Streams(Vec<(u32, Stream)>);

impl Streams {
    /// The file and the stream in it.
    pub fn get(&self, number: u32) -> Option<&(u32, Stream)> {
        self.0.get(number as usize)
    }

    fn add(&mut self, file: u32, stream: Stream) -> u32 {
        self.0.push((file, stream));
        self.0.len() as u32 - 1
    }
}

/// Takes a file's records into a shard and keeps count.
pub struct FileSink<'a> {
    /// The shard.
    pub shard: &'a mut Shard,
    /// Its streams.
    pub streams: &'a mut Streams,
    /// What is counted, kept from step to step.
    pub count: &'a mut FileCount,
}

/// The count of one file so far.
pub struct FileCount {
    file: u32,
    stream: Option<u32>,
    /// The way to the entry that is being read.
    route: Vec<Step>,
    entries: Vec<EntryTally>,
    current: usize,
}

impl FileCount {
    /// Nothing yet of file number `file`, which goes into `shard` now.
    pub fn new(file: u32, shard: &mut Shard) -> Self {
        shard.begin_file();
        FileCount {
            file,
            stream: None,
            route: Vec::new(),
            entries: vec![EntryTally::default()],
            current: 0,
        }
    }

    /// The tallies: the file itself first.
    pub fn finish(mut self, inflated: u64) -> Vec<EntryTally> {
        self.entries[0].inflated = inflated;
        self.entries
    }

    /// The tally of a file of which not a byte could be read.
    pub fn unreadable(why: &str) -> Vec<EntryTally> {
        let message = format!(
            "This file could not be read: was it moved, renamed or deleted, or is there no right to read it? Open it \
             again. The browser says: {why}"
        );
        vec![EntryTally {
            problems: vec![(ProblemKind::Unreadable.name().into(), message, 0)],
            problem_count: 1,
            unreadable: true,
            ..EntryTally::default()
        }]
    }

    /// The same for a file that was given up halfway.
    pub fn cancel(mut self, inflated: u64) -> Vec<EntryTally> {
        let message = "Loading was cancelled before the end of this file; the records before that are kept.";
        let entry = self.entry();
        entry.problem_count += 1;
        entry
            .problems
            .push(("cancelled".into(), message.into(), inflated));
        self.finish(inflated)
    }

    fn entry(&mut self) -> &mut EntryTally {
        &mut self.entries[self.current]
    }
}

impl FileSink<'_> {
    fn present_stream(&mut self) -> u32 {
        let Self { streams, count, .. } = self;
        *count
            .stream
            .get_or_insert_with(|| streams.add(count.file, Stream::default()))
    }

    /// Counts a record that was taken, and tells what is odd about it.
    fn note(&mut self, inserted: Inserted, offset: u64) {
        let entry = self.count.entry();
        match inserted.accepted {
            Accepted::Event => entry.records += 1,
            Accepted::Insight => {
                entry.records += 1;
                entry.insights += 1;
            }
            Accepted::Aggregated => entry.aggregated += 1,
        }
        if inserted.duplicate_key {
            self.tell(
                ProblemKind::DuplicateKey,
                offset,
                "An object in this record names a key more than once. All its values are searchable; other readers \
                 will see only one of them.",
            );
        }
    }

    fn tell(&mut self, kind: ProblemKind, offset: u64, message: &str) {
        let inner_path = self.count.entry().inner_path.clone();
        self.problem(Problem {
            kind,
            inner_path,
            offset,
            message: message.to_owned(),
        });
    }
}

impl Sink for FileSink<'_> {
    fn stream(&mut self, stream: &Stream) {
        let number = self.streams.add(self.count.file, stream.clone());
        self.count.stream = Some(number);
        // Text inside a string of an entry is still that entry's: only archives make new lines in the report.
        let inside = |step: &Step| matches!(step, Step::JsonString { .. } | Step::Base64 { .. });
        let own = stream.route.iter().position(inside).unwrap_or(stream.route.len());
        let route = &stream.route[..own];
        if stream.inner_path.is_empty() {
            self.count.current = 0;
        } else if self.count.current == 0 || self.count.route != route {
            self.count.entries.push(EntryTally {
                inner_path: stream.inner_path.clone(),
                ..Default::default()
            });
            self.count.current = self.count.entries.len() - 1;
        }
        self.count.route = route.to_vec();
    }

    fn record(&mut self, json: &[u8], place: Place, partial: bool) -> Result<Accepted, Rejected> {
        let stream = self.present_stream();
        let inserted = self.shard.insert(json, stream, place, partial)?;
        self.note(inserted, place.offset);
        Ok(inserted.accepted)
    }

    fn known_record(&mut self, text: &[u8], offset: u64) -> Option<usize> {
        let stream = self.present_stream();
        let (len, inserted) = self.shard.insert_known(text, stream, offset)?;
        self.note(inserted, offset);
        Some(len)
    }

    fn pause(&mut self, offset: u64) {
        if !self.shard.settle() {
            self.tell(
                ProblemKind::Limit,
                offset,
                "This worker's memory is full: some values of the records before this place cannot be searched. Load \
                 fewer files.",
            );
        }
    }

    fn aside(&mut self, what: Aside) {
        let entry = self.count.entry();
        match what {
            Aside::Digest => entry.digests += 1,
            Aside::Other(name) => {
                let known = entry.others.iter().position(|(known, _)| *known == name);
                match known {
                    Some(known) => entry.others[known].1 += 1,
                    None if entry.others.len() < MOST_NOTES => entry.others.push((name.into_owned(), 1)),
                    None => entry.others_more += 1,
                }
            }
        }
    }

    fn problem(&mut self, problem: Problem) {
        let entry = self.count.entry();
        entry.problem_count += 1;
        entry.unreadable |= problem.kind == ProblemKind::Unreadable;
        if entry.problems.len() < MOST_PROBLEMS {
            entry.problems.push((
                problem.kind.name().to_owned(),
                problem.message,
                problem.offset.min(MOST_OFFSET),
            ));
        }
    }
}
