//! What is kept for the next visit: widths, colours, filters and views; never data.

const PREFIX: &str = "trailglass.";

/// What is kept under a name. Nothing where the browser keeps nothing (private windows, some `file://`).
pub fn get(name: &str) -> Option<String> {
    store()?.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Keeps a value under a name. False where the browser does not let it.
pub fn set(name: &str, value: &str) -> bool {
    store().is_some_and(|store| store.set_item(&format!("{PREFIX}{name}"), value).is_ok())
}

fn store() -> Option<web_sys::Storage> {
    super::window()?.local_storage().ok()?
}
