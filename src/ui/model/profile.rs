//! The profile of an actor, access key, address, role or resource: what is asked, and what is made of the answers.

use super::quick_filters;
use super::subject::{KEY, Subject, SubjectKind, exactly};
use crate::query::{FacetCounts, OutcomeGroup, Span, Stack, edit, range};
use std::ops::Range;

/// Values of a field that are listed.
pub const LISTED: u32 = 100;
/// Values of a field that are compared with those before the window; of more, those that most events have.
pub const COMPARED: u32 = 1000;

const DAY: i64 = 86_400_000;

/// A field whose values a profile lists.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its path.
    pub path: &'static str,
    /// What its values are.
    pub many: &'static str,
    /// Whether it is told which of its values are new.
    pub compared: bool,
}

const fn field(path: &'static str, many: &'static str, compared: bool) -> Field {
    Field { path, many, compared }
}

/// The operations, which are listed with how many failed.
pub static OPERATIONS: Field = field("eventName", "Operations", true);

static FIELDS: [Field; 7] = [
    field("service", "Services", true),
    field("awsRegion", "Regions", true),
    field("recipientAccountId", "Accounts", false),
    field("sourceIPAddress", "Addresses", true),
    field("userAgent", "Clients", true),
    field("actor", "Actors", false),
    field(KEY, "Access keys", false),
];

/// The fields to list beside the operations: not what the subject itself is.
pub fn fields(kind: SubjectKind) -> Vec<&'static Field> {
    let own: &[&str] = match kind {
        SubjectKind::Actor => &["actor"],
        SubjectKind::Key => &[KEY],
        SubjectKind::Address => &["sourceIPAddress"],
        // Every session of a role has a key of its own.
        SubjectKind::Role | SubjectKind::Resource | SubjectKind::Iot(_) => &[KEY],
    };
    FIELDS.iter().filter(|field| !own.contains(&field.path)).collect()
}

/// The filters that a profile counts under.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// All events of the subject.
    pub all: String,
    /// Those in the window.
    pub window: String,
    /// Those of the window that did not go as asked.
    pub failed: String,
    /// Those before the window, where it has a beginning.
    pub before: Option<String>,
}

/// The filters of a subject's profile; `window` is what the page's filter says of the time, and `newest` what that
/// may count back from.
pub fn filters(subject: &Subject, window: &str, newest: Option<i64>) -> Filters {
    let all = subject.term();
    let inside = range::narrowed(&all, window);
    let start = range::range(window, newest).map(|range| range.start);
    Filters {
        failed: edit::with_term(&inside, &quick_filters::failed()),
        before: start
            .filter(|start| *start != i64::MIN)
            .map(|start| range::with_range(&all, Some((i64::MIN, start)))),
        window: inside,
        all,
    }
}

/// The filter for the events that have a value, of those that match `filter`.
pub fn of_value(filter: &str, field: &str, value: &str) -> String {
    range::narrowed(filter, &exactly(field, value))
}

/// A value, and how many events have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The value.
    pub value: String,
    /// Events that have it.
    pub events: u64,
    /// How many of them failed, where that is asked.
    pub failed: Option<u64>,
}

/// The values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The field.
    pub field: &'static Field,
    /// The values, most events first.
    pub entries: Vec<Entry>,
    /// How many values there are, …
    pub distinct: u64,
    /// … or at least.
    pub exact: bool,
}

/// The values of a compared field that the window has and the time before it has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// The field.
    pub field: &'static Field,
    /// The values, with how many events of the window have them.
    pub values: FacetCounts,
    /// Whether every value of the window was compared.
    pub whole: bool,
}

/// Which values are new: those that no event before the window has.
pub fn new_values(field: &'static Field, values: &FacetCounts, before: &[u64], whole: bool) -> New {
    let new = values.iter().zip(before).filter(|(_, before)| **before == 0);
    New {
        field,
        values: new.map(|(value, _)| value.clone()).collect(),
        whole,
    }
}

/// What was counted for a profile.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// What it was counted under.
    pub filters: Filters,
    /// The oldest and the newest time of all that is loaded.
    pub loaded: Option<Span>,
    /// The window, where there is one; its ends may be open as [`range::range`] has it.
    pub window: Option<Range<i64>>,
    /// The oldest and the newest time of the subject's events.
    pub span: Option<Span>,
    /// The subject's events: all, in the window, failed there, before it.
    pub events: [u64; 4],
    /// The values of its fields in the window, the operations first.
    pub lists: Vec<List>,
    /// What is new in the window; empty where nothing is loaded from before it.
    pub new: Vec<New>,
    /// The times that its events are counted between, over all that is loaded, and how many there are.
    pub edges: Vec<i64>,
    /// See `edges`.
    pub stacks: Vec<Stack>,
    /// What has a part of that name, where the subject is one and does not say which.
    pub owners: Vec<String>,
}

impl Profile {
    /// Whether the window begins after the first of all that is loaded: then there is something to compare with.
    pub fn has_before(&self) -> bool {
        matches!((&self.window, self.loaded), (Some(window), Some((first, _))) if window.start > first)
    }

    /// Where the window begins and ends on the bars, in parts of their width.
    pub fn shaded(&self) -> Option<(f64, f64)> {
        let (first, last) = (*self.edges.first()?, *self.edges.last()?);
        let window = self.window.as_ref()?;
        let part = |time: i64| (time.clamp(first, last) - first) as f64 / (last - first).max(1) as f64;
        Some((part(window.start), part(window.end)))
    }
}

