use super::{Way, use_window_event};
use crate::ui::model::state::{Action, Dialog};
use crate::web::focus;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};
use yew::prelude::*;

/// The keys that work everywhere. What an element handles itself it marks by preventing the default.
#[hook]
pub fn use_shortcuts(detail: bool, open: Callback<Way>, act: Callback<Action>) {
    use_window_event(
        "keydown",
        false,
        Callback::from(move |event: Event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            if event.default_prevented() || focus::in_dialog() || key.is_composing() {
                return;
            }
            let command = key.ctrl_key() || key.meta_key();
            if command && !key.shift_key() && key.key() == "o" {
                event.prevent_default();
                return open.emit(Way::Files);
            }
            if command || key.alt_key() || focus::takes_text(&event) {
                return;
            }
            match key.key().as_str() {
                "/" => {
                    event.prevent_default();
                    focus::on("filter");
                }
                "?" => {
                    event.prevent_default();
                    act.emit(Action::Dialog(Some(Dialog::Keys)));
                }
                "Escape" if detail => {
                    act.emit(Action::Detail(false));
                    focus::on("events");
                }
                // The letter itself follows the focus into the filter. A space is for buttons and scrolling.
                letter if letter.chars().count() == 1 && letter != " " => focus::on("filter"),
                _ => {}
            }
        }),
    );
}
