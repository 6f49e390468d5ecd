//! The records that the five services' pages print, made up anew in the same shapes: who, how, and what they did.

use crate::lab::Lab;
use serde_json::{Value, json};
use trailglass::store::Shard;
use trailglass::worker::protocol::Sort;

/// What is asked of each.
const COLUMNS: [&str; 9] = [
    "eventName",
    "service",
    "actor",
    "actor.root_or_user",
    "actor.temporary",
    "actor.service",
    "outcome",
    "verb",
    "target",
];

/// AWS IoT of 2016: capitals, `RequestParamters`, empty texts for what is absent, a service's account as an object, three
/// ways to write a time, ids that do not agree.
fn attach_policy() -> Value {
    json!({
        "timestamp": "1462112096", "AdditionalEventData": "", "Annotation": "", "ApiVersion": "", "ErrorCode": "",
        "ErrorMessage": "", "EventID": "7b0ed6a2-3f17-4b0e-8f6d-1c9f5a2b7e10", "EventName": "AttachPolicy",
        "EventTime": "2016-05-01T14:14:56Z", "EventType": "AwsApiCall", "ReadOnly": "", "RecipientAccountList": "",
        "RequestID": "5f2b8f0e-0fa6-11e6-9d2f-7b1c5f0a3d11",
        "RequestParamters": {"principal": "arn:aws:iot:us-east-1:444455556666:cert/3af0", "policyName": "GateOpener"},
        "Resources": "", "ResponseElements": "", "SourceIpAddress": "8.8.4.4", "UserAgent": "aws-internal/3",
        "UserIdentity": {
            "type": "AssumedRole", "principalId": "AKIAEXAMPLE", "accountId": "777788889999",
            "arn": "arn:aws:sts::77778888999:assumed-role/gatewatch-us-east-1-beta-InstanceRole/i-0a1b2c3d",
            "accessKeyId": "access-key-id",
            "sessionContext": {
                "attributes": {"mfaAuthenticated": "false", "creationDate": "Sun May 01 14:10:02 UTC 2016"},
                "sessionIssuer": {
                    "type": "Role", "principalId": "AKIAEXAMPLE", "accountId": "111122223333",
                    "arn": "arn:aws:iam::333322221111:role/exec/gatewatch-us-east-1-beta-InstanceRole",
                    "userName": "gatewatch-us-east-1-InstanceRole",
                },
            },
            "invokedBy": {"serviceAccountId": "222211113333"},
        },
        "VpcEndpointId": "",
    })
}

/// IoT Analytics: a Lambda function runs it, and no `invokedBy` says so.
fn analytics(name: &str, session: &str, parameters: Value) -> Value {
    json!({
        "eventVersion": "1.05",
        "userIdentity": {
            "type": "AssumedRole", "principalId": format!("ARXYZ98765:{session}"), "accountId": "111122223333",
            "arn": format!("arn:aws:sts::111122223333:assumed-role/BrewRole/{session}"), "accessKeyId": "ARXYZ98765",
            "sessionContext": {
                "attributes": {"mfaAuthenticated": "false", "creationDate": "2018-03-02T08:00:11Z"},
                "sessionIssuer": {"type": "Role", "principalId": "ARXYZ98765", "accountId": "111122223333",
                    "arn": "arn:aws:iam::111122223333:role/BrewRole", "userName": "BrewRole"},
            },
        },
        "eventTime": "2018-03-02T08:01:40Z", "eventSource": "iotanalytics.amazonaws.com", "eventName": name,
        "awsRegion": "us-east-1", "sourceIPAddress": "198.51.100.7",
        "userAgent": "aws-internal/3 exec-env/AWS_Lambda_java8", "requestParameters": parameters,
        "responseElements": {"retentionPeriod": {"unlimited": true}},
        "requestID": format!("request-of-{session}"), "eventID": format!("event-of-{session}"),
        "eventType": "AwsApiCall", "recipientAccountId": "111122223333",
    })
}

fn noor() -> Value {
    json!({"type": "IAMUser", "principalId": "AIDAEXAMPLE", "arn": "arn:aws:iam::111122223333:user/noor",
        "accountId": "111122223333", "accessKeyId": "EXAMPLE_KEY", "userName": "noor"})
}

fn describe_device() -> Value {
    json!({
        "eventVersion": "1.05", "userIdentity": noor(), "eventTime": "2018-05-04T21:03:00Z",
        "eventSource": "iot1click.amazonaws.com", "eventName": "DescribeDevice", "awsRegion": "us-west-2",
        "sourceIPAddress": "127.0.0.1", "userAgent": "console.aws.amazon.com",
        "requestParameters": {"deviceId": "G0000000000"}, "responseElements": null,
        "requestID": "c1c1f0aa-4b7d-11e8-8f2c-0f1e2d3c4b5a", "eventID": "e2b9c3d4-0a1b-4c5d-8e9f-a0b1c2d3e4f5",
        "readOnly": true, "eventType": "AwsApiCall", "recipientAccountId": "111122223333",
    })
}

