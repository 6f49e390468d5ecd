//! The filter by keyboard and by mouse: what may be typed next, what was typed before, what is wrong with it; and the
//! views and links that keep it.

use crate::browser::Browser;
use crate::page;
use serde_json::{Value, json};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

// WebDriver's names of keys.
const UP: &str = "\u{e013}";
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const ESCAPE: &str = "\u{e00c}";
const CONTROL: &str = "\u{e009}";

/// Which query finds the event that the tests look at.
const ONE_EVENT: &str = "eventName:CreateAccessKey";

/// A view that differs from a fresh page's in its columns, its order and its zone.
const VIEW: &str = "#sort=eventID&columns=eventTime,eventID,eventName&zone=local";

/// The page with the sample data.
struct Page(Browser);

impl Page {
    fn open() -> Option<Page> {
        Page::open_at("")
    }

    fn open_at(fragment: &str) -> Option<Page> {
        let [address, _] = page::addresses()?;
        let page = Page(Browser::start());
        page.0.open(&format!("{address}{fragment}"));
        page::has_scripting(&page.0).then(|| page.with_sample())
    }

    fn with_sample(self) -> Page {
        self.load_sample();
        self
    }

    fn load_sample(&self) {
        self.0
            .wait_until("document.querySelector('main button:enabled')", PATIENCE);
        self.0.run(
            "[...document.querySelectorAll('main button')].find((button) => button.innerText.includes('sample')).click()",
        );
        self.0
            .wait_until("document.querySelector('#filter:enabled')", PATIENCE);
        self.idle();
    }

    fn idle(&self) {
        self.0.run_async("await trailglass.idle()").unwrap();
    }

    /// Keys into the filter.
    fn keys(&self, keys: &str) {
        self.0.send_keys(&self.0.find("#filter"), keys);
        self.idle();
    }

    /// Types a filter in place of the one there.
    fn type_anew(&self, text: &str) {
        self.keys(&format!("{CONTROL}a"));
        self.keys(text);
    }

    fn text(&self) -> String {
        let text = self.0.run("return document.getElementById('filter').value");
        text.as_str().unwrap().to_owned()
    }

    fn focused(&self) -> Value {
        self.0.run("return document.activeElement.id")
    }

    /// The choices listed: what each says, and its count.
    fn choices(&self) -> Vec<(String, String)> {
        let choices = self.0.run(
            "return [...document.querySelectorAll('#filter-list [role=option]')].map((option) =>
               [option.querySelector('.mono').innerText, option.querySelector('.figure')?.innerText ?? ''])",
        );
        serde_json::from_value(choices).unwrap()
    }

    /// The choice that is highlighted, as assistive technology is told.
    fn active(&self) -> Value {
        self.0.run(
            "const input = document.getElementById('filter');
             const id = input.getAttribute('aria-activedescendant');
             return id && document.getElementById(id).querySelector('.mono').innerText",
        )
    }

    fn is_listing(&self) -> bool {
        self.0
            .run("return document.getElementById('filter').getAttribute('aria-expanded')")
            == "true"
    }

    /// What is said and underlined.
    fn words(&self) -> (String, String) {
        let words = self.0.run(
            "return [document.querySelector('#filter-error, #filter-warning')?.innerText ?? '',
                     document.querySelector('.filter-mirror u')?.innerText ?? '']",
        );
        serde_json::from_value(words).unwrap()
    }

    fn matching(&self) -> Value {
        self.0
            .run("return document.getElementById('events').getAttribute('aria-rowcount') - 1")
    }

    fn total(&self, query: &str) -> Value {
        let answer = self.0.run_async(&format!(
            "return (await trailglass.query({query:?}, {{limit: 0}})).total"
        ));
        answer.unwrap()
    }

    /// What the table's header says, with the order of rows.
    fn heads(&self) -> Vec<String> {
        let heads = self.0.run(
            "return [...document.querySelectorAll('#events [role=columnheader][id]')].map((head) =>
               `${head.innerText} ${head.getAttribute('aria-sort')}`)",
        );
        serde_json::from_value(heads).unwrap()
    }

    fn fragment(&self) -> String {
        let fragment = self.0.run("return location.hash");
        fragment.as_str().unwrap().to_owned()
    }

    fn click(&self, selector: &str) {
        self.0.click(&self.0.find(selector));
        self.idle();
    }

    /// The eventID of the event in the detail pane.
    fn wait_for_detail_of(&self, event: &str) {
        self.0.wait_until(
            &format!("document.getElementById('detail')?.innerText.includes({event:?})"),
            PATIENCE,
        );
        self.0.wait_until(
            "document.querySelector('#events [role=row][aria-selected=true]')",
            PATIENCE,
        );
    }
}

