//! Which rows of a shard a query matches.

use super::search::Needle;
use super::wildcard::{self, Piece};
use super::{Bitmap, Query, Value};
use crate::event::time;
use crate::store::{Column, Dictionary, FieldColumn, Shard, parse_uuid, write_uuid};

/// The rows of `shard` that match, hidden ones excepted.
pub fn evaluate(query: &Query, shard: &Shard) -> Bitmap {
    let mut rows = matching(query, shard);
    let facts = shard.rows();
    (0..facts.len())
        .filter(|&row| facts.is_hidden(row))
        .for_each(|row| rows.clear(row));
    rows
}

fn matching(query: &Query, shard: &Shard) -> Bitmap {
    let len = shard.rows().len();
    match query {
        Query::All => Bitmap::all(len),
        Query::Text(text) => match Needle::new(text) {
            Some(needle) => containing(&needle, shard),
            None => Bitmap::all(len),
        },
        Query::Field { field, value } => with_value(field, value, shard),
        Query::Not(inner) => {
            let mut rows = matching(inner, shard);
            rows.invert();
            rows
        }
        Query::And(terms) => {
            let mut rows = Bitmap::all(len);
            terms
                .iter()
                .for_each(|term| rows.intersect(&matching(term, shard)));
            rows
        }
        Query::Or(terms) => {
            let mut rows = Bitmap::none(len);
            terms.iter().for_each(|term| rows.unite(&matching(term, shard)));
            rows
        }
    }
}

/// Rows in which some recorded value contains the needle.
fn containing(needle: &Needle, shard: &Shard) -> Bitmap {
    let mut rows = Bitmap::none(shard.rows().len());
    for (_, column) in shard.columns() {
        let codes = codes_containing(needle, column.dictionary());
        mark(column, &codes, &mut rows);
    }
    let lower = needle.lower();
    // Times and ids are kept as numbers; only a needle that could be part of one is worth writing them out for.
    if lower
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"-:tz".contains(&byte))
    {
        each_special(shard, FieldColumn::IsoTime, &mut rows, &mut |text| {
            needle.is_in(text)
        });
    }
    if lower.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        each_special(shard, FieldColumn::Uuid, &mut rows, &mut |text| {
            needle.is_in(text)
        });
    }
    rows
}

/// Rows with a value at `field` that is as said.
fn with_value(field: &str, value: &Value, shard: &Shard) -> Bitmap {
    let mut rows = Bitmap::none(shard.rows().len());
    let test = match value {
        Value::Present => {
            for column in shard.below(field) {
                let present = column
                    .rows()
                    .iter()
                    .zip(column.codes())
                    .filter(|&(_, &code)| code != Column::NULL);
                present.for_each(|(&row, _)| rows.set(row));
            }
            Test::Any
        }
        Value::Equals(text) => Test::Equals(text),
        Value::Like(pattern) => Test::Like(wildcard::pieces(pattern)),
    };
    for column in shard.field(field) {
        match column {
            FieldColumn::Values(column) => mark(column, &test.codes(column), &mut rows),
            special => test.special(shard, special, &mut rows),
        }
    }
    rows
}

enum Test<'a> {
    Any,
    Equals(&'a str),
    Like(Vec<Piece>),
}

impl Test<'_> {
    fn holds(&self, text: &str) -> bool {
        match self {
            Test::Any => true,
            Test::Equals(value) => equal_in_any_case(value, text),
            Test::Like(pattern) => wildcard::matches(pattern, text),
        }
    }

    fn codes(&self, column: &Column) -> Codes {
        let dictionary = column.dictionary();
        let mut codes = Codes::none(dictionary.len());
        for code in 0..dictionary.len() as u32 {
            // Most values are ruled out by their length, without a look at the text.
            let worth_it = !matches!(self, Test::Equals(value)
                if value.is_ascii() && dictionary.span(code).len() != value.len());
            if worth_it && self.holds(dictionary.text(code)) {
                codes.add(code);
            }
        }
        codes.empty_object = self.holds("{}");
        codes.empty_array = self.holds("[]");
        codes
    }

    fn special(&self, shard: &Shard, column: FieldColumn, rows: &mut Bitmap) {
        match (self, column) {
            (Test::Equals(value), FieldColumn::Uuid) => {
                let Some(id) = parse_uuid(&value.to_ascii_lowercase()) else {
                    return;
                };
                let ids = shard.rows().ids().iter().enumerate();
                let same = ids.filter(|&(row, &other)| other == id && shard.rows().has_uuid(row as u32));
                same.for_each(|(row, _)| rows.set(row as u32));
            }
            _ => each_special(shard, column, rows, &mut |text| self.holds(text)),
        }
    }
}

/// Equal but for the case of letters.
fn equal_in_any_case(a: &str, b: &str) -> bool {
    if a.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        a.to_lowercase() == b.to_lowercase()
    }
}

/// Adds the rows whose time or id, written out, passes `test`.
fn each_special(shard: &Shard, column: FieldColumn, rows: &mut Bitmap, test: &mut dyn FnMut(&str) -> bool) {
    let facts = shard.rows();
    let mut text = String::new();
    let mut bytes = Vec::new();
    for row in 0..facts.len() {
        text.clear();
        match column {
            FieldColumn::IsoTime if facts.has_iso_time(row) => {
                time::write_iso(facts.times()[row as usize], &mut text);
            }
            FieldColumn::Uuid if facts.has_uuid(row) => {
                bytes.clear();
                write_uuid(facts.ids()[row as usize], &mut bytes);
                text.push_str(std::str::from_utf8(&bytes).unwrap_or_default());
            }
            _ => continue,
        }
        if test(&text) {
            rows.set(row);
        }
    }
}

/// Some of a column's values.
struct Codes {
    wanted: Vec<bool>,
    count: usize,
    empty_object: bool,
    empty_array: bool,
}

impl Codes {
    fn none(len: usize) -> Self {
        Codes {
            wanted: vec![false; len],
            count: 0,
            empty_object: false,
            empty_array: false,
        }
    }

    fn add(&mut self, code: u32) {
        let wanted = &mut self.wanted[code as usize];
        self.count += usize::from(!*wanted);
        *wanted = true;
    }
}

fn codes_containing(needle: &Needle, dictionary: &Dictionary) -> Codes {
    let mut codes = Codes::none(dictionary.len());
    if !needle.is_ascii() {
        let found = (0..dictionary.len() as u32).filter(|&code| needle.is_in(dictionary.text(code)));
        found.for_each(|code| codes.add(code));
        return codes;
    }
    let mut done = 0;
    for start in needle.find_in(dictionary.arena()) {
        if start < done {
            continue;
        }
        let code = dictionary.code_at(start);
        let span = dictionary.span(code);
        // A match may run from one value into the next: then it is in neither.
        if start + needle.lower().len() <= span.end {
            codes.add(code);
            done = span.end;
        }
    }
    codes
}

/// Adds the rows that have one of the values.
fn mark(column: &Column, codes: &Codes, rows: &mut Bitmap) {
    if codes.count == 0 && !codes.empty_object && !codes.empty_array {
        return;
    }
    for (&row, &code) in column.rows().iter().zip(column.codes()) {
        let hit = match codes.wanted.get(code as usize) {
            Some(&wanted) => wanted,
            None => {
                (code == Column::EMPTY_OBJECT && codes.empty_object)
                    || (code == Column::EMPTY_ARRAY && codes.empty_array)
            }
        };
        if hit {
            rows.set(row);
        }
    }
}
