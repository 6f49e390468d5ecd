//! The page, put together.

use crate::html::{Tag, tags};
use crate::policy::policy;
use crate::{streams, wasm};
use std::error::Error;

const BOOT: &str = include_str!("../boot.js");
const WORKER_BOOT: &str = include_str!("../worker_boot.js");

/// What goes into the page.
pub struct Parts {
    /// The page as Trunk wrote it.
    pub html: String,
    /// The script that wasm-bindgen wrote.
    pub glue: String,
    /// The wasm.
    pub wasm: Vec<u8>,
}

/// Puts everything into one page; `read` gets the text of a style sheet by its address.
///
/// # Errors
/// The page refers to something outside of itself, or a text cannot stand inside of HTML.
pub fn pack(
    parts: &Parts,
    read: impl Fn(&str) -> Result<String, Box<dyn Error>>,
) -> Result<String, Box<dyn Error>> {
    let mut style = String::new();
    let mut body = String::new();
    let mut end_of_last = 0;
    for tag in tags(&parts.html) {
        let is_style = tag.name == "link" && tag.get("rel") == Some("stylesheet");
        if is_style {
            style += &read(tag.get("href").unwrap_or_default())?;
        }
        if is_style || tag.get("data-trunk").is_some() {
            body += &parts.html[end_of_last..tag.span.start];
            end_of_last = tag.span.end;
        } else {
            self_contained(&tag)?;
        }
    }
    body += &parts.html[end_of_last..];

    let glue = parts.glue.as_str();
    if !glue.contains("let wasm_bindgen") {
        return Err(
            "the glue is a module, which workers on file:// cannot load: index.html must give its \
                    `<link data-trunk rel=\"rust\">` the attribute data-bindgen-target=\"no-modules\""
                .into(),
        );
    }
    for (name, text, end) in [
        ("the styles", style.as_str(), "</style"),
        ("the glue", glue, "</script"),
        ("boot.js", BOOT, "</script"),
        ("worker_boot.js", WORKER_BOOT, "</script"),
    ] {
        if text.to_ascii_lowercase().contains(end) || text.contains("<!--") {
            return Err(format!("{name} contain `{end}` or `<!--`, which HTML would read as markup").into());
        }
    }

    let policy = policy(&[glue, BOOT], &style);
    let head = format!("<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    let taken = streams::take_apart(&parts.wasm)?;
    let starts: Vec<String> = taken.starts.iter().map(usize::to_string).collect();
    let (size, sum, starts) = (taken.module.len(), wasm::sum(&taken.module), starts.join(" "));
    // Last in the body: all that is above is on the screen before this is read. What starts it stands first, to say so
    // when the rest does not come.
    let scripts = format!(
        "<script>{BOOT}</script>\n\
         <script type=\"text/plain\" id=\"worker-boot\">{WORKER_BOOT}</script>\n\
         <script type=\"application/octet-stream\" id=\"wasm\" data-size=\"{size}\" data-sum=\"{sum}\" data-starts=\"{starts}\">{}</script>\n\
         <script id=\"glue\">{glue}</script>\n\
         <template id=\"end\"></template>\n</body>",
        taken.text
    );
    // With a byte order mark the page is UTF-8 whatever its server says.
    let page = format!("\u{feff}{}", replace_once(&body, "<head>", &head)?);
    let page = replace_once(&page, "</head>", &format!("<style>{style}</style>\n</head>"))?;
    let page = replace_once(&page, "</body>", &scripts)?;
    if !page.as_bytes()[..page.len().min(1024)]
        .windows(8)
        .any(|text| text == b"charset=")
    {
        return Err(
            "the charset must stand in the first 1024 bytes: make it the first thing in <head>".into(),
        );
    }
    Ok(page)
}

/// Refuses what the policy would block in the browser: better to hear of it here.
fn self_contained(tag: &Tag) -> Result<(), String> {
    let address = tag
        .get("src")
        .or_else(|| tag.get("href").filter(|_| tag.name == "link"));
    let outside = address.is_some_and(|address| !address.starts_with("data:"));
    if outside || ["script", "style", "base"].contains(&tag.name.as_str()) {
        return Err(format!(
            "index.html has a <{}> that the packed page cannot have: {tag:?}",
            tag.name
        ));
    }
    Ok(())
}

fn replace_once(page: &str, what: &str, with: &str) -> Result<String, String> {
    match page.matches(what).count() {
        1 => Ok(page.replacen(what, with, 1)),
        count => Err(format!(
            "index.html has {count} `{what}`, and the packer needs exactly one"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function that does nothing, without its type.
    const WASM: &[u8] = b"\0asm\x01\0\0\0\x0a\x04\x01\x02\0\x0b";
    const HTML: &str = "<!doctype html><html><head><meta charset=\"utf-8\"><link rel=\"stylesheet\" href=\"a.css\">\
        <link rel=\"stylesheet\" href=\"b.css\"><link data-trunk rel=\"rust\"></head><body><p>Hi</p></body></html>";

    fn pack_html(html: &str) -> Result<String, Box<dyn Error>> {
        let parts = Parts {
            html: html.into(),
            glue: "let wasm_bindgen;".into(),
            wasm: WASM.to_vec(),
        };
        pack(&parts, |href| Ok(format!("/* {href} */")))
    }

    #[test]
    fn everything_is_inside_and_in_order() {
        let page = pack_html(HTML).unwrap();
        let wasm = format!(">{}</script>", streams::take_apart(WASM).unwrap().text);
        assert!(page.contains("<style>/* a.css *//* b.css */</style>"));
        assert!(!page.contains("stylesheet") && !page.contains("data-trunk"));
        let order = [
            "\u{feff}<!doctype html>",
            "Content-Security-Policy",
            "charset",
            "<style>",
            "<p>Hi</p>",
            &wasm,
            "let wasm_bindgen",
        ];
        let places: Vec<usize> = order.iter().map(|text| page.find(text).unwrap()).collect();
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn refuses_what_lies_outside() {
        for bad in [
            "<script>x</script>",
            "<script src=\"x.js\"></script>",
            "<img src=\"https://example.com/x.png\">",
            "<link rel=\"icon\" href=\"favicon.ico\">",
            "<style>p {}</style>",
            "<base href=\"/x/\">",
        ] {
            assert!(
                pack_html(&HTML.replace("<p>", &format!("{bad}<p>"))).is_err(),
                "{bad}"
            );
        }
    }
}
