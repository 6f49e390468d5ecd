use crate::ui::model::columns::title;
use crate::ui::model::format::{count, counted, visible};
use crate::ui::model::state::{Action, Zone};
use crate::web::zone::{name, to_local};
use crate::worker::protocol::Record;
use std::rc::Rc;
use yew::prelude::*;

/// What the summary says.
#[derive(Properties, PartialEq)]
pub struct SummaryProps {
    /// The record.
    pub record: Rc<Record>,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The event at a glance: recorded values first, then what is derived, marked as such.
#[component]
pub fn Summary(SummaryProps { record, zone, act }: &SummaryProps) -> Html {
    let facts = use_memo(Rc::clone(record), |record| Recorded::read(&record.json));
    let derived = |field: &str| {
        record
            .derived
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, value)| value.clone())
    };
    let outcome = derived("outcome");
    let failed = facts.error_code.is_some()
        || outcome
            .as_deref()
            .is_some_and(|outcome| outcome != "ok" && outcome != "success");
    let time = facts.event_time.clone().map(|time| match zone {
        Zone::Utc => time,
        Zone::Local => {
            to_local(&time).map_or(time, |local| format!("{} {}", local.replace('T', " "), name()))
        }
    });
    let fact = |path: &'static str, value: Option<String>| value.map(|value| (path, value));
    let recorded: Vec<(&str, String)> = [
        fact("eventTime", time),
        fact("eventSource", facts.event_source.clone()),
        fact("sourceIPAddress", facts.source_ip_address.clone()),
        fact("awsRegion", facts.aws_region.clone()),
        fact("errorCode", facts.error_code.clone()),
        fact("errorMessage", facts.error_message.clone()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (folder, file) = record.file.rsplit_once('/').unwrap_or(("", &record.file));
    html! {
        <header class="summary">
            <h2>{ visible(facts.event_name.as_deref().unwrap_or("Event without a name")).into_owned() }</h2>
            <p class="gist">
                if let Some(outcome) = outcome {
                    <span class={classes!("pill", failed.then_some("failed"))}>{ if failed { "✕ " } else { "" } }{ visible(&outcome).into_owned() }</span>
                }
                if let Some(verb) = derived("verb") {
                    <span class={classes!("pill", (verb == "write").then_some("write"))}>{ visible(&verb).into_owned() }</span>
                }
                if record.conflict {
                    <span class="pill conflict" title="Both are kept; compare them by eventID.">{ "≠ same eventID, other content" }</span>
                }
            </p>
            <dl>
                for (path, value) in recorded {
                    <dt>{ title(path).to_owned() }</dt><dd>{ visible(&value).into_owned() }</dd>
                }
                for (field, value) in record.derived.iter().filter(|(field, _)| field != "outcome" && field != "verb") {
                    <dt class="derived">{ title(field).to_owned() }</dt>
                    <dd>{ term_button(field, value, act) }</dd>
                }
                <dt>{ "File" }</dt>
                <dd class="file"><span class="folder">{ visible(folder).into_owned() }{ "/" }</span><wbr />{ visible(file).into_owned() }
                    <small>{ format!(" at byte {}", count(record.offset)) }</small></dd>
                if !record.copies.is_empty() {
                    <dt>{ "Copies" }</dt>
                    <dd><details><summary>{ counted(record.copies.len() as u64, "other file", "other files") }</summary>
                        <ul>for file in record.copies.iter().take(100) { <li>{ visible(file).into_owned() }</li> }</ul></details></dd>
                }
            </dl>
            <p class="legend"><span class="derived">{ "dotted" }</span>{ " names are derived by Trailglass, not recorded" }</p>
        </header>
    }
}

/// A derived value is a button to the events that share it.
fn term_button(field: &str, value: &str, act: &Callback<Action>) -> Html {
    let (path, wanted) = (field.to_owned(), value.to_owned());
    let onclick = act.reform(move |_: MouseEvent| Action::Term(path.clone(), wanted.clone(), false));
    html! { <button type="button" class="link" title="Filter by this value" {onclick}>{ visible(value).into_owned() }</button> }
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
