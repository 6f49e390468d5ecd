//! The histogram above the table.

mod legend;
mod plot;
mod range_input;

use super::icon::icon;
use crate::query::calendar::Step;
use crate::query::{Stack, range};
use crate::ui::hooks::{use_asked, use_stored};
use crate::ui::model::clock::Clock;
use crate::ui::model::format::{count, counted};
use crate::ui::model::state::{Action, Zone};
use crate::ui::model::timeline::{self, Timeline as Counts};
use crate::web::listener::SizeObserver;
use crate::web::zone;
use crate::worker::message::Scope;
use crate::worker::session::Session;
use futures_util::future::join;
use legend::Legend;
pub use legend::bars_class;
use plot::Plot;
use range_input::RangeInput;
use std::ops::Range;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Pixels left free on both sides together, as in the style.
const MARGINS: f64 = 24.0;

/// What it needs.
#[derive(Properties, PartialEq)]
pub struct TimelineProps {
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

/// The histogram above the table, and the range of time that the filter says, to be read and changed.
#[component]
pub fn Timeline(
    TimelineProps {
        session,
        filter,
        generation,
        zone,
        act,
    }: &TimelineProps,
) -> Html {
    let node = use_node_ref();
    let width = use_width(&node);
    let (fold, store_fold) = use_stored("timeline", "open".to_owned());
    let open = fold != "closed";
    let clock = use_memo(*zone, |zone| match zone {
        Zone::Utc => Clock::utc(),
        Zone::Local => Clock::new(zone::name(), zone::offset),
    });
    let question = Question {
        filter: filter.clone(),
        most: timeline::most_bars(width),
    };
    let counts = use_asked(session, *generation, question, ask).unwrap_or_default();

    let fold = store_fold.reform(move |_: MouseEvent| if open { "closed" } else { "open" }.to_owned());
    let said = counts.said();
    let go = |range: Option<Range<i64>>| {
        act.reform(move |_: MouseEvent| Action::Range(range.as_ref().map(|range| (range.start, range.end))))
    };
    let (earlier, later) = (counts.beside(false), counts.beside(true));
    let is_whole = counts.filtered.is_none();
    html! {
        <section ref={node} class={classes!("timeline", open.then_some("open"))} aria-label="Timeline">
            <div class="timeline-head">
                <button type="button" class="quiet square" aria-expanded={open.to_string()} aria-label="Timeline" onclick={fold}
                    title={if open { "Fold the timeline" } else { "Unfold the timeline" }}>
                    { icon(if open { "down" } else { "right" }) }
                </button>
                <button type="button" class="quiet square" aria-label="Earlier" title="As long a range, just before"
                    disabled={earlier.is_none()} onclick={go(earlier)}>{ icon("left") }</button>
                <RangeInput clock={Clock::clone(&clock)} said={said.map(|said| clock.editable(&said))} {is_whole} act={act.clone()} />
                <button type="button" class="quiet square" aria-label="Later" title="As long a range, just after"
                    disabled={later.is_none()} onclick={go(later)}>{ icon("right") }</button>
                <button type="button" class="quiet" title="Three times as long a range, or everything" disabled={is_whole}
                    onclick={go(counts.wider())}>{ icon("minus") }{ "Zoom out" }</button>
                <button type="button" class="quiet" title="No range of time in the filter" disabled={is_whole}
                    onclick={go(None)}>{ "All time" }</button>
                if open {
                    <small class="peak">{ peak(&counts) }</small>
                }
                <Legend sum={sum(&counts)} filter={filter.clone()} act={act.clone()} />
                if counts.untimed > 0 {
                    <small class="untimed">{ untimed(counts.untimed) }</small>
                }
            </div>
            if open {
                <Plot counts={counts.clone()} clock={Clock::clone(&clock)} width={(width - MARGINS).max(0.0)} act={act.clone()} />
            }
        </section>
    }
}

fn sum(counts: &Counts) -> Stack {
    counts.sum(&(0..counts.len()))
}

/// What the heights mean: the bars and what is behind them both take all the room there is.
fn peak(counts: &Counts) -> String {
    let bar = format!("highest bar {}", count(counts.most()));
    match counts.ghost.iter().flatten().max() {
        Some(&most) => format!("{bar}, without the filter {}", count(most)),
        None => bar,
    }
}

fn untimed(number: u64) -> String {
    let are = if number == 1 { "is" } else { "are" };
    format!(
        "{} without a time {are} not on the timeline",
        counted(number, "event", "events")
    )
}

/// What is asked of the workers.
#[derive(Clone, PartialEq)]
struct Question {
    filter: AttrValue,
    /// Bars that there is room for.
    most: usize,
}

async fn ask(session: Session, question: Question) -> Option<Counts> {
    let scope = session.scope(&question.filter).await.ok()?;
    let everything = session.scope("").await.ok()?;
    let filtered = range::range(&question.filter, scope.newest);
    let whole = session.span(&everything).await;
    let shown = timeline::shown(filtered.as_ref(), whole);
    let edges = shown.map_or_else(Vec::new, |shown| {
        Step::fitting(&shown, question.most).edges(&shown)
    });
    // Behind the bars stands what the same range has without the rest of the filter.
    let within = filtered.as_ref().map(|range| (range.start, range.end));
    let ghost = Scope {
        filter: range::with_range("", within),
        newest: None,
    };
    let says_more = !range::with_range(&question.filter, None).is_empty();
    let (found, ghost) = if says_more {
        let both = join(
            session.histogram(&scope, &edges),
            session.histogram(&ghost, &edges),
        );
        let (found, ghost) = both.await;
        (found, Some(ghost.stacks.iter().map(Stack::total).collect()))
    } else {
        (session.histogram(&scope, &edges).await, None)
    };
    Some(Counts {
        edges,
        stacks: found.stacks,
        ghost,
        filtered,
        whole,
        untimed: found.untimed,
    })
}

/// The width of an element in CSS pixels, as it is now.
#[hook]
fn use_width(node: &NodeRef) -> f64 {
    let width = use_state_eq(|| 0.0);
    let (node, set) = (node.clone(), width.setter());
    use_effect_with((), move |()| {
        let observer = node.cast::<HtmlElement>().map(|element| {
            let measured = element.clone();
            SizeObserver::new(&element, move || set.set(f64::from(measured.client_width())))
        });
        move || drop(observer)
    });
    *width
}
