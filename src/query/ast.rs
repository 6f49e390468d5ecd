//! A query as a tree, and back to text.

use super::lex::{must_quote_field_value, must_quote_text};
use std::fmt;

/// What a filter asks of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Nothing: every record matches.
    All,
    /// Some value anywhere in the record contains this, in any case of letters.
    Text(String),
    /// A value at the path `field` is as said.
    Field {
        /// A path, in any case of letters.
        field: String,
        /// What the value must be.
        value: Value,
    },
    /// None of what is inside.
    Not(Box<Query>),
    /// All of these.
    And(Vec<Query>),
    /// At least one of these.
    Or(Vec<Query>),
}

/// What a value must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Present, and not null.
    Present,
    /// Equal to this, in any case of letters.
    Equals(String),
    /// Like this, in any case of letters: `*` stands for any text, `?` for one character, `\` makes the next
    /// character stand for itself.
    Like(String),
}

impl fmt::Display for Query {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Query::All => Ok(()),
            Query::Text(text) if must_quote_text(text) => write_quoted(out, text),
            Query::Text(text) => out.write_str(text),
            Query::Field { field, value } => write!(out, "{field}:{value}"),
            Query::Not(inner) => {
                out.write_str("-")?;
                write_operand(out, inner, true)
            }
            Query::And(terms) => write_joined(out, terms, " "),
            Query::Or(terms) => write_joined(out, terms, " OR "),
        }
    }
}

fn write_joined(out: &mut fmt::Formatter, terms: &[Query], between: &str) -> fmt::Result {
    for (index, term) in terms.iter().enumerate() {
        if index > 0 {
            out.write_str(between)?;
        }
        write_operand(out, term, matches!(term, Query::And(_) | Query::Or(_)))?;
    }
    Ok(())
}

fn write_operand(out: &mut fmt::Formatter, term: &Query, inside: bool) -> fmt::Result {
    match term {
        Query::And(_) | Query::Or(_) if inside => write!(out, "({term})"),
        Query::Not(_) if inside => write!(out, "({term})"),
        _ => write!(out, "{term}"),
    }
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Present => out.write_str("*"),
            Value::Equals(text) if must_quote_field_value(text) => write_quoted(out, text),
            Value::Equals(text) | Value::Like(text) => out.write_str(text),
        }
    }
}

fn write_quoted(out: &mut fmt::Formatter, text: &str) -> fmt::Result {
    out.write_str("\"")?;
    for part in text.split_inclusive(['"', '\\']) {
        match part.strip_suffix(['"', '\\']) {
            Some(before) => write!(out, "{before}\\{}", &part[before.len()..])?,
            None => out.write_str(part)?,
        }
    }
    out.write_str("\"")
}
