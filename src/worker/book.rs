//! The page's account: what was dropped, what became of each file, which records are one event.

use super::file_report;
use super::message::{FileEntry, unpack_arrivals};
use super::protocol::{FileReport, Outcome, ProblemReport, Progress, Report, SourceInfo};
use super::tally::EntryTally;
use crate::store::{Arrival, Ledger, RowId, Verdict};
use std::collections::HashSet;
use std::rc::Rc;

/// A file of the session.
struct BookFile {
    source: u32,
    size: u64,
    state: FileState,
    copies: u64,
    /// Its lines in the report, itself first. Shared, for a hundred thousand are many to copy.
    lines: Vec<Rc<FileReport>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileState {
    /// Handed to a worker, or waiting to be.
    Pending,
    /// Read, or not to be read.
    Done,
    /// Its worker stopped.
    Lost,
}

/// The account of a session.
#[derive(Default)]
pub struct Book {
    files: Vec<BookFile>,
    sources: Vec<SourceInfo>,
    next_source: u32,
    ledger: Ledger,
    seed: u64,
    /// Milliseconds spent loading.
    pub millis: f64,
    /// Files and bytes done, and to read in all, since loading began.
    done: (u64, u64),
    to_read: (u64, u64),
    /// What the files add up to; kept, for it is looked at several times a second.
    totals: Totals,
}

#[derive(Default)]
struct Totals {
    files: u64,
    packed: u64,
    inflated: u64,
    digests: u64,
    aggregated: u64,
    skipped: u64,
    problems: u64,
}

impl Totals {
    /// Counts a file in, or with a `sign` of minus one out again.
    fn count(&mut self, file: &BookFile, sign: i64) {
        let count = |total: &mut u64, part: u64| *total = total.wrapping_add_signed(sign * part as i64);
        count(&mut self.files, 1);
        count(&mut self.packed, file.size);
        for line in &file.lines {
            let skipped = matches!(line.outcome, Outcome::Other | Outcome::NotLoaded);
            count(&mut self.inflated, line.bytes.1);
            count(&mut self.digests, line.digests);
            count(&mut self.aggregated, line.aggregated);
            count(
                &mut self.skipped,
                u64::from(skipped && file.state != FileState::Pending),
            );
            count(&mut self.problems, line.problem_count);
        }
    }
}

/// What shards must be told after a judgement: per shard, rows to hide and rows in conflict.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Judgements {
    /// Rows to hide.
    pub hide: Vec<RowId>,
    /// Rows in conflict.
    pub conflicts: Vec<RowId>,
    /// So many of the shard's first rows are judged now.
    pub judged: u32,
}

impl Book {
    /// An empty account; `seed` keys what is hashed of files.
    pub fn new(seed: u64) -> Self {
        Book {
            ledger: Ledger::new(seed),
            seed,
            ..Book::default()
        }
    }

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

    /// Notes a file of an open source and returns its number.
    pub fn add_file(&mut self, source: u32, path: &str, size: u64) -> u32 {
        if let Some(source) = self.sources.iter_mut().find(|other| other.id == source) {
            source.files += 1;
            source.bytes += size;
        }
        self.to_read.0 += 1;
        self.to_read.1 += size;
        let line = file_report::unread(path, source, size, "not read yet");
        let file = BookFile {
            source,
            size,
            state: FileState::Pending,
            copies: 0,
            lines: vec![Rc::new(line)],
        };
        self.totals.count(&file, 1);
        self.files.push(file);
        self.files.len() as u32 - 1
    }

    /// A file will not be read.
    pub fn skip(&mut self, file: u32, why: &str) {
        self.end(file, FileState::Done, |path, source, size| {
            vec![file_report::unread(path, source, size, why)]
        });
    }

    /// The worker that held the file stopped.
    pub fn lose(&mut self, file: u32, why: &str) {
        self.end(file, FileState::Lost, |path, source, size| {
            vec![file_report::lost(path, source, size, why)]
        });
    }

    /// A file is read.
    pub fn finish(&mut self, file: u32, entries: &[EntryTally]) {
        self.end(file, FileState::Done, |path, source, size| {
            file_report::read(path, source, size, entries)
        });
    }

    /// A file is to be read once more.
    pub fn retry(&mut self, file: u32) {
        if let Some(entry) = self.files.get_mut(file as usize) {
            self.to_read.0 += 1;
            self.to_read.1 += entry.size;
            entry.state = FileState::Pending;
            entry.copies = 0;
        }
    }

    fn end(&mut self, file: u32, state: FileState, lines: impl FnOnce(&str, u32, u64) -> Vec<FileReport>) {
        let Book {
            files,
            totals,
            sources,
            done,
            ..
        } = self;
        let Some(file) = files.get_mut(file as usize) else {
            return;
        };
        if file.state == FileState::Pending {
            done.0 += 1;
            done.1 += file.size;
        }
        let counts = sources.iter().any(|source| source.id == file.source);
        if counts {
            totals.count(file, -1);
        }
        let lines = lines(file.path(), file.source, file.size);
        file.lines = lines.into_iter().map(Rc::new).collect();
        file.state = state;
        if counts {
            totals.count(file, 1);
        }
    }

