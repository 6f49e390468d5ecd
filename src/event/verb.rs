//! Whether a request reads or changes something, and in what way.

use super::text::begins_with_word;
use super::{Facts, Field, RecordKind};
use crate::catalog;

/// What kind of doing an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Looks at something.
    Read,
    /// Makes or changes something.
    Write,
    /// Takes something away: a write whose name says Delete, Terminate, Detach, Revoke …
    Destroy,
    /// Takes on a role.
    Assume,
    /// Signs in to the console, or what belongs to that.
    SignIn,
    /// CloudTrail noticed an unusual rate.
    Insight,
    /// The record does not say, and its name is no request's.
    Unknown,
}

impl Verb {
    /// The verb as queries and scripts see it.
    pub fn name(self) -> &'static str {
        match self {
            Verb::Read => "read",
            Verb::Write => "write",
            Verb::Destroy => "destroy",
            Verb::Assume => "assume",
            Verb::SignIn => "sign-in",
            Verb::Insight => "insight",
            Verb::Unknown => "unknown",
        }
    }

    /// Names of the verbs that are writes.
    pub const WRITES: [&str; 3] = ["write", "destroy", "sign-in"];

    /// Whether CloudTrail counts it among the writes, as its `readOnly` does.
    pub fn is_write(self) -> bool {
        Verb::WRITES.contains(&self.name())
    }
}

/// What a verb rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The record says so in `readOnly`.
    Recorded,
    /// It follows from the kind of event, the catalog or the name: probably so.
    Derived,
}

/// The record's verb, and what it rests on.
pub fn verb(facts: &dyn Facts) -> (Verb, Basis) {
    let kind = facts.text(Field::EventType);
    let name = facts.text(Field::EventName);
    let recorded = facts.text(Field::ReadOnly).and_then(flag);
    let basis = if recorded.is_some() {
        Basis::Recorded
    } else {
        Basis::Derived
    };
    if is_sign_in(kind, facts.text(Field::EventSource), name) {
        return (Verb::SignIn, basis);
    }
    if RecordKind::of(facts) == RecordKind::Insight {
        return (Verb::Insight, Basis::Derived);
    }
    let Some(name) = name else {
        let verb = match recorded {
            Some(true) => Verb::Read,
            Some(false) => Verb::Write,
            None => Verb::Unknown,
        };
        return (verb, basis);
    };
    if begins_with_word(name, "AssumeRole") || name == "AssumeRoot" {
        return (Verb::Assume, basis);
    }
    let read = match recorded {
        Some(read) => read,
        None if kind == Some("AwsServiceEvent") => return (Verb::Unknown, basis),
        None => looks_read(facts.text(Field::EventSource), name),
    };
    let verb = match read {
        true => Verb::Read,
        false if destroys(name).is_some() => Verb::Destroy,
        false => Verb::Write,
    };
    (verb, basis)
}

/// Whether those are an event type, source and name of a sign-in to the console.
pub(crate) fn is_sign_in(kind: Option<&str>, source: Option<&str>, name: Option<&str>) -> bool {
    match kind {
        Some(kind) => kind.eq_ignore_ascii_case("AwsConsoleSignIn"),
        None => source == Some("signin.amazonaws.com") && name == Some("ConsoleLogin"),
    }
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn looks_read(source: Option<&str>, name: &str) -> bool {
    let source = source.unwrap_or_default();
    if let Some(operation) = catalog::service(source).and_then(|service| service.operation(name)) {
        return operation.read_only;
    }
    let listed = |words: &[&str]| words.iter().any(|word| begins_with_word(name, word));
    match catalog::short_service(source) {
        // What uses a key or a model changes nothing, whatever its verb.
        "kms"
            if listed(&[
                "Decrypt",
                "Encrypt",
                "GenerateDataKey",
                "ReEncrypt",
                "Sign",
                "Verify",
            ]) =>
        {
            true
        }
        "bedrock" if listed(&["InvokeModel"]) => true,
        "ses" if name == "SendEmail" => true,
        "sts" if matches!(name, "GetFederationToken" | "GetSessionToken") => false,
        "signin" if matches!(name, "GetSigninToken" | "CheckMfa") => false,
        _ => reads(name).is_some(),
    }
}

/// The word a name begins with that looks at something.
pub(crate) fn reads(name: &str) -> Option<&'static str> {
    READS.into_iter().find(|word| begins_with_word(name, word))
}

const READS: [&str; 27] = [
    "Get",
    "List",
    "Describe",
    "Head",
    "Lookup",
    "Search",
    "BatchGet",
    "BatchDescribe",
    "BatchCheck",
    "BatchDetect",
    "Check",
    "Query",
    "Scan",
    "Test",
    "Validate",
    "Simulate",
    "Select",
    "Preview",
    "Filter",
    "View",
    "Discover",
    "Estimate",
    "Decode",
    "Detect",
    "Count",
    "Retrieve",
    "Poll",
];

/// The word a name begins with that takes something away.
pub(crate) fn destroys(name: &str) -> Option<&'static str> {
    DESTROYS.into_iter().find(|word| begins_with_word(name, word))
}

const DESTROYS: [&str; 16] = [
    "Delete",
    "Terminate",
    "Remove",
    "Detach",
    "Revoke",
    "Deregister",
    "Disassociate",
    "Destroy",
    "Purge",
    "Release",
    "Erase",
    "Wipe",
    "BatchDelete",
    "ForceDelete",
    "AdminDelete",
    "ScheduleKeyDeletion",
];
