//! From an event to others like it, to profiles of who and what it names, and back: what is shown is what the
//! scripting interface counts.

use crate::browser::Browser;
use crate::page;
use serde_json::{Value, json};
use std::time::Duration;

/// WebDriver's code points of keys.
const ENTER: &str = "\u{e007}";

const PATIENCE: Duration = Duration::from_secs(30);

/// The number a button ends in.
fn number(browser: &Browser, selector: &str) -> u64 {
    let script = format!(
        "const found = document.querySelector({selector:?});
         return Number((found.querySelector('.figure') ?? found).innerText.replace(/[^0-9]/g, ''))"
    );
    browser.run(&script).as_u64().unwrap()
}

/// By mouse, or by focus and a key.
fn use_button(browser: &Browser, selector: &str, by_key: bool) {
    if by_key {
        browser.run(&format!("document.querySelector({selector:?}).focus()"));
        browser.press(ENTER);
    } else {
        browser.click(&browser.find(selector));
    }
    page::settle(browser);
}

/// The event at the top of what the filter leaves, with its ways to others.
fn open_related(browser: &Browser, text: &str) {
    page::set_filter(browser, text);
    browser.click(&browser.find("[data-at='0'] [aria-colindex='3']"));
    page::settle(browser);
    browser.click(&browser.find("#tab-related"));
    page::settle(browser);
    browser.wait_until(
        "document.querySelector('[data-pivot] .figure')?.innerText",
        PATIENCE,
    );
}

#[test]
fn an_event_leads_to_those_it_has_something_in_common_with() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    let start = "eventName:AttachThingPrincipal outcome:ok";
    open_related(&browser, start);
    let labels =
        browser.run("return [...document.querySelectorAll('[data-pivot]')].map((one) => one.dataset.pivot)");
    let labels: Vec<&str> = labels
        .as_array()
        .unwrap()
        .iter()
        .map(|label| label.as_str().unwrap())
        .collect();
    for label in [
        "Same actor",
        "Same session",
        "Same access key",
        "Same address",
        "Same user agent",
        "Same request",
        "Same target",
        "Thing",
        "Certificate",
        "Five minutes around",
        "… of the same actor",
    ] {
        assert!(labels.contains(&label), "{label} in {labels:?}");
    }
    // No such thing is in the record.
    assert!(!labels.contains(&"Same shared event"));
    for (at, label) in labels.iter().enumerate() {
        open_related(&browser, start);
        let selector = format!("[data-pivot='{label}']");
        let expected = number(&browser, &selector);
        assert!(expected > 0, "{label}");
        use_button(&browser, &selector, at % 2 == 0);
        assert_eq!(
            page::shown(&browser),
            expected,
            "{label}: {}",
            page::filter(&browser)
        );
    }
    // Beside it, the same narrows what is there.
    open_related(&browser, start);
    use_button(&browser, "[data-pivot='Same address'] + button", true);
    let narrowed = page::filter(&browser);
    assert!(
        narrowed.starts_with(start) && narrowed.contains(" sourceIPAddress="),
        "{narrowed}"
    );
    assert!(page::shown(&browser) > 0);
}

/// What of the profile shown differs from what is counted under `term` and `window`.
fn wrong_numbers(browser: &Browser, term: &str, window: &str) -> Value {
    let script = format!(
        "const number = (text) => Number(text.replace(/[^0-9]/g, '')), wrong = [], term = {term:?}, window_ = {window:?};
         const total = async (query) => (await trailglass.query(query, {{ limit: 0 }})).total;
         const figure = (name) => number(document.querySelector('[data-figure=\"' + name + '\"]')?.innerText ?? '0');
         const check = (what, said, counted) => {{ if (JSON.stringify(said) !== JSON.stringify(counted)) wrong.push([what, said, counted]); }};
         const inside = term + ' ' + window_, failed = inside + ' -outcome:(ok OR dry-run OR unknown)';
         check('events', figure('Events'), await total(inside));
         check('failures', figure('Failures'), await total(failed));
         if (window_) check('all', figure('In all'), await total(term));
         for (const section of document.querySelectorAll('.profile-list')) {{
           const field = section.dataset.field;
           section.querySelector('.profile-more')?.click();
           await new Promise((resolve) => setTimeout(resolve, 100));
           const counted = await trailglass.facet(field, {{ query: inside, limit: 100 }});
           const rows = [...section.querySelectorAll('li')];
           check(field, rows.map((row) => number(row.querySelector('.figure').innerText)), counted.map((one) => one.count));
           check(field, number(section.querySelector('h3 .figure').innerText), (await trailglass.facet(field, {{ query: inside, limit: 5000 }})).length);
           if (field === 'eventName') {{
             const failures = new Map((await trailglass.facet(field, {{ query: failed, limit: 1000 }})).map((one) => [one.value, one.count]));
             check('failed', rows.map((row) => number(row.querySelector('[data-outcome=failed]')?.innerText ?? '0')), counted.map((one) => failures.get(one.value) ?? 0));
             check('succeeded', rows.map((row) => number(row.querySelector('[data-outcome=succeeded]')?.innerText ?? '0')), counted.map((one) => one.count - (failures.get(one.value) ?? 0)));
           }}
         }}
         return wrong"
    );
    browser.run_async(&script).unwrap()
}

