//! What takes minutes and gigabytes: `make stress`. Prints what it measures.

use crate::browser::Browser;
use crate::corpus::{Corpus, choose_files, choose_folder};
use crate::page;
use miniz_oxide::deflate::core::{CompressorOxide, create_comp_flags_from_zip_params};
use miniz_oxide::deflate::stream::deflate;
use miniz_oxide::{MZFlush, MZStatus};
use serde_json::Value;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;
use trailglass::sample::{self, Options};

const GIB: u64 = 1 << 30;

fn start() -> Option<Browser> {
    let [address, _] = page::addresses()?;
    let browser = Browser::start();
    browser.open(&address);
    page::has_scripting(&browser).then_some(browser)
}

/// Opens what was chosen and prints how that went; gives the report and the workers' bytes of memory together.
fn open(browser: &Browser, name: &str) -> (Value, u64) {
    let answer = browser.run_async(
        "const start = performance.now();
         const report = await trailglass.open(chosen.files);
         return [report, await trailglass.memory(), performance.now() - start];",
    );
    let [report, memory, millis]: [Value; 3] = serde_json::from_value(answer.unwrap()).unwrap();
    let workers: Vec<u64> = serde_json::from_value(memory["workers"].clone()).unwrap();
    let held: u64 = workers.iter().sum();
    let seconds = millis.as_f64().unwrap() / 1000.0;
    let text = report["bytes"]["inflated"].as_u64().unwrap();
    eprintln!(
        "{name}: {} files, {} events, {:.0} MB of JSON in {seconds:.1} s ({:.0} MB/s); workers hold {:.0} MB ({:.2} \
         a byte of JSON), the page {:.0} MB",
        report["files"],
        report["events"],
        text as f64 / 1e6,
        text as f64 / 1e6 / seconds,
        held as f64 / 1e6,
        held as f64 / text as f64,
        memory["wasm_bytes"].as_f64().unwrap() / 1e6,
    );
    (report, held)
}

