//! What differs between events.

use crate::ui::model::state::{Action, Zone};
use crate::worker::session::Session;
use yew::prelude::*;

/// What the compare needs.
#[derive(Properties, PartialEq)]
pub struct CompareProps {
    /// Where the counts come from.
    pub session: Session,
    /// The events, by eventID.
    pub events: Vec<String>,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// What differs between events.
#[component]
pub fn Compare(_: &CompareProps) -> Html {
    html! { <h2>{ "Compare" }</h2> }
}
