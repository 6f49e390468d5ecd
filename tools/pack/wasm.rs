//! The wasm: made smaller and faster, then packed.

use std::cmp::Reverse;
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

/// The bytes as a text that stands in HTML: first the character of each byte there may be, then those of the bytes. A host
/// that compresses what it sends finds the same repetitions in it as in the bytes, which base64 would hide.
pub fn as_text(bytes: &[u8]) -> String {
    let alphabet = alphabet(bytes);
    let text = bytes.iter().map(|&byte| alphabet[usize::from(byte)]);
    alphabet.into_iter().chain(text).collect()
}

/// A character for each byte. The most frequent bytes get those that are one byte in UTF-8, their own where they can: a
/// host's compressor sees most of the bytes as they are.
fn alphabet(bytes: &[u8]) -> [char; 256] {
    // HTML would take the three for something else: it replaces the first two, and `<` may begin a tag.
    let is_short = |byte: u8| byte.is_ascii() && !b"\0\r<".contains(&byte);
    let every = || 0..=u8::MAX;
    let mut counts = [0; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let mut frequent: Vec<u8> = every().collect();
    frequent.sort_by_key(|&byte| Reverse::<usize>(counts[usize::from(byte)]));
    frequent.truncate(every().filter(|&byte| is_short(byte)).count());

    let mut vacant = every().filter(|byte| is_short(*byte) && !frequent.contains(byte));
    let mut long = '\u{80}'..;
    let mut alphabet = ['\0'; 256];
    for byte in every() {
        let character = match (frequent.contains(&byte), is_short(byte)) {
            (true, true) => Some(char::from(byte)),
            (true, false) => vacant.next().map(char::from),
            (false, _) => long.next(),
        };
        alphabet[usize::from(byte)] = character.unwrap_or_default();
    }
    alphabet
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
            let alphabet: Vec<char> = text.chars().take(256).collect();
            let back: Vec<u8> = text
                .chars()
                .skip(256)
                .map(|character| alphabet.iter().position(|&one| one == character).unwrap() as u8)
                .collect();
            assert_eq!(back, bytes);
        }
    }
}