#[test]
fn a_profile_says_what_is_counted_and_what_is_new() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    open_related(&browser, "eventName:AttachThingPrincipal outcome:ok");
    use_button(&browser, "[data-profile=actor]", true);
    browser.wait_until("document.querySelector('[data-figure=Events]')", PATIENCE);
    let name = browser.run("return document.querySelector('.profile h2').innerText");
    let term = format!("actor={}", name.as_str().unwrap());
    let at = browser.run("return decodeURIComponent(location.hash)");
    assert!(at.as_str().unwrap().contains("at=profile:actor:"), "{at}");
    assert_eq!(wrong_numbers(&browser, &term, ""), json!([]));

    // A range of time, chosen here; the rest of the filter stays and does not matter.
    browser.run("[...document.querySelectorAll('.profile-choice button')][0].focus()");
    browser.press(ENTER);
    page::settle(&browser);
    browser.wait_until("document.querySelector('.profile-new [data-field]')", PATIENCE);
    let text = page::filter(&browser);
    let window = text.split_once(" eventTime>=").unwrap().1;
    assert!(text.starts_with("eventName:AttachThingPrincipal"), "{text}");
    assert_eq!(
        wrong_numbers(&browser, &term, &format!("eventTime>={window}")),
        json!([])
    );
    let wrong = browser.run_async(&format!(
        "const wrong = [];
         for (const row of document.querySelectorAll('.profile-new [data-field]')) {{
           const of = async (time) => (await trailglass.facet(row.dataset.field, {{ query: {term:?} + ' eventTime' + time + '{window}', limit: 5000 }})).map((one) => one.value);
           const before = await of('<'), inside = await of('>=');
           const expected = inside.filter((value) => !before.includes(value)).sort();
           const said = [...row.querySelectorAll('[data-new]')].map((one) => one.dataset.new).sort();
           if (JSON.stringify(said) !== JSON.stringify(expected)) wrong.push([row.dataset.field, said, expected]);
         }}
         return wrong"
    ));
    assert_eq!(wrong.unwrap(), json!([]));
    let new = number(&browser, "[data-field=sourceIPAddress] [data-new]");
    use_button(&browser, "[data-field=sourceIPAddress] [data-new]", false);
    assert_eq!(page::shown(&browser), new, "{}", page::filter(&browser));
    assert!(
        page::filter(&browser).starts_with(&term),
        "{}",
        page::filter(&browser)
    );

    // Back is the profile again; from there to one of its addresses, and back twice.
    browser.run("history.back()");
    browser.wait_until(
        "document.querySelector('.profile [data-figure=Events]')",
        PATIENCE,
    );
    assert_eq!(page::filter(&browser), text);
    use_button(
        &browser,
        ".profile-list[data-field=sourceIPAddress] .profile-link",
        false,
    );
    browser.wait_until(
        "document.querySelector('.profile-kind')?.innerText === 'Address'",
        PATIENCE,
    );
    browser.run("history.back()");
    browser.wait_until(
        "document.querySelector('.profile-kind')?.innerText === 'Actor'",
        PATIENCE,
    );
    browser.run("history.back()");
    browser.wait_until("document.querySelector('.profile-choice')", PATIENCE);
    browser.run("history.back()");
    browser.wait_until("!document.querySelector('.profile')", PATIENCE);
}

#[test]
fn a_things_page_tells_what_happened_to_it_in_order() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    // By way of the IoT view.
    browser.run("[...document.querySelectorAll('.places button')].find((button) => button.innerText === 'IoT').focus()");
    browser.press(ENTER);
    browser.wait_until("document.querySelector('[data-resource=thing]')", PATIENCE);
    let kinds = browser.run("return [...new Set([...document.querySelectorAll('[data-resource]')].map((one) => one.dataset.resource))].sort()");
    for kind in [
        "certificate",
        "channel",
        "dataset",
        "detector-model",
        "device",
        "entity",
        "pipeline",
        "placement",
        "policy",
        "project",
        "thing",
        "workspace",
    ] {
        assert!(
            kinds.as_array().unwrap().contains(&json!(kind)),
            "{kind} in {kinds}"
        );
    }
    let thing = browser.run("return document.querySelector('[data-resource=thing]').innerText");
    use_button(&browser, "[data-resource=thing]", true);
    browser.wait_until("document.querySelector('.profile-events li')", PATIENCE);
    assert_eq!(
        browser.run("return document.querySelector('.profile h2').innerText"),
        thing
    );
    let wrong = browser.run_async(
        "const thing = document.querySelector('.profile h2').innerText, wrong = [];
         const all = await trailglass.query('', { limit: 100000, sort: 'eventTime', columns: ['eventTime', 'eventName', 'requestParameters.thingName', 'resources.ARN', 'requestParameters.targets'] });
         const own = all.rows.filter((row) => row['requestParameters.thingName'] === thing || (row['resources.ARN'] ?? '').split(', ').concat((row['requestParameters.targets'] ?? '').split(', ')).some((arn) => arn.endsWith(':thing/' + thing)));
         const said = [...document.querySelectorAll('.profile-events li')].map((row) => row.querySelector('time').innerText);
         const expected = own.map((row) => row.eventTime.replace('T', ' ').replace('Z', ''));
         if (JSON.stringify(said) !== JSON.stringify(expected.slice(0, 200))) wrong.push([said, expected]);
         if (Number(document.querySelector('[data-figure=Events]').innerText) !== own.length) wrong.push(own.length);
         return wrong",
    );
    assert_eq!(wrong.unwrap(), json!([]));
    // One of them opens in the table of all of them, oldest first.
    let events = number(&browser, "[data-figure=Events]");
    let name = browser.run("return document.querySelector('.profile-events li .link').innerText");
    use_button(&browser, ".profile-events li .link", true);
    browser.wait_until("document.querySelector('.summary h2')", PATIENCE);
    assert_eq!(
        browser.run("return document.querySelector('.summary h2').innerText"),
        name
    );
    assert_eq!(page::shown(&browser), events);
    assert_eq!(
        browser.run("return document.querySelector('[data-at=\"0\"]').ariaSelected"),
        "true"
    );
    browser.run("history.back()");
    browser.wait_until("document.querySelector('.profile-events li')", PATIENCE);
}
