//! A sink that keeps what it is given, makers of records and containers, and the sample folder.

use std::path::{Path, PathBuf};

use serde_json::Value;
use trailglass::intake::{
    Accepted, Aside, Checkpoint, Limits, MemorySource, Place, Problem, ProblemKind, Reader, Rejected,
    Rereader, Sink, Source, Stream, reread,
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

    /// Every record reads again from the file as the sink got it.
    pub fn reread_all(&self, file: &[u8], checkpoints: &[Checkpoint]) {
        let mut source = MemorySource(file.to_vec());
        for got in &self.records {
            let again = reread(&mut source, &got.stream, &got.place, checkpoints).expect("it is still there");
            assert_eq!(
                String::from_utf8_lossy(&again.json),
                String::from_utf8_lossy(&got.json)
            );
        }
        self.reread_together(file, checkpoints);
    }

    /// All records of a stream read again at once are the same as one by one, whatever is kept in between.
    fn reread_together(&self, file: &[u8], checkpoints: &[Checkpoint]) {
        let mut source = MemorySource(file.to_vec());
        for most in [0, usize::MAX] {
            let mut rereader = Rereader::new(most);
            for (number, of_stream) in self.records.chunk_by(|a, b| a.stream == b.stream).enumerate() {
                let stream = &of_stream[0].stream;
                let mut places: Vec<Place> = of_stream.iter().map(|got| got.place).collect();
                // In their order, and back: what was passed over is come by too.
                places.extend(places.clone().into_iter().rev());
                let again = rereader.read(number as u32, stream, &places, || {
                    let source: Box<dyn Source> = Box::new(MemorySource(file.to_vec()));
                    Ok((source, checkpoints.to_vec()))
                });
                for (place, again) in places.iter().zip(again) {
                    assert_eq!(again, reread(&mut source, stream, place, checkpoints));
                }
            }
        }
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

/// A zip of (name, content, method); the method 8 deflates, any other stores as it is.
pub fn zip(entries: &[(&str, &[u8], u16)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content, method) in entries {
        let header = out.len() as u32;
        let packed = if *method == 8 {
            miniz_oxide::deflate::compress_to_vec(content, 6)
        } else {
            content.to_vec()
        };
        let mut common = Vec::new();
        // Bit 3: sizes follow the data, as streaming writers leave them; the directory knows.
        for field in [20, 8, *method, 0, 0] {
            common.extend(u16::to_le_bytes(field));
        }
        let mut sizes = Vec::new();
        for field in [
            crc32fast::hash(content),
            packed.len() as u32,
            content.len() as u32,
        ] {
            sizes.extend(u32::to_le_bytes(field));
        }
        let lens = [(name.len() as u16).to_le_bytes(), [0, 0]].concat();
        out.extend(
            [
                b"PK\x03\x04",
                common.as_slice(),
                &[0; 12],
                &lens,
                name.as_bytes(),
                &packed,
            ]
            .concat(),
        );
        out.extend([b"PK\x07\x08", sizes.as_slice()].concat());
        let rest = [0_u8; 10];
        let offset = header.to_le_bytes();
        directory.extend(
            [
                b"PK\x01\x02\x14\0",
                common.as_slice(),
                &sizes,
                &lens,
                &rest,
                &offset,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = (entries.len() as u16).to_le_bytes();
    let (size, start) = (
        (directory.len() as u32).to_le_bytes(),
        (out.len() as u32).to_le_bytes(),
    );
    out.extend(&directory);
    out.extend(
        [
            b"PK\x05\x06\0\0\0\0".as_slice(),
            &count,
            &count,
            &size,
            &start,
            &[0, 0],
        ]
        .concat(),
    );
    out
}

/// A tar of (name, content); names ending in `/` are folders, long ones are written GNU's way.
pub fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    fn header(name: &[u8], size: usize, kind: u8) -> Vec<u8> {
        let mut block = vec![0; 512];
        let name = &name[..name.len().min(100)];
        block[..name.len()].copy_from_slice(name);
        block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
        block[148..156].fill(b' ');
        block[156] = kind;
        block[257..265].copy_from_slice(b"ustar  \0");
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block
    }
    let mut out = Vec::new();
    let content_of = |out: &mut Vec<u8>, content: &[u8]| {
        out.extend(content);
        out.resize(out.len().next_multiple_of(512), 0);
    };
    for (name, content) in entries {
        if name.len() > 100 {
            out.extend(header(b"././@LongLink", name.len() + 1, b'L'));
            content_of(&mut out, format!("{name}\0").as_bytes());
        }
        out.extend(header(
            name.as_bytes(),
            content.len(),
            if name.ends_with('/') { b'5' } else { b'0' },
        ));
        content_of(&mut out, content);
    }
    out.extend([0; 1024]);
    out
}

/// Base64, to write fixtures.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            text.push(if place <= chunk.len() {
                LETTERS[(bits >> (18 - 6 * place) & 63) as usize] as char
            } else {
                '='
            });
        }
    }
    text
}
