//! CSV and TSV (RFC 4180, quotes over lines): each row a record, most often a partial one.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::columns::{Column, Row, record};
use super::desk::Desk;
use super::{Form, Place, ProblemKind};

/// The delimiter, when the first line names columns of a trail.
pub(super) fn delimiter(text: &[u8], whole: bool) -> Option<u8> {
    let end = row_end(text, 0).or(whole.then_some(text.len()))?;
    // Names have no brackets and colons; a line of JSON would look like quoted names.
    if text[..end].iter().any(|byte| matches!(byte, b'{' | b'}' | b':')) {
        return None;
    }
    let known = |delimiter: &u8| {
        let cells = cells(&text[..end], *delimiter);
        let columns = cells
            .iter()
            .map(|name| Column::named(&String::from_utf8_lossy(name)));
        let known: Vec<Column> = columns.filter(Column::is_known).collect();
        known.len() >= 2 || known.contains(&Column::Record)
    };
    b",\t;".iter().copied().find(known)
}

/// The offset behind the line break that ends the row at `from`.
pub(super) fn row_end(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    let mut quoted = false;
    loop {
        let next = if quoted {
            memchr(b'"', &text[at..])
        } else {
            memchr2(b'"', b'\n', &text[at..])
        }?;
        at += next + 1;
        if text[at - 1] == b'\n' {
            return Some(at);
        }
        quoted = !quoted;
    }
}

fn cells(row: &[u8], delimiter: u8) -> Vec<Cow<'_, [u8]>> {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    let mut rest = row.strip_suffix(b"\r").unwrap_or(row);
    let mut cells = Vec::new();
    loop {
        let (cell, after) = match rest.strip_prefix(b"\"") {
            Some(inside) => quoted_cell(inside),
            None => {
                let end = memchr(delimiter, rest).unwrap_or(rest.len());
                (Cow::Borrowed(&rest[..end]), &rest[end..])
            }
        };
        cells.push(cell);
        // What follows a closing quote up to the delimiter belongs to no cell.
        match memchr(delimiter, after) {
            Some(next) => rest = &after[next + 1..],
            None => return cells,
        }
    }
}

fn quoted_cell(inside: &[u8]) -> (Cow<'_, [u8]>, &[u8]) {
    let mut text = Cow::Borrowed(&inside[..0]);
    let mut rest = inside;
    while let Some(quote) = memchr(b'"', rest) {
        if rest.get(quote + 1) == Some(&b'"') {
            text.to_mut().extend_from_slice(&rest[..=quote]);
            rest = &rest[quote + 2..];
            continue;
        }
        let (last, after) = (&rest[..quote], &rest[quote + 1..]);
        if text.is_empty() {
            return (Cow::Borrowed(last), after);
        }
        text.to_mut().extend_from_slice(last);
        return (text, after);
    }
    text.to_mut().extend_from_slice(rest);
    (text, &[])
}

/// The columns that the first row names.
#[derive(Debug, Clone)]
pub(super) struct Header {
    delimiter: u8,
    columns: Vec<Column>,
}

impl Header {
    pub fn parse(row: &[u8], delimiter: u8) -> Header {
        let row = row.strip_prefix(b"\xef\xbb\xbf").unwrap_or(row);
        let names = cells(row, delimiter);
        Header {
            delimiter,
            columns: names
                .iter()
                .map(|name| Column::named(&String::from_utf8_lossy(name)))
                .collect(),
        }
    }

    /// What a row maps to.
    pub fn record(&self, row: &[u8]) -> Option<Row> {
        let cells = cells(row, self.delimiter);
        let cells: Vec<Cow<str>> = cells.iter().map(|cell| String::from_utf8_lossy(cell)).collect();
        record(self.columns.iter().zip(cells.iter().map(AsRef::as_ref)))
    }
}

/// Where a walk along rows stands.
#[derive(Debug)]
pub(super) struct Rows {
    delimiter: u8,
    header: Option<Header>,
    at: u64,
    oversize: Option<u64>,
}

impl Rows {
    pub fn new(delimiter: u8) -> Rows {
        Rows {
            delimiter,
            header: None,
            at: 0,
            oversize: None,
        }
    }

    /// Takes the complete rows of `text`, which stands at `base`; returns the offset from which text is still needed.
    pub fn feed(&mut self, text: &[u8], base: u64, last: bool, desk: &mut Desk) -> u64 {
        let limit = desk.ledger.limits.record;
        loop {
            let from = (self.at - base) as usize;
            let end = match row_end(text, from) {
                Some(end) => end,
                None if last && from < text.len() => text.len(),
                None => break,
            };
            self.row(&text[from..end], limit, desk);
            self.at = base + end as u64;
        }
        let held = base + text.len() as u64 - self.at;
        if held > limit as u64 {
            // A quote that never closes: drop what is held, and go on at the next line.
            let begin = *self.oversize.get_or_insert(self.at);
            desk.problem(
                ProblemKind::TooLong,
                begin,
                format!("The row at byte {begin} is longer than the {limit} bytes that one record may have; it was left out."),
            );
            self.at = base + text.len() as u64;
        }
        self.at
    }

    fn row(&mut self, row: &[u8], limit: usize, desk: &mut Desk) {
        if self.oversize.take().is_some() || row.trim_ascii().is_empty() {
            return;
        }
        let Some(header) = &self.header else {
            self.header = Some(Header::parse(row, self.delimiter));
            return;
        };
        if row.len() > limit {
            let message = format!(
                "The row at byte {} is {} bytes long; it was left out.",
                self.at,
                row.len()
            );
            return desk.problem(ProblemKind::TooLong, self.at, message);
        }
        let place = Place {
            offset: self.at,
            len: row.len() as u32,
            form: Form::CsvRow,
        };
        if std::str::from_utf8(row).is_err() {
            let message = format!(
                "The row at byte {} holds bytes that are not UTF-8; they are replaced.",
                self.at
            );
            desk.problem(ProblemKind::Utf8, self.at, message);
        }
        match header.record(row) {
            Some(Row { json, partial }) => desk.take(&json, place, partial, super::walk::Via::Listed),
            None => {
                let message = format!(
                    "The row at byte {} has nothing in the columns of a trail.",
                    self.at
                );
                desk.problem(ProblemKind::NotCloudTrail, self.at, message);
            }
        }
    }
}
