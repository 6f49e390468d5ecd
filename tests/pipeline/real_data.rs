//! Figures of real trails, where they are at hand.

use crate::lab::{Lab, gunzip, shared_data, walk};
use trailglass::worker::protocol::{Outcome, Sort};

#[test]
fn a_real_trail_is_counted_exactly_for_any_number_of_shards() {
    let Some(folder) = shared_data("sans504") else {
        return;
    };
    let files = walk(&folder);
    for shards in [1, 3] {
        let lab = Lab::with_files(shards, files.iter().cloned());
        let report = lab.report();
        assert_eq!(report.files, 3872);
        assert_eq!(
            (report.events, report.duplicates, report.conflicts),
            (23_981, 6_496, 0)
        );
        assert_eq!(report.problem_count, 0);
        assert_eq!(report.inflated, 44_307_672);
    }
}

#[test]
fn a_record_is_read_again_byte_for_byte() {
    let Some(folder) = shared_data("sans504") else {
        return;
    };
    let files: Vec<_> = walk(&folder).into_iter().step_by(100).collect();
    let mut lab = Lab::with_files(2, files.iter().cloned());
    let texts: Vec<Vec<u8>> = files.iter().map(|(_, gz)| gunzip(gz)).collect();
    let records = lab.records();
    assert!(records.len() > 100);
    for (exact, json) in records {
        assert_eq!(exact, json);
        assert!(
            texts
                .iter()
                .any(|text| memchr::memmem::find(text, exact.as_bytes()).is_some()),
            "{exact}"
        );
        assert!(
            exact.starts_with("{\"eventVersion\"") && exact.ends_with('}'),
            "{exact}"
        );
    }
}

/// What the four smaller collections hold, looked through file by file: events, copies, conflicts (documentation
/// uses one id in several samples), digests, Insights, files that are something else, problems.
const COLLECTIONS: [(&str, [u64; 7]); 4] = [
    // Two files hold a record whose keys are all renamed, one a record with a key missing.
    ("malformed", [19, 21, 0, 0, 0, 0, 3]),
    ("org-trail", [185, 0, 1, 0, 0, 1, 0]),
    // EventBridge events of other services and Config rules among CloudTrail's.
    ("eventbridge-and-lookup", [37, 0, 2, 0, 0, 13, 0]),
    ("documented", [48, 17, 4, 2, 5, 3, 0]),
];

#[test]
fn every_file_of_the_collections_is_accounted_for() {
    for (name, expected) in COLLECTIONS {
        let Some(folder) = shared_data(name) else { return };
        let files = walk(&folder);
        let mut lab = Lab::with_files(2, files.iter().cloned());
        assert_eq!(lab.files().len(), files.len(), "{name}");
        let report = lab.report();
        let found = [
            report.events,
            report.duplicates,
            report.conflicts,
            report.digests,
            report.insights,
            report.skipped,
            report.problem_count,
        ];
        assert_eq!(found, expected, "{name}");
        assert_eq!(lab.query("", &Sort::default()).len(), report.events, "{name}");
        for file in lab.files() {
            let says_what = file.outcome != Outcome::Other || !file.note.is_empty();
            assert!(
                says_what && file.outcome != Outcome::Failed,
                "{}: {:?}",
                file.path,
                file.outcome
            );
        }
    }
}
