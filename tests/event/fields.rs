//! Fields by their paths, and what is derived by name.

use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass::event::identity::answers;
use trailglass::event::{Derived, Field, RecordKind, derive, explain};

use super::record::Record;

#[test]
fn a_field_stands_at_its_discriminant() {
    for (position, (field, path)) in Field::PATHS.iter().enumerate() {
        assert_eq!(*field as usize, position, "{path}");
        assert_eq!(field.path(), *path);
    }
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
        [
            "alice", "iam-user", "yes", "no", "no", "ok", "write", "b/k", "public", "cli", "s3"
        ]
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

/// Pieces that the derivations look for, and some that they must not stumble over.
const PIECES: [&str; 34] = [
    "",
    " ",
    ":",
    "/",
    ".",
    "#",
    "[",
    "]",
    "é",
    "\u{1F600}",
    "arn:aws:",
    "arn:aws:iam::1:",
    "assumed-role/",
    "user/",
    "AWSReservedSSO_",
    "IAMUser",
    "AssumedRole",
    "AWSService",
    "FederatedUser",
    "SAMLUser",
    ".amazonaws.com",
    "console.",
    "aws-sdk-",
    "aws-cli/",
    "Client.",
    "Server.",
    "Exception",
    "Error",
    "NotFound",
    "Delete",
    "Get",
    "AwsConsoleSignIn",
    "::ffff:10.0.0.1",
    "vpce-",
];

/// Sets the leaf at a dotted path.
fn set(record: &mut Value, path: &str, text: String) {
    let mut place = record;
    for key in path.split('.') {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[key];
    }
    *place = json!(text);
}

proptest! {
    #[test]
    fn hostile_texts_get_answers(
        leaves in prop::collection::vec((0..Field::PATHS.len(), prop::collection::vec(0..PIECES.len(), 0..4)), 0..12),
        parameters in prop::collection::hash_map("[a-zA-Z.é]{0,8}(Name|Id|Arn|key)?", "\\PC{0,12}", 0..4),
    ) {
        let mut value = json!({});
        for (field, pieces) in leaves {
            let text = pieces.into_iter().map(|piece| PIECES[piece]).collect();
            set(&mut value, Field::PATHS[field].1, text);
        }
        value["requestParameters"] = json!(parameters);
        let record = Record::new(&value);
        let derived = derive(&record);
        for (field, text) in Derived::FIELDS.into_iter().zip(derived.texts()) {
            prop_assert_eq!(derived.text(field), text);
        }
        for (field, why) in Derived::FIELDS.into_iter().zip(explain(&record)) {
            prop_assert_eq!((why.field, why.value.as_deref()), (field, derived.text(field)));
            prop_assert!(!why.because.is_empty());
            prop_assert!(why.from.iter().all(|path| record.has(path)), "{:?}", why);
        }
        prop_assert!(!derived.actor.name.is_empty());
        prop_assert_eq!(&derive(&record), &derived);
        RecordKind::of(&record);
        answers(&record);
    }
}
