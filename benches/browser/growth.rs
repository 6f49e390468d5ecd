//! What trails of 100,000, a million and ten million events cost, side by side: it is to grow as they do, or less.

use crate::Ours;
use crate::corpora::{self, Trail};
use crate::figures::{Figure, Figures, Target, median, number};
use crate::load::{FIRST_ROWS, memory};
use crate::questions;

/// What is measured: its name, its unit, and the most that it may be for ten million events.
const COSTS: [(&str, &str, Target); 6] = [
    ("load", "s", Target::None),
    ("  of a million events", "s", Target::None),
    ("first rows", "ms", Target::AtMost(FIRST_ROWS)),
    ("memory", "GB", Target::AtMost(4.5)),
    ("equality on two fields", "ms", Target::AtMost(100.0)),
    ("free text", "ms", Target::AtMost(1000.0)),
];

/// Loads each trail once, in a browser of its own, and asks; ten million events, which no peer in the browser can load,
/// where they are wanted.
pub fn run(address: &str, with_ten_million: bool, figures: &mut Figures) {
    let mut trails = vec![corpora::large_files(), corpora::million()];
    if with_ten_million {
        trails.push(corpora::ten_million());
    }
    let costs: Vec<_> = trails.iter().map(|trail| costs(trail, address)).collect();
    println!("\nCost by number of events, each in a browser of its own");
    let head: String = trails
        .iter()
        .map(|trail| format!("{:>14}", trail.events))
        .collect();
    println!("  {:40}{head}", "");
    for (row, (name, unit, _)) in COSTS.iter().enumerate() {
        let cells: String = costs
            .iter()
            .map(|cost| format!("{:>14}", format!("{:.2} {unit}", cost[row])))
            .collect();
        println!("  {name:40}{cells}");
    }
    for (trail, cost) in trails.iter().zip(costs) {
        figures.heading(&format!("{}, once", trail.name));
        for ((name, unit, target), value) in COSTS.into_iter().zip(cost) {
            let is_held = trail.events == 10_000_000;
            let target = if is_held { target } else { Target::None };
            figures.add(Figure::new(name, unit, [value]).held_to(target));
        }
    }
}

/// In the order of [`COSTS`].
fn costs(trail: &Trail, address: &str) -> [f64; COSTS.len()] {
    let ours = Ours::with(trail, address);
    let loaded = ours.get("ours.load(chosen.files)");
    let seconds = number(&loaded["millis"]) / 1000.0;
    let asked = |name: &str| median(&questions::millis(&ours, name));
    [
        seconds,
        seconds * 1e6 / f64::from(trail.events),
        number(&loaded["first"]),
        memory(&loaded) / 1e9,
        asked("equality on two fields"),
        asked("free text"),
    ]
}