/// Windows to begin with: the last day of what is loaded, and the last tenth.
pub fn windows(loaded: Span) -> [(&'static str, (i64, i64)); 2] {
    let (first, last) = loaded;
    let second = |time: i64| time.div_euclid(1000) * 1000;
    let tenth = second(last - last.saturating_sub(first) / 10);
    [
        ("Last day", (second(last.saturating_sub(DAY)) + 1000, i64::MAX)),
        ("Last tenth", (tenth, i64::MAX)),
    ]
}

/// Bars of a histogram by outcome as one SVG path a group, in the order of [`OutcomeGroup::ALL`]; the highest takes
/// all of `height`, and what is there shows.
pub fn bars(stacks: &[Stack], width: f64, height: f64) -> [String; 4] {
    let most = stacks.iter().map(Stack::total).max().unwrap_or(0).max(1) as f64;
    let step = width / stacks.len().max(1) as f64;
    let mut paths = [const { String::new() }; 4];
    for (at, stack) in stacks.iter().enumerate() {
        let mut foot = height;
        for (group, path) in OutcomeGroup::ALL.into_iter().zip(&mut paths) {
            let events = stack.of(group);
            if events > 0 {
                let tall = (events as f64 / most * height).max(1.0).min(foot);
                foot -= tall;
                let (left, bar) = (at as f64 * step, (step - 1.0).max(1.0));
                *path += &format!("M{left:.1} {foot:.1}h{bar:.1}v{tall:.1}h-{bar:.1}z");
            }
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn the_window_is_the_filters_time_and_nothing_else() {
        let alice = Subject::new(SubjectKind::Actor, "alice");
        let none = filters(&alice, "", None);
        assert_eq!(
            (none.all.as_str(), none.window.as_str()),
            ("actor=alice", "actor=alice")
        );
        assert_eq!(none.before, None);
        let day = filters(&alice, "eventTime:2021-07-29", None);
        assert_eq!(day.window, "actor=alice eventTime:2021-07-29");
        assert_eq!(day.before.as_deref(), Some("actor=alice eventTime<2021-07-29"));
        assert!(
            day.failed
                .starts_with("actor=alice eventTime:2021-07-29 -outcome:(")
        );
        let newest = crate::event::time::parse("2021-08-02T12:00:00Z");
        let last = filters(&alice, "last:12h", newest);
        assert_eq!(last.window, "actor=alice last:12h");
        assert_eq!(
            last.before.as_deref(),
            Some("actor=alice eventTime<2021-08-02T00:00:00.001")
        );
        // A window without a beginning has nothing before it.
        assert_eq!(filters(&alice, "eventTime<2021-07-29", None).before, None);
    }

    #[test]
    fn a_value_is_asked_for_letter_by_letter_in_its_window() {
        let filter = of_value("actor=alice last:1d", "userAgent", "a b/*");
        assert_eq!(filter, "actor=alice last:1d userAgent=\"a b/*\"");
        assert_eq!(parse(&filter).unwrap().to_string(), filter);
    }

    #[test]
    fn new_is_what_was_not_there_before() {
        let values: FacetCounts = [("s3", 4), ("iam", 2), ("kms", 1)]
            .map(|(value, count)| (value.to_owned(), count))
            .into();
        let new = new_values(&OPERATIONS, &values, &[3, 0, 0], true);
        assert_eq!(new.values, values[1..]);
        assert!(new.whole);
    }

    #[test]
    fn a_profile_does_not_list_what_it_is_of() {
        for kind in SubjectKind::all() {
            let paths: Vec<&str> = fields(kind).iter().map(|field| field.path).collect();
            assert_eq!(paths.contains(&"actor"), kind != SubjectKind::Actor);
            assert_eq!(paths.contains(&"sourceIPAddress"), kind != SubjectKind::Address);
            assert!(!paths.contains(&OPERATIONS.path));
        }
    }

    #[test]
    fn there_is_a_before_only_in_what_is_loaded() {
        let at = |start: Option<i64>| Profile {
            window: start.map(|start| start..i64::MAX),
            edges: vec![10, 50, 110],
            loaded: Some((10, 90)),
            ..Profile::default()
        };
        assert_eq!(
            [None, Some(5), Some(10), Some(11)].map(|start| at(start).has_before()),
            [false, false, false, true]
        );
        assert_eq!(at(Some(35)).shaded(), Some((0.25, 1.0)));
        assert_eq!(at(None).shaded(), None);
        let [(_, day), (_, tenth)] = windows((0, 100 * DAY));
        assert_eq!((day.0, tenth.0), (99 * DAY + 1000, 90 * DAY));
    }

    #[test]
    fn bars_stack_what_failed_below_what_did_not() {
        let stacks = [Stack([1, 0, 0, 3]), Stack::default(), Stack([0, 0, 0, 2])];
        let [denied, failed, throttled, ok] = bars(&stacks, 30.0, 20.0);
        assert_eq!(denied, "M0.0 15.0h9.0v5.0h-9.0z");
        assert_eq!(failed + &throttled, "");
        assert_eq!(ok, "M0.0 0.0h9.0v15.0h-9.0zM20.0 10.0h9.0v10.0h-9.0z");
    }
}
