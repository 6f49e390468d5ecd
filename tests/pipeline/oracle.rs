//! Queries, answered by the shards and by a straightforward reading of each record as a tree: same events, same
//! counts, whatever the number of shards.

use crate::lab::{Lab, gunzip, shared_data, walk};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use trailglass::query::{self, Query};
use trailglass::sample::{self, Options};
use trailglass::worker::protocol::Sort;

/// Distinct records as trees, with what is derived taken from the shards' own cells.
struct Oracle {
    records: Vec<Value>,
}

impl Oracle {
    fn new(files: &[(String, Vec<u8>)]) -> Self {
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
        Oracle { records }
    }

    fn ids(&self, query: &Query) -> Vec<String> {
        let mut ids: Vec<String> = self
            .records
            .iter()
            .filter(|record| holds(query, record))
            .map(id_of)
            .collect();
        ids.sort();
        ids
    }

    fn facet(&self, query: &Query, field: &str) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for record in self.records.iter().filter(|record| holds(query, record)) {
            let mut values = Vec::new();
            at_path(record, field, &mut values);
            let texts: HashSet<String> = values.into_iter().filter_map(text_of).collect();
            texts
                .into_iter()
                .for_each(|text| *counts.entry(text).or_default() += 1);
        }
        counts
    }
}

fn id_of(record: &Value) -> String {
    record["eventID"].as_str().unwrap_or_default().to_owned()
}

fn holds(query: &Query, record: &Value) -> bool {
    match query {
        Query::All => true,
        Query::Text(text) => {
            let mut values = Vec::new();
            leaves(record, &mut values);
            values
                .iter()
                .any(|value| value.to_lowercase().contains(&text.to_lowercase()))
        }
        Query::Field { field, value } => {
            let mut values = Vec::new();
            at_path(record, field, &mut values);
            match value {
                query::Value::Present => values.iter().any(|value| !is_all_null(value)),
                query::Value::Equals(wanted) => values
                    .iter()
                    .filter_map(|value| text_of(value))
                    .any(|text| text.to_lowercase() == wanted.to_lowercase()),
                query::Value::Like(pattern) => values
                    .iter()
                    .filter_map(|value| text_of(value))
                    .any(|text| like(pattern, &text)),
            }
        }
        Query::Not(inner) => !holds(inner, record),
        Query::And(terms) => terms.iter().all(|term| holds(term, record)),
        Query::Or(terms) => terms.iter().any(|term| holds(term, record)),
    }
}

/// All values at a dotted path, through arrays, keys in any case.
fn at_path<'a>(value: &'a Value, path: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| at_path(element, path, found)),
        _ if path.is_empty() => found.push(value),
        Value::Object(members) => {
            for (key, member) in members {
                let rest = path
                    .get(..key.len())
                    .filter(|head| head.eq_ignore_ascii_case(key));
                match rest.map(|_| &path[key.len()..]) {
                    Some("") => at_path(member, "", found),
                    Some(rest) if rest.starts_with('.') => at_path(member, &rest[1..], found),
                    _ => {}
                }
            }
        }
        _ => {}
    }
    // An array without elements is a value too.
    if path.is_empty() && value.as_array().is_some_and(Vec::is_empty) {
        found.push(value);
    }
}

fn is_all_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(members) => !members.is_empty() && members.values().all(is_all_null),
        Value::Array(elements) => !elements.is_empty() && elements.iter().all(is_all_null),
        _ => false,
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Object(members) => members.is_empty().then(|| "{}".into()),
        Value::Array(elements) => elements.is_empty().then(|| "[]".into()),
        other => Some(other.to_string()),
    }
}

fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.values().for_each(|member| leaves(member, found)),
        Value::Array(elements) => elements.iter().for_each(|element| leaves(element, found)),
        Value::Null => {}
        other => found.extend(text_of(other)),
    }
}

fn like(pattern: &str, text: &str) -> bool {
    fn go(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('*', rest)) => (0..=text.len()).any(|skip| go(rest, &text[skip..])),
            Some(('?', rest)) => !text.is_empty() && go(rest, &text[1..]),
            Some((c, rest)) => text.first() == Some(c) && go(rest, &text[1..]),
        }
    }
    let chars = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    go(&chars(pattern), &chars(text))
}

/// Queries about what is in the records: every frequent path with some of its values, in several forms.
fn queries(oracle: &Oracle) -> Vec<String> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in oracle.records.iter().step_by(oracle.records.len() / 200 + 1) {
        collect(record, "", &mut values);
    }
    let mut queries = vec![String::new(), "alice".into(), "-alice".into(), "iam -read".into()];
    for (turn, (path, texts)) in values.iter().enumerate() {
        let text = &texts[turn % texts.len()];
        let quoted = Query::Field {
            field: path.clone(),
            value: query::Value::Equals(text.clone()),
        }
        .to_string();
        queries.push(quoted.clone());
        queries.push(format!("-{quoted}"));
        let shape = turn % 5;
        let plain = text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-./:_".contains(c))
            && text.len() > 4;
        match shape {
            0 => queries.push(format!("{path}:*")),
            1 => queries.push(format!("-{}:*", path.to_uppercase())),
            2 if plain => queries.push(format!("{path}:{}*", &text[..3])),
            3 if plain => queries.push(Query::Text(text[1..4].to_uppercase()).to_string()),
            _ => queries.push(Query::Text(text.clone()).to_string()),
        }
        if turn % 7 == 0 {
            queries.push(format!("({quoted} OR alice) -region:eu-west-1"));
        }
    }
    queries
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
            if let Some(text) = text_of(other) {
                values.entry(path.to_owned()).or_default().push(text);
            }
        }
    }
}

fn check(files: Vec<(String, Vec<u8>)>, least: usize) {
    let oracle = Oracle::new(&files);
    let mut labs: Vec<Lab> = [1, 2, 7]
        .map(|shards| Lab::with_files(shards, files.iter().cloned()))
        .into();
    let queries = queries(&oracle);
    assert!(queries.len() >= least, "only {} queries", queries.len());
    let mut nonempty = 0;
    for text in &queries {
        let query = query::parse(text).unwrap();
        let expected = oracle.ids(&query);
        nonempty += usize::from(!expected.is_empty());
        let mut order: Option<Vec<_>> = None;
        for lab in &mut labs {
            let cells = lab.cells(text, &Sort::default(), &["eventTime", "eventID"]);
            let mut ids: Vec<String> = cells
                .iter()
                .map(|row| row[1].clone().unwrap_or_default())
                .collect();
            ids.sort();
            assert_eq!(ids, expected, "{text}");
            assert!(
                cells.windows(2).all(|pair| pair[0][0] >= pair[1][0]),
                "not newest first: {text}"
            );
            // The order is one and the same for any number of shards.
            assert_eq!(*order.get_or_insert_with(|| cells.clone()), cells, "{text}");
        }
    }
    assert!(
        nonempty * 10 > queries.len() * 9,
        "{nonempty} of {} queries match anything",
        queries.len()
    );
    for (text, field) in [
        ("", "eventName"),
        ("-readOnly:true", "resources.ARN"),
        ("", "sourceIPAddress"),
    ] {
        let query = query::parse(text).unwrap();
        let expected: HashMap<_, _> = oracle.facet(&query, field).into_iter().collect();
        for lab in &mut labs {
            let counts: HashMap<_, _> = lab.facet(text, field).into_iter().collect();
            assert_eq!(counts, expected, "{field} of {text}");
        }
    }
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
        200,
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
    check(files, 150);
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
