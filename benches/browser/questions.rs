//! Questions over a million events, in turn with DuckDB; sorting, in turn with the browser's own.

use crate::Ours;
use crate::corpora::Trail;
use crate::duckdb::DuckDb;
use crate::figures::{Figure, Figures, Target, number};
use crate::peers::Peers;
use serde_json::json;

const ROUNDS: usize = 11;

/// What DuckDB is asked too, and how many times its milliseconds Trailglass may take.
const BESIDE_DUCKDB: [(&str, f64); 4] = [
    ("equality on two fields", 1.0),
    ("nested path with wildcard", 0.05),
    ("free text", 0.35),
    ("top values of one field", 1.0),
];

/// What else is asked, with the most milliseconds it may take.
const ALONE: [(&str, f64); 5] = [
    ("free text, frequent", 100.0),
    ("free text, not there", 100.0),
    ("regular expression", 100.0),
    ("facets shown at first, filtered", 60.0),
    ("histogram", 15.0),
];

/// Columns of few values and of many, and one whose values are all different.
const COLUMNS: [&str; 5] = [
    "eventTime",
    "eventName",
    "sourceIPAddress",
    "userIdentity.arn",
    "requestID",
];

/// Loads the trail everywhere, then asks.
pub fn run(trail: &Trail, ours: &Ours, figures: &mut Figures) {
    figures.heading(&format!("Questions: {}", trail.name));
    let loaded = ours.get("ours.load(chosen.files)");
    let mut duckdb = DuckDb::start();
    if let Some(duckdb) = &mut duckdb {
        let (millis, events) = duckdb.ask(&format!("load\t{}", trail.folder.display()));
        assert_eq!(
            Some(events),
            loaded["events"].as_f64(),
            "both loaded the same events"
        );
        let load = Figure::new("load", "ms", [number(&loaded["millis"])]);
        figures.add(load.beside(&duckdb.name, [millis]));
    }
    for (name, times) in BESIDE_DUCKDB {
        let (mut here, mut there) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let asked = ours.get(&format!("ours.ask({})", json!(name)));
            here.push(number(&asked["millis"]));
            if let Some(duckdb) = &mut duckdb {
                let (millis, answer) = duckdb.ask(name);
                assert_eq!(Some(answer), asked["answer"].as_f64(), "both answer {name} alike");
                there.push(millis);
            }
        }
        let figure = Figure::new(name, "ms", here).held_to(Target::TimesPeer(times));
        figures.add(match &duckdb {
            Some(duckdb) => figure.beside(&duckdb.name, there),
            None => figure,
        });
    }
    drop(duckdb);
    for (name, most) in ALONE {
        figures.add(Figure::new(name, "ms", millis(ours, name)).held_to(Target::AtMost(most)));
    }
    sort(trail, ours, figures);
}

/// How long each of several answers to a question took.
pub fn millis(ours: &Ours, name: &str) -> Vec<f64> {
    let asked = (0..ROUNDS).map(|_| ours.get(&format!("ours.ask({})", json!(name))));
    asked.map(|asked| number(&asked["millis"])).collect()
}

fn sort(trail: &Trail, ours: &Ours, figures: &mut Figures) {
    let peers = Peers::with(trail);
    if let Some(peers) = &peers {
        peers.get("peers.load(chosen.files)");
    }
    for column in COLUMNS {
        let sort = || number(&ours.get(&format!("ours.sort({})", json!(column))));
        // The first time the values are put in order; that is remembered.
        let first = sort();
        let (mut here, mut there) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            here.push(sort());
            // The objects' own fields alone.
            if let Some(peers) = peers.as_ref().filter(|_| !column.contains('.')) {
                there.push(number(&peers.get(&format!("peers.sort({})", json!(column)))));
            }
        }
        let target = Target::AtMost(100.0);
        figures.add(Figure::new(format!("sort by {column}, the first time"), "ms", [first]).held_to(target));
        let figure = Figure::new(format!("sort by {column}"), "ms", here).held_to(target);
        figures.add(match there.is_empty() {
            true => figure,
            false => figure.beside("Array.sort", there),
        });
    }
}
