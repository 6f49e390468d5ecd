//! What one record says of the credentials that it was made with.

use super::facts::Facts;
use super::filter::SessionId;
use crate::event::{arn::Arn, time};

/// The credentials of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The access key id; `None` where the record names none.
    pub key: Option<String>,
    /// Who the caller is.
    pub arn: Option<String>,
    /// The role of a session.
    pub role: Option<String>,
    /// The name of a role's session.
    pub session_name: Option<String>,
    /// When the session began, in milliseconds since 1970 UTC.
    pub created: Option<i64>,
    /// The source identity that travels with the session.
    pub source_identity: Option<String>,
    /// Whether a second factor was given for the session, as recorded.
    pub mfa: Option<bool>,
    /// The service that called with them.
    pub service: Option<String>,
    /// How an EC2 instance got them, as recorded.
    pub ec2: Option<String>,
}

/// What stands at the root of a chain, as its last record tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An IAM user with a long-term access key, or signing in: the user's name or ARN.
    User(String),
    /// An account's root user: the account.
    Root(String),
    /// An AWS service: its principal.
    Service(String),
    /// Somebody an identity provider vouches for by SAML: name and provider.
    Saml(String, String),
    /// Somebody or something an OpenID provider vouches for: subject and provider.
    Web(String, String),
    /// A user of Identity Center: name or id.
    IdentityCenter(String),
    /// A caller in another account whose own record of this is not loaded: account and principal id.
    Account(String, String),
    /// Whoever was at the console and switched roles there: the ARN switched from.
    Switched(String),
    /// A certificate, for IAM Roles Anywhere: who called.
    Certificate(String),
    /// Nobody who signed.
    Anonymous,
    /// The record does not tell: its caller as far as known.
    Unknown(String),
}

impl Used {
    /// The credentials that the record says were used.
    pub fn of(facts: &Facts) -> Used {
        let owned = |field: &str| facts.text(field).map(str::to_owned);
        let arn = owned("userIdentity.arn");
        let name = arn.as_deref().and_then(Arn::parse);
        let name = name
            .and_then(|arn| arn.role_session())
            .map(|(_, name)| name.to_owned());
        let created = facts.text("userIdentity.sessionContext.attributes.creationDate");
        let mfa = facts.text("userIdentity.sessionContext.attributes.mfaAuthenticated");
        Used {
            key: owned("userIdentity.accessKeyId"),
            role: owned("userIdentity.sessionContext.sessionIssuer.arn"),
            session_name: name,
            created: created.and_then(time::parse),
            source_identity: owned("userIdentity.sessionContext.sourceIdentity"),
            mfa: mfa.map(|text| text.eq_ignore_ascii_case("true")),
            service: owned("userIdentity.invokedBy"),
            ec2: owned("userIdentity.sessionContext.ec2RoleDelivery"),
            arn,
        }
    }

    /// Whether they are temporary: somebody issued them, and not long before.
    pub fn is_temporary(&self) -> bool {
        self.created.is_some()
            || self.key.as_deref().is_some_and(|key| key.starts_with("ASIA"))
            || self.session_name.is_some()
    }

    /// The permission set of Identity Center that the role was made of, and the account the role is in.
    pub(super) fn permission_set(&self) -> Option<(&str, &str)> {
        let arn = Arn::parse(self.arn.as_deref()?)?;
        permission_set(arn.role_session()?.0).map(|set| (set, arn.account))
    }

    /// Who must stand behind a session although the call that issued it is not there.
    pub(super) fn presumed_origin(&self, facts: &Facts) -> Option<Origin> {
        let named = |field: &str| facts.text(field).map(str::to_owned);
        let issuer = "userIdentity.sessionContext.sessionIssuer.type";
        let issuer_arn = || named("userIdentity.sessionContext.sessionIssuer.arn");
        match facts.text("userIdentity.type")? {
            "IAMUser" => named("userIdentity.userName")
                .or_else(|| self.arn.clone())
                .map(Origin::User),
            "Root" if facts.text("userIdentity.sessionContext.assumedRoot").is_none() => {
                named("userIdentity.accountId").map(Origin::Root)
            }
            "FederatedUser" if facts.text(issuer) == Some("IAMUser") => issuer_arn().map(Origin::User),
            "FederatedUser" if facts.text(issuer) == Some("Root") => issuer_arn().map(Origin::Root),
            "AssumedRole" if self.permission_set().is_some() => {
                self.session_name.clone().map(Origin::IdentityCenter)
            }
            "AssumedRole" if self.ec2.is_some() => Some(Origin::Service("ec2.amazonaws.com".into())),
            "AssumedRole" => {
                let role = self.role.as_deref().and_then(Arn::parse);
                let linked = role.and_then(|role| role.resource.strip_prefix("role/aws-service-role/"));
                let linked = linked.and_then(|path| path.split('/').next()).map(str::to_owned);
                let service = || self.service.clone().filter(|_| self.key.is_none());
                linked.or_else(service).map(Origin::Service)
            }
            _ => None,
        }
    }

