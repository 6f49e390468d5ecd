//! The page before anything is opened: its size, and how soon it can be used.

use crate::browser::Browser;
use crate::figures::{Figure, Figures, Target, number};
use crate::{page, wire};
use serde_json::json;
use std::time::Duration;

const STARTS: usize = 7;

/// Measures the built file, and starts it from disk in a fresh browser each time.
pub fn run(address: &str, figures: &mut Figures) {
    figures.heading("The page");
    let html = std::fs::read(page::dist().join("index.html")).unwrap();
    let wire = wire::brotli(&html).unwrap() as f64 / 1000.0;
    let mut add = |name: &str, unit, runs: &[f64], most| {
        figures.add(Figure::new(name, unit, runs).held_to(Target::AtMost(most)));
    };
    add("over the wire, brotli", "KB", &[wire], 400.0);
    let starts: Vec<f64> = (0..STARTS).map(|_| start(address)).collect();
    add("start to interactive, from disk", "ms", &starts, 300.0);
}

/// Milliseconds from the start of navigation until the program listens and its buttons can be pressed.
fn start(address: &str) -> f64 {
    let browser = Browser::start();
    browser.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({"source": "(function look() {
            const button = [...document.querySelectorAll('main button')].find((button) => !button.disabled);
            if (window.trailglass && button) performance.mark('ready'); else requestAnimationFrame(look);
        })()"}),
    );
    browser.open(address);
    browser.wait_until(
        "performance.getEntriesByName('ready').length",
        Duration::from_secs(20),
    );
    number(&browser.run("return performance.getEntriesByName('ready')[0].startTime"))
}
