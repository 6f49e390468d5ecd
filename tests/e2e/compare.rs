//! Comparing events: what the page says differs is what differs between their records' texts.

use crate::browser::Browser;
use crate::page;
use serde_json::{Value, json};
use std::time::Duration;

/// WebDriver's code points of keys.
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const RIGHT: &str = "\u{e014}";

const SOON: Duration = Duration::from_secs(10);

/// Which cells of the comparison say something else than the records of these events, and how many leaves there are.
fn wrong(browser: &Browser, events: &[String], only: bool) -> (Value, u64) {
    page::settle(browser);
    let script = format!(
        "const events = {}, only = {only};
         const ids = [];
         for (const event of events) ids.push((await trailglass.query('eventID=' + event)).rows[0].id);
         const leaves = (value, way, found) => {{
           const inside = value !== null && typeof value === 'object' ? Object.entries(value) : [];
           if (!inside.length) found[way] = value;
           for (const [key, one] of inside) leaves(one, Array.isArray(value) ? way + '[' + key + ']' : way ? way + '.' + key : key, found);
           return found;
         }};
         const records = [];
         for (const id of ids) records.push(leaves(JSON.parse(await trailglass.record(id)), '', {{}}));
         const paths = [...new Set(records.flatMap(Object.keys))];
         const text = (value) => value === undefined ? 'absent' : value === '' ? '\"\" (empty)'
           : typeof value === 'string' ? value : JSON.stringify(value);
         const expected = {{}};
         for (const path of paths) {{
           const values = records.map((record) => record[path]);
           if (!only || new Set(values.map((value) => JSON.stringify(value))).size > 1) expected[path] = values.map(text);
         }}
         const rows = [...document.querySelectorAll('#compare tbody:last-of-type tr[data-line]')].filter((row) => row.querySelector('.path'));
         const shown = {{}};
         for (const row of rows) shown[row.querySelector('.path').textContent] = [...row.querySelectorAll('td')].map((cell) => {{
           const copy = cell.cloneNode(true);
           copy.querySelectorAll('.handle, .unseen').forEach((one) => one.remove());
           return copy.querySelector('.whole') ? null : copy.textContent;
         }});
         const wrong = [];
         if (rows.length !== Object.keys(expected).length) wrong.push(rows.length, Object.keys(expected).length);
         for (const [path, values] of Object.entries(expected))
           values.forEach((value, at) => {{
             const cell = shown[path]?.[at];
             if (cell === undefined || cell !== null && cell !== value) wrong.push([path, value, cell]);
           }});
         const differing = paths.filter((path) => new Set(records.map((record) => JSON.stringify(record[path]))).size > 1).length;
         const gist = document.querySelector('.compare-gist').textContent;
         if (gist !== differing + ' of ' + paths.length + ' leaves differ') wrong.push(gist, differing, paths.length);
         return [wrong, rows.length]",
        json!(events)
    );
    let answer = browser.run_async(&script).unwrap();
    (answer[0].clone(), answer[1].as_u64().unwrap())
}

fn columns(browser: &Browser) -> u64 {
    let script = "return document.querySelectorAll('#compare .compare-event').length";
    browser.run(script).as_u64().unwrap()
}

fn line(browser: &Browser) -> String {
    page::settle(browser);
    let text = browser.run("return document.querySelector('.to-compare [role=status]').textContent");
    text.as_str().unwrap().to_owned()
}

/// The eventIDs of the first rows of the table.
fn newest(browser: &Browser, wanted: usize) -> Vec<String> {
    let script = format!(
        "const {{ rows }} = await trailglass.query('', {{ sort: '-eventTime', limit: {wanted}, columns: ['eventID'] }});
         return rows.map((row) => row.eventID)"
    );
    let events = browser.run_async(&script).unwrap();
    let events = events.as_array().unwrap().iter();
    events.map(|event| event.as_str().unwrap().to_owned()).collect()
}

/// The events of the comparison that the address names.
fn named(browser: &Browser) -> Vec<String> {
    let named =
        browser.run("return decodeURIComponent(location.hash).match(/at=compare:([^&]*)/)?.[1] ?? ''");
    let named = named.as_str().unwrap();
    named.split(',').map(str::to_owned).collect()
}

/// Chooses an item of the menu of a row's cell.
fn choose(browser: &Browser, row: u64, label: &str) {
    browser.mouse(
        &browser.find(&format!("[data-at='{row}'] .cell.name")),
        Some(2),
        None,
    );
    browser.wait_until("document.querySelector('.menu')", SOON);
    let script = format!(
        "const items = [...document.querySelectorAll('.menu [role=menuitem]')];
         items.find((item) => item.innerText.startsWith('{label}')).dataset.chosen = ''"
    );
    browser.run(&script);
    browser.click(&browser.find(".menu [data-chosen]"));
    page::settle(browser);
}

