//! The fragment of the page's address.

use wasm_bindgen::JsValue;

/// The fragment, without `#`.
pub fn fragment() -> String {
    let hash = super::window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Puts a fragment in the address. `step`: as a step that Back undoes; otherwise in place of the current one.
pub fn set_fragment(fragment: &str, step: bool) {
    let Some(window) = super::window() else { return };
    let Ok(history) = window.history() else { return };
    let url = format!("#{fragment}");
    // Some browsers allow no more than a few a second; the next one will tell the address then.
    let _ = if step {
        history.push_state_with_url(&JsValue::TRUE, "", Some(&url))
    } else {
        history.replace_state_with_url(&JsValue::TRUE, "", Some(&url))
    };
}

/// Whether the present step of the browser's history was made by this page, rather than by a link.
pub fn is_own_step() -> bool {
    let state = super::window()
        .and_then(|window| window.history().ok())
        .and_then(|history| history.state().ok());
    state.is_some_and(|state| state == JsValue::TRUE)
}

/// The address of this page with another fragment.
pub fn link(fragment: &str) -> String {
    let href = super::window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    format!("{page}#{fragment}")
}
