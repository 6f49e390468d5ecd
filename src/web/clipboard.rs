//! Copying text.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, HtmlTextAreaElement};

/// Puts text on the clipboard. False when the browser refuses.
pub async fn copy(text: &str) -> bool {
    let Some(window) = super::window() else {
        return false;
    };
    if window.is_secure_context()
        && JsFuture::from(window.navigator().clipboard().write_text(text))
            .await
            .is_ok()
    {
        return true;
    }
    copy_by_selection(text).unwrap_or(false)
}

/// The way that also works where the page has no clipboard: a selection and the browser's own copy command.
fn copy_by_selection(text: &str) -> Option<bool> {
    let document = super::document()?.dyn_into::<HtmlDocument>().ok()?;
    let focused = super::focus::current();
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_class_name("unseen");
    // Inside an open dialog, or it could not be focused.
    let home = document.query_selector("dialog[open]").ok().flatten();
    let home = home.or_else(|| document.body().map(Into::into))?;
    home.append_child(&area).ok()?;
    area.select();
    let copied = document.exec_command("copy").ok();
    area.remove();
    super::focus::give_back(focused);
    copied
}
