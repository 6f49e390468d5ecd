//! What one record says of credentials that it issued.

use super::facts::Facts;
use super::filter::SessionId;
use crate::event::arn::Arn;

/// Where calls name the access key they issued.
pub(super) const KEY_FIELDS: [&str; 3] = [
    "responseElements.credentials.accessKeyId",
    "responseElements.accessKey.accessKeyId",
    "responseElements.credentialSet.credentials.accessKeyId",
];

/// How credentials are issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Issue {
    /// `AssumeRole`.
    Role,
    /// `AssumeRoleWithSAML`.
    Saml,
    /// `AssumeRoleWithWebIdentity`.
    WebIdentity,
    /// `GetSessionToken`: a session of the caller's own.
    SessionToken,
    /// `GetFederationToken`.
    Federation,
    /// `AssumeRoot`: a session of a member account's root.
    Root,
    /// `CreateAccessKey`: a long-term key.
    AccessKey,
    /// `CreateSession` of IAM Roles Anywhere, for a certificate.
    Certificate,
    /// `CreateSession` of S3 Express: five minutes of one bucket.
    Bucket,
    /// A sign-in to the console. Its record names no key.
    SignIn,
    /// A role switched to in the console. Its record names no key.
    SwitchRole,
    /// `GetRoleCredentials` of Identity Center. Its record names no key.
    RoleCredentials,
    /// Any other call that answers with credentials.
    Other,
}

impl Issue {
    /// Whether its records name no key, ever.
    pub fn names_no_key(self) -> bool {
        matches!(self, Issue::SignIn | Issue::SwitchRole | Issue::RoleCredentials)
    }
}

/// Credentials that a call issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// How.
    pub issue: Issue,
    /// The access key id; `None` where the record names none, or has it withheld.
    pub key: Option<String>,
    /// The ARN of the session: who its events say they are.
    pub arn: Option<String>,
    /// Whom the credentials make: a role's ARN, a user's name, an account whose root it is, a bucket.
    pub holder: Option<String>,
    /// The session's name.
    pub session_name: Option<String>,
    /// The source identity that was set.
    pub source_identity: Option<String>,
    /// Seconds for which they were asked, as recorded.
    pub seconds: Option<String>,
    /// When they expire, as recorded.
    pub expires: Option<String>,
    /// ARNs of the policies that narrow the session, joined by `, `.
    pub policies: Option<String>,
    /// Whether a policy written into the request narrows it.
    pub has_policy: bool,
    /// When they were issued, in milliseconds since 1970 UTC.
    pub time: Option<i64>,
}

/// How an operation issues credentials, whether or not this call of it did; `None` for one that issues none.
pub fn issues(facts: &Facts) -> Option<Issue> {
    let source = facts.text("eventSource").unwrap_or_default();
    let from = |service: &str| source.split('.').next() == Some(service);
    Some(match facts.text("eventName").unwrap_or_default() {
        "AssumeRole" => Issue::Role,
        "AssumeRoleWithSAML" => Issue::Saml,
        "AssumeRoleWithWebIdentity" => Issue::WebIdentity,
        "GetSessionToken" if from("sts") => Issue::SessionToken,
        "GetFederationToken" => Issue::Federation,
        "AssumeRoot" => Issue::Root,
        "CreateAccessKey" if from("iam") => Issue::AccessKey,
        "CreateSession" if from("rolesanywhere") => Issue::Certificate,
        "CreateSession" if from("s3express") || from("s3") => Issue::Bucket,
        "ConsoleLogin" => Issue::SignIn,
        "SwitchRole" if from("signin") => Issue::SwitchRole,
        "GetRoleCredentials" if from("sso") => Issue::RoleCredentials,
        _ if facts.first(&KEY_FIELDS).is_some() => Issue::Other,
        _ => return None,
    })
}

