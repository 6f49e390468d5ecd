//! The overview: it shows after loading, every number on it is what the scripting interface counts under the filter
//! that the number leads to, the heat map's cells add up, and gaps show as gaps.

use crate::browser::Browser;
use crate::corpus;
use crate::page;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// WebDriver's code points of keys.
const ENTER: &str = "\u{e007}";
const LEFT: &str = "\u{e012}";
const RIGHT: &str = "\u{e014}";
const DOWN: &str = "\u{e015}";
const END: &str = "\u{e010}";

const PATIENCE: Duration = Duration::from_secs(60);
const SHOWN: &str = "document.querySelector('.overview')";

/// The page from disk, and where it is after that.
fn opened(fragment: &str) -> Option<Browser> {
    let [_, address] = page::addresses()?;
    let browser = Browser::start();
    browser.open(&format!("{address}{fragment}"));
    page::has_scripting(&browser).then_some(browser)
}

fn load_sample(browser: &Browser) {
    let sample = "[...document.querySelectorAll('main button')].find((button) => button.innerText === 'Try sample data')";
    browser.wait_until(&format!("{sample} && !{sample}.disabled"), PATIENCE);
    browser.run(&format!("{sample}.click()"));
    browser.wait_until("trailglass.report().events", PATIENCE);
    page::settle(browser);
}

fn press_button(browser: &Browser, name: &str) {
    browser.run(&format!(
        "[...document.querySelectorAll('button')].find((button) => button.innerText.trim() === {}).click()",
        json!(name)
    ));
    page::settle(browser);
}

/// How many events the toolbar says match.
fn matching(browser: &Browser) -> u64 {
    let script =
        "return Number(document.querySelector('.counts').innerText.split(' ')[0].replace(/[^0-9]/g, ''))";
    browser.run(script).as_u64().unwrap()
}

fn back(browser: &Browser) {
    browser.run("history.back()");
    browser.wait_until(SHOWN, PATIENCE);
    page::settle(browser);
}

/// Every number on the overview that is not what a query counts under the filter it leads to.
const WRONG_NUMBERS: &str = "
    const number = (text) => Number(text.replace(/[^0-9]/g, ''));
    const wrong = [];
    let seen = 0;
    for (const button of document.querySelectorAll('.overview [data-filter]')) {
      const said = button.closest('.overview-loaded')
        ? number(button.ariaLabel.match(/[0-9,]+ events?$/)[0])
        : number((button.querySelector('.figure') ?? button).innerText);
      const { total } = await trailglass.query(button.dataset.filter, { limit: 0 });
      seen += 1;
      if (said !== total || !total) wrong.push([button.innerText, button.dataset.filter, said, total]);
    }
    return { wrong, seen }";

#[test]
fn every_number_is_that_of_the_filter_it_leads_to() {
    let Some(browser) = opened("") else { return };
    load_sample(&browser);
    assert_eq!(
        browser.run(&format!("return Boolean({SHOWN})")),
        true,
        "it shows after loading"
    );
    let facts = browser
        .run_async(
            "const of = (name) => [...document.querySelectorAll('.overview-loaded dl > div')]
               .find((one) => one.querySelector('dt').innerText === name).querySelector('dd').innerText.replaceAll(',', '');
             const values = async (field) => (await trailglass.facet(field, { limit: 5000 })).length;
             const { rows: [last] } = await trailglass.query('', { limit: 1, columns: ['eventTime'] });
             return [
               [of('Events'), String(trailglass.report().events)],
               [of('Files'), String(trailglass.report().files)],
               [of('Accounts'), String(await values('recipientAccountId'))],
               [of('Regions'), String(await values('awsRegion'))],
               [of('Actors'), String(await values('actor'))],
               [of('Last event'), last.eventTime.replace('T', ' ').replace('Z', '')],
             ]",
        )
        .unwrap();
    for pair in facts.as_array().unwrap() {
        assert_eq!(pair[0], pair[1]);
    }
    // What stands out in the sample: its incident.
    let bursts =
        browser.run("return [...document.querySelectorAll('[data-burst]')].map((one) => one.dataset.burst)");
    assert!(
        bursts.as_array().unwrap().contains(&json!("jonas.weber")),
        "{bursts}"
    );
    for text in ["", "-actor.kind:service last:36h"] {
        browser.run(&format!(
            "location.hash = 'at=overview&q=' + encodeURIComponent({})",
            json!(text)
        ));
        browser.wait_until(
            &format!("document.getElementById('filter').value === {}", json!(text)),
            PATIENCE,
        );
        page::settle(&browser);
        let checked = browser.run_async(WRONG_NUMBERS).unwrap();
        assert_eq!(checked["wrong"], json!([]), "{text}");
        assert!(checked["seen"].as_u64().unwrap() > 60, "{checked}");
    }
}

