//! A real trail of 3,872 files through the folder input and by a drop. The data is not part of the project: without it the test
//! passes with a word about it.

use crate::browser::Browser;
use crate::page;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const FOLDER_INPUT: &str = "input[type=file][webkitdirectory]";
/// The button that loads everything, in the dialog after a large drop.
const LOAD_BUTTON: &str = "dialog[open] [type=submit]";

fn trail() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/sans504");
    if !folder.exists() {
        page::skip(&format!("{} is not here", folder.display()));
        return None;
    }
    folder.canonicalize().ok()
}

/// How the folder gets into the page.
#[derive(Debug, Clone, Copy)]
enum Way {
    Input,
    Drop,
}

/// Hands the page a folder, accepts to load all of it, and waits until that is done.
fn load_folder(browser: &Browser, folder: &Path, way: Way) {
    match way {
        Way::Input => browser.send_keys(&browser.find(FOLDER_INPUT), &folder.display().to_string()),
        Way::Drop => browser.drop_files((640, 450), &[folder]),
    }
    let load = format!("document.querySelector({})", json!(LOAD_BUTTON));
    browser.wait_until(
        &format!("{load} || trailglass.report().files"),
        Duration::from_secs(60),
    );
    browser.run(&format!("{load}?.click()"));
    browser.wait_until("trailglass.report().files", Duration::from_secs(60));
    browser.run_async("await trailglass.idle()").unwrap();
}

#[test]
fn loads_to_the_last_byte() {
    let (Some([served, on_disk]), Some(folder)) = (page::addresses(), trail()) else {
        return;
    };
    for (address, way) in [
        (&served, Way::Input),
        (&on_disk, Way::Input),
        (&served, Way::Drop),
    ] {
        let browser = Browser::start();
        browser.open(address);
        if !page::has_scripting(&browser) {
            return;
        }
        let start = Instant::now();
        load_folder(&browser, &folder, way);
        eprintln!(
            "{address} {way:?}: loaded in {:.1} s",
            start.elapsed().as_secs_f64()
        );

        let report = browser.run("return trailglass.report()");
        assert_eq!(report["files"], 3_872, "{address} {way:?}");
        assert_eq!(report["events"], 23_981, "{address} {way:?}");
        assert_eq!(report["duplicates"], 6_496, "{address} {way:?}");
        assert_eq!(report["bytes"]["inflated"], 44_307_672, "{address} {way:?}");
        assert_eq!(report["problems"], json!([]), "{address} {way:?}");

        records_are_the_files_bytes(&browser, &folder);
    }
}

/// Every thousandth row, read as text, stands in one of the files just so.
fn records_are_the_files_bytes(browser: &Browser, folder: &Path) {
    let texts = browser.run_async(
        "const texts = [];
         for (let offset = 0; offset < 23981; offset += 1000) {
           const { rows } = await trailglass.query('', { offset, limit: 1 });
           texts.push(await trailglass.record(rows[0].id));
         }
         return texts;",
    );
    let inflated: Vec<Vec<u8>> = files(folder)
        .iter()
        .map(|path| gunzip(&fs::read(path).unwrap()))
        .collect();
    let texts = texts.unwrap();
    assert_eq!(texts.as_array().unwrap().len(), 24);
    for text in texts.as_array().unwrap() {
        let text = text.as_str().unwrap();
        let there = inflated
            .iter()
            .any(|file| memchr::memmem::find(file, text.as_bytes()).is_some());
        assert!(
            there && text.starts_with('{') && text.ends_with('}'),
            "not in the files: {text}"
        );
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

/// The content of a gzip file of one member whose header has a name at most, as CloudTrail writes them.
fn gunzip(file: &[u8]) -> Vec<u8> {
    let start = match file {
        [0x1f, 0x8b, 8, 0, ..] => 10,
        [0x1f, 0x8b, 8, 8, ..] => 11 + file[10..].iter().position(|byte| *byte == 0).unwrap(),
        _ => return Vec::new(),
    };
    miniz_oxide::inflate::decompress_to_vec(&file[start..file.len() - 8]).unwrap()
}
