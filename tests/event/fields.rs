//! Fields by their paths, in every spelling, and what is derived by name.

use serde_json::json;
use trailglass::event::alias::{self, Fit};
use trailglass::event::{Derived, Field, derive};

use super::record::Record;

#[test]
fn a_field_stands_at_its_discriminant() {
    for (position, (field, path)) in Field::PATHS.iter().enumerate() {
        assert_eq!(*field as usize, position, "{path}");
        assert_eq!(field.path(), *path);
        assert_eq!(alias::field(path), Some((*field, Fit::Exact)));
        // Athena and Lake write everything in lower case.
        assert_eq!(
            alias::field(&path.to_lowercase()).map(|(field, _)| field),
            Some(*field),
            "{path}"
        );
    }
}

#[test]
fn other_spellings() {
    for (path, expected) in [
        ("EventName", Some((Field::EventName, Fit::Spelling))),
        ("SourceIpAddress", Some((Field::SourceIpAddress, Fit::Spelling))),
        ("event_name", Some((Field::EventName, Fit::Spelling))),
        ("UserIdentity.type", Some((Field::IdentityType, Fit::Spelling))),
        (
            "RecipientAccountList",
            Some((Field::RecipientAccountId, Fit::Spelling)),
        ),
        ("resources.arn", Some((Field::ResourceArn, Fit::Spelling))),
        ("resources.0.ARN", Some((Field::ResourceArn, Fit::Spelling))),
        ("resources[0].ARN", Some((Field::ResourceArn, Fit::Spelling))),
        ("timestamp", Some((Field::EventTime, Fit::Fallback))),
        ("@timestamp", Some((Field::EventTime, Fit::Fallback))),
        ("_time", Some((Field::EventTime, Fit::Fallback))),
        ("p_event_time", Some((Field::EventTime, Fit::Fallback))),
        ("eventName1", None),
        ("eventNameWrong", None),
        ("requestParameters.eventName", None),
        ("userIdentity", None),
        ("", None),
        ("...", None),
    ] {
        assert_eq!(alias::field(path), expected, "{path}");
    }
    assert_eq!(
        alias::parameter("RequestParamters.policyName"),
        Some("policyName")
    );
    assert_eq!(alias::parameter("requestParameters.a.b"), Some("a.b"));
    assert_eq!(alias::parameter("requestParameters"), None);
    assert_eq!(alias::response("responseelements.x"), Some("x"));
    assert_eq!(alias::response("requestParameters.x"), None);
}

#[test]
fn derived_by_name() {
    let record = Record::new(&json!({
        "eventSource": "s3.amazonaws.com", "eventName": "PutObject", "sourceIPAddress": "8.8.8.8",
        "userAgent": "aws-cli/2.0", "userIdentity": {"type": "IAMUser", "userName": "alice"},
        "requestParameters": {"bucketName": "b", "key": "k"},
    }));
    let derived = derive(&record);
    let texts: Vec<_> = Derived::FIELDS
        .iter()
        .map(|field| derived.text(field).unwrap())
        .collect();
    assert_eq!(
        texts,
        ["alice", "iam-user", "ok", "write", "b/k", "public", "cli", "s3"]
    );
    assert_eq!(derived.texts().map(Option::unwrap).to_vec(), texts);
    assert_eq!(derived.text("eventName"), None);

    let nothing = Record::new(&json!({}));
    let derived = derive(&nothing);
    assert_eq!((derived.text("target"), derived.text("service")), (None, None));
    assert_eq!(
        (derived.text("actor"), derived.text("origin")),
        (Some("unknown"), Some("none"))
    );
}
