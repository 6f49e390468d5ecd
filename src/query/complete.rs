//! What may be typed next: the fields present, or the values of one.

use super::lex::{Operator, Spanned, Token, lex_partly};
use super::parse::LONGEST;
use super::{Query, Value, print};
use crate::sorting::sort_by;
use std::ops::Range;

/// What stands under the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderCursor {
    /// The bytes that a choice replaces.
    pub span: Range<usize>,
    /// What has been typed of it before the cursor, quotes undone.
    pub typed: String,
    /// Whose value it is; `None` while it may be the name of a field.
    pub field: Option<String>,
    /// The text without the term that the value is part of; `None` for the name of a field, and where the term is
    /// an alternative to others, which widens what they find.
    pub rest: Option<String>,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The field or value.
    pub text: String,
    /// What takes the place of [`Completion::span`].
    pub insert: String,
    /// In how many events it occurs; 0 where that was not counted.
    pub count: u64,
}

/// What can be chosen at one place of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The bytes that a choice replaces.
    pub span: Range<usize>,
    /// The best first, at most [`MOST`].
    pub candidates: Vec<Candidate>,
    /// How many there are.
    pub total: usize,
}

/// Candidates listed: who wants another types on.
pub const MOST: usize = 50;

/// How long ago, most asked for first.
const DURATIONS: [&str; 6] = ["24h", "7d", "1h", "30d", "15m", "90d"];

/// What the cursor, a byte offset, stands in or behind; `None` where nothing can be completed: behind a
/// parenthesis, in a number, a pattern or a text in quotes.
pub fn under_cursor(text: &str, cursor: usize) -> Option<UnderCursor> {
    if text.len() > LONGEST {
        return None;
    }
    let before = text.get(..cursor)?;
    let (tokens, error) = lex_partly(before);
    let (span, typed, field) = place(text, cursor, &tokens, error.map(|error| error.span.start))?;
    let rest = field
        .is_some()
        .then(|| without_term(text, &tokens, &span))
        .flatten();
    Some(UnderCursor {
        span,
        typed,
        field,
        rest,
    })
}

/// What a choice replaces, what is typed of it, and the field it is a value of.
type Place = (Range<usize>, String, Option<String>);

fn place(text: &str, cursor: usize, tokens: &[Spanned], open_quote: Option<usize>) -> Option<Place> {
    let before = text.get(..cursor)?;
    // A value whose quote is still open ends at the cursor.
    if let Some(start) = open_quote {
        let whole_field = tokens
            .last()
            .filter(|(token, span)| matches!(token, Token::Field { .. }) && span.end == start);
        before[start..].strip_prefix('"')?;
        let field = whole_field.and_then(|(token, _)| completed_field(token));
        let field = field.or_else(|| field_of_list(tokens))?;
        let typed = before[start + 1..].replace("\\\"", "\"").replace("\\\\", "\\");
        return Some((start..end_of_quote(text, start, cursor), typed, Some(field)));
    }
    let in_list = field_of_list(tokens);
    let end = cursor
        + text[cursor..]
            .find(super::lex::ends_word)
            .unwrap_or(text.len() - cursor);
    match tokens.last() {
        Some((token @ Token::Field { .. }, span)) if span.end == cursor => {
            let field = completed_field(token)?;
            Some((cursor..end, String::new(), Some(field)))
        }
        Some((Token::Word(typed), span)) if span.end == cursor => {
            let owner = tokens.len().checked_sub(2).and_then(|at| tokens.get(at));
            let owner = owner
                .filter(|(token, owner)| matches!(token, Token::Field { .. }) && owner.end == span.start);
            let field = match owner {
                Some((token, _)) => Some(completed_field(token)?),
                None => in_list,
            };
            // A colon behind the cursor belongs to the name.
            let mut end = end;
            if field.is_none()
                && let Some(len) = text[cursor..end].find([':', '=', '<', '>'])
            {
                end = cursor + len + usize::from(text[cursor + len..].starts_with(':'));
            }
            Some((span.start..end, typed.clone(), field))
        }
        Some((Token::Quoted(_) | Token::Pattern(_) | Token::Close, span)) if span.end == cursor => None,
        Some((Token::And | Token::Or | Token::Not, span)) if span.end == cursor => None,
        _ => Some((cursor..cursor, String::new(), in_list)),
    }
}

