//! What clicks do to the text of a filter: they add, turn round and take away terms that stand by themselves, and
//! leave all else as it was.
//!
//! A text that is no query is kept, and what a click adds is put behind it.

use super::{Query, Value, fields, parse};

/// The filter narrowed to events that have this value. A term that is there already is not added twice, and
/// its opposite is turned round.
pub fn include(text: &str, field: &str, value: &str) -> String {
    let term = equals(field, value);
    with_terms(text, &term, |terms| replace(terms, &negated(&term), &term))
}

/// The filter without events that have this value.
pub fn exclude(text: &str, field: &str, value: &str) -> String {
    let term = negated(&equals(field, value));
    with_terms(text, &term, |terms| replace(terms, &equals(field, value), &term))
}

/// The filter narrowed to events where the field is null or absent, or with `exclude` to those where it is neither.
pub fn absent(text: &str, field: &str, exclude: bool) -> String {
    let present = Query::Field {
        field: field.to_owned(),
        value: Value::Present,
    };
    let absent = negated(&present);
    let (term, opposite) = if exclude {
        (present, absent)
    } else {
        (absent, present)
    };
    with_terms(text, &term, |terms| replace(terms, &opposite, &term))
}

/// The filter widened by events that have this value, where it is narrowed to others of the same field:
/// `field:a` becomes `field:(a OR b)`. Where it is not, this is [`include`].
pub fn also(text: &str, field: &str, value: &str) -> String {
    let term = equals(field, value);
    let wanted = Value::Equals(value.to_owned());
    with_terms(text, &term, |terms| {
        terms.retain(|other| !means_the_same(other, &negated(&term)));
        for other in terms.iter_mut() {
            match other {
                Query::Field { field: name, value } if fields::same(name, field) => match value {
                    Value::AnyOf(values) => {
                        if !values.iter().any(|value| same_value(value, &wanted)) {
                            values.push(wanted);
                        }
                        return;
                    }
                    // These do not go between parentheses.
                    Value::Exactly(_) | Value::Compare(..) => {
                        let one = other.clone();
                        *other = Query::Or(vec![one, term.clone()]);
                        return;
                    }
                    single => {
                        if !same_value(single, &wanted) {
                            *single = Value::AnyOf(vec![single.clone(), wanted]);
                        }
                        return;
                    }
                },
                Query::Or(any) if any.iter().all(|one| is_about(one, field)) => {
                    if !any.iter().any(|one| means_the_same(one, &term)) {
                        any.push(term.clone());
                    }
                    return;
                }
                _ => {}
            }
        }
        replace(terms, &term, &term);
    })
}

/// The filter without the terms that are about this field alone, as a facet needs it to count the values that
/// could be chosen beside those that are. `last:24h` is about `eventTime`.
pub fn without_field(text: &str, field: &str) -> String {
    let Ok(query) = parse(text) else {
        return text.to_owned();
    };
    let mut terms = terms(query);
    let before = terms.len();
    terms.retain(|term| !is_about(term, field));
    if terms.len() == before {
        return text.to_owned();
    }
    join(terms).to_string()
}

/// Whether the filter has this term, which itself is written in the language.
pub fn has_term(text: &str, term: &str) -> bool {
    let (Ok(query), Ok(term)) = (parse(text), parse(term)) else {
        return false;
    };
    terms(query).iter().any(|other| means_the_same(other, &term))
}

/// The filter with this term; its opposite is turned round.
pub fn with_term(text: &str, term: &str) -> String {
    let Ok(term) = parse(term) else {
        return text.to_owned();
    };
    let opposite = opposite(&term);
    with_terms(text, &term, |terms| replace(terms, &opposite, &term))
}

/// The filter without this term and without its opposite.
pub fn without_term(text: &str, term: &str) -> String {
    match parse(term) {
        Ok(term) if parse(text).is_ok() => {
            let opposite = opposite(&term);
            let is_it = |other: &Query| means_the_same(other, &term) || means_the_same(other, &opposite);
            with_terms(text, &term, |terms| terms.retain(|other| !is_it(other)))
        }
        _ => text.to_owned(),
    }
}

