//! Edits to the text of the filter, made for the user: the text stays what a person would have typed.

use std::ops::Range;

/// `path:value` as the filter's language writes it. A path that the language cannot name (a key with a space or a
/// colon in it) leaves the value alone, as free text.
pub fn term(path: &str, value: &str) -> String {
    let named = path.starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '@'))
        && path
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '/'))
        && path != "arn";
    if named {
        format!("{path}:{}", quoted(value))
    } else {
        quoted(value)
    }
}

/// The filter with a term added: `exclude` puts a minus before it. A term that is there already is not added
/// twice, and its opposite is replaced rather than contradicted.
pub fn with_term(text: &str, path: &str, value: &str, exclude: bool) -> String {
    let plain = term(path, value);
    let negated = format!("-{plain}");
    let (wanted, opposite) = if exclude {
        (negated, plain)
    } else {
        (plain, negated)
    };
    if find_term(text, &wanted).is_some() {
        return text.trim().to_owned();
    }
    let mut text = text.trim().to_owned();
    if let Some(place) = find_term(&text, &opposite) {
        text.replace_range(place, &wanted);
        return text;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text + &wanted
}

/// Where a term stands as a whole word, outside quotes of other terms.
fn find_term(text: &str, term: &str) -> Option<Range<usize>> {
    let mut quoted = false;
    let mut escaped = false;
    let mut at_start = true;
    for (at, c) in text.char_indices() {
        if at_start && !quoted && text[at..].starts_with(term) {
            let end = at + term.len();
            if text[end..].chars().next().is_none_or(char::is_whitespace) {
                return Some(at..end);
            }
        }
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        at_start = c.is_whitespace();
    }
    None
}

/// A word as it is, or in quotes where the language would read it otherwise.
fn quoted(word: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '@' | '$' | '+' | '=' | '#');
    let reserved = matches!(word, "" | "AND" | "OR" | "NOT") || word.starts_with('-');
    if !reserved && word.chars().all(plain) {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len() + 2);
    out.push('"');
    for c in word.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

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
    fn terms_are_added_once_and_turned_round() {
        let one = with_term("  bucket ", "eventName", "PutObject", false);
        assert_eq!(one, "bucket eventName:PutObject");
        assert_eq!(with_term(&one, "eventName", "PutObject", false), one);
        assert_eq!(
            with_term(&one, "eventName", "PutObject", true),
            "bucket -eventName:PutObject"
        );
        assert_eq!(
            with_term(&one, "eventName", "Put", false),
            "bucket eventName:PutObject eventName:Put"
        );
    }

    #[test]
    fn values_that_would_read_otherwise_are_quoted() {
        assert_eq!(term("userAgent", "aws cli"), r#"userAgent:"aws cli""#);
        assert_eq!(term("a", r#"say "hi" \ bye"#), r#"a:"say \"hi\" \\ bye""#);
        assert_eq!(term("a", "x*"), r#"a:"x*""#);
        assert_eq!(
            term("userIdentity.arn", "arn:aws:iam::1:root"),
            r#"userIdentity.arn:"arn:aws:iam::1:root""#
        );
        assert_eq!(term("a", "-1"), r#"a:"-1""#);
        assert_eq!(term("a", ""), r#"a:"""#);
    }

    #[test]
    fn every_term_is_read_as_it_was_meant() {
        use crate::query::parse;
        for (path, value) in [
            ("userAgent", "aws cli"),
            ("a.b-c", "x*\"?\\"),
            ("aws:sourceVpc", "vpc-1"),
            ("a", "AND"),
        ] {
            assert!(parse(&term(path, value)).is_ok(), "{path} {value}");
        }
        assert_eq!(term("aws:sourceVpc", "vpc-1"), "vpc-1");
    }

    #[test]
    fn a_term_inside_quotes_is_text() {
        let text = r#""about eventName:PutObject here""#;
        assert_eq!(
            with_term(text, "eventName", "PutObject", false),
            format!("{text} eventName:PutObject")
        );
    }

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

        #[test]
        fn a_second_click_changes_nothing(text in "[a-z:\" -]{0,20}", value in ".{0,10}", exclude: bool) {
            // An odd quote swallows what follows, whoever adds it.
            prop_assume!(text.matches('"').count() % 2 == 0);
            let once = with_term(&text, "field", &value, exclude);
            prop_assert_eq!(with_term(&once, "field", &value, exclude), once);
        }
    }
}
