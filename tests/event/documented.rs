//! Records after the shapes that AWS's pages print for the IoT services, with everything derived from them.

use serde_json::{Value, json};
use trailglass::event::verb::Basis;
use trailglass::event::{RecordKind, derive};

use super::record::Record;

/// The vocabulary of AWS IoT's sample of 2016: other capitals, empty texts for absent values, `RequestParamters`.
fn legacy() -> Value {
    json!({
        "timestamp": "1460159496", "AdditionalEventData": "", "Annotation": "", "ErrorCode": "", "ErrorMessage": "",
        "EventID": "0d1c6a9e-58d1-4f4c-9a77-3d4a5e1b2c3d", "EventName": "AttachPolicy",
        "EventTime": "2016-04-08T23:51:36Z", "EventType": "AwsApiCall", "ReadOnly": "", "RecipientAccountList": "",
        "RequestParamters": {"principal": "arn:aws:iot:us-east-1:111122223333:cert/00ff", "policyName": "LampPolicy"},
        "Resources": "", "ResponseElements": "", "SourceIpAddress": "8.8.4.4", "UserAgent": "aws-internal/3",
        "UserIdentity": {
            "type": "AssumedRole", "principalId": "AKIAEXAMPLE",
            "arn": "arn:aws:sts::11112222333:assumed-role/watch-us-east-1-beta-InstanceRole/i-0abc",
            "accessKeyId": "access-key-id",
            "sessionContext": {
                "attributes": {"creationDate": "Fri Apr 08 23:51:10 UTC 2016"},
                "sessionIssuer": {"type": "Role", "userName": "watch-us-east-1-InstanceRole"},
            },
            "invokedBy": {"serviceAccountId": "444455556666"},
        },
        "VpcEndpointId": "",
    })
}

fn analytics() -> Value {
    json!({
        "eventVersion": "1.05", "eventSource": "iotanalytics.amazonaws.com", "eventName": "CreateChannel",
        "eventTime": "2018-02-14T23:55:14Z", "awsRegion": "us-east-1", "sourceIPAddress": "192.0.2.1",
        "userAgent": "aws-internal/3 exec-env/AWS_Lambda_java8", "eventType": "AwsApiCall",
        "requestParameters": {"channelName": "metrics"},
        "userIdentity": {
            "type": "AssumedRole", "principalId": "ABCDE12345:Maker",
            "arn": "arn:aws:sts::111122223333:assumed-role/AnalyticsRole/Maker",
            "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "AnalyticsRole"}},
        },
    })
}

/// Ends after the request's parameters, with masked text where an object is expected.
fn cut_short() -> Value {
    json!({
        "eventVersion": "1.05", "eventSource": "iot1click.amazonaws.com", "eventName": "CreateProject",
        "eventTime": "2018-04-12T20:31:02Z", "sourceIPAddress": "127.0.0.1", "userAgent": "console.aws.amazon.com",
        "requestParameters": {"description": "", "placementTemplate": {"defaultAttributes": "***"}},
        "userIdentity": {"type": "IAMUser", "userName": "Alice", "accessKeyId": "EXAMPLE_KEY_ID"},
    })
}

#[test]
fn samples() {
    let cases = [
        (
            legacy(),
            [
                "watch-us-east-1-InstanceRole",
                "role",
                "no",
                "yes",
                "yes",
                "ok",
                "write",
                "LampPolicy",
                "public",
                "internal",
                "iot",
            ],
            "watch-us-east-1-InstanceRole / i-0abc via AWS service account 444455556666",
        ),
        (
            analytics(),
            [
                "AnalyticsRole",
                "role",
                "no",
                "yes",
                "no",
                "ok",
                "write",
                "metrics",
                "documentation",
                "internal",
                "iotanalytics",
            ],
            "AnalyticsRole / Maker",
        ),
        (
            cut_short(),
            [
                "Alice",
                "iam-user",
                "yes",
                "no",
                "no",
                "ok",
                "write",
                "",
                "loopback",
                "console",
                "iot1click",
            ],
            "Alice",
        ),
    ];
    for (record, texts, label) in cases {
        let record = Record::new(&record);
        assert_eq!(RecordKind::of(&record), RecordKind::Event);
        let derived = derive(&record);
        assert_eq!(derived.texts().map(Option::unwrap_or_default), texts);
        assert_eq!(derived.verb_basis, Basis::Derived);
        assert_eq!(derived.actor.to_string(), label);
    }
}

#[test]
fn describe_device_says_that_it_reads() {
    let mut record = cut_short();
    record["eventName"] = json!("DescribeDevice");
    record["readOnly"] = json!(true);
    record["requestParameters"] = json!({"deviceId": "G0000000"});
    let record = Record::new(&record);
    let derived = derive(&record);
    assert_eq!(
        (derived.text("verb"), derived.verb_basis),
        (Some("read"), Basis::Recorded)
    );
    assert_eq!(derived.text("target"), Some("G0000000"));
}
