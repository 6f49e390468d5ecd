//! The page's account: what was dropped, what became of each file, which records are one event.

use super::message::{FileEntry, unpack_arrivals};
use super::protocol::{FileReport, Outcome, ProblemReport, Progress, Report, SourceInfo};
use super::tally::EntryTally;
use crate::store::{Ledger, RowId, Verdict};

/// A file of the session.
struct BookFile {
    path: String,
    source: u32,
    size: u64,
    state: FileState,
    copies: u64,
}

enum FileState {
    /// Handed to a worker, or waiting to be.
    Pending,
    Done(Vec<EntryTally>),
    /// Not to be read, and why.
    Skipped(String),
    /// Its worker stopped.
    Lost(String),
}

/// The account of a session.
#[derive(Default)]
pub struct Book {
    files: Vec<BookFile>,
    sources: Vec<SourceInfo>,
    next_source: u32,
    ledger: Ledger,
    /// Milliseconds spent loading.
    pub millis: f64,
    done: u64,
    done_bytes: u64,
    to_read: (u64, u64),
}

/// What shards must be told after a judgement: per shard, rows to hide and rows in conflict.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Judgements {
    /// Rows to hide.
    pub hide: Vec<RowId>,
    /// Rows in conflict.
    pub conflicts: Vec<RowId>,
}

impl Book {
    /// Notes a source.
    pub fn add_source(&mut self, name: &str) -> u32 {
        let id = self.next_source;
        self.next_source += 1;
        self.sources.push(SourceInfo {
            id,
            name: name.to_owned(),
            files: 0,
            bytes: 0,
        });
        id
    }

    /// Notes a file of the newest source and returns its number.
    pub fn add_file(&mut self, source: u32, path: &str, size: u64) -> u32 {
        if let Some(source) = self.sources.iter_mut().find(|other| other.id == source) {
            source.files += 1;
            source.bytes += size;
        }
        self.to_read.0 += 1;
        self.to_read.1 += size;
        self.files.push(BookFile {
            path: path.to_owned(),
            source,
            size,
            state: FileState::Pending,
            copies: 0,
        });
        self.files.len() as u32 - 1
    }

    /// A file will not be read.
    pub fn skip(&mut self, file: u32, why: &str) {
        self.end(file, FileState::Skipped(why.to_owned()));
    }

    /// The worker that held the file stopped.
    pub fn lose(&mut self, file: u32, why: &str) {
        self.end(file, FileState::Lost(why.to_owned()));
    }

    /// A file is read.
    pub fn finish(&mut self, file: u32, entries: Vec<EntryTally>) {
        self.end(file, FileState::Done(entries));
    }

    /// A file is to be read once more.
    pub fn retry(&mut self, file: u32) {
        if let Some(entry) = self.files.get_mut(file as usize) {
            self.done -= u64::from(!matches!(entry.state, FileState::Pending));
            self.done_bytes = self.done_bytes.saturating_sub(entry.size);
            entry.state = FileState::Pending;
            entry.copies = 0;
        }
    }

    fn end(&mut self, file: u32, state: FileState) {
        let Some(entry) = self.files.get_mut(file as usize) else {
            return;
        };
        if matches!(entry.state, FileState::Pending) {
            self.done += 1;
            self.done_bytes += entry.size;
        }
        entry.state = state;
    }

    /// Judges new records of a shard, packed as they came.
    pub fn judge(&mut self, shard: u32, arrivals: &[u8]) -> Judgements {
        let mut judgements = Judgements::default();
        for arrival in unpack_arrivals(shard, arrivals) {
            let mut count_copy = |file: u32| {
                if let Some(file) = self.files.get_mut(file as usize) {
                    file.copies += 1;
                }
            };
            match self.ledger.judge(arrival) {
                Verdict::New => {}
                Verdict::Copy(_) => {
                    count_copy(arrival.file);
                    judgements.hide.push(arrival.row);
                }
                Verdict::Replaces(old) => {
                    if let Some(&file) = self.ledger.copies(arrival.row).last() {
                        count_copy(file);
                    }
                    judgements.hide.push(old);
                }
                Verdict::Conflict(other) => judgements.conflicts.extend([other, arrival.row]),
            }
        }
        judgements
    }

    /// Forgets all judgements: shards will list their rows again.
    pub fn rejudge(&mut self) {
        self.ledger = Ledger::default();
        self.files.iter_mut().for_each(|file| file.copies = 0);
    }

    /// Forgets a source; its files leave the report.
    pub fn remove_source(&mut self, source: u32) {
        self.sources.retain(|other| other.id != source);
        self.rejudge();
    }

    fn is_open(&self, file: &BookFile) -> bool {
        self.sources.iter().any(|source| source.id == file.source)
    }

    /// What is open.
    pub fn sources(&self) -> &[SourceInfo] {
        &self.sources
    }

    /// Distinct events.
    pub fn events(&self) -> u64 {
        self.ledger.events()
    }

    /// A file as the workers are told of it.
    pub fn entry(&self, file: u32) -> FileEntry {
        let (source, size) = self
            .files
            .get(file as usize)
            .map_or((0, 0), |file| (file.source, file.size));
        FileEntry {
            file,
            source,
            path: self.path(file).to_owned(),
            size,
        }
    }

    /// A file's path as dropped.
    pub fn path(&self, file: u32) -> &str {
        self.files.get(file as usize).map_or("", |file| &file.path)
    }

    /// Files that hold further copies of the event at a row.
    pub fn copies(&self, row: RowId) -> &[u32] {
        self.ledger.copies(row)
    }

