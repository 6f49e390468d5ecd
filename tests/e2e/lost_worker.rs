//! A worker that stops costs its own files, no more: the report names them, the page lives, and they can be opened
//! again.

use crate::browser::Browser;
use crate::corpus::{Corpus, choose_folder};
use crate::page;
use serde_json::{Value, json};
use std::time::Duration;

/// Keeps every worker that the page starts as `workers`. A message that no program of ours sends then ends one.
const KEEP_WORKERS: &str = "globalThis.workers = [];
    const Started = Worker;
    globalThis.Worker = class extends Started {
      constructor(...how) { super(...how); workers.push(this); }
    };";

const LOST: &str = "trailglass.report().problems.filter((problem) => problem.kind === 'worker-stopped')";

fn start(address: &str) -> Option<Browser> {
    let browser = Browser::start();
    browser.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({"source": KEEP_WORKERS}),
    );
    browser.open(address);
    page::has_scripting(&browser).then_some(browser)
}

fn events(browser: &Browser) -> u64 {
    browser.run("return trailglass.report().events").as_u64().unwrap()
}

fn total(browser: &Browser, query: &str) -> Value {
    browser
        .run_async(&format!(
            "await trailglass.idle(); return (await trailglass.query({}, {{ limit: 5 }})).total",
            json!(query)
        ))
        .unwrap()
}

#[test]
fn after_loading() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    let corpus = Corpus::new("few", 20_000, 70);
    let Some(browser) = start(&address) else { return };
    choose_folder(&browser, &corpus.folder);
    browser.run_async("await trailglass.open(chosen.files)").unwrap();
    let all = events(&browser);
    assert_eq!(total(&browser, ""), all);
    let workers = browser.run("return workers.length").as_u64().unwrap();

    browser.run("workers[0].postMessage(null)");
    browser.wait_until(&format!("{LOST}.length"), Duration::from_secs(10));
    let lost = browser.run(&format!("return {LOST}"));
    let lost = lost.as_array().unwrap();
    let (files, left) = (lost.len() as u64, total(&browser, "").as_u64().unwrap());
    eprintln!(
        "{workers} workers; lost {files} of {} files, {left} of {all} events left",
        corpus.files
    );
    eprintln!("{}", lost[0]["message"]);
    assert!(0 < files && files < corpus.files);
    assert!(0 < left && left < all);
    assert_eq!(events(&browser), left);
    assert!(lost[0]["message"].as_str().unwrap().contains("Try again"));
    // Another worker took its place.
    assert_eq!(browser.run("return workers.length"), workers + 1);
    assert!(total(&browser, "eventSource:s3.amazonaws.com").as_u64().unwrap() > 0);

    // Read again from the report: all is there, and nothing is lost any more.
    browser.click(&browser.find(".status-bar button.trouble"));
    browser.click(&browser.find("dialog[open] .lost button"));
    browser.run_async("await trailglass.idle()").unwrap();
    assert_eq!(events(&browser), all);
    assert_eq!(browser.run(&format!("return {LOST}.length")), 0);
    assert_eq!(total(&browser, ""), all);
}

#[test]
fn while_loading_and_asking() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    let corpus = Corpus::new("few", 20_000, 70);
    let Some(browser) = start(&address) else { return };
    choose_folder(&browser, &corpus.folder);
    let outcome = browser.run_async(
        "const opened = trailglass.open(chosen.files);
         while (trailglass.report().events < 100) await new Promise((resolve) => setTimeout(resolve, 1));
         const before = workers.length;
         workers[0].postMessage(null);
         while (workers.length === before) await trailglass.query('');
         return (await opened).files;",
    );
    assert_eq!(outcome, Ok(json!(corpus.files)));
    let lost = browser.run(&format!("return {LOST}.length")).as_u64().unwrap();
    eprintln!("lost {lost} of {} files", corpus.files);
    assert!(0 < lost && lost < corpus.files);
    // Each file is lost or read, and every event of those read is there once.
    let left = events(&browser);
    assert_eq!(total(&browser, ""), left);
    let report = browser
        .run_async("return await trailglass.open(chosen.files)")
        .unwrap();
    assert_eq!(report["duplicates"], left);
    assert_eq!(total(&browser, ""), report["events"]);
}
