use super::{SHOWN, told};
use crate::query::edit;
use crate::ui::components::icon::icon;
use crate::ui::components::table::value as shown_value;
use crate::ui::model::format::{count, counted, cut, percent, visible};
use crate::ui::model::place::Place;
use crate::ui::model::profile::{Entry, List, New, of_value};
use crate::ui::model::quick_filters::failed as failed_term;
use crate::ui::model::state::Action;
use crate::ui::model::subject::Subject;
use yew::prelude::*;

/// Values shown before all are.
const FIRST: usize = 10;
/// New values shown of a field.
const NEW: usize = 30;

/// A number with its name; it leads to its events.
pub(super) fn figure(name: &'static str, number: u64, filter: &str, act: &Callback<Action>) -> Html {
    let label = format!("{name}: {}", counted(number, "event", "events"));
    html! {
        <div key={name}>
            <dt>{ name }</dt>
            <dd>
                if number > 0 {
                    <button type="button" class="link" data-figure={name} aria-label={label} onclick={to(filter.to_owned(), act)}>{ count(number) }</button>
                } else {
                    { "0" }
                }
            </dd>
        </div>
    }
}

fn to(filter: String, act: &Callback<Action>) -> Callback<MouseEvent> {
    act.reform(move |_: MouseEvent| Action::Filter(filter.clone()))
}

#[derive(Properties, PartialEq)]
pub(super) struct FieldListProps {
    pub list: List,
    /// The filter for the profile's events in the window, and for those that failed.
    pub window: AttrValue,
    pub failed: AttrValue,
    /// How many there are in the window.
    pub events: u64,
    pub act: Callback<Action>,
}

/// The values of a field, each a button to its events; where it has a profile, a way there.
#[component]
pub(super) fn FieldList(
    FieldListProps {
        list,
        window,
        failed,
        events,
        act,
    }: &FieldListProps,
) -> Html {
    let all = use_state_eq(|| false);
    let shown = if *all {
        list.entries.len()
    } else {
        FIRST.min(list.entries.len())
    };
    let heading = format!("profile-{}", list.field.path);
    let toggle = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(!*all))
    };
    let path = list.field.path;
    let row = |entry: &Entry| {
        let said = cut(&entry.value, SHOWN);
        let label = format!("{said}, {}", counted(entry.events, "event", "events"));
        let style = format!("--part:{:.1}%", percent(entry.events, *events));
        let onclick = to(of_value(window, path, &entry.value), act);
        html! {
            <li key={said.clone()} {style}>
                <button type="button" class="profile-value" data-value={said.clone()} aria-label={label} title={said.clone()} {onclick}>
                    { shown_value(&entry.value) }<span class="figure">{ count(entry.events) }</span>
                </button>
                { outcomes(entry, path, window, failed, act) }
                { link(path, &entry.value, act) }
            </li>
        }
    };
    html! {
        <section class="profile-list" aria-labelledby={heading.clone()} data-field={path}>
            <h3 id={heading}>{ list.field.many }<span class="figure">{ if list.exact { "" } else { "at least " } }{ count(list.distinct) }</span></h3>
            if list.entries.is_empty() {
                <p class="profile-none">{ "None" }</p>
            }
            <ul>{ for list.entries.iter().take(shown).map(row) }</ul>
            if list.entries.len() > FIRST {
                <button type="button" class="link profile-more" aria-expanded={all.to_string()} onclick={toggle}>
                    { if *all { "Show fewer".to_owned() } else { format!("Show {}", count(list.entries.len() as u64)) } }
                </button>
            }
            if *all && (list.entries.len() as u64) < list.distinct {
                <p class="profile-none">{ format!("These are {}, the ones with most events.", told(list.entries.len(), list.distinct, list.exact)) }</p>
            }
        </section>
    }
}

/// How many went as asked and how many did not, each a button to those.
fn outcomes(entry: &Entry, path: &str, window: &str, failed: &str, act: &Callback<Action>) -> Html {
    let Some(failures) = entry.failed else {
        return Html::default();
    };
    let succeeded = entry.events.saturating_sub(failures);
    let went = edit::with_term(window, failed_term().trim_start_matches('-'));
    let one = |class: &'static str, sign: &'static str, word: &'static str, events: u64, filter: &str| {
        if events == 0 {
            return html! { <span class={classes!("profile-outcome", class)}></span> };
        }
        let label = format!("{}, {word}: {}", visible(&entry.value), count(events));
        let onclick = to(of_value(filter, path, &entry.value), act);
        html! {
            <button type="button" class={classes!("link", "profile-outcome", class)} data-outcome={word} aria-label={label} title={word} {onclick}>{ sign }{ count(events) }</button>
        }
    };
    html! {
        <>
            { one("ok", "✓ ", "succeeded", succeeded, &went) }
            { one("failed", "✕ ", "failed", failures, failed) }
        </>
    }
}

/// The way to the profile of a value, where it has one.
fn link(path: &str, value: &str, act: &Callback<Action>) -> Html {
    let Some(subject) = Subject::of_field(path, value) else {
        return Html::default();
    };
    let label = format!("Profile of {}", cut(value, SHOWN));
    let onclick = act.reform(move |_: MouseEvent| Action::Place(Place::Profile(subject.clone())));
    html! { <button type="button" class="quiet square profile-link" aria-label={label} title="Profile" {onclick}>{ icon("right") }</button> }
}

/// The new values of a field.
pub(super) fn new(new: &New, window: &str, act: &Callback<Action>) -> Html {
    let path = new.field.path;
    let value = |(value, events): &(String, u64)| {
        let said = cut(value, SHOWN);
        let label = format!("{said}, new, {}", counted(*events, "event", "events"));
        let onclick = to(of_value(window, path, value), act);
        html! {
            <li key={said.clone()}><button type="button" class="link" data-new={said.clone()} aria-label={label} {onclick}>{ said }<span class="figure">{ count(*events) }</span></button></li>
        }
    };
    let rest = new.values.len().saturating_sub(NEW);
    html! {
        <div key={path} data-field={path}>
            <dt>{ new.field.many }</dt>
            <dd>
                if new.values.is_empty() {
                    { "none" }
                }
                <ul>{ for new.values.iter().take(NEW).map(value) }</ul>
                if rest > 0 {
                    <small>{ format!("and {} more", count(rest as u64)) }</small>
                }
                if !new.whole {
                    <small>{ "Only the values with most events were compared." }</small>
                }
            </dd>
        </div>
    }
}
