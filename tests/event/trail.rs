//! Real trails, where they are at hand: nothing panics, and the counts are what counting by hand gives.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use trailglass::event::{Derived, RecordKind, derive};

use super::record::{Record, shared};

fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<_> = shared(&format!("data/{folder}")).into_iter().collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path)
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    found
}

/// The records of a file: of a trail file, or the file as the one record it is.
fn records(path: &Path) -> Vec<Value> {
    let packed = std::fs::read(path).unwrap();
    let text = match packed.get(..4) {
        // Ten bytes of header, perhaps a file name, then the data; eight bytes of checksum and length.
        Some([0x1f, 0x8b, 8, flags]) => {
            let name = if flags & 8 == 0 {
                0
            } else {
                packed[10..].iter().position(|byte| *byte == 0).unwrap() + 1
            };
            miniz_oxide::inflate::decompress_to_vec(&packed[10 + name..packed.len() - 8]).unwrap()
        }
        _ => packed,
    };
    match serde_json::from_slice(&text) {
        Ok(Value::Object(mut file)) => match file.remove("Records") {
            Some(Value::Array(records)) => records,
            _ => vec![Value::Object(file)],
        },
        _ => Vec::new(),
    }
}

#[test]
fn one_real_trail() {
    let mut seen = HashSet::new();
    let mut counts: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let files = files("sans504");
    for file in &files {
        for value in records(file) {
            if !seen.insert(value["eventID"].to_string()) {
                continue;
            }
            let record = Record::new(&value);
            assert_eq!(RecordKind::of(&record), RecordKind::Event);
            let derived = derive(&record);
            for field in Derived::FIELDS {
                let text = derived.text(field).unwrap_or("—");
                *counts.entry((field, text.to_owned())).or_default() += 1;
            }
            let wrong = value["readOnly"]
                .as_bool()
                .is_some_and(|read| read == derived.verb.is_write());
            assert!(!wrong, "{value}");
            assert_eq!(
                derived.outcome.failed(),
                !value["errorCode"].is_null() || !value["errorMessage"].is_null()
            );
        }
    }
    if files.is_empty() {
        return;
    }
    assert_eq!(seen.len(), 23_981);
    for ((field, text), count) in &counts {
        if *field != "target" {
            println!("{field:>10} {count:>6} {text}");
        }
    }
    let of = |field, text: &str| counts.get(&(field, text.to_owned())).copied().unwrap_or_default();
    for (field, text, expected) in [
        ("actor.kind", "service", 21_548),
        ("actor.kind", "iam-user", 1_776),
        ("actor.kind", "root", 656),
        ("actor.kind", "role", 1),
        ("outcome", "denied", 10_015),
        ("outcome", "failed-sign-in", 1),
        ("outcome", "fault", 1),
        ("verb", "sign-in", 4),
        ("origin", "internal", 566),
        ("origin", "service", 21_549),
        ("origin", "vpc-endpoint", 72),
        ("service", "s3", 20_151),
        ("actor", "delivery.logs", 10_011),
        ("client", "cli", 1_195),
    ] {
        assert_eq!(of(field, text), expected, "{field} {text}");
    }
}

#[test]
fn documented_and_malformed_records() {
    // Recognised or not, in an envelope or bare: everything gets an answer.
    let mut counts: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for file in ["documented", "malformed", "org-trail", "eventbridge-and-lookup"]
        .iter()
        .flat_map(|folder| files(folder))
    {
        for value in records(&file) {
            let record = Record::new(&value);
            *counts
                .entry(("kind", format!("{:?}", RecordKind::of(&record))))
                .or_default() += 1;
            let derived = derive(&record);
            for field in ["actor.kind", "outcome", "verb", "origin", "client", "service"] {
                *counts
                    .entry((field, derived.text(field).unwrap_or("—").to_owned()))
                    .or_default() += 1;
            }
        }
    }
    for ((field, text), count) in &counts {
        println!("{field:>10} {count:>6} {text}");
    }
}
