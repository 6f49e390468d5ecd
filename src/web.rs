//! Thin wrappers of the platform: drop, files, keys, clipboard, listeners that end when dropped.

pub mod boot;
pub mod file_source;
pub mod panic;
pub mod post;
pub mod worker_thread;

use wasm_bindgen::JsCast;

/// Whether this thread is a worker rather than a page.
pub fn in_worker() -> bool {
    js_sys::global()
        .dyn_into::<web_sys::DedicatedWorkerGlobalScope>()
        .is_ok()
}
