//! The report's list of files: counted by outcome, filtered by outcome and words.

use std::rc::Rc;

use crate::worker::protocol::{FileReport, Outcome};

/// Every outcome, in the order shown.
pub const OUTCOMES: [Outcome; 9] = [
    Outcome::Events,
    Outcome::Empty,
    Outcome::Insights,
    Outcome::Aggregated,
    Outcome::Digest,
    Outcome::Archive,
    Outcome::Other,
    Outcome::Failed,
    Outcome::NotLoaded,
];

/// What an outcome is called.
pub fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Events => "Events",
        Outcome::Empty => "No records",
        Outcome::Digest => "Digest",
        Outcome::Insights => "Insights only",
        Outcome::Aggregated => "Aggregated only",
        Outcome::Archive => "Archive",
        Outcome::Other => "Not a trail",
        Outcome::Failed => "Failed",
        Outcome::NotLoaded => "Not loaded",
    }
}

/// Which files to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileFilter {
    /// Only this outcome.
    pub outcome: Option<Outcome>,
    /// Only files with problems.
    pub problems: bool,
    /// Only files whose path or note has this in it, in any case.
    pub words: String,
}

impl FileFilter {
    /// The positions of the files to list.
    pub fn matching(&self, files: &[Rc<FileReport>]) -> Vec<usize> {
        let words = self.words.trim().to_lowercase();
        let says = |text: &str| words.is_empty() || text.to_lowercase().contains(&words);
        let matches = |file: &FileReport| {
            self.outcome.is_none_or(|outcome| file.outcome == outcome)
                && (!self.problems || file.problem_count > 0)
                && (says(&file.path) || says(&file.note))
        };
        files
            .iter()
            .enumerate()
            .filter(|(_, file)| matches(file))
            .map(|(at, _)| at)
            .collect()
    }
}

/// How many files have each outcome, in the order of [`OUTCOMES`].
pub fn by_outcome(files: &[Rc<FileReport>]) -> [u64; OUTCOMES.len()] {
    let mut counts = [0; OUTCOMES.len()];
    for file in files {
        for (count, outcome) in counts.iter_mut().zip(OUTCOMES) {
            *count += u64::from(file.outcome == outcome);
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, outcome: Outcome, problem_count: u64) -> Rc<FileReport> {
        let (bytes, problems) = ((0, 0), Vec::new());
        let (note, path) = (String::new(), path.to_owned());
        Rc::new(FileReport {
            path,
            source: 0,
            outcome,
            note,
            bytes,
            records: 0,
            copies: 0,
            insights: 0,
            digests: 0,
            aggregated: 0,
            problems,
            problem_count,
        })
    }

    #[test]
    fn files_are_found_by_what_became_of_them() {
        let files = [
            file("A/one.gz", Outcome::Events, 1),
            file("b/two.gz", Outcome::Digest, 0),
            file("b/three", Outcome::Failed, 2),
        ];
        let filter = |outcome, problems, words: &str| {
            FileFilter {
                outcome,
                problems,
                words: words.into(),
            }
            .matching(&files)
        };
        assert_eq!(filter(None, false, ""), [0, 1, 2]);
        assert_eq!(filter(None, true, ""), [0, 2]);
        assert_eq!(filter(Some(Outcome::Digest), false, ""), [1]);
        assert_eq!(filter(None, false, " a/ONE "), [0]);
        assert_eq!(by_outcome(&files).iter().sum::<u64>(), 3);
        assert_eq!(by_outcome(&files)[0], 1);
    }
}
