//! Waiting, and long work in slices so that the page stays alive.

use futures_channel::oneshot;
use js_sys::Promise;
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
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

/// Parts of the page that change in one frame at most.
const PARTS_A_FRAME: usize = 3;

thread_local! {
    /// Those who wait for a frame to change their part of the page in.
    static WAITING: RefCell<VecDeque<Waiting>> = const { RefCell::new(VecDeque::new()) };
}

struct Waiting {
    go: oneshot::Sender<()>,
    /// Nothing else is to change in that frame.
    alone: bool,
}

/// Waits for a frame in which few other parts of the page change: one after the other they never keep the page from
/// answering, as all at once would.
pub async fn turn_to_draw() {
    wait_to_draw(false).await;
}

/// The same, before all others and with none of them: what somebody waits for most is not to share its frame.
pub async fn first_to_draw() {
    wait_to_draw(true).await;
}

async fn wait_to_draw(alone: bool) {
    let (go, wait) = oneshot::channel();
    let waiting = Waiting { go, alone };
    let is_first = WAITING.with_borrow_mut(|all| {
        match alone {
            true => all.push_front(waiting),
            false => all.push_back(waiting),
        }
        all.len() == 1
    });
    if is_first {
        spawn_local(async {
            while WAITING.with_borrow(|all| !all.is_empty()) {
                frame().await;
                let next: Vec<Waiting> = WAITING.with_borrow_mut(|all| {
                    let is_alone = all.front().is_some_and(|first| first.alone);
                    let parts = if is_alone { 1 } else { PARTS_A_FRAME };
                    all.drain(..all.len().min(parts)).collect()
                });
                // Whoever waited may have given up.
                next.into_iter().for_each(|waiting| _ = waiting.go.send(()));
            }
        });
    }
    let _ = wait.await;
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
    /// Steps between two looks at the clock.
    look_every: u32,
}

impl Default for Breather {
    fn default() -> Self {
        Breather {
            since: now(),
            steps: 0,
            // Asking for the time costs more than most steps.
            look_every: 16,
        }
    }
}

impl Breather {
    /// For steps that each wait for the browser, as asking for the size of a file does.
    pub fn of_slow_steps() -> Breather {
        Breather {
            look_every: 1,
            ..Breather::default()
        }
    }

    /// Gives the browser a turn if this slice of work was long enough. Returns whether it did.
    pub async fn breathe(&mut self) -> bool {
        self.steps += 1;
        if !self.steps.is_multiple_of(self.look_every) || now() - self.since < SLICE_MS {
            return false;
        }
        tick().await;
        self.since = now();
        true
    }
}