/// The credentials that a call issued; `None` when it issued none, or failed.
pub fn issued(facts: &Facts) -> Option<Issued> {
    let issue = issues(facts)?;
    if !facts.succeeded() {
        return None;
    }
    let owned = |fields: &[&str]| facts.first(fields).map(str::to_owned);
    let arn = owned(&[
        "responseElements.assumedRoleUser.arn",
        "responseElements.credentialSet.assumedRoleUser.arn",
        "responseElements.federatedUser.arn",
    ]);
    let arn = arn.or_else(|| match issue {
        Issue::SessionToken | Issue::SignIn | Issue::SwitchRole => owned(&["userIdentity.arn"]),
        Issue::Role | Issue::Saml | Issue::WebIdentity => session_arn(facts),
        _ => None,
    });
    let holder = match issue {
        Issue::AccessKey => owned(&[
            "responseElements.accessKey.userName",
            "requestParameters.userName",
        ]),
        Issue::Root => owned(&["requestParameters.targetPrincipal"]),
        Issue::Bucket => owned(&["requestParameters.bucketName"]),
        Issue::RoleCredentials => owned(&["serviceEventDetails.role_name"]),
        Issue::SessionToken | Issue::SignIn => owned(&["actor"]),
        Issue::Federation => owned(&["requestParameters.name"]),
        _ => owned(&["requestParameters.roleArn"]).or_else(|| arn.clone()),
    };
    let named = arn.as_deref().and_then(Arn::parse);
    let named = named
        .and_then(|arn| arn.role_session())
        .map(|(_, name)| name.to_owned());
    Some(Issued {
        issue,
        key: owned(&KEY_FIELDS),
        holder,
        session_name: owned(&["requestParameters.roleSessionName"]).or(named),
        source_identity: owned(&[
            "requestParameters.sourceIdentity",
            "responseElements.sourceIdentity",
        ]),
        seconds: owned(&["requestParameters.durationSeconds"]),
        expires: owned(&[
            "responseElements.credentials.expiration",
            "responseElements.credentialSet.credentials.expiration",
        ]),
        policies: owned(&[
            "requestParameters.policyArns.arn",
            "requestParameters.taskPolicyArn.arn",
        ]),
        has_policy: facts.text("requestParameters.policy").is_some(),
        time: facts.time(),
        arn,
    })
}

impl Issued {
    /// The session, by what else than a key tells it; `None` for what is no session, or whose beginning is unknown.
    pub(super) fn session(&self) -> Option<SessionId> {
        if matches!(self.issue, Issue::AccessKey | Issue::Bucket | Issue::Root) {
            return None;
        }
        Some(SessionId {
            arn: self.arn.clone()?,
            created: self.time?,
        })
    }
}

