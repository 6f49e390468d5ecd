//! The page: state, components, hooks.
//!
//! What can be decided without a browser is in [`model`] and compiles natively; the rest draws it.

pub mod script;

/// Shows the page.
pub fn start() {
    let session = crate::worker::session::Session::start(|_| {});
    script::install(&session);
}
