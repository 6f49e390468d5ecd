//! A worker as a thread with a life: it starts or says why not, and ends when dropped.

use super::boot;
use js_sys::{Array, Object, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, Event, MessageEvent, Worker};

// Patience is counted in ticks, not by the clock: a page that is itself busy must not blame its worker.
const TICK_MILLIS: i32 = 500;
const TICKS: u32 = 10;

const SIGNAL: &str = "threadSignal";
const REASON: &str = "reason";

/// A running worker. Dropping it ends the worker at once, whatever it does.
pub struct Thread {
    life: Rc<Life>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_failure: Closure<dyn FnMut(Event)>,
    _on_tick: Closure<dyn FnMut()>,
}

impl Thread {
    /// Starts a worker with this same program; its `main` must have set `onmessage` when it returns.
    ///
    /// `on_message` gets every message of the worker's program. `on_error` gets, at most once, a sentence that says
    /// why the worker is no more: it did not start within 5 seconds, panicked, or failed otherwise. By then it is
    /// terminated, and no message follows. Both are free to drop the thread.
    ///
    /// # Errors
    /// A sentence, when the browser refuses to make a worker.
    pub fn spawn(
        mut on_message: impl FnMut(MessageEvent) + 'static,
        on_error: impl FnOnce(String) + 'static,
    ) -> Result<Thread, String> {
        let life = Rc::new(Life {
            worker: boot::start_worker()?,
            timer: Cell::new(None),
            on_error: RefCell::new(Some(Box::new(on_error))),
        });

        let watched = life.clone();
        let on_message =
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                match Signal::read(&event.data()) {
                    None => on_message(event),
                    Some(Signal::Started) => watched.stop_timer(),
                    Some(Signal::Failed(reason)) => {
                        watched.fail(format!("A background worker stopped: {reason}"));
                    }
                }
            });
        life.worker
            .set_onmessage(Some(on_message.as_ref().unchecked_ref()));

        let watched = life.clone();
        let on_failure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let text = text_of(&event, "message").unwrap_or_else(|| "the browser does not say why".into());
            watched.fail(format!("A background worker stopped: {text}"));
        });
        life.worker.set_onerror(Some(on_failure.as_ref().unchecked_ref()));
        life.worker
            .set_onmessageerror(Some(on_failure.as_ref().unchecked_ref()));

        let watched = life.clone();
        let mut ticks = 0;
        let on_tick = Closure::<dyn FnMut()>::new(move || {
            ticks += 1;
            if ticks == TICKS {
                watched.fail(NO_ANSWER.into());
            }
        });
        life.start_timer(&on_tick)?;

        Ok(Thread {
            life,
            _on_message: on_message,
            _on_failure: on_failure,
            _on_tick: on_tick,
        })
    }

    /// Sends a message; `transfer` lists what moves over instead of being copied. Messages sent before the worker
    /// has started wait for it.
    ///
    /// # Errors
    /// A sentence, when the message holds something that cannot be sent or there is no memory for its copy.
    pub fn post(&self, message: &JsValue, transfer: Option<&Array>) -> Result<(), String> {
        match transfer {
            Some(transfer) => self.life.worker.post_message_with_transfer(message, transfer),
            None => self.life.worker.post_message(message),
        }
        .map_err(|error| {
            format!(
                "A message to a background worker could not be sent: {}",
                boot::describe(&error)
            )
        })
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.life.end();
    }
}

/// Called in a worker: tells its page that it failed. The page then ends the worker.
pub fn signal_failure(scope: &DedicatedWorkerGlobalScope, reason: &str) {
    let signal = Object::new();
    let written = Reflect::set(&signal, &SIGNAL.into(), &"failed".into())
        .and_then(|_| Reflect::set(&signal, &REASON.into(), &reason.into()))
        .and_then(|_| scope.post_message(&signal));
    if let Err(error) = written {
        web_sys::console::error_1(&error);
    }
}

const NO_ANSWER: &str = "A background worker gave no answer within 5 seconds of its start. Some browsers run no \
    workers on a page opened from disk: open it in Chrome, Edge or Firefox, or from a web server.";

/// What a worker says of itself, as opposed to what its program says.
enum Signal {
    Started,
    Failed(String),
}

impl Signal {
    fn read(data: &JsValue) -> Option<Signal> {
        match text_of(data, SIGNAL)?.as_str() {
            "started" => Some(Signal::Started),
            _ => Some(Signal::Failed(text_of(data, REASON).unwrap_or_default())),
        }
    }
}

fn text_of(object: &JsValue, key: &str) -> Option<String> {
    // Anything but an object makes `get` fail, which says the same as a missing key.
    Reflect::get(object, &key.into()).ok()?.as_string()
}

type OnError = Box<dyn FnOnce(String)>;

struct Life {
    worker: Worker,
    timer: Cell<Option<i32>>,
    on_error: RefCell<Option<OnError>>,
}

impl Life {
    fn start_timer(&self, tick: &Closure<dyn FnMut()>) -> Result<(), String> {
        let window = web_sys::window().ok_or("Workers are started by the page only.")?;
        let timer = window
            .set_interval_with_callback_and_timeout_and_arguments_0(
                tick.as_ref().unchecked_ref(),
                TICK_MILLIS,
            )
            .map_err(|error| boot::describe(&error))?;
        self.timer.set(Some(timer));
        Ok(())
    }

    fn stop_timer(&self) {
        if let (Some(window), Some(timer)) = (web_sys::window(), self.timer.take()) {
            window.clear_interval_with_handle(timer);
        }
    }

    fn fail(&self, sentence: String) {
        let on_error = self.on_error.take();
        self.end();
        if let Some(on_error) = on_error {
            on_error(sentence);
        }
    }

    fn end(&self) {
        self.stop_timer();
        self.on_error.take();
        // A message may be on its way already.
        self.worker.set_onmessage(None);
        self.worker.set_onmessageerror(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
