//! What crosses between page and workers, and what the page shows of it. Plain data, no browser.

pub use crate::query::Sort;
pub use crate::store::RowId;
use serde::{Deserialize, Serialize};

/// What a row's colour and mark say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct RowState {
    /// The call failed.
    pub failed: bool,
    /// The call changes something (recorded or derived).
    pub write: bool,
    /// Another record has the same eventID and other content.
    pub conflict: bool,
    /// How many further copies of this event there are in other files.
    pub copies: u32,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Which record it is.
    pub id: RowId,
    /// What its colour and mark say.
    pub state: RowState,
    /// The text of each column asked for; `None` where the record has no such field. Several values of one path
    /// are joined by `, `.
    pub cells: Vec<Option<String>>,
}

/// One record in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Which record it is.
    pub id: RowId,
    /// The record as JSON text (for a CSV row: what its columns map to).
    pub json: String,
    /// The exact text as it stands in the file, read from the file again.
    pub exact: String,
    /// The file, and the entry inside it, joined by `!/`.
    pub file: String,
    /// Byte offset of the record in the inflated file or entry.
    pub offset: u64,
    /// Files that hold further copies.
    pub copies: Vec<String>,
    /// Another record has the same eventID and other content.
    pub conflict: bool,
    /// What is derived, never recorded: (field, value), for instance ("actor", "alice").
    pub derived: Vec<(String, String)>,
    /// Its eventID, if it has one.
    pub event_id: Option<String>,
}

/// Records that an export could not read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Path of their file; empty where their worker stopped.
    pub file: String,
    /// Why, and what to do.
    pub why: String,
    /// How many; 0 where it is not known.
    pub records: u64,
}

/// A field present in the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldInfo {
    /// Its path, parts joined by dots; arrays add nothing.
    pub path: String,
    /// How many events have it.
    pub count: u64,
    /// Computed by Trailglass rather than recorded.
    pub derived: bool,
}

/// How loading goes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Whether files are still being listed or read.
    pub loading: bool,
    /// Files done, of the files to read.
    pub files: (u64, u64),
    /// Packed bytes read, of the bytes to read.
    pub bytes: (u64, u64),
    /// Inflated bytes so far.
    pub inflated: u64,
    /// Distinct events so far.
    pub events: u64,
    /// Inflated bytes a second, lately.
    pub rate: f64,
    /// Seconds left at that rate, when there is a guess.
    pub seconds_left: Option<f64>,
}

/// What became of one dropped file, or of one entry of a dropped archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// CloudTrail events were found.
    Events,
    /// A trail file without records.
    Empty,
    /// An integrity digest.
    Digest,
    /// Insights records only.
    Insights,
    /// Aggregated (five-minute summary) records only.
    Aggregated,
    /// An archive; its entries are listed by themselves.
    Archive,
    /// Readable, and something else than a trail.
    Other,
    /// Nothing could be read from it.
    Failed,
    /// Not read: loading was cancelled, or the choice before loading left it out.
    NotLoaded,
}

/// The account of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Path as dropped; for an entry of an archive `archive.zip!/path`.
    pub path: String,
    /// Which [`SourceInfo`] it came with.
    pub source: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// What it is, where the outcome alone does not say ("JPEG image", "S3 event notification").
    pub note: String,
    /// Bytes as dropped, and inflated.
    pub bytes: (u64, u64),
    /// Records found, events and Insights, copies included.
    pub records: u64,
    /// Of these, records that other files hold too, so that they are shown once.
    pub copies: u64,
    /// Of the records, Insights.
    pub insights: u64,
    /// Digests in it.
    pub digests: u64,
    /// Aggregated records in it.
    pub aggregated: u64,
    /// What went wrong: at most the first hundred.
    pub problems: Vec<ProblemReport>,
    /// How many problems in all.
    pub problem_count: u64,
}

/// A problem, for people and scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemReport {
    /// The file, entry included.
    pub file: String,
    /// Stable name of the kind.
    pub kind: String,
    /// A sentence: what, where, what to do.
    pub message: String,
    /// Byte offset (in the inflated entry unless the message says otherwise).
    pub offset: u64,
    /// Records recovered from the file all the same.
    pub kept: u64,
}

/// The account of all that was dropped.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Files dropped.
    pub files: u64,
    /// Distinct events in the table, Insights included.
    pub events: u64,
    /// Records that are copies of an event shown.
    pub duplicates: u64,
    /// Records with the eventID of another event and other content.
    pub conflicts: u64,
    /// Digest files.
    pub digests: u64,
    /// Insights records among the events.
    pub insights: u64,
    /// Aggregated records, kept aside.
    pub aggregated: u64,
    /// Files that hold no trail, or were not loaded.
    pub skipped: u64,
    /// Bytes as dropped.
    pub packed: u64,
    /// Bytes inflated.
    pub inflated: u64,
    /// Milliseconds spent loading.
    pub millis: f64,
    /// Problems in all.
    pub problem_count: u64,
}

/// One drop, pick or paste, which can be removed by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// Number, unique in this session.
    pub id: u32,
    /// The folder or file dropped, or "Pasted text", "Sample data".
    pub name: String,
    /// Files in it.
    pub files: u64,
    /// Their bytes as dropped.
    pub bytes: u64,
}
