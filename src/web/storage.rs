//! A few choices kept for the next visit: widths and colours, never data.

const PREFIX: &str = "trailglass.";

/// What is kept under a name. Nothing where the browser keeps nothing (private windows, some `file://`).
pub fn get(name: &str) -> Option<String> {
    store()?.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Keeps a value under a name, where the browser lets it.
pub fn set(name: &str, value: &str) {
    if let Some(store) = store() {
        let _ = store.set_item(&format!("{PREFIX}{name}"), value);
    }
}

fn store() -> Option<web_sys::Storage> {
    super::window()?.local_storage().ok()?
}
