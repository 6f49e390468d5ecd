//! Bytes to records: what a dropped file is, the archives and envelopes around its records, and every problem met.
//!
//! Intake pulls: [`Reader::step`] reads a little and returns, so that one thread can load a file of gigabytes
//! and answer questions in between. Parsing never fails; it hands records, things set aside and problems to a
//! [`Sink`], and every byte dropped is accounted for in one of them.

mod bytes;
mod columns;
mod csv;
mod decode;
mod desk;
mod envelope;
mod gzip;
pub mod key;
mod object;
mod reader;
mod rebuild;
mod reread;
mod rereader;
mod scan;
mod sniff;
mod source;
mod tar;
mod text;
mod utf16;
mod walk;
mod zip;

use std::borrow::Cow;

pub use gzip::Checkpoint;
pub use reader::{Progress, Reader};
pub use reread::{Reread, RereadError, reread};
pub use rereader::Rereader;
#[cfg(not(target_arch = "wasm32"))]
pub use source::FileSource;
pub use source::MemorySource;

/// Random access to the bytes of one dropped file.
pub trait Source {
    /// Length in bytes.
    fn len(&self) -> u64;
    /// Whether there are no bytes at all.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Fills `buffer` from `offset` on, as far as the file goes; returns how many bytes were read.
    ///
    /// # Errors
    /// When the file cannot be read (any more): it was moved, changed or deleted after it was dropped.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError>;
}

/// Why bytes could not be read, in the platform's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError(pub String);

/// How far intake goes before it says stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes read of one dropped file through all its layers: text, and what the layers around it took to come to it.
    pub inflated: u64,
    /// Bytes of one record; a longer one is skipped and reported.
    pub record: usize,
    /// Layers of containers inside one another (zip in tar in gzip …).
    pub layers: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            inflated: 16 << 30,
            record: 16 << 20,
            layers: 4,
        }
    }
}

/// One step on the way from a dropped file to a stream of trail text inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Inflate all gzip members.
    Gunzip,
    /// The zip entry whose local header stands at this offset.
    ZipEntry {
        /// Offset of the local file header.
        header: u64,
        /// Length of the entry's content in bytes, as it is packed.
        packed: u64,
        /// The content is deflated, not stored as it is.
        deflated: bool,
    },
    /// The bytes of a tar entry.
    TarEntry {
        /// Offset of the entry's content.
        offset: u64,
        /// Length of the entry's content in bytes.
        len: u64,
    },
    /// Decode UTF-16 to UTF-8.
    Utf16 {
        /// The byte order.
        big_endian: bool,
    },
    /// The text of the JSON string literal standing there, its escapes undone.
    JsonString {
        /// Offset of the opening quote.
        offset: u64,
        /// Length in bytes, quotes included.
        len: u64,
    },
    /// The gzip bytes that the JSON string literal standing there holds as base64.
    Base64 {
        /// Offset of the opening quote.
        offset: u64,
        /// Length in bytes, quotes included.
        len: u64,
    },
}

/// A run of trail text: a dropped file, or what one entry inside it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stream {
    /// Path of the entry inside the dropped file, its parts joined by `!/`; empty for the file itself.
    pub inner_path: String,
    /// How to get from the dropped file's bytes to this stream's.
    pub route: Vec<Step>,
}

/// Where a record's text stands in its [`Stream`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Offset in bytes from the start of the (inflated) stream.
    pub offset: u64,
    /// Length in bytes.
    pub len: u32,
    /// What stands there.
    pub form: Form,
}

/// What stands at a [`Place`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The record, as a JSON value.
    Json,
    /// A JSON string literal that holds the record (lookup-events, CloudWatch Logs).
    JsonString,
    /// A row of CSV; the stream's first row names the columns.
    CsvRow,
}

/// What a sink made of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// A CloudTrail event, to be shown.
    Event,
    /// An Insights record.
    Insight,
    /// A five-minute summary of data events: counted, not listed among events.
    Aggregated,
}

/// Why a sink could not take a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejected {
    /// Not JSON: the offset within the record and the parser's words.
    Syntax {
        /// Byte offset in the record's text.
        offset: usize,
        /// What the parser said.
        message: String,
    },
    /// A string holds bytes that are not UTF-8.
    Utf8,
    /// Nested deeper than the parser goes (128 levels).
    TooDeep,
    /// A JSON value, but not an object: what it is instead.
    NotAnObject(&'static str),
    /// An object without the fields that make a CloudTrail record.
    NotCloudTrail,
}

