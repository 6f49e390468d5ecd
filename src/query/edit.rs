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

/// The filter narrowed to events that have this value, whatever it said of the field before.
pub fn only(text: &str, field: &str, value: &str) -> String {
    include(&without_field(text, field), field, value)
}

/// The filter without what it says of this value: neither asked for nor excluded, alone or among others.
pub fn remove(text: &str, field: &str, value: &str) -> String {
    let Ok(query) = parse(text) else {
        return text.to_owned();
    };
    let before = terms(query);
    let after: Vec<Query> = before
        .iter()
        .filter_map(|term| without_value(term, field, value))
        .collect();
    if after == before {
        return text.trim().to_owned();
    }
    join(after).to_string()
}

/// What a filter says of a field's values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picked {
    /// Values that it asks for, as written.
    pub included: Vec<String>,
    /// Values that it excludes, as written.
    pub excluded: Vec<String>,
    /// Whether it has terms that are about this field alone, of whatever kind.
    pub restricted: bool,
}

/// Which values of a field a filter asks for or excludes, by terms that are about this field alone.
pub fn picked(text: &str, field: &str) -> Picked {
    let mut picked = Picked::default();
    let terms = parse(text).map(terms).unwrap_or_default();
    for term in terms.iter().filter(|term| is_about(term, field)) {
        picked.restricted = true;
        match term {
            Query::Not(inner) => collect_values(inner, &mut picked.excluded),
            term => collect_values(term, &mut picked.included),
        }
    }
    picked
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

/// The filter narrowed by this term, which itself is written in the language, whatever else it says: beside the
/// term's opposite that leaves nothing.
pub fn narrowed(text: &str, term: &str) -> String {
    let Ok(term) = parse(term) else {
        return text.to_owned();
    };
    with_terms(text, &term, |before| {
        for new in terms(term.clone()) {
            if !before.iter().any(|known| means_the_same(known, &new)) {
                before.push(new);
            }
        }
    })
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

/// The term without this value; `None` when nothing of it is left.
fn without_value(term: &Query, field: &str, value: &str) -> Option<Query> {
    let wanted = Value::Equals(value.to_owned());
    match term {
        Query::Field {
            field: name,
            value: one,
        } if fields::same(name, field) => match one {
            Value::Exactly(exact) if exact == value => None,
            Value::AnyOf(values) => {
                let mut left = values.clone();
                left.retain(|one| !same_value(one, &wanted));
                let value = match left.len() {
                    0 => return None,
                    1 => left.swap_remove(0),
                    _ => Value::AnyOf(left),
                };
                let field = name.clone();
                Some(Query::Field { field, value })
            }
            one => (!same_value(one, &wanted)).then(|| term.clone()),
        },
        Query::Or(any) if is_about(term, field) => {
            let mut left: Vec<Query> = any
                .iter()
                .filter_map(|one| without_value(one, field, value))
                .collect();
            match left.len() {
                0 => None,
                1 => Some(left.swap_remove(0)),
                _ => Some(Query::Or(left)),
            }
        }
        Query::Not(inner) => without_value(inner, field, value).map(|left| Query::Not(Box::new(left))),
        _ => Some(term.clone()),
    }
}

fn collect_values(term: &Query, values: &mut Vec<String>) {
    let mut one = |value: &Value| match value {
        Value::Equals(text) | Value::Exactly(text) => values.push(text.clone()),
        _ => {}
    };
    match term {
        Query::Field {
            value: Value::AnyOf(any),
            ..
        } => any.iter().for_each(one),
        Query::Field { value, .. } => one(value),
        Query::Or(any) => any.iter().for_each(|term| collect_values(term, values)),
        _ => {}
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
    fn a_value_is_taken_away_wherever_it_was_picked() {
        for (text, rest) in [
            ("f:a", ""),
            ("x F:A -f:a", "x"),
            ("x f:(a OR b) y", "x f:b y"),
            ("f:(a OR b OR c)", "f:(b OR c)"),
            ("-f:(a OR b)", "-f:b"),
            ("(f:a OR f=B) x", "f=B x"),
            ("f=a", ""),
            ("f=A f:a*", "f=A f:a*"),
            ("(f:a OR g:a)", "(f:a OR g:a)"),
            ("g:a a", "g:a a"),
            ("f:a \"", "f:a \""),
        ] {
            assert_eq!(remove(text, "f", "a"), rest, "{text}");
        }
        assert_eq!(only("x f:(a OR b) -f:c f>1", "f", "d"), "x f:d");
    }

    #[test]
    fn picked_values_are_found_in_any_form() {
        let text = "x -f:c F:(a OR b) (f:d OR f=E) -(f:g OR f:h) f:i* (f:no OR g:no)";
        let expected = Picked {
            included: ["a", "b", "d", "E"].map(str::to_owned).to_vec(),
            excluded: ["c", "g", "h"].map(str::to_owned).to_vec(),
            restricted: true,
        };
        assert_eq!(picked(text, "f"), expected);
        assert_eq!(picked("x f>1", "g"), Picked::default());
        assert!(picked("f>1", "f").restricted);
    }

    #[test]
    fn narrowing_turns_nothing_round() {
        assert_eq!(narrowed("", "f:a"), "f:a");
        assert_eq!(narrowed("a OR b", "f:a g:b"), "(a OR b) f:a g:b");
        assert_eq!(narrowed("-f:a x", "f:a"), "-f:a x f:a");
        assert_eq!(narrowed("x F:A", "f:a"), "x F:A");
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
        fn what_is_picked_can_be_taken_away(text in texts(), value in "[a-c]|\\PC{0,6}", which in 0usize..4) {
            let once = [include, exclude, also, only][which](&text, "f", &value);
            let same = |values: &[String]| values.iter().any(|one| one.to_lowercase() == value.to_lowercase());
            let now = picked(&once, "f");
            prop_assert!(same(if which == 1 { &now.excluded } else { &now.included }), "{}", once);
            let gone = picked(&remove(&once, "f", &value), "f");
            prop_assert!(!same(&gone.included) && !same(&gone.excluded));
        }

        #[test]
        fn a_field_is_gone_when_it_is_taken_away(text in texts(), value in "\\PC{0,6}") {
            let bare = without_field(&text, "f");
            let again = without_field(&include(&bare, "f", &value), "f");
            prop_assert_eq!(parse(&again), parse(&bare));
        }
    }
}
