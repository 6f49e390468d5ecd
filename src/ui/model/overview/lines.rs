//! Lists of what occurs most: who was active, what failed, what changed.

use super::{Figure, is_denied, is_failed, kind_name, sum};
use crate::catalog::{IotService, SERVICES};
use crate::event::outcome::Outcome;
use crate::query::{FacetCounts, Joint, OutcomeGroup, edit};
use crate::sorting::{sort_by, sort_by_key};
use crate::ui::model::format::percent;
use crate::ui::model::{iot, quick_filters, timeline};

/// A name with its numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// The name, as it is in the events.
    pub name: String,
    /// What else is to say of it.
    pub note: String,
    /// The number that the name leads to.
    pub events: Figure,
    /// Some of those, if there are any.
    pub part: Option<Figure>,
    /// Its length as a bar, in percent of the longest.
    pub bar: f64,
}

/// Values of a field with how many events under `filter` have each, most first.
pub fn values(filter: &str, field: &str, counts: &FacetCounts) -> Vec<Line> {
    let line = |(value, events): &(String, u64)| Line {
        name: value.clone(),
        events: Figure::new("", *events, edit::include(filter, field, value)),
        ..Line::default()
    };
    with_bars(counts.iter().map(line).collect())
}

/// The same, with how many of the events failed; `joint` counts by the field and the outcome.
pub fn with_failures(filter: &str, field: &str, counts: &FacetCounts, joint: &Joint) -> Vec<Line> {
    let mut lines = values(filter, field, counts);
    for line in &mut lines {
        let failed = sum(joint, |one| {
            one.values[0] == Some(&line.name) && is_failed(one.values[one.values.len() - 1])
        });
        let filter = edit::narrowed(&line.events.filter, &quick_filters::failed());
        line.part = (failed > 0).then(|| Figure::new("failed", failed, filter));
    }
    lines
}

/// The most active actors; `joint` counts by actor, kind and outcome.
pub fn actors(filter: &str, counts: &FacetCounts, joint: &Joint) -> Vec<Line> {
    let mut lines = with_failures(filter, "actor", counts, joint);
    for line in &mut lines {
        let of_it = joint
            .combinations()
            .filter(|one| one.values[0] == Some(&line.name));
        let mut kinds: Vec<&str> = of_it.filter_map(|one| one.values[1]).map(kind_name).collect();
        sort_by(&mut kinds, Ord::cmp);
        kinds.dedup();
        line.note = kinds.join(", ");
    }
    lines
}

/// What failed most, or for whom, what was denied before the rest; `top` are candidates for the most failures, and for
/// the most denials, and `joint` counts the failures by the field and the outcome.
pub fn failures(filter: &str, field: &str, top: [&FacetCounts; 2], joint: &Joint, most: usize) -> Vec<Line> {
    let mut counts: Vec<(String, u64, u64)> = Vec::new();
    for (value, _) in top.into_iter().flatten() {
        if counts.iter().any(|(known, ..)| known == value) {
            continue;
        }
        let denied = sum(joint, |one| {
            one.values[0] == Some(value) && is_denied(one.values[1])
        });
        let all = sum(joint, |one| one.values[0] == Some(value));
        counts.push((value.clone(), denied, all));
    }
    sort_by(&mut counts, |a, b| {
        (b.1.cmp(&a.1)).then(b.2.cmp(&a.2)).then_with(|| a.0.cmp(&b.0))
    });
    counts.truncate(most);
    let line = |(value, denied, all): (String, u64, u64)| {
        let filter = edit::include(filter, field, &value);
        let term = timeline::group_term(OutcomeGroup::Denied);
        Line {
            part: (denied > 0).then(|| Figure::new("denied", denied, edit::narrowed(&filter, &term))),
            events: Figure::new("", all, filter),
            name: value,
            ..Line::default()
        }
    };
    with_bars(counts.into_iter().map(line).collect())
}

/// What changed most, each with by whom; `joint` counts by target and actor.
pub fn targets(filter: &str, counts: &FacetCounts, joint: &Joint) -> Vec<Line> {
    let mut lines = values(filter, "target", counts);
    for line in &mut lines {
        let of_it = joint
            .combinations()
            .filter(|one| one.values[0] == Some(&line.name));
        let mut actors: Vec<(u64, &str)> = of_it
            .filter_map(|one| Some((one.events, one.values[1]?)))
            .collect();
        sort_by(&mut actors, |a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        line.note = match actors[..] {
            [] => String::new(),
            [(_, one)] => format!("by {one}"),
            [(_, one), (_, other)] => format!("by {one} and {other}"),
            [(_, one), ref more @ ..] => format!("by {one} and {} others", more.len()),
        };
    }
    lines
}

/// The five IoT services, all of them; `joint` counts by service and outcome.
pub fn iot(filter: &str, joint: &Joint) -> Vec<Line> {
    let line = |service: &'static IotService| {
        let is_it = |short: Option<&str>| iot::sources(service).any(|source| Some(source) == short);
        let events = sum(joint, |one| is_it(one.values[0]));
        let failed = sum(joint, |one| is_it(one.values[0]) && is_failed(one.values[1]));
        let filter = iot::of_service(filter, service);
        let of_failed = edit::narrowed(&filter, &quick_filters::failed());
        Line {
            name: service.name.to_owned(),
            part: (failed > 0).then(|| Figure::new("failed", failed, of_failed)),
            events: Figure::new("", events, filter),
            ..Line::default()
        }
    };
    with_bars(SERVICES.iter().map(line).collect())
}

