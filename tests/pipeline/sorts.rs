//! Orders that are remembered, and keys that are cut.

use crate::lab::Lab;
use trailglass::worker::protocol::Sort;

fn file(records: impl IntoIterator<Item = String>) -> Vec<u8> {
    let records: Vec<String> = records
        .into_iter()
        .map(|fields| format!(r#"{{"eventVersion":"1.08","eventName":"x",{fields}}}"#))
        .collect();
    format!(r#"{{"Records":[{}]}}"#, records.join(",")).into_bytes()
}

fn by(column: &str, descending: bool) -> Sort {
    Sort {
        column: column.into(),
        descending,
    }
}

/// The first value of each row's field, in this order.
fn column(lab: &mut Lab, sort: &Sort) -> Vec<String> {
    let cells = lab.cells("", sort, &[&sort.column]);
    let first = |cells: Vec<Option<String>>| {
        cells[0]
            .as_deref()
            .and_then(|text| text.split(", ").next().map(str::to_owned))
    };
    cells.into_iter().filter_map(first).collect()
}

#[test]
fn an_order_of_values_is_not_taken_for_one_of_rows() {
    let place = |row: usize| row * 37 % 50;
    let sort = by("resources.ARN", false);
    let mut lab = Lab::new(1);
    let two = |row| {
        format!(
            r#""resources":[{{"ARN":"a{:03}"}},{{"ARN":"b{row:03}"}}]"#,
            place(row)
        )
    };
    lab.open("two", file((0..50).map(two)));
    assert!(column(&mut lab, &sort).is_sorted());
    // As many rows now as there were values, and the field has two spellings: rows are ranked.
    let one = |row| format!(r#""resources":[{{"arn":"a{:03}"}}]"#, place(row));
    lab.open("one", file((0..50).map(one)));
    assert!(column(&mut lab, &sort).is_sorted());
}

#[test]
fn values_as_long_as_a_key_are_all_found() {
    for len in 1019..1025 {
        let start = "a".repeat(len);
        let mut values: Vec<String> = [
            "", "a", "aa", "aaa", "aé", "aéx", "b", "é", "éx", "中", "中x", "𐀀",
        ]
        .iter()
        .map(|end| format!("{start}{end}"))
        .collect();
        values.sort();
        let mut labs = [1, 3].map(|shards| {
            let record = |value: &String| (value.clone(), file([format!(r#""v":"{value}""#)]));
            Lab::with_files(shards, values.iter().rev().map(record))
        });
        for descending in [false, true] {
            let [one, mut three] = labs.each_mut().map(|lab| column(lab, &by("v", descending)));
            assert_eq!(one, values, "{len}");
            // What begins alike for so long is told apart within its shard only, but none is lost.
            three.sort();
            values.sort();
            assert_eq!(three, values, "{len}");
            values.reverse();
        }
    }
}
