//! Lineage in words: who issued what to whom, how that is known, and what is missing.

use super::format::{counted, duration, visible};
use crate::event::{arn, time};
use crate::lineage::{End, Facts, Issue, Issued, Origin, Step, Tie, Used};
use crate::query::{Query, Value};

/// Characters of a recorded value in a sentence.
const LONGEST: usize = 160;

/// A recorded value as a sentence quotes it: cut, and with nothing in it that deceives the eye.
pub fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    visible(&shown).into_owned()
}

/// The operation of a call.
pub fn name(record: &Facts) -> String {
    quoted(record.text("eventName").unwrap_or("Event without a name"))
}

/// Whom a call's credentials make, by a short name.
pub fn holder(issued: &Issued) -> Option<String> {
    issued.holder.as_deref().map(|holder| quoted(arn::short(holder)))
}

/// Where a call came from and where it was recorded.
pub fn place(record: &Facts) -> String {
    let from = record
        .text("sourceIPAddress")
        .map(|address| format!("from {}", quoted(address)));
    let account = record.text("recipientAccountId");
    let account = account.map(|account| format!("in account {}", quoted(account)));
    let parts: Vec<String> = [from, account].into_iter().flatten().collect();
    parts.join(" ")
}

/// Which account recorded it.
pub fn recorded_in(record: &Facts) -> String {
    let account = record.text("recipientAccountId");
    account.map_or_else(
        || "elsewhere".into(),
        |account| format!("in account {}", quoted(account)),
    )
}

/// How it is known that a call issued the credentials of the step below it.
pub fn evidence(tie: Tie, key: Option<&str>) -> String {
    match tie {
        Tie::Key => format!(
            "Proof: its record names {}, the access key that was used.",
            quoted(key.unwrap_or("the key"))
        ),
        Tie::Session(with_source) => format!(
            "Likely: no common access key is recorded; ARN{} and beginning of the session are the same, and no other call fits.",
            if with_source { ", source identity" } else { "" }
        ),
        Tie::SignIn => "Likely: its record names no access key; it is this identity’s only sign-in within two minutes of the session’s \
                        beginning."
            .into(),
        Tie::Moment => "Likely: the two records have no id in common; it is the only fetch of this permission set for this account at \
                        that moment."
            .into(),
    }
}

/// What is recorded of a session that was issued, part by part.
pub fn session(issued: &Issued) -> Vec<String> {
    let mut parts = Vec::new();
    let mut add = |label: &str, value: &Option<String>| {
        if let Some(value) = value {
            parts.push(format!("{label} {}", quoted(value)));
        }
    };
    add("session", &issued.session_name);
    add("source identity", &issued.source_identity);
    match issued
        .seconds
        .as_deref()
        .and_then(|seconds| seconds.parse::<u32>().ok())
    {
        Some(seconds) => parts.push(format!("for {}", duration(seconds.into()))),
        None => add("until", &issued.expires),
    }
    if issued.has_policy {
        parts.push("narrowed by a policy in the request".into());
    }
    if let Some(policies) = &issued.policies {
        parts.push(format!("narrowed by {}", quoted(policies)));
    }
    parts
}

/// Whether a second factor was given, where that is recorded.
pub fn second_factor(record: &Facts) -> Option<&'static str> {
    let used = Used::of(record);
    let at_sign_in = record.text("additionalEventData.MFAUsed");
    let given = used
        .mfa
        .or_else(|| at_sign_in.map(|text| text.eq_ignore_ascii_case("yes")))?;
    Some(if given { "with MFA" } else { "without MFA" })
}

/// The filter for the events made with a key.
pub fn made_with(key: &str) -> String {
    exactly("key", key)
}

/// The filter for the events of a principal, in whatever account.
pub fn of_principal(id: &str) -> String {
    exactly("userIdentity.principalId", id)
}

fn exactly(field: &str, value: &str) -> String {
    let filter = Query::Field {
        field: field.into(),
        value: Value::Exactly(value.into()),
    };
    filter.to_string()
}

/// Who stands at the root.
pub fn origin(origin: &Origin, key: Option<&str>) -> String {
    match origin {
        Origin::User(name) => match key {
            Some(key) => format!(
                "{}, an IAM user, with the long-term access key {}",
                short(name),
                quoted(key)
            ),
            None => format!("{}, an IAM user", short(name)),
        },
        Origin::Root(account) => format!("The root user of account {}", quoted(account)),
        Origin::Service(principal) => format!("The AWS service {}", quoted(principal)),
        Origin::Saml(name, provider) => {
            format!(
                "{}, for whom the SAML provider {} vouched",
                quoted(name),
                short(provider)
            )
        }
        Origin::Web(name, provider) => {
            format!(
                "{}, for whom the identity provider {} vouched",
                quoted(name),
                short(provider)
            )
        }
        Origin::IdentityCenter(name) => format!("{}, a user of IAM Identity Center", quoted(name)),
        Origin::Account(account, principal) => format!(
            "A caller of account {}, with the principal id {}",
            quoted(account),
            quoted(principal)
        ),
        Origin::Switched(arn) => format!("{}, who switched roles in the console", short(arn)),
        Origin::Certificate(_) => "The holder of a certificate, by way of IAM Roles Anywhere".into(),
        Origin::Anonymous => "Nobody who signed: the call was anonymous".into(),
        Origin::Unknown(name) => format!("{}; the record tells no more of the caller", quoted(name)),
    }
}