#[test]
#[ignore = "takes minutes: make stress"]
fn stress_of_a_hundred_thousand_files() {
    let Some(browser) = start() else { return };
    // Two events a file on average; digests come on top.
    let corpus = Corpus::new("many", 200_000, 2);
    assert!(corpus.files > 95_000, "{} files", corpus.files);
    let start = Instant::now();
    choose_folder(&browser, &corpus.folder);
    eprintln!(
        "the browser lists the folder in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    let (report, _) = open(&browser, "many files");
    assert_eq!(report["files"], corpus.files);
    assert_eq!(report["bytes"]["inflated"], corpus.inflated);
    assert_eq!(report["problems"].as_array().unwrap().len(), 0);
    assert!(report["events"].as_u64().unwrap() >= 200_000);
}

#[test]
#[ignore = "takes minutes: make stress"]
fn stress_of_two_gibibytes_in_one_line() {
    large_file("one-line.json.gz", "{\"Records\":[", ",", "]}");
}

#[test]
#[ignore = "takes minutes: make stress"]
fn stress_of_two_gibibytes_of_lines() {
    large_file("lines.json.gz", "", "\n", "\n");
}

fn large_file(name: &str, head: &str, between: &str, tail: &str) {
    let Some(browser) = start() else { return };
    let folder = page::scratch(&format!("stress-{name}"));
    let file = folder.join(name);
    let (records, bytes) = write_records(&file, head, between, tail);
    choose_files(&browser, &[file]);
    let (report, held) = open(&browser, name);
    assert_eq!(report["problems"].as_array().unwrap().len(), 0);
    assert_eq!(report["bytes"]["inflated"], bytes);
    assert_eq!(report["events"], records);
    assert!(held < bytes * 6 / 10, "{held} bytes held of {bytes}");

    // The newest record stands near the end, the oldest near the start.
    for (place, sort) in [("end", "-eventTime"), ("start", "eventTime")] {
        let answer = browser.run_async(&format!(
            "const {{ rows: [row] }} = await trailglass.query('', {{ sort: '{sort}', limit: 1, columns: ['eventID'] }});
             const start = performance.now();
             const record = JSON.parse(await trailglass.record(row.id));
             return [performance.now() - start, record.eventID === row.eventID];"
        ));
        let (millis, same): (f64, bool) = serde_json::from_value(answer.unwrap()).unwrap();
        eprintln!("{name}: a record near the {place} is read again in {millis:.0} ms");
        assert!(same && millis < 2000.0);
    }
    let _ = fs::remove_dir_all(folder);
}

/// Writes records of the sample, about 2 GiB of them, as one gzip member; how many, and the bytes of text.
fn write_records(path: &Path, head: &str, between: &str, tail: &str) -> (u64, u64) {
    const FIRST_KEY: &str = r#"{"eventVersion":"#;
    let options = Options {
        events: 1_600_000,
        events_per_file: 2000,
        days: 30,
        copies: false,
        ..Options::default()
    };
    let mut packer = Packer::new(path);
    packer.write(head.as_bytes());
    let mut records = 0;
    for file in sample::files(&options) {
        let text = String::from_utf8(file.json).unwrap();
        let Some(list) = text
            .strip_prefix(r#"{"Records":["#)
            .and_then(|text| text.strip_suffix("]}"))
        else {
            continue;
        };
        // Nothing inside a record begins like a record.
        for record in list.split(&format!(",{FIRST_KEY}")) {
            let first = if record.starts_with(FIRST_KEY) {
                ""
            } else {
                FIRST_KEY
            };
            let separator = if records == 0 { "" } else { between };
            for text in [separator, first, record] {
                packer.write(text.as_bytes());
            }
            records += 1;
        }
        if packer.len > 2 * GIB {
            break;
        }
    }
    packer.write(tail.as_bytes());
    let bytes = packer.len;
    packer.finish();
    eprintln!("{}: {records} records", path.display());
    (records, bytes)
}

/// Writes a gzip file of one member, whatever its size.
struct Packer {
    file: File,
    compressor: Box<CompressorOxide>,
    out: Vec<u8>,
    pending: Vec<u8>,
    crc: crc32fast::Hasher,
    len: u64,
}

impl Packer {
    fn new(path: &Path) -> Packer {
        let mut file = File::create(path).unwrap();
        file.write_all(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]).unwrap();
        Packer {
            file,
            // Level 1, without a zlib header.
            compressor: Box::new(CompressorOxide::new(create_comp_flags_from_zip_params(1, -15, 0))),
            out: vec![0; 1 << 20],
            pending: Vec::new(),
            crc: crc32fast::Hasher::new(),
            len: 0,
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.len += bytes.len() as u64;
        self.pending.extend_from_slice(bytes);
        if self.pending.len() > 1 << 20 {
            self.deflate(MZFlush::None);
        }
    }

    fn deflate(&mut self, flush: MZFlush) {
        self.crc.update(&self.pending);
        let mut rest = self.pending.as_slice();
        loop {
            let step = deflate(&mut self.compressor, rest, &mut self.out, flush);
            rest = &rest[step.bytes_consumed..];
            self.file.write_all(&self.out[..step.bytes_written]).unwrap();
            let done = match flush {
                MZFlush::Finish => step.status == Ok(MZStatus::StreamEnd),
                _ => rest.is_empty(),
            };
            if done {
                break;
            }
        }
        self.pending.clear();
    }

    fn finish(mut self) {
        self.deflate(MZFlush::Finish);
        self.file.write_all(&self.crc.finalize().to_le_bytes()).unwrap();
        self.file.write_all(&(self.len as u32).to_le_bytes()).unwrap();
    }
}

/// More than the 16 GiB that one file may inflate to, in 17 MB.
#[test]
#[ignore = "takes minutes: make stress"]
fn stress_of_a_bomb() {
    let Some(browser) = start() else { return };
    let folder = page::scratch("stress-bomb");
    let blank = sample::gzip(&vec![b' '; 16 << 20]);
    let bomb: PathBuf = folder.join("bomb.json.gz");
    let head = sample::gzip(br#"{"Records":["#);
    fs::write(&bomb, [head, blank.repeat(1040)].concat()).unwrap();
    choose_files(&browser, &[bomb]);
    let (report, held) = open(&browser, "bomb");
    assert_eq!(report["problems"][0]["kind"], "limit");
    eprintln!("{}", report["problems"][0]["message"]);
    assert!(held < 200_000_000, "{held} bytes held");
    let _ = fs::remove_dir_all(folder);
}
