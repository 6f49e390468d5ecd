//! A query's text as tokens with their places.

use super::{Comparison, QueryError};
use std::net::Ipv6Addr;
use std::ops::Range;

/// Ends of lines, which cannot stand in an input, and the letters that stand for them behind a backslash.
pub const LINE_ENDS: [(char, char); 2] = [('n', '\n'), ('r', '\r')];

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
    /// `field:` and the like; a value follows.
    Field {
        /// The name, quotes undone.
        name: String,
        /// Whether it stood in quotes.
        quoted: bool,
        /// What stands behind it.
        operator: Operator,
    },
    /// Text without quotes; as a field's value it may hold wildcards.
    Word(String),
    /// Text in quotes, escapes undone: it stands for itself.
    Quoted(String),
    /// A field's value between slashes, `\/` undone.
    Pattern(String),
}

/// What joins a field and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `:`
    Is,
    /// `=`
    Exactly,
    /// `<` and its like
    Compare(Comparison),
}

impl Operator {
    /// As the language writes it.
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Is => ":",
            Operator::Exactly => "=",
            Operator::Compare(comparison) => comparison.sign(),
        }
    }

    fn read(text: &str) -> Option<Operator> {
        use Comparison::{AtLeast, AtMost, Greater, Less};
        // The longer signs first: each starts with a shorter one.
        let all = [
            Operator::Compare(AtLeast),
            Operator::Compare(AtMost),
            Operator::Compare(Greater),
            Operator::Compare(Less),
            Operator::Exactly,
            Operator::Is,
        ];
        all.into_iter().find(|operator| text.starts_with(operator.sign()))
    }
}

/// A token and where it stands, in bytes.
pub type Spanned = (Token, Range<usize>);

/// Splits a query into tokens.
///
/// # Errors
/// When a quote or a pattern is not closed, or an operator stands where it cannot.
pub fn lex(text: &str) -> Result<Vec<Spanned>, QueryError> {
    match lex_partly(text) {
        (tokens, None) => Ok(tokens),
        (_, Some(error)) => Err(error),
    }
}

