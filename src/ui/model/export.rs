//! How an export stands, and how that is said.

use super::format::{bytes, count, counted};
use crate::export::Format;
use crate::worker::protocol::Missing;

/// What one format is good for.
pub fn purpose(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Csv => (
            "CSV",
            "The table’s columns as text, times in UTC. For spreadsheets: what could run as a formula is made text by \
             an apostrophe.",
        ),
        Format::Ndjson => (
            "NDJSON",
            "One original record a line. For jq, scripts and loading into a database.",
        ),
        Format::Records => (
            "CloudTrail file",
            "{\"Records\":[…]} of the original records, byte for byte. For Trailglass and whatever else reads trails.",
        ),
    }
}

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// Events written.
    pub written: u64,
    /// Events to write.
    pub total: u64,
    /// Bytes written.
    pub bytes: u64,
    /// Events that could not be read again.
    pub unread: u64,
}

impl Amount {
    /// `12,345 of 23,981 events, 12.3 MB`.
    pub fn words(self) -> String {
        let (written, total) = (count(self.written), counted(self.total, "event", "events"));
        format!("{written} of {total}, {}", bytes(self.bytes))
    }
}

/// How an export stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Stage {
    /// None was begun.
    #[default]
    Choosing,
    /// It goes on.
    Writing(Amount),
    /// The file is written, or (true) handed to the browser to download, without these.
    Done(Amount, Vec<Missing>, bool),
    /// It was given up, and nothing is left of it.
    Cancelled(Amount),
    /// It did not work: why.
    Failed(Amount, String),
}

impl Stage {
    /// Whether it goes on.
    pub fn is_writing(&self) -> bool {
        matches!(self, Stage::Writing(_))
    }

    /// What to tell when it is over.
    pub fn outcome(&self) -> Option<String> {
        match self {
            Stage::Choosing | Stage::Writing(_) => None,
            Stage::Done(amount, ..) if amount.unread > 0 => Some(format!(
                "Written: {}. {} could not be read from their files any more and are not in it.",
                amount.words(),
                counted(amount.unread, "event", "events")
            )),
            Stage::Done(amount, _, downloaded) => {
                let place = if *downloaded {
                    " The browser puts it among its downloads."
                } else {
                    ""
                };
                let written = counted(amount.written, "event", "events");
                Some(format!("Written: {written}, {}.{place}", bytes(amount.bytes)))
            }
            Stage::Cancelled(amount) => Some(format!("Cancelled after {}. No file is kept.", amount.words())),
            Stage::Failed(amount, why) => Some(format!(
                "Stopped after {}. No file is kept. {why}",
                amount.words()
            )),
        }
    }
}

/// One line on records that are missing.
pub fn missing_words(missing: &Missing) -> String {
    match (missing.file.as_str(), missing.records) {
        ("", _) => missing.why.clone(),
        (file, records) => format!("{file}: {}. {}", counted(records, "event", "events"), missing.why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_always_said() {
        let amount = Amount {
            written: 12_345,
            total: 23_981,
            bytes: 12_300_000,
            unread: 1,
        };
        assert_eq!(amount.words(), "12,345 of 23,981 events, 12.3 MB");
        let done = Stage::Done(amount, Vec::new(), true).outcome().unwrap();
        assert!(
            done.contains("12,345 of 23,981 events") && done.contains("1 event could not be read"),
            "{done}"
        );
        let missing = Missing {
            file: "a/b.json.gz".into(),
            why: "It is gone.".into(),
            records: 2,
        };
        assert_eq!(missing_words(&missing), "a/b.json.gz: 2 events. It is gone.");
    }
}
