//! What is exported arrives on the disk as a file, from a server and from disk: whole, harmless, and cancelled
//! without a trace.

use crate::browser::Browser;
use crate::corpus::choose_files;
use crate::page;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};
use trailglass::sample;

const PATIENCE: Duration = Duration::from_secs(60);

/// A page with the sample data beside a trail that is hostile in every field, whose downloads go to `folder`.
fn open(browser: &Browser, address: &str, folder: &Path) -> bool {
    browser.devtools(
        "Browser.setDownloadBehavior",
        &json!({"behavior": "allow", "downloadPath": folder.display().to_string()}),
    );
    browser.open(address);
    if !page::has_scripting(browser) {
        return false;
    }
    press(browser, "Try sample data");
    browser.wait_until("trailglass.report().files", PATIENCE);
    browser.run_async("await trailglass.idle()").unwrap();
    let hostile = folder.join("hostile.json");
    fs::write(&hostile, sample::hostile()).unwrap();
    choose_files(browser, &[hostile]);
    let report = browser
        .run_async("return await trailglass.open(chosen.files)")
        .unwrap();
    assert!(report["events"].as_u64() > Some(20_000), "{report}");
    // The picker is a window of the system, which no test can answer.
    browser.run("delete window.showSaveFilePicker");
    browser.run_async("await trailglass.idle()").unwrap();
    true
}

fn press(browser: &Browser, button: &str) {
    let clicked = browser.run(&format!(
        "const root = document.querySelector('dialog[open]') ?? document;
         const button = [...root.querySelectorAll('button')].find((button) => button.innerText.trim() == '{button}');
         button?.click(); return Boolean(button)"
    ));
    assert_eq!(clicked, json!(true), "the button {button}");
}

/// The file that comes into a folder, once it is whole.
fn arrival(folder: &Path, extension: &str) -> PathBuf {
    let start = Instant::now();
    loop {
        let found = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                name.starts_with("trailglass-") && name.ends_with(extension)
            });
        if let Some(found) = found {
            return found;
        }
        assert!(
            start.elapsed() < PATIENCE,
            "no {extension} in {}",
            folder.display()
        );
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn every_format_arrives() {
    let Some(addresses) = page::addresses() else {
        return;
    };
    for (at, address) in addresses.iter().enumerate() {
        let folder = page::scratch(&format!("export-{at}"));
        let browser = Browser::start();
        if !open(&browser, address, &folder) {
            return;
        }
        let total = browser
            .run_async("return (await trailglass.query('', {limit: 0})).total")
            .unwrap()
            .as_u64()
            .unwrap() as usize;
        for (format, extension) in [("csv", ".csv"), ("ndjson", ".ndjson"), ("records", ".json")] {
            press(&browser, "Export");
            browser.wait_until(
                "document.querySelector('#export-name')?.value.startsWith('trailglass-')",
                PATIENCE,
            );
            browser.run(&format!(
                "document.querySelector('dialog[open] input[value={format}]').click()"
            ));
            browser.wait_until(
                &format!("document.querySelector('dialog[open] .name').innerText.includes('{extension}')"),
                PATIENCE,
            );
            press(&browser, "Export");
            let file = arrival(&folder, extension);
            browser.wait_until(
                "document.querySelector('dialog[open] [role=status]')?.innerText.startsWith('Written: ')",
                PATIENCE,
            );
            press(&browser, "Close");
            browser.wait_until("!document.querySelector('dialog[open]')", PATIENCE);

            // What a script is given is the same file.
            let text = fs::read_to_string(&file).unwrap();
            let blob = browser.run_async(&format!(
                "const blob = await trailglass.export({{format: '{format}'}});
                 const bytes = new Uint8Array(await blob.arrayBuffer());
                 return [blob.size, bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 0)]"
            ));
            let blob = blob.unwrap();
            assert_eq!(blob[0], json!(text.len()), "{address} {format}");
            assert_eq!(blob[1], json!(checksum(text.as_bytes())), "{address} {format}");

            match format {
                "csv" => {
                    assert!(text.starts_with('\u{feff}'));
                    assert!(text.contains("'=cmd|'/C calc'!A0"), "a formula is text");
                    for starter in ["\r\n=", ",=", ",\"=", "\r\n@", ",@", ",\"@", ",\"\t=", ",\"\r="] {
                        assert!(!text.contains(starter), "{starter:?} would run");
                    }
                }
                "ndjson" => {
                    let lines: Vec<&str> = text.lines().collect();
                    assert_eq!(lines.len(), total);
                    for line in lines {
                        serde_json::from_str::<Value>(line).unwrap();
                    }
                }
                _ => {
                    let value: Value = serde_json::from_str(&text).unwrap();
                    assert_eq!(value["Records"].as_array().unwrap().len(), total);
                    // Opened once more, every event is a copy of one that is there.
                    choose_files(&browser, &[file]);
                    let report = browser
                        .run_async("return await trailglass.open(chosen.files)")
                        .unwrap();
                    assert_eq!(report["events"], json!(total), "{address}");
                    assert_eq!(report["problems"], json!([]), "{address}");
                }
            }
        }
        let errors = browser.log("browser");
        assert!(errors.is_empty(), "{address}: {errors:#?}");
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, &byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    })
}

