//! Ways from an event to others that have something in common with it.

use crate::store::Shard;
use crate::ui::components::icon::icon;
use crate::ui::components::table::value as shown_value;
use crate::ui::hooks::use_asked;
use crate::ui::model::format::{count, counted, cut};
use crate::ui::model::place::Place;
use crate::ui::model::related::{Pivot, pivots, subjects};
use crate::ui::model::state::{Action, Zone};
use crate::ui::model::subject::Subject;
use crate::worker::message::Scope;
use crate::worker::protocol::Record;
use crate::worker::session::Session;
use std::rc::Rc;
use yew::prelude::*;

/// Characters of a value that are shown.
const SHOWN: usize = 120;

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

/// How many events match each of the terms.
struct Counts {
    terms: Rc<[String]>,
    counts: Vec<u64>,
}

async fn ask(session: Session, terms: Rc<[String]>) -> Option<Counts> {
    let scope = |filter: &String| {
        vec![Scope {
            filter: filter.clone(),
            newest: None,
        }]
    };
    let scopes: Vec<Vec<Scope>> = terms.iter().map(scope).collect();
    let counts = session.count(&scopes).await;
    Some(Counts { terms, counts })
}

/// Ways from an event to others that have something in common with it, and to the profiles of what it names.
#[component]
pub fn Related(
    RelatedProps {
        session,
        record,
        generation,
        act,
        ..
    }: &RelatedProps,
) -> Html {
    let ways = use_memo(Rc::clone(record), |record| {
        let values = Shard::values(record.json.as_bytes()).unwrap_or_default();
        (
            pivots(&values, &record.derived),
            subjects(&values, &record.derived),
        )
    });
    let (pivots, subjects) = &*ways;
    let terms: Rc<[String]> = pivots.iter().map(|pivot| pivot.term.clone()).collect();
    let answer = use_asked(session, *generation, Rc::clone(&terms), ask);
    let counts = answer.as_ref().filter(|answer| answer.terms == terms);
    let number = |at: usize| counts.and_then(|answer| answer.counts.get(at).copied());
    html! {
        <div class="related">
            <h3>{ "Events with something in common" }</h3>
            <ul class="related-pivots">
                for (at, pivot) in pivots.iter().enumerate() {
                    { way(pivot, number(at), act) }
                }
            </ul>
            if !subjects.is_empty() {
                <h3>{ "Profiles" }</h3>
                <ul class="related-profiles">
                    for subject in subjects {
                        { profile(subject, act) }
                    }
                </ul>
            }
        </div>
    }
}

/// A button to those events, and one to narrow the present filter to them.
fn way(pivot: &Pivot, number: Option<u64>, act: &Callback<Action>) -> Html {
    let figure = number.map(count).unwrap_or_default();
    let said = match pivot.value.as_str() {
        "" => pivot.label.to_owned(),
        value => format!("{} {}", pivot.label, cut(value, SHOWN)),
    };
    let label = match number {
        Some(number) => format!("{said}, {}", counted(number, "event", "events")),
        None => said.clone(),
    };
    let (to, also) = (pivot.term.clone(), pivot.term.clone());
    let onclick = act.reform(move |_: MouseEvent| Action::Filter(to.clone()));
    let add = act.reform(move |_: MouseEvent| Action::Narrow(also.clone()));
    html! {
        <li key={pivot.term.clone()}>
            <button type="button" class="related-way" data-pivot={pivot.label} aria-label={label} title="Only these events" {onclick}>
                <span class="related-label">{ pivot.label }</span><span class="related-value">{ shown_value(&pivot.value) }</span><span class="figure">{ figure }</span>
            </button>
            <button type="button" class="quiet square" aria-label={format!("Add to the filter: {said}")} title="Add to the filter" onclick={add}>{ icon("plus") }</button>
        </li>
    }
}

fn profile(subject: &Subject, act: &Callback<Action>) -> Html {
    let place = Place::Profile(subject.clone());
    let name = place.name();
    let onclick = act.reform(move |_: MouseEvent| Action::Place(place.clone()));
    let (kind, value) = (subject.kind.title(), cut(&subject.name, SHOWN));
    html! {
        <li key={name}>
            <button type="button" class="related-way" data-profile={subject.kind.word()} aria-label={format!("Profile of {} {value}", kind.to_lowercase())} {onclick}>
                <span class="related-label">{ kind }</span><span class="related-value">{ shown_value(&subject.name) }</span>{ icon("right") }
            </button>
        </li>
    }
}
