//! Sources come and go; what is shown is always what the open ones hold, each event once.

use crate::lab::Lab;
use trailglass::sample::{self, Options};
use trailglass::worker::protocol::Sort;

fn sample(seed: u64) -> Vec<(String, Vec<u8>)> {
    let options = Options {
        seed,
        events: 300,
        ..Options::default()
    };
    sample::files(&options)
        .map(|file| (file.path, file.json))
        .collect()
}

fn ids(lab: &mut Lab) -> Vec<Vec<Option<String>>> {
    lab.cells("", &Sort::default(), &["eventTime", "eventID"])
}

#[test]
fn removing_a_source_shows_copies_that_another_holds() {
    for shards in [1, 3] {
        let files = sample(1);
        let (first, second) = files.split_at(files.len() / 2);
        let mut alone = Lab::with_files(shards, second.iter().cloned());
        let mut lab = Lab::with_files(shards, first.iter().cloned());
        let kept = lab.begin_source("kept");
        second
            .iter()
            .cloned()
            .for_each(|(path, bytes)| lab.open(&path, bytes));
        let all = ids(&mut lab);
        lab.remove_source(0);
        assert_eq!(ids(&mut lab), ids(&mut alone), "of {} events", all.len());
        let (report, expected) = (lab.report(), alone.report());
        assert_eq!(report.events, expected.events);
        assert_eq!(report.duplicates, expected.duplicates);
        assert_eq!(
            (report.files, report.inflated),
            (expected.files, expected.inflated)
        );
        lab.remove_source(kept);
        assert!(ids(&mut lab).is_empty());
        assert_eq!(lab.report().files, 0);
    }
}

#[test]
fn the_same_folder_twice_adds_nothing_but_copies() {
    let files = sample(2);
    let mut lab = Lab::with_files(2, files.iter().cloned());
    let (once, before) = (ids(&mut lab), lab.report());
    lab.begin_source("again");
    files
        .iter()
        .cloned()
        .for_each(|(path, bytes)| lab.open(&path, bytes));
    assert_eq!(ids(&mut lab), once);
    let after = lab.report();
    assert_eq!(after.events, before.events);
    assert_eq!(after.duplicates, before.duplicates * 2 + before.events);
    assert_eq!(after.conflicts, 0);
}

#[test]
fn a_file_of_a_removed_source_that_ends_later_counts_for_nothing() {
    let mut lab = Lab::with_files(1, sample(3));
    let before = lab.report();
    let late = lab.begin_source("late");
    let file = lab.book.add_file(late, "late.json", 500);
    let skipped = lab.book.add_file(late, "skipped.json", 70);
    lab.book.skip(skipped, "for the test");
    assert_eq!(
        (lab.report().files, lab.report().skipped),
        (before.files + 2, before.skipped + 1)
    );
    lab.remove_source(late);
    lab.book.finish(file, &[Default::default()]);
    let mut after = lab.report();
    after.millis = before.millis;
    assert_eq!(after, before);
    assert_eq!(lab.files().len() as u64, before.files);
}

#[test]
fn counts_follow_the_rows_that_come() {
    let files = sample(4);
    let mut lab = Lab::with_files(1, files[..2].iter().cloned());
    let before = lab.facet("", "eventSource");
    files[2..]
        .iter()
        .cloned()
        .for_each(|(path, bytes)| lab.open(&path, bytes));
    let after = lab.facet("", "eventSource");
    assert_ne!(after, before);
    assert_eq!(after, Lab::with_files(1, files).facet("", "eventSource"));
}

#[test]
fn records_without_an_id_are_counted_the_same_in_any_order() {
    let record = r#"{"eventVersion":"1.0","eventName":"ListThings","eventSource":"iot.amazonaws.com"}"#;
    let twice = ("a.json".to_owned(), format!("[{record},{record}]").into_bytes());
    let once = ("b.json".to_owned(), format!("[{record}]").into_bytes());
    for files in [[twice.clone(), once.clone()], [once, twice]] {
        let report = Lab::with_files(2, files).report();
        assert_eq!((report.events, report.duplicates), (2, 1));
    }
}

#[test]
fn every_row_knows_its_place_in_the_whole() {
    let mut lab = Lab::with_files(3, sample(40));
    for (column, descending) in [
        ("eventTime", true),
        ("eventName", false),
        ("errorCode", true),
        ("eventID", false),
    ] {
        let sort = Sort {
            column: column.into(),
            descending,
        };
        let merged = lab.query("", &sort);
        let order = lab.order(&merged);
        for (at, &(shard, place)) in order.iter().enumerate().step_by(37) {
            assert_eq!(lab.position(shard, place), at as u64, "{sort:?}");
        }
    }
}

#[test]
fn an_event_is_found_by_its_id_once_and_not_when_it_is_gone() {
    let files = sample(3);
    let mut lab = Lab::with_files(2, files.iter().cloned());
    lab.begin_source("again");
    files.into_iter().for_each(|(path, bytes)| lab.open(&path, bytes));
    let ids: Vec<String> = ids(&mut lab)
        .into_iter()
        .filter_map(|mut row| row.pop().flatten())
        .collect();
    assert!(ids.len() > 200);
    for id in &ids {
        assert_eq!(lab.find(id).len(), 1, "{id}");
    }
    assert_eq!(lab.find("").len() + lab.find("*").len(), 0);
    lab.remove_source(0);
    assert_eq!(lab.find(&ids[0]).len(), 1, "the copy takes its place");
    lab.remove_source(1);
    assert_eq!(lab.find(&ids[0]), []);
}

#[test]
fn values_that_begin_alike_for_long_are_in_one_order_too() {
    let record = |number: u32| {
        let start = if number.is_multiple_of(2) { "LONG" } else { "long" }.repeat(400);
        let tail = (number * 7919) % 61;
        format!(
            r#"{{"eventVersion":"1.08","eventID":"{number}","eventName":"X","requestParameters":{{"blob":"{start}{tail:02}"}}}}"#
        )
    };
    let files = (0..9u32).map(|file| {
        let records: Vec<String> = (0..7).map(|at| record(file * 7 + at)).collect();
        (
            format!("{file}.json"),
            format!("[{}]", records.join(",")).into_bytes(),
        )
    });
    let mut lab = Lab::with_files(3, files);
    for descending in [false, true] {
        let sort = Sort {
            column: "requestParameters.blob".into(),
            descending,
        };
        let merged = lab.query("", &sort);
        let order = lab.order(&merged);
        assert_eq!(order.len(), 63);
        let mut places = [0, 0, 0];
        for (at, &(shard, place)) in order.iter().enumerate() {
            assert_eq!(
                place,
                std::mem::replace(&mut places[shard], place + 1),
                "each shard's rows keep their order"
            );
            assert_eq!(lab.position(shard, place), at as u64);
        }
    }
}