/// Takes what intake finds, in the order of the file.
pub trait Sink {
    /// A stream begins, or goes on after another: what follows stands in it. The streams of one entry (its own, and
    /// those inside its JSON strings) share their inner path. Every entry is announced, even when nothing follows.
    fn stream(&mut self, stream: &Stream);
    /// A record as JSON text. `partial`: fewer facts than the trail's own record (a CSV row, the outer fields of
    /// a lookup result); a full record of the same event replaces it.
    ///
    /// # Errors
    /// When the text is no record; intake reports it as a problem, or reads it as something else.
    fn record(&mut self, json: &[u8], place: Place, partial: bool) -> Result<Accepted, Rejected>;
    /// Takes the record with which `text` begins, which stands at `offset` in the stream as JSON: its length, up to its
    /// closing bracket and no further. `text` goes on behind the record, and may end within it. `None` where it is not
    /// known beforehand that there is a whole one, and intake goes on looking.
    fn known_record(&mut self, _text: &[u8], _offset: u64) -> Option<usize> {
        None
    }
    /// Whatever was put off is to be done now: intake turns to something else, or returns. All before `offset` in the
    /// stream was handed over.
    fn pause(&mut self, _offset: u64) {}
    /// Something known that is not an event.
    fn aside(&mut self, what: Aside);
    /// Something that could not be read as it should.
    fn problem(&mut self, problem: Problem);
}

/// Something known that is not an event, kept out of the table and counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aside {
    /// An integrity digest.
    Digest,
    /// Named for the report: "S3 event notification", "JPEG image", "EventBridge event of aws.health" …
    Other(Cow<'static, str>),
}

/// What kind of trouble a [`Problem`] is; its text is stable, for scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The file could not be read (moved, deleted, no permission).
    Unreadable,
    /// Compressed data ends early.
    Truncated,
    /// Compressed data or an archive is damaged.
    Corrupt,
    /// A checksum does not match the data.
    Checksum,
    /// Bytes after the last gzip member.
    TrailingData,
    /// The JSON text ends in the middle of a value.
    CutOff,
    /// Text that is not valid JSON.
    Syntax,
    /// Bytes that are not UTF-8 were replaced.
    Utf8,
    /// Nested too deep.
    TooDeep,
    /// A record that is not an object.
    NotAnObject,
    /// An object that is no CloudTrail record, among records.
    NotCloudTrail,
    /// An object that names a key twice; every value is indexed.
    DuplicateKey,
    /// Longer than [`Limits::record`].
    TooLong,
    /// More than [`Limits::inflated`] or [`Limits::layers`].
    Limit,
    /// A format known but not read (Parquet, zstd, encrypted zip …).
    Unsupported,
}

impl ProblemKind {
    /// The kind as scripts see it.
    pub fn name(self) -> &'static str {
        match self {
            ProblemKind::Unreadable => "unreadable",
            ProblemKind::Truncated => "truncated",
            ProblemKind::Corrupt => "corrupt",
            ProblemKind::Checksum => "checksum",
            ProblemKind::TrailingData => "trailing-data",
            ProblemKind::CutOff => "cut-off",
            ProblemKind::Syntax => "syntax",
            ProblemKind::Utf8 => "utf-8",
            ProblemKind::TooDeep => "too-deep",
            ProblemKind::NotAnObject => "not-an-object",
            ProblemKind::NotCloudTrail => "not-cloudtrail",
            ProblemKind::DuplicateKey => "duplicate-key",
            ProblemKind::TooLong => "too-long",
            ProblemKind::Limit => "limit",
            ProblemKind::Unsupported => "unsupported",
        }
    }
}

/// One thing that went wrong: what, where, and what to do, as a sentence; text from the file last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The kind, for scripts and grouping.
    pub kind: ProblemKind,
    /// Path of the entry inside the dropped file; empty for the file itself.
    pub inner_path: String,
    /// Byte offset in that entry, inflated, or in the packed bytes where these are at fault (the message says).
    pub offset: u64,
    /// A sentence that says what happened and what to do.
    pub message: String,
}
