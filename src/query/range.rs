//! The stretch of time that a filter is narrowed to: read off its text, and written into it.
//!
//! Times are in milliseconds since 1970 UTC; `i64::MIN` and `i64::MAX` stand for ends that are open.

use super::edit;
use super::period::{Period, duration};
use super::{Comparison, Query, Value, fields, parse};
use crate::event::time;
use std::ops::Range;

const EVENT_TIME: &str = "eventTime";

/// The years that four digits can write.
const WRITABLE: Range<i64> = -62_167_219_200_000..253_402_300_800_000;

/// What a filter's terms about the time leave, as far as they leave one stretch; `None` when it has no such terms.
/// `newest` is what `last:24h` counts back from; without it that leaves everything. Terms that contradict each
/// other leave an empty range.
pub fn range(text: &str, newest: Option<i64>) -> Option<Range<i64>> {
    let terms = edit::terms(parse(text).ok()?);
    let stretches = terms.iter().filter_map(|term| stretch(term, newest));
    let both = |a: Range<i64>, b: Range<i64>| {
        let start = a.start.max(b.start);
        start..a.end.min(b.end).max(start)
    };
    stretches.reduce(both)
}

/// The filter narrowed to `range` in place of what [`range()`] reads off it, or with `None` not narrowed. An empty
/// range becomes its first millisecond.
pub fn with_range(text: &str, range: Option<(i64, i64)>) -> String {
    let new = range.map_or_else(Vec::new, |(start, end)| written(start, end));
    edit::with_terms(text, &edit::join(new.clone()), |terms| {
        let is_range = |term: &Query| stretch(term, None).is_some();
        let place = terms.iter().position(is_range).unwrap_or(terms.len());
        terms.retain(|term| !is_range(term));
        terms.splice(place..place, new);
    })
}

/// What a filter says of the time, as far as [`range()`] reads it; without the rest.
pub fn only(text: &str) -> String {
    let Ok(query) = parse(text) else {
        return String::new();
    };
    let mut terms = edit::terms(query);
    terms.retain(|term| stretch(term, None).is_some());
    edit::join(terms).to_string()
}

/// The filter with all terms of `more`, whose stretch of time takes the place of the one before.
pub fn narrowed(text: &str, more: &str) -> String {
    let Ok(query) = parse(more) else {
        return text.to_owned();
    };
    let (times, others): (Vec<Query>, Vec<Query>) = edit::terms(query)
        .into_iter()
        .partition(|term| stretch(term, None).is_some());
    let text = others.iter().fold(text.to_owned(), |text, term| {
        edit::with_term(&text, &term.to_string())
    });
    if times.is_empty() {
        return text;
    }
    let bare = with_range(&text, None);
    edit::with_terms(&bare, &edit::join(times.clone()), |terms| terms.extend(times))
}

/// A time as short as it can be written exactly: `2021-07-29`, `2021-07-29T10`, `2021-07-29T10:04` and so on.
pub fn instant(millis: i64) -> String {
    let text = time::iso(millis);
    let exact =
        |len: &usize| Period::read(&text[..*len]).is_some_and(|Period(period)| period.start == millis);
    // Milliseconds end with the Z, which means what its absence does.
    [10, 13, 16, 19]
        .iter()
        .find(|len| text.len() >= **len && exact(len))
        .map_or(text.trim_end_matches('Z').to_owned(), |&len| {
            text[..len].to_owned()
        })
}

/// The year, month, day, hour, minute or second that a range is, as it is written.
pub fn period(range: &Range<i64>) -> Option<String> {
    let text = time::iso(range.start);
    let is = |len: &&usize| {
        text.get(..**len)
            .and_then(Period::read)
            .is_some_and(|Period(period)| period == *range)
    };
    let len = [4, 7, 10, 13, 16, 19].iter().find(is)?;
    text.get(..*len).map(str::to_owned)
}

/// The stretch that a term leaves, where it says nothing but that.
fn stretch(term: &Query, newest: Option<i64>) -> Option<Range<i64>> {
    match term {
        Query::Field { field, value } if fields::is_event_time(field) => of_value(value),
        Query::Last(text) => Some(match (newest, duration(text)) {
            (Some(newest), Some(duration)) => newest.saturating_sub(duration).saturating_add(1)..i64::MAX,
            _ => i64::MIN..i64::MAX,
        }),
        Query::Or(terms) => hull(terms.iter().map(|term| stretch(term, newest))),
        _ => None,
    }
}