#[test]
fn cancelling_leaves_nothing() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    let folder = page::scratch("export-cancel");
    let browser = Browser::start();
    if !open(&browser, &address, &folder) {
        return;
    }
    // A file as a picker gives it, that notes what becomes of it, and takes the first bytes only when told.
    browser.run(
        "globalThis.fate = [];
         window.showSaveFilePicker = async () => ({
           remove: async () => fate.push('removed'),
           createWritable: async () => ({
             write: async (bytes) => {
               if (!fate.length) { fate.push('written'); await new Promise((go) => globalThis.go = go); }
             },
             close: async () => fate.push('closed'),
             abort: async () => fate.push('aborted'),
           }),
         });",
    );
    press(&browser, "Export");
    browser.wait_until(
        "document.querySelector('dialog[open] input[value=records]')",
        PATIENCE,
    );
    browser.run("document.querySelector('dialog[open] input[value=records]').click()");
    press(&browser, "Export");
    browser.wait_until(
        "fate.length && document.querySelector('dialog[open] [role=progressbar]')",
        PATIENCE,
    );
    press(&browser, "Cancel");
    browser.run("go()");
    browser.wait_until(
        "document.querySelector('dialog[open] [role=status]')?.innerText.startsWith('Cancelled after ')",
        PATIENCE,
    );
    assert_eq!(
        browser.run("return fate"),
        json!(["written", "aborted", "removed"])
    );
    // Nothing is broken: the next one comes to its end.
    browser.run("fate.length = 0; document.querySelector('dialog[open] input[value=csv]').click()");
    press(&browser, "Export");
    browser.wait_until("fate.length", PATIENCE);
    browser.run("go()");
    browser.wait_until("fate.includes('closed')", PATIENCE);
    browser.run_async("await trailglass.idle()").unwrap();
    assert_eq!(browser.run("return fate"), json!(["written", "closed"]));
    press(&browser, "Close");
    let names: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(names.len(), 1, "nothing was downloaded: {names:?}");
}

/// A file that is gone since it was opened is named, and what could be written is.
#[test]
fn a_file_that_is_gone_is_named() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    let folder = page::scratch("export-gone");
    let browser = Browser::start();
    if !open(&browser, &address, &folder) {
        return;
    }
    fs::remove_file(folder.join("hostile.json")).unwrap();
    press(&browser, "Export");
    browser.wait_until(
        "document.querySelector('dialog[open] input[value=ndjson]')",
        PATIENCE,
    );
    browser.run("document.querySelector('dialog[open] input[value=ndjson]').click()");
    press(&browser, "Export");
    let file = arrival(&folder, ".ndjson");
    browser.wait_until("document.querySelector('dialog[open] .missing')", PATIENCE);
    let missing = browser.run("return document.querySelector('dialog[open] .missing').innerText");
    let missing = missing.as_str().unwrap();
    assert!(
        missing.starts_with("hostile.json: ") && missing.contains("cannot be read any more"),
        "{missing}"
    );
    let total = browser
        .run_async("return (await trailglass.query('', {limit: 0})).total")
        .unwrap();
    let written = fs::read_to_string(file).unwrap().lines().count() as u64;
    assert!(written > 0 && written < total.as_u64().unwrap());
    let refused = browser
        .run_async("await trailglass.export({format: 'records'})")
        .unwrap_err();
    assert!(refused.contains("hostile.json"), "{refused}");
}
