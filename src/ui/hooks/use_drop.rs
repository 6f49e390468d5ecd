use super::use_window_event;
use crate::web::drop::{Dropped, has_files, take};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Event, Node};
use yew::prelude::*;

/// Takes files dropped anywhere on the window. True while files are dragged over it.
#[hook]
pub fn use_drop(dropped: Callback<Rc<RefCell<Option<Dropped>>>>) -> bool {
    let dragging = use_state_eq(|| false);
    // Moving between elements enters the next before it leaves the last: only the set of entered elements tells
    // when the window is left.
    let entered = use_mut_ref(Vec::<Node>::new);

    let over = {
        let (dragging, entered) = (dragging.setter(), entered.clone());
        move |event: Event, enters: bool| {
            let Some(drag) = event.dyn_ref::<DragEvent>() else {
                return;
            };
            let Some(data) = drag.data_transfer().filter(has_files) else {
                return;
            };
            // Else the browser would open the file in place of the page.
            event.prevent_default();
            data.set_drop_effect("copy");
            if let Some(node) = event
                .target()
                .and_then(|target| target.dyn_into::<Node>().ok())
                .filter(|_| enters)
            {
                entered.borrow_mut().push(node);
                dragging.set(true);
            }
        }
    };
    let enter = over.clone();
    use_window_event(
        "dragenter",
        false,
        Callback::from(move |event| enter(event, true)),
    );
    use_window_event("dragover", false, Callback::from(move |event| over(event, false)));
    {
        let (dragging, entered) = (dragging.setter(), entered.clone());
        use_window_event(
            "dragleave",
            false,
            Callback::from(move |event: Event| {
                let left = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                let mut entered = entered.borrow_mut();
                if let Some(at) = entered.iter().position(|node| Some(node) == left.as_ref()) {
                    entered.swap_remove(at);
                }
                // An element that was redrawn meanwhile is never left.
                entered.retain(Node::is_connected);
                if entered.is_empty() {
                    dragging.set(false);
                }
            }),
        );
    }
    {
        let dragging = dragging.setter();
        use_window_event(
            "drop",
            false,
            Callback::from(move |event: Event| {
                entered.borrow_mut().clear();
                dragging.set(false);
                let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
                if let Some(data) = data.filter(has_files) {
                    event.prevent_default();
                    dropped.emit(Rc::new(RefCell::new(Some(take(&data)))));
                }
            }),
        );
    }
    *dragging
}