fn of_value(value: &Value) -> Option<Range<i64>> {
    match value {
        Value::During(text) => Period::read(text).map(|Period(period)| period),
        // A text, which a time in part never is.
        Value::Equals(text) | Value::Exactly(text) => {
            let time = time::parse(text).filter(|_| text.ends_with('Z'))?;
            Some(time..time.saturating_add(1))
        }
        Value::Compare(comparison, text) => {
            let time = Period::read(text)
                .map(|Period(period)| period.start)
                .or_else(|| time::parse(text))?;
            Some(match comparison {
                Comparison::Less => i64::MIN..time,
                Comparison::AtMost => i64::MIN..time + 1,
                Comparison::Greater => time + 1..i64::MAX,
                Comparison::AtLeast => time..i64::MAX,
            })
        }
        Value::AnyOf(values) => hull(values.iter().map(of_value)),
        _ => None,
    }
}

/// From the first beginning to the last end.
fn hull(stretches: impl Iterator<Item = Option<Range<i64>>>) -> Option<Range<i64>> {
    let stretches: Vec<Range<i64>> = stretches.collect::<Option<_>>()?;
    let both = |a: Range<i64>, b: Range<i64>| a.start.min(b.start)..a.end.max(b.end);
    stretches.into_iter().reduce(both)
}

