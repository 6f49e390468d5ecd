//! The built page in headless Chromium: loading and asking over 100,000 events, beside what a page does without
//! Trailglass (`browser.js`). Both run in the same page, in turn; every figure is the median by the page's clock.
//! Then the same questions and more over a million events (`browser/million.rs`), beside what they may cost.
//!
//! Prints a table and writes `target/bench.json`.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a bench has nobody else to tell, and borrows its tools from the tests"
)]

#[path = "../tests/e2e/browser.rs"]
mod browser;
#[path = "../tests/e2e/corpus.rs"]
mod corpus;
#[path = "browser/million.rs"]
mod million;
#[path = "../tests/e2e/page.rs"]
mod page;
#[path = "../tools/serve/site.rs"]
mod site;
#[path = "../tests/e2e/webdriver.rs"]
mod webdriver;

use browser::Browser;
use corpus::Corpus;
use serde_json::{Value, json};
use std::path::Path;

const EVENTS: u32 = 100_000;
const LOADS: usize = 5;
const QUESTIONS: usize = 20;

fn main() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    println!(
        "{:26} {:>12} {:>12} {:>8}",
        "", "Trailglass", "JSON.parse", "faster"
    );
    let corpora = [("large files", "large", 500), ("small files", "small", 25)];
    let mut loads = Vec::new();
    let mut questions = Vec::new();
    for (name, folder, events_per_file) in corpora {
        let corpus = Corpus::new(folder, EVENTS, events_per_file);
        let browser = Browser::start();
        // Rows are what is waited for; the overview would take their place after loading.
        browser.open(&format!("{address}#at=events"));
        if !page::has_scripting(&browser) {
            return;
        }
        browser.run(include_str!("browser.js"));
        corpus::choose_folder(&browser, &corpus.folder);
        loads.push(load(&browser, name, &corpus));
        if questions.is_empty() {
            questions = ask(&browser);
        }
    }
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let million = million::run(&address);
    let results =
        json!({"events": EVENTS, "cores": cores, "loads": loads, "questions": questions, "million": million});
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench.json");
    std::fs::write(&file, format!("{results:#}\n")).unwrap();
    println!("\nAll figures: {}", file.display());
}

fn load(browser: &Browser, name: &str, corpus: &Corpus) -> Value {
    let runs: Vec<Value> = (0..LOADS)
        .map(|_| {
            browser
                .run_async("return await bench.load(chosen.files)")
                .unwrap()
        })
        .collect();
    let last = &runs[LOADS - 1];
    assert_eq!(last["events"], last["records"], "both read the same events");
    let first_rows: Vec<f64> = (0..LOADS)
        .map(|_| {
            number(
                &browser
                    .run_async("return await bench.firstRows(chosen.files)")
                    .unwrap(),
            )
        })
        .collect();

    let [ours, theirs] = ["ours", "theirs"].map(|whose| median(runs.iter().map(|run| number(&run[whose]))));
    let first_rows = median(first_rows);
    let rate = |millis: f64| corpus.inflated as f64 / 1000.0 / millis;
    let memory: f64 = last["memory"]["workers"]
        .as_array()
        .unwrap()
        .iter()
        .map(number)
        .sum();
    println!(
        "\n{name}: {} files, {:.0} MB, {:.0} MB of JSON",
        corpus.files,
        corpus.packed as f64 / 1e6,
        corpus.inflated as f64 / 1e6
    );
    row("load", ours, theirs, "ms");
    println!(
        "{:26} {:9.0} MB/s {:7.0} MB/s",
        "  JSON a second",
        rate(ours),
        rate(theirs)
    );
    println!("{:26} {first_rows:9.0} ms", "  first rows");
    println!("{:26} {:9.0} MB", "  memory of the workers", memory / 1e6);
    json!({
        "corpus": name,
        "files": corpus.files,
        "packed_bytes": corpus.packed,
        "json_bytes": corpus.inflated,
        "load_ms": {"trailglass": ours, "baseline": theirs},
        "json_mb_per_s": {"trailglass": rate(ours), "baseline": rate(theirs)},
        "first_rows_ms": first_rows,
        "memory": last["memory"],
    })
}

fn ask(browser: &Browser) -> Vec<Value> {
    // `load` left the baseline full, and `firstRows` Trailglass.
    let names = browser.run("return bench.questions");
    println!("\nquestions");
    let ask = |name: &Value| {
        let run = browser
            .run_async(&format!("return await bench.ask({name}, {QUESTIONS})"))
            .unwrap();
        assert_eq!(run["answers"][0], run["answers"][1], "both answer {name} alike");
        let median_of = |whose: &str| median(run[whose].as_array().unwrap().iter().map(number));
        let (ours, theirs) = (median_of("ours"), median_of("theirs"));
        row(name.as_str().unwrap(), ours, theirs, "ms");
        json!({"name": name, "answer": run["answers"][0], "ms": {"trailglass": ours, "baseline": theirs}})
    };
    names.as_array().unwrap().iter().map(ask).collect()
}

fn row(name: &str, ours: f64, theirs: f64, unit: &str) {
    println!(
        "{:26} {ours:9.1} {unit} {theirs:9.1} {unit} {:7.1}x",
        format!("  {name}"),
        theirs / ours
    );
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
