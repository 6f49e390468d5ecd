//! The three questions, on each kind of identity.

use serde_json::json;
use trailglass::event::identity::{Answer, ByService, RootOrUser, Temporary, answers};

use super::record::Record;

#[test]
fn the_three_questions() {
    let service_event = json!({"eventType": "AwsServiceEvent", "userIdentity": {"accountId": "1", "invokedBy": "AWS Internal"}});
    let login = json!({"eventType": "AwsConsoleSignIn", "eventName": "ConsoleLogin",
        "userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/R/s"}});
    let of = |identity| json!({"eventName": "X", "userIdentity": identity});
    let cases = [
        (
            of(json!({"type": "Root", "accessKeyId": "ASIA1", "sessionContext": {"sessionIssuer": {}}})),
            (RootOrUser::Root, Temporary::UserSession, ByService::No),
        ),
        (
            of(json!({"type": "IAMUser", "accessKeyId": "AKIA1"})),
            (RootOrUser::User, Temporary::No, ByService::No),
        ),
        (
            of(json!({"type": "IAMUser", "accessKeyId": "ASIA1"})),
            (RootOrUser::User, Temporary::UserSession, ByService::No),
        ),
        (
            of(json!({"type": "IAMUser", "accessKeyId": "ASIA1", "invokedBy": "AWS Internal"})),
            (RootOrUser::User, Temporary::UserSession, ByService::Console),
        ),
        (
            of(json!({"type": "IAMUser", "accessKeyId": "AKIA1", "invokedBy": "athena.amazonaws.com"})),
            (RootOrUser::User, Temporary::No, ByService::OnBehalf),
        ),
        (
            of(json!({"type": "AssumedRole"})),
            (RootOrUser::No, Temporary::Role, ByService::No),
        ),
        (
            of(json!({"type": "AssumedRole", "invokedBy": {"serviceAccountId": "1"}})),
            (RootOrUser::No, Temporary::Role, ByService::OnBehalf),
        ),
        (
            of(json!({"type": "FederatedUser", "sessionContext": {"sessionIssuer": {"type": "IAMUser"}}})),
            (RootOrUser::Issuer, Temporary::Federated, ByService::No),
        ),
        (
            of(json!({"type": "SAMLUser"})),
            (RootOrUser::No, Temporary::Federated, ByService::No),
        ),
        (
            of(json!({"type": "AWSService", "invokedBy": "logs.amazonaws.com"})),
            (RootOrUser::No, Temporary::No, ByService::Principal),
        ),
        (
            of(json!({"type": "AWSAccount"})),
            (RootOrUser::No, Temporary::No, ByService::No),
        ),
        (
            of(json!({"arn": "arn:aws:sts::1:assumed-role/R/s"})),
            (RootOrUser::No, Temporary::Role, ByService::No),
        ),
        (
            of(json!({"userName": "root"})),
            (RootOrUser::Root, Temporary::No, ByService::No),
        ),
        (
            of(json!({"userName": "a", "accessKeyId": "AKIA1"})),
            (RootOrUser::User, Temporary::No, ByService::No),
        ),
        (
            of(json!({"arn": "arn:aws-cn:iam::1:user/team/a", "accessKeyId": "ASIA1"})),
            (RootOrUser::User, Temporary::UserSession, ByService::No),
        ),
        (
            of(json!({"userName": "a", "accessKeyId": "ASIA1"})),
            (RootOrUser::Unknown, Temporary::Unknown, ByService::No),
        ),
        (
            of(json!({"type": "IAMUser", "invokedBy": "AWS Internal/2"})),
            (RootOrUser::User, Temporary::No, ByService::Console),
        ),
        (
            of(
                json!({"type": "AssumedRole", "accessKeyId": "ASIA1", "invokedBy": "cloudformation.amazonaws.com"}),
            ),
            (RootOrUser::No, Temporary::Role, ByService::OnBehalf),
        ),
        (
            of(json!({"type": "Role"})),
            (RootOrUser::No, Temporary::Role, ByService::No),
        ),
        (
            of(json!({"type": "WebIdentityUser"})),
            (RootOrUser::No, Temporary::Federated, ByService::No),
        ),
        (
            of(json!({"type": "IdentityCenterUser"})),
            (RootOrUser::No, Temporary::Federated, ByService::No),
        ),
        (
            of(json!({"type": "Directory"})),
            (RootOrUser::No, Temporary::No, ByService::No),
        ),
        (
            of(json!({"type": "AWSAccount", "accountId": "ANONYMOUS_PRINCIPAL", "principalId": ""})),
            (RootOrUser::No, Temporary::No, ByService::No),
        ),
        (
            of(json!({"type": "Unknown"})),
            (RootOrUser::Unknown, Temporary::Unknown, ByService::No),
        ),
        (
            of(json!({"type": "SomethingNew"})),
            (RootOrUser::Unknown, Temporary::Unknown, ByService::No),
        ),
        (
            of(json!(null)),
            (RootOrUser::Unknown, Temporary::Unknown, ByService::Unknown),
        ),
        (service_event, (RootOrUser::No, Temporary::No, ByService::Event)),
        (login, (RootOrUser::No, Temporary::Role, ByService::No)),
        (
            json!({"userIdentity": {"type": "AssumedRole"}, "sourceIPAddress": "glue.amazonaws.com"}),
            (RootOrUser::No, Temporary::Role, ByService::Likely),
        ),
    ];
    for (record, expected) in cases {
        let answers = answers(&Record::new(&record));
        assert_eq!(
            (answers.root_or_user, answers.temporary, answers.service),
            expected,
            "{record}"
        );
    }
}

#[test]
fn reasons_come_down_to_answers() {
    assert_eq!(RootOrUser::Issuer.answer(), Answer::Yes);
    assert_eq!(Temporary::UserSession.answer(), Answer::No);
    assert_eq!(ByService::Console.answer(), Answer::Yes);
    assert_eq!(ByService::Likely.answer(), Answer::Likely);
    assert_eq!(RootOrUser::Unknown.answer(), Answer::Unknown);
}
