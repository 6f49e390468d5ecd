//! Random small records and random queries of every form: the shards against a reading of each record.

use crate::lab::Lab;
use crate::oracle::compare;
use crate::reading::Reading;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use trailglass::query::{self, Comparison, Query};
use trailglass::worker::protocol::Sort;

/// Values that records and queries share, so that queries find something.
const TEXTS: [&str; 22] = [
    "a",
    "A",
    "ab",
    "aB*",
    "é",
    "É?",
    "x y",
    "\"",
    "10",
    "-2.5",
    "1e2",
    "007",
    "10.0.0.1",
    "10.200.0.9",
    "2001:db8::1",
    "2001:DB8:0:0::9",
    "2021-07-29T10:04:05Z",
    "2021-07-29",
    "2021-08-01T00:00:00.250Z",
    "1627553045",
    "",
    "10.0.0.0/8",
];
const KEYS: [&str; 8] = [
    "a",
    "A",
    "b",
    "a.b",
    "é",
    "x y",
    "sourceIPAddress",
    "requestParameters",
];
const FIELDS: [&str; 22] = [
    "a",
    "b",
    "a.b",
    "A.b",
    "b.a",
    "a.a",
    "é",
    "x y",
    "x y.a",
    "sourceIPAddress",
    "ip",
    "IP",
    "errorCode",
    "error",
    "requestParameters",
    "requestParameters.a",
    "user",
    "account",
    "eventName",
    "eventID",
    "outcome",
    "eventTime",
];

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => prop::sample::select(TEXTS.as_slice()).prop_map(Value::from),
        1 => (-3i64..12).prop_map(Value::from),
        1 => prop::sample::select(vec![0.5, 10.0, 1e20]).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(json!({})),
        1 => Just(json!([])),
    ]
}

fn members(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let key = prop::sample::select(KEYS.as_slice()).prop_map(str::to_owned);
    prop::collection::vec((key, value), 0..4).prop_map(|members| members.into_iter().collect())
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            members(inner).prop_map(Value::from),
        ]
    })
}

fn records() -> impl Strategy<Value = Vec<Value>> {
    let time = prop::sample::select(vec![
        json!("2021-07-29T10:04:05Z"),
        json!("2021-07-29T10:04:59Z"),
        json!("2021-07-29T11:00:00Z"),
        json!("2021-07-30T00:00:00Z"),
        json!("2021-07-29T10:04:05.250Z"),
        json!(1627553045),
        json!("Thu Jul 29 10:04:05 UTC 2021"),
        json!("not at all"),
        json!(""),
        Value::Null,
    ]);
    let record = (
        members(value()),
        time,
        prop::option::of(prop::sample::select(TEXTS.as_slice())),
    );
    prop::collection::vec(record, 1..12).prop_map(|records| {
        let with_name = |(number, (mut record, time, error)): (usize, (Map<_, _>, Value, Option<&str>))| {
            record.insert(
                "eventID".into(),
                json!(format!("{number:02x}000000-0000-4000-8000-000000000000")),
            );
            record.insert("eventName".into(), json!(["Put", "put", "Get"][number % 3]));
            record.insert("eventTime".into(), time);
            if let Some(error) = error {
                record.insert("errorCode".into(), json!(error));
            }
            Value::Object(record)
        };
        records.into_iter().enumerate().map(with_name).collect()
    })
}

fn simple_value() -> impl Strategy<Value = query::Value> {
    let text = || prop::sample::select(TEXTS.as_slice()).prop_map(str::to_owned);
    let one_of = |texts: &[&str]| {
        prop::sample::select(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    };
    prop_oneof![
        Just(query::Value::Present),
        text().prop_map(query::Value::Equals),
        one_of(&["a*", "*B*", "?", "??", "10.*", "*é*", "2021*", "*\\**"]).prop_map(query::Value::Like),
        one_of(&[
            "^a", "(?-i)A", "b$", r"^\d+$", "10.*0", r"0\.1", "^$", "a|é", "/", "put"
        ])
        .prop_map(query::Value::Matches),
        one_of(&[
            "10.0.0.0/8",
            "10.0.0.0/24",
            "0.0.0.0/0",
            "2001:db8::/32",
            "::/0",
            "10.0.0.1/32"
        ])
        .prop_map(query::Value::Network),
        one_of(&[
            "2021-07",
            "2021-07-29",
            "2021-07-29T10",
            "2021-07-29T10:04",
            "2021-07-29T10:04:05Z",
            "2021-08-01"
        ])
        .prop_map(query::Value::During),
    ]
}

fn any_value() -> impl Strategy<Value = query::Value> {
    let side = prop::sample::select(vec![
        Comparison::Less,
        Comparison::AtMost,
        Comparison::Greater,
        Comparison::AtLeast,
    ]);
    let operand = prop::sample::select(vec![
        "10",
        "-2.5",
        "0",
        "100",
        "2021-07-29",
        "2021-07-29T10:04",
        "2021-08",
    ]);
    let text = prop::sample::select(TEXTS.as_slice());
    prop_oneof![
        6 => simple_value(),
        1 => text.prop_map(|text| query::Value::Exactly(text.into())),
        2 => (side, operand).prop_map(|(side, text)| query::Value::Compare(side, text.into())),
        1 => prop::collection::vec(simple_value(), 2..4).prop_map(query::Value::AnyOf),
    ]
}

fn queries() -> impl Strategy<Value = Query> {
    let field = prop::sample::select(FIELDS.as_slice());
    let leaf = prop_oneof![
        2 => prop::sample::select(vec!["a", "AB", "é", "10", "2021-07", "0000-4", "x y", "z", "{", "true"])
            .prop_map(|text| Query::Text(text.into())),
        1 => prop::sample::select(vec!["1h", "30m", "1d"]).prop_map(|text| Query::Last(text.into())),
        8 => (field, any_value()).prop_map(|(field, value)| Query::Field { field: field.into(), value }),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|query| Query::Not(Box::new(query))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Query::And),
            prop::collection::vec(inner, 2..4).prop_map(Query::Or),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]
    #[test]
    fn shards_agree_with_a_reading_of_random_records(
        records in records(),
        queries in prop::collection::vec(queries(), 1..8),
        facet in prop::sample::select(FIELDS.as_slice()),
        column in prop::sample::select(FIELDS.as_slice()),
        descending: bool,
    ) {
        let files: Vec<(String, Vec<u8>)> = records
            .chunks(2)
            .enumerate()
            .map(|(number, records)| (format!("{number}.json"), json!({ "Records": records }).to_string().into_bytes()))
            .collect();
        let mut labs = [1, 2, 7].map(|shards| Lab::with_files(shards, files.iter().cloned()));
        let reading = Reading::new(records);
        let sort = Sort { column: column.into(), descending };
        for query in queries {
            let text = query.to_string();
            // What compares the event's time with a number is refused.
            if query::parse(&text).is_ok() {
                compare(&reading, &mut labs, &text, facet, &sort);
            }
        }
    }
}