    /// Judges new records of a shard, packed as they came.
    pub fn judge(&mut self, shard: u32, arrivals: &[u8]) -> Judgements {
        let mut judgements = Judgements::default();
        let arrivals: Vec<Arrival> = unpack_arrivals(shard, arrivals).collect();
        let Book { ledger, files, .. } = self;
        let mut count_copy = |file: u32| {
            if let Some(file) = files.get_mut(file as usize) {
                file.copies += 1;
            }
        };
        ledger.judge(&arrivals, &mut |arrival, verdict| match verdict {
            Verdict::New => {}
            Verdict::Copy(_) => {
                count_copy(arrival.file);
                judgements.hide.push(arrival.row);
            }
            Verdict::Replaces { row, file } => {
                count_copy(file);
                judgements.hide.push(row);
            }
            Verdict::Conflict(other) => judgements.conflicts.extend([other, arrival.row]),
        });
        judgements.judged = arrivals.last().map_or(0, |last| last.row.row + 1);
        judgements
    }

    /// Forgets all judgements: shards will list their rows again.
    pub fn rejudge(&mut self) {
        self.ledger = Ledger::new(self.seed);
        self.files.iter_mut().for_each(|file| file.copies = 0);
    }

    /// Forgets a source: its files leave the report. What is left is to be judged again.
    pub fn remove_source(&mut self, source: u32) {
        self.sources.retain(|other| other.id != source);
        let Book { files, totals, .. } = self;
        files
            .iter()
            .filter(|file| file.source == source)
            .for_each(|file| totals.count(file, -1));
    }

    /// Whether a source is open.
    pub fn has_source(&self, source: u32) -> bool {
        self.sources.iter().any(|other| other.id == source)
    }

    fn is_open(&self, file: &BookFile) -> bool {
        self.has_source(file.source)
    }

    /// What is open.
    pub fn sources(&self) -> &[SourceInfo] {
        &self.sources
    }

    /// Distinct events.
    pub fn events(&self) -> u64 {
        self.ledger.events()
    }

    /// A file as the workers are told of it, with a handle of its own.
    pub fn entry(&self, file: u32) -> FileEntry {
        let (source, size) = self
            .files
            .get(file as usize)
            .map_or((0, 0), |file| (file.source, file.size));
        FileEntry {
            file,
            source,
            size,
            start: 0,
        }
    }

    /// The source a file came with.
    pub fn source(&self, file: u32) -> Option<u32> {
        self.files.get(file as usize).map(|file| file.source)
    }

    /// A file's path as dropped.
    pub fn path(&self, file: u32) -> &str {
        self.files.get(file as usize).map_or("", BookFile::path)
    }

    /// Files that hold further copies of the event at a row.
    pub fn copies(&self, row: RowId) -> &[u32] {
        self.ledger.copies(row)
    }

    /// Files whose worker stopped.
    pub fn lost(&self) -> Vec<u32> {
        let lost = |(_, file): &(usize, &BookFile)| file.state == FileState::Lost && self.is_open(file);
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
        let bytes = (packed.max(self.done.1).min(self.to_read.1), self.to_read.1);
        let left = (bytes.1 - bytes.0) as f64 / packed_rate;
        Progress {
            loading,
            files: (self.done.0, self.to_read.0),
            bytes,
            inflated,
            events: self.events(),
            rate,
            seconds_left: (loading && left.is_finite()).then_some(left),
        }
    }

    /// Forgets how much there was to read, once all is read: the next drop starts a new progress bar.
    pub fn settle(&mut self) {
        (self.done, self.to_read) = ((0, 0), (0, 0));
    }

    /// The account file by file, in the order dropped, entries of archives after their archive.
    pub fn files(&mut self) -> Vec<Rc<FileReport>> {
        let open: HashSet<u32> = self.sources.iter().map(|source| source.id).collect();
        let files = self.files.iter_mut().filter(|file| open.contains(&file.source));
        files
            .flat_map(|file| {
                // Copies are told apart after the file is done, when another file turns out to hold them too.
                if let Some(line) = file.lines.first_mut().filter(|line| line.copies != file.copies) {
                    Rc::make_mut(line).copies = file.copies;
                }
                file.lines.iter().cloned()
            })
            .collect()
    }

    /// Every problem, file by file (the first hundred of each).
    pub fn problems(&self) -> Vec<ProblemReport> {
        let lines = self
            .files
            .iter()
            .filter(|file| self.is_open(file))
            .flat_map(|file| &file.lines);
        lines.flat_map(|line| line.problems.iter().cloned()).collect()
    }

    /// The account in all.
    pub fn report(&self) -> Report {
        Report {
            files: self.totals.files,
            events: self.ledger.events(),
            duplicates: self.ledger.duplicates(),
            conflicts: self.ledger.conflicts(),
            digests: self.totals.digests,
            insights: self.ledger.insights(),
            aggregated: self.totals.aggregated,
            skipped: self.totals.skipped,
            packed: self.totals.packed,
            inflated: self.totals.inflated,
            millis: self.millis,
            problem_count: self.totals.problems,
        }
    }
}

impl BookFile {
    fn path(&self) -> &str {
        self.lines.first().map_or("", |line| &line.path)
    }
}