#[test]
fn cells_add_up_and_lead_to_their_events() {
    let Some(browser) = opened("") else { return };
    load_sample(&browser);
    browser.run("document.querySelector('.coverage-more').click()");
    page::settle(&browser);
    assert!(
        browser
            .run("return document.querySelector('.coverage-more')")
            .is_null()
    );
    let wrong = browser
        .run_async(
            "const number = (text) => Number(text.match(/([0-9,]+) events?/)?.[1].replaceAll(',', '') ?? 0);
             const wrong = [];
             let all = 0;
             const rows = [...document.querySelectorAll('.coverage tbody tr')];
             const columns = [...document.querySelectorAll('.coverage thead [data-at]')].map((head) => head.ariaLabel);
             const sums = columns.map(() => 0);
             for (const row of rows) {
               const [account, region] = row.querySelector('th').title.split(', ');
               const of = `recipientAccountId:${account} awsRegion:${region}`;
               const cells = [...row.querySelectorAll('td:not(.coverage-sum)')].map((cell) => number(cell.ariaLabel));
               const sum = number(row.querySelector('.coverage-sum').ariaLabel);
               cells.forEach((events, at) => sums[at] += events);
               all += sum;
               const { total } = await trailglass.query(of, { limit: 0 });
               if (sum !== total || sum !== cells.reduce((a, b) => a + b)) wrong.push([of, cells, sum, total]);
             }
             for (const [at, day] of columns.entries()) {
               const { total } = await trailglass.query(`eventTime:${day}`, { limit: 0 });
               if (total !== sums[at]) wrong.push([day, sums[at], total]);
             }
             if (all !== trailglass.report().events || rows.length < 12 || columns.length !== 5) wrong.push([all, rows.length, columns]);
             return wrong",
        )
        .unwrap();
    assert_eq!(wrong, json!([]));

    // By mouse: a cell.
    let events = |selector: &str| {
        let script = format!(
            "return Number(document.querySelector('{selector}').ariaLabel.match(/([0-9,]+) events?/)[1].replaceAll(',', ''))"
        );
        browser.run(&script).as_u64().unwrap()
    };
    let expected = events("#coverage-1-3");
    browser.click(&browser.find("#coverage-1-3"));
    page::settle(&browser);
    assert_eq!(matching(&browser), expected);
    let text = page::filter(&browser);
    assert!(
        text.contains("recipientAccountId:") && text.ends_with("eventTime:2026-01-14"),
        "{text}"
    );
    back(&browser);
    assert_eq!(page::filter(&browser), "");

    // By keys: one way in, arrows inside, the sum at the end.
    assert_eq!(
        browser.run("return document.querySelectorAll('.coverage [tabindex=\"0\"]').length"),
        1
    );
    browser.run("document.querySelector('.coverage [tabindex=\"0\"]').focus()");
    let focused = || browser.run("return document.activeElement.dataset.at");
    browser.run("document.getElementById('coverage-1-1').focus()");
    browser.press(&format!("{DOWN}{RIGHT}{RIGHT}{LEFT}"));
    assert_eq!(focused(), "2-2");
    browser.press(END);
    assert_eq!(focused(), "2-6");
    let expected = events("#coverage-2-6");
    browser.press(ENTER);
    page::settle(&browser);
    assert_eq!(matching(&browser), expected);
    // The table goes on where the sheet went away.
    assert_eq!(browser.run("return document.activeElement.id"), "events");
    back(&browser);

    // A line by keys, and a part of one by mouse.
    for (selector, by_mouse) in [
        ("[data-card=active] .overview-line", false),
        ("[data-card=failed] button.overview-part", true),
    ] {
        let text = browser.run(&format!(
            "return document.querySelector('{selector}').dataset.filter"
        ));
        if by_mouse {
            browser.click(&browser.find(selector));
        } else {
            browser.run(&format!("document.querySelector('{selector}').focus()"));
            browser.press(ENTER);
        }
        page::settle(&browser);
        assert_eq!(Value::from(page::filter(&browser)), text);
        back(&browser);
    }

    // The latest change, and the IoT services in their place.
    let name = browser.run("return document.querySelector('[data-card=latest] tbody button').innerText");
    browser.run("document.querySelector('[data-card=latest] tbody button').click()");
    browser.wait_until("document.querySelector('#detail')", PATIENCE);
    page::settle(&browser);
    let shown = browser.run("return document.querySelector('#detail').innerText");
    assert!(
        shown.as_str().unwrap().contains(name.as_str().unwrap()),
        "{name}: {shown}"
    );
    assert_eq!(
        browser.run("return document.querySelectorAll('#events [aria-selected=true]').length > 0"),
        true
    );
    back(&browser);
    browser.run("document.querySelector('[data-card=iot] h3 button').click()");
    browser.wait_until("document.querySelector('.iot')", PATIENCE);
    back(&browser);
}

