use super::*;
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

fn compare(texts: &[&str]) -> Comparison {
    Reading::new(texts.iter().map(|text| (*text).to_owned()).collect()).finish()
}

/// Every row: its path, `≠` where it differs, and what each record has.
fn table(comparison: &Comparison, records: usize) -> Vec<String> {
    let word = |value: Value| match value {
        Value::Absent => "–".to_owned(),
        Value::Text(text) => format!("'{text}'"),
        Value::Bare(text) => text.to_owned(),
        Value::Hollow(text) => text.to_owned(),
    };
    let line = |row: usize| {
        let sign = if comparison.differs(row) { "≠" } else { "=" };
        let values: Vec<String> = (0..records)
            .map(|record| word(comparison.value(row, record)))
            .collect();
        format!("{} {sign} {}", comparison.path(row), values.join(" "))
    };
    (0..comparison.len()).map(line).collect()
}

#[test]
fn leaves_stand_side_by_side() {
    let comparison = compare(&[
        r#"{"a":{"b":"x","l":[1,{"k":null}]},"only":"","n":1.0,"e":{}}"#,
        r#"{"n":1.00, "a":{"l":[1,{"k":"v"},[]],"b":"\u0078","new":true}, "e":[]}"#,
    ]);
    let expected = [
        "a.b = 'x' 'x'",
        "a.l[0] = 1 1",
        "a.l[1].k ≠ null 'v'",
        "a.l[2] ≠ – []",
        "a.new ≠ – true",
        "only ≠ '' –",
        "n ≠ 1.0 1.00",
        "e ≠ {} []",
    ];
    assert_eq!(table(&comparison, 2), expected);
    assert_eq!(comparison.field(2), "a.l.k");
    assert!(!comparison.is_same_text());
}

#[test]
fn order_and_spacing_are_no_difference() {
    let (one, other) = (r#"{"a":1,"b":[true]}"#, "{ \"b\":[ true ],\n\"a\":1 }");
    let comparison = compare(&[one, other]);
    assert!((0..comparison.len()).all(|row| !comparison.differs(row)));
    assert!(!comparison.is_same_text());
    assert!(compare(&[one, one, one]).is_same_text());
}

#[test]
fn keys_with_dots_and_keys_named_twice_are_told_apart() {
    let comparison = compare(&[r#"{"a.b":1,"a":{"b":2},"k":3,"k":4}"#, r#"{"k":3,"k":5}"#]);
    let expected = ["a.b ≠ 1 –", "a.b ≠ 2 –", "k = 3 3", "k (named again, 2) ≠ 4 5"];
    assert_eq!(table(&comparison, 2), expected);
    assert_eq!(comparison.field(3), "k");
}

#[test]
fn what_differs_within_texts_is_found() {
    let common = |texts: &[&str]| {
        let records: Vec<String> = texts.iter().map(|text| json!({"a": text}).to_string()).collect();
        Reading::new(records).finish().common(0)
    };
    assert_eq!(
        common(&["arn:aws:iam::1:user/mira", "arn:aws:iam::1:user/noor"]),
        Some((20, 0))
    );
    assert_eq!(
        common(&["bucket/one/end/end", "bucket/two/end/end", "bucket/x/end/end"]),
        Some((7, 8))
    );
    // The same letters are not counted at both ends.
    assert_eq!(common(&["aaaaaaaaaaaa", "aaaaaaaaaaaaaaa"]), Some((12, 0)));
    assert_eq!(common(&["the same text", "the same text"]), None);
    assert_eq!(common(&["nothing alikes", "so differents"]), None);
    assert_eq!(common(&["short a", "short b"]), None);
    // Half of a letter is nothing: é and è share their first byte.
    assert_eq!(common(&["caféééééééé x", "cafèèèèèèèè x"]), Some((3, 2)));
}

#[test]
fn hostile_records_are_read() {
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    let comparison = compare(&[&deep, r#"{"a":"\ud800"}"#, "{\"unfinished", ""]);
    // The deep one, half a letter, and half a record.
    assert_eq!(comparison.len(), 3);
    assert_eq!(comparison.value(2, 1), Value::Text(r"\ud800".into()));
    let same_key = format!("{{{}}}", vec![r#""k":1"#; 65_000].join(","));
    assert_eq!(compare(&[&same_key, &same_key]).len(), 65_000);
    assert_eq!(compare(&[]).len(), 0);
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|flag| json!(flag)),
        (-9..9i64).prop_map(|number| json!(number)),
        "[ab\\\\\"é\n.]{0,3}".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::btree_map("[ab.\"]{0,2}", inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

/// The leaves of a value by the way to them, as another reader of JSON has them.
fn leaves(value: &serde_json::Value, way: &mut Vec<String>, found: &mut BTreeMap<Vec<String>, String>) {
    match value {
        serde_json::Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                way.push(format!(".{key}"));
                leaves(value, way, found);
                way.pop();
            }
        }
        serde_json::Value::Array(items) if !items.is_empty() => {
            for (at, value) in items.iter().enumerate() {
                way.push(format!("[{at}]"));
                leaves(value, way, found);
                way.pop();
            }
        }
        leaf => _ = found.insert(way.clone(), leaf.to_string()),
    }
}

proptest! {
    #[test]
    fn the_rows_are_the_leaves_and_the_differences_their_difference(values in prop::collection::vec(any_json(), 1..4), pretty: bool) {
        let texts: Vec<String> = values
            .iter()
            .map(|value| if pretty { serde_json::to_string_pretty(value).unwrap() } else { value.to_string() })
            .collect();
        let comparison = Reading::new(texts).finish();
        let expected: Vec<BTreeMap<Vec<String>, String>> = values
            .iter()
            .map(|value| {
                let mut found = BTreeMap::new();
                leaves(value, &mut Vec::new(), &mut found);
                found
            })
            .collect();
        let ways: BTreeSet<&Vec<String>> = expected.iter().flat_map(BTreeMap::keys).collect();
        prop_assert_eq!(comparison.len(), ways.len());
        // Rows by what they show: path, whether it differs, and the values. Paths alone may be the same.
        let word = |value: Value| match value {
            Value::Absent => None,
            Value::Text(text) => Some(json!(text).to_string()),
            Value::Bare(text) => Some(text.to_owned()),
            Value::Hollow(text) => Some(text.to_owned()),
        };
        let mut found: Vec<_> = (0..comparison.len())
            .map(|row| {
                let values: Vec<_> = (0..values.len()).map(|record| word(comparison.value(row, record))).collect();
                (comparison.path(row), comparison.differs(row), values)
            })
            .collect();
        let mut wanted: Vec<_> = ways
            .into_iter()
            .map(|way| {
                let values: Vec<_> = expected.iter().map(|leaves| leaves.get(way).cloned()).collect();
                let path = way.concat();
                let differs = values.iter().any(|value| *value != values[0]);
                (path.strip_prefix('.').unwrap_or(&path).to_owned(), differs, values)
            })
            .collect();
        found.sort();
        wanted.sort();
        prop_assert_eq!(found, wanted);
    }
}
