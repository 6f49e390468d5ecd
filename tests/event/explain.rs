//! Why: each derived field says what it was read from.

use serde_json::{Value, json};
use trailglass::event::explain;

use super::record::Record;

/// A derived field, its value, the reason, and the fields it was read from.
type Expected<'a> = (&'a str, &'a str, &'a str, &'a [&'a str]);

fn check(record: Value, expected: &[Expected]) {
    let reasons = explain(&Record::new(&record));
    for (field, value, because, from) in expected {
        let why = reasons.iter().find(|why| why.field == *field).unwrap();
        let found = (why.value.as_deref().unwrap_or("—"), why.because.as_str());
        assert_eq!(found, (*value, *because), "{field} of {record}");
        assert_eq!(why.from, *from, "{field} of {record}");
    }
}

const TYPE: &str = "userIdentity.type";
const USER: &str = "userIdentity.userName";
const ARN: &str = "userIdentity.arn";
const KEY: &str = "userIdentity.accessKeyId";
const PRINCIPAL: &str = "userIdentity.principalId";
const INVOKER: &str = "userIdentity.invokedBy";
const ROLE: &str = "userIdentity.sessionContext.sessionIssuer.userName";
const ISSUER: &str = "userIdentity.sessionContext.sessionIssuer.type";
const PERSON: &str = "userIdentity.sessionContext.sourceIdentity";
const NO_SERVICE: &str =
    "userIdentity.invokedBy is not recorded, and nothing else names a service as the caller";

#[test]
fn a_role_that_a_service_used() {
    let record = json!({"userIdentity": {
        "type": "AssumedRole", "principalId": "AROA1:alice", "arn": "arn:aws:sts::1:assumed-role/Reader/alice",
        "invokedBy": "cloudformation.amazonaws.com",
        "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "Reader"}, "sourceIdentity": "mia"},
    }});
    let actor = "userIdentity.type is AssumedRole; \
        the name is from userIdentity.sessionContext.sessionIssuer.userName; \
        the session alice is from userIdentity.principalId; \
        it acts for mia: userIdentity.sessionContext.sourceIdentity is mia; \
        called via cloudformation: userIdentity.invokedBy is cloudformation.amazonaws.com";
    let service = "a service called with the identity’s credentials: \
        userIdentity.invokedBy is cloudformation.amazonaws.com";
    let role = "userIdentity.type is AssumedRole";
    check(
        record,
        &[
            (
                "actor",
                "Reader",
                actor,
                &[TYPE, ROLE, PRINCIPAL, PERSON, INVOKER],
            ),
            ("actor.kind", "role", role, &[TYPE]),
            ("actor.root_or_user", "no", role, &[TYPE]),
            ("actor.temporary", "yes", role, &[TYPE]),
            ("actor.service", "yes", service, &[INVOKER]),
        ],
    );
}

#[test]
fn sessions_of_people() {
    let session = "userIdentity.type is Root; the credentials are temporary, but the root user’s own session, of no \
        role and no federated user; userIdentity.accessKeyId begins with ASIA, as a temporary key does";
    check(
        json!({"userIdentity": {"type": "Root", "userName": "shop", "accessKeyId": "ASIA1"}}),
        &[
            (
                "actor",
                "root (shop)",
                "userIdentity.type is Root; the name is from userIdentity.userName",
                &[TYPE, USER],
            ),
            ("actor.root_or_user", "yes", "userIdentity.type is Root", &[TYPE]),
            ("actor.temporary", "no", session, &[TYPE, KEY]),
            ("actor.service", "no", NO_SERVICE, &[]),
        ],
    );
    let issued = "userIdentity.type is FederatedUser; its temporary credentials were issued by the root user or an IAM \
        user: userIdentity.sessionContext.sessionIssuer.type is IAMUser";
    check(
        json!({"userIdentity": {
            "type": "FederatedUser", "arn": "arn:aws:sts::1:federated-user/dave",
            "sessionContext": {"sessionIssuer": {"type": "IAMUser", "userName": "al"}},
        }}),
        &[
            (
                "actor",
                "dave",
                "userIdentity.type is FederatedUser; the name is from userIdentity.arn; the credentials were issued by al",
                &[TYPE, ARN, ISSUER, ROLE],
            ),
            ("actor.root_or_user", "yes", issued, &[TYPE, ISSUER]),
        ],
    );
    let reserved = "userIdentity.type is AssumedRole; the role’s name begins with AWSReservedSSO_, as Identity Center \
        names those of its permission sets: from userIdentity.sessionContext.sessionIssuer.userName";
    check(
        json!({"userIdentity": {
            "type": "AssumedRole", "principalId": "AROA1:eve@example.com",
            "sessionContext": {"sessionIssuer": {"userName": "AWSReservedSSO_Admin_0"}},
        }}),
        &[("actor.kind", "sso", reserved, &[TYPE, ROLE])],
    );
}

