//! Facets and the menus of values, by mouse and by keyboard: what the filter says then, and that every count shown is
//! the one a script is told.

use crate::browser::{Browser, Element};
use crate::corpus::{Corpus, choose_folder};
use crate::page;
use serde_json::{Value, json};

const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';
const SHIFT: char = '\u{E008}';
const CONTROL: char = '\u{E009}';
const ALT: char = '\u{E00A}';
const ESCAPE: char = '\u{E00C}';
const HOME: char = '\u{E011}';
const RIGHT: char = '\u{E014}';
const DOWN: char = '\u{E015}';
const UP: char = '\u{E013}';
const DELETE: char = '\u{E017}';
const F10: char = '\u{E03A}';

/// A page with a trail, and what the tests ask of it.
struct Page(Browser);

impl Page {
    fn open(name: &str) -> Option<Page> {
        let [address, _] = page::addresses()?;
        let corpus = Corpus::new(name, 3000, 500);
        let browser = Browser::start();
        browser.open(&format!("{address}#at=events"));
        if !page::has_scripting(&browser) {
            return None;
        }
        choose_folder(&browser, &corpus.folder);
        browser.run_async("await trailglass.open(chosen.files)").unwrap();
        let page = Page(browser);
        page.settle();
        Some(page)
    }

    /// Waits until all that follows the last action is on the page.
    fn settle(&self) {
        let quiet = "for (let turn = 0; turn < 2; turn++) {
            await new Promise((resolve) => setTimeout(resolve, 150)); await trailglass.idle(); }";
        self.0.run_async(quiet).unwrap();
    }

    fn filter(&self) -> String {
        let text = self.0.run("return document.getElementById('filter').value");
        text.as_str().unwrap().to_owned()
    }

    fn text(&self, script: &str) -> String {
        let text = self.0.run(&format!("return String({script})"));
        text.as_str().unwrap().to_owned()
    }

    fn number(&self, script: &str) -> u64 {
        self.0.run(&format!("return {script}")).as_u64().unwrap()
    }

    fn line(field: &str, at: usize) -> String {
        format!("[data-field='{field}'] [data-line='{at}']")
    }

    fn value(&self, field: &str, at: usize) -> String {
        self.text(&format!(
            "document.querySelector(\"{} .pick\").title",
            Page::line(field, at)
        ))
    }

    fn find(&self, field: &str, at: usize, button: &str) -> Element {
        self.0.find(&format!("{} {button}", Page::line(field, at)))
    }

    fn press(&self, field: &str, at: usize, held: Option<char>) {
        self.0.mouse(&self.find(field, at, ".pick"), Some(0), held);
        self.settle();
    }

    fn keys(&self, keys: &[char]) {
        match keys {
            [held, key] => self.0.press_with(*held, &key.to_string()),
            keys => self.0.press(&keys.iter().collect::<String>()),
        }
        self.settle();
    }

    fn click(&self, selector: &str) {
        self.0.click(&self.0.find(selector));
        self.settle();
    }

    fn type_filter(&self, text: &str) {
        self.0.click(&self.0.find("#filter"));
        self.0.press_with(CONTROL, "a");
        self.0.press(text);
        self.settle();
    }

    /// What has the focus, as it is called.
    fn focused(&self) -> String {
        self.text("document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || document.activeElement.id")
    }

    /// All values shown of a field have the counts that a script is told under `filter`; how many are shown.
    fn check(&self, field: &str, filter: &str) -> usize {
        let script = format!(
            "const told = new Map((await trailglass.facet({field}, {{query: {filter}}})).map(({{value, count}}) => [value, count]));
             const lines = [...document.querySelectorAll('[data-field={field}] .facet-value')];
             return lines.map((line) => [line.querySelector('.pick').title, line.querySelector('.figure').innerText,
               (told.get(line.querySelector('.pick').title) ?? 0).toLocaleString('en-US')]);",
            field = json!(field),
            filter = json!(filter),
        );
        let lines: Vec<[String; 3]> = serde_json::from_value(self.0.run_async(&script).unwrap()).unwrap();
        for [value, shown, told] in &lines {
            assert_eq!(shown, told, "{value} of {field} under {filter}");
        }
        lines.len()
    }

    /// How many events the table says match.
    fn matching(&self) -> String {
        let counts = self.text("document.querySelector('.counts').innerText");
        counts.split(' ').next().unwrap().to_owned()
    }

    fn count(&self, field: &str, at: usize) -> String {
        self.text(&format!(
            "document.querySelector(\"{} .figure\").innerText",
            Page::line(field, at)
        ))
    }

    fn menu(&self) -> Vec<String> {
        let labels = self.0.run(
            "return [...document.querySelectorAll('.menu [role=menuitem] > span')].map((item) => item.innerText)",
        );
        serde_json::from_value(labels).unwrap()
    }

    fn columns(&self) -> Value {
        self.0
            .run("return [...document.querySelectorAll('.head .title')].map((title) => title.innerText)")
    }
}