/// Numbers by the values of a field: those that occur, most first.
pub fn figures<'a>(
    filter: &str,
    field: &str,
    joint: &'a Joint,
    at: usize,
    name: fn(&'a str) -> &'a str,
) -> Vec<Figure> {
    let mut counts: Vec<(&str, u64)> = Vec::new();
    for one in joint.combinations() {
        let Some(value) = one.values[at] else { continue };
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, events)) => *events += one.events,
            None => counts.push((value, one.events)),
        }
    }
    sort_by(&mut counts, |a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let figure = |(value, events): (&'a str, u64)| {
        Figure::new(name(value), events, edit::include(filter, field, value))
    };
    counts.into_iter().map(figure).collect()
}

/// The failures among outcomes, what was denied first.
pub fn failed_outcomes(mut outcomes: Vec<Figure>) -> Vec<Figure> {
    outcomes.retain(|one| !Outcome::NOT_FAILED.contains(&one.name.as_str()));
    sort_by_key(&mut outcomes, |one| !is_denied(Some(&one.name)));
    outcomes
}

fn with_bars(mut lines: Vec<Line>) -> Vec<Line> {
    let most = lines.iter().map(|line| line.events.events).max().unwrap_or(0);
    for line in &mut lines {
        line.bar = percent(line.events.events, most);
    }
    lines
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Combinations of values with how many events have them.
    pub fn joint(rows: &[(&[&str], u64)]) -> Joint {
        let fields = rows.first().map_or(0, |(values, _)| values.len());
        let mut joint = Joint {
            values: vec![Vec::new(); fields],
            ..Joint::default()
        };
        for (values, events) in rows {
            for (field, value) in values.iter().enumerate() {
                let known = &mut joint.values[field];
                let place = known.iter().position(|one| one == value).unwrap_or_else(|| {
                    known.push((*value).to_owned());
                    known.len() - 1
                });
                joint.codes.push(place as u32 + 1);
            }
            joint.starts.push(i64::MIN);
            joint.counts.push(*events);
        }
        joint
    }

    fn counts(of: &[(&str, u64)]) -> FacetCounts {
        of.iter()
            .map(|(value, events)| ((*value).to_owned(), *events))
            .collect()
    }

    #[test]
    fn actors_say_their_kind_and_what_failed() {
        let joint = joint(&[
            (&["ana", "iam-user", "ok"], 30),
            (&["ana", "iam-user", "denied"], 7),
            (&["ana", "root", "not-found"], 3),
            (&["deploy", "role", "dry-run"], 10),
        ]);
        let lines = actors("x", &counts(&[("ana", 40), ("deploy", 10)]), &joint);
        assert_eq!(
            (lines[0].note.as_str(), lines[0].bar, lines[1].bar),
            ("IAM user, root user", 100.0, 25.0)
        );
        assert_eq!(lines[0].events, Figure::new("", 40, "x actor:ana"));
        let failed = lines[0].part.as_ref().unwrap();
        assert_eq!(
            (failed.events, failed.filter.as_str()),
            (10, "x actor:ana -outcome:(ok OR dry-run OR unknown)")
        );
        assert_eq!(lines[1].part, None, "a dry run went as asked");
    }

    #[test]
    fn what_was_denied_comes_first() {
        let joint = joint(&[
            (&["Get", "not-found"], 90),
            (&["Put", "denied"], 2),
            (&["Put", "fault"], 1),
            (&["List", "bad-credential"], 5),
        ]);
        let lines = failures(
            "",
            "eventName",
            [
                &counts(&[("Get", 90), ("List", 5)]),
                &counts(&[("List", 5), ("Put", 2)]),
            ],
            &joint,
            5,
        );
        let told: Vec<_> = lines
            .iter()
            .map(|line| {
                (
                    line.name.as_str(),
                    line.events.events,
                    line.part.as_ref().map_or(0, |part| part.events),
                )
            })
            .collect();
        assert_eq!(told, [("List", 5, 5), ("Put", 3, 2), ("Get", 90, 0)]);
        let outcomes = figures("", "outcome", &joint, 1, |name| name);
        let names: Vec<String> = failed_outcomes(outcomes)
            .into_iter()
            .map(|one| one.name)
            .collect();
        assert_eq!(names, ["bad-credential", "denied", "not-found", "fault"]);
    }

    #[test]
    fn targets_say_by_whom() {
        let joint = joint(&[
            (&["a", "ana"], 1),
            (&["b", "ana"], 1),
            (&["b", "bob"], 2),
            (&["c", "ana"], 1),
            (&["c", "bob"], 1),
            (&["c", "cy"], 9),
        ]);
        let lines = targets("", &counts(&[("c", 11), ("b", 3), ("a", 1)]), &joint);
        let notes: Vec<&str> = lines.iter().map(|line| line.note.as_str()).collect();
        assert_eq!(notes, ["by cy and 2 others", "by bob and ana", "by ana"]);
    }
}
