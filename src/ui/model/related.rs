//! What an event has in common with others.

use super::iot;
use super::subject::{IDENTITY, ISSUER, KEY, Subject, SubjectKind, exactly};
use crate::catalog::{ARNS, RESOURCE_KINDS, ResourceKind, SERVICES};
use crate::event::arn::Arn;
use crate::event::time;
use crate::query::{FacetCounts, parse, range};
use crate::sorting::sort_by;

/// Values of a record by their paths, as [`crate::store::Shard::values`] reads them.
pub type Values = [(String, String)];

/// Resources of one record that are told; a hostile one may name thousands.
const MOST: usize = 12;
/// Before and after an event, in milliseconds.
const AROUND: i64 = 5 * 60_000;

/// A way from an event to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pivot {
    /// What they have in common.
    pub label: &'static str,
    /// Its value in the event; empty where the label says all.
    pub value: String,
    /// The filter for those events.
    pub term: String,
}

/// The ways from an event, given what is recorded and what is derived. What the record does not have is not among
/// them, nor is a value too long to be asked for.
pub fn pivots(values: &Values, derived: &Values) -> Vec<Pivot> {
    let mut pivots = Vec::new();
    let mut add = |label, field: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let (value, term) = (value.to_owned(), exactly(field, value));
            pivots.push(Pivot { label, value, term });
        }
    };
    let actor = first(derived, "actor");
    add("Same actor", "actor", actor);
    let (field, session) = session(values);
    add("Same session", field, session);
    add("Same access key", KEY, first(values, KEY));
    for (label, field) in [
        ("Same address", "sourceIPAddress"),
        ("Same user agent", "userAgent"),
        ("Same request", "requestID"),
        ("Same shared event", "sharedEventID"),
    ] {
        add(label, field, first(values, field));
    }
    add("Same target", "target", first(derived, "target"));
    for arn in resource_arns(values) {
        add("Same resource", ARNS[0], Some(arn));
    }
    for subject in touched(values, derived) {
        let (value, term) = (subject.name.clone(), subject.term());
        let label = same(subject.kind);
        pivots.push(Pivot { label, value, term });
    }
    let time = first(values, "eventTime").and_then(time::parse);
    if let Some(time) = time {
        let range = Some((time.saturating_sub(AROUND), time.saturating_add(AROUND)));
        let mut around = |label, filter: &str| {
            pivots.push(Pivot {
                label,
                value: String::new(),
                term: range::with_range(filter, range),
            });
        };
        around("Five minutes around", "");
        if let Some(actor) = actor {
            around("… of the same actor", &exactly("actor", actor));
        }
    }
    pivots.retain(|pivot| parse(&pivot.term).is_ok());
    pivots
}

/// Whose and what profiles the event leads to.
pub fn subjects(values: &Values, derived: &Values) -> Vec<Subject> {
    let plain = [
        (SubjectKind::Actor, first(derived, "actor")),
        (SubjectKind::Key, first(values, KEY)),
        (SubjectKind::Address, first(values, "sourceIPAddress")),
    ];
    let plain = plain
        .into_iter()
        .filter_map(|(kind, name)| Some(Subject::new(kind, name?)));
    let mut subjects: Vec<Subject> = plain.collect();
    subjects.extend(role(values).map(|arn| Subject::new(SubjectKind::Role, arn)));
    let arns = resource_arns(values).into_iter().map(Subject::of_arn);
    for subject in touched(values, derived).into_iter().chain(arns) {
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    if !subjects.iter().any(|subject| subject.kind.is_resource())
        && let Some(target) = first(derived, "target")
    {
        subjects.push(Subject::new(SubjectKind::Resource, target));
    }
    subjects.retain(|subject| !subject.name.is_empty() && parse(&subject.term()).is_ok());
    subjects
}

/// The IoT resources that the record names, each once: by name in records of their service, by ARN in any.
pub fn touched(values: &Values, derived: &Values) -> Vec<Subject> {
    let service = first(derived, "service").unwrap_or_default();
    let service = SERVICES
        .iter()
        .find(|known| iot::sources(known).any(|short| short.eq_ignore_ascii_case(service)));
    let mut found: Vec<Subject> = Vec::new();
    let mut add = |subject: Subject| {
        if found.len() < MOST && !found.contains(&subject) {
            found.push(subject);
        }
    };
    for kind in &RESOURCE_KINDS {
        let in_service = service.is_some_and(|service| service.short == kind.service);
        let named = |paths: &'static [&'static str]| {
            let here = values.iter().filter(move |(path, value)| {
                paths.iter().any(|one| one.eq_ignore_ascii_case(path)) && is_name(value)
            });
            here.map(|(_, value)| value.as_str())
        };
        if in_service {
            let owner = kind.owner().map(|owner| named(owner.names).next());
            for name in named(kind.names) {
                match owner {
                    None => add(Subject::new(SubjectKind::Iot(kind), name)),
                    Some(Some(owner)) => add(Subject::new(SubjectKind::Iot(kind), format!("{owner}/{name}"))),
                    // Without its owner it could be any.
                    Some(None) => {}
                }
            }
        }
        for arn in named(&ARNS).chain(named(kind.arns)) {
            let subject = Subject::of_arn(arn);
            if subject.kind == SubjectKind::Iot(kind) {
                add(subject);
            }
        }
    }
    found
}

