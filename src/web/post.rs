//! A worker's mail: messages in, messages out, and turns taken in between.

use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Hears all messages of the page from now on.
pub fn listen(mut heard: impl FnMut(JsValue) + 'static) {
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| heard(event.data()));
    scope().set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // A worker listens as long as it lives.
    heard.forget();
}

/// Sends a message to the page.
pub fn to_page(message: &JsValue) {
    if let Err(error) = scope().post_message(message) {
        web_sys::console::error_1(&error);
    }
}

/// Tells the page that this worker is of no use any more; the page ends it.
pub fn fail(reason: &str) {
    super::worker_thread::signal_failure(&scope(), reason);
}

/// Milliseconds by the worker's clock.
pub fn now() -> f64 {
    scope().performance().map_or(0.0, |clock| clock.now())
}

/// Bytes of this thread's WebAssembly memory.
pub fn wasm_bytes() -> u64 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
    u64::from(buffer.byte_length())
}

/// Turns of a long work, between which the worker's mail is read.
///
/// A turn is a message to oneself: it queues up behind the page's messages, and unlike a timer it is not held back.
pub struct Turns {
    channel: Option<MessageChannel>,
    pending: Rc<Cell<bool>>,
    _taken: Closure<dyn FnMut()>,
}

impl Turns {
    /// `turn` does a little and returns whether there is more to do.
    pub fn new(mut turn: impl FnMut() -> bool + 'static) -> Self {
        let channel = MessageChannel::new().ok();
        let pending = Rc::new(Cell::new(false));
        let again = channel.as_ref().map(MessageChannel::port2);
        let mark = pending.clone();
        let taken = Closure::<dyn FnMut()>::new(move || {
            mark.set(false);
            if turn()
                && let Some(port) = &again
            {
                mark.set(port.post_message(&JsValue::NULL).is_ok());
            }
        });
        if let Some(channel) = &channel {
            channel
                .port1()
                .set_onmessage(Some(taken.as_ref().unchecked_ref()));
        }
        Turns {
            channel,
            pending,
            _taken: taken,
        }
    }

    /// Asks for a turn, unless one is coming.
    pub fn request(&self) {
        if let Some(channel) = &self.channel
            && !self.pending.replace(true)
        {
            self.pending
                .set(channel.port2().post_message(&JsValue::NULL).is_ok());
        }
    }
}
