use super::operations::{Seen, Unseen};
use super::resources::Resources;
use crate::query::edit;
use crate::ui::components::moment::moment;
use crate::ui::model::format::{count, counted};
use crate::ui::model::iot::{self, Card};
use crate::ui::model::state::{Action, Zone};
use crate::worker::session::Session;
use std::rc::Rc;
use yew::prelude::*;

/// Size of a sparkline in CSS pixels.
const SPARK: (f64, f64) = (240.0, 28.0);

#[derive(Properties, PartialEq)]
pub(super) struct ServiceCardProps {
    pub card: Rc<Card>,
    /// What the cards count among.
    pub base: AttrValue,
    pub zone: Zone,
    /// A filter was chosen.
    pub pick: Callback<String>,
    /// Where its resources come from.
    pub session: Session,
    pub generation: u64,
    pub act: Callback<Action>,
}

/// One service: its figures, then its operations in three groups.
#[component]
pub(super) fn ServiceCard(
    ServiceCardProps {
        card,
        base,
        zone,
        pick,
        session,
        generation,
        act,
    }: &ServiceCardProps,
) -> Html {
    let (service, counts) = (card.service, &card.counts);
    let all = iot::of_service(base, service);
    let figure = |name: &'static str, number: u64, filter: String| {
        let label = format!(
            "{}: {}, {}",
            service.name,
            name,
            counted(number, "event", "events")
        );
        let onclick = pick.reform(move |_: MouseEvent| filter.clone());
        html! {
            <div key={name}>
                <dt>{ name }</dt>
                <dd>
                    if number > 0 {
                        <button type="button" class="link" data-figure={name} aria-label={label} {onclick}>{ count(number) }</button>
                    } else {
                        { "0" }
                    }
                </dd>
            </div>
        }
    };
    let [reads, writes, failures] = iot::terms().map(|term| edit::with_term(&all, &term));
    let all_events = AttrValue::from(all.clone());
    let heading = format!("iot-{}", service.short);
    let open = pick.reform({
        let all = all.clone();
        move |_: MouseEvent| all.clone()
    });
    html! {
        <section class="iot-card" aria-labelledby={heading.clone()} data-service={service.short}>
            <div class="iot-head">
                <h3 id={heading}><button type="button" class="link" onclick={open}>{ service.name }</button></h3>
                if let Some(note) = service.life_cycle {
                    <p class="iot-life">{ note }</p>
                }
            </div>
            if counts.events == 0 {
                <p class="iot-none">{ "No events here." }</p>
            } else {
                <div class="iot-figures">
                    <dl>
                        { figure("Events", counts.events, all) }
                        { figure("Reads", counts.reads, reads) }
                        { figure("Writes", counts.writes, writes) }
                        { figure("Failures", counts.failures, failures) }
                        <div>
                            <dt>{ "Actors" }</dt>
                            <dd data-figure="Actors">{ if counts.actors_exact { "" } else { "at least " } }{ count(counts.actors) }</dd>
                        </div>
                        if let Some((first, last)) = counts.span {
                            <div class="iot-time"><dt>{ "First seen" }</dt><dd>{ moment(first, *zone) }</dd></div>
                            <div class="iot-time"><dt>{ "Last seen" }</dt><dd>{ moment(last, *zone) }</dd></div>
                        }
                    </dl>
                    <svg class="iot-spark" viewBox={format!("0 0 {} {}", SPARK.0, SPARK.1)} width={SPARK.0.to_string()} height={SPARK.1.to_string()}
                        role="img" aria-label="Events over the time of all that is counted">
                        <path d={iot::bars(&counts.buckets, SPARK.0, SPARK.1)} />
                    </svg>
                </div>
                <Resources session={session.clone()} service={service.short} filter={all_events} generation={*generation} act={act.clone()} />
                <Seen card={Rc::clone(card)} base={base.clone()} pick={pick.clone()} />
            }
            <Unseen name="Documented as logged, not here" service={service.short} operations={card.silent.clone()} base={base.clone()} pick={pick.clone()} />
            <Unseen name="Not logged, or not reliably: absence is no evidence" service={service.short} operations={card.unlogged.clone()} base={base.clone()} pick={pick.clone()} />
        </section>
    }
}
