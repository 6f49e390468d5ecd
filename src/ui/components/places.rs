//! The ways to look at what matches.

use crate::ui::model::place::Place;
use crate::ui::model::state::Action;
use yew::prelude::*;

/// The places one can always go to. A profile or a comparison is gone to from what it is of.
pub fn places(place: &Place, act: &Callback<Action>) -> Html {
    let link = |to: Place, label: &'static str, title: &'static str| {
        let current = (to == *place).then_some("page");
        let onclick = act.reform(move |_: MouseEvent| Action::Place(to.clone()));
        html! { <button type="button" class="quiet place" aria-current={current} {title} {onclick}>{ label }</button> }
    };
    html! {
        <nav class="places" aria-label="Places">
            { link(Place::Overview, "Overview", "What is loaded, and what stands out in it") }
            { link(Place::Events, "Events", "The table of events") }
            { link(Place::Iot, "IoT", "The five IoT services: what each did, and what it does not log") }
        </nav>
    }
}
