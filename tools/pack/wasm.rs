//! The wasm: made smaller and faster, then packed.

use crate::{order, type_ids};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

/// What rustc emits by default, and SIMD; wasm-opt refuses instructions it is not told about.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// Runs wasm-opt over `file` in place, its functions in a better order; without wasm-opt they stay in theirs, and a line says so.
pub fn optimize(file: &Path) -> Result<(), String> {
    let wasm = type_ids::count(&fs::read(file).map_err(|error| error.to_string())?);
    fs::write(file, order::named(&wasm)?).map_err(|error| error.to_string())?;
    let output = file.with_extension("opt");
    let status = Command::new("wasm-opt")
        .args(FEATURES)
        .arg("-O3")
        // In its caller a large function is like nothing else, and what the caller holds is further from its like.
        .arg("--one-caller-inline-max-function-size=30")
        // Their names are their places by now.
        .arg("--reorder-functions-by-name")
        .arg(file)
        .arg("-o")
        .arg(&output)
        .status();
    match status {
        Ok(status) if status.success() => fs::rename(output, file).map_err(|error| error.to_string()),
        Ok(status) => Err(format!("wasm-opt failed ({status})")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            println!("pack: no wasm-opt on PATH: the page works but is a sixth larger");
            Ok(())
        }
        Err(error) => Err(format!("wasm-opt could not be run: {error}")),
    }
}

/// What boot.js adds the bytes up to, so that a damaged page does not start.
pub fn sum(bytes: &[u8]) -> i32 {
    bytes.iter().fold(0, |sum: i32, &byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    })
}
