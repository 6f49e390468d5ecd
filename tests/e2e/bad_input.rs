//! Damaged, hostile and foreign files through the whole page: each is told in the report, and costs its neighbour
//! nothing. What intake makes of them in detail is tested without a browser (`tests/intake/bad_input.rs`).

use crate::browser::Browser;
use crate::corpus::choose_files;
use crate::page;
use miniz_oxide::MZFlush;
use miniz_oxide::deflate::core::CompressorOxide;
use miniz_oxide::deflate::stream::deflate;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use trailglass::sample::gzip;

/// Events of the sound file that is opened beside each bad one.
const NEIGHBOUR: u64 = 3;

/// A bad file and what the report must say.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    /// Events recovered from it.
    events: u64,
    /// The kind of each problem, with its offset where that is known beforehand, and words of its message.
    problems: Vec<(&'static str, Option<u64>, &'static str)>,
    /// It is named as something else than a trail.
    skipped: u64,
}

impl Case {
    fn new(name: &'static str, bytes: impl Into<Vec<u8>>, events: u64) -> Case {
        Case {
            name,
            bytes: bytes.into(),
            events,
            problems: Vec::new(),
            skipped: 0,
        }
    }

    fn problem(mut self, kind: &'static str, offset: Option<u64>, words: &'static str) -> Case {
        self.problems.push((kind, offset, words));
        self
    }

    fn skipped(mut self) -> Case {
        self.skipped = 1;
        self
    }
}

/// A record whose request has these members besides.
fn record(number: u32, parameters: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.08","userIdentity":{{"type":"AWSService","invokedBy":"iot.amazonaws.com"}},"eventTime":"2026-01-12T09:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"203.0.113.9","userAgent":"test","requestParameters":{{"number":{number}{parameters}}},"eventID":"{number:08x}-0000-4000-8000-000000000000","eventType":"AwsApiCall","recipientAccountId":"111122223333"}}"#
    )
}

fn trail(records: impl IntoIterator<Item = String>) -> String {
    let records: Vec<String> = records.into_iter().collect();
    format!(r#"{{"Records":[{}]}}"#, records.join(","))
}

/// Three records with one thing between them that is not as it should be.
fn between(odd: &str) -> String {
    trail([record(1, ""), odd.to_owned(), record(2, ""), record(3, "")])
}

fn changed(mut bytes: Vec<u8>, at: usize, change: impl Fn(u8) -> u8) -> Vec<u8> {
    bytes[at] = change(bytes[at]);
    bytes
}

/// Bytes that look like nothing.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    (0..len).map(|_| next()).collect()
}

/// Ten sound records, then a block of a type that deflate does not have.
fn corrupt() -> Case {
    let text = trail((1..=20).map(|number| record(number, "")));
    let end = text.find(&record(11, "")).unwrap();
    let mut out = vec![0; text.len()];
    let sound = deflate(
        &mut CompressorOxide::default(),
        &text.as_bytes()[..end],
        &mut out,
        MZFlush::Sync,
    );
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    // The compressor writes zlib's two bytes of header first.
    packed.extend(&out[2..sound.bytes_written]);
    packed.extend([0xff; 64]);
    Case::new("corrupt.json.gz", packed, 10)
        .problem("corrupt", None, "damaged near byte")
        .problem("cut-off", Some(end as u64), "before its brackets are closed")
}

fn compressed() -> Vec<Case> {
    let packed = gzip(trail((1..=2000).map(|number| record(number, ""))).as_bytes());
    let (len, half) = (packed.len(), packed.len() / 2);
    let cut = packed[..half].to_vec();
    let with_more = [packed.clone(), b"and more".to_vec()].concat();
    vec![
        Case::new("empty.json.gz", "", 0),
        // How many records stand before the damage is asked of the report itself.
        Case::new("cut.json.gz", cut, u64::MAX)
            .problem("truncated", Some(half as u64), "Get the whole file again")
            .problem("cut-off", None, "in the middle of a value"),
        corrupt(),
        Case::new("crc.json.gz", changed(packed, len - 8, |byte| !byte), 2000).problem(
            "checksum",
            Some(0),
            "does not match its checksum",
        ),
        Case::new("trailing.json.gz", with_more, 2000).problem(
            "trailing-data",
            Some(len as u64),
            "other data after the last gzip member",
        ),
    ]
}

