//! What ARCHITECTURE promises of the sources: who may know whom, and a few habits. Reads the files as text.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "all of this is test code, helpers included")]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in the order of the arrows: each may use those before it, none after it.
const ROOMS: [&str; 10] = [
    "intake", "catalog", "event", "store", "query", "lineage", "export", "sample", "worker", "ui",
];
const PURE: [&str; 8] = [
    "intake", "catalog", "event", "store", "query", "lineage", "export", "sample",
];
const BROWSER_CRATES: [&str; 7] = [
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "serde_wasm_bindgen",
    "yew",
    "gloo",
];

/// A source file: its path from the crate's root, and its code lines, numbered from 1, without comments.
struct Source {
    path: PathBuf,
    lines: Vec<(usize, String)>,
}

impl Source {
    fn room(&self) -> String {
        let first = self.path.components().nth(1).unwrap();
        Path::new(first.as_os_str())
            .file_stem()
            .unwrap()
            .to_str()
            .unwrap()
            .to_string()
    }

    /// Lines that contain `word` as a whole word, as `path:line`.
    fn uses(&self, word: &str) -> Vec<String> {
        let found = self.lines.iter().filter(|(_, line)| has_word(line, word));
        found
            .map(|(number, line)| format!("{}:{number}: {}", self.path.display(), line.trim()))
            .collect()
    }
}

fn has_word(line: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(start, _)| {
        !line[..start].ends_with(part_of_name) && !line[start + word.len()..].starts_with(part_of_name)
    })
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = |line: &str| line.split("//").next().unwrap_or_default().to_string();
                let lines = text
                    .lines()
                    .enumerate()
                    .map(|(index, line)| (index + 1, code(line)))
                    .collect();
                sources.push(Source {
                    path: path.strip_prefix(root).unwrap().to_path_buf(),
                    lines,
                });
            }
        }
    }
    assert!(sources.len() > 10, "the sources were not found");
    sources
}

fn assert_none(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}\n  {}", found.join("\n  "));
}

#[test]
fn the_core_knows_no_browser() {
    let mut found = Vec::new();
    for source in sources()
        .iter()
        .filter(|source| PURE.contains(&source.room().as_str()))
    {
        found.extend(BROWSER_CRATES.iter().flat_map(|name| source.uses(name)));
        found.extend(source.uses("crate::web"));
    }
    assert_none(
        found,
        "The core never touches the browser: give it plain data, and do this in web, worker or ui.",
    );
}

#[test]
fn arrows_run_one_way() {
    let mut found = Vec::new();
    for source in sources() {
        let Some(place) = ROOMS.iter().position(|room| *room == source.room()) else {
            continue;
        };
        found.extend(
            ROOMS[place + 1..]
                .iter()
                .flat_map(|later| source.uses(&format!("crate::{later}"))),
        );
    }
    assert_none(
        found,
        "A room uses only the rooms before it; what both need belongs into the earlier one.",
    );
}

#[test]
fn log_content_is_only_ever_text() {
    let makers_of_markup = [
        "set_inner_html",
        "inner_html",
        "set_outer_html",
        "insert_adjacent_html",
        "from_html_unchecked",
        "create_contextual_fragment",
        "DomParser",
        "eval",
        "new_no_args",
        "new_with_args",
        "dangerously_set_inner_html",
    ];
    let sources = sources();
    let found = sources
        .iter()
        .flat_map(|source| makers_of_markup.iter().flat_map(|name| source.uses(name)));
    assert_none(
        found.collect(),
        "Nothing builds markup or code from text: make elements and set their text.",
    );
}

#[test]
fn files_are_read_in_one_sitting() {
    let sources = sources();
    let long = sources.iter().filter(|source| source.lines.len() > 600);
    let found = long.map(|source| format!("{}: {} lines", source.path.display(), source.lines.len()));
    assert_none(
        found.collect(),
        "A file of over 600 lines holds more than one idea: split it.",
    );
}

#[test]
fn words_are_whole_words() {
    assert!(has_word("use yew::prelude;", "yew") && has_word("crate::ui", "crate::ui"));
    assert!(!has_word("use crate::uint;", "crate::ui") && !has_word("medieval", "eval"));
}
