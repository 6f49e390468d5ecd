//! The page's side: hands files to the workers, merges what they answer, keeps the report.

use super::protocol::{FieldInfo, FileReport, Progress, Record, Report, Row, RowId, Sort, SourceInfo};
use std::ops::Range;
use std::rc::Rc;

/// A file the user chose, with its path inside what was dropped.
#[derive(Clone)]
pub struct PickedFile {
    /// Path, the dropped folder's name first.
    pub path: String,
    /// The browser's handle.
    pub file: web_sys::File,
}

/// What changed, for whoever shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Bytes, files or events moved on.
    Progress,
    /// There are other rows than before: a view should be asked for again.
    Data,
    /// A worker stopped; the report says which files it held.
    WorkerLost,
}

/// A question that has no answer: a sentence for the user and, for a mistake in the query, where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong and what to write instead.
    pub message: String,
    /// Byte range of the mistake in the query text.
    pub span: Range<usize>,
}

/// The rows that match a query, in order. Cheap to clone; the rows themselves are fetched when shown.
#[derive(Clone)]
pub struct View(Rc<ViewInner>);
struct ViewInner {
    total: u64,
}

impl View {
    /// How many events match.
    pub fn total(&self) -> u64 {
        self.0.total
    }
}

impl PartialEq for View {
    fn eq(&self, other: &View) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// All that is open. Cheap to clone.
#[derive(Clone)]
pub struct Session(Rc<()>);

impl PartialEq for Session {
    fn eq(&self, other: &Session) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Session {
    /// Starts the workers; `changed` is called, at most every animation frame or so, after something changed.
    pub fn start(_changed: impl Fn(Change) + 'static) -> Session {
        Session(Rc::new(()))
    }
    /// Adds files as one source and starts loading. Returns the source's number.
    pub fn add(&self, _name: &str, _files: Vec<PickedFile>) -> u32 {
        0
    }
    /// Resolves when nothing loads.
    pub async fn loaded(&self) {}
    /// Stops loading; what is loaded stays.
    pub fn cancel(&self) {}
    /// Forgets one source.
    pub fn remove(&self, _source: u32) {}
    /// Forgets everything and ends the workers; new ones start at the next `add`.
    pub fn close(&self) {}
    /// How loading goes.
    pub fn progress(&self) -> Progress {
        Progress::default()
    }
    /// The account of all that was dropped.
    pub fn report(&self) -> Report {
        Report::default()
    }
    /// The account file by file, in the order dropped.
    pub fn files(&self) -> Vec<FileReport> {
        Vec::new()
    }
    /// What is open.
    pub fn sources(&self) -> Vec<SourceInfo> {
        Vec::new()
    }
    /// Distinct events loaded.
    pub fn events(&self) -> u64 {
        0
    }
    /// The events that match `text`, in the order of `sort`. A later call makes an earlier one's rows stale
    /// unless that view is kept.
    pub async fn query(&self, _text: &str, _sort: &Sort) -> Result<View, QueryError> {
        Ok(View(Rc::new(ViewInner { total: 0 })))
    }
    /// Rows `range` of a view with the text of `columns`. Empty when the view is stale.
    pub async fn rows(&self, _view: &View, _range: Range<u64>, _columns: &[String]) -> Vec<Row> {
        Vec::new()
    }
    /// One record, read from its file again.
    pub async fn record(&self, _id: RowId) -> Result<Record, String> {
        Err(String::new())
    }
    /// Fields present in the data, most frequent first.
    pub async fn fields(&self) -> Vec<FieldInfo> {
        Vec::new()
    }
}