#[test]
fn facets_by_mouse() {
    let Some(page) = Page::open("facets-mouse") else {
        return;
    };
    let all = page.matching();
    for field in ["service", "eventName", "actor", "outcome", "sourceIPAddress"] {
        assert!(page.check(field, "") > 0, "{field} has no values");
    }
    let [a, b] = [page.value("eventName", 0), page.value("eventName", 1)];
    let expected = page.count("eventName", 0);
    page.press("eventName", 0, None);
    assert_eq!(page.filter(), format!("eventName:{a}"));
    assert_eq!(
        page.matching(),
        expected,
        "a count is the count of what a click shows"
    );
    page.check("eventName", "");
    page.check("actor", &format!("eventName:{a}"));

    page.press("eventName", 1, Some(SHIFT));
    let both = format!("eventName:({a} OR {b})");
    assert_eq!(page.filter(), both);
    let pressed = "document.querySelectorAll(\"[data-field=eventName] .pick[aria-pressed=true]\").length";
    assert_eq!(page.number(pressed), 2);
    let actor = page.value("actor", 0);
    page.press("actor", 0, Some(ALT));
    assert_eq!(page.filter(), format!("{both} -actor:{actor}"));
    page.check("actor", &both);
    page.check("service", &page.filter());
    assert!(
        page.text("document.querySelector('[data-field=actor] .excluded .pick').ariaLabel")
            .ends_with(", excluded")
    );

    // The same once more takes it back; so does the button of the whole facet.
    page.press("eventName", 0, None);
    assert_eq!(page.filter(), format!("eventName:{b} -actor:{actor}"));
    page.click("[data-field='actor'] .clear");
    assert_eq!(page.filter(), format!("eventName:{b}"));
    page.click("[data-field='eventName'] .clear");
    assert_eq!((page.filter(), page.matching()), (String::new(), all));

    // The button that excludes shows where the mouse is.
    let service = page.value("service", 0);
    page.0.mouse(&page.find("service", 0, ".pick"), None, None);
    page.0.click(&page.find("service", 0, ".exclude"));
    page.settle();
    assert_eq!(page.filter(), format!("-service:{service}"));
    page.click("[data-field='service'] .clear");

    // More, and a search among all values.
    let distinct = page
        .0
        .run_async("return (await trailglass.facet('eventName')).length")
        .unwrap();
    page.click("[data-field='eventName'] .facet-foot button");
    assert_eq!(
        json!(page.check("eventName", "").min(100)),
        distinct.as_u64().unwrap().min(100)
    );
    page.click("[data-field='eventName'] .facet-head [aria-label^='Search']");
    page.0.press("get");
    page.settle();
    let found = page.check("eventName", "");
    let script = "return (await trailglass.facet('eventName')).filter(({value}) => value.toLowerCase().includes('get')).length";
    assert_eq!(
        json!(found.min(100)),
        page.0.run_async(script).unwrap().as_u64().unwrap().min(100)
    );
    assert_eq!(page.filter(), "", "what is typed into a search stays there");
    page.0.press(&ESCAPE.to_string());

    // Any path is a facet, also one whose values hardly repeat.
    page.click("[aria-label='Choose facets']");
    page.0.press("requestID");
    page.0.press(&format!("{ENTER}{ESCAPE}"));
    page.settle();
    assert_eq!(
        page.text("document.querySelector('.facet').dataset.field"),
        "requestID"
    );
    assert_eq!(page.check("requestID", ""), 10);
}

