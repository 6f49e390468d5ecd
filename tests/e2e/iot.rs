//! The IoT services: what the cards say is what the scripting interface counts, what is clicked becomes the filter, and
//! an empty result for what CloudTrail does not log says so.

use crate::browser::Browser;
use crate::page;
use serde_json::{Value, json};
use std::time::Duration;

/// WebDriver's code points of keys.
const ENTER: &str = "\u{e007}";

const EVERYTHING: Duration = Duration::from_secs(60);

/// A button of the line of places.
fn place(name: &str) -> String {
    format!(
        "[...document.querySelectorAll('nav.places button')].find((button) => button.innerText === '{name}')"
    )
}

fn open(browser: &Browser) {
    browser.run(&format!("{}.focus()", place("IoT")));
    browser.press(ENTER);
    browser.wait_until("document.querySelectorAll('.iot-card').length === 5", EVERYTHING);
    page::settle(browser);
}

fn is_shown(browser: &Browser) -> bool {
    let panes = browser.run("return document.querySelector('main.panes').hidden");
    let cards = browser.run("return document.querySelectorAll('.iot').length");
    assert_eq!(panes == true, cards == 1, "either the cards or the table");
    cards == 1
}

#[test]
fn cards_say_what_is_counted() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    for text in ["", "readOnly:true"] {
        page::set_filter(&browser, text);
        open(&browser);
        let wrong = browser.run_async(&format!(
            "const number = (text) => Number(text.replace(/[^0-9]/g, ''));
             const wrong = [];
             const sources = {{ iot: ['iot', 'iotdataplane', 'iotjobsdataplane'], iotevents: ['iotevents', 'ioteventsdata'] }};
             for (const card of document.querySelectorAll('.iot-card')) {{
               const of = (sources[card.dataset.service] ?? [card.dataset.service]).map((one) => 'service:' + one).join(' OR ');
               const query = '{text} (' + of + ')';
               const total = async (term) => (await trailglass.query(query + ' ' + term, {{ limit: 0 }})).total;
               const figure = (name) => number(card.querySelector('[data-figure=' + name + ']')?.innerText ?? '0');
               const figures = ['Events', 'Reads', 'Writes', 'Failures', 'Actors'].map(figure);
               const names = await trailglass.facet('eventName', {{ query, limit: 1000 }});
               const actors = await trailglass.facet('actor', {{ query, limit: 1000 }});
               const expected = [await total(''), await total('verb:read'), await total('verb:(write OR destroy)'),
                 await total('-outcome:ok'), actors.length];
               if (!expected[0] || JSON.stringify(figures) !== JSON.stringify(expected)) wrong.push([query, figures, expected]);
               const listed = [...card.querySelectorAll('.iot-names li')].map((item) => item.querySelector('button').innerText + ' ' + number(item.querySelector('.figure').innerText)).sort();
               const counted = names.map(({{ value, count }}) => value + ' ' + count).sort();
               if (JSON.stringify(listed) !== JSON.stringify(counted)) wrong.push([query, listed, counted]);
             }}
             return wrong"
        ));
        assert_eq!(wrong.unwrap(), json!([]), "{text}");
        // What is below the sheet's title is in its outline.
        let levels = browser.run(
            "return [...document.querySelectorAll('.sheet :is(h1, h2, h3, h4, h5)')].map((one) => Number(one.tagName[1]))",
        );
        let levels: Vec<u64> = levels
            .as_array()
            .unwrap()
            .iter()
            .map(|level| level.as_u64().unwrap())
            .collect();
        assert_eq!(
            (levels[0], levels.iter().filter(|level| **level == 2).count()),
            (2, 1),
            "{levels:?}"
        );
        assert!(levels.windows(2).all(|two| two[1] <= two[0] + 1), "{levels:?}");
        assert!(is_shown(&browser));
        browser.run(&format!("{}.focus()", place("Events")));
        browser.press(ENTER);
        page::settle(&browser);
        assert!(!is_shown(&browser));
    }
}

#[test]
fn what_is_clicked_becomes_the_filter() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    let picks = [
        (
            "[data-service=iot] [data-figure=Failures]",
            "service:(iot OR iotdataplane OR iotjobsdataplane) -outcome:",
        ),
        (
            "[data-service=iottwinmaker] [data-figure=Reads]",
            "service:iottwinmaker verb:read",
        ),
        (
            "[data-service=iotanalytics] [data-figure=Writes]",
            "service:iotanalytics verb:(write",
        ),
        ("[data-service=iot1click] .iot-head button", "service:iot1click"),
        (
            "[data-service=iot] [data-operation=CreateThing]",
            "service:iot eventName:CreateThing",
        ),
    ];
    for (at, (selector, expected)) in picks.into_iter().enumerate() {
        open(&browser);
        let number = browser.run(&format!(
            "const found = document.querySelector('{selector}');
             const text = found.dataset.figure ? found.innerText
               : (found.closest('li')?.querySelector('.figure') ?? found.closest('.iot-card').querySelector('[data-figure=Events]')).innerText;
             return Number(text.replace(/[^0-9]/g, ''))"
        ));
        if at % 2 == 0 {
            browser.click(&browser.find(selector));
        } else {
            browser.run(&format!("document.querySelector('{selector}').focus()"));
            browser.press(ENTER);
        }
        assert_eq!(Value::from(page::shown(&browser)), number, "{selector}");
        let text = page::filter(&browser);
        assert!(text.starts_with(expected), "{text}");
        assert!(!is_shown(&browser));
    }
    // The other services are still counted, and what is said of them is taken back by the next choice.
    open(&browser);
    let events = browser.run("return document.querySelectorAll('.iot-card [data-figure=Events]').length");
    assert_eq!(events, 5);
}

#[test]
fn an_empty_result_says_what_is_not_logged() {
    let Some(browser) = page::with_sample() else {
        return;
    };
    let words = || {
        let text = browser.run("return document.querySelector('.nothing')?.innerText ?? ''");
        text.as_str().unwrap().to_string()
    };
    page::set_filter(&browser, "eventName:GetPropertyValue");
    assert_eq!(page::shown(&browser), 0);
    let said = words();
    assert!(
        said.contains("CloudTrail does not log GetPropertyValue of AWS IoT TwinMaker."),
        "{said}"
    );
    assert!(said.contains("AWS::IoTTwinMaker::Entity"), "{said}");
    assert!(said.contains("does not mean that nothing was done"), "{said}");
    page::set_filter(&browser, "eventName:NoSuchThing");
    assert_eq!(page::shown(&browser), 0);
    assert!(!words().contains("CloudTrail"), "{}", words());

    // The same by way of the card, whose groups unfold by keys.
    page::set_filter(&browser, "last:30d");
    open(&browser);
    let group = "document.querySelectorAll('[data-service=iottwinmaker] .iot-unseen h4 button')[1]";
    browser.run(&format!("{group}.focus()"));
    browser.press(ENTER);
    assert_eq!(browser.run(&format!("return {group}.ariaExpanded")), "true");
    browser.run("document.querySelector('[data-operation=BatchPutPropertyValues]').focus()");
    browser.press(ENTER);
    assert_eq!(page::shown(&browser), 0);
    assert_eq!(
        page::filter(&browser),
        "last:30d service:iottwinmaker eventName:BatchPutPropertyValues"
    );
    assert!(
        words().contains("does not log BatchPutPropertyValues"),
        "{}",
        words()
    );
}
