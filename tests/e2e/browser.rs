//! A headless Chromium, in the words of a test.

use crate::webdriver::Driver;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one page, which closes when dropped.
pub struct Browser {
    driver: Driver,
}

/// An element of the page.
pub struct Element(String);

/// What the mouse does.
#[derive(Debug, Clone, Copy)]
pub enum Pointer {
    /// Goes to a point of the window.
    Move(i64, i64),
    /// Presses its first button.
    Down,
    /// Lets go of it.
    Up,
}

impl Browser {
    /// Starts a browser with a fresh profile that talks to nobody by itself.
    pub fn start() -> Browser {
        Browser::with_arguments(&[])
    }

    /// The same with further command line arguments.
    pub fn with_arguments(more: &[String]) -> Browser {
        let mut arguments: Vec<&str> = vec![
            "--headless=new",
            "--window-size=1280,900",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-extensions",
            "--disable-sync",
        ];
        if is_root() {
            // Chromium's sandbox refuses to run as root.
            arguments.push("--no-sandbox");
        }
        arguments.extend(more.iter().map(String::as_str));
        let driver = Driver::start(&json!({
            "browserName": "chrome",
            "timeouts": {"script": 300_000, "pageLoad": 60_000},
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }));
        Browser { driver }
    }

    /// Opens a page and waits for its `load` event.
    pub fn open(&self, url: &str) {
        self.driver.post("/url", &json!({"url": url}));
    }

    /// The title of the page.
    pub fn title(&self) -> String {
        self.driver.get("/title").as_str().unwrap_or_default().to_string()
    }

    /// Runs the body of a function in the page; what it returns comes back.
    pub fn run(&self, script: &str) -> Value {
        self.driver
            .post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Runs the body of an async function in the page and waits for it. A rejection is the `Err`.
    pub fn run_async(&self, script: &str) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[arguments.length - 1];\
             (async () => {{ {script} }})().then(\
               (value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        );
        let mut answer = self
            .driver
            .try_post("/execute/async", &json!({"script": script, "args": []}))?;
        match answer["error"].as_str() {
            Some(error) => Err(error.to_string()),
            None => Ok(answer["value"].take()),
        }
    }

    /// Waits until an expression is true in the page. A page that says it failed is not waited for.
    pub fn wait_until(&self, expression: &str, patience: Duration) {
        let start = Instant::now();
        loop {
            let failure = self.run("return document.getElementById('failure')?.innerText");
            if self.run(&format!("return Boolean({expression})")) == json!(true) {
                return;
            }
            assert!(failure.is_null(), "waiting for {expression}: {failure}");
            assert!(
                start.elapsed() < patience,
                "not true within {patience:?}: {expression}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The first element that a CSS selector finds.
    pub fn find(&self, selector: &str) -> Element {
        let found = self
            .driver
            .post("/element", &json!({"using": "css selector", "value": selector}));
        Element(found[ELEMENT].as_str().unwrap().to_string())
    }

    /// Clicks in the middle of an element.
    #[allow(dead_code, reason = "for the tests of what is on the page")]
    pub fn click(&self, element: &Element) {
        self.driver
            .post(&format!("/element/{}/click", element.0), &json!({}));
    }

    /// Types into an element. For a file input the text is paths joined by newlines; a folder input takes one folder.
    pub fn send_keys(&self, element: &Element, text: &str) {
        self.driver
            .post(&format!("/element/{}/value", element.0), &json!({"text": text}));
    }

    /// Presses and releases keys wherever the focus is; special keys are WebDriver's code points.
    #[allow(dead_code, reason = "for the tests of what is on the page")]
    pub fn press(&self, keys: &str) {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()})))
            .collect();
        self.driver.post(
            "/actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}),
        );
    }

    /// Presses keys while another one is held.
    pub fn press_with(&self, held: char, keys: &str) {
        let key = |kind: &str, key: char| json!({"type": kind, "value": key.to_string()});
        let inside = keys
            .chars()
            .flat_map(|one| [key("keyDown", one), key("keyUp", one)]);
        let actions: Vec<Value> = std::iter::once(key("keyDown", held))
            .chain(inside)
            .chain([key("keyUp", held)])
            .collect();
        self.driver.post(
            "/actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}),
        );
    }

    /// Moves and presses the mouse, which stays as it is left.
    pub fn pointer(&self, actions: &[Pointer]) {
        let action = |action: &Pointer| match action {
            Pointer::Move(x, y) => json!({"type": "pointerMove", "x": x, "y": y, "duration": 40}),
            Pointer::Down => json!({"type": "pointerDown", "button": 0}),
            Pointer::Up => json!({"type": "pointerUp", "button": 0}),
        };
        let actions: Vec<Value> = actions.iter().map(action).collect();
        self.driver.post(
            "/actions",
            &json!({"actions": [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions}]}),
        );
    }

    /// Moves the mouse to the middle of an element and presses a button there (0 left, 2 right; none to stay over
    /// it) while a key is held.
    pub fn mouse(&self, element: &Element, button: Option<u8>, held: Option<char>) {
        let wait = json!({"type": "pause"});
        let hold = |kind: &str| {
            held.map_or(
                wait.clone(),
                |key| json!({"type": kind, "value": key.to_string()}),
            )
        };
        let press =
            |kind: &str| button.map_or(wait.clone(), |button| json!({"type": kind, "button": button}));
        let to =
            json!({"type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": {ELEMENT: element.0}});
        self.driver.post(
            "/actions",
            &json!({"actions": [
                {"type": "key", "id": "keys", "actions": [hold("keyDown"), wait, wait, hold("keyUp")]},
                {"type": "pointer", "id": "mouse", "actions": [to, press("pointerDown"), press("pointerUp"), wait]},
            ]}),
        );
    }

    /// Drops files and folders of this machine at a point of the window, as the user would from a file manager.
    pub fn drop_files(&self, (x, y): (u32, u32), paths: &[&Path]) {
        for kind in ["dragEnter", "dragOver", "drop"] {
            let data = json!({"items": [], "files": paths, "dragOperationsMask": 1});
            self.devtools(
                "Input.dispatchDragEvent",
                &json!({"type": kind, "x": x, "y": y, "data": data}),
            );
        }
    }

    /// A command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.driver.post(
            "/goog/cdp/execute",
            &json!({"cmd": command, "params": parameters}),
        )
    }

    /// The lines of a log since the last call: `browser` is the console, `performance` the DevTools events.
    pub fn log(&self, kind: &str) -> Vec<String> {
        let lines = self.driver.post("/se/log", &json!({"type": kind}));
        let text = |line: &Value| line["message"].as_str().unwrap_or_default().to_string();
        lines.as_array().unwrap().iter().map(text).collect()
    }

    /// The window as a PNG, in base64.
    #[allow(dead_code, reason = "for the tests of what is on the page")]
    pub fn screenshot(&self) -> String {
        self.driver
            .get("/screenshot")
            .as_str()
            .unwrap_or_default()
            .to_string()
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