    /// The session, by what else than a key tells it.
    pub(super) fn session(&self) -> Option<SessionId> {
        Some(SessionId {
            arn: self.arn.clone()?,
            created: self.created?,
        })
    }
}

impl Origin {
    /// Who made a call, where nobody issued the credentials to them; `None` for a session, which somebody began.
    pub fn of(facts: &Facts) -> Option<Origin> {
        let text = |fields: &[&str]| facts.first(fields).unwrap_or_default().to_owned();
        let name = || text(&["userIdentity.userName", "userIdentity.principalId", "actor"]);
        let account = || text(&["userIdentity.accountId"]);
        let used = Used::of(facts);
        let is_sign_in = facts.text("eventName") == Some("ConsoleLogin");
        let switched = facts.text("additionalEventData.SwitchFrom");
        let saml = facts.text("additionalEventData.SamlProviderArn");
        Some(match facts.text("userIdentity.type").unwrap_or_default() {
            "AWSService" => Origin::Service(text(&["userIdentity.invokedBy", "eventSource"])),
            "SAMLUser" => Origin::Saml(name(), text(&["userIdentity.identityProvider"])),
            "WebIdentityUser" => Origin::Web(name(), text(&["userIdentity.identityProvider"])),
            "IdentityCenterUser" => Origin::IdentityCenter(text(&[
                "additionalEventData.UserName",
                "userIdentity.onBehalfOf.userId",
                "userIdentity.principalId",
            ])),
            "AWSAccount" if account() == "ANONYMOUS_PRINCIPAL" => Origin::Anonymous,
            "AWSAccount" => Origin::Account(account(), text(&["userIdentity.principalId"])),
            "AssumedRole" if switched.is_some() => Origin::Switched(switched.unwrap_or_default().to_owned()),
            "AssumedRole" if saml.is_some() => Origin::Saml(
                used.session_name.unwrap_or_else(name),
                saml.unwrap_or_default().to_owned(),
            ),
            "AssumedRole" if is_sign_in && used.permission_set().is_some() => {
                Origin::IdentityCenter(used.session_name.unwrap_or_else(name))
            }
            "" if used.service.is_some() && used.key.is_none() => {
                Origin::Service(used.service.unwrap_or_default())
            }
            "AssumedRole" | "Role" | "FederatedUser" => return None,
            "Root" if !used.is_temporary() => Origin::Root(account()),
            "IAMUser" if !used.is_temporary() => {
                Origin::User(text(&["userIdentity.userName", "userIdentity.arn", "actor"]))
            }
            _ if used.is_temporary() => return None,
            _ if facts
                .text("eventSource")
                .is_some_and(|source| source.starts_with("rolesanywhere.")) =>
            {
                Origin::Certificate(text(&["actor", "sourceIPAddress"]))
            }
            _ => Origin::Unknown(text(&["actor"])),
        })
    }
}

