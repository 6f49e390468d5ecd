//! Where the page is, on http and on disk, and whether it can be tested at all.

use crate::browser::Browser;
use crate::site;
use std::env;
use std::io::{self, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// Patience with the sample.
const A_MINUTE: Duration = Duration::from_secs(60);

/// The two addresses of the built page: served, and opened from disk. `None` when it cannot be tested here.
pub fn addresses() -> Option<[String; 2]> {
    let file = dist().join("index.html");
    let missing = if !file.exists() {
        "dist/index.html is missing: run `make build`"
    } else if !chromedriver_runs() {
        "chromedriver is missing: run `make test`, which installs it"
    } else {
        return Some([
            format!("{}/", serve(&dist())),
            format!("file://{}", file.display()),
        ]);
    };
    assert!(env::var_os("TRAILGLASS_E2E").is_none(), "{missing}");
    skip(missing);
    None
}

/// Waits for the page's scripting interface; false, and a word about it, when this build has none.
pub fn has_scripting(browser: &Browser) -> bool {
    browser.wait_until("globalThis.trailglassBoot", Duration::from_secs(20));
    for _ in 0..40 {
        if browser.run("return Boolean(window.trailglass)") == true {
            return true;
        }
        thread::sleep(Duration::from_millis(50));
    }
    skip("this build has no window.trailglass");
    false
}

/// The page from disk with its sample data open and shown.
pub fn with_sample() -> Option<Browser> {
    let [_, address] = addresses()?;
    let browser = Browser::start();
    // What shows first after loading is the overview.
    browser.open(&format!("{address}#at=events"));
    if !has_scripting(&browser) {
        return None;
    }
    let sample = "[...document.querySelectorAll('main button')].find((button) => button.innerText === 'Try sample data')";
    browser.wait_until(&format!("{sample} && !{sample}.disabled"), A_MINUTE);
    browser.run(&format!("{sample}.click()"));
    browser.wait_until("trailglass.report().events", A_MINUTE);
    settle(&browser);
    Some(browser)
}

/// Waits until what was typed or clicked is asked, answered and drawn.
pub fn settle(browser: &Browser) {
    browser
        .run_async("await new Promise((resolve) => setTimeout(resolve, 200)); await trailglass.idle()")
        .unwrap();
}

/// Writes a filter into its line, in place of the one before.
pub fn set_filter(browser: &Browser, text: &str) {
    browser.run("const input = document.getElementById('filter'); input.focus(); input.select()");
    browser.press(text);
    settle(browser);
}

/// The filter as it stands in its line.
pub fn filter(browser: &Browser) -> String {
    let text = browser.run("return document.getElementById('filter').value");
    text.as_str().unwrap().to_string()
}

/// How many events match, as the page says.
pub fn shown(browser: &Browser) -> u64 {
    settle(browser);
    let script =
        "return Number(document.querySelector('.counts').innerText.split(' ')[0].replace(/[^0-9]/g, ''))";
    browser.run(script).as_u64().unwrap()
}

/// Says why a test proves nothing here. Straight to the terminal: the test harness hides what a passing test prints.
pub fn skip(reason: &str) {
    let _ = writeln!(io::stderr(), "skipped: {reason}");
}

/// Serves a folder for the rest of the test; the address has no slash at its end.
pub fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let folder = folder.to_path_buf();
    thread::spawn(move || site::serve(&listener, &folder));
    address
}

/// An empty folder for one test, under `target`.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The built page's folder.
pub fn dist() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dist")
}

fn chromedriver_runs() -> bool {
    let version = Command::new("chromedriver")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    version.is_ok_and(|status| status.success())
}
