//! The five IoT services: a record of every operation of each is recognised, told as read or write, counted, and in
//! the right group of its card.

use crate::lab::Lab;
use serde_json::json;
use trailglass::catalog::{IotService, Logged, Plane, SERVICES};
use trailglass::ui::model::iot::{self, Card, ServiceCounts};

/// The source that records of an operation would have.
fn source(service: &IotService, name: &str, plane: Plane) -> &'static str {
    let sources = service.event_sources;
    match (service.short, plane) {
        ("iot", Plane::Data) if name.contains("Job") || name == "StartCommandExecution" => sources[2],
        (_, Plane::Data) => sources.get(1).unwrap_or(&sources[0]),
        (_, Plane::Control) => sources[0],
    }
}

/// A trail file with records of these operations: as many of each as its place, counted from one, in rounds of three.
fn file(service: &IotService, wanted: impl Fn(Logged) -> bool) -> (String, Vec<u8>) {
    let operations = service.operations().into_iter().enumerate();
    let records = operations
        .filter(|(_, operation)| wanted(operation.logged))
        .flat_map(|(at, operation)| {
            let source = source(service, operation.name, operation.plane);
            (0..=at % 3).map(move |copy| {
                json!({
                    "eventVersion": "1.08",
                    "userIdentity": {"type": "IAMUser", "userName": "mira", "accountId": "111122223333",
                        "arn": "arn:aws:iam::111122223333:user/mira", "accessKeyId": "AKIAEXAMPLE"},
                    "eventTime": format!("2024-05-0{}T10:00:00Z", copy + 1),
                    "eventSource": source,
                    "eventName": operation.name,
                    "awsRegion": "eu-central-1",
                    "sourceIPAddress": "203.0.113.9",
                    "eventID": format!("{}-{:?}-{at}-{copy}", source, operation.plane),
                    "eventType": "AwsApiCall",
                    "errorCode": (copy == 1).then_some("AccessDenied"),
                })
            })
        });
    let records: Vec<_> = records.collect();
    let json = json!({ "Records": records }).to_string();
    (format!("{}.json", service.short), json.into_bytes())
}

fn card(lab: &mut Lab, service: &'static IotService) -> Card {
    let all = iot::of_service("", service);
    let [reads, writes, failures] = iot::terms().map(|term| lab.count(&[&all, &term]));
    let operations =
        iot::sources(service).map(|source| (source, lab.facet(&iot::of_source("", source), "eventName")));
    let operations = operations.collect();
    let counts = ServiceCounts {
        events: lab.count(&[&all]),
        reads,
        writes,
        failures,
        operations,
        ..ServiceCounts::default()
    };
    iot::card(service, counts)
}

#[test]
fn every_operation_is_recognised_classified_and_counted() {
    // Noise that is none of theirs.
    let noise = r#"{"Records":[{"eventID":"n1","eventSource":"iotsitewise.amazonaws.com","eventName":"CreateAsset","eventTime":"2024-05-01T10:00:00Z"},{"eventID":"n2","eventSource":"sns.amazonaws.com","eventName":"Publish","eventTime":"2024-05-01T10:00:00Z"}]}"#;
    let files = SERVICES.iter().map(|service| file(service, |_| true));
    let mut lab = Lab::with_files(3, files.chain([("noise.json".into(), noise.into())]));
    for service in &SERVICES {
        let card = card(&mut lab, service);
        assert!(
            card.silent.is_empty() && card.unlogged.is_empty(),
            "{}",
            service.name
        );
        let operations = service.operations();
        assert_eq!(card.seen.len(), operations.len());
        let (mut events, mut reads, mut failures) = (0, 0, 0);
        for (at, operation) in operations.into_iter().enumerate() {
            let seen = card.seen.iter().find(|seen| seen.operation == Some(operation));
            let seen = seen.unwrap_or_else(|| panic!("{} {}", service.name, operation.name));
            let expected = at as u64 % 3 + 1;
            assert_eq!((seen.name.as_str(), seen.events), (operation.name, expected));
            assert_eq!(seen.contradicts(), operation.logged == Logged::No);
            assert_eq!(seen.remark().is_none(), operation.logged == Logged::Yes);
            events += expected;
            failures += u64::from(at % 3 > 0);
            if operation.read_only {
                reads += expected;
            }
            let filter = format!(
                "{} eventName:{} verb:{}",
                iot::of_source("", seen.source),
                operation.name,
                if operation.read_only {
                    "read"
                } else {
                    "(write OR destroy)"
                }
            );
            assert_eq!(lab.count(&[&filter]), expected, "{filter}");
        }
        let counts = &card.counts;
        assert_eq!(
            (counts.events, counts.reads, counts.writes, counts.failures),
            (events, reads, events - reads, failures),
            "{}",
            service.name
        );
    }
}

#[test]
fn what_is_documented_as_logged_leaves_only_the_rest_unseen() {
    let files = SERVICES
        .iter()
        .map(|service| file(service, |logged| logged == Logged::Yes));
    let mut lab = Lab::with_files(2, files);
    for service in &SERVICES {
        let card = card(&mut lab, service);
        assert!(card.silent.is_empty(), "{}: {:?}", service.name, card.silent);
        assert!(card.seen.iter().all(|seen| seen.remark().is_none()));
        let others = service
            .operations()
            .into_iter()
            .filter(|operation| operation.logged != Logged::Yes);
        assert_eq!(card.unlogged, others.collect::<Vec<_>>(), "{}", service.name);
    }
}
