//! The built page in headless Chromium beside its peers, in one run: the browser's own DecompressionStream and
//! JSON.parse, the floor (only reading, only inflating and walking), and DuckDB.
//!
//! Each figure is taken several times, in turn with its peer, and is the median. Prints a table and writes
//! `target/bench.json`. `cargo bench --bench browser -- WORD` runs the parts whose name contains the word (`load`,
//! `questions`, `feel`, `growth`, `page`); the environment variable `TEN_MILLION=1` adds ten million events.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a bench has nobody else to tell, and borrows its tools from the tests"
)]

#[path = "../tests/e2e/browser.rs"]
mod browser;
#[path = "browser/corpora.rs"]
mod corpora;
#[path = "../tests/e2e/corpus.rs"]
mod corpus;
#[path = "browser/duckdb.rs"]
mod duckdb;
#[path = "browser/feel.rs"]
mod feel;
#[path = "browser/figures.rs"]
mod figures;
#[path = "browser/growth.rs"]
mod growth;
#[path = "browser/load.rs"]
mod load;
#[path = "../tests/e2e/page.rs"]
mod page;
#[path = "browser/page_itself.rs"]
mod page_itself;
#[path = "browser/peers.rs"]
mod peers;
#[path = "browser/processes.rs"]
mod processes;
#[path = "browser/questions.rs"]
mod questions;
#[path = "../tools/serve/site.rs"]
mod site;
#[path = "../tests/e2e/webdriver.rs"]
mod webdriver;
#[path = "../tools/pack/wire.rs"]
mod wire;

use browser::Browser;
use corpora::Trail;
use figures::Figures;
use serde_json::Value;
use std::path::Path;

/// Trailglass in a browser of its own, with one trail at hand.
pub struct Ours {
    /// The browser.
    pub browser: Browser,
}

impl Ours {
    /// The page, empty; the trail is chosen and not open yet.
    pub fn with(trail: &Trail, address: &str) -> Ours {
        let browser = Browser::start();
        // Rows are what is waited for; the overview would take their place after loading.
        browser.open(&format!("{address}#at=events"));
        assert!(page::has_scripting(&browser), "this build cannot be measured");
        browser.run(include_str!("browser/ours.js"));
        corpus::choose_folder(&browser, &trail.folder);
        Ours { browser }
    }

    /// The value of an expression, which may be a promise.
    pub fn get(&self, expression: &str) -> Value {
        self.browser
            .run_async(&format!("return await {expression}"))
            .unwrap()
    }
}

fn main() {
    let Some([served, from_disk]) = page::addresses() else {
        return;
    };
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let wants = |part: &str| wanted.as_ref().is_none_or(|word| part.contains(word.as_str()));
    let mut figures = Figures::default();
    if wants("page") {
        page_itself::run(&from_disk, &mut figures);
    }
    if wants("load") {
        load::run(&served, &mut figures);
    }
    if wants("questions") || wants("feel") {
        let trail = corpora::million();
        let ours = Ours::with(&trail, &served);
        if wants("questions") {
            questions::run(&trail, &ours, &mut figures);
        } else {
            ours.get("ours.load(chosen.files)");
        }
        if wants("feel") {
            feel::run(&ours, &mut figures);
        }
    }
    if wants("growth") {
        growth::run(&served, std::env::var_os("TEN_MILLION").is_some(), &mut figures);
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench.json");
    std::fs::write(&file, format!("{:#}\n", figures.json())).unwrap();
    println!("\nAll figures: {}", file.display());
}
