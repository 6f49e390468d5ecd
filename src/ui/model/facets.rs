//! Facets: which fields, what a filter chooses of them, and what a press on a value means.

use super::state::Pick;
use crate::query::edit::Picked;
use crate::query::{Facet, same_but_case};
use std::fmt;
use std::str::FromStr;

/// The fields that are facets at first.
pub const DEFAULT_FACETS: [&str; 11] = [
    "service",
    "eventName",
    "actor",
    "outcome",
    "verb",
    "errorCode",
    "awsRegion",
    "recipientAccountId",
    "sourceIPAddress",
    "client",
    "actor.kind",
];

/// How many values are shown, and how many after each "more".
const STEPS: [u32; 3] = [10, 100, 500];

/// Fields in their order, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetFields(Vec<String>);

impl Default for FacetFields {
    fn default() -> Self {
        FacetFields(DEFAULT_FACETS.map(str::to_owned).to_vec())
    }
}

impl FacetFields {
    /// No field.
    pub fn none() -> Self {
        FacetFields(Vec::new())
    }

    /// The fields.
    pub fn list(&self) -> &[String] {
        &self.0
    }

    /// Whether this is one of them.
    pub fn has(&self, path: &str) -> bool {
        self.0.iter().any(|one| one == path)
    }

    /// Adds a field before the others, where it is seen.
    pub fn add(&mut self, path: &str) {
        let path = path.trim();
        if !path.is_empty() {
            self.remove(path);
            self.0.insert(0, path.to_owned());
        }
    }

    /// Takes a field out.
    pub fn remove(&mut self, path: &str) {
        self.0.retain(|one| one != path);
    }
}

/// A JSON list, for a path may hold any character.
impl fmt::Display for FacetFields {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&serde_json::to_string(&self.0).unwrap_or_default())
    }
}

impl FromStr for FacetFields {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let paths: Vec<String> = serde_json::from_str(text)?;
        let mut fields = FacetFields::none();
        paths.iter().rev().for_each(|path| fields.add(path));
        Ok(fields)
    }
}

/// What a filter says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    Free,
    /// It asks for it.
    Chosen,
    /// It excludes it.
    Excluded,
}

/// A value of a facet, as shown.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetLine {
    /// The value.
    pub value: String,
    /// How many events have it; `None` while that is not known.
    pub count: Option<u64>,
    /// That in percent of the most frequent value's.
    pub part: f64,
    /// What the filter says of it.
    pub mark: Mark,
}

/// The lines of a facet: its values, then what the filter says of others. `current` tells that the counts are those
/// of this filter, so that a value they do not name has none; `searched` that only found values are to be shown.
pub fn lines(facet: &Facet, picked: &Picked, current: bool, searched: bool) -> Vec<FacetLine> {
    let most = facet.values.first().map_or(0, |(_, count)| *count);
    let among = |values: &[String], value: &str| values.iter().any(|one| same_but_case(one, value));
    let mark = |value: &str| match () {
        () if among(&picked.excluded, value) => Mark::Excluded,
        () if among(&picked.included, value) => Mark::Chosen,
        () => Mark::Free,
    };
    let told = facet.values.iter().enumerate().map(|(at, (value, count))| {
        FacetLine {
            value: value.clone(),
            count: Some(*count),
            part: super::format::percent(*count, most),
            mark: mark(value),
        }
        .beside(at >= facet.top)
    });
    let mut lines: Vec<FacetLine> = told.flatten().collect();
    let picked = picked.included.iter().chain(&picked.excluded);
    for value in picked.filter(|_| !searched) {
        if !lines.iter().any(|line| same_but_case(&line.value, value)) {
            lines.push(FacetLine {
                value: value.clone(),
                count: current.then_some(0),
                part: 0.0,
                mark: mark(value),
            });
        }
    }
    lines
}

impl FacetLine {
    /// Itself; of a value that is not among the most frequent only if the filter still says something of it.
    fn beside(self, beside: bool) -> Option<FacetLine> {
        (!beside || self.mark != Mark::Free).then_some(self)
    }
}

