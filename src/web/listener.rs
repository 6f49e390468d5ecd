//! Listeners and observers that end when dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Element, Event, EventTarget, ResizeObserver};

/// A listener on an event target; dropping it removes it.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    capture: bool,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens for `kind`. The listener may call `prevent_default`, on wheel and touch events too.
    pub fn new(target: &EventTarget, kind: &'static str, heard: impl FnMut(Event) + 'static) -> Listener {
        Listener::with(target, kind, false, heard)
    }

    /// Listens before the elements inside the target do.
    pub fn capturing(
        target: &EventTarget,
        kind: &'static str,
        heard: impl FnMut(Event) + 'static,
    ) -> Listener {
        Listener::with(target, kind, true, heard)
    }

    fn with(
        target: &EventTarget,
        kind: &'static str,
        capture: bool,
        heard: impl FnMut(Event) + 'static,
    ) -> Listener {
        let closure = Closure::new(heard);
        let options = AddEventListenerOptions::new();
        options.set_capture(capture);
        options.set_passive(false);
        let function = closure.as_ref().unchecked_ref();
        // It fails only for a kind that is no string.
        let _ =
            target.add_event_listener_with_callback_and_add_event_listener_options(kind, function, &options);
        Listener {
            target: target.clone(),
            kind,
            capture,
            closure,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback_and_bool(self.kind, function, self.capture);
    }
}

/// Tells when an element's size changes; dropping it ends that.
pub struct SizeObserver {
    observer: Option<ResizeObserver>,
    _closure: Closure<dyn FnMut()>,
}

impl SizeObserver {
    /// Calls `changed` once soon, and whenever the element's size changes.
    pub fn new(element: &Element, changed: impl FnMut() + 'static) -> SizeObserver {
        let closure: Closure<dyn FnMut()> = Closure::new(changed);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        SizeObserver {
            observer,
            _closure: closure,
        }
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
