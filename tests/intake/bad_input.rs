//! Bad input gives a clear message and costs nothing else.

use trailglass::intake::{Limits, MemorySource, ProblemKind, Source, SourceError};

use crate::support::{gzip, read, read_source, record, trail};

#[test]
fn a_cut_document_keeps_every_complete_record() {
    let text = trail(&["a", "b", "c"]);
    let starts: Vec<usize> = text
        .match_indices("{\"eventVersion\"")
        .map(|(at, _)| at)
        .collect();
    for end in starts[0]..text.len() {
        let got = read(&text.as_bytes()[..end]);
        let whole = starts[1..].iter().filter(|start| end >= **start - 1).count()
            + usize::from(end >= text.len() - 2);
        assert_eq!(got.ids(), ["a", "b", "c"][..whole], "cut at {end}");
        let problem = got.only(ProblemKind::CutOff);
        assert!(problem.message.contains(&end.to_string()), "{}", problem.message);
    }
}

#[test]
fn one_broken_record_costs_one_record() {
    let whole = record("b");
    for (name, broken) in [
        ("stray quote", whole.replacen("ada", "a\"da", 1)),
        ("missing quote", whole.replacen("\"ada\"", "\"ada", 1)),
        (
            "missing brace",
            whole.replacen("},\"eventTime\"", ",\"eventTime\"", 1),
        ),
        ("missing last brace", whole[..whole.len() - 1].to_owned()),
        ("missing colon", whole.replacen(":", "", 1)),
        (
            "missing comma",
            whole.replacen(",\"eventTime\"", "\"eventTime\"", 1),
        ),
        ("wrong bracket", whole.replacen("}]", "}}", 1)),
        ("control byte", whole.replacen("null", "\u{1}", 1)),
        ("cut in the middle", whole[..300].to_owned()),
        ("bad literal", whole.replacen("null", "nul", 1)),
        ("bad escape", whole.replacen("\\\"x", "\\qx", 1)),
        ("bad number", whole.replacen("null", "01.e", 1)),
        (
            "swallowed quote",
            whole.replacen("aws-cli/2 \\\"x\\\"", "aws\\", 1),
        ),
    ] {
        for text in [
            format!(r#"{{"Records":[{},{broken},{}]}}"#, record("a"), record("c")),
            format!("[{},\n{broken},\n{}]", record("a"), record("c")),
            format!("{}\n{broken}\n{}\n", record("a"), record("c")),
            format!(
                "{}\n{}\n{}",
                trail(&["a"]),
                trail(&["b"]).replace(&whole, &broken),
                trail(&["c"])
            ),
        ] {
            let got = read(text.as_bytes());
            assert_eq!(got.ids(), ["a", "c"], "{name} in {text}: {:?}", got.problems);
            assert_eq!(got.kinds(), ["syntax"], "{name} in {text}: {:?}", got.problems);
            let first = text.find(&record("a")).unwrap() + record("a").len();
            let start = (first + text[first..].find(&broken).unwrap()) as u64;
            let end = start + broken.len() as u64 + 8;
            assert!(
                (start..=end).contains(&got.problems[0].offset),
                "{name}: {:?}",
                got.problems
            );
        }
    }
}

#[test]
fn what_is_no_record_among_records_is_told() {
    let text = format!(
        r#"{{"Records":[1,"two",null,true,[3],{{"x":1}},{}]}}"#,
        record("a")
    );
    let got = read(text.as_bytes());
    assert_eq!(got.ids(), ["a"]);
    assert_eq!(
        got.kinds(),
        ["not-an-object"; 5]
            .iter()
            .chain(&["not-cloudtrail"])
            .copied()
            .collect::<Vec<_>>()
    );
    assert_eq!(got.problems[0].offset, 12);
}

#[test]
fn ten_thousand_levels() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let nested = record("b").replacen("null", &deep, 1);
    let got = read(format!(r#"{{"Records":[{},{nested},{}]}}"#, record("a"), record("c")).as_bytes());
    assert_eq!(got.ids(), ["a", "c"]);
    assert_eq!(got.kinds(), ["too-deep"]);
    read(deep.as_bytes());
    read("[".repeat(200_000).as_bytes());
    read("{\"a\":".repeat(200_000).as_bytes());
    read(format!("{{\"Records\":{}", "[{\"Records\":".repeat(50_000)).as_bytes());
}

#[test]
fn bytes_that_are_not_utf8_are_replaced() {
    let mut text = trail(&["a", "b"]).into_bytes();
    let at = text.windows(3).position(|bytes| bytes == b"ada").unwrap();
    text[at] = 0xff;
    let got = read(&text);
    assert_eq!(got.ids(), ["a", "b"]);
    assert_eq!(got.records[0].value["userIdentity"]["userName"], "\u{fffd}da");
    got.only(ProblemKind::Utf8);
    got.reread_all(&text, &[]);
}

#[test]
fn numbers_and_duplicate_keys_stay_as_they_are() {
    let text = trail(&["a"]).replacen("null", r#"{"n":12345678901234567890123,"n":1}"#, 1);
    let got = read(text.as_bytes());
    assert!(String::from_utf8_lossy(&got.records[0].json).contains("12345678901234567890123"));
}

#[test]
fn a_record_over_the_limit_is_left_out_alone() {
    let limits = Limits {
        record: 2000,
        ..Limits::default()
    };
    let long = record("b").replacen("lamp", &"x".repeat(50_000), 1);
    for text in [
        format!(r#"{{"Records":[{},{long},{}]}}"#, record("a"), record("c")),
        format!("{}\n{long}\n{}\n", record("a"), record("c")),
        format!(
            r#"{{"x":"{}","Records":[{},{}]}}"#,
            "y".repeat(50_000),
            record("a"),
            record("c")
        ),
    ] {
        for window in [300, 100_000] {
            let got = read_source(MemorySource(text.clone().into_bytes()), limits, window);
            assert_eq!(got.ids(), ["a", "c"]);
            let expected: &[&str] = if text.contains("\"x\":\"y") {
                &[]
            } else {
                &["too-long"]
            };
            assert_eq!(got.kinds(), expected);
        }
    }
}

#[test]
fn a_string_of_100_mb() {
    let text = format!(r#"{{"Records":[{},{{"eventVersion":"1.08","x":""#, record("a"));
    let mut bytes = text.into_bytes();
    bytes.resize(bytes.len() + 100_000_000, b'x');
    bytes.extend(format!(r#""}},{}]}}"#, record("c")).bytes());
    let got = read(&bytes);
    assert_eq!(got.ids(), ["a", "c"]);
    assert!(got.only(ProblemKind::TooLong).message.contains("1000000"));
}

#[test]
fn a_bomb_stops_at_the_limit_and_zeros_are_not_inflated() {
    let limits = Limits {
        inflated: 1 << 20,
        ..Limits::default()
    };
    let spaces = gzip(format!("{{\"Records\":[{}{}", record("a"), " ".repeat(8 << 20)).as_bytes());
    let got = read_source(MemorySource(spaces), limits, 1 << 16);
    assert_eq!(got.ids(), ["a"]);
    assert_eq!(got.only(ProblemKind::Limit).offset, 1 << 20);
    let got = read_source(MemorySource(gzip(&vec![0; 8 << 20])), limits, 1 << 16);
    assert_eq!(
        (got.aside_names(), got.problems),
        (vec!["binary file".to_owned()], vec![])
    );
}

/// A file that is deleted after some bytes were read.
struct Vanishing(Vec<u8>, u64);

impl Source for Vanishing {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        if offset >= self.1 {
            return Err(SourceError("NotFoundError".into()));
        }
        let len = (self.1 - offset).min(buffer.len() as u64) as usize;
        buffer[..len].copy_from_slice(&self.0[offset as usize..][..len]);
        Ok(len)
    }
}

#[test]
fn a_file_that_disappears() {
    let text = trail(&["a", "b"]);
    let at = text.len() as u64 - 200;
    let got = read_source(
        Vanishing(text.clone().into_bytes(), at),
        Limits::default(),
        1 << 20,
    );
    assert_eq!((got.ids(), got.kinds()), (vec!["a"], vec!["unreadable"]));
    assert!(got.problems[0].message.ends_with("NotFoundError"));
    let got = read_source(Vanishing(gzip(text.as_bytes()), 0), Limits::default(), 1 << 20);
    assert_eq!(got.kinds(), ["unreadable"]);
}

#[test]
fn every_problem_of_a_flood_is_told() {
    let text = format!(r#"{{"Records":[{}{}]}}"#, "1,".repeat(5000), record("a"));
    let got = read(text.as_bytes());
    assert_eq!(got.ids(), ["a"]);
    // The sink counts them; it keeps as many as it likes.
    assert_eq!(got.problems.len(), 5000);
}

#[test]
fn a_damaged_start_is_still_a_trail() {
    for start in [&b"\0"[..], b"{\0", b"{\"Records\":[{\0},"] {
        let bytes = [start, trail(&["a"]).as_bytes()].concat();
        let got = read(&bytes);
        assert_eq!((got.ids(), got.kinds()), (vec!["a"], vec!["syntax"]));
    }
}