#[test]
fn filter_completes_by_keyboard() {
    let Some(page) = Page::open() else { return };
    page.keys("eventN");
    assert!(page.is_listing());
    let choices = page.choices();
    assert_eq!(choices[0].0, "eventName", "{choices:?}");
    assert_eq!(page.active(), json!(null), "nothing is highlighted by itself");
    page.keys(DOWN);
    assert_eq!(page.active(), "eventName");
    page.keys(UP);
    assert_eq!(page.active(), json!(null));
    page.keys(&format!("{DOWN}{TAB}"));
    assert_eq!(page.text(), "eventName:");

    let (value, count) = page.choices().swap_remove(0);
    assert_eq!(
        page.total(&format!("eventName:{value}")).to_string(),
        count.replace(',', ""),
        "{value}"
    );
    page.keys("putobj");
    page.keys(&format!("{DOWN}{ENTER}"));
    assert_eq!(page.text().trim(), "eventName:PutObject");
    assert!(!page.is_listing());
    assert_eq!(page.matching(), page.total("eventName:PutObject"));
    assert_eq!(page.focused(), "filter", "a choice is not the end");

    // A second value of a field: counted without the first, under all else.
    page.type_anew("-outcome:ok eventName:(PutObject OR ");
    page.keys(&format!("{CONTROL} "));
    let (value, count) = page.choices().swap_remove(1);
    assert_eq!(
        page.total(&format!("-outcome:ok eventName:{value}")).to_string(),
        count.replace(',', ""),
        "{value}"
    );

    // Asked for, the list of fields comes without a letter: short names and derived ones are in it, and marked.
    page.type_anew("x ");
    assert!(!page.is_listing());
    page.keys(&format!("{CONTROL} "));
    page.keys("act");
    let marked = page
        .0
        .run("return document.querySelector('#filter-list .derived').innerText");
    assert_eq!(marked, "actor");
    page.keys(ESCAPE);
    assert!(!page.is_listing());
    assert_eq!(
        (page.focused(), page.text()),
        (json!("filter"), "x act".to_owned())
    );
    page.keys(ESCAPE);
    assert_eq!(page.focused(), "events");
}

#[test]
fn filter_completes_by_mouse() {
    let Some(page) = Page::open() else { return };
    page.keys("awsReg");
    page.click("#filter-list [role=option]");
    assert_eq!(page.text(), "awsRegion:");
    let (region, _) = page.choices().swap_remove(0);
    page.click("#filter-list [role=option]");
    assert_eq!(page.text().trim(), format!("awsRegion:{region}"));
    assert_eq!(page.matching(), page.total(&format!("awsRegion:{region}")));
    assert_eq!(page.focused(), "filter");
    assert!(!page.is_listing());
}

#[test]
fn filter_remembers_and_warns() {
    let Some(page) = Page::open() else { return };
    for text in ["outcome:denied", "region:us-east-1"] {
        page.type_anew(text);
        page.keys(ENTER);
    }
    page.type_anew("zzz");
    page.keys(UP);
    assert_eq!(page.text(), "region:us-east-1");
    page.keys(UP);
    assert_eq!(page.text(), "outcome:denied");
    assert_eq!(page.matching(), page.total("outcome:denied"));
    page.keys(UP);
    assert_eq!(page.text(), "outcome:denied", "there is none before");
    page.keys(DOWN);
    page.keys(DOWN);
    assert_eq!(page.text(), "zzz", "what was being typed comes back");
    assert_eq!(page.focused(), "filter");
    page.keys(DOWN);
    assert_eq!(page.focused(), "events");

    page.type_anew("-evntName:PutObject");
    page.keys(ESCAPE);
    let (words, at) = page.words();
    assert!(words.contains("did you mean `eventName`?"), "{words}");
    assert_eq!(at, "evntName");
    assert_eq!(page.matching(), page.total("zzz"), "the last good result stays");
    page.click(".filter-warning button");
    assert_eq!(page.text(), "-eventName:PutObject");
    assert_eq!(page.words(), (String::new(), String::new()));
    assert_eq!(page.matching(), page.total("-eventName:PutObject"));
    assert_eq!(page.focused(), "filter");
}

