//! A JSON text as its tokens, one at a time.

use crate::ui::model::tree::Kind;
use std::ops::Range;

/// A part of a JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// An object or array begins.
    Open(Kind),
    /// The object or array begun last ends.
    Close,
    /// A member's key, with its quotes.
    Key(Range<usize>),
    /// A string with its quotes, a number or a word.
    Value(Kind, Range<usize>),
}

/// The token at or after byte `at` of a text, and where to go on; `None` at its end. The text was checked when it was
/// taken in: of one that is no JSON there are some tokens, and an end.
pub fn next(text: &str, at: usize) -> Option<(Token, usize)> {
    let bytes = text.as_bytes();
    let start = at + bytes.get(at..)?.iter().position(|byte| !is_between(*byte))?;
    let kind = match bytes[start] {
        b'{' => return Some((Token::Open(Kind::Object), start + 1)),
        b'[' => return Some((Token::Open(Kind::Array), start + 1)),
        b'}' | b']' => return Some((Token::Close, start + 1)),
        b'"' => {
            let end = end_of_string(bytes, start);
            let after = bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace());
            let token = if after == Some(&b':') {
                Token::Key(start..end)
            } else {
                Token::Value(Kind::String, start..end)
            };
            return Some((token, end));
        }
        b't' | b'f' | b'n' => Kind::Word,
        _ => Kind::Number,
    };
    let ends = |byte: &u8| is_between(*byte) || matches!(byte, b'}' | b']' | b'{' | b'[' | b'"');
    let len = bytes[start..]
        .iter()
        .position(ends)
        .unwrap_or(bytes.len() - start);
    Some((Token::Value(kind, start..start + len), start + len))
}

fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b':')
}

/// The first byte after a string that begins at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = bytes
        .get(at..)
        .and_then(|rest| memchr::memchr2(b'"', b'\\', rest))
    {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(text: &str) -> Vec<String> {
        let mut at = 0;
        let mut tokens = Vec::new();
        while let Some((token, after)) = next(text, at) {
            assert!(after > at);
            at = after;
            tokens.push(match token {
                Token::Open(kind) => format!("{kind:?}"),
                Token::Close => "end".into(),
                Token::Key(range) => format!("key {}", &text[range]),
                Token::Value(kind, range) => format!("{kind:?} {}", &text[range]),
            });
        }
        tokens
    }

    #[test]
    fn tokens_are_as_written() {
        let text = r#" { "a\"" : [1.50,-2e3 , "x:\\"],"b":null,"":{}} "#;
        let expected = [
            "Object",
            r#"key "a\"""#,
            "Array",
            "Number 1.50",
            "Number -2e3",
            r#"String "x:\\""#,
            "end",
            r#"key "b""#,
            "Word null",
            r#"key """#,
            "Object",
            "end",
            "end",
        ];
        assert_eq!(tokens(text), expected);
    }

    proptest! {
        #[test]
        fn any_text_comes_to_an_end(text in "[\\[\\]{}\",:\\\\a1n é]{0,40}") {
            tokens(&text);
        }
    }
}
