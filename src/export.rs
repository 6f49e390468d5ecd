//! Writing what the filter shows: CSV of columns, or the original records, as lines or as a trail file.
//!
//! A file is a head, one piece a record, and a foot; pieces are made one by one, so that a file of any size is
//! written in blocks.

pub mod csv;
pub mod name;
mod one_line;

use serde::{Deserialize, Serialize};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Format {
    /// Columns as text, one event a line ([`csv`]).
    #[default]
    Csv,
    /// One original record a line. White space between the record's tokens is left out; all else is as in its file.
    Ndjson,
    /// A trail file, `{"Records":[…]}`, of the original records byte for byte.
    Records,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 3] = [Format::Csv, Format::Ndjson, Format::Records];

    /// Its name for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Ndjson => "ndjson",
            Format::Records => "records",
        }
    }

    /// How a file of it ends.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => ".csv",
            Format::Ndjson => ".ndjson",
            Format::Records => ".json",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv",
            Format::Ndjson => "application/x-ndjson",
            Format::Records => "application/json",
        }
    }

    /// Whether it holds the records themselves rather than columns.
    pub fn is_of_records(self) -> bool {
        self != Format::Csv
    }

    /// What a file begins with: for CSV the names of its columns.
    pub fn head(self, columns: &[String]) -> Vec<u8> {
        match self {
            Format::Csv => {
                let mut head = csv::MARK.as_bytes().to_vec();
                csv::line(columns.iter().map(|name| Some(name.as_str())), &mut head);
                head
            }
            Format::Ndjson => Vec::new(),
            Format::Records => br#"{"Records":["#.to_vec(),
        }
    }

    /// What stands between two pieces.
    pub fn between(self) -> &'static [u8] {
        match self {
            Format::Records => b",",
            Format::Csv | Format::Ndjson => b"",
        }
    }

    /// What a file ends with.
    pub fn foot(self) -> &'static [u8] {
        match self {
            Format::Records => b"]}",
            Format::Csv | Format::Ndjson => b"",
        }
    }

    /// Adds a record's piece, given its own text as JSON.
    pub fn record(self, text: &[u8], out: &mut Vec<u8>) {
        if self == Format::Ndjson {
            one_line::append(text, out);
            out.push(b'\n');
        } else {
            out.extend_from_slice(text);
        }
    }
}
