//! What is loaded, and what stands out in it: the first thing shown after loading.

use crate::ui::model::state::{Action, Snapshot, Zone};
use crate::worker::session::Session;
use std::rc::Rc;
use yew::prelude::*;

/// What the overview needs.
#[derive(Properties, PartialEq)]
pub struct OverviewProps {
    /// Where the counts come from.
    pub session: Session,
    /// The filter that the rows shown match.
    pub filter: AttrValue,
    /// What is open.
    pub snapshot: Rc<Snapshot>,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// What is loaded, and what stands out in it: the first thing shown after loading.
#[component]
pub fn Overview(_: &OverviewProps) -> Html {
    html! { <h2>{ "Overview" }</h2> }
}
