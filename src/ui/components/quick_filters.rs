//! Filters that many ask for, with how many events each would leave.

use crate::ui::model::state::Action;
use crate::worker::session::Session;
use yew::prelude::*;

/// What it needs.
#[derive(Properties, PartialEq)]
pub struct QuickFiltersProps {
    /// Where the counts come from.
    pub session: Session,
    /// The filter that the rows shown match.
    pub filter: AttrValue,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// What the user does.
    pub act: Callback<Action>,
}

/// Filters that many ask for, with how many events each would leave.
#[component]
pub fn QuickFilters(_: &QuickFiltersProps) -> Html {
    Html::default()
}
