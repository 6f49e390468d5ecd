//! From tokens to a [`Query`].

use super::fields;
use super::lex::{Operator, Spanned, Token, lex};
use super::network::Network;
use super::period::{self, Period};
use super::predicate::{self, Operand};
use super::{Query, Value};
use crate::event::time;
use std::ops::Range;

#[cfg(test)]
mod tests;

/// Bytes of the longest query: what is longer is a pasted file, not a question.
pub const LONGEST: usize = 16 * 1024;

/// Parentheses and negations inside one another.
const DEEPEST: usize = 64;

/// Why a text is no query: a sentence, and the bytes of the text it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong and what to write instead.
    pub message: String,
    /// Byte range of the mistake in the text.
    pub span: Range<usize>,
}

impl QueryError {
    /// A mistake at `span`.
    pub fn new(message: impl Into<String>, span: Range<usize>) -> Self {
        QueryError {
            message: message.into(),
            span,
        }
    }
}

/// Reads a query.
///
/// Terms are joined by AND, written or not; `OR` binds less; `-` or `NOT` negates; parentheses group.
///
/// # Errors
/// With the place of the mistake. No text makes it panic.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    parse_with_fields(text).map(|(query, _)| query)
}

/// A field that a query names, and the bytes of its name.
pub type NamedField = (String, Range<usize>);

/// The query, and the fields it names.
///
/// # Errors
/// As [`parse`].
pub fn parse_with_fields(text: &str) -> Result<(Query, Vec<NamedField>), QueryError> {
    if text.len() > LONGEST {
        let message = format!(
            "A filter has at most {LONGEST} bytes; this text has {}.",
            text.len()
        );
        return Err(QueryError::new(message, 0..text.len()));
    }
    let tokens = lex(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        end: text.len(),
        fields: Vec::new(),
    };
    let query = parser.any_of(0)?;
    match parser.tokens.get(parser.at) {
        None => Ok((query, parser.fields)),
        Some((_, span)) => Err(QueryError::new(
            "There is no ( that this ) would close.",
            span.clone(),
        )),
    }
}

struct Parser<'a> {
    tokens: &'a [Spanned],
    at: usize,
    end: usize,
    fields: Vec<NamedField>,
}

