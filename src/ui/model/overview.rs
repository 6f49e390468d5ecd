//! The overview: what was counted under a filter, as lines whose every number leads to exactly its events.

pub mod coverage;
pub mod grid;
pub mod lines;
pub mod names;
pub mod sign_ins;
pub mod signals;

use super::{quick_filters, timeline};
use crate::event::outcome::Outcome;
use crate::query::{Combination, Joint, OutcomeGroup, edit, range};
use std::ops::Range;

/// A number that leads to its events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// What they are, in a word or two.
    pub name: String,
    /// How many.
    pub events: u64,
    /// The filter that leaves exactly them.
    pub filter: String,
}

impl Figure {
    /// A number of events.
    pub fn new(name: impl Into<String>, events: u64, filter: impl Into<String>) -> Figure {
        Figure {
            name: name.into(),
            events,
            filter: filter.into(),
        }
    }
}

/// The filters that the overview counts under: the present one, narrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filters {
    /// The present one.
    pub base: String,
    /// What did not go as asked.
    pub failed: String,
    /// Who was not let in, or not allowed.
    pub denied: String,
    /// What makes or changes something.
    pub written: String,
    /// What takes something away.
    pub destroyed: String,
    /// Both.
    pub changed: String,
    /// Sign-ins to the console.
    pub signed_in: String,
    /// Roles taken on.
    pub assumed: String,
}

impl Filters {
    /// Those under a filter.
    pub fn under(base: &str) -> Filters {
        let narrowed = |term: &str| edit::narrowed(base, term);
        Filters {
            base: base.to_owned(),
            failed: narrowed(&quick_filters::failed()),
            denied: narrowed(&timeline::group_term(OutcomeGroup::Denied)),
            written: narrowed("verb:write"),
            destroyed: narrowed("verb:destroy"),
            changed: narrowed("verb:(write OR destroy)"),
            signed_in: narrowed("eventName:ConsoleLogin"),
            assumed: narrowed("verb:assume"),
        }
    }
}

/// Adds up the events of the combinations that pass.
pub fn sum(joint: &Joint, test: impl Fn(&Combination) -> bool) -> u64 {
    let passing = joint.combinations().filter(|one| test(one));
    passing.map(|one| one.events).sum()
}

/// Whether a value of `outcome` is a failure's.
pub fn is_failed(outcome: Option<&str>) -> bool {
    outcome.is_some_and(|outcome| !Outcome::NOT_FAILED.contains(&outcome))
}

/// Whether a value of `outcome` is in the group of those who were not let in, or not allowed.
pub fn is_denied(outcome: Option<&str>) -> bool {
    outcome.is_some_and(|outcome| OutcomeGroup::Denied.outcomes().contains(&outcome))
}

/// The filter narrowed to a stretch of time, as far as its own range reaches. `newest` is what `last:24h` counts back
/// from.
pub fn during(filter: &str, newest: Option<i64>, stretch: &Range<i64>) -> String {
    let own = range::range(filter, newest).unwrap_or(i64::MIN..i64::MAX);
    let (start, end) = (own.start.max(stretch.start), own.end.min(stretch.end));
    range::with_range(filter, Some((start, end.max(start))))
}

/// What a value of `actor.kind` is called.
pub fn kind_name(kind: &str) -> &str {
    match kind {
        "root" => "root user",
        "iam-user" => "IAM user",
        "sso" => "SSO person",
        "service" => "AWS service",
        "account" => "other account",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::time;
    use crate::query::{check_fields, parse};

    #[test]
    fn filters_are_good_queries_and_turn_nothing_round() {
        let filters = Filters::under("-verb:destroy alice");
        assert_eq!(filters.destroyed, "-verb:destroy alice verb:destroy");
        let Filters {
            base,
            failed,
            denied,
            written,
            destroyed,
            changed,
            signed_in,
            assumed,
        } = Filters::under("");
        assert_eq!(base, "");
        for text in [failed, denied, written, destroyed, changed, signed_in, assumed] {
            assert_eq!(parse(&text).unwrap().to_string(), text);
            assert_eq!(check_fields(&text, &[]), None, "{text}");
        }
    }

    #[test]
    fn a_stretch_reaches_no_further_than_the_filter() {
        let at = |text: &str| time::parse(text).unwrap();
        let day = at("2021-07-29")..at("2021-07-30");
        assert_eq!(during("x", None, &day), "x eventTime:2021-07-29");
        assert_eq!(
            during("eventTime>=2021-07-29T10", None, &day),
            "eventTime>=2021-07-29T10 eventTime<2021-07-30"
        );
        let newest = at("2021-07-29T12:00:00Z");
        assert_eq!(
            during("last:1h", Some(newest), &day),
            "eventTime>=2021-07-29T11:00:00.001 eventTime<2021-07-30"
        );
    }
}
