//! What a request was about, and of which service.

use serde_json::json;
use trailglass::event::arn::{Arn, short};
use trailglass::event::{service::service, target::target};

use super::record::Record;

#[test]
fn short_names() {
    let cases = [
        ("arn:aws:s3:::bucket/a/b.txt", "bucket/a/b.txt"),
        ("arn:aws:s3:::bucket/", "bucket"),
        ("arn:aws:s3:::bucket", "bucket"),
        ("arn:aws:iam::1:role/service-role/Reader", "Reader"),
        ("arn:aws-cn:iam::1:user/team/bob", "bob"),
        ("arn:aws:iam::1:root", "root"),
        ("arn:aws:lambda:r:1:function:resize", "resize"),
        ("arn:aws:lambda:r:1:function:resize:PROD", "resize:PROD"),
        ("arn:aws:sns:r:1:topic", "topic"),
        ("arn:aws:kms:r:1:key/85b4-ab0e", "85b4-ab0e"),
        ("arn:aws:dynamodb:r:1:table/T/index/I", "T/index/I"),
        ("arn:aws:logs:r:1:log-group:/aws/lambda/x:*", "/aws/lambda/x"),
        ("arn:aws:sts::1:assumed-role/Reader/session", "Reader/session"),
        ("arn:aws:apigateway:r::/restapis/abc", "abc"),
        ("arn:aws-us-gov:iot:r:1:thing/lamp", "lamp"),
        ("arn:aws:iam:sample1", "arn:aws:iam:sample1"),
        ("not an arn", "not an arn"),
        ("arn:aws:x:::", ""),
    ];
    for (arn, expected) in cases {
        assert_eq!(short(arn), expected, "{arn}");
    }
    assert_eq!(
        Arn::parse("arn:aws:iot:us-east-1:1:cert/a:b").map(|arn| (arn.region, arn.resource)),
        Some(("us-east-1", "cert/a:b"))
    );
}

#[test]
fn targets() {
    let cases = [
        (
            json!({"resources": [{"type": "AWS::KMS::Key", "ARN": "arn:aws:kms:r:1:key/k"}]}),
            Some("k"),
        ),
        (json!({"resources": [{"arn": "arn:aws:s3:::b"}]}), Some("b")),
        (
            json!({"resources": [{"ARNPrefix": "arn:aws:s3:::b/"}], "requestParameters": {"bucketName": "c"}}),
            Some("b"),
        ),
        (
            json!({"resources": [{"ARNPrefix": "arn:aws:s3:::b/x"}, {"ARN": "arn:aws:s3:::b"}]}),
            Some("b"),
        ),
        (
            json!({"resources": null, "requestParameters": {"bucketName": "b"}}),
            Some("b"),
        ),
        (
            json!({"Resources": "", "RequestParamters": {"policyName": "P", "principal": "arn:aws:iot:r:1:cert/c"}}),
            Some("P"),
        ),
        (
            json!({"requestParameters": {"principal": "arn:aws:iot:r:1:cert/c", "target": "t"}}),
            Some("c"),
        ),
        (
            json!({"requestParameters": {"bucketName": "b", "key": "k/l"}}),
            Some("b/k/l"),
        ),
        (
            json!({"requestParameters": {"key": "k", "bucketName": "b"}}),
            Some("b/k"),
        ),
        (
            json!({"requestParameters": {"key": "k", "roleName": "R"}}),
            Some("R"),
        ),
        (
            json!({"requestParameters": {"workspaceId": "w", "entityId": "e"}}),
            Some("w/e"),
        ),
        (
            json!({"requestParameters": {"workspaceId": "w", "sceneId": "s"}}),
            Some("w/s"),
        ),
        (
            json!({"requestParameters": {"workspaceId": "w", "componentTypeId": "c", "key": "k"}}),
            Some("w/c"),
        ),
        (json!({"requestParameters": {"workspaceId": "w"}}), Some("w")),
        (
            json!({"requestParameters": {"userName": "bob", "roleName": "R"}}),
            Some("R"),
        ),
        (json!({"requestParameters": {"userName": "bob"}}), Some("bob")),
        (
            json!({"requestParameters": {"roleArn": "arn:aws:iam::1:role/x/R"}}),
            Some("R"),
        ),
        (
            json!({"requestParameters": {"trailName": "t", "name": "n"}}),
            Some("n"),
        ),
        (
            json!({"requestParameters": {"anyId": "i", "anyName": "n", "anyArn": "a"}}),
            Some("n"),
        ),
        (
            json!({"requestParameters": {"anyId": "i", "anyArn": "a"}}),
            Some("i"),
        ),
        (
            json!({"requestParameters": {"anyArn": "arn:aws:sns:r:1:topic"}}),
            Some("topic"),
        ),
        (
            json!({"requestParameters": {"instancesSet": {"items": [{"instanceId": "i-1"}, {"instanceId": "i-2"}]}}}),
            Some("i-1"),
        ),
        (
            json!({"requestParameters": {"filterSet": {"items": [{"name": "vpc-id", "ownerId": "x"}]}}}),
            None,
        ),
        (json!({"requestParameters": {"ascendingOrder": false}}), None),
        (
            json!({"requestParameters": {"projectName": "***", "description": ""}}),
            None,
        ),
        (
            json!({"requestParameters": null, "userIdentity": {"userName": "actor"}}),
            None,
        ),
        (json!({"requestParameters": "text"}), None),
    ];
    for (record, expected) in cases {
        assert_eq!(target(&Record::new(&record)).as_deref(), expected, "{record}");
    }
}

#[test]
fn every_iot_key_names_a_target() {
    for key in [
        "thingName",
        "policyName",
        "principal",
        "target",
        "certificateId",
        "ruleName",
        "roleAlias",
        "jobId",
        "detectorModelName",
        "alarmModelName",
        "inputName",
        "channelName",
        "datasetName",
        "datastoreName",
        "pipelineName",
        "deviceId",
        "projectName",
        "placementName",
        "functionName",
        "instanceId",
    ] {
        let record = json!({"requestParameters": {key: "it", "aName": "other", "name": "other"}});
        assert_eq!(target(&Record::new(&record)).as_deref(), Some("it"), "{key}");
    }
}

#[test]
fn services() {
    let cases = [
        (json!({"eventSource": "s3.amazonaws.com"}), Some("s3")),
        (json!({"eventSource": "ec2.amazonaws.com.cn"}), Some("ec2")),
        (
            json!({"eventSource": "inspector2.amazon.aws"}),
            Some("inspector2"),
        ),
        (json!({"eventSource": "s3.amazonaws.eu"}), Some("s3")),
        (
            json!({"eventSource": "delivery.logs.amazonaws.com"}),
            Some("delivery.logs"),
        ),
        (json!({"eventSource": "eventSource1"}), Some("eventSource1")),
        (
            json!({"insightDetails": {"eventSource": "autoscaling.amazonaws.com"}}),
            Some("autoscaling"),
        ),
        (
            json!({"resources": [{"ARN": "arn:aws:kms:r:1:key/k"}]}),
            Some("kms"),
        ),
        (
            json!({"RequestParamters": {"policyName": "P", "principal": "arn:aws:iot:us-east-1:1:cert/c"}}),
            Some("iot"),
        ),
        (json!({"eventName": "X"}), None),
    ];
    for (record, expected) in cases {
        assert_eq!(service(&Record::new(&record)).as_deref(), expected, "{record}");
    }
}
