//! Texts that a person typed or pasted: what to underline, what is JSON.

use std::ops::Range;

/// The text before, at and after a mistake. The range comes from elsewhere, so it is fitted to the text; an
/// empty one takes the character beside it, for there must be something to underline.
pub fn around(text: &str, span: &Range<usize>) -> (String, String, String) {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (mut start, mut end) = (floor(span.start), floor(span.end.max(span.start)));
    if start == end {
        end = text[start..].chars().next().map_or(end, |c| start + c.len_utf8());
    }
    if start == end {
        start = text[..start].char_indices().next_back().map_or(0, |(at, _)| at);
    }
    (
        text[..start].to_owned(),
        text[start..end].to_owned(),
        text[end..].to_owned(),
    )
}

/// Whether pasted text is meant as trail data rather than as words.
pub fn looks_like_json(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    text.starts_with('{') || text.starts_with('[')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn json_is_told_from_words() {
        assert!(looks_like_json("\u{feff} \n{\"Records\":[]}"));
        assert!(looks_like_json("[1]"));
        assert!(!looks_like_json("AccessDenied"));
    }

    proptest! {
        #[test]
        fn something_is_always_underlined(text in ".{1,20}", start in 0usize..40, len in 0usize..40) {
            let (before, at, after) = around(&text, &(start..start + len));
            prop_assert!(!at.is_empty());
            prop_assert_eq!(format!("{before}{at}{after}"), text);
        }
    }
}
