//! What is loaded, and what stands out in it: the first thing shown after loading.

mod ask;
mod cards;
mod coverage;
mod lists;

use self::ask::{Asked, Counted, ask};
use self::coverage::CoverageMap;
use crate::ui::components::moment::moment;
use crate::ui::hooks::use_asked;
use crate::ui::model::files::FileFilter;
use crate::ui::model::format::{count, counted};
use crate::ui::model::overview::coverage::values;
use crate::ui::model::place::Place;
use crate::ui::model::state::{Action, Dialog, Snapshot, Zone};
use crate::worker::session::Session;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// Rows of the heat map at first, and how many more at a time.
const ROWS: usize = 8;
const MORE_ROWS: usize = 24;

/// What the overview needs.
#[derive(Properties, PartialEq)]
pub struct OverviewProps {
    /// Where the counts come from.
    pub session: Session,
    /// The filter that the rows shown match.
    pub filter: AttrValue,
    /// What is open.
    pub snapshot: Rc<Snapshot>,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// What is loaded, and what stands out in it: the first thing shown after loading.
#[component]
pub fn Overview(
    OverviewProps {
        session,
        filter,
        snapshot,
        generation,
        zone,
        act,
    }: &OverviewProps,
) -> Html {
    let rows = use_state(|| ROWS);
    let asked = Asked {
        filter: filter.clone(),
        rows: *rows,
    };
    let Some(counted) = use_asked(session, *generation, asked, ask) else {
        return html! { <p role="status">{ "Counting." }</p> };
    };
    let pick = act.reform(Action::Filter);
    if counted.events == 0 {
        return nothing(&counted, snapshot, act);
    }
    // Most of what is shown leads to events: one listener for all of it.
    let onclick = {
        let act = act.clone();
        Callback::from(move |event: MouseEvent| {
            let target: Option<Element> = event.target_dyn_into();
            let button = target.and_then(|target| target.closest("[data-filter]").ok()?);
            if let Some(filter) = button.and_then(|button| button.get_attribute("data-filter")) {
                act.emit(Action::Filter(filter));
            }
        })
    };
    let more = {
        let rows = rows.clone();
        Callback::from(move |()| rows.set(*rows + MORE_ROWS))
    };
    let open = Callback::from({
        let (act, counted) = (act.clone(), Rc::clone(&counted));
        move |at: usize| {
            if let Some(row) = counted.latest.get(at) {
                act.emit(Action::Show(row.id));
            }
        }
    });
    let to_iot = act.reform(|_: MouseEvent| Action::Place(Place::Iot));
    html! {
        <div class="overview" {onclick}>
            <h2 class="unseen">{ "Overview" }</h2>
            { loaded(&counted, snapshot, *zone, act) }
            <div class="overview-top">
                <section class="overview-card overview-coverage" aria-labelledby="overview-coverage">
                    <h3 id="overview-coverage">{ "What is covered" }</h3>
                    if let Some(coverage) = &counted.coverage {
                        <CoverageMap coverage={Rc::clone(coverage)} is_filtered={!filter.is_empty()} {pick} {more} />
                    } else if counted.too_many_pairs {
                        <p>{ "There are too many accounts and regions for a map: a filter for some of them brings it back." }</p>
                    } else {
                        <p>{ "No event here has a time, so there is nothing to lay out." }</p>
                    }
                </section>
                { cards::signals(&counted.signals, *zone) }
            </div>
            <div class="overview-cards">
                { cards::active(&counted) }
                { cards::failed(&counted) }
                { cards::changed(&counted) }
                { cards::sign_ins(&counted) }
                { cards::latest(&counted, *zone, &open) }
                { cards::targets(&counted) }
                { cards::iot(&counted, to_iot) }
            </div>
        </div>
    }
}

/// The line of what is loaded.
fn loaded(counted: &Counted, snapshot: &Snapshot, zone: Zone, act: &Callback<Action>) -> Html {
    let report = act.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::Report(FileFilter::default()))));
    let number = |name: &'static str, events: u64, number: String, filter: &str| {
        let label = format!("{name}: {number}, {}", self::counted(events, "event", "events"));
        html! {
            <div><dt>{ name }</dt><dd><button type="button" class="link" data-filter={filter.to_owned()} aria-label={label}>{ number }</button></dd></div>
        }
    };
    let of = |field: fn(&_) -> &_, at: usize| {
        let values = values(&counted.pairs, field);
        let known = values.iter().filter(|(value, _)| value.is_some());
        let events = known.clone().map(|(_, events)| events).sum();
        (known.count(), events, &counted.present[at])
    };
    let accounts = of(|pair| &pair.account, 0);
    let regions = of(|pair| &pair.region, 1);
    let actors = match counted.all_actors {
        (distinct, true) => count(distinct),
        (distinct, false) => format!("at least {}", count(distinct)),
    };
    html! {
        <section class="overview-loaded" aria-label="What is loaded">
            <dl>
                { number("Events", counted.events, count(counted.events), &counted.filters.base) }
                <div><dt>{ "Files" }</dt><dd><button type="button" class="link" onclick={report} aria-label={format!("Files: {}, opens the report", count(snapshot.report.files))}>{ count(snapshot.report.files) }</button></dd></div>
                if !counted.too_many_pairs {
                    { number("Accounts", accounts.1, count(accounts.0 as u64), accounts.2) }
                    { number("Regions", regions.1, count(regions.0 as u64), regions.2) }
                }
                { number("Actors", counted.events, actors, &counted.present[2]) }
                if let Some((first, last)) = counted.span {
                    <div class="overview-time"><dt>{ "First event" }</dt><dd>{ moment(first, zone) }</dd></div>
                    <div class="overview-time"><dt>{ "Last event" }</dt><dd>{ moment(last, zone) }</dd></div>
                }
            </dl>
            if snapshot.progress.loading {
                <p role="status">{ "Still loading: this is what is here so far." }</p>
            }
            if !counted.filters.base.is_empty() {
                <p class="overview-base">{ "Counted among events that match " }<code>{ counted.filters.base.clone() }</code>{ ". " }{ clear(act) }</p>
            }
        </section>
    }
}

/// What is said where there is no event.
fn nothing(counted: &Counted, snapshot: &Snapshot, act: &Callback<Action>) -> Html {
    let words = match (counted.filters.base.is_empty(), snapshot.progress.loading) {
        (_, true) => "No event yet: files are still loading.",
        (true, false) => "There is no event in what was loaded. The report says what became of each file.",
        (false, false) => "No event matches the filter.",
    };
    html! {
        <div class="overview-nothing">
            <h2 class="unseen">{ "Overview" }</h2>
            <p role="status">{ words }</p>
            if !counted.filters.base.is_empty() {
                <p>{ clear(act) }</p>
            }
        </div>
    }
}

fn clear(act: &Callback<Action>) -> Html {
    let act = act.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        act.emit(Action::Filter(String::new()));
        // To ask for other events goes to them; here the question is about all.
        act.emit(Action::Place(Place::Overview));
    });
    html! { <button type="button" {onclick}>{ "Clear the filter" }</button> }
}
