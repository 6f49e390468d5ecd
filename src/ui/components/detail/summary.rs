use super::reasons::{explained, sentence};
use crate::event::Explanation;
use crate::event::outcome::Outcome;
use crate::store::Shard;
use crate::ui::components::icon::icon;
use crate::ui::components::value_menu::{ValueMenu, below, is_menu_key, place_of};
use crate::ui::model::columns::title;
use crate::ui::model::format::{count, counted, visible};
use crate::ui::model::marks::Marked;
use crate::ui::model::place::Place;
use crate::ui::model::state::{Action, Pick, Zone};
use crate::web::zone::{name, to_local};
use crate::worker::protocol::Record;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// What is said, in this order: who, from where, on what, and how it went.
const ORDER: [&str; 12] = [
    "eventTime",
    "actor",
    "actor.kind",
    "sourceIPAddress",
    "origin",
    "client",
    "target",
    "service",
    "eventSource",
    "awsRegion",
    "errorCode",
    "errorMessage",
];

/// What the summary says.
#[derive(Properties, PartialEq)]
pub struct SummaryProps {
    /// The record.
    pub record: Rc<Record>,
    /// Whether it is marked for comparing.
    pub marked: bool,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The event at a glance: recorded values first, then what is derived, marked as such.
#[component]
pub fn Summary(
    SummaryProps {
        record,
        marked,
        zone,
        act,
    }: &SummaryProps,
) -> Html {
    let facts = use_memo(Rc::clone(record), |record| Recorded::read(&record.json));
    let reasons = use_memo(Rc::clone(record), |record| {
        Shard::explain(record.json.as_bytes()).unwrap_or_default()
    });
    let derived = |field: &str| {
        let found = record.derived.iter().find(|(name, _)| name == field);
        found.map(|(_, value)| value.as_str())
    };
    let outcome = derived("outcome");
    let failed = outcome.is_some_and(|outcome| !Outcome::NOT_FAILED.contains(&outcome));
    let menu = use_state_eq(|| None::<OpenMenu>);
    let rows = ORDER.iter().filter_map(|field| {
        let (value, class) = match derived(field) {
            Some(value) => (value, Some("derived")),
            None => (facts.of(field)?, None),
        };
        let shown = if *field == "eventTime" { in_zone(value, *zone) } else { value.to_owned() };
        let why = class.and_then(|_| why(field, &reasons));
        Some(html! { <><dt {class} title={why.clone()}>{ title(field).to_owned() }</dt><dd>{ handle(field, value, &shown, why, &menu, act) }</dd></> })
    });
    let onclose = {
        let menu = menu.setter();
        Callback::from(move |()| menu.set(None))
    };
    let (folder, file) = record
        .file
        .split_at(record.file.rfind('/').map_or(0, |slash| slash + 1));
    html! {
        <header class="summary">
            <h2>{ visible(facts.event_name.as_deref().unwrap_or("Event without a name")).into_owned() }</h2>
            <p class="gist">
                if let Some(outcome) = outcome {
                    <span class={classes!("pill", failed.then_some("failed"))} title={why("outcome", &reasons)}>{ if failed { "✕ " } else { "" } }{ visible(outcome).into_owned() }</span>
                }
                if let Some(verb) = derived("verb") {
                    <span class={classes!("pill", matches!(verb, "write" | "destroy").then_some("write"))} title={why("verb", &reasons)}>{ visible(verb).into_owned() }</span>
                }
                if record.conflict {
                    <span class="pill conflict" title="Both are kept.">{ "≠ same eventID, other content" }</span>
                }
                { comparing(record, *marked, act) }
            </p>
            <dl>
                { for rows }
                <dt>{ "File" }</dt>
                <dd class="file"><span class="folder">{ visible(folder).into_owned() }</span><wbr />{ visible(file).into_owned() }
                    <small>{ format!(" at byte {}", count(record.offset)) }</small></dd>
                if !record.copies.is_empty() {
                    <dt>{ "Copies" }</dt>
                    <dd><details><summary>{ counted(record.copies.len() as u64, "other file", "other files") }</summary>
                        <ul>for file in record.copies.iter().take(100) { <li>{ visible(file).into_owned() }</li> }</ul></details></dd>
                }
            </dl>
            { explained(&reasons) }
            if let Some((field, value, at)) = &*menu {
                <ValueMenu field={*field} values={Rc::from([value.clone()])} at={*at} {onclose} act={act.clone()} />
            }
        </header>
    }
}

/// Marks the event for comparing; of an event in conflict, also leads to what differs.
fn comparing(record: &Record, marked: bool, act: &Callback<Action>) -> Html {
    let Some(event) = record.event_id.clone() else {
        return Html::default();
    };
    let id = record.id;
    let both = {
        let event = event.clone();
        act.reform(move |_: MouseEvent| Action::Place(Place::Compare(vec![event.clone()])))
    };
    let mark = act.reform(move |_: MouseEvent| {
        let event = event.clone();
        Action::Mark(Marked { event, id })
    });
    html! {
        <>
            if record.conflict {
                <button type="button" class="quiet" onclick={both}>{ "What differs?" }</button>
            }
            <button type="button" class="quiet compare-mark" aria-pressed={marked.to_string()} title="Mark it for comparing (C in the table)" onclick={mark}>
                if marked { { icon("check") } }{ "Compare" }
            </button>
        </>
    }
}

/// Why a derived field has its value.
fn why(field: &str, reasons: &[Explanation]) -> Option<String> {
    let found = reasons.iter().find(|reason| reason.field == field);
    found.map(sentence)
}

fn in_zone(time: &str, zone: Zone) -> String {
    let local = to_local(time).filter(|_| zone == Zone::Local);
    local.map_or_else(
        || time.to_owned(),
        |local| format!("{} {}", local.replace('T', " "), name()),
    )
}

/// A value's menu: its field, the value, and where.
type OpenMenu = (&'static str, String, (f64, f64));

/// A value is a button to the events that share it, with a menu of what else can be done.
fn handle(
    field: &'static str,
    value: &str,
    shown: &str,
    why: Option<String>,
    menu: &UseStateHandle<Option<OpenMenu>>,
    act: &Callback<Action>,
) -> Html {
    let (path, wanted) = (field.to_owned(), value.to_owned());
    let onclick = act.reform(move |_: MouseEvent| Action::Pick(Pick::Include, path.clone(), wanted.clone()));
    let open = {
        let (menu, value) = (menu.setter(), value.to_owned());
        move |at: (f64, f64)| menu.set(Some((field, value.clone(), at)))
    };
    let oncontextmenu = {
        let open = open.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(target) = event.target_dyn_into::<Element>() {
                event.prevent_default();
                open(place_of(&event, &target));
            }
        })
    };
    let onkeydown = {
        let open = open.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(target) = event.target_dyn_into::<Element>()
                && is_menu_key(&event)
            {
                event.prevent_default();
                open(below(&target));
            }
        })
    };
    let onmore = Callback::from(move |event: MouseEvent| {
        let button = event
            .target_dyn_into::<Element>()
            .and_then(|target| target.closest("button").ok()?);
        if let Some(button) = button {
            open(below(&button));
        }
    });
    let said = visible(shown).into_owned();
    html! {
        <span class="handle-of">
            <button type="button" class="link" title="Filter by this value" aria-description={why} {onclick} {oncontextmenu} {onkeydown}>{ said.clone() }</button>
            <button type="button" class="quiet square more" tabindex="-1" aria-haspopup="menu" aria-label={format!("More for {said}")} title="More (Shift+F10)" onclick={onmore}>{ icon("more") }</button>
        </span>
    }
}

