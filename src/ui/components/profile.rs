//! All about one actor, access key, address, role or resource.

use crate::ui::model::place::Subject;
use crate::ui::model::state::{Action, Zone};
use crate::worker::session::Session;
use yew::prelude::*;

/// What the profile needs.
#[derive(Properties, PartialEq)]
pub struct ProfileProps {
    /// Where the counts come from.
    pub session: Session,
    /// Whom or what it is of.
    pub subject: Subject,
    /// The filter that the rows shown match.
    pub filter: AttrValue,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// All about one actor, access key, address, role or resource.
#[component]
pub fn Profile(_: &ProfileProps) -> Html {
    html! { <h2>{ "Profile" }</h2> }
}
