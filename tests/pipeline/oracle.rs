//! Queries, answered by the shards and by a straightforward reading of each record as a tree: same events, same
//! counts, same histogram, whatever the number of shards.

use crate::lab::{Lab, gunzip, shared_data, walk};
use crate::reading::{Reading, texts_at};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use trailglass::event::time;
use trailglass::query::calendar::Step;
use trailglass::query::{
    self, Facet, FacetCounts, FacetWanted, Histogram, JointWanted, OutcomeGroup, Query, Stack,
};
use trailglass::sample::{self, Options};
use trailglass::worker::protocol::Sort;

fn reading(files: &[(String, Vec<u8>)]) -> Reading {
    let mut seen = HashSet::new();
    let mut records = Vec::new();
    for (_, json) in files {
        let Ok(file) = serde_json::from_slice::<Value>(json) else {
            continue;
        };
        for record in file["Records"].as_array().into_iter().flatten() {
            if seen.insert(record["eventID"].to_string()) {
                records.push(record.clone());
            }
        }
    }
    Reading::new(records)
}

/// Queries about what is in the records: every path with one of its values in every form that fits it.
fn queries(reading: &Reading) -> Vec<String> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in reading.records.iter().step_by(reading.records.len() / 200 + 1) {
        collect(record, "", &mut values);
    }
    let mut queries: Vec<String> = [
        "",
        "alice",
        "-alice",
        "iam -read",
        "last:7d",
        "last:90m -readOnly:true",
        "(last:24h OR last:1h) iam",
        "outcome:success",
        "-outcome:success",
        "actor:*",
        "user:*a*",
        "verb:(read OR list)",
        "service=iam",
        "Service=IAM",
        "origin:/^.*s/",
        "-client:*",
        "actor.kind:* -actor.kind:user",
        "actor.root_or_user:yes",
        "actor.temporary:yes -actor.service:no",
        "account:*",
        "key:AKIA*",
        "ip:0.0.0.0/0",
        "-ip:0.0.0.0/0",
        "ip:(10.0.0.0/8 OR 192.0.2.0/24 OR 203.0.113.0/24)",
        "ip:::/0",
        "error:(AccessDenied OR *NotFound*)",
        "region:/^us-/",
        "region:/(?-i)^US-/",
        "name:/^(put|get).*t$/",
        "userIdentity:*",
        "requestParameters:*",
        "-requestParameters:*",
        "eventVersion>1.05",
        "eventVersion<=1.08",
        "eventTime:* -eventTime:\"\"",
        "NOT (eventName:Get* OR eventName:List*) AND readOnly=false",
    ]
    .map(str::to_owned)
    .into();
    queries.extend(of_times(reading));
    for (turn, (path, texts)) in values.iter().enumerate() {
        let text = &texts[turn % texts.len()];
        let another = &texts[turn * 7 % texts.len()];
        let form = |value: query::Value| {
            let field = path.clone();
            Query::Field { field, value }.to_string()
        };
        let equals = form(query::Value::Equals(text.clone()));
        queries.push(equals.clone());
        queries.push(format!("-{equals}"));
        let start: String = text
            .chars()
            .take(3)
            .filter(|c| c.is_ascii_alphanumeric())
            .collect();
        let word = |text: &str| query::Value::Equals(text.to_owned());
        queries.push(match turn % 8 {
            0 => format!("{path}:*"),
            1 => format!("-{}:*", path.to_uppercase()),
            2 => form(query::Value::Like(format!("{start}*"))),
            3 => form(query::Value::Like(format!("*{start}?*"))),
            4 => form(query::Value::Exactly(text.clone())),
            5 => form(query::Value::Exactly(text.to_uppercase())),
            6 => form(query::Value::Matches(format!("^{start}.*[a-z0-9]$"))),
            _ => form(query::Value::AnyOf(vec![word(text), word(another)])),
        });
        queries.push(match turn % 5 {
            0 if text.len() > 4 && text.is_ascii() => Query::Text(text[1..4].to_uppercase()).to_string(),
            1 => format!("({equals} OR alice) -region:eu-west-1"),
            2 => format!("{path}>=10"),
            3 => format!("{path}<2021-07-29"),
            _ => Query::Text(text.clone()).to_string(),
        });
    }
    queries
}

