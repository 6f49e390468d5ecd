//! What a query means, by a straightforward reading of each record as a tree: slow, and without a thought of how the
//! shards do it.

use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;
use trailglass::event::{Derived, Facts, Field, derive, time};
use trailglass::query::{self, Comparison, Query};

/// Distinct records.
pub struct Reading {
    pub records: Vec<Value>,
    newest: Option<i64>,
}

impl Reading {
    pub fn new(records: Vec<Value>) -> Self {
        let newest = records.iter().filter_map(time_of).max();
        Reading { records, newest }
    }

    /// Ids of the records that match, sorted.
    pub fn ids(&self, query: &Query) -> Vec<String> {
        let mut ids: Vec<String> = self.matching(query).map(id_of).collect();
        ids.sort();
        ids
    }

    /// How many matching records have each value of a field.
    pub fn facet(&self, query: &Query, field: &str) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for record in self.matching(query) {
            let texts: HashSet<String> = texts_at(record, field).into_iter().collect();
            for text in texts {
                *counts.entry(text).or_default() += 1;
            }
        }
        counts
    }

    /// The time and the outcome of each record that matches.
    pub fn outcomes(&self, query: &Query) -> Vec<(Option<i64>, String)> {
        let both = |record| (time_of(record), texts_at(record, "outcome").concat());
        self.matching(query).map(both).collect()
    }

    /// Each record that matches, with its time.
    pub fn timed<'a>(&'a self, query: &'a Query) -> impl Iterator<Item = (Option<i64>, &'a Value)> {
        self.matching(query).map(|record| (time_of(record), record))
    }

    fn matching<'a>(&'a self, query: &'a Query) -> impl Iterator<Item = &'a Value> {
        self.records.iter().filter(|record| self.holds(query, record))
    }

    fn holds(&self, query: &Query, record: &Value) -> bool {
        match query {
            Query::All => true,
            Query::Text(text) => {
                let mut values = Vec::new();
                leaves(record, &mut values);
                values
                    .iter()
                    .any(|value| value.to_lowercase().contains(&text.to_lowercase()))
            }
            Query::Field { field, value } => meant(field).iter().any(|field| has(record, field, value)),
            Query::Last(text) => {
                let (number, unit) = text.split_at(text.len() - 1);
                let unit = match unit {
                    "m" => 60,
                    "h" => 3600,
                    "d" => 86_400,
                    other => panic!("{other}"),
                };
                let long = number.parse::<i64>().unwrap() * unit * 1000;
                time_of(record).is_some_and(|time| time > self.newest.unwrap() - long)
            }
            Query::Not(inner) => !self.holds(inner, record),
            Query::And(terms) => terms.iter().all(|term| self.holds(term, record)),
            Query::Or(terms) => terms.iter().any(|term| self.holds(term, record)),
        }
    }
}

fn meant(field: &str) -> Vec<&str> {
    match field.to_lowercase().as_str() {
        "name" => vec!["eventName"],
        "source" => vec!["eventSource"],
        "user" => vec!["actor"],
        "ip" => vec!["sourceIPAddress"],
        "region" => vec!["awsRegion"],
        "account" => vec!["recipientAccountId", "userIdentity.accountId"],
        "error" => vec!["errorCode"],
        "key" => vec!["userIdentity.accessKeyId"],
        _ => vec![field],
    }
}

fn has(record: &Value, field: &str, value: &query::Value) -> bool {
    if let query::Value::AnyOf(values) = value {
        return values.iter().any(|value| has(record, field, value));
    }
    let of_event = field.eq_ignore_ascii_case("eventTime");
    match value {
        query::Value::Present if !Derived::FIELDS.contains(&field) => {
            let mut values = Vec::new();
            at_path(record, field, &mut values);
            values.iter().any(|value| !is_all_null(value))
        }
        query::Value::During(text) if of_event => time_of(record).is_some_and(|time| is_during(time, text)),
        query::Value::Compare(side, text) if of_event => {
            time_of(record).is_some_and(|time| is_on(*side, time, first_instant(text).unwrap()))
        }
        _ => texts_at(record, field).iter().any(|text| is(text, value)),
    }
}

