//! The five IoT services: what of each is in the data, and what its silence means.

use super::quick_filters;
use crate::catalog::{IotService, Logged, Operation, short_service};
use crate::query::{FacetCounts, Span, edit};
use crate::sorting::sort_by;
use std::fmt::Write;

/// What was counted of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceCounts {
    /// All its events.
    pub events: u64,
    /// Events that change nothing.
    pub reads: u64,
    /// Events that make, change or take away something.
    pub writes: u64,
    /// Events that did not go as asked.
    pub failures: u64,
    /// How many different actors there are, or at least so many.
    pub actors: u64,
    /// Whether that number is exact.
    pub actors_exact: bool,
    /// The oldest and the newest time.
    pub span: Option<Span>,
    /// Events in equal stretches of the time of all that is loaded and matches.
    pub buckets: Vec<u64>,
    /// Events of each `eventName`, by the short name of their source.
    pub operations: Vec<(&'static str, FacetCounts)>,
}

/// An operation that is in the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The short name of its source.
    pub source: &'static str,
    /// The `eventName`.
    pub name: String,
    /// How many events.
    pub events: u64,
    /// What is known of it.
    pub operation: Option<Operation>,
}

impl Seen {
    /// What the documentation says otherwise, to go on with after the name; `None` where data and documentation agree.
    pub fn remark(&self) -> Option<String> {
        let Some(operation) = self.operation else {
            return Some("no documented operation of the service.".to_owned());
        };
        match operation.logged {
            Logged::Yes => None,
            Logged::No => Some(format!(
                "documented as not logged, and yet here. {}",
                operation.note
            )),
            Logged::Undocumented => Some(format!(
                "not documented as logged, and yet here. {}",
                operation.note
            )),
        }
    }

    /// Whether the documentation says outright that there is no such record.
    pub fn contradicts(&self) -> bool {
        self.operation
            .is_some_and(|operation| operation.logged == Logged::No)
    }
}

/// A service, what was counted of it, and its operations in three groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The service.
    pub service: &'static IotService,
    /// What was counted.
    pub counts: ServiceCounts,
    /// What is in the data, most events first.
    pub seen: Vec<Seen>,
    /// What would have left records, by name.
    pub silent: Vec<Operation>,
    /// What leaves no records, or not reliably, and has left none, by name.
    pub unlogged: Vec<Operation>,
}

/// The card of a service.
pub fn card(service: &'static IotService, counts: ServiceCounts) -> Card {
    let named = counts.operations.iter().flat_map(|(source, names)| {
        names.iter().map(|(name, events)| Seen {
            source,
            name: name.clone(),
            events: *events,
            operation: service.operation_at(source, name),
        })
    });
    let mut seen: Vec<Seen> = named.collect();
    sort_by(&mut seen, |a, b| {
        b.events.cmp(&a.events).then_with(|| a.name.cmp(&b.name))
    });
    let mut unseen = service.operations();
    unseen.retain(|operation| seen.iter().all(|seen| seen.operation != Some(*operation)));
    let (silent, unlogged) = unseen
        .into_iter()
        .partition(|operation| operation.logged == Logged::Yes);
    Card {
        service,
        counts,
        seen,
        silent,
        unlogged,
    }
}

