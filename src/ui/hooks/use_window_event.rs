use crate::web::listener::Listener;
use web_sys::Event;
use yew::prelude::*;

/// Listens on the window while the component is shown. The listener may change with every render; before any
/// element hears of the event when `capture` is set.
#[hook]
pub fn use_window_event(kind: &'static str, capture: bool, heard: Callback<Event>) {
    let latest = use_mut_ref(|| heard.clone());
    *latest.borrow_mut() = heard;
    use_effect_with((), move |()| {
        let listener = crate::web::window().map(|window| {
            let heard = move |event| {
                let callback = latest.borrow().clone();
                callback.emit(event);
            };
            if capture {
                Listener::capturing(&window, kind, heard)
            } else {
                Listener::new(&window, kind, heard)
            }
        });
        move || drop(listener)
    });
}