#[test]
fn identities_without_a_type() {
    let key = "userIdentity.type is not recorded; userIdentity.userName is h; \
        userIdentity.accessKeyId begins with AKIA, as a long-term key does";
    check(
        json!({"userIdentity": {"userName": "h", "accessKeyId": "AKIA1"}}),
        &[
            ("actor", "h", key, &[USER, KEY]),
            ("actor.root_or_user", "yes", key, &[USER, KEY]),
        ],
    );
    let event = "userIdentity.type is not recorded; eventType is AwsServiceEvent";
    check(
        json!({"eventType": "AwsServiceEvent", "eventName": "RotateKey", "eventSource": "kms.amazonaws.com"}),
        &[
            (
                "actor",
                "kms",
                &format!("{event}; eventSource is kms.amazonaws.com"),
                &["eventType", "eventSource"],
            ),
            ("actor.kind", "service", event, &["eventType"]),
            (
                "actor.service",
                "yes",
                "eventType is AwsServiceEvent",
                &["eventType"],
            ),
            (
                "verb",
                "unknown",
                "readOnly is not recorded; eventType is AwsServiceEvent",
                &["eventType"],
            ),
        ],
    );
    check(
        json!({}),
        &[
            ("actor.service", "unknown", "the record has no identity", &[]),
            (
                "outcome",
                "ok",
                "neither errorCode nor errorMessage is recorded",
                &[],
            ),
            (
                "target",
                "—",
                "neither resources nor requestParameters names a thing",
                &[],
            ),
            ("origin", "none", "sourceIPAddress is not recorded", &[]),
        ],
    );
    let likely = "userIdentity.invokedBy is not recorded, as in older records, but sourceIPAddress is \
        glue.amazonaws.com, a service’s name";
    check(
        json!({"sourceIPAddress": "glue.amazonaws.com", "userIdentity": {"type": "AssumedRole"}}),
        &[("actor.service", "likely", likely, &["sourceIPAddress"])],
    );
}

#[test]
fn how_it_went() {
    let outcome = |record: Value, value, because, from| check(record, &[("outcome", value, because, from)]);
    outcome(
        json!({"errorCode": "AccessDenied", "errorMessage": "no"}),
        "denied",
        "errorCode is AccessDenied",
        &["errorCode"],
    );
    outcome(
        json!({"errorCode": "ValidationException", "errorMessage": "with an explicit deny"}),
        "denied",
        "errorCode is ValidationException; errorMessage is with an explicit deny",
        &["errorCode", "errorMessage"],
    );
    outcome(
        json!({"errorMessage": "it broke"}),
        "failed",
        "errorMessage is it broke, without an errorCode",
        &["errorMessage"],
    );
    let sign_in = |result: &str| json!({"eventType": "AwsConsoleSignIn", "eventName": "ConsoleLogin", "responseElements": {"ConsoleLogin": result}});
    outcome(
        sign_in("Failure"),
        "failed-sign-in",
        "eventName is ConsoleLogin; responseElements.ConsoleLogin is Failure",
        &["eventName", "responseElements.ConsoleLogin"],
    );
    outcome(
        sign_in("Success"),
        "ok",
        "responseElements.ConsoleLogin is Success",
        &["responseElements.ConsoleLogin"],
    );
    outcome(
        json!({"eventType": "AwsConsoleSignIn", "eventName": "ConsoleLogin"}),
        "unknown",
        "the result of the sign-in, in responseElements, is not recorded",
        &[],
    );
}

#[test]
fn what_it_did_and_to_what() {
    let verb = |source: &str, name: &str, value, because, from| {
        let record = json!({"eventSource": format!("{source}.amazonaws.com"), "eventName": name});
        check(record, &[("verb", value, because, from)]);
    };
    verb(
        "ec2",
        "DescribeInstances",
        "read",
        "readOnly is not recorded, so probably: eventName is DescribeInstances, and begins with Describe",
        &["eventName"],
    );
    verb(
        "iot",
        "DeleteThing",
        "destroy",
        "readOnly is not recorded, so probably: eventName is DeleteThing; eventSource is iot.amazonaws.com, whose \
            documentation tells",
        &["eventName", "eventSource"],
    );
    verb(
        "sts",
        "GetSessionToken",
        "write",
        "readOnly is not recorded, so probably: eventName is GetSessionToken; eventSource is sts.amazonaws.com, of whose \
            operations this one is no read, whatever its name",
        &["eventName", "eventSource"],
    );
    verb(
        "kms",
        "Decrypt",
        "read",
        "readOnly is not recorded, so probably: eventName is Decrypt; eventSource is kms.amazonaws.com, of whose \
            operations this one changes nothing, whatever its name",
        &["eventName", "eventSource"],
    );
    check(
        json!({"readOnly": true, "eventName": "GetObject", "requestParameters": {"key": "k", "bucketName": "b"},
               "vpcEndpointId": "vpce-1", "sourceIPAddress": "10.0.0.1", "userAgent": "aws-cli/2"}),
        &[
            ("verb", "read", "readOnly is true", &["readOnly"]),
            (
                "target",
                "b/k",
                "requestParameters.bucketName is b; requestParameters.key is k",
                &["requestParameters.bucketName", "requestParameters.key"],
            ),
            (
                "origin",
                "vpc-endpoint",
                "vpcEndpointId is vpce-1; sourceIPAddress is 10.0.0.1",
                &["vpcEndpointId", "sourceIPAddress"],
            ),
            ("client", "cli", "userAgent is aws-cli/2", &["userAgent"]),
        ],
    );
}

#[test]
fn long_values_are_cut() {
    let record = Record::new(&json!({"userAgent": "é".repeat(5000)}));
    let why = explain(&record);
    let client = why.iter().find(|why| why.field == "client").unwrap();
    assert!(client.because.len() < 400, "{}", client.because);
}
