//! The page's Content-Security-Policy: nothing but what is in the file, and no request at all.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy for a page with these scripts and this style sheet, by their exact text.
pub fn policy(scripts: &[&str], style: &str) -> String {
    let scripts: Vec<String> = scripts.iter().map(|script| hash(script)).collect();
    [
        "default-src 'none'",
        // Without 'wasm-unsafe-eval' no browser compiles wasm. It allows wasm alone, no `eval`.
        &format!("script-src {} 'wasm-unsafe-eval'", scripts.join(" ")),
        // Workers run the glue of this page from memory, under this same policy.
        "worker-src blob:",
        &format!("style-src-elem {}", hash(style)),
        // Yew writes `style` attributes: the place of a row in the virtual table is one.
        "style-src-attr 'unsafe-inline'",
        "img-src data:",
        // Implied by default-src. Stated, because it is the promise.
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        // Text never becomes markup: the browser itself refuses `innerHTML` and its like. boot.js has the one policy.
        "require-trusted-types-for 'script'",
        "trusted-types trailglass 'allow-duplicates'",
    ]
    .join("; ")
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_as_browsers_do() {
        // SHA-256 of the empty text, the best known digest there is.
        assert_eq!(hash(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
    }

    #[test]
    fn opens_no_way_out() {
        let policy = policy(&["a", "b"], "c");
        for directive in policy.split("; ") {
            let mut words = directive.split(' ');
            let name = words.next().unwrap();
            for source in words.filter(|_| !name.contains("trusted-types")) {
                let local = source.starts_with('\'') || ["blob:", "data:"].contains(&source);
                assert!(local, "{name} allows {source}");
                assert!(source != "'unsafe-eval'");
                assert!(source != "'unsafe-inline'" || name == "style-src-attr");
            }
        }
    }
}
