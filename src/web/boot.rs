//! What the page's boot script (`tools/boot.js`) offers: starting a worker, and saying that nothing works any more.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Worker;

/// Starts a worker that runs this same program.
///
/// # Errors
/// A sentence: the browser refuses workers, or this is not the packed page.
pub fn start_worker() -> Result<Worker, String> {
    let worker = call("startWorker", &Array::new()).map_err(|error| {
        format!(
            "This browser starts no background worker: {}. Try another browser.",
            describe(&error)
        )
    })?;
    worker
        .dyn_into()
        .map_err(|_| "The page's boot script returned something else than a worker.".into())
}

/// Says at the top of the page, in an element of its own, why the page does not work: a sentence and a detail.
/// Only the first failure is shown; all go to the console.
pub fn fail(sentence: &str, detail: &str) {
    if call("fail", &Array::of2(&sentence.into(), &detail.into())).is_err() {
        web_sys::console::error_2(&sentence.into(), &detail.into());
    }
}

/// The text of a JavaScript error, or of whatever else was thrown.
pub fn describe(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.to_string()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}

fn call(name: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    let boot = Reflect::get(&js_sys::global(), &"trailglassBoot".into())?;
    let function: Function = Reflect::get(&boot, &name.into())?.dyn_into()?;
    function.apply(&boot, arguments)
}
