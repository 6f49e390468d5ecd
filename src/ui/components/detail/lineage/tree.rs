//! What was done with the credentials that an event issued, and what was issued with them.

use super::chain::go;
use super::{Shared, caller, events, moment};
use crate::lineage::{Issued, Node, Tree, Work, work};
use crate::query::edit;
use crate::ui::components::icon::icon;
use crate::ui::hooks::use_asked;
use crate::ui::model::format::{count, counted};
use crate::ui::model::lineage as words;
use crate::worker::session::Session;
use std::collections::HashSet;
use std::rc::Rc;
use yew::prelude::*;

/// Nodes up to which the whole tree is open at first.
const OPEN_AT_FIRST: usize = 12;

#[derive(Properties, PartialEq)]
pub(super) struct IssuedTreeProps {
    pub issued: Rc<Issued>,
    pub tree: Rc<Tree>,
    pub shared: Shared,
}

/// The uses of what was issued, then what was issued again, hop by hop.
#[component]
pub(super) fn IssuedTree(IssuedTreeProps { issued, tree, shared }: &IssuedTreeProps) -> Html {
    // What was turned round: closed where all is open at first, open elsewhere.
    let turned = use_state_eq(|| (Rc::clone(tree), HashSet::<usize>::new()));
    let turned_here = if Rc::ptr_eq(&turned.0, tree) {
        turned.1.clone()
    } else {
        HashSet::new()
    };
    let is_open = |at: usize| (tree.nodes.len() <= OPEN_AT_FIRST) != turned_here.contains(&at);
    let turn = {
        let (turned, tree, now) = (turned.setter(), Rc::clone(tree), turned_here.clone());
        Callback::from(move |at: usize| {
            let mut next = now.clone();
            if !next.remove(&at) {
                next.insert(at);
            }
            turned.set((Rc::clone(&tree), next));
        })
    };
    let (all, events_of_all) = &tree.all;
    // Without either there was no way to look.
    let is_told_apart = issued.arn.is_some() || issued.key.is_some();
    html! {
        <>
            if tree.work.events > 0 || tree.work.keyless.is_some() {
                { figures(&tree.work, shared) }
            } else if is_told_apart {
                <p class="missing">{ "In the loaded files nothing was done with it." }</p>
            }
            if !tree.nodes.is_empty() {
                <h4>{ "Issued with them in turn" }</h4>
                { nodes(tree, None, &is_open, &turn, shared) }
                <p class="lineage-all">
                    { events(shared, counted(*events_of_all, "event", "events"), None, all.clone()) }
                    { " under all of this" }
                    if tree.more {
                        { ", at least: more was issued than is followed" }
                    }
                </p>
            }
        </>
    }
}

fn nodes(
    tree: &Rc<Tree>,
    parent: Option<usize>,
    is_open: &dyn Fn(usize) -> bool,
    turn: &Callback<usize>,
    shared: &Shared,
) -> Html {
    let children = tree
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.parent == parent);
    let item = |(at, node): (usize, &Node)| {
        let name = words::name(&node.record);
        let holder = words::holder(&node.issued);
        let open = is_open(at);
        let label = format!("What was done with what {name} issued");
        html! {
            <li key={at}>
                <div class="lineage-node">
                    <button type="button" class="quiet square" aria-expanded={open.to_string()} aria-label={label} onclick={turn.reform(move |_: MouseEvent| at)}>
                        { icon(if open { "down" } else { "right" }) }
                    </button>
                    <p class="lineage-hop">{ go(node.record.id, name, "lineage-to", shared) }
                        if let Some(holder) = holder {
                            { " → " }{ holder }
                        }
                    </p>
                    { node_events(node, shared) }
                </div>
                if open {
                    <div class="lineage-inner">
                        { caller(&node.record, shared.zone) }
                        <NodeWork tree={Rc::clone(tree)} {at} shared={shared.clone()} />
                        { nodes(tree, Some(at), is_open, turn, shared) }
                    </div>
                }
            </li>
        }
    };
    let mut children = children.map(item).peekable();
    if children.peek().is_none() {
        return Html::default();
    }
    html! { <ul class="lineage-nodes">{ for children }</ul> }
}

/// How much was done with the key of a node.
fn node_events(node: &Node, shared: &Shared) -> Html {
    let number = counted(node.events, "event", "events");
    match &node.issued.key {
        Some(key) if node.events > 0 => events(shared, number, None, words::made_with(key)),
        _ => html! { <span class="figure">{ number }</span> },
    }
}

#[derive(Properties, PartialEq)]
struct NodeWorkProps {
    tree: Rc<Tree>,
    at: usize,
    shared: Shared,
}

/// A node of a tree, to ask about.
#[derive(Clone, PartialEq)]
struct NodeAt(Rc<Tree>, usize);

/// What was done with the credentials of a node; asked when it is opened.
#[component]
fn NodeWork(NodeWorkProps { tree, at, shared }: &NodeWorkProps) -> Html {
    let found = use_asked(
        &shared.session,
        shared.generation,
        NodeAt(Rc::clone(tree), *at),
        ask,
    );
    match found {
        Some(work) => figures(&work, shared),
        // As many lines as there will be: nothing jumps.
        None => figures(&Work::default(), shared),
    }
}

async fn ask(session: Session, NodeAt(tree, at): NodeAt) -> Option<Work> {
    Some(work(&session, tree.nodes.get(at)?).await)
}

/// What was done, in numbers, each a button to exactly these events.
fn figures(work: &Work, shared: &Shared) -> Html {
    let number = |name: &'static str, number: u64, filter: &str| {
        html! {
            <div><dt>{ name }</dt><dd data-figure={name}>
                if number > 0 {
                    { events(shared, count(number), Some(format!("{name}: {}", counted(number, "event", "events"))), filter.to_owned()) }
                } else {
                    { "0" }
                }
            </dd></div>
        }
    };
    let service = |(service, number): &(String, u64)| {
        let filter = edit::include(&work.filter, "service", service);
        let shown = words::quoted(service);
        let label = format!("{shown}: {}", counted(*number, "event", "events"));
        html! { <li key={service.clone()}>{ events(shared, format!("{shown} {}", count(*number)), Some(label), filter) }</li> }
    };
    html! {
        <>
            <dl class="lineage-figures">
                { number("Events", work.events, &work.filter) }
                { number("Failures", work.failed, &work.failed_filter) }
                <div><dt>{ "First" }</dt><dd class="lineage-time">{ work.span.map_or_else(|| "–".into(), |(first, _)| moment(first, shared.zone)) }</dd></div>
                <div><dt>{ "Last" }</dt><dd class="lineage-time">{ work.span.map_or_else(|| "–".into(), |(_, last)| moment(last, shared.zone)) }</dd></div>
            </dl>
            if !work.services.is_empty() {
                <ul class="lineage-services" aria-label="Services">{ for work.services.iter().map(service) }</ul>
            }
            if let Some((number, filter)) = &work.keyless {
                <p class="lineage-why">{ "Likely besides: " }{ events(shared, counted(*number, "event", "events"), None, filter.clone()) }
                    { " of the same session and beginning that name no key." }</p>
            }
        </>
    }
}
