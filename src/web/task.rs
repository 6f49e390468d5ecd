//! Waiting, and long work in slices so that the page stays alive.

use futures_channel::oneshot;
use js_sys::Promise;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Longest run of work before the browser gets a turn, in milliseconds: half a frame.
const SLICE_MS: f64 = 8.0;

/// Milliseconds since the page began.
pub fn now() -> f64 {
    super::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}

/// Waits, and lets the browser do everything else meanwhile.
pub async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = super::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Longest wait for a frame in milliseconds: a page that is not seen draws none.
const FRAME_MS: i32 = 100;

/// Waits until the browser is about to draw.
pub async fn frame() {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = super::window() {
            let _ = window.request_animation_frame(&resolve);
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, FRAME_MS);
        }
    });
    let _ = JsFuture::from(promise).await;
}

thread_local! {
    /// Ends when whoever asked last for a frame of his own has it.
    static LAST_FRAME: RefCell<Option<oneshot::Receiver<()>>> = const { RefCell::new(None) };
}

/// Waits for a frame that nobody else waits for in this way: what large parts of the page change, they change one
/// after the other, so that no frame takes long.
pub async fn own_frame() {
    let (done, wait) = oneshot::channel();
    if let Some(before) = LAST_FRAME.replace(Some(wait)) {
        // Whoever went before may have given up.
        let _ = before.await;
    }
    frame().await;
    let _ = done.send(());
}

/// Lets the browser do what waits, and comes back as soon as it can: a timer of nothing would wait four milliseconds.
pub async fn tick() {
    let promise = Promise::new(&mut |resolve, _| {
        if let Ok(channel) = MessageChannel::new() {
            channel.port1().set_onmessage(Some(&resolve));
            let _ = channel.port2().post_message(&JsValue::NULL);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Says now and then that it is time to show how far something is: faster than ten times a second is not read.
#[derive(Default)]
pub struct Beat {
    last: Option<f64>,
}

impl Beat {
    /// Whether it is time; the first time always.
    pub fn is_due(&mut self) -> bool {
        let now = now();
        let due = self.last.is_none_or(|last| now - last >= 100.0);
        if due {
            self.last = Some(now);
        }
        due
    }
}

/// Work that takes breaths: call [`breathe`](Breather::breathe) in a long loop.
pub struct Breather {
    since: f64,
    steps: u32,
}

impl Default for Breather {
    fn default() -> Self {
        Breather {
            since: now(),
            steps: 0,
        }
    }
}

impl Breather {
    /// Gives the browser a turn if this slice of work was long enough. Returns whether it did.
    pub async fn breathe(&mut self) -> bool {
        // Asking for the time costs more than most steps.
        self.steps += 1;
        if !self.steps.is_multiple_of(16) || now() - self.since < SLICE_MS {
            return false;
        }
        tick().await;
        self.since = now();
        true
    }
}
