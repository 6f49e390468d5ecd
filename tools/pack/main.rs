//! Packs what Trunk built into one self-contained page. Trunk runs it after every build (see Trunk.toml).
//!
//! In the staging folder it finds `index.html`, the styles, and wasm-bindgen's `trailglass.js` and
//! `trailglass_bg.wasm`; it leaves `index.html` alone there, with everything inside.

mod html;
mod instruction;
mod module;
mod names;
mod order;
mod page;
mod policy;
mod streams;
mod type_ids;
mod wasm;
mod wire;

use page::Parts;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pack: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let staging: PathBuf = env::var_os("TRUNK_STAGING_DIR")
        .ok_or("TRUNK_STAGING_DIR is not set: run `trunk build`")?
        .into();
    let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    if release {
        wasm::optimize(&staging.join("trailglass_bg.wasm"))?;
    }

    let (glue, wasm) = names::count(
        &read(&staging.join("trailglass.js"))?,
        &fs::read(staging.join("trailglass_bg.wasm"))?,
    )?;
    let html = read(&staging.join("index.html"))?;
    let parts = Parts { html, glue, wasm };
    let page = page::pack(&parts, |href| read(&staging.join(href.trim_start_matches('/'))))?;

    for entry in fs::read_dir(&staging)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(path)?
        } else {
            fs::remove_file(path)?
        }
    }
    fs::write(staging.join("index.html"), &page)?;
    println!("pack: index.html, {} KiB", page.len() / 1024);
    if release {
        let sent = wire::brotli(page.as_bytes())?;
        println!("pack: {} KiB over the wire (brotli)", sent / 1024);
        if sent > wire::BUDGET {
            let budget = wire::BUDGET / 1024;
            return Err(format!(
                "the page is over its budget of {budget} KiB: make it smaller, or raise the budget in tools/pack/wire.rs and say why"
            )
            .into());
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}
