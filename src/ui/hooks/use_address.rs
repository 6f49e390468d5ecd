use super::use_window_event;
use crate::ui::model::route::Route;
use crate::ui::model::state::{Action, State};
use crate::web::address;
use crate::web::task::sleep;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Rest in typing before the address says it, in milliseconds.
const PAUSE_MS: i32 = 600;

/// Keeps the address and the view the same, so that a link shows the view and Back undoes a change of it.
#[hook]
pub fn use_address(state: &State, act: &Callback<Action>) {
    let fragment = state.route().fragment();
    let newest = use_mut_ref(address::fragment);
    {
        let newest = newest.clone();
        use_effect_with(fragment, move |fragment| {
            newest.replace(fragment.clone());
            let fragment = fragment.clone();
            spawn_local(async move {
                sleep(PAUSE_MS).await;
                // Compared as views: a browser may write the same fragment in other letters.
                let (said, present) = (Route::parse(&address::fragment()), Route::parse(&fragment));
                if said.fragment() != fragment && *newest.borrow() == fragment {
                    // Which event is looked at, and in what colours, is no step to go back over.
                    let is_step = said.view().fragment() != present.view().fragment();
                    address::set_fragment(&fragment, is_step);
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