/// The resources of a kind that are named most, given how often each value occurs at each path.
pub fn often_touched<'a>(
    kind: &'static ResourceKind,
    values: impl Iterator<Item = (&'a str, &'a FacetCounts)>,
    most: usize,
) -> Vec<String> {
    let mut named: Vec<(String, u64)> = Vec::new();
    for (path, counts) in values {
        for (value, events) in counts.iter().filter(|(value, _)| is_name(value)) {
            let name = match kind.names.contains(&path) {
                true => value.clone(),
                false => match Subject::of_arn(value) {
                    subject if subject.kind == SubjectKind::Iot(kind) => subject.name,
                    _ => continue,
                },
            };
            // An event often names it twice: what one path counts is nearer the truth than the sum.
            match named.iter_mut().find(|(known, _)| *known == name) {
                Some((_, most)) => *most = (*most).max(*events),
                None => named.push((name, *events)),
            }
        }
    }
    sort_by(&mut named, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    named.into_iter().take(most).map(|(name, _)| name).collect()
}

/// A name, rather than nothing or what stands where a name was hidden.
fn is_name(value: &str) -> bool {
    !matches!(value, "" | "***" | "HIDDEN_DUE_TO_SECURITY_REASONS")
}

fn first<'a>(values: &'a Values, field: &str) -> Option<&'a str> {
    let mut found = values.iter().filter(|(path, _)| path.eq_ignore_ascii_case(field));
    found
        .find(|(_, value)| !value.is_empty())
        .map(|(_, value)| value.as_str())
}

/// Where the session is told, and which it is: a role's by its ARN, another by the principal, which names it too.
fn session(values: &Values) -> (&'static str, Option<&str>) {
    const PRINCIPAL: &str = "userIdentity.principalId";
    match first(values, IDENTITY).filter(|arn| arn.contains(":assumed-role/")) {
        Some(arn) => (IDENTITY, Some(arn)),
        None => (
            PRINCIPAL,
            first(values, PRINCIPAL).filter(|principal| principal.contains(':')),
        ),
    }
}

/// The ARN of the role whose credentials were used.
fn role(values: &Values) -> Option<String> {
    let is_role = |arn: &str| Arn::parse(arn).is_some_and(|arn| arn.resource.starts_with("role/"));
    let known = [ISSUER, IDENTITY]
        .iter()
        .find_map(|field| first(values, field).filter(|arn| is_role(arn)));
    if let Some(arn) = known {
        return Some(arn.to_owned());
    }
    // The session's ARN leaves out the role's path; what is asked for leaves it out too.
    let arn = Arn::parse(first(values, IDENTITY)?)?;
    let (role, _) = arn.role_session()?;
    Some(format!("arn:{}:iam::{}:role/{role}", arn.partition, arn.account))
}

fn resource_arns(values: &Values) -> Vec<&str> {
    let mut arns: Vec<&str> = Vec::new();
    let here = values
        .iter()
        .filter(|(path, value)| path.eq_ignore_ascii_case(ARNS[0]) && !value.is_empty());
    for (_, arn) in here {
        if arns.len() < MOST && !arns.contains(&arn.as_str()) {
            arns.push(arn);
        }
    }
    arns
}

