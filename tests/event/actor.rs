//! Who made the request: every identity type, and what goes wrong with each.

use serde_json::{Value, json};
use trailglass::event::actor::actor;

use super::record::Record;

/// (identity, kind, label); the label has every part that the actor has.
fn check(cases: &[(Value, &str, &str)]) {
    for (identity, kind, label) in cases {
        let record = Record::new(&json!({ "eventName": "X", "userIdentity": identity }));
        let actor = actor(&record);
        assert_eq!(
            (actor.kind.name(), actor.to_string().as_str()),
            (*kind, *label),
            "{identity}"
        );
    }
}

#[test]
fn root_and_iam_users() {
    check(&[
        (
            json!({"type": "Root", "principalId": "1", "arn": "arn:aws:iam::1:root"}),
            "root",
            "root",
        ),
        (json!({"type": "Root", "userName": "shop"}), "root", "root (shop)"),
        (
            json!({"type": "Root", "invokedBy": "AWS Internal"}),
            "root",
            "root via console",
        ),
        (
            json!({"type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/x/other"}),
            "iam-user",
            "alice",
        ),
        (
            json!({"type": "IAMUser", "arn": "arn:aws-cn:iam::1:user/team/bob"}),
            "iam-user",
            "bob",
        ),
        (
            json!({"type": "IAMUser", "principalId": "AIDAEXAMPLE"}),
            "iam-user",
            "AIDAEXAMPLE",
        ),
        (json!({"type": "IAMUser"}), "iam-user", "IAM user"),
        (
            json!({"type": "IAMUser", "userName": "a", "invokedBy": "signin.amazonaws.com"}),
            "iam-user",
            "a via console",
        ),
        (
            json!({"type": "IAMUser", "userName": "a", "invokedBy": "cloudformation.amazonaws.com"}),
            "iam-user",
            "a via cloudformation",
        ),
        (
            json!({"type": "IAMUser", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS", "accountId": "1", "accessKeyId": ""}),
            "unknown",
            "unknown user name (hidden by AWS)",
        ),
        // The type says user, the ARN a role's session: the ARN has the name.
        (
            json!({"type": "IAMUser", "userName": "z", "arn": "arn:aws:sts::1:assumed-role/Reader/s"}),
            "iam-user",
            "Reader / s",
        ),
        (
            json!({"type": "IAMUser", "userName": "a", "invokedByDelegate": {"accountId": "9"}}),
            "iam-user",
            "a (provider 9)",
        ),
    ]);
}

#[test]
fn roles() {
    let issuer =
        json!({"type": "Role", "userName": "Reader", "arn": "arn:aws:iam::1:role/service-role/Reader"});
    check(&[
        (
            json!({"type": "AssumedRole", "principalId": "AROA1:session", "sessionContext": {"sessionIssuer": issuer}}),
            "role",
            "Reader / session",
        ),
        (
            json!({"type": "AssumedRole", "principalId": "AROA1", "arn": "arn:aws-us-gov:sts::1:assumed-role/Reader/s-1"}),
            "role",
            "Reader / s-1",
        ),
        (
            json!({"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::1:role/p/Writer"}}}),
            "role",
            "Writer",
        ),
        (
            json!({"type": "AssumedRole", "principalId": "AROA1:s", "sessionContext": {"sessionIssuer": issuer},
                   "invokedBy": "rds.amazonaws.com"}),
            "role",
            "Reader / s via rds",
        ),
        (
            json!({"type": "AssumedRole", "principalId": "AROA1:s",
                   "sessionContext": {"sessionIssuer": issuer, "sourceIdentity": "mia"}}),
            "role",
            "Reader / s for mia",
        ),
        (
            json!({"type": "AssumedRole", "principalId": "AROA1"}),
            "role",
            "AROA1",
        ),
        (json!({"type": "AssumedRole"}), "role", "role"),
        (
            json!({"type": "Role", "arn": "arn:aws:iam::1:role/path/Direct"}),
            "role",
            "Direct",
        ),
        (
            json!({"arn": "arn:aws:sts::1:assumed-role/Lost/type"}),
            "role",
            "Lost / type",
        ),
    ]);
}

