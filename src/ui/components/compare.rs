//! What differs between events: a table with a column an event and a row a leaf.

mod ask;
mod cell;
mod grid;
mod mark;
mod row;

use self::ask::{Column, Compared, ask};
use self::grid::Grid;
pub use self::mark::mark;
use crate::ui::components::icon::icon;
use crate::ui::hooks::{use_asked, use_stored};
use crate::ui::model::compare::MOST;
use crate::ui::model::format::{count, counted, visible};
use crate::ui::model::place::Place;
use crate::ui::model::state::{Action, Zone};
use crate::worker::session::Session;
use web_sys::HtmlInputElement;
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
pub fn Compare(
    CompareProps {
        session,
        events,
        generation,
        zone,
        act,
    }: &CompareProps,
) -> Html {
    let compared = use_asked(session, *generation, events.clone(), ask);
    let (only, set_only) = use_stored("compare-differences", true);
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            set_only.emit(input.checked());
        }
    });
    let back = act.reform(|_: MouseEvent| Action::Place(Place::Events));
    html! {
        <div class="compare">
            <div class="compare-head">
                <h2>{ "Compare events" }</h2>
                <p class="compare-gist" role="status">{ compared.as_deref().map(gist) }</p>
                <label class="compare-only"><input type="checkbox" checked={only} {onchange} />{ "Differences only" }</label>
            </div>
            if let Some(compared) = compared {
                { for compared.missing.iter().map(|(event, why)| missing(event, why, act)) }
                if compared.left_out > 0 {
                    <p class="compare-note">{ format!("{} more: at most {MOST} are compared at once.", counted(compared.left_out as u64, "event", "events")) }</p>
                }
                if compared.columns.len() < 2 {
                    <p class="compare-note">
                        { "It takes two events to compare: mark them in the table with C, in a value’s menu, or in the event’s pane. " }
                        <button type="button" onclick={back}>{ "To the table" }</button>
                    </p>
                }
                if !compared.columns.is_empty() {
                    <Grid {compared} {only} zone={*zone} act={act.clone()} />
                }
            }
        </div>
    }
}

/// How much differs, in a sentence.
fn gist(compared: &Compared) -> String {
    let Compared {
        columns,
        comparison,
        differing,
        ..
    } = compared;
    let leaves = comparison.len() as u64;
    match columns.len() {
        0 | 1 => String::new(),
        _ if comparison.is_same_text() => "The records are the same, byte for byte.".into(),
        _ if *differing == 0 => format!(
            "No leaf of {} differs: only the order of keys, white space or escapes do.",
            count(leaves)
        ),
        _ => format!(
            "{} of {} differ",
            count(*differing),
            counted(leaves, "leaf", "leaves")
        ),
    }
}

/// An event that is not there, by its name.
fn missing(event: &str, why: &str, act: &Callback<Action>) -> Html {
    const SHOWN: usize = 200;
    let name = visible(&event[..event.floor_char_boundary(SHOWN)]).into_owned();
    let take_out = {
        let event = event.to_owned();
        act.reform(move |_: MouseEvent| Action::TakeOut(event.clone()))
    };
    html! {
        <p class="compare-note missing" key={event.to_owned()}>
            { icon("warning") }
            <span><code>{ name.clone() }</code>{ ": " }{ why.to_owned() }</span>
            <button type="button" class="quiet" aria-label={format!("Take out {name}")} onclick={take_out}>{ "Take out" }</button>
        </p>
    }
}

/// What a column is of, for those who hear it.
fn name_of(column: &Column) -> String {
    visible(&format!("{} of {}", column.name, column.time)).into_owned()
}
