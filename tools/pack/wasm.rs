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
        // What one generic function became for each of its types stands side by side then: a compressor finds it alike.
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

/// The bytes as a text that stands in HTML: a character a byte, whose number modulo 256 is the byte. A host that
/// compresses what it sends finds the same repetitions in it as in the bytes, which base64 would hide.
pub fn as_text(bytes: &[u8]) -> String {
    let character = |&byte: &u8| match byte {
        // What HTML would take for something else: it replaces the first two, and `<` may begin a tag.
        0 | b'\r' | b'<' => char::from_u32(0x100 + u32::from(byte)).unwrap_or_default(),
        _ => char::from(byte),
    };
    bytes.iter().map(character).collect()
}

/// What boot.js adds the bytes up to, so that a damaged page does not start.
pub fn sum(bytes: &[u8]) -> i32 {
    bytes.iter().fold(0, |sum: i32, &byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn characters_are_bytes(bytes: Vec<u8>) {
            let text = as_text(&bytes);
            assert!(!text.contains(['\0', '\r', '<']));
            let back: Vec<u8> = text.chars().map(|character| character as u32 as u8).collect();
            assert_eq!(back, bytes);
        }
    }
}
