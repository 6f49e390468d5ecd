//! Thin wrappers of the platform: drop, files, keys, clipboard, listeners that end when dropped.

pub mod address;
pub mod boot;
pub mod clipboard;
pub mod drop;
mod drop_handles;
pub mod file_source;
pub mod files;
pub mod focus;
pub mod listener;
pub mod panic;
pub mod post;
pub mod sample;
pub mod save_file;
pub mod storage;
pub mod task;
pub mod worker_thread;
pub mod zone;

use wasm_bindgen::JsCast;

/// Whether this thread is a worker rather than a page.
pub fn in_worker() -> bool {
    js_sys::global()
        .dyn_into::<web_sys::DedicatedWorkerGlobalScope>()
        .is_ok()
}

/// The page's window; none in a worker.
pub fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The page's document; none in a worker.
pub fn document() -> Option<web_sys::Document> {
    window()?.document()
}

/// The element with this id.
pub fn element(id: &str) -> Option<web_sys::Element> {
    document()?.get_element_by_id(id)
}
