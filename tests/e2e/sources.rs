//! Sources come and go, and what is said of them is whole whenever it is said.

use crate::browser::Browser;
use crate::corpus::{Corpus, choose_folder};
use crate::page;
use serde_json::json;

/// Opens a trail twice, and removes the first source in the menu, which all rows belong to: all that the second has are
/// copies until they are judged anew. Then runs `then` at once.
fn after_removal(browser: &Browser, then: &str) -> serde_json::Value {
    let script = format!(
        "const button = (of) => [...document.querySelectorAll('button')].find(of);
         await trailglass.close();
         await trailglass.open(chosen.files);
         await trailglass.open(chosen.files);
         await trailglass.idle();
         const all = trailglass.report().events;
         button((one) => /Sources/.test(one.textContent)).click();
         let remove;
         while (!remove) {{
           await new Promise(requestAnimationFrame);
           remove = button((one) => /^Remove/.test(one.ariaLabel ?? ''));
         }}
         remove.click();
         const events = await (async () => {{ {then} }})();
         return {{ all, events }}"
    );
    browser.run_async(&script).unwrap()
}

#[test]
fn what_is_counted_after_a_removal_is_whole() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    let corpus = Corpus::new("few", 20_000, 70);
    let browser = Browser::start();
    browser.open(&address);
    if !page::has_scripting(&browser) {
        return;
    }
    choose_folder(&browser, &corpus.folder);
    for then in [
        "await trailglass.idle(); return trailglass.report().events",
        "return (await trailglass.open([])).events",
    ] {
        let found = after_removal(&browser, then);
        assert_eq!(found["events"], found["all"], "{then}");
        assert_ne!(found["all"], json!(0));
    }
}