/// A field whose value is being read.
struct Named<'a> {
    name: &'a str,
    operator: Operator,
    /// Name and operator.
    span: Range<usize>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Spanned> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'a Spanned> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    fn take(&mut self, token: &Token) -> bool {
        let taken = self.peek().is_some_and(|(next, _)| next == token);
        self.at += usize::from(taken);
        taken
    }

    fn any_of(&mut self, depth: usize) -> Result<Query, QueryError> {
        let mut terms = vec![self.all_of(depth)?];
        while let Some((Token::Or, span)) = self.peek() {
            self.at += 1;
            let right = self.all_of(depth)?;
            if right == Query::All || terms.last() == Some(&Query::All) {
                return Err(QueryError::new("OR needs a term on both sides.", span.clone()));
            }
            terms.push(right);
        }
        Ok(if terms.len() == 1 {
            terms.swap_remove(0)
        } else {
            flat_or(terms)
        })
    }

    fn all_of(&mut self, depth: usize) -> Result<Query, QueryError> {
        let mut terms = Vec::new();
        let mut and: Option<&Range<usize>> = None;
        loop {
            match self.peek() {
                Some((Token::And, span)) => {
                    if terms.is_empty() || and.is_some() {
                        return Err(QueryError::new("AND needs a term on both sides.", span.clone()));
                    }
                    and = Some(span);
                    self.at += 1;
                }
                None | Some((Token::Or | Token::Close, _)) => break,
                Some(_) => {
                    and = None;
                    match self.term(depth)? {
                        Query::And(inner) => terms.extend(inner),
                        term => terms.push(term),
                    }
                }
            }
        }
        if let Some(span) = and {
            return Err(QueryError::new("AND needs a term on both sides.", span.clone()));
        }
        Ok(match terms.len() {
            0 => Query::All,
            1 => terms.swap_remove(0),
            _ => Query::And(terms),
        })
    }

    fn term(&mut self, depth: usize) -> Result<Query, QueryError> {
        let Some((token, span)) = self.next() else {
            return Err(QueryError::new(
                "A term is missing at the end.",
                self.end..self.end,
            ));
        };
        if depth > DEEPEST {
            return Err(QueryError::new(
                "Parentheses and minuses are nested too deeply here: at most 64 go inside one another.",
                span.clone(),
            ));
        }
        match token {
            Token::Minus | Token::Not => match self.peek() {
                None | Some((Token::Close | Token::Or | Token::And, _)) => {
                    let message = "Say what to leave out right after this, as in -eventName:GetObject; to search for the sign itself, put it in quotes.";
                    Err(QueryError::new(message, span.clone()))
                }
                Some(_) => Ok(match self.term(depth + 1)? {
                    Query::Not(inner) => *inner,
                    term => Query::Not(Box::new(term)),
                }),
            },
            Token::Open => {
                let inner = self.any_of(depth + 1)?;
                if !self.take(&Token::Close) {
                    return Err(not_closed(span));
                }
                match inner {
                    Query::All => Err(nothing_inside(span)),
                    inner => Ok(inner),
                }
            }
            Token::Field {
                name,
                quoted,
                operator,
            } => {
                let named = Named {
                    name,
                    operator: *operator,
                    span: span.clone(),
                };
                if *operator == Operator::Is && !quoted && name.eq_ignore_ascii_case("last") {
                    return self.last(&named);
                }
                let place = span.start..span.end - operator.sign().len();
                self.fields.push((name.clone(), place));
                let value = self.value(&named)?;
                Ok(Query::Field {
                    field: name.clone(),
                    value,
                })
            }
            Token::Word(text) | Token::Quoted(text) => Ok(Query::Text(text.clone())),
            Token::Close | Token::And | Token::Or | Token::Pattern(_) => {
                Err(QueryError::new("A term is missing before this.", span.clone()))
            }
        }
    }

    /// The token that follows a field without a space; what stands apart is the next term.
    fn next_to(&mut self, named: &Named) -> Result<&'a Spanned, QueryError> {
        match self.peek() {
            Some(next) if next.1.start == named.span.end && next.0 != Token::Close => {
                self.at += 1;
                Ok(next)
            }
            _ => Err(missing_value(named)),
        }
    }

    fn last(&mut self, named: &Named) -> Result<Query, QueryError> {
        let message = "Write how long before the newest event, as in last:30m, last:24h or last:7d.";
        let duration = |next: &Spanned| match next {
            (Token::Word(text), _) if period::duration(text).is_some() => Some(Query::Last(text.clone())),
            _ => None,
        };
        match self.next_to(named) {
            Ok(next) => duration(next).ok_or_else(|| QueryError::new(message, next.1.clone())),
            Err(_) => Err(QueryError::new(message, named.span.clone())),
        }
    }

    fn value(&mut self, named: &Named) -> Result<Value, QueryError> {
        let (token, span) = self.next_to(named)?;
        let name = named.name;
        match (named.operator, token) {
            (Operator::Is, Token::Open) => self.any_value(named, span),
            (Operator::Is, _) => simple_value(name, token, span),
            (Operator::Exactly, Token::Word(text) | Token::Quoted(text)) => Ok(Value::Exactly(text.clone())),
            (Operator::Compare(comparison), Token::Word(text) | Token::Quoted(text)) => {
                let operand = Operand::read(text, fields::is_event_time(name));
                if operand.is_none() {
                    let sign = comparison.sign();
                    let message = if fields::is_event_time(name) {
                        format!(
                            "This is no time: write {name}{sign}2021-07-29 or {name}{sign}2021-07-29T10:04."
                        )
                    } else {
                        format!(
                            "{sign} compares numbers and times: write {name}{sign}100 or {name}{sign}2021-07-29."
                        )
                    };
                    return Err(QueryError::new(message, span.clone()));
                }
                Ok(Value::Compare(comparison, text.clone()))
            }
            (operator, _) => {
                let sign = operator.sign();
                let message = format!(
                    "One value goes here; for one of several write ({name}{sign}1 OR {name}{sign}2)."
                );
                Err(QueryError::new(message, span.clone()))
            }
        }
    }

    /// Values between parentheses, the first of which is taken.
    fn any_value(&mut self, named: &Named, open: &Range<usize>) -> Result<Value, QueryError> {
        let name = named.name;
        let only_or = |span: &Range<usize>| {
            QueryError::new(
                format!("Write OR between the values: {name}:(a OR b)."),
                span.clone(),
            )
        };
        let mut values = Vec::new();
        loop {
            match self.next() {
                None => return Err(not_closed(open)),
                Some((Token::Close, _)) if values.is_empty() => return Err(nothing_inside(open)),
                Some((Token::Close | Token::Open | Token::And | Token::Or | Token::Not, span)) => {
                    return Err(only_or(span));
                }
                Some((token, span)) => values.push(simple_value(name, token, span)?),
            }
            match self.next() {
                None => return Err(not_closed(open)),
                Some((Token::Or, _)) => {}
                Some((Token::Close, _)) if values.len() == 1 => return Ok(values.swap_remove(0)),
                Some((Token::Close, _)) => return Ok(Value::AnyOf(values)),
                Some((_, span)) => return Err(only_or(span)),
            }
        }
    }
}