/// Operations of which the documentation says the same, with what it says; in the order of the first of each.
pub fn by_note(operations: &[Operation]) -> Vec<(Operation, Vec<&'static str>)> {
    let mut notes: Vec<(Operation, Vec<&'static str>)> = Vec::new();
    for operation in operations {
        match notes.iter_mut().find(|(first, _)| first.note == operation.note) {
            Some((_, names)) => names.push(operation.name),
            None => notes.push((*operation, vec![operation.name])),
        }
    }
    notes
}

/// The filter without what it says of services and operations, and without a term that a card's number set: what the
/// cards count among. So a second look shows all of the first.
pub fn base(filter: &str) -> String {
    let text = ["service", "eventSource", "eventName"]
        .iter()
        .fold(filter.to_owned(), |text, field| edit::without_field(&text, field));
    terms().iter().fold(text, |text, term| {
        // Its opposite was not set here, and stays.
        if edit::has_term(&text, term) {
            edit::without_term(&text, term)
        } else {
            text
        }
    })
}

/// The short names of a service's sources, the usual one first.
pub fn sources(service: &'static IotService) -> impl Iterator<Item = &'static str> {
    service.event_sources.iter().map(|source| short_service(source))
}

/// The filter for all of a service.
pub fn of_service(base: &str, service: &'static IotService) -> String {
    let sources: Vec<&str> = sources(service).collect();
    let term = match sources[..] {
        [one] => format!("service:{one}"),
        _ => format!("service:({})", sources.join(" OR ")),
    };
    edit::with_term(base, &term)
}

/// The filter for a service's records of one source, by its short name.
pub fn of_source(base: &str, source: &str) -> String {
    edit::include(base, "service", source)
}

/// The terms that a service's reads, writes and failures are counted by.
pub fn terms() -> [String; 3] {
    [
        "verb:read".to_owned(),
        quick_filters::writes(),
        quick_filters::failed(),
    ]
}

/// Bars for counts over time as an SVG path of that width and height, in pixels; the highest bar takes all of it,
/// and what is there shows.
pub fn bars(buckets: &[u64], width: f64, height: f64) -> String {
    let most = buckets.iter().copied().max().unwrap_or(0).max(1);
    let step = width / buckets.len().max(1) as f64;
    let mut path = String::new();
    for (at, &count) in buckets.iter().enumerate().filter(|(_, count)| **count > 0) {
        let tall = (count as f64 / most as f64 * height).max(1.5);
        let bar = (step - 1.0).max(1.0);
        let _ = write!(
            path,
            "M{:.1} {height}v{:.1}h{bar:.1}v{tall:.1}z",
            at as f64 * step,
            -tall
        );
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::SERVICES;
    use crate::query::parse;

    fn counted(operations: &[(&'static str, &str, u64)]) -> ServiceCounts {
        let operations = operations
            .iter()
            .map(|(source, name, events)| (*source, vec![((*name).to_owned(), *events)]));
        ServiceCounts {
            operations: operations.collect(),
            ..ServiceCounts::default()
        }
    }

    #[test]
    fn every_operation_is_in_one_group() {
        for service in &SERVICES {
            let all = service.operations();
            let nothing = card(service, ServiceCounts::default());
            assert!(nothing.seen.is_empty());
            assert_eq!(nothing.silent.len() + nothing.unlogged.len(), all.len());
            assert!(nothing.silent.iter().all(|one| one.logged == Logged::Yes));
            assert!(nothing.unlogged.iter().all(|one| one.logged != Logged::Yes));
            let told: usize = by_note(&nothing.unlogged)
                .iter()
                .map(|(_, names)| names.len())
                .sum();
            assert_eq!(told, nothing.unlogged.len());
        }
    }

    #[test]
    fn data_speaks_against_the_documentation() {
        let [iot, twinmaker, ..] = &SERVICES;
        let full = card(twinmaker, counted(&[("iottwinmaker", "GetPropertyValue", 3)]));
        assert!(full.seen[0].contradicts());
        assert!(full.seen[0].remark().unwrap().contains("yet here"));
        assert_eq!(full.unlogged.len(), 2);

        let full = card(
            iot,
            counted(&[
                ("iot", "CreateThing", 1),
                ("iot", "DescribeThing", 9),
                ("iot", "MakeTea", 2),
            ]),
        );
        let names: Vec<&str> = full.seen.iter().map(|seen| seen.name.as_str()).collect();
        assert_eq!(names, ["DescribeThing", "MakeTea", "CreateThing"]);
        let remarks = full.seen.iter().map(|seen| seen.remark().is_some());
        assert_eq!(remarks.collect::<Vec<_>>(), [true, true, false]);
        assert!(full.seen.iter().all(|seen| !seen.contradicts()));
    }

    #[test]
    fn what_both_planes_have_is_told_apart_by_its_source() {
        let full = card(
            &SERVICES[0],
            counted(&[("iotjobsdataplane", "DescribeJobExecution", 1)]),
        );
        assert!(full.seen[0].contradicts(), "the device's");
        let left = |operation: &&Operation| operation.name == "DescribeJobExecution";
        assert_eq!(
            full.unlogged.iter().filter(left).count(),
            1,
            "the control plane's is not seen"
        );
    }

    #[test]
    fn filters_replace_what_is_said_of_services_and_operations() {
        let base = base("alice service:s3 -source:x name:GetObject last:24h");
        assert_eq!(base, "alice last:24h");
        for term in terms() {
            assert_eq!(super::base(&edit::with_term(&base, &term)), base);
        }
        assert_eq!(
            super::base("-verb:read outcome:denied"),
            "-verb:read outcome:denied"
        );
        assert_eq!(
            of_service(&base, &SERVICES[0]),
            "alice last:24h service:(iot OR iotdataplane OR iotjobsdataplane)"
        );
        assert_eq!(
            of_service("a OR b", &SERVICES[1]),
            "(a OR b) service:iottwinmaker"
        );
        assert_eq!(of_source("", "iotevents"), "service:iotevents");
        for term in terms() {
            assert_eq!(parse(&term).unwrap().to_string(), term);
        }
    }

    #[test]
    fn bars_are_as_high_as_there_is_room() {
        assert_eq!(bars(&[], 100.0, 20.0), "");
        assert_eq!(
            bars(&[0, 4, 2], 30.0, 20.0),
            "M10.0 20v-20.0h9.0v20.0zM20.0 20v-10.0h9.0v10.0z"
        );
        assert_eq!(bars(&[1, 1_000_000], 4.0, 20.0).matches("v-1.5").count(), 1);
    }
}
