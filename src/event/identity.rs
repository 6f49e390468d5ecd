//! The three questions that a record's identity answers: was it the root user or an IAM user, was it a role's or a
//! federated user's temporary credentials, was it another AWS service?
//!
//! They do not exclude one another: a service often calls with a user's forwarded session.

use super::client::{is_console, is_console_host};
use super::{Facts, Field};
use crate::catalog;

/// Whether something is so, as far as a record tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // each says itself
pub enum Answer {
    Yes,
    Likely,
    No,
    Unknown,
}

impl Answer {
    /// The answer as queries and scripts see it.
    pub fn name(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::Likely => "likely",
            Answer::No => "no",
            Answer::Unknown => "unknown",
        }
    }
}

/// The answers to the three questions, each with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// Was the request made with credentials of the root user or an IAM user?
    pub root_or_user: RootOrUser,
    /// Was it made with temporary credentials of a role or a federated user?
    pub temporary: Temporary,
    /// Was it made by another AWS service?
    pub service: ByService,
}

/// Why the credentials are, or are not, the root user's or an IAM user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RootOrUser {
    /// The root user's own.
    Root,
    /// An IAM user's own.
    User,
    /// A federated user's, issued by the root user or an IAM user.
    Issuer,
    /// Another identity's.
    No,
    /// The record does not tell.
    Unknown,
}

/// Why the credentials are, or are not, temporary ones of a role or a federated user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Temporary {
    /// A role's.
    Role,
    /// A federated user's, or such a user is asking for them.
    Federated,
    /// Temporary, yet the root user's or an IAM user's own session.
    UserSession,
    /// Neither.
    No,
    /// The record does not tell.
    Unknown,
}

/// Why the request was, or was not, made by another service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ByService {
    /// The identity is a service.
    Principal,
    /// The service did it of itself.
    Event,
    /// A service called with the identity's credentials.
    OnBehalf,
    /// The console's back end did, for somebody at the console.
    Console,
    /// The address or the user agent is a service's, as in records older than `invokedBy`.
    Likely,
    /// Nothing speaks for a service.
    No,
    /// The record does not tell.
    Unknown,
}

impl RootOrUser {
    /// The answer without its reason.
    pub fn answer(self) -> Answer {
        match self {
            RootOrUser::Root | RootOrUser::User | RootOrUser::Issuer => Answer::Yes,
            RootOrUser::No => Answer::No,
            RootOrUser::Unknown => Answer::Unknown,
        }
    }
}

impl Temporary {
    /// The answer without its reason.
    pub fn answer(self) -> Answer {
        match self {
            Temporary::Role | Temporary::Federated => Answer::Yes,
            Temporary::UserSession | Temporary::No => Answer::No,
            Temporary::Unknown => Answer::Unknown,
        }
    }
}

impl ByService {
    /// The answer without its reason.
    pub fn answer(self) -> Answer {
        match self {
            ByService::Principal | ByService::Event | ByService::OnBehalf | ByService::Console => Answer::Yes,
            ByService::Likely => Answer::Likely,
            ByService::No => Answer::No,
            ByService::Unknown => Answer::Unknown,
        }
    }
}

/// Answers the three questions for a record.
pub fn answers(facts: &dyn Facts) -> Answers {
    let kind = facts.text(Field::IdentityType);
    let arn = facts.text(Field::IdentityArn).unwrap_or_default();
    let service = service(facts, kind);
    let root_or_user = match kind {
        Some("Root") => RootOrUser::Root,
        Some("IAMUser") => RootOrUser::User,
        Some("FederatedUser") if matches!(facts.text(Field::IssuerType), Some("Root" | "IAMUser")) => {
            RootOrUser::Issuer
        }
        Some(
            "AssumedRole" | "Role" | "SAMLUser" | "WebIdentityUser" | "IdentityCenterUser" | "AWSService"
            | "AWSAccount" | "Directory",
        ) => RootOrUser::No,
        None if matches!(service, ByService::Event | ByService::OnBehalf) => RootOrUser::No,
        None if arn.contains(":assumed-role/") => RootOrUser::No,
        None if arn.contains(":user/") => RootOrUser::User,
        None if arn.ends_with(":root") => RootOrUser::Root,
        // Rows of the console's CSV have a name and a key, but no type.
        None if facts.text(Field::IdentityUserName) == Some("root") => RootOrUser::Root,
        None if key_starts(facts, "AKIA") => RootOrUser::User,
        _ => RootOrUser::Unknown,
    };
    let temporary = match kind {
        Some("AssumedRole" | "Role") => Temporary::Role,
        Some("FederatedUser" | "SAMLUser" | "WebIdentityUser" | "IdentityCenterUser") => Temporary::Federated,
        None if arn.contains(":assumed-role/") => Temporary::Role,
        _ if arn.contains(":federated-user/") => Temporary::Federated,
        _ if root_or_user == RootOrUser::Unknown => Temporary::Unknown,
        _ if root_or_user != RootOrUser::No && is_session(facts) => Temporary::UserSession,
        _ => Temporary::No,
    };
    Answers {
        root_or_user,
        temporary,
        service,
    }
}

fn is_session(facts: &dyn Facts) -> bool {
    key_starts(facts, "ASIA") || facts.text(Field::SessionCreationDate).is_some()
}

fn key_starts(facts: &dyn Facts, prefix: &str) -> bool {
    facts
        .text(Field::IdentityAccessKeyId)
        .is_some_and(|key| key.starts_with(prefix))
}

fn service(facts: &dyn Facts, kind: Option<&str>) -> ByService {
    let invoker = facts.text(Field::IdentityInvokedBy);
    let invoked = invoker.or_else(|| facts.text(Field::InvokedByServiceAccountId));
    let is_event = facts.text(Field::EventType) == Some("AwsServiceEvent");
    if kind == Some("AWSService") {
        return ByService::Principal;
    }
    if is_event && (kind.is_none() || invoked.is_some()) {
        return ByService::Event;
    }
    if let Some(invoked) = invoked {
        return if is_console(invoked) {
            ByService::Console
        } else {
            ByService::OnBehalf
        };
    }
    let named = [Field::SourceIpAddress, Field::UserAgent]
        .iter()
        .filter_map(|field| facts.text(*field))
        .any(|text| catalog::is_service(text) && !is_console_host(text));
    let mut identity = Field::PATHS
        .iter()
        .filter(|(_, path)| path.starts_with("userIdentity."));
    match kind {
        Some("AssumedRole") | None if named => ByService::Likely,
        None if identity.all(|(field, _)| facts.text(*field).is_none()) => ByService::Unknown,
        _ => ByService::No,
    }
}
