//! The page: state, components, hooks.

pub mod script;

/// Shows the page.
pub fn start() {
    let session = crate::worker::session::Session::start(|_| {});
    script::install(&session);
}
