//! From tokens to a [`Query`].

use super::lex::{Spanned, Token, lex};
use super::{Query, Value};
use std::ops::Range;

/// A longer query is a pasted file, not a question.
const LONGEST: usize = 16 * 1024;

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
    if text.len() > LONGEST {
        let message = format!(
            "A filter has at most {LONGEST} characters; this text has {}.",
            text.len()
        );
        return Err(QueryError::new(message, 0..text.len()));
    }
    let tokens = lex(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        end: text.len(),
    };
    let query = parser.any_of(0)?;
    match parser.tokens.get(parser.at) {
        None => Ok(query),
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
}

impl Parser<'_> {
    fn next_is(&self, token: &Token) -> bool {
        self.tokens.get(self.at).is_some_and(|(next, _)| next == token)
    }

    fn take(&mut self, token: &Token) -> bool {
        let taken = self.next_is(token);
        self.at += usize::from(taken);
        taken
    }

    fn any_of(&mut self, depth: usize) -> Result<Query, QueryError> {
        let mut terms = vec![self.all_of(depth)?];
        while self.next_is(&Token::Or) {
            let span = self.tokens[self.at].1.clone();
            self.at += 1;
            let right = self.all_of(depth)?;
            if right == Query::All || terms.last() == Some(&Query::All) {
                return Err(QueryError::new("OR needs a term on both sides.", span));
            }
            terms.push(right);
        }
        Ok(if terms.len() == 1 {
            terms.swap_remove(0)
        } else {
            Query::Or(terms)
        })
    }

    fn all_of(&mut self, depth: usize) -> Result<Query, QueryError> {
        let mut terms = Vec::new();
        loop {
            if self.take(&Token::And) {
                continue;
            }
            match self.tokens.get(self.at) {
                None | Some((Token::Or | Token::Close, _)) => break,
                Some(_) => match self.term(depth)? {
                    Query::All => {}
                    Query::And(inner) => terms.extend(inner),
                    term => terms.push(term),
                },
            }
        }
        Ok(match terms.len() {
            0 => Query::All,
            1 => terms.swap_remove(0),
            _ => Query::And(terms),
        })
    }

    fn term(&mut self, depth: usize) -> Result<Query, QueryError> {
        let Some((token, span)) = self.tokens.get(self.at) else {
            return Err(QueryError::new(
                "A term is missing at the end.",
                self.end..self.end,
            ));
        };
        if depth > DEEPEST {
            return Err(QueryError::new("This is nested too deeply.", span.clone()));
        }
        self.at += 1;
        match token {
            Token::Minus | Token::Not => match self.tokens.get(self.at) {
                None | Some((Token::Close | Token::Or | Token::And, _)) => {
                    Err(QueryError::new("Say what to leave out after this.", span.clone()))
                }
                Some(_) => Ok(match self.term(depth + 1)? {
                    Query::Not(inner) => *inner,
                    term => Query::Not(Box::new(term)),
                }),
            },
            Token::Open => {
                let inner = self.any_of(depth + 1)?;
                if !self.take(&Token::Close) {
                    return Err(QueryError::new("This ( is not closed: add ).", span.clone()));
                }
                match inner {
                    Query::All => Err(QueryError::new(
                        "There is nothing between these parentheses.",
                        span.clone(),
                    )),
                    inner => Ok(inner),
                }
            }
            Token::Field(field) => self.value(field, span.clone()),
            Token::Word(text) | Token::Quoted(text) => Ok(Query::Text(text.clone())),
            Token::Close | Token::And | Token::Or => {
                Err(QueryError::new("A term is missing before this.", span.clone()))
            }
        }
    }

    fn value(&mut self, field: &str, span: Range<usize>) -> Result<Query, QueryError> {
        let value = match self.tokens.get(self.at) {
            // A value follows its field without a space; what stands apart is the next term.
            Some((token, next)) if next.start == span.end => match token {
                Token::Word(text) if text == "*" => Value::Present,
                Token::Word(text) if text.contains(['*', '?', '\\']) => Value::Like(text.clone()),
                Token::Word(text) | Token::Quoted(text) => Value::Equals(text.clone()),
                Token::And => Value::Equals("AND".into()),
                Token::Or => Value::Equals("OR".into()),
                Token::Not => Value::Equals("NOT".into()),
                _ => return Err(missing_value(field, span)),
            },
            _ => return Err(missing_value(field, span)),
        };
        self.at += 1;
        Ok(Query::Field {
            field: field.to_owned(),
            value,
        })
    }
}