/// The few recorded fields of the summary.
#[derive(serde::Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Recorded {
    #[serde(deserialize_with = "text", alias = "EventName")]
    event_name: Option<String>,
    #[serde(deserialize_with = "text", alias = "EventTime")]
    event_time: Option<String>,
    #[serde(deserialize_with = "text", alias = "EventSource")]
    event_source: Option<String>,
    #[serde(
        rename = "sourceIPAddress",
        alias = "SourceIPAddress",
        deserialize_with = "text"
    )]
    source_ip_address: Option<String>,
    #[serde(deserialize_with = "text", alias = "AwsRegion")]
    aws_region: Option<String>,
    #[serde(deserialize_with = "text", alias = "ErrorCode")]
    error_code: Option<String>,
    #[serde(deserialize_with = "text", alias = "ErrorMessage")]
    error_message: Option<String>,
}

impl Recorded {
    fn of(&self, field: &str) -> Option<&str> {
        let value = match field {
            "eventTime" => &self.event_time,
            "eventSource" => &self.event_source,
            "sourceIPAddress" => &self.source_ip_address,
            "awsRegion" => &self.aws_region,
            "errorCode" => &self.error_code,
            "errorMessage" => &self.error_message,
            _ => return None,
        };
        value.as_deref()
    }

    /// A record that names a field twice is no struct to serde: its tree shows what there is.
    fn read(json: &str) -> Recorded {
        serde_json::from_str(json).unwrap_or_default()
    }
}

/// A string; whatever else stands there is left to the tree.
fn text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let value: serde_json::Value = serde::Deserialize::deserialize(deserializer)?;
    Ok(value.as_str().map(str::to_owned))
}
