//! The timeline and the quick filters: by mouse, by keys and by text, the filter says what was chosen, and what is
//! shown is what the scripting interface counts.

use crate::browser::{Browser, Pointer};
use crate::page;
use serde_json::{Value, json};

/// WebDriver's code points of keys.
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const BACKSPACE: &str = "\u{e003}";
const END: &str = "\u{e010}";
const HOME: &str = "\u{e011}";
const LEFT: &str = "\u{e012}";
const RIGHT: &str = "\u{e014}";
const SHIFT: char = '\u{e008}';

fn filter(browser: &Browser) -> String {
    let text = browser.run("return document.getElementById('filter').value");
    text.as_str().unwrap().to_string()
}

/// What the line above the table says, the counts of the legend together, and what the scripting interface says.
fn assert_counts_agree(browser: &Browser) -> u64 {
    page::settle(browser);
    let found = browser.run_async(
        "const query = document.getElementById('filter').value;
         const numbers = (text) => Number(text.replace(/[^0-9]/g, ''));
         const buckets = await trailglass.histogram({ query });
         return {
           script: (await trailglass.query(query, { limit: 0 })).total,
           histogram: buckets.reduce((sum, bucket) => sum + bucket.count, 0),
           line: numbers(document.querySelector('.counts').innerText.split(' ')[0]),
           legend: [...document.querySelectorAll('.timeline-legend .figure')]
             .reduce((sum, figure) => sum + numbers(figure.innerText), 0),
         };",
    );
    let found = found.unwrap();
    let script = found["script"].as_u64().unwrap();
    assert_eq!(
        found,
        json!({"script": script, "histogram": script, "line": script, "legend": script}),
        "{}",
        filter(browser)
    );
    script
}

/// What is chosen on the timeline, in words.
fn value(browser: &Browser) -> String {
    let text = browser.run("return document.getElementById('timeline').ariaValueText");
    text.as_str().unwrap().to_string()
}

/// The number of events in a text like `2021-07-29 10:00–10:15, 123 events, 4 failed (4 denied)`.
fn events_in(words: &str) -> u64 {
    let before = words.split(" event").next().unwrap();
    let number = before.rsplit(", ").next().unwrap();
    number
        .replace(',', "")
        .parse()
        .unwrap_or_else(|_| panic!("{words}"))
}

fn places(browser: &Browser) -> (i64, i64, i64) {
    let place = browser.run(
        "const place = document.getElementById('timeline').getBoundingClientRect();
         return [place.left, place.width, place.top + place.height / 2].map(Math.round)",
    );
    let [left, width, middle]: [i64; 3] = serde_json::from_value(place).unwrap();
    (left, width, middle)
}

#[test]
fn a_range_is_brushed_and_zoomed_out_of_by_mouse() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    let all = assert_counts_agree(&browser);
    let (left, width, y) = places(&browser);

    // Drags that are given up change nothing.
    let (from, to) = (left + width / 4, left + width / 2);
    browser.pointer(&[Pointer::Move(from, y), Pointer::Down, Pointer::Move(to, y)]);
    browser.press(ESCAPE);
    browser.pointer(&[Pointer::Up]);
    page::settle(&browser);
    assert_eq!(filter(&browser), "");

    browser.pointer(&[
        Pointer::Move(from, y),
        Pointer::Down,
        Pointer::Move(from + 9, y),
        Pointer::Move(to, y),
    ]);
    let chosen = events_in(&value(&browser));
    let label = browser.run("return document.querySelector('.timeline-label').innerText");
    assert!(label.as_str().unwrap().contains(" events"), "{label}");
    browser.pointer(&[Pointer::Up]);
    let brushed = assert_counts_agree(&browser);
    let text = filter(&browser);
    assert!(text.starts_with("eventTime"), "{text}");
    assert_eq!(brushed, chosen, "{text}");
    assert!(0 < brushed && brushed < all, "{brushed} of {all}");

    // Again, inside: the range takes the place of the one before. The pointer is on the largest bar.
    let busy = browser.run(
        "const bars = [...document.querySelector('#timeline .bars-ok').getAttribute('d').matchAll(/M([0-9.]+) ([0-9.]+)h([0-9.]+)/g)];
         const [, x, , width] = bars.reduce((a, b) => Number(b[2]) < Number(a[2]) ? b : a);
         return Math.floor(Number(x) + Number(width) / 2)",
    );
    let x = left + busy.as_i64().unwrap();
    browser.pointer(&[Pointer::Move(x, y)]);
    browser.pointer(&[Pointer::Down, Pointer::Up]);
    let bar = assert_counts_agree(&browser);
    assert!(0 < bar && bar < brushed, "{bar} of {brushed}");
    assert!(
        filter(&browser).matches("eventTime").count() <= 2,
        "{}",
        filter(&browser)
    );

    // Out, until there is no range.
    for _ in 0..30 {
        if filter(&browser).is_empty() {
            break;
        }
        browser.run(
            "[...document.querySelectorAll('.timeline button')].find((button) => button.innerText === 'Zoom out').click()",
        );
        page::settle(&browser);
    }
    assert_eq!(filter(&browser), "");
    assert_eq!(assert_counts_agree(&browser), all);
}