/// The tokens before the first mistake, and that.
pub fn lex_partly(text: &str) -> (Vec<Spanned>, Option<QueryError>) {
    let mut lexer = Lexer {
        text,
        at: 0,
        tokens: Vec::new(),
        in_values: false,
    };
    while let Some(next) = lexer.peek() {
        if let Err(error) = lexer.token(next) {
            return (lexer.tokens, Some(error));
        }
    }
    (lexer.tokens, None)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Spanned>,
    /// Between the parentheses of `field:(a OR b)`, where all words are values.
    in_values: bool,
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
            '-' if !self.in_values => Some(Token::Minus),
            _ => None,
        };
        if let Some(token) = single {
            self.in_values &= token == Token::Open;
            self.at += 1;
            self.push(token, start);
            return Ok(());
        }
        match next {
            _ if next.is_whitespace() => self.at += next.len_utf8(),
            '"' => self.quoted_or_field(start)?,
            _ if self.in_values => self.value(next)?,
            _ => self.word_or_field(start)?,
        }
        Ok(())
    }

    fn quoted_or_field(&mut self, start: usize) -> Result<(), QueryError> {
        let text = self.quoted(start)?;
        match Operator::read(&self.text[self.at..]) {
            Some(operator) if !self.in_values => self.field(start, text, true, operator),
            _ => {
                self.push(Token::Quoted(text), start);
                Ok(())
            }
        }
    }

    fn word_or_field(&mut self, start: usize) -> Result<(), QueryError> {
        let rest = &self.text[start..];
        match self::start(rest) {
            Start::Field(len, operator) => {
                self.at = start + len;
                self.field(start, rest[..len].to_owned(), false, operator)
            }
            Start::Mistake(len, message) => Err(QueryError::new(message, start..start + len)),
            Start::Word => {
                self.keyword_or_word(start);
                Ok(())
            }
        }
    }

    /// A field whose name ends here, and what follows it without a space.
    fn field(
        &mut self,
        start: usize,
        name: String,
        quoted: bool,
        operator: Operator,
    ) -> Result<(), QueryError> {
        self.at += operator.sign().len();
        let rest = &self.text[self.at..];
        if let Some(message) = second_operator(&name, operator, rest) {
            return Err(QueryError::new(message, start..self.at + 1));
        }
        self.push(
            Token::Field {
                name,
                quoted,
                operator,
            },
            start,
        );
        let at = self.at;
        match self.peek() {
            Some('"') => {
                let text = self.quoted(at)?;
                self.push(Token::Quoted(text), at);
                Ok(())
            }
            Some('(') => {
                self.in_values = operator == Operator::Is;
                Ok(())
            }
            Some('/') if operator == Operator::Is => self.pattern(),
            Some(next) if !ends_word(next) => {
                let word = self.word().to_owned();
                self.push(Token::Word(word), at);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A value between parentheses.
    fn value(&mut self, next: char) -> Result<(), QueryError> {
        let start = self.at;
        if next == '/' {
            return self.pattern();
        }
        self.keyword_or_word(start);
        Ok(())
    }

    fn keyword_or_word(&mut self, start: usize) {
        let token = match self.word() {
            "AND" => Token::And,
            "OR" => Token::Or,
            "NOT" => Token::Not,
            word => Token::Word(word.to_owned()),
        };
        self.push(token, start);
    }

    fn quoted(&mut self, start: usize) -> Result<String, QueryError> {
        let mut value = String::new();
        let mut escaped = false;
        for (offset, next) in self.text[start + 1..].char_indices() {
            match next {
                _ if escaped => {
                    let of_letter = LINE_ENDS.iter().find(|(letter, _)| *letter == next);
                    value.push(of_letter.map_or(next, |(_, end)| *end));
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => {
                    self.at = start + 1 + offset + 1;
                    return Ok(value);
                }
                _ => value.push(next),
            }
        }
        Err(QueryError::new(
            "This quote is not closed: add \" at the end of the text.",
            start..self.text.len(),
        ))
    }

    fn pattern(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        let mut pattern = String::new();
        let mut escaped = false;
        for (offset, next) in self.text[start + 1..].char_indices() {
            if next == '/' && !escaped {
                self.at = start + 1 + offset + 1;
                if self.peek().is_some_and(|next| !ends_word(next)) {
                    break;
                }
                self.push(Token::Pattern(pattern), start);
                return Ok(());
            }
            if next == '/' {
                pattern.pop();
            }
            pattern.push(next);
            escaped = next == '\\' && !escaped;
        }
        let (message, end) = if self.at == start {
            (
                "This regular expression is not closed: add / at its end. For a value that starts with /, put it in quotes, or write \\/ where it has wildcards.",
                self.text.len(),
            )
        } else {
            (
                "The regular expression ends at this second /: write \\/ for a slash inside. For a value that starts with /, put it in quotes, or write \\/ where it has wildcards.",
                self.at,
            )
        };
        Err(QueryError::new(message, start..end))
    }

    /// Moves to the end of the word that starts here.
    fn word(&mut self) -> &str {
        let rest = &self.text[self.at..];
        let len = word_len(rest);
        self.at += len;
        &rest[..len]
    }
}

fn word_len(text: &str) -> usize {
    text.find(ends_word).unwrap_or(text.len())
}

/// Whether a word ends before this.
pub fn ends_word(next: char) -> bool {
    next.is_whitespace() || matches!(next, '(' | ')' | '"')
}

/// What a text without quotes starts with.
#[derive(Debug, PartialEq, Eq)]
pub enum Start {
    /// A word.
    Word,
    /// A field's name of so many bytes, and what is behind it.
    Field(usize, Operator),
    /// So many bytes that make no sense, and why.
    Mistake(usize, String),
}

/// Tells words and fields apart.
///
/// ARNs, URLs, clock times and IPv6 addresses are pasted often and are words, though there is a colon in them.
pub fn start(text: &str) -> Start {
    let word = &text[..word_len(text)];
    if let Some(operator) = Operator::read(word) {
        let sign = operator.sign();
        return Start::Mistake(
            sign.len(),
            format!(
                "A field's name stands right before {sign}, its value right behind it, without spaces. To search for the text {sign}, put it in quotes."
            ),
        );
    }
    if word.is_empty() || word.starts_with('-') {
        return Start::Mistake(word.len().min(1), "A term is missing.".into());
    }
    let len = word.find(|next| !is_field_char(next)).unwrap_or(word.len());
    let (name, rest) = word.split_at(len);
    let named = name.starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '@'));
    if named && rest.starts_with("!=") {
        let message = format!("Write -{name}:value, with a minus in front, for what must not be.");
        return Start::Mistake(len + 2, message);
    }
    let pasted = rest.starts_with("://")
        || rest.starts_with("::")
        || (rest.starts_with(':') && (name == "arn" || word.parse::<Ipv6Addr>().is_ok()));
    match Operator::read(rest) {
        Some(operator) if named && !pasted => Start::Field(len, operator),
        _ => Start::Word,
    }
}

fn is_field_char(next: char) -> bool {
    next.is_alphanumeric() || matches!(next, '.' | '_' | '-' | '@' | '/' | '…' | '$' | '#' | '+')
}

/// What to say when `rest` goes on with another operator.
fn second_operator(name: &str, operator: Operator, rest: &str) -> Option<String> {
    let second = rest
        .chars()
        .next()
        .filter(|next| matches!(next, '=' | '<' | '>'))?;
    Some(match (operator, second) {
        (Operator::Exactly, '=') => {
            format!(
                "One = is enough: write {name}=value. To search for text with an = in it, put it in quotes."
            )
        }
        (Operator::Exactly | Operator::Is, '<' | '>') => {
            let equal = if operator == Operator::Exactly { "=" } else { "" };
            format!("Write {name}{second}{equal}100 to compare, or put the value in quotes.")
        }
        _ => format!("Choose one of : = > >= < <= and write {name}:value, {name}=value or {name}>100."),
    })
}
