//! The pane says why each derived field has its value, to those who use a keyboard or hear the page as well.

use crate::browser::Browser;
use crate::page;
use serde_json::json;

const ENTER: char = '\u{E007}';

#[test]
fn an_events_pane_says_why() {
    let Some([address, _]) = page::addresses() else {
        return;
    };
    let browser = Browser::start();
    browser.open(&format!("{address}#at=events"));
    if !page::has_scripting(&browser) {
        return;
    }
    let record = json!({"eventVersion": "1.08", "eventTime": "2026-01-01T00:00:00Z", "eventSource": "s3.amazonaws.com",
        "eventName": "PutObject", "eventID": "11111111-2222-3333-4444-555555555555", "errorCode": "AccessDenied",
        "userIdentity": {"type": "AssumedRole", "principalId": "AROA1:alice",
            "sessionContext": {"sessionIssuer": {"userName": "Reader"}}}});
    let file = json!({"Records": [record]}).to_string();
    let settle = "for (let turn = 0; turn < 2; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 150)); await trailglass.idle(); }";
    browser
        .run_async(&format!(
            "await trailglass.open([new File([{file:?}], 'one.json')]); {settle}"
        ))
        .unwrap();
    browser.click(&browser.find("[data-at='0'] [aria-colindex='3']"));
    browser.run_async(settle).unwrap();

    let folded = browser.run("return !document.querySelector('.reasons').open");
    assert_eq!(folded, true);
    let described =
        "return document.querySelector('.summary dt.derived + dd .link').getAttribute('aria-description')";
    let actor = "Reader, because userIdentity.type is AssumedRole; the name is from \
        userIdentity.sessionContext.sessionIssuer.userName; the session alice is from userIdentity.principalId.";
    assert_eq!(browser.run(described), actor);

    browser.run("document.querySelector('.reasons > summary').focus()");
    browser.press(&ENTER.to_string());
    let said = browser.run("return document.querySelector('.reasons').innerText");
    let said = said.as_str().unwrap();
    for sentence in [
        actor,
        "denied, because errorCode is AccessDenied.",
        "yes, because userIdentity.type is AssumedRole.",
        "write, because readOnly is not recorded, so probably: eventName is PutObject, and begins with no word that reads.",
    ] {
        assert!(said.contains(sentence), "{sentence} in {said}");
    }
}