/// The text without the term that has a value at `span`, its sign and the AND before it.
fn without_term(text: &str, tokens: &[Spanned], span: &Range<usize>) -> Option<String> {
    let is_field =
        |(token, place): &Spanned| matches!(token, Token::Field { .. }) && place.start < span.start;
    let field = tokens.iter().rposition(is_field)?;
    let in_list = tokens[field..].iter().any(|(token, _)| *token == Token::Open);
    let end = match text[span.end..].find(')') {
        Some(len) if in_list => span.end + len + 1,
        None if in_list => text.len(),
        _ => span.end,
    };
    let mut first = field;
    let before = |at: usize| at.checked_sub(1).map(|at| &tokens[at].0);
    while matches!(before(first), Some(Token::Minus | Token::Not)) {
        first -= 1;
    }
    match before(first) {
        Some(Token::Or) => return None,
        Some(Token::And) => first -= 1,
        _ => {}
    }
    Some(format!("{}{}", &text[..tokens[first].1.start], &text[end..]))
}

/// The field whose values can be completed behind it.
fn completed_field(token: &Token) -> Option<String> {
    match token {
        Token::Field {
            name,
            operator: Operator::Is | Operator::Exactly,
            ..
        } => Some(name.clone()),
        _ => None,
    }
}

/// The field of `field:(a OR` when its parenthesis is still open.
fn field_of_list(tokens: &[Spanned]) -> Option<String> {
    let open = tokens
        .iter()
        .rposition(|(token, _)| matches!(token, Token::Open | Token::Close))?;
    let (field, place) = tokens.get(open.checked_sub(1)?)?;
    let (token, open) = &tokens[open];
    (*token == Token::Open && place.end == open.start)
        .then(|| completed_field(field))
        .flatten()
}

fn end_of_quote(text: &str, start: usize, cursor: usize) -> usize {
    let (tokens, _) = lex_partly(text);
    let closed = tokens
        .iter()
        .find(|(token, span)| matches!(token, Token::Quoted(_)) && span.start == start);
    closed.map_or(cursor, |(_, span)| span.end.max(cursor))
}

/// What can be chosen where the cursor stands. `fields` are the paths present with the number of events that have
/// them; `values` those of the field that [`under_cursor`] names, likewise.
pub fn complete(text: &str, cursor: usize, fields: &[(String, u64)], values: &[(String, u64)]) -> Completion {
    let Some(under) = under_cursor(text, cursor) else {
        return Completion {
            span: cursor..cursor,
            candidates: Vec::new(),
            total: 0,
        };
    };
    let durations: Vec<(String, u64)> = DURATIONS.iter().map(|text| ((*text).to_owned(), 0)).collect();
    let is_last = under
        .field
        .as_ref()
        .is_some_and(|field| field.eq_ignore_ascii_case("last"));
    let offered = match &under.field {
        None => fields,
        Some(_) if is_last => &durations,
        Some(_) => values,
    };
    let typed = under.typed.to_lowercase();
    let mut ranked: Vec<(u32, &(String, u64))> = offered
        .iter()
        .filter_map(|offer| Some((rank(&offer.0, &typed)?, offer)))
        .collect();
    // The order given is kept among durations, which have no counts.
    sort_by(&mut ranked, |(a, x), (b, y)| a.cmp(b).then(y.1.cmp(&x.1)));
    let total = ranked.len();
    let candidates = ranked
        .into_iter()
        .take(MOST)
        .map(|(_, (text, count))| Candidate {
            insert: match &under.field {
                None => as_field(text),
                Some(_) if is_last => text.clone(),
                Some(field) => print::value_of(field, text),
            },
            text: text.clone(),
            count: *count,
        })
        .collect();
    Completion {
        span: under.span,
        candidates,
        total,
    }
}

/// Smaller is better: starts with what is typed (in small letters), has a part that does, contains it. `None` when
/// it does not.
fn rank(text: &str, typed: &str) -> Option<u32> {
    let text = text.to_lowercase();
    if text.starts_with(typed) {
        return Some(0);
    }
    let mut found = text.match_indices(typed).map(|(at, _)| at).peekable();
    found.peek()?;
    let part = found.any(|at| !text[..at].ends_with(char::is_alphanumeric));
    Some(if part { 1 } else { 2 })
}

