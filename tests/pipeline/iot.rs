//! The five IoT services: a record of every operation of each is recognised, told as read or write, counted, and in
//! the right group of its card.

use crate::lab::Lab;
use serde_json::{Value, json};
use trailglass::catalog::{IotService, Logged, Operation, Plane, SERVICES};
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

/// A record of an operation in the shape that the service's documentation prints, or records show.
fn record(service: &IotService, operation: Operation) -> Value {
    let mut record = json!({
        "eventVersion": "1.05",
        "eventSource": source(service, operation.name, operation.plane),
        "eventName": operation.name,
        "awsRegion": "eu-central-1",
        "sourceIPAddress": "203.0.113.9",
        "userAgent": "aws-cli/2.15.0",
        "eventType": "AwsApiCall",
        "recipientAccountId": "111122223333",
        "requestParameters": null,
        "responseElements": null,
    });
    let user = json!({"type": "IAMUser", "userName": "mira", "accountId": "111122223333", "principalId": "AIDAEXAMPLE",
        "arn": "arn:aws:iam::111122223333:user/mira", "accessKeyId": "ASIAEXAMPLE"});
    let role = json!({"type": "AssumedRole", "principalId": "AROAEXAMPLE:maker", "accountId": "111122223333",
        "arn": "arn:aws:sts::111122223333:assumed-role/PlantRole/maker", "accessKeyId": "AROAEXAMPLE",
        "sessionContext": {"attributes": {"mfaAuthenticated": "false", "creationDate": "2024-05-01T09:00:00Z"},
            "sessionIssuer": {"type": "Role", "userName": "PlantRole", "accountId": "111122223333",
                "principalId": "AROAEXAMPLE", "arn": "arn:aws:iam::111122223333:role/PlantRole"}}});
    let more = match service.short {
        // A click in the console: the same service is address and agent, and readOnly is on few of them.
        "iot" => json!({"userIdentity": user, "sourceIPAddress": "apigateway.amazonaws.com",
            "userAgent": "apigateway.amazonaws.com", "requestParameters": {"thingName": "lamp-7"}}),
        // No record of it is published: as any of today.
        "iottwinmaker" => {
            json!({"userIdentity": role, "eventVersion": "1.11", "readOnly": operation.read_only,
            "managementEvent": operation.plane == Plane::Control,
            "eventCategory": if operation.plane == Plane::Control { "Management" } else { "Data" },
            "requestParameters": {"workspaceId": "plant", "entityId": "mixer"}})
        }
        // Not even reads say so; texts are masked.
        "iotevents" => {
            json!({"userIdentity": role, "requestParameters": {"detectorModelName": "pump", "key": "***"}})
        }
        "iotanalytics" => {
            json!({"userIdentity": role, "userAgent": "aws-internal/3 exec-env/AWS_Lambda_java8",
            "requestParameters": {"channelName": "metrics", "retentionPeriod": {"unlimited": true}}})
        }
        _ => json!({"userIdentity": user, "readOnly": operation.read_only, "sourceIPAddress": "127.0.0.1",
            "userAgent": "console.aws.amazon.com", "requestParameters": {"deviceId": "G030PM0123456789"}}),
    };
    let more = more.as_object().unwrap().clone();
    record.as_object_mut().unwrap().extend(more);
    record
}

/// A trail file with records of these operations: as many of each as its place, counted from one, in rounds of three.
fn file(service: &IotService, wanted: impl Fn(Operation) -> bool) -> (String, Vec<u8>) {
    let operations = service.operations().into_iter().enumerate();
    let records = operations
        .filter(|(_, operation)| wanted(*operation))
        .flat_map(|(at, operation)| {
            (0..=at % 3).map(move |copy| {
                let mut record = record(service, operation);
                record["eventTime"] = json!(format!("2024-05-0{}T10:00:00Z", copy + 1));
                record["eventID"] = json!(format!("{}-{:?}-{at}-{copy}", service.short, operation.plane));
                if copy == 1 {
                    record["errorCode"] = json!("AccessDenied");
                }
                record
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
            let remark = seen.remark().unwrap_or_default();
            assert_eq!(
                remark.contains("and yet here"),
                operation.logged != Logged::Yes,
                "{remark}"
            );
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
        .map(|service| file(service, |operation| operation.logged == Logged::Yes));
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

#[test]
fn an_operation_left_out_is_the_only_one_unseen() {
    for service in &SERVICES {
        let operations = service.operations().into_iter();
        let records: Vec<(Operation, String)> = operations
            .map(|operation| (operation, record(service, operation).to_string()))
            .collect();
        for (left_out, _) in &records {
            let left_out = *left_out;
            let others = records.iter().filter(|(operation, _)| *operation != left_out);
            let lines: Vec<&str> = others.map(|(_, record)| record.as_str()).collect();
            let mut lab = Lab::with_files(1, [("lines.json".into(), lines.join("\n").into_bytes())]);
            let card = card(&mut lab, service);
            let expected = [left_out];
            let (silent, unlogged): (&[Operation], &[Operation]) = match left_out.logged {
                Logged::Yes => (&expected, &[]),
                _ => (&[], &expected),
            };
            assert_eq!(
                (card.silent.as_slice(), card.unlogged.as_slice()),
                (silent, unlogged)
            );
            assert_eq!(card.seen.len() + 1, service.operations().len());
        }
    }
}