#[test]
fn by_keys() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    let events = newest(&browser, 5);
    // The first key leads from the row that the focus came to, to the one below.
    browser.run("document.getElementById('events').focus()");
    for key in [DOWN, "c", DOWN, "c", DOWN, DOWN, DOWN, "c"] {
        browser.press(key);
        page::settle(&browser);
    }
    assert_eq!(line(&browser), "3 events to compare:");
    // The same key takes a mark back.
    browser.press("c");
    assert_eq!(line(&browser), "2 events to compare:");
    assert_eq!(
        browser.run("return document.querySelectorAll('.mark.compared').length"),
        2
    );
    assert_eq!(browser.run("return document.getElementById('filter').value"), "");
    browser.press("?");
    let keys = browser.run("return document.querySelector('dialog').innerText");
    assert!(
        keys.as_str().unwrap().contains("Mark the event for comparing"),
        "{keys}"
    );
    browser.press(ESCAPE);
    // A dialog gives the focus back once it is gone.
    page::settle(&browser);

    browser.run("document.querySelector('.to-compare button').focus()");
    browser.press(ENTER);
    browser.wait_until("document.getElementById('compare')", SOON);
    page::settle(&browser);
    assert_eq!(named(&browser), events[1..3]);
    let (differences, shown) = wrong(&browser, &events[1..3], true);
    assert_eq!((differences, columns(&browser)), (json!([]), 2));
    browser.run("document.querySelector('.compare-only input').focus()");
    browser.press(" ");
    let (differences, all) = wrong(&browser, &events[1..3], false);
    assert_eq!(differences, json!([]));
    assert!(all > shown, "{all} leaves, {shown} of them differ");

    // The grid has a cell of its own that is active, and a menu for it.
    browser.run("document.getElementById('compare').focus()");
    browser.press(DOWN);
    browser.press(RIGHT);
    let active = browser.run(
        "const grid = document.getElementById('compare');
         return document.getElementById(grid.getAttribute('aria-activedescendant')).matches('td.active')",
    );
    assert_eq!(active, true);
    browser.press(ENTER);
    browser.wait_until("document.querySelector('.menu')", SOON);
    browser.press(ESCAPE);

    browser.run("history.back()");
    page::settle(&browser);
    assert_eq!(
        browser.run("return document.querySelector('main.panes').hidden"),
        false
    );
    assert_eq!(
        browser.run("return document.querySelectorAll('.mark.compared').length"),
        2
    );
    // Other rows leave the marks, and so does a filter that hides them.
    browser.run("document.getElementById('filter').focus()");
    browser.press("eventName:NoSuchThing");
    assert_eq!(line(&browser), "2 events to compare:");
    browser.run("[...document.querySelectorAll('.to-compare button')].at(-1).click()");
    assert_eq!(line(&browser), "");
}

#[test]
fn by_mouse() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    let events = newest(&browser, 8);
    choose(&browser, 0, "Add to comparison");
    browser.click(&browser.find("[data-at='3'] .cell.name"));
    browser.wait_until("document.querySelector('.compare-mark')", SOON);
    browser.click(&browser.find(".compare-mark"));
    assert_eq!(line(&browser), "2 events to compare:");
    assert_eq!(
        browser.run("return document.querySelector('.compare-mark').ariaPressed"),
        "true"
    );
    choose(&browser, 6, "Add to comparison");
    browser.click(&browser.find(".to-compare button"));
    browser.wait_until("document.getElementById('compare')", SOON);
    page::settle(&browser);
    let three = [&events[0], &events[3], &events[6]].map(String::clone);
    assert_eq!(named(&browser), three);
    assert_eq!(wrong(&browser, &three, true).0, json!([]));
    assert_eq!(columns(&browser), 3);

    browser.click(&browser.find("[aria-label^='Take out']"));
    let two = &three[1..];
    assert_eq!(wrong(&browser, two, true).0, json!([]));
    assert_eq!((columns(&browser), named(&browser)), (2, two.to_vec()));
    assert_eq!(line(&browser), "2 events to compare:");

    // An event opens in the table, which goes to it; Back leads to the comparison again.
    let name = browser.run("return document.querySelector('.compare-event b').innerText");
    browser.click(&browser.find("[aria-label^='Open ']"));
    browser.wait_until("document.querySelector('#events .row.selected')", SOON);
    page::settle(&browser);
    assert_eq!(
        browser.run("return document.querySelector('.summary h2').innerText"),
        name
    );
    assert_eq!(
        browser.run("return document.querySelector('.row.selected').dataset.at"),
        "3"
    );
    browser.run("history.back()");
    browser.wait_until("document.getElementById('compare')", SOON);
    page::settle(&browser);
    assert_eq!(wrong(&browser, two, true).0, json!([]));
}

#[test]
fn by_address() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    let [event] = &newest(&browser, 1)[..] else {
        panic!("no events")
    };
    let text = |selector: &str| {
        let text = browser.run(&format!(
            "return document.querySelector('{selector}').textContent"
        ));
        text.as_str().unwrap().to_owned()
    };
    browser.run(&format!("location.hash = '#at=compare:{event},someone-elses'"));
    browser.wait_until("document.querySelector('.compare-note.missing')", SOON);
    assert!(
        text(".missing").starts_with("someone-elses: not among the events"),
        "{}",
        text(".missing")
    );
    assert!(
        browser
            .run("return document.body.innerText")
            .as_str()
            .unwrap()
            .contains("takes two events")
    );
    browser.run(&format!("location.hash = '#at=compare:{event},{event}'"));
    browser.wait_until("document.querySelectorAll('.compare-event').length === 2", SOON);
    assert_eq!(text(".compare-gist"), "The records are the same, byte for byte.");
    assert_eq!(
        browser.run("return document.querySelectorAll('#compare tr.differs').length"),
        0
    );
}
