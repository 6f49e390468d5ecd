//! The names under which the wasm asks for what the glue gives it.

use memchr::memmem;
use regex_lite::Regex;
use std::collections::BTreeMap;

/// Puts a counter in place of the hash in each name, of the same length: a hash is what no compressor makes smaller, and
/// one module needs none to tell its own names apart.
pub fn count(glue: &str, wasm: &[u8]) -> Result<(String, Vec<u8>), regex_lite::Error> {
    let hashed = Regex::new(r"\b__wbg_\w+_[0-9a-f]{16}\b")?;
    let names: BTreeMap<&str, String> = hashed
        .find_iter(glue)
        .map(|name| name.as_str())
        .zip(0..)
        .map(|(name, number)| (name, format!("{}{number:016}", &name[..name.len() - 16])))
        .collect();
    let mut counted = wasm.to_vec();
    for (hashed, name) in &names {
        for at in memmem::find_iter(wasm, hashed.as_bytes()) {
            counted[at..at + name.len()].copy_from_slice(name.as_bytes());
        }
    }
    let glue = hashed.replace_all(glue, |name: &regex_lite::Captures| names[&name[0]].clone());
    Ok((glue.into_owned(), counted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree() {
        let glue = "{ __wbg_now_0123456789abcdef: 1, __wbg_new_fedcba9876543210: 2, __wbg_set: 3 }";
        let wasm = b"\x1a__wbg_new_fedcba9876543210\x00fedcba9876543210";
        let (glue, wasm) = count(glue, wasm).unwrap();
        assert_eq!(
            glue,
            "{ __wbg_now_0000000000000000: 1, __wbg_new_0000000000000001: 2, __wbg_set: 3 }"
        );
        assert_eq!(wasm, b"\x1a__wbg_new_0000000000000001\x00fedcba9876543210");
    }
}
