//! Filters for what CloudTrail does not log: where they find nothing, that is no evidence.

use crate::catalog::{IotService, Logged, Operation, SERVICES, short_service};
use crate::query::{Query, Value, fields, parse, same_but_case};

/// An operation that a filter asks for, and that leaves no records, or not reliably.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The service, in prose.
    pub service: &'static str,
    /// The operation.
    pub operation: Operation,
}

impl Note {
    /// What CloudTrail does with it.
    pub fn sentence(&self) -> String {
        let Note { service, operation } = self;
        match operation.logged {
            Logged::No => format!("CloudTrail does not log {} of {service}.", operation.name),
            _ => format!("CloudTrail may not log {} of {service}.", operation.name),
        }
    }
}

/// What the filter asks for by `eventName`, alone or in a list, that one of the five IoT services has and CloudTrail
/// does not log, or not reliably; each once, by service. Nothing of services that the filter leaves out, and nothing
/// for a text that is no query.
pub fn unlogged(text: &str) -> Vec<Note> {
    let Ok(query) = parse(text) else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    collect(&query, &[], &mut notes);
    notes
}

/// `within`: what must hold as well.
fn collect<'a>(query: &'a Query, within: &[&'a Query], notes: &mut Vec<Note>) {
    match query {
        Query::And(terms) => {
            let within: Vec<&Query> = within.iter().copied().chain(terms).collect();
            terms.iter().for_each(|term| collect(term, &within, notes));
        }
        Query::Or(terms) => terms.iter().for_each(|term| collect(term, within, notes)),
        Query::Field { field, value } if fields::same(field, "eventName") => {
            let names = values(value);
            for service in SERVICES.iter().filter(|service| allows(within, service)) {
                let asked = service
                    .operations()
                    .into_iter()
                    .filter(|operation| operation.logged != Logged::Yes)
                    .filter(|operation| names.iter().any(|name| same_but_case(name, operation.name)))
                    .map(|operation| Note {
                        service: service.name,
                        operation,
                    });
                for note in asked {
                    if !notes.contains(&note) {
                        notes.push(note);
                    }
                }
            }
        }
        // What is excluded is not asked for.
        Query::All | Query::Text(_) | Query::Field { .. } | Query::Last(_) | Query::Not(_) => {}
    }
}

/// The texts that a value may equal.
fn values(value: &Value) -> Vec<&str> {
    match value {
        Value::Equals(text) | Value::Exactly(text) => vec![text],
        Value::AnyOf(list) => list.iter().flat_map(values).collect(),
        _ => Vec::new(),
    }
}

/// Whether terms that must all hold leave a service in.
fn allows(terms: &[&Query], service: &IotService) -> bool {
    terms.iter().all(|term| match term {
        Query::Not(inner) => names_service(inner, service) != Some(true),
        term => names_service(term, service) != Some(false),
    })
}

/// Whether a term is about services and names this one; `None` when it is about something else.
fn names_service(term: &Query, service: &IotService) -> Option<bool> {
    let Query::Field { field, value } = term else {
        return None;
    };
    let about = fields::same(field, "service") || fields::same(field, "eventSource");
    let named = values(value);
    (about && !named.is_empty()).then(|| {
        let mut sources = service.event_sources.iter().map(|source| short_service(source));
        sources.any(|source| {
            named
                .iter()
                .any(|name| same_but_case(short_service(name), source))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        unlogged(text).iter().map(Note::sentence).collect()
    }

    #[test]
    fn what_is_not_logged_is_told_where_it_is_asked_for() {
        let no = ["CloudTrail does not log GetPropertyValue of AWS IoT TwinMaker."];
        for text in [
            "eventName:GetPropertyValue",
            "name:getpropertyvalue",
            "eventName=GetPropertyValue",
            "alice (name:GetPropertyValue OR name:CreateEntity)",
            "eventName:(GetPropertyValue OR CreateEntity) last:24h",
            "service:iottwinmaker eventName:GetPropertyValue",
            "eventSource:iottwinmaker.amazonaws.com eventName:GetPropertyValue",
            "-service:s3 eventName:GetPropertyValue",
            "eventName:GetPropertyValue eventName:GetPropertyValue",
        ] {
            assert_eq!(told(text), no, "{text}");
        }
        assert_eq!(
            told("name:(ListThings OR Publish OR DescribeThing)"),
            [
                "CloudTrail may not log DescribeThing of AWS IoT Core.",
                "CloudTrail does not log ListThings of AWS IoT Core.",
                "CloudTrail does not log Publish of AWS IoT Core.",
            ]
        );
        // The same name in two services.
        assert_eq!(
            told("eventName:BatchPutMessage"),
            [
                "CloudTrail may not log BatchPutMessage of AWS IoT Events.",
                "CloudTrail does not log BatchPutMessage of AWS IoT Analytics.",
            ]
        );
    }

    #[test]
    fn what_is_logged_excluded_or_of_another_service_is_not_told() {
        for text in [
            "",
            "GetPropertyValue",
            "eventName:CreateThing",
            "-eventName:GetPropertyValue",
            "-(eventName:GetPropertyValue alice)",
            "eventName:Get*",
            "requestParameters.name:GetPropertyValue",
            "service:sns eventName:Publish",
            "(service:sns OR x) service:sns eventName:Publish",
            "-service:iot eventName:Publish",
            "eventName:(",
        ] {
            assert_eq!(told(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn where_it_is_recorded_instead_is_said() {
        let [note] = &unlogged("eventName:GetThingShadow")[..] else {
            panic!("one note");
        };
        assert!(note.operation.instead.unwrap().contains("CloudWatch"));
    }
}