/// A trail file with one event on each of these days of March 2024.
fn file(name: &str, account: &str, region: &str, days: &[u32]) -> PathBuf {
    let records: Vec<Value> = days
        .iter()
        .map(|day| {
            json!({
                "eventVersion": "1.08",
                "userIdentity": {"type": "IAMUser", "userName": "mira", "accountId": account},
                "eventTime": format!("2024-03-{day:02}T10:00:00Z"),
                "eventSource": "s3.amazonaws.com",
                "eventName": "GetObject",
                "awsRegion": region,
                "eventID": format!("{name}-{day}"),
                "readOnly": true,
                "recipientAccountId": account,
            })
        })
        .collect();
    let path = page::scratch(&format!("overview-{name}")).join(format!("{name}.json"));
    fs::write(&path, json!({ "Records": records }).to_string()).unwrap();
    path
}

#[test]
fn days_without_events_between_others_show_as_gaps() {
    let Some(browser) = opened("#at=overview") else {
        return;
    };
    let files = [
        file("a", "111122223333", "eu-central-1", &[4, 5, 8, 9]),
        file("b", "444455556666", "us-east-1", &[5, 6]),
        file("c", "444455556666", "us-east-1", &[7]),
    ];
    corpus::choose_files(&browser, &files);
    browser.run_async("await trailglass.open(chosen.files)").unwrap();
    page::settle(&browser);
    let cells = browser.run(
        "return [...document.querySelectorAll('.coverage tbody tr')].map((row) => [...row.querySelectorAll('td:not(.coverage-sum)')]
           .map((cell) => cell.className.split(' ')[0] + cell.innerText))",
    );
    assert_eq!(
        cells,
        json!([
            ["some1", "some1", "gapgap", "gapgap", "some1", "some1"],
            ["", "some1", "some1", "some1", "", ""],
        ])
    );
    let said = browser.run("return document.querySelector('.coverage .gap').ariaLabel");
    assert_eq!(
        said,
        "111122223333, eu-central-1, 2024-03-06: gap: no events, and some before and after"
    );
    let words = browser.run("return document.querySelector('.coverage-words').innerText");
    assert!(words.as_str().unwrap().contains("2 gaps"), "{words}");
    let nothing = browser.run("return document.querySelector('[data-card=iot]').innerText");
    assert!(
        nothing
            .as_str()
            .unwrap()
            .contains("No event of the five IoT services"),
        "{nothing}"
    );
    // A gap leads nowhere.
    browser.click(&browser.find(".coverage .gap"));
    page::settle(&browser);
    assert_eq!(
        (
            page::filter(&browser).as_str(),
            browser.run(&format!("return Boolean({SHOWN})"))
        ),
        ("", json!(true))
    );

    // Filtered to nothing, it says so, and offers the way out.
    browser.run("location.hash = 'at=overview&q=nothingOfTheKind'");
    browser.wait_until("document.querySelector('.overview-nothing')", PATIENCE);
    press_button(&browser, "Clear the filter");
    browser.wait_until(SHOWN, PATIENCE);
    assert_eq!(page::filter(&browser), "");
    back_to_nothing(&browser);
}

fn back_to_nothing(browser: &Browser) {
    browser.run("history.back()");
    browser.wait_until("document.querySelector('.overview-nothing')", PATIENCE);
    assert_eq!(page::filter(browser), "nothingOfTheKind");
}

#[test]
fn a_filter_in_the_address_asks_for_events() {
    let Some(browser) = opened("#q=readOnly:false") else {
        return;
    };
    load_sample(&browser);
    assert!(browser.run(&format!("return {SHOWN}")).is_null());
    assert_eq!(
        browser.run("return document.querySelectorAll('#events [role=row]').length > 5"),
        true
    );
    press_button(&browser, "Overview");
    browser.wait_until(SHOWN, PATIENCE);
    let said = browser.run("return document.querySelector('.overview-base').innerText");
    assert!(said.as_str().unwrap().contains("readOnly:false"), "{said}");
    let expected = browser
        .run("return Number(document.querySelector('.overview-loaded dd').innerText.replaceAll(',', ''))");
    assert_eq!(expected, matching(&browser));
    browser.run("history.back()");
    browser.wait_until(&format!("!{SHOWN}"), PATIENCE);
}
