//! Figures of real trails, where they are at hand.

use crate::lab::{Lab, gunzip, shared_data, walk};

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

#[test]
#[ignore]
fn print_outcomes() {
    for name in ["malformed", "org-trail", "eventbridge-and-lookup", "documented"] {
        let Some(folder) = shared_data(name) else { return };
        let mut lab = Lab::with_files(2, walk(&folder));
        for file in lab.files() {
            let path = file.path.split_once("shared/data/").unwrap().1;
            println!(
                "{path}: {:?} {} r{} c{} i{} d{} p{}",
                file.outcome,
                file.note,
                file.records,
                file.copies,
                file.insights,
                file.digests,
                file.problem_count
            );
            for problem in &file.problems {
                println!("      {} @{}: {}", problem.kind, problem.offset, problem.message);
            }
        }
        let r = lab.report();
        println!(
            "== {name} files {} events {} dup {} conf {} dig {} ins {} skip {} problems {}",
            r.files, r.events, r.duplicates, r.conflicts, r.digests, r.insights, r.skipped, r.problem_count
        );
    }
}