fn missing_value(field: &str, span: Range<usize>) -> QueryError {
    QueryError::new(
        format!("A value is missing: write {field}:value, or {field}:* for any value."),
        span,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn field(field: &str, value: Value) -> Query {
        Query::Field {
            field: field.into(),
            value,
        }
    }

    #[test]
    fn terms_are_joined_by_and_and_a_minus_negates() {
        let query = parse(r#"alice eventName:PutObject -region:"us east" AND x"#).unwrap();
        let expected = Query::And(vec![
            Query::Text("alice".into()),
            field("eventName", Value::Equals("PutObject".into())),
            Query::Not(Box::new(field("region", Value::Equals("us east".into())))),
            Query::Text("x".into()),
        ]);
        assert_eq!(query, expected);
    }

    #[test]
    fn arns_urls_and_clock_times_are_text() {
        for text in [
            "arn:aws:iam::111122223333:user/alice",
            "https://example.com/a",
            "10:04:12",
        ] {
            assert_eq!(parse(text), Ok(Query::Text(text.into())));
        }
    }

    #[test]
    fn a_mistake_has_a_place() {
        for (text, span) in [
            ("a \"b", 2..4),
            ("eventName:", 0..10),
            ("eventName: x", 0..10),
            ("a )", 2..3),
            ("(a", 0..1),
            ("a -", 2..3),
            ("a OR", 2..4),
            ("()", 0..1),
        ] {
            assert_eq!(parse(text).unwrap_err().span, span, "{text}");
        }
    }

    #[test]
    fn a_pasted_file_is_refused_at_once() {
        assert!(parse(&"(".repeat(1 << 20)).is_err());
        assert!(
            parse(&"(".repeat(1 << 12))
                .unwrap_err()
                .message
                .contains("nested")
        );
        assert!(parse(&"-".repeat(1 << 12)).is_err());
    }

    fn queries() -> impl Strategy<Value = Query> {
        let text = prop_oneof![
            "[a-z]{1,6}",
            "[ -~]{0,8}",
            "\\PC{0,6}",
            Just("OR".to_owned()),
            Just("arn:x".to_owned())
        ];
        let value = prop_oneof![
            Just(Value::Present),
            text.clone().prop_map(Value::Equals),
            "[a-z*?]{0,4}[*?][a-z]{1,3}".prop_map(Value::Like),
        ];
        let leaf = prop_oneof![
            text.prop_map(Query::Text),
            ("[a-zA-Z_][a-zA-Z0-9_.-]{0,8}", value)
                .prop_filter("a word", |(field, _)| field != "arn")
                .prop_map(|(field, value)| Query::Field { field, value }),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                inner
                    .clone()
                    .prop_filter("twice", |q| !matches!(q, Query::Not(_)))
                    .prop_map(|q| Query::Not(Box::new(q))),
                prop::collection::vec(
                    inner.clone().prop_filter("flat", |q| !matches!(q, Query::And(_))),
                    2..4
                )
                .prop_map(Query::And),
                prop::collection::vec(inner.prop_filter("flat", |q| !matches!(q, Query::Or(_))), 2..4)
                    .prop_map(Query::Or),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back_the_same(query in queries()) {
            let text = query.to_string();
            prop_assert_eq!(parse(&text), Ok(query), "{}", text);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            if let Err(error) = parse(&text) {
                prop_assert!(text.get(error.span).is_some());
            }
        }
    }
}
