//! The page: state, components, hooks.

/// Shows the page.
pub fn start() {}
