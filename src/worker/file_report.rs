//! What became of one dropped file, as the report says it.

use super::protocol::{FileReport, Outcome, ProblemReport};
use super::tally::EntryTally;

/// The line of a file that is not read (yet), and why.
pub fn unread(path: &str, source: u32, size: u64, why: &str) -> FileReport {
    FileReport {
        path: path.to_owned(),
        source,
        outcome: Outcome::NotLoaded,
        note: why.to_owned(),
        bytes: (size, 0),
        records: 0,
        copies: 0,
        insights: 0,
        digests: 0,
        aggregated: 0,
        problems: Vec::new(),
        problem_count: 0,
    }
}

/// The line of a file whose worker stopped.
pub fn lost(path: &str, source: u32, size: u64, why: &str) -> FileReport {
    let problem = ProblemReport {
        file: path.to_owned(),
        kind: "worker-stopped".into(),
        message: format!("The worker that read this file stopped; its events are gone. Try again. {why}"),
        offset: 0,
        kept: 0,
    };
    FileReport {
        outcome: Outcome::Failed,
        problems: vec![problem],
        problem_count: 1,
        ..unread(path, source, size, "its worker stopped; it can be tried again")
    }
}

/// The lines of a file that was read: itself first, then the entries inside it.
pub fn read(path: &str, source: u32, size: u64, entries: &[EntryTally]) -> Vec<FileReport> {
    let line = |(index, entry): (usize, &EntryTally)| {
        let path = match entry.inner_path.as_str() {
            "" => path.to_owned(),
            inner => format!("{path}!/{inner}"),
        };
        // The packed and inflated bytes are those of the dropped file: its entries share them.
        let bytes = if index == 0 {
            (size, entry.inflated)
        } else {
            (0, 0)
        };
        report_entry(path, source, bytes, entry, index == 0 && entries.len() > 1)
    };
    entries.iter().enumerate().map(line).collect()
}

fn report_entry(
    path: String,
    source: u32,
    bytes: (u64, u64),
    entry: &EntryTally,
    has_entries: bool,
) -> FileReport {
    let problem = |(kind, message, offset): &(String, String, u64)| ProblemReport {
        file: path.clone(),
        kind: kind.clone(),
        message: message.clone(),
        offset: *offset,
        kept: entry.records,
    };
    let note = |(name, count): &(String, u64)| {
        if *count > 1 {
            format!("{count} × {name}")
        } else {
            name.clone()
        }
    };
    let more = (entry.others_more > 0).then(|| format!("{} more", entry.others_more));
    FileReport {
        source,
        outcome: outcome(entry, has_entries),
        note: entry
            .others
            .iter()
            .map(note)
            .chain(more)
            .collect::<Vec<_>>()
            .join(", "),
        bytes,
        records: entry.records,
        copies: 0,
        insights: entry.insights,
        digests: entry.digests,
        aggregated: entry.aggregated,
        problems: entry.problems.iter().map(problem).collect(),
        problem_count: entry.problem_count,
        path,
    }
}

fn outcome(entry: &EntryTally, has_entries: bool) -> Outcome {
    let found = [
        (entry.unreadable, Outcome::Failed),
        (entry.records > entry.insights, Outcome::Events),
        (entry.insights > 0, Outcome::Insights),
        (entry.digests > 0, Outcome::Digest),
        (entry.aggregated > 0, Outcome::Aggregated),
        (!entry.others.is_empty(), Outcome::Other),
        (entry.problem_count > 0, Outcome::Failed),
        (has_entries, Outcome::Archive),
    ];
    found
        .into_iter()
        .find(|(is, _)| *is)
        .map_or(Outcome::Empty, |(_, outcome)| outcome)
}
