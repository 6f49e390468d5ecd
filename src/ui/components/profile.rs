//! All about one actor, access key, address, role or resource.

mod ask;
mod events;
mod lists;

use self::ask::ask;
use self::events::Events;
use self::lists::{FieldList, figure, new};
use super::copy_button::CopyButton;
use super::moment::moment;
use super::timeline::bars_class;
use crate::query::{OutcomeGroup, Stack, range};
use crate::ui::hooks::use_asked;
use crate::ui::model::format::{count, counted, cut};
use crate::ui::model::place::Place;
use crate::ui::model::profile::{self, Profile as Counted};
use crate::ui::model::state::{Action, Zone};
use crate::ui::model::subject::Subject;
use crate::ui::model::timeline::words;
use crate::web::{element, focus};
use crate::worker::session::Session;
use std::rc::Rc;
use yew::prelude::*;

/// Characters of a name or a value that are shown.
const SHOWN: usize = 200;
/// Size of the timeline's drawing; it is stretched to the room there is.
const SIZE: (f64, f64) = (720.0, 48.0);

/// What the profile needs.
#[derive(Properties, PartialEq)]
pub struct ProfileProps {
    /// Where the counts come from.
    pub session: Session,
    /// Whom or what it is of.
    pub subject: Subject,
    /// The filter that the rows shown match.
    pub filter: AttrValue,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// All about one actor, access key, address, role or resource. What is clicked becomes the filter.
#[component]
pub fn Profile(props: &ProfileProps) -> Html {
    let ProfileProps {
        session,
        subject,
        filter,
        generation,
        ..
    } = props;
    let question = (subject.clone(), range::only(filter));
    let answered = use_asked(session, *generation, question, ask);
    use_effect_with(subject.clone(), |_| {
        if let Some(sheet) = element("sheet") {
            sheet.set_scroll_top(0);
        }
        // What was clicked to come here is gone.
        if focus::is_lost() {
            focus::on("sheet");
        }
    });
    // Another's numbers never stand under this name.
    let counted = answered.filter(|answered| answered.subject == *subject);
    let body = match counted.as_ref().map(|answered| &answered.counted) {
        None => html! { <p role="status">{ "Counting." }</p> },
        Some(Err(why)) => html! { <p class="trouble" role="alert">{ why.clone() }</p> },
        Some(Ok(counted)) => shown(props, counted),
    };
    let text = {
        let name = subject.name.clone();
        Callback::from(move |()| name.clone())
    };
    html! {
        <div class="profile">
            <header>
                <p class="profile-kind">{ subject.kind.title() }</p>
                <h2>{ cut(&subject.name, SHOWN) }</h2>
                <CopyButton {text} label="Copy name" />
            </header>
            { body }
        </div>
    }
}

fn shown(props: &ProfileProps, counted: &Rc<Counted>) -> Html {
    let ProfileProps {
        session,
        subject,
        generation,
        zone,
        act,
        ..
    } = props;
    let filters = &counted.filters;
    let [all, events, failures, _] = counted.events;
    html! {
        <>
            { owners(subject, &counted.owners, act) }
            <p class="profile-base">{ base(counted, *zone) }
                if counted.window.is_some() {
                    { " " }<button type="button" class="link" onclick={act.reform(|_: MouseEvent| Action::Range(None))}>{ "Whole time" }</button>
                }
            </p>
            <dl class="profile-figures">
                { figure("Events", events, &filters.window, act) }
                if counted.window.is_some() {
                    { figure("In all", all, &filters.all, act) }
                }
                { figure("Failures", failures, &filters.failed, act) }
                if let Some((first, last)) = counted.span {
                    <div class="profile-time"><dt>{ "First seen" }</dt><dd>{ moment(first, *zone) }</dd></div>
                    <div class="profile-time"><dt>{ "Last seen" }</dt><dd>{ moment(last, *zone) }</dd></div>
                }
            </dl>
            { timeline(counted, *zone) }
            { news(counted, *zone, act) }
            <div class="profile-lists">
                for list in &counted.lists {
                    <FieldList key={list.field.path} list={list.clone()} window={filters.window.clone()} failed={filters.failed.clone()} events={events} act={act.clone()} />
                }
            </div>
            if subject.kind.is_resource() {
                <Events session={session.clone()} filter={filters.window.clone()} generation={*generation} zone={*zone} act={act.clone()} />
            }
        </>
    }
}

/// Among what the profile counts.
fn base(counted: &Counted, zone: Zone) -> String {
    let Some(window) = &counted.window else {
        return "Counted over all that is loaded; the filter does not narrow a profile, a range of time does. Every number and value leads to its events.".to_owned();
    };
    let words = match (window.start, window.end) {
        (i64::MIN, i64::MAX) => "the range of time".to_owned(),
        (i64::MIN, end) => format!("the time before {}", moment(end, zone)),
        (start, i64::MAX) => format!("the time since {}", moment(start, zone)),
        (start, end) => format!("{} – {}", moment(start, zone), moment(end, zone)),
    };
    format!(
        "Counted over {words}, which the filter chooses; the rest of it does not narrow a profile. First and last seen, and the bars, are of all that is loaded."
    )
}

/// Which one it is, where the name alone does not tell.
fn owners(subject: &Subject, owners: &[String], act: &Callback<Action>) -> Html {
    let Some((owner, None, name)) = subject.owner() else {
        return Html::default();
    };
    let choice = |within: &String| {
        let place = Place::Profile(Subject::new(subject.kind, format!("{within}/{name}")));
        let onclick = act.reform(move |_: MouseEvent| Action::Place(place.clone()));
        html! { <li key={within.clone()}><button type="button" class="link" {onclick}>{ cut(within, SHOWN) }</button></li> }
    };
    html! {
        <div class="profile-owners">
            <p>{ format!("Several may have this name, each in a {} of its own. Choose one:", owner.one.to_lowercase()) }</p>
            <ul>{ for owners.iter().map(choice) }</ul>
        </div>
    }
}

/// When it was active, in all that is loaded; the window is shaded.
fn timeline(counted: &Counted, zone: Zone) -> Html {
    let Some((first, last)) = counted.loaded else {
        return Html::default();
    };
    let (width, height) = SIZE;
    let mut sum = Stack::default();
    counted.stacks.iter().for_each(|stack| sum.add(stack));
    let label = format!("Over all that is loaded: {}", words(&sum));
    let paths = profile::bars(&counted.stacks, width, height);
    html! {
        <figure class="profile-timeline">
            <svg viewBox={format!("0 0 {width} {height}")} preserveAspectRatio="none" role="img" aria-label={label}>
                if let Some((start, end)) = counted.shaded() {
                    <rect class="profile-window" x={(start * width).to_string()} width={((end - start) * width).max(1.0).to_string()} height={height.to_string()} />
                }
                for (group, path) in OutcomeGroup::ALL.into_iter().zip(paths) {
                    <path class={bars_class(group)} d={path} />
                }
            </svg>
            <figcaption><span>{ moment(first, zone) }</span><span>{ moment(last, zone) }</span></figcaption>
        </figure>
    }
}

/// What the window has and the time before it has not, or what to do to be told.
fn news(counted: &Counted, zone: Zone, act: &Callback<Action>) -> Html {
    let body = match (&counted.window, counted.loaded) {
        (None, Some(loaded)) => {
            let choice = |(label, range): (&'static str, (i64, i64))| {
                let onclick = act.reform(move |_: MouseEvent| Action::Range(Some(range)));
                html! { <button type="button" {onclick}>{ label }</button> }
            };
            html! {
                <p class="profile-choice">
                    { "Choose a range of time to be told what is new in it: " }
                    { for profile::windows(loaded).into_iter().map(choice) }
                    { " or any on the timeline above." }
                </p>
            }
        }
        (Some(window), Some((first, _))) if counted.has_before() => {
            let before = counted.events[3];
            let compared = match before {
                0 => "It has no events before that, so that all it did there is new.".to_owned(),
                before => format!("Compared with the {} before that.", counted_events(before)),
            };
            html! {
                <>
                    <p>{ format!("In the range of time that begins {}. {compared} What is loaded begins {}.", moment(window.start, zone), moment(first, zone)) }</p>
                    <dl>{ for counted.new.iter().map(|one| new(one, &counted.filters.window, act)) }</dl>
                </>
            }
        }
        (Some(_), Some((first, _))) => html! {
            <p>{ format!("Nothing is loaded from before the range of time, so there is nothing to compare with: what is loaded begins {}.", moment(first, zone)) }</p>
        },
        (_, None) => html! { <p>{ "No event loaded has a time." }</p> },
    };
    html! { <section class="profile-new" aria-labelledby="profile-new"><h3 id="profile-new">{ "New" }</h3>{ body }</section> }
}

fn counted_events(events: u64) -> String {
    counted(events, "event", "events")
}

/// How many values of how many are told.
fn told(shown: usize, distinct: u64, exact: bool) -> String {
    let least = if exact { "" } else { "at least " };
    format!("{} of {least}{}", count(shown as u64), count(distinct))
}
