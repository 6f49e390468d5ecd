//! Filters that many ask for, with how many events each would leave.

use crate::query::edit;
use crate::ui::hooks::use_asked;
use crate::ui::model::format::{count, counted};
use crate::ui::model::quick_filters::{self, QuickFilter};
use crate::ui::model::state::Action;
use crate::worker::message::Scope;
use crate::worker::session::Session;
use yew::prelude::*;

/// What it needs.
#[derive(Properties, PartialEq)]
pub struct QuickFiltersProps {
    /// Where the counts come from.
    pub session: Session,
    /// The filter's text as typed.
    pub text: AttrValue,
    /// The filter that the rows shown match.
    pub filter: AttrValue,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// What the user does.
    pub act: Callback<Action>,
}

/// Filters that many ask for, with how many events each would leave, or, where it is on, leaves.
#[component]
pub fn QuickFilters(
    QuickFiltersProps {
        session,
        text,
        filter,
        generation,
        act,
    }: &QuickFiltersProps,
) -> Html {
    let filters = use_memo((), |()| quick_filters::all());
    let counts = use_asked(session, *generation, filter.clone(), ask);
    let button = |(at, quick): (usize, &QuickFilter)| {
        let on = edit::has_term(text, &quick.term);
        let number = counts.as_ref().and_then(|counts| counts.get(at).copied());
        let (term, title) = (quick.term.clone(), format!("{}: {}", quick.about, quick.term));
        let would = if on { "shows" } else { "would leave" };
        let label =
            number.map(|number| format!("{}, {would} {}", quick.name, counted(number, "event", "events")));
        let onclick = act.reform(move |_: MouseEvent| Action::Term(term.clone()));
        html! {
            <li key={quick.name}>
                <button type="button" class="chip" aria-pressed={on.to_string()} aria-label={label} {title} {onclick}>
                    { quick.name }<span class="figure">{ number.map(count).unwrap_or_default() }</span>
                </button>
            </li>
        }
    };
    html! {
        <ul class="quick-filters" aria-label="Quick filters">
            { for filters.iter().enumerate().map(button) }
        </ul>
    }
}

async fn ask(session: Session, filter: AttrValue) -> Option<Vec<u64>> {
    let scope = session.scope(&filter).await.ok()?;
    let both = |quick: &QuickFilter| {
        let texts = quick_filters::counted(&filter, &quick.term);
        texts
            .map(|filter| Scope {
                filter,
                newest: scope.newest,
            })
            .to_vec()
    };
    let scopes: Vec<Vec<Scope>> = quick_filters::all().iter().map(both).collect();
    Some(session.count(&scopes).await)
}