/// How a value is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// A click, or Enter.
    Plain,
    /// With Shift.
    Shift,
    /// With Alt, or on the button that excludes.
    Alt,
}

impl Press {
    /// The press with these keys held.
    pub fn with(shift: bool, alt: bool) -> Press {
        match (shift, alt) {
            (_, true) => Press::Alt,
            (true, false) => Press::Shift,
            (false, false) => Press::Plain,
        }
    }
}

/// What a press on a value asks for; the same press again takes it back. A facet counts as if nothing was said of
/// its field, so a plain press asks for exactly the events counted.
pub fn pick(press: Press, mark: Mark) -> Pick {
    match (press, mark) {
        (Press::Plain | Press::Shift, Mark::Chosen) | (Press::Alt, Mark::Excluded) => Pick::Remove,
        (Press::Plain, _) => Pick::Only,
        (Press::Shift, _) => Pick::Also,
        (Press::Alt, _) => Pick::Exclude,
    }
}

/// How many values to show at first.
pub fn first_step() -> u32 {
    STEPS[0]
}

/// How many values "more" shows; `None` when that is all there can be.
pub fn next_step(shown: u32) -> Option<u32> {
    STEPS.into_iter().find(|&step| step > shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_each_once_and_survive_being_stored() {
        let mut fields = FacetFields::default();
        fields.add(" a\nb ");
        fields.add("actor");
        fields.remove("verb");
        assert_eq!(fields.list()[..3], ["actor", "a\nb", "service"]);
        assert_eq!(fields.list().len(), DEFAULT_FACETS.len());
        assert_eq!(fields.to_string().parse::<FacetFields>().unwrap(), fields);
        assert!("nonsense".parse::<FacetFields>().is_err());
    }

    fn facet(values: &[(&str, u64)], top: usize) -> Facet {
        Facet {
            values: values
                .iter()
                .map(|&(value, count)| (value.to_owned(), count))
                .collect(),
            top,
            ..Facet::default()
        }
    }

    fn picked(included: &[&str], excluded: &[&str]) -> Picked {
        let owned = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect();
        Picked {
            included: owned(included),
            excluded: owned(excluded),
            restricted: true,
        }
    }

    #[test]
    fn what_is_picked_stays_visible() {
        let facet = facet(&[("A", 200), ("b", 50), ("late", 1), ("before", 2)], 2);
        let shown = |picked: &Picked, current, searched| -> Vec<(String, Option<u64>, Mark)> {
            let lines = lines(&facet, picked, current, searched).into_iter();
            lines.map(|line| (line.value, line.count, line.mark)).collect()
        };
        let now = picked(&["a", "LATE", "none"], &["b"]);
        assert_eq!(
            shown(&now, true, false),
            [
                ("A".into(), Some(200), Mark::Chosen),
                ("b".into(), Some(50), Mark::Excluded),
                ("late".into(), Some(1), Mark::Chosen),
                ("none".into(), Some(0), Mark::Chosen),
            ]
        );
        assert_eq!(shown(&now, false, false)[3].1, None, "not counted yet");
        assert_eq!(shown(&now, true, true).len(), 3);
        assert_eq!(lines(&facet, &now, true, false)[1].part, 25.0);
    }

    #[test]
    fn the_same_press_takes_back() {
        for (press, does, mark) in [
            (Press::Plain, Pick::Only, Mark::Chosen),
            (Press::Shift, Pick::Also, Mark::Chosen),
            (Press::Alt, Pick::Exclude, Mark::Excluded),
        ] {
            assert_eq!(pick(press, Mark::Free), does);
            assert_eq!(pick(press, mark), Pick::Remove);
        }
        assert_eq!(pick(Press::Plain, Mark::Excluded), Pick::Only);
        assert_eq!(Press::with(true, true), Press::Alt);
    }

    #[test]
    fn more_ends() {
        assert_eq!(
            [next_step(10), next_step(100), next_step(500)],
            [Some(100), Some(500), None]
        );
    }
}
