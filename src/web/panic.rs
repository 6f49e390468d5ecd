//! A panic says what happened where the user can read it: on the page, or through the page for a worker.

use super::{boot, worker_thread};
use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

/// Installs the hook, on the page and in workers alike. Call it first in `main`.
pub fn install() {
    // Through Yew, which otherwise puts its own hook in place when it renders.
    yew::set_custom_panic_hook(Box::new(|panic| report(&panic.to_string())));
}

fn report(message: &str) {
    match js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        Ok(worker) => {
            web_sys::console::error_1(&message.into());
            worker_thread::signal_failure(&worker, message);
        }
        Err(_) => boot::fail(
            "Trailglass stopped because of a mistake of its own. Load the page again; your files are untouched.",
            message,
        ),
    }
}
