use crate::web::listener::Listener;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};
use yew::prelude::*;

/// Calls `dismiss` when something outside the element is pressed while it is `open`.
#[hook]
pub fn use_dismiss(node: &NodeRef, open: bool, dismiss: Callback<()>) {
    let node = node.clone();
    use_effect_with(open, move |open| {
        let listener = open.then(crate::web::window).flatten().map(|window| {
            Listener::capturing(&window, "pointerdown", move |event| {
                let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                if !node
                    .cast::<Element>()
                    .is_some_and(|inside| inside.contains(target.as_ref()))
                {
                    dismiss.emit(());
                }
            })
        });
        move || drop(listener)
    });
}
