//! What one value must be, made ready to be asked of many texts.

use super::network::Network;
use super::period::Period;
use super::search::Needle;
use super::wildcard::{self, Piece};
use super::{Comparison, Value};
use crate::event::decimal::Decimal;
use crate::event::time;
use regex_lite::{Regex, RegexBuilder};

/// Bytes that a compiled expression may take: plenty for what is typed, and little for `(a{1000}){1000}`.
const REGEX_SIZE: usize = 1 << 18;

/// A test of texts.
pub enum Predicate<'a> {
    /// Every text.
    Any,
    /// Equal in any case.
    Equals(&'a str),
    /// Equal, letter by letter.
    Exactly(&'a str),
    /// Like a pattern with wildcards.
    Like(Vec<Piece>),
    /// A regular expression is found in it, which it cannot be without the text looked for.
    Matches(Box<Regex>, Option<Needle>),
    /// An address in a network, or equal to its text.
    Network(Network, &'a str),
    /// A time in a stretch, or equal to its text.
    During(Period, &'a str),
    /// A number or a time on one side of another.
    Compare(Comparison, Operand),
    /// At least one of these.
    AnyOf(Vec<Predicate<'a>>),
    /// No text: the value makes no sense. The parser refuses such.
    Never,
}

/// What a comparison compares with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Operand {
    /// A number.
    Number(Decimal),
    /// A time, in milliseconds since 1970 UTC.
    Time(i64),
}

impl Operand {
    /// Reads what stands behind `>` and the like. A time in part is its first instant. `eventTime` is compared
    /// with times alone, so that `2021` is a year there.
    pub fn read(text: &str, of_event_time: bool) -> Option<Operand> {
        match Decimal::read(text) {
            Some(number) if !of_event_time => Some(Operand::Number(number)),
            _ => Period::read(text)
                .map(|period| period.0.start)
                .or_else(|| time::parse(text))
                .map(Operand::Time),
        }
    }
}

/// Compiles a regular expression: in any case of ASCII letters unless it says `(?-i)`.
///
/// # Errors
/// A sentence about what is wrong with it.
pub fn regex(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(REGEX_SIZE)
        .build()
        .map_err(|error| format!("This regular expression cannot be read: {error}."))
}

impl<'a> Predicate<'a> {
    /// The test of a value, where there is one of single texts; that for presence holds for all.
    pub fn new(value: &'a Value) -> Self {
        match value {
            Value::Present => Predicate::Any,
            Value::Equals(text) => Predicate::Equals(text),
            Value::Exactly(text) => Predicate::Exactly(text),
            Value::Like(pattern) => Predicate::Like(wildcard::pieces(pattern)),
            Value::Matches(pattern) => regex(pattern).map_or(Predicate::Never, |regex| {
                Predicate::Matches(
                    Box::new(regex),
                    needed(pattern).and_then(|text| Needle::new(&text)),
                )
            }),
            Value::Network(text) => {
                Network::read(text).map_or(Predicate::Never, |network| Predicate::Network(network, text))
            }
            Value::During(text) => {
                Period::read(text).map_or(Predicate::Never, |period| Predicate::During(period, text))
            }
            Value::Compare(comparison, text) => Operand::read(text, false)
                .map_or(Predicate::Never, |operand| {
                    Predicate::Compare(*comparison, operand)
                }),
            Value::AnyOf(values) => Predicate::AnyOf(values.iter().map(Predicate::new).collect()),
        }
    }

    /// Whether `text` passes.
    pub fn holds(&self, text: &str) -> bool {
        match self {
            Predicate::Any => true,
            Predicate::Equals(value) => equal_in_any_case(value, text),
            Predicate::Exactly(value) => *value == text,
            Predicate::Like(pattern) => wildcard::matches(pattern, text),
            Predicate::Matches(regex, needle) => {
                needle.as_ref().is_none_or(|needle| needle.is_in(text)) && regex.is_match(text)
            }
            Predicate::Network(network, value) => network.contains(text) || equal_in_any_case(value, text),
            Predicate::During(period, value) => {
                time::parse(text).is_some_and(|time| period.0.contains(&time))
                    || equal_in_any_case(value, text)
            }
            Predicate::Compare(comparison, Operand::Number(operand)) => {
                Decimal::read(text).is_some_and(|number| comparison.holds(number, *operand))
            }
            Predicate::Compare(comparison, Operand::Time(operand)) => {
                time::parse(text).is_some_and(|time| comparison.holds(time, *operand))
            }
            Predicate::AnyOf(any) => any.iter().any(|one| one.holds(text)),
            Predicate::Never => false,
        }
    }

    /// Whether no text of that many bytes passes: most are ruled out without a look at them.
    pub fn rules_out(&self, len: usize) -> bool {
        match self {
            Predicate::Equals(value) => value.is_ascii() && value.len() != len,
            Predicate::Exactly(value) => value.len() != len,
            Predicate::AnyOf(any) => any.iter().all(|one| one.rules_out(len)),
            Predicate::Never => true,
            _ => false,
        }
    }
}

/// Equal but for the case of letters.
pub fn equal_in_any_case(a: &str, b: &str) -> bool {
    if a.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        a.to_lowercase() == b.to_lowercase()
    }
}

/// The longest text without which the expression is found nowhere, if that can be told at a glance: a run of
/// plain characters outside groups. Looking for it first spares most values the slower look.
fn needed(pattern: &str) -> Option<String> {
    // The search itself is in any case.
    let pattern = pattern.strip_prefix("(?-i)").unwrap_or(pattern);
    if pattern.contains('|') || pattern.contains("(?") || !pattern.is_ascii() {
        return None;
    }
    let mut runs = vec![String::new()];
    let mut depth = 0u32;
    let mut chars = pattern.chars().peekable();
    while let Some(next) = chars.next() {
        let literal = match next {
            '(' => {
                depth += 1;
                None
            }
            ')' => {
                depth = depth.saturating_sub(1);
                None
            }
            '[' => {
                skip_class(&mut chars)?;
                None
            }
            '{' => {
                chars.by_ref().find(|&next| next == '}');
                None
            }
            '\\' => chars.next().filter(|next| !next.is_ascii_alphanumeric()),
            '.' | '^' | '$' | '*' | '+' | '?' | '}' | ']' => None,
            plain => Some(plain),
        };
        let optional = chars.peek().is_some_and(|next| matches!(next, '*' | '?' | '{'));
        match (literal, runs.last_mut()) {
            (Some(literal), Some(run)) if depth == 0 && !optional => run.push(literal),
            _ => runs.push(String::new()),
        }
        // What `\x41` and its like stand for is not looked into.
        if next == '\\' && literal.is_none() {
            let escape = chars
                .peek()
                .is_some_and(|next| *next == '{' || next.is_ascii_hexdigit());
            if escape {
                return None;
            }
        }
    }
    runs.into_iter()
        .max_by_key(String::len)
        .filter(|run| run.len() > 1)
}

/// Goes behind the `]` of a class; `None` for one that holds brackets itself.
fn skip_class(chars: &mut impl Iterator<Item = char>) -> Option<()> {
    let mut first = true;
    while let Some(next) = chars.next() {
        match next {
            '^' if first => continue,
            ']' if !first => return Some(()),
            '[' | ']' => return None,
            '\\' => _ = chars.next(),
            _ => {}
        }
        first = false;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_without_which_nothing_is_found() {
        for (pattern, text) in [
            ("^arn:aws:s3:::log-", Some("arn:aws:s3:::log-")),
            (r"10\.0\.0\.\d+", Some("10.0.0.")),
            ("abc?d", Some("ab")),
            ("(abc)?de", Some("de")),
            ("a|b", None),
            ("[abc]de", Some("de")),
            (r"[^\]a]*de[f]", Some("de")),
            ("[]a]de", None),
            ("[[:alpha:]]de", None),
            (r"\x41bc", None),
            (r"\bab", None),
            ("a{0}", None),
            ("abc+d", Some("abc")),
        ] {
            assert_eq!(needed(pattern).as_deref(), text, "{pattern}");
        }
    }

    #[test]
    fn a_hostile_pattern_is_refused_at_once() {
        assert!(regex("((a{1000}){1000}){1000}").is_err());
        assert!(regex(&"(".repeat(10_000)).is_err());
        let started = std::time::Instant::now();
        assert!(
            !regex("(a+)+$")
                .unwrap()
                .is_match(&format!("{}b", "a".repeat(10_000)))
        );
        assert!(started.elapsed().as_secs() < 5);
    }

    proptest! {
        #[test]
        fn what_is_needed_is_there(pattern in r"(\^|[ab.]|\[ab\]|\[\^\\\]b\]\?|\\\.|\\d|[ab]\?|[ab]\*|b\+|\(ab\)|\(a\)\?|a\{0,2\}|\$){1,8}", text in "[ab.1]{0,12}") {
            let found = regex(&pattern).unwrap().is_match(&text);
            let needed = needed(&pattern).is_none_or(|needed| text.contains(&needed));
            prop_assert!(!found || needed, "{}", pattern);
        }
    }
}