fn same(kind: SubjectKind) -> &'static str {
    // A label for each would say no more than this and the title of its profile.
    match kind {
        SubjectKind::Iot(kind) => kind.one,
        _ => "Same resource",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Shard;
    use serde_json::{Value, json};

    fn values(record: &Value) -> Vec<(String, String)> {
        Shard::values(record.to_string().as_bytes()).unwrap()
    }

    fn derived(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(field, value): &(&str, &str)| ((*field).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn what_is_named_most_comes_first_whatever_names_it() {
        let kind = ResourceKind::named("certificate").unwrap();
        let counts = |pairs: &[(&str, u64)]| -> FacetCounts {
            pairs
                .iter()
                .map(|(value, count)| ((*value).to_owned(), *count))
                .collect()
        };
        let ids = counts(&[("aa", 2), ("bb", 1), ("***", 9)]);
        let arns = counts(&[
            ("arn:aws:iot:r:1:cert/bb", 3),
            ("arn:aws:iot:r:1:thing/x", 7),
            ("eu:id", 5),
        ]);
        let paths = [
            ("requestParameters.certificateId", &ids),
            ("requestParameters.principal", &arns),
        ];
        assert_eq!(often_touched(kind, paths.into_iter(), 5), ["bb", "aa"]);
        assert_eq!(often_touched(kind, paths.into_iter(), 1), ["bb"]);
    }

    fn terms(pivots: &[Pivot]) -> Vec<(&str, &str)> {
        pivots
            .iter()
            .map(|pivot| (pivot.label, pivot.term.as_str()))
            .collect()
    }

    #[test]
    fn an_event_leads_to_all_it_shares_a_value_with() {
        let record = json!({
            "eventTime": "2024-05-01T10:00:00Z", "requestID": "r-1", "sharedEventID": "s-1",
            "sourceIPAddress": "203.0.113.9", "userAgent": "aws-cli/2 exec",
            "userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/Maker/mira",
                "principalId": "AROA:mira", "accessKeyId": "ASIA1",
                "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/x/Maker"}}},
            "resources": [{"ARN": "arn:aws:s3:::logs"}, {"ARN": "arn:aws:s3:::logs/a"}, {"ARN": "arn:aws:s3:::logs"}],
        });
        let (values, derived) = (
            values(&record),
            derived(&[("actor", "Maker"), ("target", "logs")]),
        );
        let pivots = pivots(&values, &derived);
        assert_eq!(
            terms(&pivots),
            [
                ("Same actor", "actor=Maker"),
                (
                    "Same session",
                    "userIdentity.arn=arn:aws:sts::111122223333:assumed-role/Maker/mira"
                ),
                ("Same access key", "userIdentity.accessKeyId=ASIA1"),
                ("Same address", "sourceIPAddress=203.0.113.9"),
                ("Same user agent", "userAgent=\"aws-cli/2 exec\""),
                ("Same request", "requestID=r-1"),
                ("Same shared event", "sharedEventID=s-1"),
                ("Same target", "target=logs"),
                ("Same resource", "resources.ARN=arn:aws:s3:::logs"),
                ("Same resource", "resources.ARN=arn:aws:s3:::logs/a"),
                (
                    "Five minutes around",
                    "eventTime>=2024-05-01T09:55 eventTime<2024-05-01T10:05"
                ),
                (
                    "… of the same actor",
                    "actor=Maker eventTime>=2024-05-01T09:55 eventTime<2024-05-01T10:05"
                ),
            ]
        );
        let subjects: Vec<(&str, String)> = subjects(&values, &derived)
            .into_iter()
            .map(|subject| (subject.kind.word(), subject.name))
            .collect();
        let expected = [
            ("actor", "Maker"),
            ("key", "ASIA1"),
            ("address", "203.0.113.9"),
            ("role", "arn:aws:iam::111122223333:role/x/Maker"),
            ("resource", "arn:aws:s3:::logs"),
            ("resource", "arn:aws:s3:::logs/a"),
        ];
        assert_eq!(subjects, expected.map(|(word, name)| (word, name.to_owned())));
    }

    #[test]
    fn what_a_record_does_not_have_is_not_offered() {
        let long = "x".repeat(20_000);
        let record = json!({"userAgent": "", "userIdentity": {"principalId": "AIDA"}, "requestID": long});
        assert_eq!(pivots(&values(&record), &[]), []);
        assert_eq!(subjects(&values(&record), &[]), []);
    }

    #[test]
    fn iot_resources_are_read_off_names_and_arns() {
        let legacy = json!({
            "RequestParamters": {"principal": "arn:aws:iot:us-east-1:111122223333:cert/00ff", "policyName": "Lamp"},
            "Resources": "", "UserIdentity": {"arn": "arn:aws:sts::111122223333:assumed-role/Watch/i-0"},
        });
        let named = |record: &Value, service: &str| -> Vec<(&str, String)> {
            let subjects = touched(&values(record), &derived(&[("service", service)]));
            let pair = |subject: Subject| (subject.kind.word(), subject.name);
            subjects.into_iter().map(pair).collect()
        };
        assert_eq!(
            named(&legacy, "iot"),
            [("certificate", "00ff".into()), ("policy", "Lamp".into())]
        );
        assert_eq!(
            role(&values(&legacy)).as_deref(),
            Some("arn:aws:iam::111122223333:role/Watch")
        );
        // A policy of that name in another service is another thing.
        assert_eq!(named(&legacy, "iam"), [("certificate", "00ff".into())]);
        let entity = json!({
            "requestParameters": {"workspaceId": "hall", "entityId": "e1"},
            "resources": [{"ARN": "arn:aws:iottwinmaker:eu-west-1:111122223333:workspace/hall/entity/e2"}],
        });
        assert_eq!(
            named(&entity, "iottwinmaker"),
            [
                ("workspace", "hall".into()),
                ("entity", "hall/e1".into()),
                ("entity", "hall/e2".into())
            ]
        );
        let hidden =
            json!({"requestParameters": {"placementName": "here", "projectName": "***", "deviceId": "G0"}});
        assert_eq!(named(&hidden, "iot1click"), [("device", "G0".into())]);
    }
}
