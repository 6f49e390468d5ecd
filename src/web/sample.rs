//! The sample trail as files, as if they had been dropped.

use super::files::{Found, made};
use super::task;
use crate::sample::{Options, files};

/// A trail made in the page by the project's own generator, with an incident to find. Takes breaths between files.
///
/// # Errors
/// When the browser cannot make a file: out of memory.
pub async fn sample() -> Result<Found, wasm_bindgen::JsValue> {
    let mut found = Found {
        name: "Sample data".into(),
        ..Found::default()
    };
    let mut breather = task::Breather::default();
    for file in files(&Options::default()) {
        // Plain text under the same name: files are told apart by their bytes, and packing would take time.
        found.files.push(made(&file.path, &file.json)?);
        breather.breathe().await;
    }
    Ok(found)
}
