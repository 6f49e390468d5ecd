//! The wasm: made smaller and faster, then packed.

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

/// Runs wasm-opt over `file` in place; without wasm-opt the file stays as it is and a line says so.
pub fn optimize(file: &Path) -> Result<(), String> {
    let output = file.with_extension("opt");
    let status = Command::new("wasm-opt")
        .args(FEATURES)
        .arg("-O3")
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

/// One gzip member without a name or a time: the same input gives the same bytes.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    let mut member = HEADER.to_vec();
    member.extend(miniz_oxide::deflate::compress_to_vec(bytes, 10));
    member.extend(crc32fast::hash(bytes).to_le_bytes());
    // The format keeps the length modulo 2^32.
    member.extend((bytes.len() as u32).to_le_bytes());
    member
}
