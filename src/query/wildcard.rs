//! Patterns with `*` and `?`.

/// Whether `text` is like `pattern` in any case of letters. Time is bounded by the product of the lengths: the
/// last `*` alone is ever tried again.
pub fn matches(pattern: &[Piece], text: &str) -> bool {
    let text: &[u8] = text.as_bytes();
    let (mut at, mut piece) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match pattern.get(piece) {
            Some(Piece::AnyText) => {
                retry = Some((piece, at));
                piece += 1;
                continue;
            }
            Some(Piece::AnyChar) if at < text.len() => {
                at += char_len(text[at]);
                piece += 1;
                continue;
            }
            Some(Piece::Exactly(c)) => {
                let mut buffer = [0; 4];
                let bytes = c.encode_utf8(&mut buffer).as_bytes();
                if text
                    .get(at..at + bytes.len())
                    .is_some_and(|here| same_letter(here, bytes, *c))
                {
                    at += bytes.len();
                    piece += 1;
                    continue;
                }
            }
            None if at == text.len() => return true,
            _ => {}
        }
        match retry {
            Some((star, from)) if from < text.len() => {
                let from = from + char_len(text[from]);
                retry = Some((star, from));
                (piece, at) = (star + 1, from);
            }
            _ => return false,
        }
    }
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// `*`
    AnyText,
    /// `?`
    AnyChar,
    /// This character, in any case.
    Exactly(char),
}

/// Reads a pattern: `\` makes the next character stand for itself.
pub fn pieces(pattern: &str) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(next) = chars.next() {
        pieces.push(match next {
            '*' => Piece::AnyText,
            '?' => Piece::AnyChar,
            '\\' => Piece::Exactly(chars.next().unwrap_or('\\')),
            _ => Piece::Exactly(next),
        });
    }
    pieces
}

fn char_len(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

fn same_letter(here: &[u8], bytes: &[u8], c: char) -> bool {
    if c.is_ascii() {
        return here.eq_ignore_ascii_case(bytes);
    }
    here == bytes
        || std::str::from_utf8(here)
            .is_ok_and(|here| here.chars().flat_map(char::to_lowercase).eq(c.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn like(pattern: &str, text: &str) -> bool {
        matches(&pieces(pattern), text)
    }

    /// The same by trying everything.
    fn slow(pattern: &[Piece], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((Piece::AnyText, rest)) => (0..=text.len()).any(|skip| slow(rest, &text[skip..])),
            Some((Piece::AnyChar, rest)) => !text.is_empty() && slow(rest, &text[1..]),
            Some((Piece::Exactly(c), rest)) => text.first() == Some(c) && slow(rest, &text[1..]),
        }
    }

    #[test]
    fn case_and_escapes() {
        assert!(like("put*", "PutObject"));
        assert!(like("É?", "éa"));
        assert!(like(r"a\*", "a*"));
        assert!(!like(r"a\*", "ab"));
        assert!(!like("a", ""));
        assert!(like("*", ""));
    }

    proptest! {
        #[test]
        fn agrees_with_trying_everything(pattern in "[abé*?]{0,8}", text in "[abé]{0,10}") {
            let chars: Vec<char> = text.chars().collect();
            prop_assert_eq!(like(&pattern, &text), slow(&pieces(&pattern), &chars));
        }
    }
}