fn is(text: &str, value: &query::Value) -> bool {
    let equals = |wanted: &str| text.to_lowercase() == wanted.to_lowercase();
    match value {
        query::Value::Present => true,
        query::Value::Equals(wanted) => equals(wanted),
        query::Value::Exactly(wanted) => text == wanted,
        query::Value::Like(pattern) => like(pattern, text),
        query::Value::Matches(pattern) => regex_lite::Regex::new(&format!("(?i){pattern}"))
            .unwrap()
            .is_match(text),
        query::Value::Network(network) => equals(network) || is_in(text, network),
        query::Value::During(during) => {
            equals(during) || time::parse(text).is_some_and(|time| is_during(time, during))
        }
        query::Value::Compare(side, operand) => match number(operand) {
            Some(operand) => number(text).is_some_and(|number| is_on(*side, number, operand)),
            None => time::parse(text).is_some_and(|time| is_on(*side, time, first_instant(operand).unwrap())),
        },
        query::Value::AnyOf(values) => values.iter().any(|value| is(text, value)),
    }
}

fn is_on<T: PartialOrd>(side: Comparison, a: T, b: T) -> bool {
    match side {
        Comparison::Less => a < b,
        Comparison::AtMost => a <= b,
        Comparison::Greater => a > b,
        Comparison::AtLeast => a >= b,
    }
}

/// As JSON writes it, but zeros may lead.
fn number(text: &str) -> Option<f64> {
    let digits = text.trim_start_matches('-');
    let plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && !digits.contains(|c: char| c.is_alphabetic() && c != 'e');
    plain.then(|| text.parse().ok()).flatten()
}

/// A time in part, without an offset, is the start of what is written in full.
fn is_during(time: i64, text: &str) -> bool {
    time::iso(time).starts_with(text.trim_end_matches('Z'))
}

fn first_instant(text: &str) -> Option<i64> {
    let rest = "0000-01-01T00:00:00Z".get(text.len()..).unwrap_or_default();
    time::parse(&format!("{text}{rest}"))
}

/// Bit by bit.
fn is_in(text: &str, network: &str) -> bool {
    let bits = |address: IpAddr| -> String {
        match address {
            IpAddr::V4(v4) => v4.octets().iter().map(|octet| format!("{octet:08b}")).collect(),
            IpAddr::V6(v6) => v6.octets().iter().map(|octet| format!("{octet:08b}")).collect(),
        }
    };
    let (network, len) = network.split_once('/').unwrap();
    let (Ok(address), Ok(network)) = (text.parse::<IpAddr>(), network.parse::<IpAddr>()) else {
        return false;
    };
    address.is_ipv4() == network.is_ipv4()
        && bits(address).starts_with(&bits(network)[..len.parse::<usize>().unwrap()])
}

fn id_of(record: &Value) -> String {
    record["eventID"].as_str().unwrap_or_default().to_owned()
}

fn time_of(record: &Value) -> Option<i64> {
    texts_at(record, "eventTime")
        .first()
        .and_then(|text| time::parse(text))
}

/// The texts of a field, derived or recorded.
pub fn texts_at(record: &Value, field: &str) -> Vec<String> {
    if let Some(name) = Derived::FIELDS
        .iter()
        .find(|name| name.eq_ignore_ascii_case(field))
    {
        return derive(&Tree(record))
            .text(name)
            .map(str::to_owned)
            .into_iter()
            .collect();
    }
    let mut values = Vec::new();
    at_path(record, field, &mut values);
    values.into_iter().filter_map(text_of).collect()
}

/// A record as the derivations read it.
struct Tree<'a>(&'a Value);

impl Facts for Tree<'_> {
    fn text(&self, field: Field) -> Option<&str> {
        let mut values = Vec::new();
        at_path(self.0, field.path(), &mut values);
        values
            .into_iter()
            .filter_map(scalar)
            .find(|text| !text.is_empty())
    }

    fn parameters(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        below(&self.0["requestParameters"], "", visit);
    }

    fn response(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        below(&self.0["responseElements"], "", visit);
    }
}

fn scalar(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.as_str()),
        Value::Bool(true) => Some("true"),
        Value::Bool(false) => Some("false"),
        _ => None,
    }
}

fn below(value: &Value, path: &str, visit: &mut dyn FnMut(&str, &str) -> bool) -> bool {
    match value {
        Value::Object(members) => members.iter().all(|(key, member)| {
            let path = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            below(member, &path, visit)
        }),
        Value::Array(elements) => elements.iter().all(|element| below(element, path, visit)),
        other => match scalar(other) {
            Some(text) if !text.is_empty() => visit(path, text),
            _ => true,
        },
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
            Some(('\\', [c, rest @ ..])) | Some((c, rest)) => text.first() == Some(c) && go(rest, &text[1..]),
        }
    }
    let chars = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    go(&chars(pattern), &chars(text))
}
