//! Where the credentials of an event came from, and what was done with those it issued.

use crate::ui::model::state::{Action, Zone};
use crate::worker::protocol::Record;
use crate::worker::session::Session;
use std::rc::Rc;
use yew::prelude::*;

/// What the tab needs.
#[derive(Properties, PartialEq)]
pub struct LineageProps {
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

/// Where the credentials of an event came from, and what was done with those it issued.
#[component]
pub fn Lineage(_: &LineageProps) -> Html {
    html! { <p>{ "Lineage" }</p> }
}
