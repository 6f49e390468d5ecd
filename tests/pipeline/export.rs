//! What is exported is what the filter shows, in its order, whatever the number of shards; and what is exported as
//! records is the same trail when it is opened again.

use crate::lab::Lab;
use serde_json::{Value, json};
use trailglass::export::{Format, csv};
use trailglass::sample::{self, Options};
use trailglass::worker::protocol::Sort;

const COLUMNS: [&str; 5] = [
    "eventTime",
    "eventID",
    "actor",
    "errorMessage",
    "requestParameters.name",
];

/// More events than fit into a block, some files packed, one spread over many lines, one hostile.
fn files() -> Vec<(String, Vec<u8>)> {
    let options = Options {
        events: 6000,
        events_per_file: 90,
        ..Options::default()
    };
    let pack = |(at, file): (usize, sample::SampleFile)| match at {
        3 => {
            let value: Value = serde_json::from_slice(&file.json).unwrap();
            (file.path, serde_json::to_vec_pretty(&value).unwrap())
        }
        _ if at % 10 == 0 => (file.path.clone(), file.packed()),
        _ => (file.path, file.json),
    };
    let mut files: Vec<_> = sample::files(&options).enumerate().map(pack).collect();
    files.push(("hostile.json".into(), sample::hostile()));
    files
}

fn orders() -> [Sort; 3] {
    let by = |column: &str| Sort {
        column: column.into(),
        descending: false,
    };
    [Sort::default(), by("eventName"), by("eventID")]
}

/// A strict reader of CSV that [`csv::line`] writes: every quote closes, every line ends in CRLF.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut parts = quoted.split('"');
            cell.push_str(parts.next().unwrap());
            rest = &quoted[cell.len() + 1..];
            while let Some(more) = rest.strip_prefix('"') {
                let end = more.find('"').expect("a quote that closes");
                cell.push('"');
                cell.push_str(&more[..end]);
                rest = &more[end + 1..];
            }
        } else {
            let end = rest.find([',', '\r', '\n', '"']).expect("a line end");
            cell.push_str(&rest[..end]);
            rest = &rest[end..];
        }
        row.push(std::mem::take(&mut cell));
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => {
                rest = rest.strip_prefix("\r\n").expect("CRLF behind a line");
                rows.push(std::mem::take(&mut row));
            }
        }
    }
    rows
}

#[test]
fn csv_holds_the_cells_on_screen() {
    for shards in [1, 2, 7] {
        let mut lab = Lab::with_files(shards, files());
        for sort in orders() {
            for filter in ["", "errorMessage:*"] {
                let (file, unread) = lab.export(filter, &sort, Format::Csv, &COLUMNS);
                assert_eq!(unread, []);
                let text = String::from_utf8(file).unwrap();
                let mut rows = read_csv(text.strip_prefix(csv::MARK).unwrap());
                assert_eq!(rows.remove(0), COLUMNS);
                let cells = lab.cells(filter, &sort, &COLUMNS);
                assert_eq!(rows.len(), cells.len());
                for (row, cells) in rows.iter().zip(cells) {
                    let plain: Vec<_> = row.iter().map(|cell| csv::plain(cell).into_owned()).collect();
                    let shown: Vec<_> = cells.into_iter().map(Option::unwrap_or_default).collect();
                    for (whole, shown) in plain.iter().zip(&shown) {
                        // What is on the screen is cut where it is very long; the file has it whole.
                        let start = shown.strip_suffix('…').filter(|start| start.len() > 60_000);
                        assert!(whole == shown || start.is_some_and(|start| whole.starts_with(start)));
                    }
                    assert_eq!(plain.len(), shown.len());
                }
            }
        }
    }
}

