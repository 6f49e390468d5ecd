//! Read or write: as recorded, else by the kind of event, the catalog, the exceptions and the name.

use serde_json::json;
use trailglass::event::verb::{Basis, Verb, verb};

use super::record::Record;

#[test]
fn recorded() {
    let cases = [
        (json!(true), "GetObject", Verb::Read, Basis::Recorded),
        (json!("true"), "GetObject", Verb::Read, Basis::Recorded),
        (json!("True"), "DeleteObject", Verb::Read, Basis::Recorded),
        (json!(false), "GetObject", Verb::Write, Basis::Recorded),
        (json!("false"), "PutObject", Verb::Write, Basis::Recorded),
        (json!(false), "DeleteObject", Verb::Destroy, Basis::Recorded),
        (json!(""), "GetObject", Verb::Read, Basis::Derived),
        (json!(null), "PutObject", Verb::Write, Basis::Derived),
        (json!("perhaps"), "PutObject", Verb::Write, Basis::Derived),
        (json!(true), "AssumeRoleWithSAML", Verb::Assume, Basis::Recorded),
    ];
    for (flag, name, expected, basis) in cases {
        let record = json!({"eventSource": "s3.amazonaws.com", "eventName": name, "readOnly": flag});
        assert_eq!(verb(&Record::new(&record)), (expected, basis), "{record}");
    }
    let legacy = json!({"EventName": "AttachPolicy", "ReadOnly": ""});
    assert_eq!(verb(&Record::new(&legacy)), (Verb::Write, Basis::Derived));
}

#[test]
fn by_the_kind_of_event() {
    let of = |record| verb(&Record::new(&record)).0;
    assert_eq!(
        of(json!({"eventType": "AwsConsoleSignIn", "eventName": "CheckMfa", "readOnly": false})),
        Verb::SignIn
    );
    assert_eq!(
        of(json!({"eventType": "AwsConsoleSignin", "eventName": "ConsoleLogin"})),
        Verb::SignIn
    );
    assert_eq!(
        of(json!({"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin"})),
        Verb::SignIn
    );
    assert_eq!(
        of(json!({"eventType": "AwsServiceEvent", "eventName": "RotateKey"})),
        Verb::Unknown
    );
    assert_eq!(
        of(json!({"eventType": "AwsServiceEvent", "eventName": "RotateKey", "readOnly": false})),
        Verb::Write
    );
    assert_eq!(
        of(json!({"eventType": "AwsVpceEvent", "eventName": "ListKeys"})),
        Verb::Read
    );
    assert_eq!(
        of(json!({"eventCategory": "Insight", "insightDetails": {"eventName": "PutObject"}})),
        Verb::Insight
    );
    assert_eq!(
        of(json!({"insightDetails": {"eventName": "PutObject"}})),
        Verb::Insight
    );
    assert_eq!(of(json!({"eventTime": "2024-01-01T00:00:00Z"})), Verb::Unknown);
}

#[test]
fn by_catalog_exception_and_name() {
    let reads = [
        "iot:SearchIndex",
        "iot:TestAuthorization",
        "iot:DescribeThing",
        "iottwinmaker:ExecuteQuery",
        "iotanalytics:RunPipelineActivity",
        "iotanalytics:SampleChannelData",
        "ioteventsdata:ListAlarms",
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncrypt",
        "kms:Sign",
        "kms:Verify",
        "bedrock:InvokeModel",
        "bedrock:InvokeModelWithResponseStream",
        "ses:SendEmail",
        "s3:HeadObject",
        "cloudtrail:LookupEvents",
        "ecr:BatchGetImage",
        "ecr:BatchCheckLayerAvailability",
        "dynamodb:Query",
        "dynamodb:Scan",
        "events:TestEventPattern",
        "iam:SimulatePrincipalPolicy",
        "s3:SelectObjectContent",
        "logs:FilterLogEvents",
        "sts:DecodeAuthorizationMessage",
        "x:Poll",
        "x:CountItems",
        "x:ViewBilling",
        "x:RetrieveAndGenerate",
        "x:DetectEntities",
        "x:Estimate",
        "x:DiscoverInstances",
    ];
    let writes = [
        "iot:AttachPolicy",
        "iot:UpdateThing",
        "iotanalytics:CreateChannel",
        "iot1click:CreateProject",
        "iotevents:PutLoggingOptions",
        "sts:GetFederationToken",
        "sts:GetSessionToken",
        "signin:GetSigninToken",
        "signin:CheckMfa",
        "lambda:UpdateFunctionCode20150331v2",
        "license-manager:CheckoutLicense",
        "s3:PutObject",
        "kms:CreateKey",
        "ses:Verify",
        "ec2:RunInstances",
        "x:Getaway",
    ];
    let destroys = [
        "s3:DeleteBucket",
        "ec2:TerminateInstances",
        "iam:RemoveUserFromGroup",
        "iam:DetachRolePolicy",
        "ec2:RevokeSecurityGroupIngress",
        "ec2:DeregisterImage",
        "iot:DeleteThing",
        "kms:ScheduleKeyDeletion",
        "ec2:ReleaseAddress",
        "cognito-idp:AdminDeleteUser",
        "ecr:BatchDeleteImage",
        "iot1click:DisassociateDeviceFromPlacement",
    ];
    for (names, expected) in [
        (&reads[..], Verb::Read),
        (&writes, Verb::Write),
        (&destroys, Verb::Destroy),
    ] {
        for name in names {
            let (service, operation) = name.split_once(':').unwrap();
            let record = json!({"eventSource": format!("{service}.amazonaws.com"), "eventName": operation});
            assert_eq!(verb(&Record::new(&record)), (expected, Basis::Derived), "{name}");
        }
    }
}

#[test]
fn what_counts_as_write() {
    for verb in [Verb::Write, Verb::Destroy, Verb::SignIn] {
        assert!(verb.is_write(), "{verb:?}");
    }
    for verb in [Verb::Read, Verb::Assume, Verb::Insight, Verb::Unknown] {
        assert!(!verb.is_write(), "{verb:?}");
    }
}
