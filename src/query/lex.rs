//! A query's text as tokens with their places.

use super::QueryError;
use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `-` before a term.
    Minus,
    /// `AND`, written out.
    And,
    /// `OR`
    Or,
    /// `NOT`
    Not,
    /// `field:`; a value follows.
    Field(String),
    /// Text without quotes; as a field's value it may hold wildcards.
    Word(String),
    /// Text in quotes, escapes undone: it stands for itself.
    Quoted(String),
}

/// A token and where it stands, in bytes.
pub type Spanned = (Token, Range<usize>);

/// Splits a query into tokens.
///
/// # Errors
/// When a quote is not closed.
pub fn lex(text: &str) -> Result<Vec<Spanned>, QueryError> {
    let mut lexer = Lexer {
        text,
        at: 0,
        tokens: Vec::new(),
    };
    while let Some(next) = lexer.peek() {
        lexer.token(next)?;
    }
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Spanned>,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn push(&mut self, token: Token, start: usize) {
        self.tokens.push((token, start..self.at));
    }

    fn token(&mut self, next: char) -> Result<(), QueryError> {
        let start = self.at;
        let single = match next {
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            '-' => Some(Token::Minus),
            _ => None,
        };
        match (next, single) {
            (_, Some(token)) => {
                self.at += 1;
                self.push(token, start);
            }
            ('"', _) => self.quoted(start)?,
            _ if next.is_whitespace() => self.at += next.len_utf8(),
            _ => self.word(start)?,
        }
        Ok(())
    }

    fn quoted(&mut self, start: usize) -> Result<(), QueryError> {
        let mut value = String::new();
        let mut escaped = false;
        for (offset, next) in self.text[start + 1..].char_indices() {
            match next {
                _ if escaped => {
                    value.push(next);
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => {
                    self.at = start + 1 + offset + 1;
                    self.push(Token::Quoted(value), start);
                    return Ok(());
                }
                _ => value.push(next),
            }
        }
        Err(QueryError::new(
            "This quote is not closed: add \" at the end of the text.",
            start..self.text.len(),
        ))
    }

    fn word(&mut self, start: usize) -> Result<(), QueryError> {
        let rest = &self.text[start..];
        if let Some(len) = field_len(rest) {
            self.at = start + len + 1;
            self.push(Token::Field(rest[..len].to_owned()), start);
            return match self.peek() {
                None => Ok(()),
                Some('"') => self.quoted(self.at),
                Some(next) if next.is_whitespace() || matches!(next, '(' | ')') => Ok(()),
                Some(_) => {
                    self.plain(self.at);
                    Ok(())
                }
            };
        }
        self.plain(start);
        Ok(())
    }

    fn plain(&mut self, start: usize) {
        let rest = &self.text[start..];
        let len = rest.find(ends_word).unwrap_or(rest.len());
        self.at = start + len;
        let token = match &rest[..len] {
            "AND" => Token::And,
            "OR" => Token::Or,
            "NOT" => Token::Not,
            word => Token::Word(word.to_owned()),
        };
        self.push(token, start);
    }
}

fn ends_word(next: char) -> bool {
    next.is_whitespace() || matches!(next, '(' | ')' | '"')
}

/// Length of the field's name where the text starts with `field:`.
///
/// ARNs, URLs and clock times are pasted often and are words, though there is a colon in them.
fn field_len(text: &str) -> Option<usize> {
    let len = text.find(|next: char| !is_field_char(next))?;
    let named = text[..len]
        .chars()
        .next()
        .is_some_and(|first| first.is_alphabetic() || matches!(first, '_' | '@'));
    let rest = text[len..].strip_prefix(':')?;
    (named && &text[..len] != "arn" && !rest.starts_with("//")).then_some(len)
}

fn is_field_char(next: char) -> bool {
    next.is_alphanumeric() || matches!(next, '.' | '_' | '-' | '@' | '/' | '…')
}

/// Whether free text would be read as something else without quotes.
pub fn must_quote_text(text: &str) -> bool {
    text.is_empty()
        || text.starts_with('-')
        || text.contains(ends_word)
        || matches!(text, "AND" | "OR" | "NOT")
        || field_len(text).is_some()
}

/// Whether a field's value would be read as something else without quotes.
pub fn must_quote_field_value(text: &str) -> bool {
    text.is_empty()
        || text.contains(ends_word)
        || text.contains(['*', '?', '\\'])
        || matches!(text, "AND" | "OR" | "NOT")
}