    /// Files whose worker stopped.
    pub fn lost(&self) -> Vec<u32> {
        let lost =
            |(_, file): &(usize, &BookFile)| matches!(file.state, FileState::Lost(_)) && self.is_open(file);
        self.files
            .iter()
            .enumerate()
            .filter(lost)
            .map(|(index, _)| index as u32)
            .collect()
    }

    /// How loading goes; `packed` and `inflated` count what the workers have read, `rate` is theirs.
    pub fn progress(
        &self,
        loading: bool,
        packed: u64,
        inflated: u64,
        rate: f64,
        packed_rate: f64,
    ) -> Progress {
        let bytes = (packed.max(self.done_bytes).min(self.to_read.1), self.to_read.1);
        let left = (bytes.1 - bytes.0) as f64 / packed_rate;
        Progress {
            loading,
            files: (self.done, self.to_read.0),
            bytes,
            inflated,
            events: self.events(),
            rate,
            seconds_left: (loading && left.is_finite()).then_some(left),
        }
    }

    /// Forgets how much there was to read, once all is read: the next drop starts a new progress bar.
    pub fn settle(&mut self) {
        (self.done, self.done_bytes, self.to_read) = (0, 0, (0, 0));
    }

    /// The account file by file, in the order dropped, entries of archives after their archive.
    pub fn files(&self) -> Vec<FileReport> {
        self.files
            .iter()
            .filter(|file| self.is_open(file))
            .flat_map(report_file)
            .collect()
    }

    /// The account in all.
    pub fn report(&self) -> Report {
        let mut report = Report {
            events: self.ledger.events(),
            duplicates: self.ledger.duplicates(),
            conflicts: self.ledger.conflicts(),
            insights: self.ledger.insights(),
            millis: self.millis,
            ..Report::default()
        };
        for file in self.files.iter().filter(|file| self.is_open(file)) {
            report.files += 1;
            report.packed += file.size;
            for entry in report_file(file) {
                report.inflated += entry.bytes.1;
                report.digests += entry.digests;
                report.aggregated += entry.aggregated;
                report.skipped += u64::from(matches!(entry.outcome, Outcome::Other | Outcome::NotLoaded));
                report.problem_count += entry.problem_count;
                report.problems.extend(entry.problems);
            }
        }
        report
    }
}

fn report_file(file: &BookFile) -> Vec<FileReport> {
    let blank = |outcome, note: &str| FileReport {
        path: file.path.clone(),
        source: file.source,
        outcome,
        note: note.to_owned(),
        bytes: (file.size, 0),
        records: 0,
        copies: 0,
        insights: 0,
        digests: 0,
        aggregated: 0,
        problems: Vec::new(),
        problem_count: 0,
    };
    match &file.state {
        FileState::Pending => vec![blank(Outcome::NotLoaded, "not read yet")],
        FileState::Skipped(why) => vec![blank(Outcome::NotLoaded, why)],
        FileState::Lost(why) => {
            let mut report = blank(Outcome::Failed, "its worker stopped; it can be tried again");
            report.problem_count = 1;
            report.problems.push(ProblemReport {
                file: file.path.clone(),
                kind: "worker-stopped".into(),
                message: format!(
                    "The worker that read this file stopped; its events are gone. Try again. {why}"
                ),
                offset: 0,
                kept: 0,
            });
            vec![report]
        }
        FileState::Done(entries) => entries
            .iter()
            .enumerate()
            .map(|(index, entry)| report_entry(file, index, entry, entries.len()))
            .collect(),
    }
}

fn report_entry(file: &BookFile, index: usize, entry: &EntryTally, entries: usize) -> FileReport {
    let path = if entry.inner_path.is_empty() {
        file.path.clone()
    } else {
        format!("{}!/{}", file.path, entry.inner_path)
    };
    let problem = |(kind, message, offset): &(String, String, u64)| ProblemReport {
        file: path.clone(),
        kind: kind.clone(),
        message: message.clone(),
        offset: *offset,
        kept: entry.records,
    };
    let note = |(name, count): &(String, u64)| {
        if *count > 1 {
            format!("{count} × {name}")
        } else {
            name.clone()
        }
    };
    FileReport {
        source: file.source,
        outcome: outcome(entry, index == 0 && entries > 1),
        note: entry.others.iter().map(note).collect::<Vec<_>>().join(", "),
        // Copies are counted by dropped file, bytes likewise: entries share both.
        bytes: if index == 0 {
            (file.size, entry.inflated)
        } else {
            (0, 0)
        },
        records: entry.records,
        copies: if index == 0 { file.copies } else { 0 },
        insights: entry.insights,
        digests: entry.digests,
        aggregated: entry.aggregated,
        problems: entry.problems.iter().map(problem).collect(),
        problem_count: entry.problem_count,
        path,
    }
}

fn outcome(entry: &EntryTally, has_entries: bool) -> Outcome {
    let found = [
        (entry.unreadable, Outcome::Failed),
        (entry.records > entry.insights, Outcome::Events),
        (entry.insights > 0, Outcome::Insights),
        (entry.digests > 0, Outcome::Digest),
        (entry.aggregated > 0, Outcome::Aggregated),
        (!entry.others.is_empty(), Outcome::Other),
        (entry.problem_count > 0, Outcome::Failed),
        (has_entries, Outcome::Archive),
    ];
    found
        .into_iter()
        .find(|(is, _)| *is)
        .map_or(Outcome::Empty, |(_, outcome)| outcome)
}
