//! A page that cannot start says so, and what to do.

use crate::browser::Browser;
use crate::page;
use std::fs;
use std::time::Duration;

/// Opens the page with a change to its text and gives what it says at its top.
fn message_of(name: &str, change: impl Fn(&str) -> String) -> Option<String> {
    page::addresses()?;
    let page = fs::read_to_string(page::dist().join("index.html")).unwrap();
    let folder = page::scratch(name);
    let changed = change(&page);
    assert_ne!(page, changed, "the change changed nothing");
    fs::write(folder.join("index.html"), changed).unwrap();

    let browser = Browser::start();
    browser.open(&format!("file://{}/index.html", folder.display()));
    browser.wait_until("document.getElementById('failure')", Duration::from_secs(20));
    browser
        .run("return document.getElementById('failure').innerText")
        .as_str()
        .map(str::to_string)
}

#[test]
fn damaged_program() {
    // The wasm is data to the policy: a changed one is still let in, and its checksum finds it.
    let damage = |page: &str| {
        let wasm = page.find("id=\"wasm\"").unwrap();
        let text = wasm + page[wasm..].find('>').unwrap() + 1;
        let middle = text + page[text..].find("</script>").unwrap() / 2;
        let (before, after) = page.split_at(page.floor_char_boundary(middle));
        format!("{before}x{after}")
    };
    let Some(message) = message_of("damaged_program", damage) else {
        return;
    };
    assert!(message.contains("get a new copy"), "{message}");
}

#[test]
fn half_a_page() {
    let cut = |page: &str| page[..page.floor_char_boundary(page.len() / 2)].to_owned();
    let Some(message) = message_of("half_a_page", cut) else {
        return;
    };
    assert!(message.contains("was not loaded whole"), "{message}");
}

#[test]
fn forbidden_wasm() {
    let forbid = |page: &str| page.replacen(" 'wasm-unsafe-eval'", "", 1);
    let Some(message) = message_of("forbidden_wasm", forbid) else {
        return;
    };
    assert!(message.contains("forbids WebAssembly"), "{message}");
}

#[test]
fn missing_glue() {
    // A changed script is refused by the policy, as it should be: the program is not there then.
    let change = |page: &str| page.replacen("<script id=\"glue\">", "<script id=\"glue\">;", 1);
    let Some(message) = message_of("missing_glue", change) else {
        return;
    };
    assert!(message.contains("cannot run in this browser"), "{message}");
}
