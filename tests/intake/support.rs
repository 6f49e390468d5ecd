//! A sink that keeps what it is given, makers of records and containers, and the sample folder.

use std::path::{Path, PathBuf};

use serde_json::Value;
use trailglass::intake::{
    Accepted, Aside, Limits, MemorySource, Place, Problem, ProblemKind, Reader, Rejected, Sink, Source,
    Stream,
};

/// One record as the sink got it.
#[derive(Debug, Clone, PartialEq)]
pub struct Got {
    pub stream: Stream,
    pub place: Place,
    pub json: Vec<u8>,
    pub value: Value,
    pub partial: bool,
    pub accepted: Accepted,
}

impl Got {
    pub fn id(&self) -> &str {
        self.value["eventID"].as_str().unwrap_or("")
    }
}

/// Keeps everything.
#[derive(Debug, Default, PartialEq)]
pub struct Collect {
    pub streams: Vec<Stream>,
    pub records: Vec<Got>,
    pub asides: Vec<(String, Aside)>,
    pub problems: Vec<Problem>,
}

impl Collect {
    pub fn ids(&self) -> Vec<&str> {
        self.records.iter().map(Got::id).collect()
    }

    pub fn kinds(&self) -> Vec<&'static str> {
        self.problems.iter().map(|problem| problem.kind.name()).collect()
    }

    pub fn aside_names(&self) -> Vec<String> {
        self.asides
            .iter()
            .map(|(_, aside)| match aside {
                Aside::Digest => "digest".to_owned(),
                Aside::Other(name) => name.to_string(),
            })
            .collect()
    }

    pub fn only(&self, kind: ProblemKind) -> &Problem {
        let found: Vec<_> = self
            .problems
            .iter()
            .filter(|problem| problem.kind == kind)
            .collect();
        assert_eq!(found.len(), 1, "one {kind:?} among {:?}", self.problems);
        found[0]
    }
}

impl Sink for Collect {
    fn stream(&mut self, stream: &Stream) {
        self.streams.push(stream.clone());
    }

    fn record(&mut self, json: &[u8], place: Place, partial: bool) -> Result<Accepted, Rejected> {
        let value: Value = serde_json::from_slice(json).map_err(|error| {
            if std::str::from_utf8(json).is_err() {
                Rejected::Utf8
            } else if error.to_string().contains("recursion limit") {
                Rejected::TooDeep
            } else {
                let line: usize = json
                    .split_inclusive(|byte| *byte == b'\n')
                    .take(error.line() - 1)
                    .map(<[u8]>::len)
                    .sum();
                Rejected::Syntax {
                    offset: line + error.column().saturating_sub(1),
                    message: error.to_string(),
                }
            }
        })?;
        let Value::Object(object) = &value else {
            return Err(Rejected::NotAnObject("something else"));
        };
        let has = |key: &str| object.contains_key(key);
        let accepted = if object.get("eventCategory") == Some(&"Aggregated".into()) {
            Accepted::Aggregated
        } else if has("insightDetails") {
            Accepted::Insight
        } else if has("eventName")
            || has("EventName")
            || has("eventVersion") && (has("eventSource") || has("eventTime"))
        {
            Accepted::Event
        } else {
            return Err(Rejected::NotCloudTrail);
        };
        let stream = self.streams.last().expect("a stream before its records").clone();
        self.records.push(Got {
            stream,
            place,
            json: json.to_vec(),
            value,
            partial,
            accepted,
        });
        Ok(accepted)
    }

    fn aside(&mut self, aside: Aside) {
        let stream = self.streams.last().expect("a stream before its asides").clone();
        self.asides.push((stream.inner_path, aside));
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

/// Reads `source` to its end.
pub fn read_source(source: impl Source + 'static, limits: Limits, window: usize) -> Collect {
    let mut collect = Collect::default();
    let mut reader = Reader::new(source, limits).with_window(window);
    while !reader.step(&mut collect, 1 << 20).done {}
    collect
}

/// Reads bytes with the default limits.
pub fn read(bytes: &[u8]) -> Collect {
    read_source(MemorySource(bytes.to_vec()), Limits::default(), 1 << 20)
}

/// A record as a trail delivers it, told apart by `id`.
pub fn record(id: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.08","userIdentity":{{"type":"IAMUser","userName":"ada","arn":"arn:aws:iam::111122223333:user/ada"}},"eventTime":"2024-05-06T07:08:09Z","eventSource":"iot.amazonaws.com","eventName":"CreateThing","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.7","userAgent":"aws-cli/2 \"x\"","requestParameters":{{"thingName":"lamp {{[","tags":[{{"a":"b"}},{{"c":"d\\"}}]}},"responseElements":null,"requestID":"r-{id}","eventID":"{id}","readOnly":false,"eventType":"AwsApiCall","recipientAccountId":"111122223333"}}"#
    )
}

/// A trail file with records of these ids.
pub fn trail(ids: &[&str]) -> String {
    let records: Vec<String> = ids.iter().map(|id| record(id)).collect();
    format!(r#"{{"Records":[{}]}}"#, records.join(","))
}

/// One gzip member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    out.extend(miniz_oxide::deflate::compress_to_vec(bytes, 6));
    out.extend(crc32fast::hash(bytes).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}

/// The folder of real trails beside the project, when there is one.
pub fn data(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("TRAILGLASS_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no folder {folder} of real trails (set TRAILGLASS_DATA)");
    None
}

/// Every file below `path`, in order.
pub fn files(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