fn of_times(reading: &Reading) -> Vec<String> {
    let some = reading.records.iter().step_by(reading.records.len() / 4 + 1);
    let times = some.flat_map(|record| texts_at(record, "eventTime"));
    times
        .flat_map(|time| {
            let (day, hour, minute) = (&time[..10], &time[..13], &time[..16]);
            [
                format!("eventTime:{day}"),
                format!("eventTime:{hour}"),
                format!("eventTime:{minute}"),
                format!("eventTime:{time}"),
                format!("EVENTTIME:\"{time}\""),
                format!("eventTime={time}"),
                format!("eventTime:{}", &day[..7]),
                format!("eventTime:{hour}*"),
                format!("eventTime>={hour} eventTime<{time}"),
                format!("-eventTime>{day}"),
                format!("eventTime<={minute}"),
                format!("eventTime:({hour} OR {day}T00)"),
                format!("userIdentity.sessionContext.attributes.creationDate>={day}"),
                format!("userIdentity.sessionContext.attributes.creationDate:{day}"),
            ]
        })
        .collect()
}

fn collect(value: &Value, path: &str, values: &mut BTreeMap<String, Vec<String>>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, member) in members {
                let word = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                if word && !key.starts_with(|c: char| c.is_ascii_digit()) {
                    let path = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    collect(member, &path, values);
                }
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            elements.iter().for_each(|element| collect(element, path, values));
        }
        other => {
            let texts = texts_at(other, "");
            if !texts.is_empty() {
                values.entry(path.to_owned()).or_default().extend(texts);
            }
        }
    }
}

/// All shards' answers to one query against those of the reading; the number of events that match.
pub fn compare(reading: &Reading, labs: &mut [Lab], text: &str, facet: &str, sort: &Sort) -> usize {
    let query = query::parse(text).unwrap();
    let expected = reading.ids(&query);
    let counts: HashMap<String, u64> = reading.facet(&query, facet).into_iter().collect();
    let outcomes = reading.outcomes(&query);
    let not_ok = outcomes.iter().filter(|(_, outcome)| outcome != "ok").count() as u64;
    let joints = joints(text.len()).map(|wanted| {
        let counts = combinations(reading, &query, &wanted);
        (wanted, counts)
    });
    let mut order: Option<Vec<_>> = None;
    for lab in labs {
        let cells = lab.cells(text, sort, &[&sort.column, "eventTime", "eventID"]);
        let mut ids: Vec<String> = cells
            .iter()
            .map(|row| row[2].clone().unwrap_or_default())
            .collect();
        ids.sort();
        assert_eq!(ids, expected, "{text}");
        // The order is one and the same for any number of shards, but among events without a time.
        let timed =
            |row: &Vec<Option<String>>| row[1].as_ref().is_some_and(|text| time::parse(text).is_some());
        let timed: Vec<_> = cells.into_iter().filter(timed).collect();
        assert_eq!(*order.get_or_insert_with(|| timed.clone()), timed, "{text}");
        let counted: HashMap<_, _> = lab.facet(text, facet).into_iter().collect();
        assert_eq!(counted, counts, "{facet} of {text}");
        for wanted in wanted(&counts, text.len()) {
            check_wanted(&counts, &lab.facet_of(text, facet, &wanted), &wanted);
        }
        let (equal, histogram) = lab.histogram(text, 13);
        assert_eq!(histogram, histogram_of(&outcomes, &equal), "{text}");
        let counted: u64 = histogram.stacks.iter().map(Stack::total).sum();
        assert_eq!(counted + histogram.untimed, expected.len() as u64, "{text}");
        // The calendar's edges over a part of the time.
        let edge = |at: usize| equal.get(at).copied().unwrap_or_default();
        let part = edge(equal.len() / 3)..edge(equal.len() / 3 * 2);
        let calendar = Step::fitting(&part, 20).edges(&part);
        let histogram = lab.histogram_between(text, &calendar);
        assert_eq!(histogram, histogram_of(&outcomes, &calendar), "{text}");
        assert_eq!(lab.count(&[text, "-outcome:ok"]), not_ok, "{text}");
        for (wanted, counts) in &joints {
            let counted = lab.joint(text, wanted).unwrap();
            let counted = counted.combinations().map(|one| {
                let values = one.values.iter().map(|value| value.map(str::to_owned));
                ((values.collect(), one.start), one.events)
            });
            assert_eq!(&counted.collect::<Combinations>(), counts, "{wanted:?} of {text}");
        }
    }
    expected.len()
}