/// The session's ARN, where the answer is withheld: of what was asked for.
fn session_arn(facts: &Facts) -> Option<String> {
    let role = Arn::parse(facts.text("requestParameters.roleArn")?)?;
    let name = facts.text("requestParameters.roleSessionName")?;
    let Arn {
        partition, account, ..
    } = role;
    let role = role.resource.strip_prefix("role/")?.rsplit('/').next()?;
    Some(format!(
        "arn:{partition}:sts::{account}:assumed-role/{role}/{name}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RowId;
    use serde_json::{Value, json};

    const ID: RowId = RowId { shard: 0, row: 0 };
    const SESSION: &str = "arn:aws-cn:sts::111122223333:assumed-role/Reader/dana";

    fn facts(source: &str, name: &str, more: Value) -> Facts {
        let mut record = json!({"eventVersion": "1.08", "eventTime": "2024-03-01T10:00:00Z", "eventSource": source,
            "eventName": name, "eventID": "e1", "userIdentity": {"type": "IAMUser", "userName": "dana",
            "arn": "arn:aws:iam::111122223333:user/dana", "accessKeyId": "AKIADANA"}});
        let fields = record.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        Facts::of_record(ID, &record.to_string()).unwrap()
    }

    /// What is read of a record: how, key, ARN, whom it makes, the session's name.
    type Row = (
        &'static str,
        &'static str,
        Value,
        Issue,
        [Option<&'static str>; 4],
    );

    #[test]
    fn every_issuing_call_says_what_it_issued() {
        let given = |key: &str| json!({"accessKeyId": key, "sessionToken": "t", "expiration": "Mar 1, 2024, 11:00:00 AM"});
        let request =
            json!({"roleArn": "arn:aws-cn:iam::111122223333:role/team/Reader", "roleSessionName": "dana"});
        let response = json!({"credentials": given("ASIAONE"), "assumedRoleUser": {"arn": SESSION}});
        let role = Some("arn:aws-cn:iam::111122223333:role/team/Reader");
        let session = [Some("ASIAONE"), Some(SESSION), role, Some("dana")];
        let user = Some("arn:aws:iam::111122223333:user/dana");
        let rows: Vec<Row> = vec![
            (
                "sts.amazonaws.com",
                "AssumeRole",
                json!({"requestParameters": request, "responseElements": response}),
                Issue::Role,
                session,
            ),
            (
                "sts.amazonaws.com.cn",
                "AssumeRoleWithSAML",
                json!({"requestParameters": request, "responseElements": response}),
                Issue::Saml,
                session,
            ),
            (
                "sts.amazonaws.com",
                "AssumeRoleWithWebIdentity",
                json!({"requestParameters": request, "responseElements": response}),
                Issue::WebIdentity,
                session,
            ),
            // The answer withheld: the session is told by what was asked for.
            (
                "sts.amazonaws.com",
                "AssumeRole",
                json!({"requestParameters": request, "responseElements": null}),
                Issue::Role,
                [None, Some(SESSION), role, Some("dana")],
            ),
            (
                "sts.amazonaws.com",
                "AssumeRole",
                json!({"requestParameters": request, "responseElements": {"credentials": given("HIDDEN_DUE_TO_SECURITY_REASONS")}}),
                Issue::Role,
                [None, Some(SESSION), role, Some("dana")],
            ),
            (
                "sts.amazonaws.com",
                "GetSessionToken",
                json!({"requestParameters": {"durationSeconds": 900}, "responseElements": {"credentials": given("ASIATWO")}}),
                Issue::SessionToken,
                [Some("ASIATWO"), user, Some("dana"), None],
            ),
            (
                "sts.amazonaws.com",
                "GetFederationToken",
                json!({"requestParameters": {"name": "guest"}, "responseElements": {"credentials": given("ASIATHREE"), "federatedUser": {"arn": "arn:aws:sts::111122223333:federated-user/guest"}}}),
                Issue::Federation,
                [
                    Some("ASIATHREE"),
                    Some("arn:aws:sts::111122223333:federated-user/guest"),
                    Some("guest"),
                    None,
                ],
            ),
            (
                "sts.amazonaws.com",
                "AssumeRoot",
                json!({"requestParameters": {"targetPrincipal": "444455556666", "taskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}}, "responseElements": {"credentials": given("ASIAROOT")}}),
                Issue::Root,
                [Some("ASIAROOT"), None, Some("444455556666"), None],
            ),
            (
                "iam.amazonaws.com",
                "CreateAccessKey",
                json!({"requestParameters": {"userName": "svc"}, "responseElements": {"accessKey": {"userName": "svc", "accessKeyId": "AKIANEW", "status": "Active"}}}),
                Issue::AccessKey,
                [Some("AKIANEW"), None, Some("svc"), None],
            ),
            (
                "rolesanywhere.amazonaws.com",
                "CreateSession",
                json!({"requestParameters": {"roleArn": request["roleArn"]}, "responseElements": {"credentialSet": [{"assumedRoleUser": {"arn": SESSION}, "credentials": given("ASIACERT")}]}}),
                Issue::Certificate,
                [Some("ASIACERT"), Some(SESSION), role, Some("dana")],
            ),
            (
                "s3express.amazonaws.com",
                "CreateSession",
                json!({"requestParameters": {"bucketName": "b--usw2-az1--x-s3"}, "responseElements": {"credentials": given("ASIABUCKET")}}),
                Issue::Bucket,
                [Some("ASIABUCKET"), None, Some("b--usw2-az1--x-s3"), None],
            ),
            (
                "signin.amazonaws.com",
                "ConsoleLogin",
                json!({"responseElements": {"ConsoleLogin": "Success"}}),
                Issue::SignIn,
                [None, user, Some("dana"), None],
            ),
            (
                "signin.amazonaws.com",
                "SwitchRole",
                json!({"userIdentity": {"type": "AssumedRole", "arn": SESSION}, "responseElements": {"SwitchRole": "Success"}, "additionalEventData": {"SwitchFrom": "arn:aws:iam::444455556666:user/dana"}}),
                Issue::SwitchRole,
                [None, Some(SESSION), Some(SESSION), Some("dana")],
            ),
            (
                "sso.amazonaws.com",
                "GetRoleCredentials",
                json!({"serviceEventDetails": {"role_name": "Admin", "account_id": "444455556666"}}),
                Issue::RoleCredentials,
                [None, None, Some("Admin"), None],
            ),
            (
                "cognito-identity.amazonaws.com",
                "GetCredentialsForIdentity",
                json!({"responseElements": {"credentials": given("ASIACOGNITO")}}),
                Issue::Other,
                [Some("ASIACOGNITO"), None, None, None],
            ),
        ];
        for (source, name, more, issue, [key, arn, holder, session_name]) in rows {
            let issued = issued(&facts(source, name, more)).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(issued.issue, issue, "{name}");
            let read = [&issued.key, &issued.arn, &issued.holder, &issued.session_name];
            assert_eq!(
                read.map(Option::as_deref),
                [key, arn, holder, session_name],
                "{name}"
            );
            assert_eq!(issued.time, Some(1_709_287_200_000));
            assert!(key.is_none() || !issue.names_no_key(), "{name}");
        }
    }

    #[test]
    fn a_call_that_failed_or_issues_nothing_issued_nothing() {
        let denied =
            json!({"errorCode": "AccessDenied", "requestParameters": {"roleArn": "arn:aws:iam::1:role/R"}});
        let refused =
            json!({"errorMessage": "Failed authentication", "responseElements": {"ConsoleLogin": "Failure"}});
        for (source, name, more, how) in [
            ("sts.amazonaws.com", "AssumeRole", denied, Some(Issue::Role)),
            (
                "signin.amazonaws.com",
                "ConsoleLogin",
                refused,
                Some(Issue::SignIn),
            ),
            ("s3.amazonaws.com", "GetObject", json!({}), None),
            (
                "glue.amazonaws.com",
                "CreateSession",
                json!({"responseElements": {"session": {"id": "x"}}}),
                None,
            ),
        ] {
            let facts = facts(source, name, more);
            assert_eq!((issues(&facts), issued(&facts)), (how, None), "{name}");
        }
    }

    #[test]
    fn what_narrows_a_session_is_told() {
        let more = json!({"requestParameters": {"roleArn": "arn:aws:iam::111122223333:role/R", "roleSessionName": "s",
            "sourceIdentity": "dana", "durationSeconds": 3600, "policy": "{}", "policyArns": [{"arn": "arn:aws:iam::aws:policy/A"},
            {"arn": "arn:aws:iam::aws:policy/B"}]}, "responseElements": {"credentials": {"accessKeyId": "ASIAONE"}}});
        let issued = issued(&facts("sts.amazonaws.com", "AssumeRole", more)).unwrap();
        assert!(issued.has_policy);
        let told =
            [&issued.source_identity, &issued.seconds, &issued.policies].map(|text| text.as_deref().unwrap());
        assert_eq!(
            told,
            [
                "dana",
                "3600",
                "arn:aws:iam::aws:policy/A, arn:aws:iam::aws:policy/B"
            ]
        );
    }
}