fn opposite(term: &Query) -> Query {
    match term {
        Query::Not(inner) => Query::clone(inner),
        term => negated(term),
    }
}

pub(super) fn with_terms(text: &str, term: &Query, edit: impl FnOnce(&mut Vec<Query>)) -> String {
    match parse(text) {
        Ok(query) => {
            let mut terms = terms(query);
            let before = terms.clone();
            edit(&mut terms);
            if terms == before {
                text.trim().to_owned()
            } else {
                join(terms).to_string()
            }
        }
        Err(_) => format!("{} {term}", text.trim_end()).trim_end().to_owned(),
    }
}

/// Puts `new` where `old` stands, or at the end; once.
fn replace(terms: &mut Vec<Query>, old: &Query, new: &Query) {
    if terms.iter().any(|term| means_the_same(term, new)) {
        return terms.retain(|term| !means_the_same(term, old));
    }
    match terms.iter_mut().find(|term| means_the_same(term, old)) {
        Some(term) => *term = new.clone(),
        None => terms.push(new.clone()),
    }
    terms.retain(|term| !means_the_same(term, old) || means_the_same(term, new));
}

/// The terms that all must hold.
pub(super) fn terms(query: Query) -> Vec<Query> {
    match query {
        Query::All => Vec::new(),
        Query::And(terms) => terms,
        term => vec![term],
    }
}

/// One query of terms that all must hold.
pub(super) fn join(mut terms: Vec<Query>) -> Query {
    match terms.len() {
        0 => Query::All,
        1 => terms.swap_remove(0),
        _ => Query::And(terms),
    }
}

fn equals(field: &str, value: &str) -> Query {
    Query::Field {
        field: field.to_owned(),
        value: Value::Equals(value.to_owned()),
    }
}

fn negated(term: &Query) -> Query {
    Query::Not(Box::new(term.clone()))
}

/// Whether a term says nothing but what one field is, or is not.
fn is_about(term: &Query, field: &str) -> bool {
    match term {
        Query::Field { field: name, .. } => fields::same(name, field),
        Query::Last(_) => fields::is_event_time(field),
        Query::Not(inner) => is_about(inner, field),
        Query::And(terms) | Query::Or(terms) => terms.iter().all(|term| is_about(term, field)),
        Query::All | Query::Text(_) => false,
    }
}

fn means_the_same(a: &Query, b: &Query) -> bool {
    match (a, b) {
        (Query::Not(a), Query::Not(b)) => means_the_same(a, b),
        (Query::Field { field: a, value: x }, Query::Field { field: b, value: y }) => {
            fields::same(a, b) && same_value(x, y)
        }
        _ => false,
    }
}

