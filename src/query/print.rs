//! A query back to text: what [`super::parse`] reads as the same tree.

use super::lex::{LINE_ENDS, Operator, Start, ends_word, start};
use super::period::Period;
use super::{Query, Value, fields, network::Network};
use std::fmt::{Display, Formatter, Result, Write};

impl Display for Query {
    fn fmt(&self, out: &mut Formatter) -> Result {
        match self {
            Query::All => Ok(()),
            Query::Text(text) => write_word(out, text, start(text) != Start::Word || is_reserved(text)),
            Query::Field { field, value } => write_field(out, field, value),
            Query::Last(duration) => write!(out, "last:{duration}"),
            Query::Not(inner) => {
                out.write_str("-")?;
                write_operand(out, inner, matches!(**inner, Query::Not(_)))
            }
            Query::And(terms) => write_joined(out, terms, " "),
            Query::Or(terms) => write_joined(out, terms, " OR "),
        }
    }
}

fn write_joined(out: &mut Formatter, terms: &[Query], between: &str) -> Result {
    for (index, term) in terms.iter().enumerate() {
        if index > 0 {
            out.write_str(between)?;
        }
        write_operand(out, term, false)?;
    }
    Ok(())
}

fn write_operand(out: &mut Formatter, term: &Query, grouped: bool) -> Result {
    match term {
        Query::And(_) | Query::Or(_) => write!(out, "({term})"),
        _ if grouped => write!(out, "({term})"),
        _ => write!(out, "{term}"),
    }
}

/// A value to put behind `field:` or `field=`, which stands there already: in quotes where it would be read as
/// more than its text, or make another thing of the field.
pub fn value_of(field: &str, text: &str) -> String {
    let start = start(&format!("{field}:{text}"));
    let taken_apart = start != Start::Field(field.len(), Operator::Is);
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_word(
        &mut out,
        text,
        taken_apart || fields::is_event_time(field) || reads_otherwise(text),
    );
    out
}

fn write_field(out: &mut Formatter, field: &str, value: &Value) -> Result {
    let operator = match value {
        Value::Exactly(_) => Operator::Exactly,
        Value::Compare(comparison, _) => Operator::Compare(*comparison),
        _ => Operator::Is,
    };
    let mut rest = operator.sign().to_owned();
    write_value(&mut rest, value, fields::is_event_time(field))?;
    // The name may read as something else, alone or with what follows: `arn`, `last`, an IPv6 address.
    let plain = format!("{field}{rest}");
    let as_is = start(&plain) == Start::Field(field.len(), operator) && !field.eq_ignore_ascii_case("last");
    write_word(out, field, !as_is)?;
    out.write_str(&rest)
}

fn write_value(out: &mut dyn Write, value: &Value, of_event_time: bool) -> Result {
    match value {
        Value::Present => out.write_str("*"),
        Value::Like(text) | Value::Network(text) | Value::During(text) => out.write_str(text),
        Value::Equals(text) => write_word(out, text, of_event_time || reads_otherwise(text)),
        Value::Exactly(text) => write_word(out, text, text.starts_with(['=', '<', '>'])),
        Value::Compare(_, text) => write_word(out, text, text.starts_with('=')),
        Value::Matches(pattern) => write_pattern(out, pattern),
        Value::AnyOf(values) => {
            for (index, value) in values.iter().enumerate() {
                out.write_str(if index == 0 { "(" } else { " OR " })?;
                write_value(out, value, of_event_time)?;
            }
            out.write_str(")")
        }
    }
}

/// Whether a value after a colon would not be read as the plain text it is.
fn reads_otherwise(text: &str) -> bool {
    text.contains(['*', '?', '\\'])
        || text.starts_with(['/', '=', '<', '>'])
        || is_reserved(text)
        || Network::read(text).is_some()
        || Network::slip(text).is_some()
        || (text.len() > 4 && Period::read(text).is_some())
}

fn is_reserved(text: &str) -> bool {
    matches!(text, "AND" | "OR" | "NOT")
}

fn write_word(out: &mut (impl Write + ?Sized), text: &str, quoted: bool) -> Result {
    if !quoted && !text.is_empty() && !text.contains(ends_word) {
        return out.write_str(text);
    }
    out.write_str("\"")?;
    for next in text.chars() {
        match LINE_ENDS.iter().find(|(_, end)| *end == next) {
            Some((letter, _)) => write!(out, "\\{letter}")?,
            None if matches!(next, '"' | '\\') => write!(out, "\\{next}")?,
            None => out.write_char(next)?,
        }
    }
    out.write_str("\"")
}

/// A slash would end the pattern, so it is escaped; what is escaped already stays so.
fn write_pattern(out: &mut dyn Write, pattern: &str) -> Result {
    out.write_str("/")?;
    let mut escaped = false;
    for next in pattern.chars() {
        if next == '/' && !escaped {
            out.write_str("\\")?;
        }
        escaped = next == '\\' && !escaped;
        out.write_char(next)?;
    }
    out.write_str("/")
}