/// The permission set in the name of a role that Identity Center made.
pub(super) fn permission_set(role: &str) -> Option<&str> {
    let (set, _) = role.strip_prefix("AWSReservedSSO_")?.rsplit_once('_')?;
    Some(set)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RowId;
    use serde_json::{Value, json};

    fn facts(identity: Value, more: Value) -> Facts {
        let mut record = json!({"eventTime": "2024-03-01T10:00:00Z", "eventSource": "s3.amazonaws.com",
            "eventName": "GetObject", "userIdentity": identity});
        let fields = record.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        Facts::of_record(RowId { shard: 0, row: 0 }, &record.to_string()).unwrap()
    }

    #[test]
    fn those_to_whom_nobody_issued_anything_are_roots() {
        let session = json!({"attributes": {"creationDate": "20240301T090000Z", "mfaAuthenticated": "true"}});
        let session = &session;
        let origin = |identity| Origin::of(&facts(identity, json!({})));
        for (identity, expected) in [
            (
                json!({"type": "IAMUser", "userName": "dana", "accessKeyId": "AKIAONE"}),
                Some(Origin::User("dana".into())),
            ),
            (
                json!({"type": "IAMUser", "userName": "dana", "accessKeyId": "ASIAONE", "sessionContext": session}),
                None,
            ),
            (
                json!({"type": "Root", "accountId": "1", "arn": "arn:aws:iam::1:root", "accessKeyId": "AKIAROOT"}),
                Some(Origin::Root("1".into())),
            ),
            (
                json!({"type": "Root", "accountId": "1", "accessKeyId": "ASIAROOT", "sessionContext": session}),
                None,
            ),
            (
                json!({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}),
                Some(Origin::Service("ec2.amazonaws.com".into())),
            ),
            (
                json!({"accountId": "1", "invokedBy": "kms.amazonaws.com"}),
                Some(Origin::Service("kms.amazonaws.com".into())),
            ),
            (
                json!({"type": "SAMLUser", "userName": "dana@example.com", "identityProvider": "idp"}),
                Some(Origin::Saml("dana@example.com".into(), "idp".into())),
            ),
            (
                json!({"type": "WebIdentityUser", "userName": "repo:a/b", "identityProvider": "gh"}),
                Some(Origin::Web("repo:a/b".into(), "gh".into())),
            ),
            (
                json!({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u1"}}),
                Some(Origin::IdentityCenter("u1".into())),
            ),
            (
                json!({"type": "AWSAccount", "accountId": "2", "principalId": "AIDATWO"}),
                Some(Origin::Account("2".into(), "AIDATWO".into())),
            ),
            (
                json!({"type": "AWSAccount", "accountId": "ANONYMOUS_PRINCIPAL", "principalId": ""}),
                Some(Origin::Anonymous),
            ),
            (
                json!({"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/R/s", "accessKeyId": "ASIATWO", "sessionContext": session}),
                None,
            ),
            (
                json!({"type": "FederatedUser", "arn": "arn:aws:sts::1:federated-user/g", "accessKeyId": "ASIAG"}),
                None,
            ),
        ] {
            assert_eq!(origin(identity.clone()), expected, "{identity}");
        }
    }

    #[test]
    fn sign_ins_name_whom_they_come_from() {
        let sign_in = |identity, name: &str, more: Value| {
            Origin::of(&facts(
                identity,
                json!({"eventSource": "signin.amazonaws.com", "eventName": name, "additionalEventData": more}),
            ))
        };
        let role = |arn: &str| json!({"type": "AssumedRole", "arn": arn});
        let provider = "arn:aws:iam::1:saml-provider/corp";
        for (origin, expected) in [
            (
                sign_in(
                    json!({"type": "IAMUser", "userName": "dana", "accessKeyId": ""}),
                    "ConsoleLogin",
                    json!({}),
                ),
                Origin::User("dana".into()),
            ),
            (
                sign_in(
                    role("arn:aws:sts::1:assumed-role/R/dana"),
                    "ConsoleLogin",
                    json!({"SamlProviderArn": provider}),
                ),
                Origin::Saml("dana".into(), provider.into()),
            ),
            (
                sign_in(
                    role("arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/dana"),
                    "ConsoleLogin",
                    json!({}),
                ),
                Origin::IdentityCenter("dana".into()),
            ),
            (
                sign_in(
                    role("arn:aws:sts::2:assumed-role/R/dana"),
                    "SwitchRole",
                    json!({"SwitchFrom": "arn:aws:iam::1:user/dana"}),
                ),
                Origin::Switched("arn:aws:iam::1:user/dana".into()),
            ),
        ] {
            assert_eq!(origin, Some(expected));
        }
    }

    #[test]
    fn who_must_stand_behind_a_session_is_known_without_the_call_that_issued_it() {
        let role = |role: &str, more: Value| {
            let mut identity = json!({"type": "AssumedRole", "accessKeyId": "ASIAONE",
                "arn": format!("arn:aws:sts::1:assumed-role/{}/dana", role.rsplit('/').next().unwrap()),
                "sessionContext": {"sessionIssuer": {"type": "Role", "arn": format!("arn:aws:iam::1:role/{role}")},
                    "attributes": {"creationDate": "Fri Mar 01 09:00:00 UTC 2024"}}});
            identity
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            let facts = facts(identity, json!({}));
            let used = Used::of(&facts);
            assert_eq!(used.created, Some(1_709_283_600_000));
            assert_eq!(used.session_name.as_deref(), Some("dana"));
            used.presumed_origin(&facts)
        };
        let sso = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef";
        assert_eq!(role("Reader", json!({})), None);
        assert_eq!(role(sso, json!({})), Some(Origin::IdentityCenter("dana".into())));
        let linked = role(
            "aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
            json!({}),
        );
        assert_eq!(linked, Some(Origin::Service("guardduty.amazonaws.com".into())));
        let user = facts(
            json!({"type": "IAMUser", "userName": "dana", "accessKeyId": "ASIAONE"}),
            json!({}),
        );
        let presumed = Used::of(&user).presumed_origin(&user);
        assert_eq!(presumed, Some(Origin::User("dana".into())));
    }
}
