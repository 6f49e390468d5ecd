//! Scrolling and typing with a million events open.

use crate::Ours;
use crate::figures::{Figure, Figures, Target, number, percentile};
use serde_json::Value;

/// What is typed, letter by letter, and deleted again.
const TYPED: [&str; 5] = [
    "denied",
    "eventName:Get*",
    "-errorCode:*",
    "user:a*",
    "awsRegion:us-*",
];

/// WebDriver's Backspace.
const BACKSPACE: char = '\u{E003}';

/// Scrolls, then types.
pub fn run(ours: &Ours, figures: &mut Figures) {
    figures.heading("A million events under the hand");
    let (mut frames, mut blank, mut behind) = (Vec::new(), 0.0f64, 0.0f64);
    for _ in 0..3 {
        let scrolled = ours.get("ours.scroll()");
        frames.extend(numbers(&scrolled["frames"]));
        blank = blank.max(number(&scrolled["blank"]));
        behind = behind.max(number(&scrolled["behind"]));
    }
    let mut add = |name: &str, value: f64, most| {
        figures.add(Figure::new(name, "ms", [value]).held_to(Target::AtMost(most)));
    };
    // A frame lasts 16.67 ms at 60 a second; the clock's own steps are a tenth of a millisecond.
    add("scrolling: frame, 95th percentile", percentile(&frames, 95), 16.8);
    add("scrolling: longest without a row", blank, 100.0);
    // Rows stay until those of the place scrolled to are there.
    add("scrolling: rows behind their place", behind, 100.0);

    ours.browser
        .run("ours.watchKeys(); document.getElementById('filter').focus()");
    for text in TYPED {
        for key in text.chars() {
            ours.browser.press(&key.to_string());
            std::thread::sleep(std::time::Duration::from_millis(60));
        }
        ours.get("trailglass.idle()");
        for _ in text.chars() {
            ours.browser.press(&BACKSPACE.to_string());
            std::thread::sleep(std::time::Duration::from_millis(60));
        }
        ours.get("trailglass.idle()");
    }
    let keys = numbers(&ours.get("ours.keys"));
    assert!(!keys.is_empty(), "the browser tells of no interaction");
    let typed = TYPED.iter().map(|text| 2 * text.len()).sum::<usize>();
    // Interactions of less than 16 ms are not told.
    let quick = vec![16.0; typed.saturating_sub(keys.len())];
    add(
        "typing: key to paint, 98th percentile",
        percentile(&[keys, quick].concat(), 98),
        100.0,
    );
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(number).collect()
}
