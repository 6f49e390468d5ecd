//! The cards of the overview.

use super::ask::Counted;
use super::lists::{card, figures, lines, none, number, part};
use crate::event::time;
use crate::ui::components::moment::moment;
use crate::ui::model::format::{count, cut};
use crate::ui::model::overview::signals::{Burst, Signal, Signals};
use crate::ui::model::overview::{Figure, is_failed};
use crate::ui::model::state::Zone;
use crate::worker::protocol::Row;
use yew::prelude::*;

/// Operations named of one signal.
const PARTS: usize = 4;

/// What stands out.
pub(super) fn signals(signals: &Signals, zone: Zone) -> Html {
    let body = html! {
        <>
            if signals.seen.is_empty() && signals.bursts.is_empty() {
                { none("Nothing of what is looked for here.") }
            }
            <ul class="overview-signals">
                for signal in &signals.seen {
                    { of_signal(signal) }
                }
                for burst in &signals.bursts {
                    { of_burst(burst, zone) }
                }
            </ul>
            if signals.uncounted {
                { none("Too many calls were denied to tell when they came close together: a shorter time does.") }
            }
            if !signals.absent.is_empty() {
                <p class="overview-none">{ "Not here: " }{ signals.absent.join("; ") }{ "." }</p>
            }
        </>
    };
    card("signals", "What stands out".into(), "", body)
}

fn of_signal(signal: &Signal) -> Html {
    let name = &signal.events.name;
    let more = signal.parts.len().saturating_sub(PARTS);
    html! {
        <li key={name.clone()} data-signal={name.clone()}>
            { number(name, &Figure::new("", signal.events.events, &signal.events.filter), name.into()) }
            { figures(name, &signal.parts[..signal.parts.len() - more]) }
            if more > 0 {
                <span class="overview-none">{ format!("and {more} more") }</span>
            }
            if signal.failed.is_some() {
                { part(name, signal.failed.as_ref()) }
            }
        </li>
    }
}

fn of_burst(burst: &Burst, zone: Zone) -> Html {
    let (actor, begin) = (cut(&burst.actor, 80), moment(burst.time.start, zone));
    html! {
        <li key={format!("burst {actor}")} data-burst={actor.clone()}>
            { number(&format!("{actor}, in the ten minutes from {begin}"), &burst.events, html! {
                <span><bdi>{ actor.clone() }</bdi>{ ": denied in the ten minutes from " }{ begin.clone() }</span>
            }) }
        </li>
    }
}

/// Who was active.
pub(super) fn active(counted: &Counted) -> Html {
    let body = html! { <>{ figures("Kinds of actors", &counted.kinds) }{ lines("Most active", "failed", &counted.actors) }</> };
    card("active", "Who was active".into(), "", body)
}

/// What failed.
pub(super) fn failed(counted: &Counted) -> Html {
    let body = html! {
        if counted.failed == 0 {
            { none("Everything went as asked.") }
        } else {
            { figures("Outcomes", &counted.outcomes) }
            { lines("Operations, those denied first", "denied", &counted.failed_operations) }
            { lines("Actors, those denied first", "denied", &counted.failed_actors) }
        }
    };
    card(
        "failed",
        headed("What failed", counted.failed, &counted.filters.failed),
        "",
        body,
    )
}

/// What changed.
pub(super) fn changed(counted: &Counted) -> Html {
    let body = html! {
        if counted.changed == 0 {
            { none("Nothing was made, changed or taken away.") }
        } else {
            { lines("Made or changed", "failed", &counted.written) }
            { lines("Taken away", "failed", &counted.destroyed) }
        }
    };
    card(
        "changed",
        headed("What changed", counted.changed, &counted.filters.changed),
        "",
        body,
    )
}

/// Sign-ins to the console, roles taken on, Identity Center.
pub(super) fn sign_ins(counted: &Counted) -> Html {
    let nothing =
        counted.console.is_empty() && counted.assumed.events == 0 && counted.identity_center.is_empty();
    let body = html! {
        <>
            if nothing {
                { none("Nobody signed in, and no role was taken on.") }
            }
            { figures("Console sign-ins", &counted.console) }
            { lines("Console sign-ins from", "failed", &counted.addresses) }
            if counted.assumed.events > 0 {
                { figures("Roles taken on", std::slice::from_ref(&counted.assumed)) }
                { lines("Roles", "failed", &counted.roles) }
            }
            if !counted.identity_center.is_empty() {
                <h4>{ "Identity Center" }</h4>
                { figures("Identity Center", &counted.identity_center) }
            }
        </>
    };
    card("sign-ins", "Sign-ins".into(), "", body)
}

/// What changed last.
pub(super) fn latest(counted: &Counted, zone: Zone, open: &Callback<usize>) -> Html {
    if counted.latest.is_empty() {
        return Html::default();
    }
    let body = html! {
        <div class="overview-latest">
            <table>
                <thead><tr><th scope="col">{ "Time" }</th><th scope="col">{ "Event" }</th><th scope="col">{ "Actor" }</th><th scope="col">{ "Target" }</th></tr></thead>
                <tbody>
                    for (at, row) in counted.latest.iter().enumerate() {
                        { change(at, row, zone, open) }
                    }
                </tbody>
            </table>
        </div>
    };
    card("latest", "Latest changes".into(), "overview-wide", body)
}

fn change(at: usize, row: &Row, zone: Zone, open: &Callback<usize>) -> Html {
    let text = |column: usize| row.cells.get(column).and_then(Option::as_deref);
    let cell = |column: usize| text(column).map(|text| cut(text, 120)).unwrap_or_default();
    let time = match text(0).and_then(time::parse) {
        Some(time) => moment(time, zone),
        None => cell(0),
    };
    let onclick = open.reform(move |_: MouseEvent| at);
    html! {
        <tr key={at}>
            <td class="overview-when">{ time }</td>
            <td><button type="button" class="link" {onclick} title="Open this event">{ cell(1) }</button>
                if is_failed(text(4)) {
                    <span class="trouble">{ format!(" ✕ {}", cell(4)) }</span>
                }
            </td>
            <td title={cell(2)}><bdi>{ cell(2) }</bdi></td>
            <td title={cell(3)}><bdi>{ cell(3) }</bdi></td>
        </tr>
    }
}

/// What changed most.
pub(super) fn targets(counted: &Counted) -> Html {
    if counted.targets.is_empty() {
        return Html::default();
    }
    card(
        "targets",
        "Most changed".into(),
        "",
        lines("", "failed", &counted.targets),
    )
}

/// The five IoT services.
pub(super) fn iot(counted: &Counted, open: Callback<MouseEvent>) -> Html {
    let name = html! { <button type="button" class="link" onclick={open} title="What each did, and what it does not log">{ "IoT services" }</button> };
    let body = if counted.iot.iter().all(|line| line.events.events == 0) {
        none("No event of the five IoT services is here.")
    } else {
        lines("", "failed", &counted.iot)
    };
    card("iot", name, "", body)
}

/// A card's name with the number of all its events.
fn headed(name: &'static str, events: u64, filter: &str) -> Html {
    html! {
        <>
            { name }
            if events > 0 {
                <button type="button" class="link figure" data-filter={filter.to_owned()} aria-label={format!("{name}: {} events", count(events))}>{ count(events) }</button>
            }
        </>
    }
}
