use super::use_window_event;
use crate::ui::model::route::Route;
use crate::ui::model::state::{Action, State};
use crate::web::task::sleep;
use crate::web::{address, focus};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Rest in typing, or in going from event to event, before the address says it, in milliseconds.
const PAUSE_MS: i32 = 600;

/// Keeps the address and the view the same, so that a link shows the view and Back undoes a change of it. What a click
/// changed is in the address at once.
#[hook]
pub fn use_address(state: &State, act: &Callback<Action>) {
    let fragment = state.route().fragment();
    // The newest view, and whether the address is still to say it.
    let newest = use_mut_ref(|| (address::fragment(), false));
    {
        let newest = newest.clone();
        use_effect_with(fragment, move |fragment| {
            let is_said = Route::parse(&address::fragment()).fragment() == *fragment;
            let (before, waits) = newest.replace((fragment.clone(), !is_said));
            if is_said {
                return;
            }
            let typing = focus::current().is_some_and(|element| element.id() == "filter");
            if !typing && view(&before) != view(fragment) {
                if waits {
                    // What was typed just before is a step of its own.
                    say(&before);
                }
                say(fragment);
                newest.borrow_mut().1 = false;
                return;
            }
            let fragment = fragment.clone();
            spawn_local(async move {
                sleep(PAUSE_MS).await;
                if *newest.borrow() == (fragment.clone(), true) {
                    say(&fragment);
                    newest.borrow_mut().1 = false;
                }
            });
        });
    }
    let act = act.clone();
    use_window_event(
        "popstate",
        false,
        Callback::from(move |_| {
            let mut route = Route::parse(&address::fragment());
            if address::is_own_step() {
                // Back undoes what was looked for, not the colours; a link brings its own.
                route.theme = None;
            }
            act.emit(Action::Route(Box::new(route)));
        }),
    );
}

/// Which event is looked at, and in what colours, is no step to go back over.
fn view(fragment: &str) -> String {
    Route::parse(fragment).view().fragment()
}

/// Puts a fragment in the address, unless it says so already.
fn say(fragment: &str) {
    // Compared as views: a browser may write the same fragment in other letters.
    let said = address::fragment();
    if Route::parse(&said).fragment() != *fragment {
        address::set_fragment(fragment, view(&said) != view(fragment));
    }
}