#[test]
fn back_undoes_a_click_at_once() {
    let Some(page) = Page::open() else { return };
    page.click(".quick-filters li:nth-child(1) button");
    let failed = page.text();
    page.click(".quick-filters li:nth-child(2) button");
    assert!(page.text().len() > failed.len());
    page.0.run("history.back()");
    page.0
        .run_async("await new Promise((resolve) => setTimeout(resolve, 100)); await trailglass.idle()")
        .unwrap();
    assert_eq!(page.text(), failed);
    page.0.run("history.back()");
    page.0
        .run_async("await new Promise((resolve) => setTimeout(resolve, 100)); await trailglass.idle()")
        .unwrap();
    assert_eq!(page.text(), "");
}

#[test]
fn filter_mistakes_are_underlined_and_a_megabyte_is_refused() {
    let Some(page) = Page::open() else { return };
    page.type_anew(ONE_EVENT);
    let good = page.matching();
    assert_eq!(good, page.total(ONE_EVENT));
    for (text, at) in [
        ("(a", "("),
        ("a)", ")"),
        ("eventName:\"Put", "\"Put"),
        ("eventName:", "eventName:"),
        ("f:/(/", "/(/"),
        ("f:/x", "/x"),
        ("a OR", "OR"),
        ("AND a", "AND"),
        ("-", "-"),
        ("()", "("),
        ("f:(a b)", "b"),
        ("ip:10.0.0.0/99", "10.0.0.0/99"),
        ("n>abc", "abc"),
        ("eventTime:noon", "noon"),
        ("last:soon", "soon"),
    ] {
        page.type_anew(text);
        page.keys(ESCAPE);
        let (words, underlined) = page.words();
        assert!(words.len() > 10, "{text}: {words:?}");
        assert_eq!(underlined, at, "{text}: {words}");
        let invalid = page
            .0
            .run("return document.getElementById('filter').getAttribute('aria-invalid')");
        assert_eq!(invalid, "true", "{text}");
        assert_eq!(page.matching(), good, "the last good result stays: {text}");
    }

    page.type_anew(ONE_EVENT);
    page.0.run(
        "document.getElementById('filter').focus();
         document.addEventListener('beforeinput', () => { globalThis.asked = performance.now(); }, true);
         new MutationObserver(() => {
           if (document.getElementById('filter-error')) globalThis.answered ??= performance.now();
         }).observe(document.body, { childList: true, subtree: true });",
    );
    page.0
        .devtools("Input.insertText", &json!({"text": "larkfield ".repeat(110_000)}));
    page.0.wait_until("globalThis.answered", PATIENCE);
    let millis = page.0.run("return answered - asked").as_f64().unwrap();
    let (words, _) = page.words();
    eprintln!("1 MB pasted: an answer in {millis:.0} ms");
    assert!(millis < 1000.0, "{millis} ms");
    assert!(words.contains("16,384") && words.contains("1,100,000"), "{words}");
    assert_eq!((page.text(), page.matching()), (ONE_EVENT.to_owned(), good));
    // One that comes past the browser's question, from a script or an extension.
    page.0.run(
        "const input = document.getElementById('filter');
         input.value = 'x'.repeat(1 << 20);
         input.dispatchEvent(new InputEvent('input', { bubbles: true }));",
    );
    assert_eq!(page.text(), ONE_EVENT);
}

#[test]
fn views_are_saved_shown_renamed_and_forgotten() {
    let Some(page) = Page::open() else { return };
    page.type_anew("outcome:denied");
    page.keys(ESCAPE);
    page.click("#views");
    assert_eq!(page.focused(), "view-name");
    page.0.press(&format!("Denied{ENTER}"));
    page.0.press(ESCAPE);
    assert_eq!(page.focused(), "views");
    page.type_anew("larkfield");
    page.keys(ESCAPE);

    // By keyboard: the first view has the focus.
    page.0.run("document.getElementById('views').focus()");
    page.0.press(ENTER);
    page.0
        .wait_until("document.activeElement.id === 'view-0'", PATIENCE);
    page.0.press(ENTER);
    page.idle();
    assert_eq!(page.text(), "outcome:denied");
    assert_eq!(page.matching(), page.total("outcome:denied"));

    page.click("#views");
    let present = page
        .0
        .run("return document.querySelector('.apply[aria-current=true]').innerText");
    assert_eq!(present, "Denied");
    page.click("#rename-0");
    assert_eq!(page.focused(), "view-new-name");
    page.0.press(&format!("{CONTROL}a"));
    page.0.press(&format!("No{ENTER}"));
    page.0.wait_until(
        "document.querySelector('.apply').innerText.endsWith('No')",
        PATIENCE,
    );
    let kept = page.0.run("return localStorage.getItem('trailglass.views')");
    let kept: Value = serde_json::from_str(kept.as_str().unwrap()).unwrap();
    assert_eq!(kept[0]["view"], "q=outcome:denied");
    page.click("[aria-label^='Forget']");
    assert_eq!(page.0.run("return document.querySelectorAll('.apply').length"), 0);

    // A browser that keeps nothing.
    page.0
        .run("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }");
    page.0
        .send_keys(&page.0.find("#view-name"), &format!("Full{ENTER}"));
    page.0
        .wait_until("document.querySelector('.notice.trouble')", PATIENCE);
}