#[test]
fn facets_by_keyboard() {
    let Some(page) = Page::open("facets-keys") else {
        return;
    };
    // Away and back: the focus is in the panel then.
    page.keys(&[CONTROL, 'b']);
    assert_eq!(page.number("document.querySelectorAll('.facet').length"), 0);
    page.keys(&[CONTROL, 'b']);
    assert!(page.focused().starts_with("Service"), "{}", page.focused());
    let [a, b, c] = [0, 1, 2].map(|at| page.value("service", at));
    page.keys(&[DOWN]);
    page.keys(&[ENTER]);
    assert_eq!(page.filter(), format!("service:{a}"));
    page.keys(&[DOWN]);
    page.keys(&[SHIFT, ENTER]);
    assert_eq!(page.filter(), format!("service:({a} OR {b})"));
    page.keys(&[UP]);
    page.keys(&[DELETE]);
    page.keys(&[DOWN]);
    page.keys(&[DELETE]);
    page.keys(&[DOWN]);
    page.keys(&[ALT, ENTER]);
    assert_eq!(page.filter(), format!("-service:{c}"));
    page.check("service", "");
    assert_eq!(
        page.focused(),
        format!("{c}, {} events, excluded", page.count("service", 2))
    );
    page.keys(&[TAB]);
    assert!(
        page.focused().starts_with("Event"),
        "one stop a facet: {}",
        page.focused()
    );
    page.keys(&[DOWN]);
    page.keys(&[SHIFT, F10]);
    assert_eq!(page.menu()[0], "Filter by this value");
    page.keys(&[ESCAPE]);
    assert!(
        page.focused().starts_with(&page.value("eventName", 0)),
        "{}",
        page.focused()
    );

    // Search: beside the title, then down into what it finds.
    page.keys(&[UP]);
    page.keys(&[RIGHT]);
    page.keys(&[ENTER]);
    page.0.press("put");
    page.settle();
    page.keys(&[DOWN]);
    assert!(
        page.focused().to_lowercase().contains("put"),
        "{}",
        page.focused()
    );
    page.keys(&[DELETE]);
    page.keys(&[HOME]);
    page.keys(&[DELETE]);
    assert_eq!(page.filter(), "");

    // In the table: the value of a cell.
    page.keys(&[ESCAPE]);
    assert_eq!(page.text("document.activeElement.id"), "events");
    page.keys(&[DOWN]);
    page.keys(&[RIGHT]);
    let name = page.text("document.querySelector('.cell.active').innerText");
    page.keys(&[SHIFT, F10]);
    assert_eq!(page.menu().len(), 7);
    page.keys(&[ENTER]);
    assert_eq!(page.filter(), format!("eventName:{name}"));
    assert_eq!(
        page.text("document.activeElement.id"),
        "events",
        "the focus comes back"
    );
}

#[test]
fn a_value_is_a_handle_wherever_it_is_shown() {
    let Some(page) = Page::open("facets-handles") else {
        return;
    };
    let cell = "[data-at='0'] [aria-colindex='3']";
    let name = page.text(&format!("document.querySelector(\"{cell}\").innerText"));
    let pick = |label: &str| {
        let at = page.menu().iter().position(|item| item == label);
        let at = at.unwrap_or_else(|| panic!("no {label} among {:?}", page.menu()));
        page.click(&format!(".menu [role=menuitem]:nth-of-type({})", at + 1));
    };
    let on_cell = |label: &str| {
        page.0.mouse(&page.0.find(cell), Some(2), None);
        page.settle();
        pick(label);
    };
    on_cell("Exclude this value");
    assert_eq!(page.filter(), format!("-eventName:{name}"));
    page.click("[data-field='eventName'] .clear");
    on_cell("Filter by this value");
    assert_eq!(page.filter(), format!("eventName:{name}"));

    // A facet's value, the summary, and the record tree offer the same.
    page.0.mouse(&page.find("actor", 0, ".pick"), Some(2), None);
    page.settle();
    pick("Add as column");
    assert!(page.columns().as_array().unwrap().contains(&json!("Actor")));
    page.click(cell);
    page.0.mouse(&page.0.find(".summary dd .link"), Some(2), None);
    page.settle();
    pick("Add as facet");
    assert_eq!(
        page.text("document.querySelector('.facet').dataset.field"),
        "eventTime"
    );
    page.check("eventTime", &page.filter());
    let leaf = "document.querySelector('.line:has(.text)').id";
    page.0
        .mouse(&page.0.find(&format!("#{}", page.text(leaf))), Some(2), None);
    page.settle();
    pick("Add as facet");
    assert_ne!(
        page.text("document.querySelector('.facet').dataset.field"),
        "eventTime"
    );

    // A cell of several values asks which; one of a field that is not there offers its absence.
    let record = json!({"eventVersion": "1.08", "eventTime": "2026-01-01T00:00:00Z", "eventSource": "s3.amazonaws.com",
        "eventName": "Several", "eventID": "11111111-2222-3333-4444-555555555555", "requestParameters": {"names": ["a, b", "c", "c"]}});
    let file = json!({"Records": [record]}).to_string();
    page.0
        .run_async(&format!(
            "await trailglass.open([new File([{file:?}], 'several.json')])"
        ))
        .unwrap();
    page.click(".toolbar [aria-haspopup=dialog]");
    page.0.press("requestParameters.names");
    page.0.press(&format!("{ENTER}{ESCAPE}"));
    page.type_filter("name:Several");
    let column = page.number("document.querySelectorAll('.heads [role=columnheader]').length");
    let cell = format!("[data-at='0'] [aria-colindex='{column}']");
    page.0.mouse(&page.0.find(&cell), Some(2), None);
    page.settle();
    assert_eq!(page.menu(), ["a, b", "c"]);
    pick("a, b");
    pick("Filter by this value");
    assert_eq!(page.filter(), "name:Several requestParameters.names:\"a, b\"");
    assert_eq!(page.matching(), "1");
    page.type_filter("-name:Several");
    page.0.mouse(&page.0.find(&cell), Some(2), None);
    page.settle();
    pick("Only events with it");
    assert_eq!(page.filter(), "-name:Several requestParameters.names:*");
}
