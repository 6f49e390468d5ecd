//! Files for the page: samples on disk, made once and kept under `target`, and the way into an input.

use crate::browser::Browser;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use trailglass::sample::{self, Options};

/// A sample as a folder of gzip files.
pub struct Corpus {
    /// The folder; nothing else is in it.
    pub folder: PathBuf,
    /// How many files.
    pub files: u64,
    /// Their bytes on disk.
    pub packed: u64,
    /// Their bytes of JSON.
    pub inflated: u64,
}

impl Corpus {
    /// The sample of these options, without copies: made, or found from the last time.
    pub fn new(name: &str, events: u32, events_per_file: u32) -> Corpus {
        let options = Options {
            events,
            events_per_file,
            copies: false,
            ..Options::default()
        };
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{name}"));
        let folder = root.join("trail");
        let label = root.join("made.json");
        let version = format!("{} {options:?}", env!("CARGO_PKG_VERSION"));
        let made: Value = fs::read(&label)
            .ok()
            .and_then(|label| serde_json::from_slice(&label).ok())
            .unwrap_or_default();
        if made["version"] == version {
            let count = |key: &str| made[key].as_u64().unwrap();
            return Corpus {
                folder,
                files: count("files"),
                packed: count("packed"),
                inflated: count("inflated"),
            };
        }
        let _ = fs::remove_dir_all(&root);
        let corpus = Corpus::make(folder, &options);
        let made = json!({
            "version": version,
            "files": corpus.files,
            "packed": corpus.packed,
            "inflated": corpus.inflated,
        });
        fs::write(label, made.to_string()).unwrap();
        corpus
    }

    fn make(folder: PathBuf, options: &Options) -> Corpus {
        let mut corpus = Corpus {
            folder,
            files: 0,
            packed: 0,
            inflated: 0,
        };
        for file in sample::files(options) {
            let path = corpus.folder.join(&file.path);
            let packed = file.packed();
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &packed).unwrap();
            corpus.files += 1;
            corpus.packed += packed.len() as u64;
            corpus.inflated += file.json.len() as u64;
        }
        corpus
    }
}

/// Chooses files in an input made for it; afterwards the page has them as `chosen.files`.
pub fn choose_files(browser: &Browser, paths: &[PathBuf]) {
    let lines: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    choose(browser, "multiple", &lines.join("\n"));
}

/// Chooses a folder likewise.
pub fn choose_folder(browser: &Browser, folder: &Path) {
    choose(browser, "webkitdirectory", &folder.display().to_string());
}

// Without `autocomplete` the browser would keep the list of thousands of files with the page's history, in a long task.
fn choose(browser: &Browser, attribute: &str, keys: &str) {
    browser.run(&format!(
        "globalThis.chosen?.remove();
         globalThis.chosen = document.createElement('input');
         Object.assign(chosen, {{ type: 'file', id: 'chosen', {attribute}: true, autocomplete: 'off' }});
         document.body.append(chosen);"
    ));
    browser.send_keys(&browser.find("#chosen"), keys);
    // A folder is listed in the background.
    browser.wait_until("chosen.files.length", Duration::from_secs(120));
}
