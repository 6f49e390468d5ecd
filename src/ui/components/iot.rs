//! The five IoT services: a card each, with what is in the data and what its silence means.

mod card;
mod operations;
mod resources;

use self::card::ServiceCard;
use crate::catalog::{IotService, SERVICES, neighbour, neighbours};
use crate::query::{FacetCounts, FacetWanted, equal_edges};
use crate::ui::hooks::use_asked;
use crate::ui::model::format::count;
use crate::ui::model::iot::{self, Card, ServiceCounts};
use crate::ui::model::state::{Action, Zone};
use crate::worker::message::Scope;
use crate::worker::session::Session;
use futures_util::future::{join, join_all, join4};
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

/// All at once: a worker has one answer ready while the other questions are on their way.
async fn ask(session: Session, filter: AttrValue) -> Option<Counted> {
    let base = iot::base(&filter);
    let whole = session.scope(&base).await.ok()?;
    let wanted = FacetWanted {
        always: neighbours().map(str::to_owned).collect(),
        ..FacetWanted::top(0)
    };
    let (span, neighbours) = join(session.span(&whole), session.facet(&whole, "service", &wanted)).await;
    let edges = span.map_or_else(Vec::new, |span| equal_edges(span, BUCKETS));
    let counted = SERVICES
        .iter()
        .map(|service| count_service(&session, service, &base, &whole, &edges));
    let cards = SERVICES.iter().zip(join_all(counted).await);
    let mut neighbours = neighbours.values;
    neighbours.retain(|(_, events)| *events > 0);
    Some(Counted {
        base: base.clone().into(),
        cards: cards
            .map(|(service, counts)| Rc::new(iot::card(service, counts)))
            .collect(),
        neighbours,
    })
}

/// What there is of a service among the events of `whole`, which is the scope of `base`.
async fn count_service(
    session: &Session,
    service: &'static IotService,
    base: &str,
    whole: &Scope,
    edges: &[i64],
) -> ServiceCounts {
    let within = |filter: String| Scope {
        filter,
        newest: whole.newest,
    };
    let scope = within(iot::of_service(base, service));
    let also = |term: String| vec![scope.clone(), within(term)];
    let [reads, writes, failures] = iot::terms().map(also);
    let wanted = [vec![scope.clone()], reads, writes, failures];
    let numbers = session.count(&wanted).await;
    let number = |at: usize| numbers.get(at).copied().unwrap_or_default();
    let mut counts = ServiceCounts {
        events: number(0),
        reads: number(1),
        writes: number(2),
        failures: number(3),
        ..ServiceCounts::default()
    };
    if counts.events == 0 {
        return counts;
    }
    let (most_names, most_actors) = (FacetWanted::top(MOST_NAMES), FacetWanted::top(MOST_ACTORS));
    let of_source = |source: &'static str| {
        let (scope, wanted) = (within(iot::of_source(base, source)), &most_names);
        async move { (source, session.facet(&scope, "eventName", wanted).await.values) }
    };
    let (span, histogram, actors, operations) = join4(
        session.span(&scope),
        session.histogram(&scope, edges),
        session.facet(&scope, "actor", &most_actors),
        join_all(iot::sources(service).map(of_source)),
    )
    .await;
    counts.span = span;
    counts.buckets = histogram.stacks.iter().map(|stack| stack.total()).collect();
    (counts.actors, counts.actors_exact) = (actors.distinct, actors.complete);
    counts.operations = operations;
    counts
}
