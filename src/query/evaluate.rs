//! Which rows of a shard a query matches.

use super::period::{Period, duration};
use super::predicate::{Operand, Predicate};
use super::search::Needle;
use super::{Bitmap, Query, Value, fields};
use crate::event::time;
use crate::sorting::sort_by_key;
use crate::store::{Column, Dictionary, FieldColumn, NO_TIME, Shard, parse_uuid, write_uuid};

/// The rows of `shard` that match, hidden ones excepted. `newest` is the time of the newest event of all shards,
/// to which `last:24h` is relative; without it nothing matches that.
pub fn evaluate(query: &Query, shard: &Shard, newest: Option<i64>) -> Bitmap {
    let mut rows = Evaluation { shard, newest }.matching(query);
    let facts = shard.rows();
    (0..facts.len())
        .filter(|&row| facts.is_hidden(row))
        .for_each(|row| rows.clear(row));
    rows
}

/// The time of the newest event of a shard that is not hidden.
pub fn newest(shard: &Shard) -> Option<i64> {
    let rows = shard.rows();
    let times = rows.times().iter().zip(0..);
    times
        .filter(|&(&time, row)| time != NO_TIME && !rows.is_hidden(row))
        .map(|(&time, _)| time)
        .max()
}

struct Evaluation<'a> {
    shard: &'a Shard,
    newest: Option<i64>,
}

impl Evaluation<'_> {
    fn matching(&self, query: &Query) -> Bitmap {
        let len = self.shard.rows().len();
        match query {
            Query::All => Bitmap::all(len),
            Query::Text(text) => match Needle::new(text) {
                Some(needle) => containing(&needle, self.shard),
                None => Bitmap::all(len),
            },
            Query::Field { field, value } => {
                let mut rows = Bitmap::none(len);
                for path in fields::resolve(&field.as_str()) {
                    with_value(path, value, self.shard, &mut rows);
                }
                rows
            }
            Query::Last(text) => {
                let mut rows = Bitmap::none(len);
                if let (Some(newest), Some(duration)) = (self.newest, duration(text)) {
                    let first = newest.saturating_sub(duration);
                    at_times(self.shard, &mut rows, |time| time > first);
                }
                rows
            }
            Query::Not(inner) => {
                let mut rows = self.matching(inner);
                rows.invert();
                rows
            }
            Query::And(terms) => {
                let mut rows = Bitmap::all(len);
                let mut terms: Vec<&Query> = terms.iter().collect();
                sort_by_key(&mut terms, |term| cost(term));
                for term in terms {
                    rows.intersect(&self.matching(term));
                    if rows.is_empty() {
                        break;
                    }
                }
                rows
            }
            Query::Or(terms) => {
                let mut rows = Bitmap::none(len);
                terms.iter().for_each(|term| rows.unite(&self.matching(term)));
                rows
            }
        }
    }
}