/// The terms that leave this stretch: one where it is a day or the like.
fn written(start: i64, end: i64) -> Vec<Query> {
    // One less, so that there is a millisecond behind the last.
    let fit = |time: i64| time.clamp(WRITABLE.start, WRITABLE.end - 2);
    let range = match (start, end) {
        (start, i64::MAX) => fit(start)..i64::MAX,
        (i64::MIN, end) => i64::MIN..fit(end),
        (start, end) => fit(start)..fit(end).max(fit(start) + 1),
    };
    let term = |value| Query::Field {
        field: EVENT_TIME.to_owned(),
        value,
    };
    if start != i64::MIN
        && let Some(period) = period(&range)
    {
        return vec![term(Value::During(period))];
    }
    let mut terms = Vec::new();
    if start != i64::MIN {
        terms.push(term(Value::Compare(Comparison::AtLeast, instant(range.start))));
    }
    if end != i64::MAX {
        terms.push(term(Value::Compare(Comparison::Less, instant(range.end))));
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> i64 {
        time::parse(text).unwrap()
    }

    #[test]
    fn a_range_is_written_as_a_person_would() {
        for (start, end, text) in [
            (
                "2021-07-29T00:00:00Z",
                "2021-07-30T00:00:00Z",
                "eventTime:2021-07-29",
            ),
            (
                "2021-07-29T10:00:00Z",
                "2021-07-29T11:00:00Z",
                "eventTime:2021-07-29T10",
            ),
            (
                "2021-07-01T00:00:00Z",
                "2021-08-01T00:00:00Z",
                "eventTime:2021-07",
            ),
            ("2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z", "eventTime:2021"),
            (
                "2021-07-29T10:15:00Z",
                "2021-07-30T00:00:00Z",
                "eventTime>=2021-07-29T10:15 eventTime<2021-07-30",
            ),
            (
                "2021-07-29T10:15:30Z",
                "2021-07-29T10:15:30.250Z",
                "eventTime>=2021-07-29T10:15:30 eventTime<2021-07-29T10:15:30.250",
            ),
        ] {
            assert_eq!(with_range("", Some((at(start), at(end)))), text);
        }
        assert_eq!(
            with_range("", Some((at("2021-07-29"), i64::MAX))),
            "eventTime>=2021-07-29"
        );
        assert_eq!(with_range("x", Some((i64::MIN, i64::MAX))), "x");
    }

    #[test]
    fn a_range_takes_the_place_of_the_one_before() {
        let day = Some((at("2021-07-29"), at("2021-07-30")));
        for text in [
            "a eventTime:2021-08 b",
            "a last:24h b",
            "a eventTime>2021-08 b eventTime<=2021-09",
            "a EVENTTIME:(2021-08 OR 2021-09) b",
            "a (eventTime<2020 OR last:7d) b",
            "a eventTime:\"2021-08-01T10:00:00Z\" b",
        ] {
            assert_eq!(with_range(text, day), "a eventTime:2021-07-29 b", "{text}");
            assert_eq!(with_range(text, None), "a b", "{text}");
        }
        // What leaves no stretch stays.
        let others = "-eventTime:2021-07-28 eventTime:* (eventTime:2021 OR x)";
        assert_eq!(range(others, None), None);
        assert_eq!(with_range(others, day), format!("{others} eventTime:2021-07-29"));
        assert_eq!(with_range("a OR", day), "a OR eventTime:2021-07-29");
        assert_eq!(with_range("a OR b", day), "(a OR b) eventTime:2021-07-29");
    }

    #[test]
    fn terms_about_the_time_leave_what_is_in_all_of_them() {
        let newest = at("2021-08-02T12:00:00Z");
        for (text, start, end) in [
            ("eventTime:2021-07-29", at("2021-07-29"), at("2021-07-30")),
            ("x eventTime>=2021-07-29T10", at("2021-07-29T10:00:00Z"), i64::MAX),
            ("eventTime<=2021-07-29", i64::MIN, at("2021-07-29") + 1),
            (
                "eventTime:2021 eventTime<2021-02",
                at("2021-01-01"),
                at("2021-02-01"),
            ),
            (
                "eventTime:2021 eventTime:2022",
                at("2022-01-01"),
                at("2022-01-01"),
            ),
            ("last:24h", newest - 86_400_000 + 1, i64::MAX),
            (
                "eventTime:(2021-07-29 OR 2021-07-31)",
                at("2021-07-29"),
                at("2021-08-01"),
            ),
        ] {
            assert_eq!(range(text, Some(newest)), Some(start..end), "{text}");
        }
        assert_eq!(range("last:24h", None), Some(i64::MIN..i64::MAX));
        assert_eq!(range("a:b", None), None);
        assert_eq!(range("eventTime:2021 (", None), None);
    }

    #[test]
    fn a_filter_is_narrowed_term_by_term_and_its_time_replaced() {
        for (text, more, expected) in [
            ("", "a=b", "a=b"),
            ("x", "a=b eventTime<2021", "x a=b eventTime<2021"),
            ("x a=b", "a=b", "x a=b"),
            ("x -a=b", "a=b", "x a=b"),
            (
                "x eventTime:2020 y",
                "eventTime>=2021 eventTime<2022",
                "x y eventTime>=2021 eventTime<2022",
            ),
            ("x OR y", "a OR b", "(x OR y) (a OR b)"),
            ("last:1d", "(a=b c=d) OR e=f", "last:1d ((a=b c=d) OR e=f)"),
            ("a=b", "last:1d", "a=b last:1d"),
            ("x", "", "x"),
            ("x", "(", "x"),
        ] {
            assert_eq!(narrowed(text, more), expected);
        }
        assert_eq!(
            only("x last:1d a=b eventTime<2021 -eventTime:2020"),
            "last:1d eventTime<2021"
        );
        assert_eq!(only("x OR last:1d"), "");
    }

    fn texts() -> impl Strategy<Value = String> {
        let term = prop_oneof![
            "[a-c]",
            "-?f:[a-c]",
            "\\(a OR f:b\\)",
            "eventTime(>|>=|<|<=|:)20[0-2][0-9]-0[1-9]-1[0-9]",
            "-eventTime:20[0-2][0-9]",
            "last:[1-9]d",
        ];
        prop::collection::vec(term, 0..6).prop_map(|terms| terms.join(" "))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(text in texts(), start in 0i64..1 << 42, len in 1i64..1 << 38, unit in 0usize..5) {
            // From milliseconds to days, so that short forms are among them.
            let unit = [1, 1000, 60_000, 3_600_000, 86_400_000][unit];
            let start = start / unit * unit;
            let end = start + (len / unit).max(1) * unit;
            let narrowed = with_range(&text, Some((start, end)));
            prop_assert_eq!(range(&narrowed, None), Some(start..end), "{}", narrowed);
            prop_assert_eq!(with_range(&narrowed, Some((start, end))), narrowed.clone());
            let from = with_range(&text, Some((start, i64::MAX)));
            prop_assert_eq!(range(&from, None), Some(start..i64::MAX));
            let until = with_range(&text, Some((i64::MIN, end)));
            prop_assert_eq!(range(&until, None), Some(i64::MIN..end));
            let bare = with_range(&narrowed, None);
            prop_assert_eq!(range(&bare, None), None);
            // Other terms are kept, in their order.
            let others = |text: &str| {
                let mut terms = edit::terms(parse(text).unwrap());
                terms.retain(|term| stretch(term, None).is_none());
                terms
            };
            prop_assert_eq!(others(&narrowed), others(&text));
            prop_assert_eq!(others(&bare), others(&text));
        }

        #[test]
        fn no_time_panics(start: i64, end: i64) {
            parse(&with_range("", Some((start, end)))).unwrap();
        }
    }
}
