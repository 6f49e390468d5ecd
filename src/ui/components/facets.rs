//! The panel of fields with their most frequent values.

use crate::ui::model::state::Action;
use crate::worker::session::Session;
use yew::prelude::*;

/// What it needs.
#[derive(Properties, PartialEq)]
pub struct FacetsProps {
    /// Where the counts come from.
    pub session: Session,
    /// The filter that the rows shown match.
    pub filter: AttrValue,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The panel of fields with their most frequent values.
#[component]
pub fn Facets(_: &FacetsProps) -> Html {
    Html::default()
}