#[test]
fn links_show_the_view_and_its_event_and_back_undoes() {
    let Some(page) = Page::open_at(VIEW) else { return };
    let heads = page.heads();
    assert!(heads[1].contains("eventID"), "{heads:?}");
    page.keys(ONE_EVENT);
    page.keys(ENTER);
    page.0.wait_until(
        "document.querySelector('#events [role=row][aria-selected=true]')",
        PATIENCE,
    );
    // Arrow keys move the selection: the address follows without a step for each.
    page.0.press(DOWN);
    page.0.press(ENTER);
    page.idle();
    let event = page.0.run_async(&format!(
        "return (await trailglass.query({ONE_EVENT:?}, {{columns: ['eventID'], sort: 'eventID', limit: 2}})).rows[1].eventID"
    ));
    let event = event.unwrap().as_str().unwrap().to_owned();
    page.wait_for_detail_of(&event);
    page.0.wait_until(
        &format!("decodeURIComponent(location.hash).includes('event={event}')"),
        PATIENCE,
    );
    page.0
        .run("document.querySelector('[aria-label^=\"Colours\"]').click()");
    page.0
        .wait_until("location.hash.includes('theme=light')", PATIENCE);
    page.0.run(
        "navigator.clipboard.writeText = (text) => { globalThis.copied = text; return Promise.resolve(); }",
    );
    page.click("#views");
    page.click(".share button");
    let link = page.0.run("return copied").as_str().unwrap().to_owned();
    assert_eq!(page.0.run("return location.href"), link);
    page.0.press(ESCAPE);
    let steps = page.0.run("return history.length").as_u64().unwrap();

    // Another filter is a step; Back and Forward go over it.
    page.type_anew("outcome:denied");
    page.0.wait_until("location.hash.includes('denied')", PATIENCE);
    assert_eq!(page.0.run("return history.length"), steps + 1);
    page.0.run("history.back()");
    page.0.wait_until(
        "document.getElementById('filter').value.includes('CreateAccessKey')",
        PATIENCE,
    );
    page.idle();
    assert_eq!(page.matching(), page.total(ONE_EVENT));
    page.wait_for_detail_of(&event);
    page.0.run("history.forward()");
    page.0.wait_until(
        "document.getElementById('filter').value === 'outcome:denied'",
        PATIENCE,
    );

    // The link in a page of its own, whose user prefers the dark.
    page.0.open("about:blank");
    page.0.open(link.split('#').next().unwrap());
    page.0.run("localStorage.setItem('trailglass.theme', 'dark')");
    page.0.open("about:blank");
    page.0.open(&link);
    page::has_scripting(&page.0);
    page.load_sample();
    page.wait_for_detail_of(&event);
    assert_eq!(page.text(), ONE_EVENT);
    assert_eq!(page.matching(), page.total(ONE_EVENT));
    assert_eq!(
        page.0
            .run("return [document.documentElement.dataset.theme, localStorage.getItem('trailglass.theme')]"),
        json!(["light", "dark"])
    );

    // An event far down is scrolled to.
    let far = page.0.run_async(
        "return (await trailglass.query('', {columns: ['eventID'], offset: 15000, limit: 1})).rows[0].eventID",
    );
    let far = far.unwrap().as_str().unwrap().to_owned();
    page.0.run(&format!("location.hash = 'event={far}'"));
    page.wait_for_detail_of(&far);
    assert_eq!(page.text(), "");
    assert!(page.fragment().contains("event="));
    page.0.run("location.hash = 'event=nothing-like-it'");
    page.0.wait_until(
        "document.querySelector('.notice')?.innerText.includes('none of the open files')",
        PATIENCE,
    );
    let errors = page.0.log("browser");
    assert!(errors.is_empty(), "{errors:#?}");
}
