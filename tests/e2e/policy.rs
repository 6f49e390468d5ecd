//! The page's policy forbids network requests: nothing is requested after start, and every attempt is refused.
//!
//! Three witnesses: a server that counts what arrives, the browser's DevTools events, and its network log, which
//! has all that leaves the process, workers and the browser's own affairs included.

use crate::browser::Browser;
use crate::page;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{fs, thread};

const ATTEMPTS: &str = include_str!("attempts.js");

/// The paths in attempts.js, without icon and manifest, which Chromium does not take in headless mode.
const WAYS_OUT: [&str; 24] = [
    "data-worker-fetch",
    "page-background",
    "page-beacon",
    "page-embed",
    "page-eventsource",
    "page-fetch",
    "page-font",
    "page-form?",
    "page-iframe",
    "page-image",
    "page-import",
    "page-object",
    "page-prefetch",
    "page-preload",
    "page-script",
    "page-stylesheet",
    "page-video",
    "page-websocket",
    "page-xhr",
    "worker-eventsource",
    "worker-fetch",
    "worker-import",
    "worker-websocket",
    "worker-xhr",
];

/// A server that remembers the paths asked of it.
struct Trap {
    address: String,
    caught: Arc<Mutex<BTreeSet<String>>>,
}

impl Trap {
    fn set() -> Trap {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let caught = Arc::new(Mutex::new(BTreeSet::new()));
        let paths = caught.clone();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let paths = paths.clone();
                thread::spawn(move || {
                    let mut line = String::new();
                    let _ = BufReader::new(&stream).read_line(&mut line);
                    if let Some(path) = line.split(' ').nth(1) {
                        paths
                            .lock()
                            .unwrap()
                            .insert(path.trim_start_matches('/').to_string());
                    }
                    let _ = stream
                        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                });
            }
        });
        Trap { address, caught }
    }

    fn caught(&self) -> BTreeSet<String> {
        self.caught.lock().unwrap().clone()
    }
}

/// A browser that writes its network log to `file`, complete once it has closed.
fn logging_browser(file: &Path) -> Browser {
    let log = format!("--log-net-log={}", file.display());
    Browser::with_arguments(&[log, "--net-log-capture-mode=Everything".into()])
}

fn attempt_everything(browser: &Browser, trap: &Trap) {
    browser
        .run_async(&format!("{ATTEMPTS} await attempts('{}');", trap.address))
        .unwrap();
}

