//! The trails that are measured: real records grown to size where they are at hand beside the project, else the
//! project's own sample. Made once and kept under `target`.

use crate::corpus::Corpus;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A trail on disk.
pub struct Trail {
    /// What it is called in the table.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// How many events it has.
    pub events: u32,
    /// They are in files as trails deliver them.
    pub is_small: bool,
}

/// Records of large files.
const LARGE: u32 = 5_000;
/// Records of a file as trails deliver them, on average.
const SMALL: u32 = 24;

/// 100,000 events in files as trails deliver them.
pub fn small_files() -> Trail {
    trail(100_000, SMALL)
}

/// The same million times.
pub fn million_small_files() -> Trail {
    trail(1_000_000, SMALL)
}

/// 100,000 events in large files.
pub fn large_files() -> Trail {
    trail(100_000, LARGE)
}

/// 1,000,000 events in 200 files.
pub fn million() -> Trail {
    trail(1_000_000, LARGE)
}

/// 10,000,000 events in 2,000 files.
pub fn ten_million() -> Trail {
    trail(10_000_000, LARGE)
}

fn trail(events: u32, per_file: u32) -> Trail {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let (tool, real) = (shared.join("tools/amplify.py"), shared.join("data/sans504"));
    let is_small = per_file == SMALL;
    let kind = if is_small { "small" } else { "large" };
    let is_real = tool.exists() && real.exists();
    let folder = match is_real {
        true => grown(&tool, &real, events, per_file),
        false => Corpus::new(&format!("{events}-{kind}"), events, per_file).folder,
    };
    let origin = if is_real {
        "real records grown"
    } else {
        "the project's sample"
    };
    Trail {
        name: format!("{events} events in {kind} files, {origin}"),
        folder,
        events,
        is_small,
    }
}

fn grown(tool: &Path, real: &Path, events: u32, per_file: u32) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = root.join(format!("grown-{events}-{per_file}"));
    if !folder.exists() {
        println!("Growing real records to {events} events ...");
        let unfinished = folder.with_extension("part");
        let _ = std::fs::remove_dir_all(&unfinished);
        // Without a number the tool draws one for each file as a trail does: 24 on average.
        let per_file = if per_file == SMALL { 0 } else { per_file };
        let done = Command::new("python3")
            .arg(tool)
            .args([real, &unfinished])
            .args([
                "--events",
                &events.to_string(),
                "--per-file",
                &per_file.to_string(),
            ])
            .stdout(Stdio::null())
            .status();
        assert!(done.is_ok_and(|status| status.success()), "growing real records");
        std::fs::rename(unfinished, &folder).unwrap();
    }
    folder
}
