//! A million events in the page: what each question costs, and how long after a keystroke its result is painted.

use crate::browser::Browser;
use crate::corpus::{self, Corpus};
use crate::page;
use crate::{QUESTIONS, median, number};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const EVENTS: u32 = 1_000_000;
const EVENTS_PER_FILE: u32 = 5_000;

/// Milliseconds that each question may take; none where it is only good to know.
const TARGETS: [(&str, Option<f64>); 14] = [
    ("two fields", Some(10.0)),
    ("wildcard in a nested path", Some(20.0)),
    ("free text", Some(100.0)),
    ("free text, not there", Some(100.0)),
    ("regular expression", Some(100.0)),
    ("regular expression, unique path", Some(100.0)),
    ("default facets of a filter", Some(60.0)),
    ("all values of a unique path", None),
    ("histogram", Some(15.0)),
    ("sort by time", Some(150.0)),
    ("sort by event", Some(150.0)),
    ("sort by address", Some(150.0)),
    ("sort by a unique path", Some(150.0)),
    ("keystroke to painted result", Some(100.0)),
];

/// Measures, prints, and gives the figures.
pub fn run(address: &str) -> Value {
    let (folder, origin) = folder();
    let browser = Browser::start();
    browser.open(&format!("{address}#at=events"));
    browser.run(include_str!("million.js"));
    corpus::choose_folder(&browser, &folder);
    let loaded = browser
        .run_async(
            "const start = performance.now();
             const { events, bytes } = await trailglass.open(chosen.files);
             const millis = performance.now() - start;
             await trailglass.idle();
             const { workers } = await trailglass.memory();
             return { millis, events, json_bytes: bytes.inflated, workers };",
        )
        .unwrap();
    println!(
        "\n{} events, {origin}, {} workers; loaded in {:.1} s",
        loaded["events"],
        loaded["workers"].as_array().map_or(0, Vec::len),
        number(&loaded["millis"]) / 1000.0
    );
    println!("{:34} {:>11} {:>11} {:>11}", "", "median", "slowest", "target");
    let questions: Vec<Value> = TARGETS
        .iter()
        .map(|&(name, target)| {
            let script = match name {
                "keystroke to painted result" => format!("return await million.type({QUESTIONS})"),
                name => format!("return await million.ask({}, {QUESTIONS})", json!(name)),
            };
            let millis = browser.run_async(&script).unwrap();
            let millis: Vec<f64> = millis.as_array().unwrap().iter().map(number).collect();
            let (middle, slowest) = (
                median(millis.iter().copied()),
                millis.iter().copied().fold(0.0, f64::max),
            );
            let may = target.map_or(String::new(), |target| format!("{target:8.0} ms"));
            println!("  {name:32} {middle:8.1} ms {slowest:8.1} ms {may}");
            json!({"name": name, "median_ms": middle, "slowest_ms": slowest, "target_ms": target})
        })
        .collect();
    json!({"loaded": loaded, "origin": origin, "questions": questions})
}

/// Real records grown to a million where they are at hand beside the project, else the project's own sample.
fn folder() -> (PathBuf, &'static str) {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let (tool, real) = (shared.join("tools/amplify.py"), shared.join("data/sans504"));
    if !tool.exists() || !real.exists() {
        return (
            Corpus::new("million", EVENTS, EVENTS_PER_FILE).folder,
            "the project's own sample",
        );
    }
    let grown = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus-grown");
    if !grown.exists() {
        let unfinished = page::scratch("corpus-growing");
        let count = [EVENTS, EVENTS_PER_FILE].map(|number| number.to_string());
        let done = Command::new("python3")
            .arg(tool)
            .args([&real, &unfinished])
            .args(["--events", &count[0], "--per-file", &count[1], "--seed", "3"])
            .stdout(std::process::Stdio::null())
            .status();
        assert!(done.is_ok_and(|status| status.success()), "growing real records");
        std::fs::rename(unfinished, &grown).unwrap();
    }
    (grown, "real records grown")
}
