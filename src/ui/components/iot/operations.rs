use crate::catalog::{Operation, SERVICES};
use crate::query::edit;
use crate::ui::components::icon::icon;
use crate::ui::model::format::{count, counted, visible};
use crate::ui::model::iot::{self, Card};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct SeenProps {
    pub card: Rc<Card>,
    /// What the cards count among.
    pub base: AttrValue,
    /// A filter was chosen.
    pub pick: Callback<String>,
}

/// The operations that are in the data, with what the documentation says against it.
#[component]
pub(super) fn Seen(SeenProps { card, base, pick }: &SeenProps) -> Html {
    let usual = iot::sources(card.service).next();
    let remarks: Vec<_> = card.seen.iter().filter(|seen| seen.remark().is_some()).collect();
    let one = |seen: &iot::Seen| {
        let filter = edit::include(&iot::of_source(base, seen.source), "eventName", &seen.name);
        let onclick = pick.reform(move |_: MouseEvent| filter.clone());
        let name = visible(&seen.name).into_owned();
        let label = format!("{name}, {}", counted(seen.events, "event", "events"));
        html! {
            <li key={format!("{} {name}", seen.source)}>
                <button type="button" class="link mono" data-operation={name.clone()} aria-label={label} {onclick}>{ name }</button>
                if Some(seen.source) != usual {
                    <small>{ seen.source }</small>
                }
                if seen.operation.is_some_and(|operation| !operation.read_only) {
                    <small class="iot-write">{ "writes" }</small>
                }
                if seen.contradicts() {
                    <small class="iot-against">{ "≠ documentation" }</small>
                }
                <span class="figure">{ count(seen.events) }</span>
            </li>
        }
    };
    html! {
        <>
            <h4>{ format!("Seen: {}", counted(card.seen.len() as u64, "operation", "operations")) }</h4>
            <ul class="iot-names">{ for card.seen.iter().map(one) }</ul>
            if !remarks.is_empty() {
                <ul class="iot-remarks">
                    { for by_remark(&remarks).into_iter().map(|(remark, names)| html! {
                        <li key={remark.clone()}><span class="mono">{ names }</span>{ ": " }{ remark.clone() }</li>
                    }) }
                </ul>
            }
        </>
    }
}

/// What the documentation says against the data, each with the operations it says that of.
fn by_remark(seen: &[&iot::Seen]) -> Vec<(String, String)> {
    let mut remarks: Vec<(String, String)> = Vec::new();
    for seen in seen {
        let Some(remark) = seen.remark() else { continue };
        let name = visible(&seen.name);
        match remarks.iter_mut().find(|(known, _)| *known == remark) {
            Some((_, names)) => *names += &format!(", {name}"),
            None => remarks.push((remark, name.into_owned())),
        }
    }
    remarks
}

#[derive(Properties, PartialEq)]
pub(super) struct UnseenProps {
    /// What the group is.
    pub name: &'static str,
    /// Short name of the service.
    pub service: &'static str,
    pub operations: Vec<Operation>,
    /// What the cards count among.
    pub base: AttrValue,
    /// A filter was chosen.
    pub pick: Callback<String>,
}

/// A group of operations that are not in the data, under what the documentation says of them. Folded at first: there
/// are hundreds.
#[component]
pub(super) fn Unseen(
    UnseenProps {
        name,
        service,
        operations,
        base,
        pick,
    }: &UnseenProps,
) -> Html {
    let open = use_state_eq(|| false);
    if operations.is_empty() {
        return Html::default();
    }
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let of_service = || {
        let known = SERVICES.iter().find(|known| known.short == *service);
        known
            .map(|known| iot::of_service(base, known))
            .unwrap_or_default()
    };
    let notes = || {
        let all = of_service();
        let one = move |name: &&'static str| {
            let filter = edit::include(&all, "eventName", name);
            let onclick = pick.reform(move |_: MouseEvent| filter.clone());
            html! { <li key={*name}><button type="button" class="link mono" data-operation={*name} {onclick}>{ *name }</button></li> }
        };
        let note = |(operation, names): (Operation, Vec<&'static str>)| {
            html! {
                <div key={operation.note}>
                    <p>{ operation.note }{ " " }{ operation.instead.unwrap_or_default() }</p>
                    <ul class="iot-names">{ for names.iter().map(&one) }</ul>
                </div>
            }
        };
        iot::by_note(operations).into_iter().map(note).collect::<Html>()
    };
    html! {
        <div class="iot-unseen">
            <h4>
                <button type="button" class="quiet" aria-expanded={open.to_string()} onclick={toggle}>
                    { icon(if *open { "down" } else { "right" }) }
                    { *name }<span class="figure">{ count(operations.len() as u64) }</span>
                </button>
            </h4>
            if *open {
                { notes() }
            }
        </div>
    }
}