type Combinations = BTreeMap<(Vec<Option<String>>, Option<i64>), u64>;

/// A few joint counts, in ways that depend on `turn`: fields with many and with few values, several and none an event.
fn joints(turn: usize) -> [JointWanted; 2] {
    let fields: [&[&str]; 5] = [
        &["recipientAccountId", "AWSREGION"],
        &["actor", "outcome"],
        &["resources.ARN", "eventName", "errorCode"],
        &["verb", "requestParameters.bucketName"],
        &[
            "userIdentity.accountId",
            "resources.type",
            "actor.kind",
            "noSuchField",
        ],
    ];
    let steps = [
        None,
        Some(Step::Millis(86_400_000)),
        Some(Step::Millis(600_000)),
        Some(Step::Months(1)),
    ];
    let some = |texts: [&str; 3]| Some(texts.map(|text| Some(text.to_owned())).to_vec());
    let only = JointWanted {
        only: vec![
            some(["read", "write", "none such"]),
            Some(vec![None, Some("ok".into())]),
        ],
        step: steps[turn % 4],
        ..JointWanted::of(&[["verb", "errorCode"], ["verb", "outcome"]][turn % 2])
    };
    let all = JointWanted {
        step: steps[turn / 5 % 4],
        ..JointWanted::of(fields[turn % 5])
    };
    [all, only]
}

/// Counts one event after the other under each combination of its values.
fn combinations(reading: &Reading, query: &Query, wanted: &JointWanted) -> Combinations {
    let mut counts = Combinations::new();
    for (time, record) in reading.timed(query) {
        let start = wanted.step.and_then(|step| time.map(|time| step.floor(time)));
        let mut combined: Vec<Vec<Option<String>>> = vec![Vec::new()];
        for (at, field) in wanted.fields.iter().enumerate() {
            let mut values: Vec<Option<String>> = texts_at(record, field).into_iter().map(Some).collect();
            if values.is_empty() {
                values.push(None);
            }
            if let Some(Some(only)) = wanted.only.get(at) {
                values.retain(|value| only.contains(value));
            }
            values.sort();
            values.dedup();
            combined = combined
                .iter()
                .flat_map(|one| {
                    values
                        .iter()
                        .map(|value| [&one[..], std::slice::from_ref(value)].concat())
                })
                .collect();
        }
        for values in combined {
            *counts.entry((values, start)).or_default() += 1;
        }
    }
    counts
}

/// Counts one event after the other between the edges.
fn histogram_of(outcomes: &[(Option<i64>, String)], edges: &[i64]) -> Histogram {
    let mut histogram = Histogram::empty(edges);
    for (time, outcome) in outcomes {
        let Some(time) = time else {
            histogram.untimed += 1;
            continue;
        };
        let place = edges
            .windows(2)
            .position(|pair| (pair[0]..pair[1]).contains(time));
        let group = OutcomeGroup::ALL
            .iter()
            .position(|group| group.outcomes().contains(&outcome.as_str()));
        if let (Some(place), Some(group)) = (place, group) {
            histogram.stacks[place].0[group] += 1;
        }
    }
    histogram
}

/// A few of the values, in ways that depend on `turn`.
fn wanted(counts: &HashMap<String, u64>, turn: usize) -> [FacetWanted; 2] {
    let some = counts.keys().min().cloned().unwrap_or_default();
    let start: String = some.chars().skip(turn % 3).take(1 + turn % 2).collect();
    [
        FacetWanted {
            always: vec![some.to_uppercase(), "no such value".into()],
            ..FacetWanted::top(turn as u32 % 12)
        },
        FacetWanted {
            containing: start.to_uppercase(),
            ..FacetWanted::top(1 + turn as u32 % 5)
        },
    ]
}