#[test]
fn people_of_identity_center() {
    let role = "AWSReservedSSO_Admin_0123456789abcdef";
    let record = Record::new(&json!({"userIdentity": {
        "type": "AssumedRole",
        "principalId": "AROA1:alice@example.com",
        "sessionContext": {"sessionIssuer": {"userName": role}},
    }}));
    let person = actor(&record);
    assert_eq!(
        (person.kind.name(), &*person.name, person.role),
        ("sso", "alice@example.com", Some(role))
    );

    check(&[
        (
            json!({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u-1"}}),
            "sso",
            "u-1",
        ),
        (json!({"onBehalfOf": {"userId": "u-1"}}), "sso", "u-1"),
    ]);
    let record = Record::new(&json!({
        "userIdentity": {"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u-1"}},
        "additionalEventData": {"UserName": "carol"},
    }));
    assert_eq!(actor(&record).name, "carol");
}

#[test]
fn federated_users() {
    check(&[
        (
            json!({"type": "FederatedUser", "principalId": "1:dave", "arn": "arn:aws:sts::1:federated-user/dave"}),
            "federated",
            "dave",
        ),
        (
            json!({"type": "FederatedUser", "principalId": "1:dave"}),
            "federated",
            "1:dave",
        ),
        (
            json!({"type": "SAMLUser", "userName": "eve", "identityProvider": "idp.example"}),
            "federated",
            "eve @ idp.example",
        ),
        (
            json!({"type": "WebIdentityUser", "userName": "77"}),
            "federated",
            "77",
        ),
        (
            json!({"type": "WebIdentityUser", "identityProvider": "accounts.google.com"}),
            "federated",
            "accounts.google.com",
        ),
    ]);
}

#[test]
fn services() {
    check(&[
        (
            json!({"type": "AWSService", "invokedBy": "cloudtrail.amazonaws.com"}),
            "service",
            "cloudtrail",
        ),
        (
            json!({"type": "AWSService", "invokedBy": "delivery.logs.amazonaws.com"}),
            "service",
            "delivery.logs",
        ),
        (
            json!({"type": "AWSService", "invokedBy": "AWS Internal"}),
            "service",
            "AWS Internal",
        ),
        (json!({"type": "AWSService"}), "service", "AWS service"),
        (
            json!({"invokedBy": "autoscaling.amazonaws.com"}),
            "service",
            "autoscaling",
        ),
    ]);
    // A service's own event names it in invokedBy, or is the event source's.
    for (identity, name) in [
        (
            json!({"accountId": "1", "invokedBy": "AWS Internal"}),
            "AWS Internal",
        ),
        (json!(null), "kms"),
    ] {
        let record = Record::new(&json!({
            "eventType": "AwsServiceEvent", "eventSource": "kms.amazonaws.com", "userIdentity": identity,
        }));
        assert_eq!(
            (actor(&record).kind.name(), &*actor(&record).name),
            ("service", name)
        );
    }
    // Before invokedBy, the address was the only sign.
    let record = Record::new(&json!({"sourceIPAddress": "elasticmapreduce.amazonaws.com"}));
    assert_eq!(
        (actor(&record).kind.name(), &*actor(&record).name),
        ("service", "elasticmapreduce")
    );
}

#[test]
fn others() {
    check(&[
        (
            json!({"type": "AWSAccount", "accountId": "210987654321", "principalId": "AIDA1"}),
            "account",
            "account 210987654321",
        ),
        (
            json!({"type": "AWSAccount", "accountId": "ANONYMOUS_PRINCIPAL", "principalId": ""}),
            "anonymous",
            "anonymous",
        ),
        (
            json!({"type": "AWSAccount", "accountId": "anonymous"}),
            "anonymous",
            "anonymous",
        ),
        (json!({"type": "AWSAccount"}), "account", "other account"),
        (
            json!({"type": "Directory", "userName": "frank@example.com"}),
            "unknown",
            "frank@example.com",
        ),
        (json!({"type": "Unknown"}), "unknown", "unknown"),
        (json!({"type": "Unknown", "principalId": "p"}), "unknown", "p"),
        (json!({"type": "SomethingNew", "userName": "g"}), "unknown", "g"),
        (json!(null), "unknown", "unknown"),
        (json!({}), "unknown", "unknown"),
        // Rows of the console's CSV: a name and a key, no type.
        (json!({"userName": "root"}), "root", "root"),
        (
            json!({"userName": "h", "accessKeyId": "AKIAEXAMPLE"}),
            "iam-user",
            "h",
        ),
        (
            json!({"userName": "i", "accessKeyId": "ASIAEXAMPLE"}),
            "unknown",
            "i",
        ),
        (
            json!({"userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}),
            "unknown",
            "unknown user name (hidden by AWS)",
        ),
    ]);
}

#[test]
fn invoked_by_as_an_object() {
    check(&[(
        json!({"type": "AssumedRole", "principalId": "AROA1", "arn": "arn:aws:sts::1:assumed-role/Monitor/i-1",
               "invokedBy": {"serviceAccountId": "111111111111"}}),
        "role",
        "Monitor / i-1 via AWS service account 111111111111",
    )]);
}