/// Ends after the request's parameters: no id, no answer. A mask stands where an object is expected.
fn create_project() -> Value {
    json!({
        "eventVersion": "1.05", "userIdentity": noor(), "eventTime": "2018-05-04T21:09:30Z",
        "eventSource": "iot1click.amazonaws.com", "eventName": "CreateProject", "awsRegion": "us-west-2",
        "sourceIPAddress": "127.0.0.1", "userAgent": "console.aws.amazon.com",
        "requestParameters": {"description": "", "placementTemplate": {"defaultAttributes": "***",
            "deviceTemplates": {"lamp": {"deviceType": "button"}}}},
    })
}

fn seeds() -> Vec<Value> {
    vec![
        attach_policy(),
        analytics("CreateChannel", "ChannelMaker", json!({"channelName": "wort"})),
        analytics("CreateDataset", "DatasetMaker", json!({"datasetName": "hops"})),
        describe_device(),
        create_project(),
    ]
}

#[test]
fn they_answer_who_how_and_what() {
    let expected = [
        [
            "AttachPolicy",
            "iot",
            "gatewatch-us-east-1-InstanceRole",
            "no",
            "yes",
            "yes",
            "ok",
            "write",
            "GateOpener",
        ],
        [
            "CreateChannel",
            "iotanalytics",
            "BrewRole",
            "no",
            "yes",
            "no",
            "ok",
            "write",
            "wort",
        ],
        [
            "CreateDataset",
            "iotanalytics",
            "BrewRole",
            "no",
            "yes",
            "no",
            "ok",
            "write",
            "hops",
        ],
        [
            "DescribeDevice",
            "iot1click",
            "noor",
            "yes",
            "no",
            "no",
            "ok",
            "read",
            "G0000000000",
        ],
        [
            "CreateProject",
            "iot1click",
            "noor",
            "yes",
            "no",
            "no",
            "ok",
            "write",
            "",
        ],
    ];
    let seeds = seeds();
    // As people have them: a file each as printed, a list, or a trail file.
    let single = |(at, record): (usize, &Value)| (format!("{at}.json"), record.to_string().into_bytes());
    let shapes: [Vec<(String, Vec<u8>)>; 3] = [
        seeds.iter().enumerate().map(single).collect(),
        vec![("list.json".into(), json!(seeds).to_string().into_bytes())],
        vec![(
            "trail.json".into(),
            json!({ "Records": seeds }).to_string().into_bytes(),
        )],
    ];
    for files in shapes {
        let mut lab = Lab::with_files(2, files);
        let sort = Sort {
            column: "eventTime".into(),
            descending: false,
        };
        let cells = lab.cells("", &sort, &COLUMNS);
        let mut found: Vec<Vec<String>> = cells
            .into_iter()
            .map(|row| row.into_iter().map(Option::unwrap_or_default).collect())
            .collect();
        let mut expected: Vec<Vec<String>> = expected
            .iter()
            .map(|row| row.iter().map(|text| (*text).to_owned()).collect())
            .collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        // Filters mean the same by either vocabulary's names.
        assert_eq!(
            lab.count(&["eventName:AttachPolicy requestParameters.policyName:GateOpener"]),
            1
        );
        assert_eq!(lab.count(&["actor.temporary:yes -actor.service:yes"]), 2);
        assert_eq!(lab.count(&["eventTime:2016-05-01 sourceIPAddress:8.8.4.4"]), 1);
    }
}

#[test]
fn they_say_why() {
    let why = |record: &Value, field: &str| {
        let reasons = Shard::explain(record.to_string().as_bytes()).unwrap();
        let reason = reasons.into_iter().find(|reason| reason.field == field).unwrap();
        (reason.because, reason.from)
    };
    let (because, from) = why(&attach_policy(), "actor.service");
    assert!(because.contains("222211113333"), "{because}");
    assert_eq!(from, ["userIdentity.invokedBy.serviceAccountId"]);
    let (_, from) = why(&attach_policy(), "actor.temporary");
    assert_eq!(from, ["userIdentity.type"]);
    for (record, is_recorded) in seeds().iter().zip([false, false, false, true, false]) {
        let (because, from) = why(record, "verb");
        assert_eq!(
            from.iter().any(|path| path == "readOnly"),
            is_recorded,
            "{because}"
        );
    }
}
