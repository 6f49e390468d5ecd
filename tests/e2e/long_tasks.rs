//! The page's thread is never busy for long while a tree of 100,000 events loads. What questions cost it is printed.

use crate::browser::Browser;
use crate::corpus::{Corpus, choose_folder};
use crate::page;

const EVENTS: u32 = 100_000;
/// About 4,000 files.
const EVENTS_PER_FILE: u32 = 25;

/// A turn of the page's own: what WebDriver runs by itself is no task to the browser.
const IN_A_TASK: &str = "await new Promise((resolve) => setTimeout(resolve));";

/// How often to try again: what else runs on the machine can make a task long, and never makes one short.
const ATTEMPTS: usize = 3;

/// Milliseconds of each long task since the last call, which the browser lists from 50 on.
fn long_tasks(browser: &Browser) -> Vec<f64> {
    let tasks = browser.run_async(
        "await new Promise((resolve) => setTimeout(resolve, 200));
         longTasks.push(...longTaskObserver.takeRecords());
         return longTasks.splice(0).map((task) => task.duration);",
    );
    serde_json::from_value(tasks.unwrap()).unwrap()
}

/// Milliseconds that an async script takes, and of the long tasks it makes.
fn run(browser: &Browser, name: &str, script: &str) -> Vec<f64> {
    let millis = browser.run_async(&format!(
        "{IN_A_TASK} const start = performance.now(); {script}; return performance.now() - start;"
    ));
    let tasks = long_tasks(browser);
    let millis = millis.unwrap().as_f64().unwrap();
    eprintln!("{name}: {millis:.0} ms; long tasks: {tasks:?}");
    tasks
}

#[test]
#[ignore = "means something on an otherwise idle machine only: make stress"]
fn none_while_loading() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    let corpus = Corpus::new("small", EVENTS, EVENTS_PER_FILE);
    let browser = Browser::start();
    browser.open(&format!("{address}#at=events"));
    if !page::has_scripting(&browser) {
        return;
    }
    choose_folder(&browser, &corpus.folder);
    browser.run(
        "globalThis.longTasks = [];
         globalThis.longTaskObserver = new PerformanceObserver((list) => longTasks.push(...list.getEntries()));
         longTaskObserver.observe({ type: 'longtask' });",
    );
    // Proof that the observer sees this page's tasks.
    let busy =
        format!("{IN_A_TASK} const until = performance.now() + 80; while (performance.now() < until);");
    browser.run_async(&busy).unwrap();
    assert!(
        !long_tasks(&browser).is_empty(),
        "the browser lists no long tasks"
    );

    let load = || {
        run(
            &browser,
            "load",
            "await trailglass.open(chosen.files); await trailglass.idle()",
        )
    };
    let close = || {
        browser
            .run_async("await trailglass.close(); await trailglass.idle()")
            .unwrap()
    };
    let mut tasks = load();
    for _ in 1..ATTEMPTS {
        if !tasks.is_empty() {
            close();
            long_tasks(&browser);
            tasks = load();
        }
    }
    assert_eq!(tasks, [] as [f64; 0], "long tasks, in milliseconds");
    let events = browser.run("return trailglass.report().events").as_u64().unwrap();
    assert!(events >= u64::from(EVENTS), "{events} events");

    for (name, ask) in [
        ("everything", "query('')"),
        ("free text", "query('larkfield')"),
        ("sorted by address", "query('', {sort: 'sourceIPAddress'})"),
        ("sorted by a unique value", "query('', {sort: 'requestID'})"),
        ("rows deep down", "query('', {offset: 90000, limit: 200})"),
        ("facet", "facet('eventName')"),
        ("facet of a unique value", "facet('requestID', {limit: 10})"),
        ("histogram", "histogram({buckets: 200})"),
    ] {
        run(&browser, name, &format!("await trailglass.{ask}"));
    }
}