/// What was told of some values against the counts of all.
fn check_wanted(counts: &HashMap<String, u64>, found: &Facet, wanted: &FacetWanted) {
    let part = wanted.containing.to_lowercase();
    let mut expected: FacetCounts = counts.clone().into_iter().collect();
    expected.retain(|(value, _)| value.to_lowercase().contains(&part));
    expected.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for (value, count) in &found.values {
        assert_eq!(counts.get(value), Some(count), "{value} of {wanted:?}");
    }
    assert_eq!(found.top, expected.len().min(wanted.most as usize), "{wanted:?}");
    if found.proven {
        assert_eq!(found.values[..found.top], expected[..found.top], "{wanted:?}");
    }
    for always in &wanted.always {
        let same = |(value, _): &&(String, u64)| query::same_but_case(value, always);
        let told = found.values.iter().filter(same).count();
        assert_eq!(told, expected.iter().filter(same).count(), "{wanted:?}");
    }
    let distinct = expected.len() as u64;
    assert!(
        found.distinct == distinct || (!found.complete && found.distinct < distinct),
        "{} of {distinct} values: {wanted:?}",
        found.distinct
    );
}

fn check(files: Vec<(String, Vec<u8>)>, least: usize) {
    let reading = reading(&files);
    let mut labs = [1, 2, 7].map(|shards| Lab::with_files(shards, files.iter().cloned()));
    let queries = queries(&reading);
    assert!(queries.len() >= least, "only {} queries", queries.len());
    let facets = [
        "eventName",
        "resources.ARN",
        "sourceIPAddress",
        "actor",
        "requestID",
        "eventID",
        "eventTime",
        "outcome",
        "actor.temporary",
    ];
    let mut nonempty = 0;
    for (turn, text) in queries.iter().enumerate() {
        let sort = match turn % 3 {
            0 => Sort {
                column: facets[turn / 3 % facets.len()].into(),
                descending: turn % 2 == 0,
            },
            _ => Sort::default(),
        };
        nonempty += usize::from(compare(&reading, &mut labs, text, facets[turn % facets.len()], &sort) > 0);
    }
    assert!(
        nonempty * 10 > queries.len() * 8,
        "{nonempty} of {} queries match anything",
        queries.len()
    );
}

#[test]
fn shards_agree_with_a_reading_of_each_record() {
    let options = Options {
        events: 1500,
        ..Options::default()
    };
    check(
        sample::files(&options)
            .map(|file| (file.path, file.json))
            .collect(),
        400,
    );
}

#[test]
fn and_on_real_records() {
    let Some(folder) = shared_data("sans504") else {
        return;
    };
    let files: Vec<_> = walk(&folder)
        .into_iter()
        .step_by(40)
        .map(|(path, gz)| (path, gunzip(&gz)))
        .collect();
    check(files, 250);
}

#[test]
fn any_column_sorts_all_rows() {
    let options = Options {
        events: 600,
        ..Options::default()
    };
    let files: Vec<_> = sample::files(&options)
        .map(|file| (file.path, file.json))
        .collect();
    let mut labs = [1, 4].map(|shards| Lab::with_files(shards, files.iter().cloned()));
    for column in [
        "eventName",
        "eventID",
        "eventTime",
        "actor",
        "actor.service",
        "errorCode",
        "requestParameters.bucketName",
    ] {
        for descending in [false, true] {
            let sort = Sort {
                column: column.into(),
                descending,
            };
            let [one, four] = labs
                .each_mut()
                .map(|lab| lab.cells("", &sort, &[column, "eventID"]));
            assert_eq!(one, four, "{column}");
            let present = one.iter().take_while(|row| row[0].is_some()).count();
            assert!(
                one[present..].iter().all(|row| row[0].is_none()),
                "{column}: absent ones come last"
            );
            let ordered = one[..present].windows(2).all(|pair| {
                let (a, b) = (pair[0][0].as_ref().unwrap(), pair[1][0].as_ref().unwrap());
                let (a, b) = (a.to_lowercase(), b.to_lowercase());
                if descending { a >= b } else { a <= b }
            });
            assert!(ordered, "{column} {descending}");
        }
    }
}
