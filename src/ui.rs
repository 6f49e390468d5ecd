//! The page: state, components, hooks.
//!
//! What can be decided without a browser is in [`model`] and compiles natively; the rest draws it.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
pub mod components;
#[cfg(target_arch = "wasm32")]
pub mod hooks;
#[cfg(target_arch = "wasm32")]
pub mod script;

#[cfg(target_arch = "wasm32")]
pub use app::{App, Changes};

/// Starts a session and shows the page in the element `app`, in place of the shell that stood there while
/// WebAssembly started.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    let changes = Changes::default();
    let heard = changes.clone();
    let session = crate::worker::session::Session::start(move |change| heard.tell(change));
    script::install(&session);
    let Some(root) = crate::web::element("app") else {
        return web_sys::console::error_1(&"Trailglass found no element `app` to show itself in.".into());
    };
    yew::Renderer::<App>::with_root_and_props(root, app::AppProps { session, changes }).render();
}