/// A value may be typed in another case, or so that it reads as more than its text and yet has been clicked.
fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Equals(a), Value::Equals(b)) => a.to_lowercase() == b.to_lowercase(),
        (Value::AnyOf(a), Value::AnyOf(b)) => {
            let within = |a: &[Value], b: &[Value]| a.iter().all(|x| b.iter().any(|y| same_value(x, y)));
            within(a, b) && within(b, a)
        }
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_asked_for_as_the_absence_of_a_value() {
        let absent_only = absent("alice", "responseElements", false);
        assert_eq!(absent_only, "alice -responseElements:*");
        assert_eq!(
            absent(&absent_only, "responseElements", true),
            "alice responseElements:*"
        );
    }
    use proptest::prelude::*;

    #[test]
    fn a_click_adds_a_term_once_and_turns_its_opposite_round() {
        let one = include("  bucket ", "eventName", "PutObject");
        assert_eq!(one, "bucket eventName:PutObject");
        assert_eq!(include(&one, "eventname", "putobject"), one);
        assert_eq!(
            exclude(&one, "eventName", "PutObject"),
            "bucket -eventName:PutObject"
        );
        assert_eq!(
            include("name:x -region:a", "awsRegion", "a"),
            "name:x awsRegion:a"
        );
        assert_eq!(include("a OR b", "f", "x y"), "(a OR b) f:\"x y\"");
        assert_eq!(exclude("", "f", "10.0.0.0/8"), "-f:\"10.0.0.0/8\"");
    }

    #[test]
    fn a_shift_click_widens() {
        assert_eq!(also("", "f", "a"), "f:a");
        assert_eq!(also("x f:a y", "f", "b"), "x f:(a OR b) y");
        assert_eq!(also("f:(a OR b)", "F", "c"), "f:(a OR b OR c)");
        assert_eq!(also("f:(a OR b)", "f", "B"), "f:(a OR b)");
        assert_eq!(also("(f:a OR f=B) x", "f", "c"), "(f:a OR f=B OR f:c) x");
        assert_eq!(also("f=B", "f", "c"), "f=B OR f:c");
        assert_eq!(also("-f:a f:b", "f", "a"), "f:(b OR a)");
        assert_eq!(also("-f:a", "f", "a"), "f:a");
        assert_eq!(also("(f:a OR g:b)", "f", "c"), "(f:a OR g:b) f:c");
        assert_eq!(
            also("ip:(10.0.0.0/8)", "sourceIPAddress", "::1"),
            "ip:(10.0.0.0/8 OR ::1)"
        );
    }

    #[test]
    fn a_facet_ignores_what_is_about_itself_alone() {
        for (text, field, rest) in [
            ("f:a", "f", ""),
            ("x f:(a OR b) -f:c f>1", "F", "x"),
            ("(f:a OR f:b) y", "f", "y"),
            ("(f:a OR g:b) y", "f", "(f:a OR g:b) y"),
            ("last:24h eventTime>2021 x", "eventTime", "x"),
            ("user:x", "actor", ""),
            ("a   AND   b", "f", "a   AND   b"),
            ("f:a \"", "f", "f:a \""),
        ] {
            assert_eq!(without_field(text, field), rest, "{text}");
        }
    }

    #[test]
    fn what_is_no_query_is_kept() {
        assert_eq!(include("a OR", "f", "x"), "a OR f:x");
    }

    #[test]
    fn a_term_is_put_in_and_taken_out() {
        let failed = "-outcome:(ok OR unknown)";
        let text = with_term("a", failed);
        assert_eq!(text, "a -outcome:(ok OR unknown)");
        assert!(has_term(&text, "-Outcome:(unknown OR OK)") && !has_term("a", failed));
        assert_eq!(with_term(&text, failed), text);
        assert_eq!(without_term(&text, failed), "a");
        assert_eq!(
            with_term("a outcome:(ok OR unknown) b", failed),
            "a -outcome:(ok OR unknown) b"
        );
        assert_eq!(with_term("-f:a b", "f:a"), "f:a b");
        assert_eq!(without_term("-f:a b", "f:a"), "b");
        assert_eq!(without_term("a OR", "a"), "a OR");
        assert_eq!(with_term("a OR", "f:b"), "a OR f:b");
    }

    fn texts() -> impl Strategy<Value = String> {
        let term = prop_oneof![
            "[a-c]",
            "[fg]:[a-c]",
            "-[fg]:[a-c]",
            "f:\\([ab] OR c\\)",
            "f>1",
            "\\(f:a OR g:[ab]\\)"
        ];
        prop::collection::vec(term, 0..5).prop_map(|terms| terms.join(" "))
    }

    proptest! {
        #[test]
        fn a_second_click_changes_nothing(text in texts(), value in "[a-c]|\\PC{0,6}", which in 0usize..3) {
            let edit = [include, exclude, also][which];
            let once = edit(&text, "f", &value);
            let query = parse(&once).unwrap();
            prop_assert_eq!(edit(&once, "f", &value), once);
            // Nothing that is not about the field is lost.
            let others = |query: Query| {
                let mut terms = terms(query);
                terms.retain(|term| !is_about(term, "f"));
                terms
            };
            prop_assert_eq!(others(query), others(parse(&text).unwrap()));
        }

        #[test]
        fn a_field_is_gone_when_it_is_taken_away(text in texts(), value in "\\PC{0,6}") {
            let bare = without_field(&text, "f");
            let again = without_field(&include(&bare, "f", &value), "f");
            prop_assert_eq!(parse(&again), parse(&bare));
        }
    }
}
