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
        history.push_state_with_url(&JsValue::NULL, "", Some(&url))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&url))
    };
}
