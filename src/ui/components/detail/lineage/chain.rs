//! The chain above an event, from the root down to it.

use super::{Shared, caller, events};
use crate::lineage::{Chain, End, Origin, Step};
use crate::ui::model::format::counted;
use crate::ui::model::lineage as words;
use crate::worker::protocol::RowId;
use yew::prelude::*;

/// The chain, every hop a button to its event.
pub(super) fn chain(chain: &Chain, shared: &Shared) -> Html {
    let Chain { steps, end } = chain;
    let Some(last) = steps.last() else {
        return Html::default();
    };
    let hops = (0..steps.len()).rev().map(|at| match steps[at].gave {
        Some(_) => hop(steps, at, shared),
        None => here(&steps[at], shared),
    });
    html! {
        <ol class="chain">
            { root(end, last, shared) }
            { for hops }
        </ol>
    }
}

/// Who stands at the root, or what is missing there.
fn root(end: &End, last: &Step, shared: &Shared) -> Html {
    let key = last.used.key.as_deref();
    let origin = match end {
        End::Origin(origin) => Some(words::origin(origin, key)),
        _ => None,
    };
    let is_known =
        matches!(end, End::Origin(origin) if !matches!(origin, Origin::Account(..) | Origin::Unknown(_)));
    let fitting = match end {
        End::Ambiguous(calls, filter) => Some((*calls as u64, filter.clone())),
        _ => None,
    };
    html! {
        <li key="root" class={classes!("root", (!is_known).then_some("open"))}>
            if let Some(origin) = origin {
                <p class="lineage-root">{ origin }</p>
            }
            for sentence in words::ending(end, last) {
                <p class="missing">{ sentence }</p>
            }
            if let End::Origin(Origin::Account(_, principal)) = end {
                <p>{ events(shared, "Events of that principal".into(), None, words::of_principal(principal)) }</p>
            }
            if let Some((calls, filter)) = fitting {
                <p>{ events(shared, counted(calls, "call that fits", "calls that fit"), None, filter) }</p>
            }
        </li>
    }
}

/// A call that issued credentials to the step below it.
fn hop(steps: &[Step], at: usize, shared: &Shared) -> Html {
    let step = &steps[at];
    let Some((issued, tie)) = &step.gave else {
        return Html::default();
    };
    let uses = at.checked_sub(1).and_then(|below| steps[below].uses);
    let name = words::name(&step.record);
    let holder = words::holder(issued);
    let session = words::session(issued);
    html! {
        <li key={key(step.record.id)}>
            <p class="lineage-hop">
                { go(step.record.id, name, "lineage-to", shared) }
                if let Some(holder) = holder {
                    { " → " }{ holder }
                }
            </p>
            { caller(&step.record, shared.zone) }
            if !session.is_empty() {
                <p>{ session.join(", ") }</p>
            }
            <p class="lineage-why">{ words::evidence(*tie, issued.key.as_deref()) }
                if step.others > 0 {
                    { format!(" {} the same key; this is the nearest in time.", counted(step.others as u64, "other call names", "other calls name")) }
                }
            </p>
            { twins(step, shared) }
            { made_with(issued.key.as_deref(), uses, shared) }
        </li>
    }
}

/// The event itself.
fn here(step: &Step, shared: &Shared) -> Html {
    html! {
        <li key={key(step.record.id)} class="here" id="lineage-here" tabindex="-1" aria-current="true">
            <p class="lineage-hop">{ "This event: " }<b>{ words::name(&step.record) }</b></p>
            { caller(&step.record, shared.zone) }
            if step.used.key.is_none() {
                <p class="missing">{ "Its record names no access key." }</p>
            }
            { twins(step, shared) }
            { made_with(step.used.key.as_deref(), step.uses, shared) }
        </li>
    }
}

/// What other accounts recorded of the same call.
fn twins(step: &Step, shared: &Shared) -> Html {
    html! {
        for twin in &step.twins {
            <p key={key(twin.id)}>{ "Also recorded, as one call: " }
                { go(twin.id, format!("{} {}", words::name(twin), words::recorded_in(twin)), "lineage-twin", shared) }</p>
        }
    }
}

/// How much was done with a key.
fn made_with(key: Option<&str>, uses: Option<u64>, shared: &Shared) -> Html {
    let (Some(key), Some(uses)) = (key, uses) else {
        return Html::default();
    };
    let shown = words::quoted(key);
    let number = counted(uses, "event", "events");
    let label = format!("{number} made with {shown}");
    html! {
        <p><code>{ shown }</code>{ ": " }{ events(shared, format!("{number} made with it"), Some(label), words::made_with(key)) }</p>
    }
}

/// A button to an event.
pub(super) fn go(id: RowId, what: String, class: &'static str, shared: &Shared) -> Html {
    let onclick = shared.go.reform(move |_: MouseEvent| id);
    html! { <button type="button" class={classes!("link", class)} title="Go to this event" {onclick}>{ what }</button> }
}

fn key(id: RowId) -> String {
    format!("{}-{}", id.shard, id.row)
}
