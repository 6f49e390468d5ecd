//! The five IoT services: a card each, with what is in the data and what its silence means.

mod card;
mod operations;
mod resources;

use self::card::ServiceCard;
use crate::catalog::{SERVICES, neighbour, neighbours};
use crate::query::{FacetCounts, FacetWanted, equal_edges};
use crate::ui::hooks::use_asked;
use crate::ui::model::format::count;
use crate::ui::model::iot::{self, Card, ServiceCounts};
use crate::ui::model::state::{Action, Zone};
use crate::worker::message::Scope;
use crate::worker::session::Session;
use std::rc::Rc;
use yew::prelude::*;

/// Bars of a card's sparkline.
const BUCKETS: u32 = 60;
/// Names of operations told of one source; the documentation knows fewer.
const MOST_NAMES: u32 = 400;
/// Actors told of; only their number is shown, which is exact up to here.
const MOST_ACTORS: u32 = 500;

/// What the view needs.
#[derive(Properties, PartialEq)]
pub struct IotProps {
    /// Where the counts come from.
    pub session: Session,
    /// The filter that the rows shown match.
    pub filter: AttrValue,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

struct Counted {
    base: AttrValue,
    cards: Vec<Rc<Card>>,
    neighbours: FacetCounts,
}

/// The five IoT services. What is clicked becomes the filter.
#[component]
pub fn Iot(
    IotProps {
        session,
        filter,
        generation,
        zone,
        act,
    }: &IotProps,
) -> Html {
    let counted = use_asked(session, *generation, filter.clone(), ask);
    let pick = act.reform(Action::Filter);
    let Some(counted) = counted else {
        return html! { <p role="status">{ "Counting." }</p> };
    };
    let base = counted.base.clone();
    html! {
            <div class="iot">
                <h2>{ "IoT services" }</h2>
                <p class="iot-base">
                    if base.is_empty() {
                        { "Counted over all events. Every number and name leads to its events." }
                    } else {
                        { "Counted among events that match " }<code>{ base.clone() }</code>
                        { ": the present filter without services, operations, and what a number here sets. Every number and name leads to its events." }
                    }
                </p>
                for card in &counted.cards {
                    <ServiceCard key={card.service.short} card={Rc::clone(card)} base={base.clone()} zone={*zone} pick={pick.clone()}
                        session={session.clone()} generation={*generation} act={act.clone()} />
                }
                if !counted.neighbours.is_empty() {
                    <section class="iot-neighbours" aria-labelledby="iot-neighbours">
                        <h3 id="iot-neighbours">{ "Other IoT services here" }</h3>
                        <ul>
                            for (short, events) in counted.neighbours.clone() {
                                <li key={short.clone()}>
                                    <button type="button" class="link" onclick={pick.reform({
                                        let filter = iot::of_source(&base, &short);
                                        move |_: MouseEvent| filter.clone()
                                    })}>{ neighbour(&short).unwrap_or_default() }</button>
                                    <span class="figure">{ count(events) }</span>
                                </li>
                            }
                        </ul>
                    </section>
                }
            </div>
    }
}

async fn ask(session: Session, filter: AttrValue) -> Option<Counted> {
    let base = iot::base(&filter);
    let whole = session.scope(&base).await.ok()?;
    let within = |filter: String| Scope {
        filter,
        newest: whole.newest,
    };
    let span = session.span(&whole).await;
    let edges = span.map_or_else(Vec::new, |span| equal_edges(span, BUCKETS));
    let mut cards = Vec::new();
    for service in &SERVICES {
        let scope = within(iot::of_service(&base, service));
        let also = |term: String| vec![scope.clone(), within(term)];
        let [reads, writes, failures] = iot::terms().map(also);
        let numbers = session
            .count(&[vec![scope.clone()], reads, writes, failures])
            .await;
        let number = |at: usize| numbers.get(at).copied().unwrap_or_default();
        let mut counts = ServiceCounts {
            events: number(0),
            reads: number(1),
            writes: number(2),
            failures: number(3),
            ..ServiceCounts::default()
        };
        if counts.events > 0 {
            counts.span = session.span(&scope).await;
            let histogram = session.histogram(&scope, &edges).await;
            counts.buckets = histogram.stacks.iter().map(|stack| stack.total()).collect();
            let actors = session
                .facet(&scope, "actor", &FacetWanted::top(MOST_ACTORS))
                .await;
            counts.actors = actors.distinct;
            counts.actors_exact = actors.complete;
            for source in iot::sources(service) {
                let scope = within(iot::of_source(&base, source));
                let names = session
                    .facet(&scope, "eventName", &FacetWanted::top(MOST_NAMES))
                    .await;
                counts.operations.push((source, names.values));
            }
        }
        cards.push(Rc::new(iot::card(service, counts)));
    }
    let wanted = FacetWanted {
        always: neighbours().map(str::to_owned).collect(),
        ..FacetWanted::top(0)
    };
    let mut neighbours = session.facet(&whole, "service", &wanted).await.values;
    neighbours.retain(|(_, events)| *events > 0);
    Some(Counted {
        base: base.into(),
        cards,
        neighbours,
    })
}
