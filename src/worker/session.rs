//! The page's side: hands files to the workers, merges what they answer, keeps the report.

use super::protocol::*;
use std::cell::{Cell, RefCell};
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
    rows: Vec<u32>,
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

struct Fake {
    changed: Box<dyn Fn(Change)>,
    target: Cell<u32>,
    have: Cell<u32>,
    cancelled: Cell<bool>,
    sources: RefCell<Vec<SourceInfo>>,
    files: RefCell<Vec<FileReport>>,
    bytes: Cell<u64>,
}

/// All that is open. Cheap to clone.
#[derive(Clone)]
pub struct Session(Rc<Fake>);

impl PartialEq for Session {
    fn eq(&self, other: &Session) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

fn cell(i: u32, column: &str) -> Option<String> {
    let names = [
        "PutObject",
        "GetObject",
        "Decrypt",
        "AssumeRole",
        "CreateThing",
        "DescribeInstances",
        "DeleteTopicRule",
        "ConsoleLogin",
    ];
    let services = ["s3", "s3", "kms", "sts", "iot", "ec2", "iot", "signin"];
    let n = (i.wrapping_mul(2654435761) >> 16) as usize;
    let k = n % 8;
    let failed = n % 11 == 0;
    Some(match column {
        "eventTime" => {
            let t = i as u64 / 3;
            format!(
                "2021-07-{:02}T{:02}:{:02}:{:02}Z",
                1 + t / 86400 % 31,
                t / 3600 % 24,
                t / 60 % 60,
                t % 60
            )
        }
        "eventName" => names[k].into(),
        "eventSource" => format!("{}.amazonaws.com", services[k]),
        "service" => services[k].into(),
        "actor" => [
            "alice",
            "deploy-pipeline",
            "i-0abc12345678901234",
            "bob@example.com",
            "s3.amazonaws.com",
        ][n % 5]
            .into(),
        "sourceIPAddress" => [
            "198.51.100.7",
            "203.0.113.199",
            "AWS Internal",
            "2001:db8:85a3::8a2e:370:7334",
        ][n % 4]
            .into(),
        "awsRegion" => ["eu-central-1", "us-east-1"][n % 2].into(),
        "outcome" => {
            if failed {
                "AccessDenied".into()
            } else {
                "ok".into()
            }
        }
        "errorCode" => return failed.then(|| "AccessDenied".into()),
        "target" => format!(
            "arn:aws:s3:::company-logs-eu/prefix/2021/07/{:02}/object-{i:07}.json.gz",
            i % 31
        ),
        "eventID" => format!("{i:08x}-0000-4000-8000-000000000000"),
        "userAgent" => "aws-cli/2.2.20 Python/3.8.8 Linux/5.4 \u{202e}evil".into(),
        _ => return None,
    })
}

impl Session {
    /// Starts the workers; `changed` is called, at most every animation frame or so, after something changed.
    pub fn start(changed: impl Fn(Change) + 'static) -> Session {
        Session(Rc::new(Fake {
            changed: Box::new(changed),
            target: Cell::new(0),
            have: Cell::new(0),
            cancelled: Cell::new(false),
            sources: RefCell::default(),
            files: RefCell::default(),
            bytes: Cell::new(0),
        }))
    }
    /// Adds files as one source and starts loading. Returns the source's number.
    pub fn add(&self, name: &str, files: Vec<PickedFile>) -> u32 {
        self.add_partly(name, files, Vec::new())
    }
    /// Adds files as one source, with those that the user chose not to load (path, bytes as dropped), which the
    /// report lists as not loaded.
    pub fn add_partly(&self, name: &str, files: Vec<PickedFile>, left_out: Vec<(String, u64)>) -> u32 {
        let id = self.0.sources.borrow().len() as u32;
        let mut bytes = 0;
        for (i, f) in files.iter().enumerate() {
            let len = f.file.size() as u64;
            bytes += len;
            let (outcome, problems) = match i % 50 {
                7 => (Outcome::Failed, vec![ProblemReport { file: f.path.clone(), kind: "truncated".into(), message: "The compressed data ends early, at packed byte 812: the file was cut off. Download it again; all 14 complete records were kept.".into(), offset: 812, kept: 14 }]),
                9 => (Outcome::Digest, vec![]),
                11 => (Outcome::Other, vec![]),
                _ => (Outcome::Events, vec![]),
            };
            let note = if outcome == Outcome::Other {
                "JPEG image".into()
            } else {
                String::new()
            };
            self.0.files.borrow_mut().push(FileReport {
                path: f.path.clone(),
                source: id,
                outcome,
                note,
                bytes: (len, len * 9),
                records: 120,
                copies: 3,
                insights: 0,
                digests: 0,
                aggregated: 0,
                problem_count: problems.len() as u64,
                problems,
            });
        }
        for (path, bytes) in left_out {
            self.0.files.borrow_mut().push(FileReport {
                path,
                source: id,
                outcome: Outcome::NotLoaded,
                note: String::new(),
                bytes: (bytes, 0),
                records: 0,
                copies: 0,
                insights: 0,
                digests: 0,
                aggregated: 0,
                problem_count: 0,
                problems: vec![],
            });
        }
        self.0.bytes.set(self.0.bytes.get() + bytes);
        self.0.sources.borrow_mut().push(SourceInfo {
            id,
            name: name.into(),
            files: files.len() as u64,
            bytes,
        });
        let big = files.iter().any(|f| f.path.contains("million"));
        let slow = files.iter().any(|f| f.path.contains("slow"));
        self.0
            .target
            .set(self.0.target.get() + if big { 3_000_000 } else { 5_000 });
        self.0.cancelled.set(false);
        let me = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            while me.0.have.get() < me.0.target.get() && !me.0.cancelled.get() {
                crate::web::task::sleep(if slow { 900 } else { 100 }).await;
                let step = (me.0.target.get() / 12).max(400);
                me.0.have.set((me.0.have.get() + step).min(me.0.target.get()));
                (me.0.changed)(Change::Progress);
                (me.0.changed)(Change::Data);
            }
            me.0.target.set(me.0.have.get());
            (me.0.changed)(Change::Progress);
            (me.0.changed)(Change::Data);
        });
        id
    }
    /// Resolves when nothing loads.
    pub async fn loaded(&self) {
        while self.0.have.get() < self.0.target.get() {
            crate::web::task::sleep(20).await;
        }
    }
    /// Stops loading; what is loaded stays.
    pub fn cancel(&self) {
        self.0.cancelled.set(true);
    }
    /// Forgets one source.
    pub fn remove(&self, source: u32) {
        self.0.sources.borrow_mut().retain(|s| s.id != source);
        (self.0.changed)(Change::Data);
    }
    /// Forgets everything and ends the workers; new ones start at the next `add`.
    pub fn close(&self) {
        self.0.sources.borrow_mut().clear();
        self.0.files.borrow_mut().clear();
        self.0.have.set(0);
        self.0.target.set(0);
        (self.0.changed)(Change::Data);
    }
    /// How loading goes.
    pub fn progress(&self) -> Progress {
        let (have, target) = (u64::from(self.0.have.get()), u64::from(self.0.target.get()));
        let files = self.0.files.borrow().len() as u64;
        let part = |n: u64| if target == 0 { 0 } else { n * have / target };
        Progress {
            loading: have < target,
            files: (part(files), files),
            bytes: (part(self.0.bytes.get()), self.0.bytes.get()),
            inflated: part(self.0.bytes.get() * 9),
            events: have,
            rate: 82_000_000.0,
            seconds_left: Some(12.0 * (1.0 - have as f64 / target.max(1) as f64)),
        }
    }
    /// The account of all that was dropped.
    pub fn report(&self) -> Report {
        let files = self.0.files.borrow();
        let problems: Vec<_> = files.iter().flat_map(|f| f.problems.clone()).collect();
        Report {
            files: files.len() as u64,
            events: self.events(),
            duplicates: 6496,
            conflicts: 2,
            digests: files.iter().filter(|f| f.outcome == Outcome::Digest).count() as u64,
            insights: 4,
            aggregated: 0,
            skipped: files.iter().filter(|f| f.outcome == Outcome::Other).count() as u64,
            packed: self.0.bytes.get(),
            inflated: self.0.bytes.get() * 9,
            millis: 1234.0,
            problem_count: problems.len() as u64,
            problems,
        }
    }
    /// The account file by file, in the order dropped.
    pub fn files(&self) -> Vec<FileReport> {
        self.0.files.borrow().clone()
    }
    /// What is open.
    pub fn sources(&self) -> Vec<SourceInfo> {
        self.0.sources.borrow().clone()
    }
    /// Distinct events loaded.
    pub fn events(&self) -> u64 {
        u64::from(self.0.have.get())
    }
    /// The events that match `text`, in the order of `sort`. A later call makes an earlier one's rows stale
    /// unless that view is kept.
    pub async fn query(&self, text: &str, sort: &Sort) -> Result<View, QueryError> {
        if let Some(at) = text.find('"').filter(|_| text.matches('"').count() % 2 == 1) {
            return Err(QueryError {
                message: "This quote is never closed: write another \" where the value ends.".into(),
                span: at..text.len(),
            });
        }
        crate::web::task::sleep(30).await;
        let (field, word) = text.split_once(':').unwrap_or(("", text));
        let word = word.trim_matches('"').to_lowercase();
        let columns: Vec<&str> = if field.is_empty() {
            vec!["eventName", "actor", "outcome", "service"]
        } else {
            vec![field]
        };
        let mut rows: Vec<u32> = (0..self.0.have.get())
            .filter(|i| {
                word.is_empty()
                    || columns
                        .iter()
                        .any(|c| cell(*i, c).unwrap_or_default().to_lowercase().contains(&word))
            })
            .collect();
        if sort.column != "eventTime" {
            rows.sort_by_cached_key(|i| cell(*i, &sort.column));
        }
        if sort.descending {
            rows.reverse();
        }
        Ok(View(Rc::new(ViewInner {
            total: rows.len() as u64,
            rows,
        })))
    }
    /// Where a record stands in a view; `None` when it does not match, or the view is stale.
    pub async fn position(&self, view: &View, id: RowId) -> Option<u64> {
        view.0
            .rows
            .iter()
            .position(|row| *row == id.row)
            .map(|at| at as u64)
    }
    /// Rows `range` of a view with the text of `columns`. Empty when the view is stale.
    pub async fn rows(&self, view: &View, range: Range<u64>, columns: &[String]) -> Vec<Row> {
        crate::web::task::sleep(15).await;
        view.0
            .rows
            .get(range.start as usize..(range.end as usize).min(view.0.rows.len()))
            .unwrap_or_default()
            .iter()
            .map(|&i| {
                let n = (i.wrapping_mul(2654435761) >> 16) as usize;
                Row {
                    id: RowId { shard: 0, row: i },
                    state: RowState {
                        failed: n % 11 == 0,
                        write: matches!(n % 8, 0 | 4 | 6),
                        conflict: n % 997 == 1,
                        copies: if n % 9 == 2 { 1 } else { 0 },
                    },
                    cells: columns.iter().map(|c| cell(i, c)).collect(),
                }
            })
            .collect()
    }
    /// One record, read from its file again.
    pub async fn record(&self, id: RowId) -> Result<Record, String> {
        crate::web::task::sleep(15).await;
        let c = |name| cell(id.row, name).unwrap_or_default();
        let json = format!(
            r#"{{"eventVersion":"1.08","userIdentity":{{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::123456789012:user/{}","accountId":"123456789012","sessionContext":{{"attributes":{{"creationDate":"2021-07-30T10:00:00Z","mfaAuthenticated":"false"}}}}}},"eventTime":"{}","eventSource":"{}","eventName":"{}","awsRegion":"{}","sourceIPAddress":"{}","userAgent":"<script>alert(1)</script>","requestParameters":{{"bucketName":"company-logs-eu","bytes":12345678901234567890123,"key":"{}","tags":[{{"key":"a","value":"b"}},{{"key":"c","value":"d"}}]}},"responseElements":null,"readOnly":false,"eventID":"{}","eventType":"AwsApiCall","recipientAccountId":"123456789012"}}"#,
            c("actor"),
            c("eventTime"),
            c("eventSource"),
            c("eventName"),
            c("awsRegion"),
            c("sourceIPAddress"),
            c("target"),
            c("eventID")
        );
        let derived = ["service", "actor", "outcome", "target"]
            .iter()
            .map(|f| ((*f).to_string(), c(f)));
        let derived = derived
            .chain([
                ("verb".into(), "write".into()),
                ("actor.kind".into(), "IAM user".into()),
                ("origin".into(), "internet".into()),
            ])
            .collect();
        Ok(Record { id, exact: json.clone(), json, file: "AWSLogs/123456789012/CloudTrail/eu-central-1/2021/07/30/123456789012_CloudTrail_eu-central-1_20210730T1005Z_abc.json.gz".into(), offset: 48213, copies: vec!["copy/of/the/same.json.gz".into()], conflict: false, derived })
    }
    /// Fields present in the data, most frequent first.
    pub async fn fields(&self) -> Vec<FieldInfo> {
        [
            "actor",
            "outcome",
            "service",
            "target",
            "verb",
            "eventTime",
            "eventName",
            "eventSource",
            "eventID",
            "awsRegion",
            "sourceIPAddress",
            "userAgent",
            "errorCode",
            "userIdentity.arn",
            "userIdentity.type",
            "requestParameters.bucketName",
        ]
        .iter()
        .enumerate()
        .map(|(i, p)| FieldInfo {
            path: (*p).into(),
            count: self.events() / (1 + i as u64 / 4),
            derived: i < 5,
        })
        .collect()
    }
}
