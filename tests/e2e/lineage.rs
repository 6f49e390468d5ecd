//! The chain of credentials of the sample's incident, walked up and down, by mouse and by keyboard.

use crate::browser::Browser;
use crate::page;
use trailglass::sample::incident::{EVENTS, KEY, NEW_KEY, NEW_USER, ROLE, ROLE_KEY, USER};

/// WebDriver's code points of keys.
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const RIGHT: &str = "\u{e014}";

/// The sample with the incident's last deed selected and its credentials shown; reached by keys.
fn at_last_deed() -> Option<Browser> {
    let browser = page::with_sample()?;
    browser.run("const input = document.getElementById('filter'); input.focus(); input.select()");
    browser.press(&format!("key={NEW_KEY} eventName:DeleteThing"));
    page::settle(&browser);
    browser.click(&browser.find("[data-at='0'] [aria-colindex='3']"));
    page::settle(&browser);
    browser.run("document.querySelector('.tabs [aria-selected=true]').focus()");
    browser.press(&RIGHT.repeat(3));
    page::settle(&browser);
    Some(browser)
}

fn text(browser: &Browser, selector: &str) -> String {
    let found = browser.run(&format!(
        "return document.querySelector('{selector}')?.innerText ?? ''"
    ));
    found.as_str().unwrap().to_string()
}

/// The operations of the chain, root first, the event itself last.
fn hops(browser: &Browser) -> Vec<String> {
    let found = browser.run(
        "return [...document.querySelectorAll('.chain .lineage-hop')].map((hop) => hop.innerText).join('|')",
    );
    found.as_str().unwrap().split('|').map(str::to_string).collect()
}

fn focused(browser: &Browser) -> String {
    let id = browser.run("return document.activeElement.id");
    id.as_str().unwrap().to_string()
}

#[test]
fn a_chain_is_walked_up_to_the_person_and_down_again() {
    let Some(browser) = at_last_deed() else {
        return;
    };
    let role = format!("AssumeRole → {ROLE}");
    let user = format!("CreateAccessKey → {NEW_USER}");
    assert_eq!(hops(&browser), [role.as_str(), &user, "This event: DeleteThing"]);
    let root = text(&browser, ".lineage-root");
    assert_eq!(
        root,
        format!("{USER}, an IAM user, with the long-term access key {KEY}")
    );
    let said = text(&browser, ".chain");
    for key in [ROLE_KEY, NEW_KEY] {
        let proof = format!("Proof: its record names {key}, the access key that was used.");
        assert!(said.contains(&proof), "{said}");
    }

    // Up by mouse. The filter hides that event: this is said, and undone.
    browser.click(&browser.find(".chain .lineage-to"));
    page::settle(&browser);
    assert_eq!(text(&browser, ".summary h2"), "AssumeRole");
    assert_eq!(hops(&browser), ["This event: AssumeRole"]);
    assert_eq!(focused(&browser), "lineage-here");
    assert!(text(&browser, ".detail-hidden").starts_with("The filter hides this event"));
    browser.run("document.querySelector('.detail-hidden button').focus()");
    browser.press(ENTER);
    page::settle(&browser);
    assert_eq!(text(&browser, ".detail-hidden"), "");
    let row = text(&browser, "#events [role=row][aria-selected=true]");
    assert!(row.contains("AssumeRole") && row.contains(USER), "{row}");

    // Down by keys: from the event to what was issued with what it issued.
    browser.run("document.getElementById('lineage-here').focus()");
    let mut tabs = 0;
    while browser.run("return document.activeElement.matches('.lineage-nodes .lineage-to')") != true {
        browser.press(TAB);
        tabs += 1;
        assert!(tabs < 20, "the next hop is reached by Tab");
    }
    browser.press(ENTER);
    page::settle(&browser);
    assert_eq!(text(&browser, ".summary h2"), "CreateAccessKey");
    assert_eq!(hops(&browser), [role, "This event: CreateAccessKey".to_string()]);
    assert_eq!(focused(&browser), "lineage-here");

    // And up again by keys.
    browser.run("document.querySelector('.chain .lineage-to').focus()");
    browser.press(ENTER);
    page::settle(&browser);
    assert_eq!(text(&browser, ".summary h2"), "AssumeRole");
}

#[test]
fn every_number_leads_to_exactly_its_events() {
    let Some(browser) = at_last_deed() else {
        return;
    };
    browser.click(&browser.find(".chain .lineage-to"));
    page::settle(&browser);
    // What the leaked key was used for stands before what was done with what it gave: 27 calls of it were the
    // intruder's.
    let all = u64::from(EVENTS) - 27;
    assert_eq!(
        text(&browser, ".lineage-all"),
        format!("{all} events under all of this")
    );
    for (selector, expected) in [
        (".lineage-all button", all),
        ("[data-figure=Events] button", 3),
        (".lineage-node button:not(.lineage-to):not(.square)", all - 3),
        (".lineage-inner [data-figure=Failures] button", 1),
    ] {
        browser.run(&format!("document.querySelector('{selector}').focus()"));
        browser.press(ENTER);
        assert_eq!(page::shown(&browser), expected, "{selector}");
    }
    let toggle = "document.querySelector('.lineage-node .square')";
    browser.run(&format!("{toggle}.focus()"));
    browser.press(ENTER);
    assert_eq!(browser.run(&format!("return {toggle}.ariaExpanded")), "false");
    assert!(
        browser
            .run("return document.querySelector('.lineage-inner')")
            .is_null()
    );
}
