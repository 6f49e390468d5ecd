//! Ways from an event to others that have something in common with it.

use crate::ui::model::state::{Action, Zone};
use crate::worker::protocol::Record;
use crate::worker::session::Session;
use std::rc::Rc;
use yew::prelude::*;

/// What the tab needs.
#[derive(Properties, PartialEq)]
pub struct RelatedProps {
    /// Where other events are found.
    pub session: Session,
    /// The record.
    pub record: Rc<Record>,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// Ways from an event to others that have something in common with it.
#[component]
pub fn Related(_: &RelatedProps) -> Html {
    html! { <p>{ "Related" }</p> }
}