#[test]
fn a_range_is_chosen_by_keys() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    let all = assert_counts_agree(&browser);
    browser.run("document.getElementById('timeline').focus()");
    assert_eq!(events_in(value(&browser).split(" in ").next().unwrap()), all);

    browser.press(HOME);
    let first = value(&browser);
    browser.press(RIGHT);
    assert_ne!(value(&browser), first, "the cursor moved");
    browser.press(LEFT);
    assert_eq!(value(&browser), first);
    browser.press(END);
    browser.press_with(SHIFT, &LEFT.repeat(40));
    let words = value(&browser);
    assert!(words.starts_with("Chosen: "), "{words}");
    browser.press(ESCAPE);
    assert!(!value(&browser).starts_with("Chosen: "));
    browser.press(END);
    browser.press_with(SHIFT, &LEFT.repeat(40));
    browser.press(ENTER);
    let chosen = assert_counts_agree(&browser);
    assert_eq!(chosen, events_in(&words), "{words}");
    assert!(filter(&browser).starts_with("eventTime"), "{}", filter(&browser));

    for _ in 0..30 {
        browser.press(BACKSPACE);
        page::settle(&browser);
        if filter(&browser).is_empty() {
            break;
        }
    }
    assert_eq!(assert_counts_agree(&browser), all);
    let focused = browser.run("return document.activeElement.id");
    assert_eq!(focused, "timeline", "keys do not lose the timeline");
}

#[test]
fn a_range_is_typed() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    let all = assert_counts_agree(&browser);
    let days: Value = browser
        .run_async(
            "const [first] = (await trailglass.query('', { sort: 'eventTime', limit: 1 })).rows;
             return first.eventTime.slice(0, 10)",
        )
        .unwrap();
    let day = days.as_str().unwrap();
    let type_range = |text: &str| {
        browser.run("const input = document.getElementById('time-range'); input.focus(); input.select()");
        browser.press(text);
        browser.press(ENTER);
        page::settle(&browser);
    };
    type_range("yesterday");
    let error = browser.run("return document.getElementById('time-range-error').innerText");
    assert!(error.as_str().unwrap().contains("is no time"), "{error}");
    assert_eq!(filter(&browser), "");
    browser.press(ESCAPE);
    assert!(
        browser
            .run("return document.getElementById('time-range-error')")
            .is_null()
    );

    type_range(&format!("{day} 00:00 - {day} 12:00"));
    assert_eq!(filter(&browser), format!("eventTime>={day} eventTime<{day}T12"));
    assert!(assert_counts_agree(&browser) < all);
    type_range(day);
    assert_eq!(filter(&browser), format!("eventTime:{day}"));
    let of_day = assert_counts_agree(&browser);
    assert!(0 < of_day && of_day < all);
    let said = browser.run("return document.getElementById('time-range').value");
    assert!(
        said.as_str().unwrap().starts_with(&format!("{day} 00:00 – ")),
        "{said}"
    );

    // What the filter says is what the timeline shows, and nothing typed means all time.
    browser.run("document.getElementById('filter').select(); document.getElementById('filter').focus()");
    browser.press("last:24h");
    assert!(assert_counts_agree(&browser) < all);
    browser.run("const input = document.getElementById('time-range'); input.focus(); input.select()");
    browser.press(BACKSPACE);
    browser.press(ENTER);
    page::settle(&browser);
    assert_eq!(filter(&browser), "");
}

#[test]
fn quick_filters_leave_what_they_say() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    let all = assert_counts_agree(&browser);
    let buttons = browser
        .run("return document.querySelectorAll('.quick-filters button').length")
        .as_u64()
        .unwrap();
    assert_eq!(buttons, 6);
    for at in 0..buttons {
        let button = format!("document.querySelectorAll('.quick-filters button')[{at}]");
        let said = || {
            let text = browser.run(&format!("return {button}.querySelector('.figure').innerText"));
            text.as_str().unwrap().replace(',', "").parse::<u64>().unwrap()
        };
        let would_leave = said();
        browser.run(&format!("{button}.click()"));
        let left = assert_counts_agree(&browser);
        assert_eq!(left, would_leave, "{}", filter(&browser));
        assert!(left < all, "{}", filter(&browser));
        assert_eq!(said(), left, "an active one says what it leaves");
        assert_eq!(browser.run(&format!("return {button}.ariaPressed")), "true");
        assert_ne!(filter(&browser), "");
        // A second click takes the term out, by key this time.
        browser.run(&format!("{button}.focus()"));
        browser.press(ENTER);
        page::settle(&browser);
        assert_eq!(filter(&browser), "");
        assert_eq!(browser.run(&format!("return {button}.ariaPressed")), "false");
    }
}