fn short(name: &str) -> String {
    quoted(arn::short(name))
}

/// What the end of a chain says beside who stands there, sentence by sentence.
pub fn ending(end: &End, last: &Step) -> Vec<String> {
    match end {
        End::Origin(Origin::Account(account, _)) => vec![format!(
            "The record that account {} has of this call is not in the loaded files; it would name the caller.",
            quoted(account)
        )],
        End::Origin(_) => Vec::new(),
        End::Missing(presumed) => missing(presumed.as_ref(), last),
        End::Ambiguous(calls, _) => vec![format!(
            "{} may have issued these credentials, and no access key tells which; none is claimed.",
            counted(*calls as u64, "call", "calls")
        )],
        End::Loop => {
            vec![
                "Only calls of this chain itself name these credentials: the records contradict one another."
                    .into(),
            ]
        }
        End::TooLong => vec!["The chain goes on; no more of it is followed.".into()],
    }
}

fn missing(presumed: Option<&Origin>, Step { used, record, .. }: &Step) -> Vec<String> {
    let call = match record.text("userIdentity.type") {
        Some("AssumedRole" | "Role") if presumed.is_some_and(is_center) => "AssumeRoleWithSAML call",
        Some("AssumedRole" | "Role") => "AssumeRole call",
        Some("FederatedUser") => "GetFederationToken call",
        Some("Root") if presumed.is_none() => "AssumeRoot call",
        _ => "sign-in or GetSessionToken call",
    };
    let mut said = vec![format!(
        "The {call} that issued these credentials is not in the loaded files."
    )];
    let mut known = Vec::new();
    let mut add = |label: &str, value: Option<&str>| {
        if let Some(value) = value {
            known.push(format!("{label} {}", quoted(value)));
        }
    };
    add("role", used.role.as_deref().map(arn::short));
    add("session", used.session_name.as_deref());
    add("source identity", used.source_identity.as_deref());
    add("begun", used.created.map(time::iso).as_deref());
    if let Some(mfa) = second_factor(record) {
        known.push(mfa.into());
    }
    if let Some(version) = &used.ec2 {
        known.push(format!(
            "taken by an EC2 instance from its metadata service, version {}",
            quoted(version)
        ));
    }
    if !known.is_empty() {
        said.push(format!("Known all the same: {}.", known.join(", ")));
    }
    if let Some(presumed) = presumed {
        said.push(format!("Behind it stands: {}.", origin(presumed, None)));
    }
    said
}

fn is_center(origin: &Origin) -> bool {
    matches!(origin, Origin::IdentityCenter(_))
}

/// What is to be known of how the uses of issued credentials are found, where no key proves them.
pub fn caution(issued: &Issued, rivals: u64) -> Option<String> {
    if issued.key.is_some() {
        return None;
    }
    if issued.arn.is_none() {
        return Some(match issued.issue {
            Issue::RoleCredentials => "Its record names neither key nor session: look for the AssumeRoleWithSAML call in that account at \
                                       the same moment."
                .into(),
            _ => "Its record names no access key and no session.".into(),
        });
    }
    let by = "Its record names no access key: events are joined by the session’s ARN and beginning. Likely, not proven.";
    Some(match rivals {
        0 => by.into(),
        _ => format!(
            "{by} {} of this identity within minutes may have led to some of them.",
            counted(rivals, "other sign-in", "other sign-ins")
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RowId;
    use serde_json::json;

    fn step(identity: serde_json::Value) -> Step {
        let record = json!({"eventTime": "2024-03-01T10:00:00Z", "eventName": "GetObject", "eventSource": "s3.amazonaws.com",
            "userIdentity": identity})
        .to_string();
        let record = Facts::of_record(RowId { shard: 0, row: 0 }, &record).unwrap();
        Step {
            used: Used::of(&record),
            record,
            twins: Vec::new(),
            gave: None,
            others: 0,
            uses: None,
        }
    }

    #[test]
    fn what_is_missing_is_said_with_what_is_known() {
        let session = step(
            json!({"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/Reader/dana", "accessKeyId": "ASIAONE",
            "sessionContext": {"sessionIssuer": {"type": "Role", "arn": "arn:aws:iam::1:role/Reader"}, "sourceIdentity": "dana.w",
                "attributes": {"creationDate": "2024-03-01T09:00:00Z", "mfaAuthenticated": "true"}}}),
        );
        assert_eq!(
            ending(&End::Missing(None), &session),
            [
                "The AssumeRole call that issued these credentials is not in the loaded files.",
                "Known all the same: role Reader, session dana, source identity dana.w, begun 2024-03-01T09:00:00Z, with MFA."
            ]
        );
        let user = step(json!({"type": "IAMUser", "userName": "dana", "accessKeyId": "ASIATWO"}));
        assert_eq!(
            ending(&End::Missing(Some(Origin::User("dana".into()))), &user),
            [
                "The sign-in or GetSessionToken call that issued these credentials is not in the loaded files.",
                "Behind it stands: dana, an IAM user."
            ]
        );
    }

    #[test]
    fn hostile_values_are_cut_and_made_visible() {
        let text = quoted(&format!("a\u{202e}b{}", "x".repeat(5000)));
        assert!(text.starts_with("a␦bx") && text.ends_with('…') && text.chars().count() == LONGEST + 1);
        assert_eq!(
            origin(&Origin::Root("1".into()), None),
            "The root user of account 1"
        );
    }
}