#[test]
fn records_are_those_of_the_files() {
    for shards in [1, 2, 7] {
        let mut lab = Lab::with_files(shards, files());
        for sort in orders() {
            let texts: Vec<String> = lab.records_of("", &sort).into_iter().map(|pair| pair.0).collect();
            let (file, unread) = lab.export("", &sort, Format::Records, &[]);
            assert_eq!(unread, []);
            let whole = format!(r#"{{"Records":[{}]}}"#, texts.join(","));
            assert!(file == whole.as_bytes(), "{shards} shards, {sort:?}");

            let (lines, _) = lab.export("", &sort, Format::Ndjson, &[]);
            let lines = String::from_utf8(lines).unwrap();
            assert!(lines.ends_with('\n'));
            assert_eq!(lines.lines().count(), texts.len());
            for (line, text) in lines.split('\n').zip(&texts) {
                let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
                assert_eq!(value(line), value(text));
                assert!(
                    line == text || text.contains('\n'),
                    "only what is spread out changes: {line}"
                );
            }
        }
    }
}

#[test]
fn an_exported_trail_opens_as_the_same_events() {
    let mut lab = Lab::with_files(2, files());
    let mut texts: Vec<String> = lab
        .records_of("", &Sort::default())
        .into_iter()
        .map(|pair| pair.0)
        .collect();
    for format in [Format::Records, Format::Ndjson] {
        let (file, _) = lab.export("", &Sort::default(), format, &[]);
        let mut again = Lab::with_files(1, [("again".to_owned(), file)]);
        assert_eq!(again.report().events, lab.report().events);
        assert_eq!(again.report().problem_count, 0);
        let columns = ["eventTime", "eventID", "eventName", "actor", "outcome", "target"];
        let sort = Sort {
            column: "eventID".into(),
            descending: false,
        };
        assert_eq!(again.cells("", &sort, &columns), lab.cells("", &sort, &columns));
        if format == Format::Records {
            let mut exact: Vec<String> = again.records().into_iter().map(|pair| pair.0).collect();
            exact.sort();
            texts.sort();
            assert!(exact == texts);
        }
    }
}

/// Where a file holds something else than the record itself, the record's own bytes, or what it maps to, are written.
#[test]
fn rows_and_wrappers_become_records() {
    let record = r#"{"eventVersion": "1.08", "eventTime":"2026-01-12T09:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","requestParameters":{"n":1.0},"eventID":"00000001-0000-4000-8000-000000000000"}"#;
    let wrapped = json!({"Events": [
        {"EventId": "00000001-0000-4000-8000-000000000000", "EventName": "GetObject", "CloudTrailEvent": record},
        {"EventId": "00000002-0000-4000-8000-000000000000", "EventName": "PutObject", "EventTime": "2026-01-12T08:00:00Z"},
    ]});
    let rows = "Event ID,Event name,Event time,Event source,AWS region,User name\n\
                00000003-0000-4000-8000-000000000000,ListBuckets,2026-01-12T07:00:00Z,s3.amazonaws.com,eu-west-1,\"al\"\"ice\"\n";
    let mut lab = Lab::with_files(
        1,
        [
            ("lookup.json".to_owned(), wrapped.to_string().into_bytes()),
            ("history.csv".to_owned(), rows.as_bytes().to_vec()),
        ],
    );
    let (file, unread) = lab.export("", &Sort::default(), Format::Records, &[]);
    assert_eq!(unread, []);
    let text = String::from_utf8(file.clone()).unwrap();
    assert!(text.contains(record), "its own bytes: {text}");
    let mut again = Lab::with_files(1, [("again.json".to_owned(), file)]);
    let columns = ["eventTime", "eventID", "eventName", "userIdentity.userName"];
    assert_eq!(
        again.cells("", &Sort::default(), &columns),
        lab.cells("", &Sort::default(), &columns)
    );
    assert_eq!(again.report().events, 3);
}

#[test]
fn what_cannot_be_read_again_is_counted_and_named() {
    for shards in [1, 2] {
        let mut lab = Lab::with_files(shards, files());
        let all = lab.records_of("", &Sort::default()).len();
        lab.gone = vec![0, 5];
        let (file, unread) = lab.export("", &Sort::default(), Format::Records, &[]);
        assert!(unread.iter().all(|unread| [0, 5].contains(&unread.file)));
        assert!(
            [0, 5]
                .iter()
                .all(|file| unread.iter().any(|unread| unread.file == *file))
        );
        assert_eq!(unread[0].why, "It is gone.");
        let missing: u64 = unread.iter().map(|unread| unread.records).sum();
        let value: Value = serde_json::from_slice(&file).unwrap();
        assert_eq!(
            value["Records"].as_array().unwrap().len() as u64 + missing,
            all as u64
        );
    }
}

#[test]
fn nothing_is_a_whole_file_too() {
    let mut lab = Lab::new(2);
    let mut export = |format| {
        let (file, _) = lab.export("", &Sort::default(), format, &["eventID"]);
        String::from_utf8(file).unwrap()
    };
    assert_eq!(export(Format::Csv), "\u{feff}eventID\r\n");
    assert_eq!(export(Format::Ndjson), "");
    assert_eq!(export(Format::Records), r#"{"Records":[]}"#);
}
