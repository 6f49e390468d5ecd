//! Figures of real trails, where they are at hand.

use crate::lab::{Lab, shared_data, walk};

#[test]
fn a_real_trail_is_counted_exactly_for_any_number_of_shards() {
    let Some(folder) = shared_data("sans504") else { return };
    let files = walk(&folder);
    for shards in [1, 3] {
        let lab = Lab::with_files(shards, files.iter().cloned());
        let report = lab.report();
        assert_eq!(report.files, 3872);
        assert_eq!((report.events, report.duplicates, report.conflicts), (23_981, 6_496, 0));
        assert_eq!(report.problem_count, 0);
        assert_eq!(report.inflated, 44_307_672);
    }
}
