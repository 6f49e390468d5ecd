//! The page of the peers: `benches/peers`, with the floor's module beside it.

use crate::browser::Browser;
use crate::corpora::Trail;
use crate::{corpus, page};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// The peers in a browser of their own, with one trail at hand.
pub struct Peers {
    browser: Browser,
}

impl Peers {
    /// Their page; `None`, with a word about it, where the floor's module cannot be built.
    pub fn with(trail: &Trail) -> Option<Peers> {
        let folder = page::scratch("peers");
        for name in ["index.html", "peers.js", "worker.js"] {
            let file = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("benches/peers")
                .join(name);
            std::fs::copy(file, folder.join(name)).unwrap();
        }
        if !build_floor(&folder) {
            println!("no peers: the floor's module could not be built (`make bench` installs what it needs)");
            return None;
        }
        let browser = Browser::start();
        browser.open(&format!("{}/", page::serve(&folder)));
        corpus::choose_folder(&browser, &trail.folder);
        Some(Peers { browser })
    }

    /// The value of an expression, which may be a promise.
    pub fn get(&self, expression: &str) -> Value {
        self.browser
            .run_async(&format!("return await {expression}"))
            .unwrap()
    }
}

fn build_floor(folder: &Path) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = |command: &mut Command| {
        command
            .current_dir(root)
            .status()
            .is_ok_and(|status| status.success())
    };
    let target = ["--target", "wasm32-unknown-unknown"];
    let module = root.join("target/wasm32-unknown-unknown/release/floor.wasm");
    ran(Command::new(env!("CARGO"))
        // As the core is, which it is compared with.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3")
        .args([
            "build",
            "--quiet",
            "--locked",
            "--release",
            "--bin",
            "floor",
            "--features",
            "floor",
        ])
        .args(target))
        && ran(Command::new("wasm-bindgen")
            .args(["--target", "no-modules", "--no-typescript", "--out-dir"])
            .arg(folder)
            .arg(module))
}