/// Roughly how long a term takes: what is quick comes first, for it may leave nothing to look for.
fn cost(query: &Query) -> u32 {
    match query {
        Query::All | Query::Last(_) => 0,
        Query::Field { value, .. } => match value {
            Value::Present | Value::Equals(_) | Value::Exactly(_) => 1,
            Value::During(_) | Value::Compare(..) | Value::Network(_) | Value::AnyOf(_) => 2,
            Value::Like(_) => 3,
            Value::Matches(_) => 5,
        },
        Query::Text(_) => 10,
        Query::Not(inner) => cost(inner),
        Query::And(terms) | Query::Or(terms) => terms.iter().map(cost).sum(),
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

/// Adds the rows with a value at `field` that is as said.
fn with_value(field: &str, value: &Value, shard: &Shard, rows: &mut Bitmap) {
    match value {
        Value::Present => present(field, shard, rows),
        // Presence is of the objects at a path too, and times are asked as numbers: one by one then.
        Value::AnyOf(values) if values.contains(&Value::Present) || fields::is_event_time(field) => {
            for value in values {
                with_value(field, value, shard, rows);
            }
            return;
        }
        Value::During(text) if fields::is_event_time(field) => {
            if let Some(Period(period)) = Period::read(text) {
                at_times(shard, rows, |time| period.contains(&time));
            }
            return;
        }
        Value::Compare(comparison, text) if fields::is_event_time(field) => {
            if let Some(Operand::Time(operand)) = Operand::read(text, true) {
                at_times(shard, rows, |time| comparison.holds(time, operand));
            }
            return;
        }
        _ => {}
    }
    let predicate = Predicate::new(value);
    for column in shard.field(field) {
        match column {
            FieldColumn::Values(_) if matches!(predicate, Predicate::Any) => {}
            FieldColumn::Values(column) => mark(column, &passing(&predicate, column), rows),
            special => pass_special(&predicate, shard, special, rows),
        }
    }
}

fn present(field: &str, shard: &Shard, rows: &mut Bitmap) {
    if let Some((_, column)) = shard.derived().find(|(name, _)| name.eq_ignore_ascii_case(field)) {
        column.each_block(&mut |having, _| having.iter().for_each(|&row| rows.set(row)));
        return;
    }
    for column in shard.below(field) {
        column.each_block(&mut |having, codes| {
            let leaves = having.iter().zip(codes);
            leaves
                .filter(|&(_, &code)| code != Column::NULL)
                .for_each(|(&row, _)| rows.set(row));
        });
    }
}

/// Adds the rows whose time passes; those without a readable time do not.
fn at_times(shard: &Shard, rows: &mut Bitmap, test: impl Fn(i64) -> bool) {
    for (&time, row) in shard.rows().times().iter().zip(0..) {
        if time != NO_TIME && test(time) {
            rows.set(row);
        }
    }
}

fn passing(predicate: &Predicate, column: &Column) -> Codes {
    let dictionary = column.dictionary();
    let mut codes = match predicate {
        Predicate::Matches(regex, Some(needle)) => {
            let mut codes = codes_containing(needle, dictionary);
            codes.retain(|code| regex.is_match(dictionary.text(code)));
            codes
        }
        _ => {
            let mut codes = Codes::none(dictionary.len());
            for code in 0..dictionary.len() as u32 {
                if !predicate.rules_out(dictionary.bytes(code).len())
                    && predicate.holds(dictionary.text(code))
                {
                    codes.add(code);
                }
            }
            codes
        }
    };
    codes.empty_object = predicate.holds("{}");
    codes.empty_array = predicate.holds("[]");
    codes
}

/// The same for times and ids that are kept as numbers.
fn pass_special(predicate: &Predicate, shard: &Shard, column: FieldColumn, rows: &mut Bitmap) {
    let facts = shard.rows();
    let (time, id) = match predicate {
        Predicate::Equals(value) => (value.to_ascii_uppercase(), value.to_ascii_lowercase()),
        Predicate::Exactly(value) => ((*value).to_owned(), (*value).to_owned()),
        _ => return each_special(shard, column, rows, &mut |text| predicate.holds(text)),
    };
    let mut all = |test: &dyn Fn(u32) -> bool| {
        (0..facts.len())
            .filter(|&row| test(row))
            .for_each(|row| rows.set(row));
    };
    match column {
        FieldColumn::Uuid => {
            if let Some(id) = parse_uuid(&id) {
                all(&|row| facts.ids()[row as usize] == id && facts.has_uuid(row));
            }
        }
        _ => {
            if let Some(time) = time::parse_canonical(time.as_bytes()) {
                all(&|row| facts.times()[row as usize] == time && facts.has_iso_time(row));
            }
        }
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

    /// Keeps those that pass.
    fn retain(&mut self, test: impl Fn(u32) -> bool) {
        for (wanted, code) in self.wanted.iter_mut().zip(0..) {
            if *wanted && !test(code) {
                *wanted = false;
                self.count -= 1;
            }
        }
    }
}

fn codes_containing(needle: &Needle, dictionary: &Dictionary) -> Codes {
    let mut codes = Codes::none(dictionary.len());
    if !needle.is_ascii() {
        let found = (0..dictionary.len() as u32).filter(|&code| needle.is_in(dictionary.text(code)));
        found.for_each(|code| codes.add(code));
        return codes;
    }
    for (first, page) in dictionary.pages() {
        let mut done = 0;
        for start in needle.find_in(page.text()) {
            if start < done {
                continue;
            }
            let value = page.at(start);
            let span = page.span(value);
            // A match may run from one value into the next: then it is in neither.
            if start + needle.lower().len() <= span.end {
                codes.add(first + value as u32);
                done = span.end;
            }
        }
    }
    codes
}

/// Adds the rows that have one of the values.
fn mark(column: &Column, codes: &Codes, rows: &mut Bitmap) {
    if codes.count == 0 && !codes.empty_object && !codes.empty_array {
        return;
    }
    column.each_block(&mut |having, found| {
        for (&row, &code) in having.iter().zip(found) {
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
    });
}