/// What the page and its workers asked for, by the network log.
///
/// Requests for a page's sake are navigations of a frame, or name the origin of their page or worker as initiator.
/// Chromium's own requests, which it makes in spite of the flags (time, accounts, updates), are neither.
fn requested(log: &Path) -> BTreeSet<String> {
    let log: Value = serde_json::from_str(&fs::read_to_string(log).unwrap()).unwrap();
    let start = &log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"];
    assert!(
        start.is_number(),
        "Chromium's network log has another form than expected"
    );
    let of_a_page = |parameters: &&Value| {
        parameters["initiator"] != "not an origin" || parameters["request_type"] != "other"
    };
    let events = log["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["type"] == *start);
    // The start of a job is logged with its parameters, its end without.
    let requests = events
        .map(|event| &event["params"])
        .filter(|parameters| parameters["url"].is_string());
    requests
        .filter(of_a_page)
        .map(|parameters| parameters["url"].as_str().unwrap().to_string())
        .collect()
}

/// What the page asked the browser for since the last call, by the DevTools events; data and blobs are no requests.
fn asked_for(browser: &Browser) -> BTreeSet<String> {
    let url = |line: String| {
        let event: Value = serde_json::from_str(&line).unwrap();
        let message = &event["message"];
        let request = message["method"] == "Network.requestWillBeSent";
        request.then(|| message["params"]["request"]["url"].as_str().unwrap().to_string())
    };
    let local = |url: &String| url.starts_with("blob:") || url.starts_with("data:");
    browser
        .log("performance")
        .into_iter()
        .filter_map(url)
        .filter(|url| !local(url))
        .collect()
}

#[test]
fn every_attempt_is_refused() {
    let Some(addresses) = page::addresses() else {
        return;
    };
    for (name, address) in ["served", "from_disk"].into_iter().zip(addresses) {
        let log = page::scratch(&format!("policy_{name}")).join("net.json");
        let trap = Trap::set();
        let browser = logging_browser(&log);
        browser.open(&address);
        browser.wait_until("globalThis.trailglassBoot", Duration::from_secs(20));
        browser.run_async("trailglassBoot.startWorker()").unwrap();
        thread::sleep(Duration::from_secs(1));
        assert_eq!(asked_for(&browser), BTreeSet::from([address.clone()]));

        attempt_everything(&browser, &trap);
        drop(browser);
        assert_eq!(trap.caught(), BTreeSet::new(), "{address}");
        // The network log does not count reading from disk.
        let own = if name == "served" {
            BTreeSet::from([address])
        } else {
            BTreeSet::new()
        };
        assert_eq!(requested(&log), own);
    }
}

/// Records with text in every field that would ask the trap if it were ever taken for markup, style or address.
fn hostile_records(trap: &str) -> String {
    let texts = [
        format!("<img src=\"{trap}/img\" onerror=\"fetch('{trap}/onerror')\">"),
        format!("\"><script src=\"{trap}/script\"></script><link rel=stylesheet href=\"{trap}/css\">"),
        format!("'; background: url({trap}/background); x: '"),
        format!("javascript:fetch('{trap}/javascript')"),
        format!("{trap}/plain?{{{{constructor}}}}"),
        format!(
            "</title></style></textarea><svg onload=\"fetch('{trap}/svg')\"><iframe src=\"{trap}/iframe\">"
        ),
    ];
    let record = |text: &String| {
        json!({
            "eventVersion": text, "eventTime": text, "eventSource": text, "eventName": text, "awsRegion": text,
            "sourceIPAddress": text, "userAgent": text, "errorCode": text, "errorMessage": text,
            "requestID": text, "eventID": text, "eventType": text, "eventCategory": text,
            "recipientAccountId": text, "readOnly": text,
            "userIdentity": {
                "type": text, "principalId": text, "arn": text, "accountId": text, "userName": text,
                "sessionContext": {"sessionIssuer": {"type": text, "userName": text, "arn": text}},
            },
            "requestParameters": {"bucketName": text, text: text},
            "responseElements": {text: [text, {text: text}]},
            "resources": [{"ARN": text, "accountId": text, "type": text}],
            "tlsDetails": {"clientProvidedHostHeader": text},
        })
    };
    json!({"Records": texts.iter().map(record).collect::<Vec<_>>()}).to_string()
}

#[test]
fn hostile_text_stays_text() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    let log = page::scratch("policy_hostile").join("net.json");
    let trap = Trap::set();
    let browser = logging_browser(&log);
    browser.open(&address);
    if !page::has_scripting(&browser) {
        return;
    }
    let records = hostile_records(&trap.address);
    let name = format!("<img src='{}/name'>.json", trap.address);
    let opened = browser.run_async(&format!(
        "const report = await trailglass.open([new File([{}], {})]);
         await trailglass.idle();
         return [report.events, report.problems.length];",
        json!(records),
        json!(name)
    ));
    assert_eq!(opened, Ok(json!([6, 0])));
    for number in 0..6 {
        // Each record in the table and in the detail pane.
        browser.run(&format!(
            "document.querySelectorAll('[role=grid] [role=row][aria-rowindex]')[{number}]?.click()"
        ));
        browser.run_async("await trailglass.idle()").unwrap();
    }
    let markup = browser
        .run("return document.querySelectorAll('img, iframe, script[src], [onload], [onerror]').length");
    assert_eq!(markup, json!(0));
    thread::sleep(Duration::from_secs(1));
    drop(browser);
    assert_eq!(trap.caught(), BTreeSet::new());
    assert_eq!(requested(&log), BTreeSet::from([address]));
}

#[test]
fn the_attempts_work_where_no_policy_is() {
    if page::addresses().is_none() {
        return;
    }
    let folder = page::scratch("no_policy");
    fs::write(
        folder.join("index.html"),
        "<!doctype html><title>No policy</title><body>",
    )
    .unwrap();
    let log = folder.join("net.json");
    let trap = Trap::set();
    let browser = logging_browser(&log);
    browser.open(&format!("{}/", page::serve(&folder)));
    attempt_everything(&browser, &trap);
    drop(browser);

    let caught = trap.caught();
    let requested = requested(&log);
    for path in WAYS_OUT {
        assert!(caught.contains(path), "{path} did not get through");
        assert!(
            requested.iter().any(|url| url.ends_with(path)),
            "{path} is not in the network log"
        );
    }
}

#[test]
fn text_cannot_become_markup() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    let browser = Browser::start();
    browser.open(&address);
    let refused = browser.run_async("document.body.innerHTML = '<b>markup</b>'");
    assert!(refused.is_err_and(|error| error.contains("TrustedHTML")));
}