fn foreign() -> Vec<Case> {
    let jpeg = [b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01".as_slice(), &noise(4096)].concat();
    // A thousand members of 16 MiB of zeros each are 16 GiB.
    let zeros = gzip(&vec![0; 16 << 20]).repeat(1024);
    vec![
        Case::new("noise.json.gz", noise(100_000), 0).skipped(),
        Case::new("photo.json.gz", jpeg, 0).skipped(),
        Case::new("zeros.json.gz", zeros, 0).skipped(),
    ]
}

fn odd_records() -> Vec<Case> {
    let deep = format!(r#","deep":{}{}"#, "[".repeat(10_000), "]".repeat(10_000));
    let text = between(&record(9, r#","bad":"@@""#));
    let at = text.find("@@").unwrap();
    let not_utf8 = changed(text.into_bytes(), at, |_| 0xff);
    vec![
        Case::new("deep.json", between(&record(9, &deep)), 3).problem("too-deep", None, "128 levels"),
        Case::new("latin1.json", not_utf8, 4).problem("utf-8", None, "not UTF-8"),
        Case::new(
            "twice.json",
            between(&record(9, r#","bucketName":"one","bucketName":"two""#)),
            4,
        )
        .problem("duplicate-key", None, "names a key more than once"),
        Case::new("scalars.json", between(r#"42,"text",null"#), 3)
            .problem("not-an-object", None, "a number")
            .problem("not-an-object", None, "a string")
            .problem("not-an-object", None, "null"),
    ]
}

fn check(browser: &Browser, folder: &Path, case: &Case) {
    let paths = [folder.join(case.name), folder.join("neighbour.json")];
    fs::write(&paths[0], &case.bytes).unwrap();
    choose_files(browser, &paths);
    let start = Instant::now();
    let report = browser
        .run_async("return await trailglass.open(chosen.files)")
        .unwrap();
    assert!(start.elapsed() < Duration::from_secs(20), "{}", case.name);
    check_report(browser, case, &report);
}

fn check_report(browser: &Browser, case: &Case, report: &Value) {
    let name = case.name;
    let problems = report["problems"].as_array().unwrap();
    eprintln!("{name}: {} events", report["events"]);
    for problem in problems {
        eprintln!(
            "    {} at {}: {}",
            problem["kind"], problem["offset"], problem["message"]
        );
    }
    assert_eq!(report["files"], 2, "{name}");
    assert_eq!(report["skipped"], case.skipped, "{name}");
    assert_eq!(problems.len(), case.problems.len(), "{name}: {problems:?}");
    for (problem, (kind, offset, words)) in problems.iter().zip(&case.problems) {
        assert_eq!(problem["file"], name);
        assert_eq!(problem["kind"], *kind, "{name}");
        assert!(
            problem["message"].as_str().unwrap().contains(words),
            "{name}: {problem}"
        );
        if let Some(offset) = offset {
            assert_eq!(problem["offset"], *offset, "{name}");
        }
    }
    let events = report["events"].as_u64().unwrap() - NEIGHBOUR;
    if case.events == u64::MAX {
        // Cut in the middle: about half is there, and the problem says how much.
        assert!((500..1500).contains(&events), "{name}: {events} events");
        assert_eq!(problems[0]["kept"], events, "{name}");
    } else {
        assert_eq!(events, case.events, "{name}");
    }
    let neighbours = browser
        .run_async("return (await trailglass.query('requestParameters.sound:yes', {limit: 0})).total")
        .unwrap();
    assert_eq!(neighbours, NEIGHBOUR, "{name}");
    browser.run_async("await trailglass.close()").unwrap();
}

#[test]
fn is_told_and_costs_nothing_else() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    let browser = Browser::start();
    browser.open(&address);
    if !page::has_scripting(&browser) {
        return;
    }
    let folder = page::scratch("bad_input");
    let neighbour = trail((100_001..=100_003).map(|number| record(number, r#","sound":"yes""#)));
    fs::write(folder.join("neighbour.json"), neighbour).unwrap();
    for case in [compressed(), foreign(), odd_records()].into_iter().flatten() {
        check(&browser, &folder, &case);
    }
    a_text_of_100_mb(&browser, &folder);
    numbers_keep_their_digits(&browser);
    a_file_gone_after_it_was_chosen(&browser, &folder);
    wrong_arguments(&browser);
}

/// Made in the page: it need not be on disk.
fn a_text_of_100_mb(browser: &Browser, folder: &Path) {
    let case = Case::new("long.json", "", 3).problem("too-long", None, "more than the 16777216");
    let text = between(&record(9, r#","long":"@@""#));
    let (head, tail) = text.split_once("@@").unwrap();
    choose_files(browser, &[folder.join("neighbour.json")]);
    let report = browser.run_async(&format!(
        "const parts = [{}, 'x'.repeat(100_000_000), {}];
         return await trailglass.open([new File(parts, 'long.json'), chosen.files[0]]);",
        json!(head),
        json!(tail)
    ));
    check_report(browser, &case, &report.unwrap());
}

fn numbers_keep_their_digits(browser: &Browser) {
    let numbers = [
        "9007199254740993",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "0.1000000000000000055511151231257827",
        "1.10",
    ];
    let members: Vec<String> = numbers
        .iter()
        .enumerate()
        .map(|(index, number)| format!(r#","n{index}":{number}"#))
        .collect();
    let columns: Vec<String> = (0..numbers.len())
        .map(|index| format!("requestParameters.n{index}"))
        .collect();
    let cells = browser.run_async(&format!(
        "await trailglass.open([new File([{}], 'numbers.json')]);
         const {{ rows }} = await trailglass.query('', {{ columns: {columns} }});
         await trailglass.close();
         return {columns}.map((column) => rows[0][column]);",
        json!(trail([record(1, &members.concat())])),
        columns = json!(columns)
    ));
    assert_eq!(cells, Ok(json!(numbers)));
}

/// Deleted, or shortened, between choosing and reading.
fn a_file_gone_after_it_was_chosen(browser: &Browser, folder: &Path) {
    type Spoil = fn(&Path);
    let delete: Spoil = |path| fs::remove_file(path).unwrap();
    let shorten: Spoil = |path| fs::write(path, "").unwrap();
    // Whether the page knows the file's size before that; if not, the browser calls a file that is gone empty.
    for (name, known, spoil) in [
        ("deleted.json.gz", true, delete),
        ("deleted-early.json.gz", false, delete),
        ("shortened.json.gz", true, shorten),
    ] {
        let path = folder.join(name);
        fs::write(&path, gzip(trail([record(1, "")]).as_bytes())).unwrap();
        choose_files(browser, &[path.clone(), folder.join("neighbour.json")]);
        if known {
            browser.run("return chosen.files[0].size");
        }
        spoil(&path);
        let report = browser
            .run_async("return await trailglass.open(chosen.files)")
            .unwrap();
        let case = Case::new(name, "", 0).problem("unreadable", Some(0), "check that it is still there");
        check_report(browser, &case, &report);
    }
    // A record whose file went away after it was loaded.
    let path = folder.join("gone.json");
    fs::write(&path, trail([record(1, "")])).unwrap();
    choose_files(browser, std::slice::from_ref(&path));
    browser.run_async("await trailglass.open(chosen.files)").unwrap();
    fs::remove_file(&path).unwrap();
    let record = browser.run_async(
        "const { rows } = await trailglass.query('', { limit: 1 });
         return await trailglass.record(rows[0].id).finally(() => trailglass.close());",
    );
    let error = record.unwrap_err();
    assert!(error.contains("Open it again"), "{error}");
}

fn wrong_arguments(browser: &Browser) {
    let report = browser.run_async("return await trailglass.open([])").unwrap();
    assert_eq!([&report["files"], &report["events"]], [0, 0]);
    for (call, expected) in [
        ("open()", "takes an array of File objects, or a FileList"),
        ("open('a.json')", "takes an array of File objects, or a FileList"),
        (
            "open(['a.json'])",
            "takes an array of File objects, or a FileList",
        ),
        ("query(5)", "takes a string first"),
        ("query('', {sort: 1})", "Expected options {sort: string"),
        ("query('', {page: 1})", "without page"),
        ("query('a OR')", "characters 2 to 4"),
        ("facet()", "takes a string first"),
        (
            "facet('eventName', {limit: -1})",
            "Expected options {query: string",
        ),
        ("histogram({buckets: 'many'})", "Expected options {query: string"),
        ("record(7)", "takes the id of a row"),
        ("record('99-99')", ""),
    ] {
        let error = browser
            .run_async(&format!("return await trailglass.{call}"))
            .expect_err(call);
        assert!(
            error.starts_with("Error: ") && error.contains(expected),
            "{call}: {error}"
        );
        eprintln!("{call}: {error}");
    }
}