/// A field's name with its colon, as it is typed.
pub fn as_field(path: &str) -> String {
    let present = Query::Field {
        field: path.to_owned(),
        value: Value::Present,
    };
    let mut text = present.to_string();
    text.pop();
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is under `|` in `text`: the text to replace, what is typed, the field.
    fn under(marked: &str) -> Option<(String, String, Option<String>)> {
        let cursor = marked.find('|').unwrap();
        let text = marked.replace('|', "");
        let under = under_cursor(&text, cursor)?;
        Some((text[under.span].to_owned(), under.typed, under.field))
    }

    #[test]
    fn the_cursor_is_in_a_field_or_in_a_value_of_one() {
        for (marked, span, typed, field) in [
            ("|", "", "", None),
            ("ev|", "ev", "ev", None),
            ("a ev|ent", "event", "ev", None),
            ("ev|ent:x", "event:", "ev", None),
            ("(-ev|", "ev", "ev", None),
            ("a |", "", "", None),
            ("eventName:|", "", "", Some("eventName")),
            ("eventName:Pu|tO x", "PutO", "Pu", Some("eventName")),
            ("eventName=Pu|", "Pu", "Pu", Some("eventName")),
            ("eventName:(Put OR G|)", "G", "G", Some("eventName")),
            ("eventName:(|", "", "", Some("eventName")),
            ("eventName:(a OR |", "", "", Some("eventName")),
            ("eventName:\"a b|", "\"a b", "a b", Some("eventName")),
            ("eventName:\"a b|c\" x", "\"a bc\"", "a b", Some("eventName")),
            ("\"odd name\":x|", "x", "x", Some("odd name")),
            ("last:2|", "2", "2", Some("last")),
        ] {
            let expected = Some((span.to_owned(), typed.to_owned(), field.map(str::to_owned)));
            assert_eq!(under(marked), expected, "{marked}");
        }
        for marked in ["\"free te|", "n>5|", "(a)|", "f:/re|", "f:\"x\"|"] {
            assert_eq!(under(marked), None, "{marked}");
        }
    }

    #[test]
    fn values_are_counted_among_what_the_other_terms_find() {
        for (marked, rest) in [
            ("a f:|", Some("a ")),
            ("a AND -f:x| b", Some("a  b")),
            ("f:x| g:y", Some(" g:y")),
            ("a f:(x OR y| OR z) b", Some("a  b")),
            ("a f:(x OR |", Some("a ")),
            ("a f:\"x y|", Some("a ")),
            ("a OR NOT f:|", None),
            ("a f|", None),
        ] {
            let cursor = marked.find('|').unwrap();
            let under = under_cursor(&marked.replace('|', ""), cursor).unwrap();
            assert_eq!(under.rest.as_deref(), rest, "{marked}");
        }
    }

    fn counted(names: &[(&str, u64)]) -> Vec<(String, u64)> {
        names
            .iter()
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect()
    }

    #[test]
    fn what_starts_with_it_comes_first_and_then_the_most_frequent() {
        let fields = counted(&[
            ("requestParameters.eventName", 9),
            ("preventive", 99),
            ("eventName", 5),
            ("eventTime", 7),
            ("awsRegion", 50),
        ]);
        let inserts = |text: &str| -> Vec<String> {
            let completion = complete(text, text.len(), &fields, &[]);
            completion
                .candidates
                .into_iter()
                .map(|candidate| candidate.insert)
                .collect()
        };
        assert_eq!(
            inserts("EVE"),
            [
                "eventTime:",
                "eventName:",
                "requestParameters.eventName:",
                "preventive:"
            ]
        );
        assert_eq!(inserts("")[0], "preventive:");
    }

    #[test]
    fn values_are_quoted_where_they_must_be() {
        let values = counted(&[("aws cli", 2), ("AWS Internal*", 3), ("x", 9)]);
        let completion = complete("userAgent:aw", 12, &[], &values);
        let inserts: Vec<&str> = completion
            .candidates
            .iter()
            .map(|one| one.insert.as_str())
            .collect();
        assert_eq!(inserts, ["\"AWS Internal*\"", "\"aws cli\""]);
        assert_eq!(completion.span, 10..12);
        assert_eq!(complete("last:", 5, &[], &[]).candidates[0].insert, "24h");
    }

    proptest! {
        #[test]
        fn no_cursor_panics_and_a_choice_is_a_query(text in "[a-f:=>()\"/\\\\ é-]{0,16}|ab:\\PC{0,6}", cursor in 0usize..20, value in "\\PC{0,6}") {
            let completion = complete(&text, cursor, &[(value.clone(), 1)], &[(value, 1)]);
            prop_assert!(text.get(completion.span.clone()).is_some() || cursor > text.len() || !text.is_char_boundary(cursor));
        }

        #[test]
        fn a_chosen_value_is_found_again(value in "\\PC{0,8}") {
            let completion = complete("f:", 2, &[], &[(value.clone(), 1)]);
            let text = format!("f:{}", completion.candidates[0].insert);
            let expected = Query::Field { field: "f".into(), value: Value::Equals(value) };
            prop_assert_eq!(super::super::parse(&text), Ok(expected), "{}", text);
        }
    }
}