/// Parentheses around an alternative of alternatives say nothing.
fn flat_or(terms: Vec<Query>) -> Query {
    let alternatives = terms.into_iter().flat_map(|term| match term {
        Query::Or(inner) => inner,
        term => vec![term],
    });
    Query::Or(alternatives.collect())
}

/// A value behind a colon that is not in parentheses.
fn simple_value(field: &str, token: &Token, span: &Range<usize>) -> Result<Value, QueryError> {
    let of_event_time = fields::is_event_time(field);
    let text = match token {
        Token::Word(text) => text,
        Token::Quoted(text) => return Ok(Value::Equals(text.clone())),
        Token::Pattern(pattern) => {
            return match predicate::regex(pattern) {
                Ok(_) => Ok(Value::Matches(pattern.clone())),
                Err(why) => Err(QueryError::new(why, span.clone())),
            };
        }
        _ => return Err(QueryError::new("A value is missing before this.", span.clone())),
    };
    let text = text.clone();
    if text == "*" {
        Ok(Value::Present)
    } else if text.contains(['*', '?', '\\']) {
        Ok(Value::Like(text))
    } else if Network::read(&text).is_some() {
        Ok(Value::Network(text))
    } else if let Some(most) = Network::slip(&text) {
        let message = format!(
            "This is no network: behind the / stands how many bits count, 0 to {most}. To search for the text, put it in quotes."
        );
        Err(QueryError::new(message, span.clone()))
    } else if (of_event_time || text.len() > 4) && Period::read(&text).is_some() {
        Ok(Value::During(text))
    } else if of_event_time && time::parse(&text).is_none() {
        let message = format!(
            "This is no time: write {field}:2021-07-29, {field}:2021-07-29T10 or last:24h, or put the text in quotes."
        );
        Err(QueryError::new(message, span.clone()))
    } else {
        Ok(Value::Equals(text))
    }
}

fn missing_value(named: &Named) -> QueryError {
    let Named { name, operator, .. } = named;
    let sign = operator.sign();
    let instead = match operator {
        Operator::Is => format!("{name}:value, or {name}:* for any value"),
        Operator::Exactly => format!("{name}=value"),
        Operator::Compare(_) => format!("{name}{sign}100 or {name}{sign}2021-07-29"),
    };
    let message = format!(
        "A value is missing right behind {sign}: write {instead}. To search for the text, put it in quotes."
    );
    QueryError::new(message, named.span.clone())
}

fn not_closed(open: &Range<usize>) -> QueryError {
    QueryError::new("This ( is not closed: add ).", open.clone())
}

fn nothing_inside(open: &Range<usize>) -> QueryError {
    QueryError::new("There is nothing between these parentheses.", open.clone())
}
