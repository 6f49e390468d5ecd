//! Focus, and what has it.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// The element that has the focus.
pub fn current() -> Option<HtmlElement> {
    super::document()?.active_element()?.dyn_into().ok()
}

/// Gives the focus back to an element that had it, if it is still there.
pub fn give_back(element: Option<HtmlElement>) {
    if let Some(element) = element.filter(|element| element.is_connected()) {
        let _ = element.focus();
    }
}

/// Focuses the element with this id.
pub fn on(id: &str) {
    give_back(super::element(id).and_then(|element| element.dyn_into().ok()));
}

/// Whether nothing has the focus, as after the element that had it went away.
pub fn is_lost() -> bool {
    current().is_none_or(|element| element.tag_name() == "BODY")
}

/// Focuses where work goes on: the table when it has rows, else the filter, else the first way to open something.
pub fn home() {
    let home = super::document().and_then(|document| {
        [
            "#events:not([aria-rowcount='1'])",
            "#filter:enabled",
            "main button",
        ]
        .into_iter()
        .find_map(|selector| document.query_selector(selector).ok()?)
    });
    give_back(home.and_then(|element| element.dyn_into().ok()));
}

/// Whether a key pressed here is text for this element rather than a command for the page.
pub fn takes_text(event: &Event) -> bool {
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return false;
    };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || element
            .closest("[contenteditable]")
            .is_ok_and(|found| found.is_some())
}

/// Whether a dialog is open: the page behind it hears no keys.
pub fn in_dialog() -> bool {
    super::document()
        .and_then(|document| document.query_selector("dialog[open]").ok()?)
        .is_some()
}
