//! What the other tests rest on: a drop and a folder input hand over whole folders, as a user's would. And the page
//! takes such a drop, from a host and from disk, where the browser refuses it the usual way of walking a folder.

use crate::browser::Browser;
use crate::corpus::Corpus;
use crate::page;
use serde_json::json;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// Collects the paths of what is dropped or chosen into `found`.
const COLLECTOR: &str = "<!doctype html><body style='height: 500px'>
<input type=file id=files multiple><input type=file id=folder webkitdirectory>
<script>
let found = null;
async function walk(entry) {
  if (entry.isFile) return [entry.fullPath];
  const reader = entry.createReader();
  const paths = [];
  for (;;) {
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return paths;
    for (const child of batch) paths.push(...await walk(child));
  }
}
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', async (event) => {
  event.preventDefault();
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry());
  found = (await Promise.all(entries.map(walk))).flat().sort();
});
addEventListener('change', (event) => {
  found = [...event.target.files].map((file) => file.webkitRelativePath || file.name).sort();
});
</script>";

/// A page of its own and a folder with 151 files at three depths (Chromium lists a hundred at a time).
fn prepare(name: &str) -> Option<(Browser, PathBuf, PathBuf)> {
    page::addresses()?;
    let root = page::scratch(name);
    let folder = root.join("trail");
    let deep = folder.join("a/b");
    fs::create_dir_all(&deep).unwrap();
    fs::write(root.join("collector.html"), COLLECTOR).unwrap();
    fs::write(folder.join("top.json"), "{}").unwrap();
    for number in 0..150 {
        fs::write(deep.join(format!("{number:03}.json")), "{}").unwrap();
    }
    let browser = Browser::start();
    browser.open(&format!("{}/collector.html", page::serve(&root)));
    Some((browser, root, folder))
}

#[test]
fn dropped_folder_can_be_walked() {
    let Some((browser, root, folder)) = prepare("dropped_folder") else {
        return;
    };
    browser.drop_files((200, 300), &[&folder, &root.join("collector.html")]);
    browser.wait_until("found", Duration::from_secs(20));
    let found = browser.run("return [found.length, found[0], found[150], found[151]]");
    assert_eq!(
        found,
        json!([152, "/collector.html", "/trail/a/b/149.json", "/trail/top.json"])
    );
}

#[test]
fn inputs_take_files_and_folders() {
    let Some((browser, _, folder)) = prepare("inputs") else {
        return;
    };
    let files = [folder.join("top.json"), folder.join("a/b/007.json")].map(|path| path.display().to_string());
    browser.send_keys(&browser.find("#files"), &files.join("\n"));
    browser.wait_until("found", Duration::from_secs(20));
    assert_eq!(browser.run("return found"), json!(["007.json", "top.json"]));

    browser.run("found = null");
    browser.send_keys(&browser.find("#folder"), &folder.display().to_string());
    browser.wait_until("found", Duration::from_secs(20));
    let found = browser.run("return [found.length, found[0], found[150]]");
    assert_eq!(found, json!([151, "trail/a/b/000.json", "trail/top.json"]));
}

#[test]
fn page_takes_a_dropped_folder() {
    let Some(addresses) = page::addresses() else {
        return;
    };
    let corpus = Corpus::new("dropped", 300, 2);
    for address in addresses {
        let browser = Browser::start();
        browser.open(&address);
        if !page::has_scripting(&browser) {
            return;
        }
        browser.drop_files((400, 400), &[&corpus.folder]);
        // A large drop asks first what to load.
        browser.wait_until(
            "document.querySelector('dialog[open] [type=submit]') || trailglass.report().files",
            Duration::from_secs(20),
        );
        browser.run("document.querySelector('dialog[open] [type=submit]')?.click()");
        browser.wait_until("trailglass.report().files", Duration::from_secs(20));
        browser.run_async("await trailglass.idle()").unwrap();
        let report = browser.run("return trailglass.report()");
        assert_eq!(report["files"], corpus.files, "{address}");
        assert!(report["events"].as_u64().unwrap() >= 300, "{address}: {report}");
        assert_eq!(report["problems"], json!([]), "{address}");
    }
}
