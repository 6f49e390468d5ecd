//! The page shows, the program runs on it, and a worker answers: from a server and from disk.

use crate::browser::Browser;
use crate::page;
use serde_json::json;
use std::time::Duration;

#[test]
fn shows_and_starts_everywhere() {
    let Some(addresses) = page::addresses() else {
        return;
    };
    let browser = Browser::start();
    for address in addresses {
        browser.open(&address);
        assert_eq!(browser.title(), "Trailglass", "{address}");
        assert_eq!(
            browser.run("return document.querySelector('h1').innerText"),
            json!("Trailglass"),
            "{address}"
        );

        browser.wait_until("globalThis.trailglassBoot", Duration::from_secs(20));
        let signal = browser.run_async(
            "const worker = trailglassBoot.startWorker();
             return new Promise((resolve, reject) => {
               worker.onmessage = (event) => resolve(event.data.threadSignal);
               worker.onerror = (event) => reject(event.message);
               setTimeout(() => reject('no answer'), 20000);
             });",
        );
        assert_eq!(signal, Ok(json!("started")), "{address}");

        assert_eq!(
            browser.run("return document.getElementById('failure')?.innerText"),
            json!(null),
            "{address}"
        );
        let errors = browser.log("browser");
        assert!(errors.is_empty(), "{address}: {errors:#?}");
    }
}
