//! Who made the request, by the best name a person would know.

use std::borrow::Cow;
use std::fmt;

use super::arn::Arn;
use super::client::is_console;
use super::{Facts, Field};
use crate::catalog;

/// Who made a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor<'a> {
    /// The name to show and to group by: a user, a role (not its session), a person for Identity Center, a service.
    pub name: Cow<'a, str>,
    /// What kind of identity it is.
    pub kind: ActorKind,
    /// The role whose credentials were used, where `name` is the person's.
    pub role: Option<&'a str>,
    /// The session's name, where `name` is the role's.
    pub session: Option<&'a str>,
    /// Whom the session acts for: the person named when its role was assumed, kept through every further role.
    pub acting_for: Option<&'a str>,
    /// The service that made the call with the identity's credentials; `console` for the console's back ends.
    pub via: Option<Cow<'a, str>>,
    /// The account of the product provider that the access was delegated to.
    pub provider: Option<&'a str>,
}

/// What kind of identity an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// The account's root user.
    Root,
    /// An IAM user, with a long-term key or in a session of its own.
    IamUser,
    /// A session of a role, or the role itself.
    Role,
    /// A person of IAM Identity Center.
    Sso,
    /// Somebody known to another identity provider.
    Federated,
    /// An AWS service on its own account.
    Service,
    /// Another AWS account.
    Account,
    /// Nobody in particular.
    Anonymous,
    /// The record does not tell.
    Unknown,
}

impl ActorKind {
    /// The kind as queries and scripts see it.
    pub fn name(self) -> &'static str {
        match self {
            ActorKind::Root => "root",
            ActorKind::IamUser => "iam-user",
            ActorKind::Role => "role",
            ActorKind::Sso => "sso",
            ActorKind::Federated => "federated",
            ActorKind::Service => "service",
            ActorKind::Account => "account",
            ActorKind::Anonymous => "anonymous",
            ActorKind::Unknown => "unknown",
        }
    }
}

/// The whole label: `role / session for person via service (provider 123456789012)`, as far as there are such parts.
impl fmt::Display for Actor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(session) = self.session {
            write!(f, " / {session}")?;
        }
        if let Some(person) = self.acting_for {
            write!(f, " for {person}")?;
        }
        if let Some(via) = &self.via {
            write!(f, " via {via}")?;
        }
        self.provider
            .map_or(Ok(()), |provider| write!(f, " (provider {provider})"))
    }
}

/// The user name that AWS writes when somebody typed one that does not exist (it may be a password).
pub(crate) const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// The record's actor.
pub fn actor(facts: &dyn Facts) -> Actor<'_> {
    let mut actor = identity(facts);
    if actor.kind != ActorKind::Service {
        actor.via = via(facts);
    }
    actor.acting_for = facts
        .text(Field::SourceIdentity)
        .filter(|person| *person != actor.name);
    actor.provider = facts.text(Field::InvokedByDelegateAccountId);
    actor
}

fn named<'a>(name: impl Into<Cow<'a, str>>, kind: ActorKind) -> Actor<'a> {
    Actor {
        name: name.into(),
        kind,
        role: None,
        session: None,
        acting_for: None,
        via: None,
        provider: None,
    }
}

fn unknown<'a>(name: Option<&'a str>) -> Actor<'a> {
    named(name.unwrap_or("unknown"), ActorKind::Unknown)
}

fn identity(facts: &dyn Facts) -> Actor<'_> {
    let Some(kind) = facts.text(Field::IdentityType) else {
        return typeless(facts);
    };
    let user = || facts.text(Field::IdentityUserName);
    let principal = || facts.text(Field::IdentityPrincipalId);
    match kind {
        "AWSService" => service(facts),
        "IAMUser" => iam_user(facts),
        "AssumedRole" | "Role" => role(facts),
        "Root" => root(user()),
        "AWSAccount" => account(facts),
        "FederatedUser" => {
            let name = federated_name(facts).or_else(user).or_else(principal);
            named(name.unwrap_or("federated user"), ActorKind::Federated)
        }
        "SAMLUser" | "WebIdentityUser" => {
            match (user().or_else(principal), facts.text(Field::IdentityProvider)) {
                (Some(name), Some(provider)) => named(format!("{name} @ {provider}"), ActorKind::Federated),
                (name, provider) => named(
                    name.or(provider).unwrap_or("federated user"),
                    ActorKind::Federated,
                ),
            }
        }
        "IdentityCenterUser" => {
            let name = facts
                .text(Field::AdditionalUserName)
                .or_else(|| facts.text(Field::OnBehalfOfUserId));
            named(
                name.or_else(user)
                    .or_else(principal)
                    .unwrap_or("Identity Center user"),
                ActorKind::Sso,
            )
        }
        _ => unnamed_kind(user().or_else(principal)),
    }
}

/// Directory, Unknown, and whatever AWS adds.
fn unnamed_kind(name: Option<&str>) -> Actor<'_> {
    if name == Some(HIDDEN) {
        hidden()
    } else {
        unknown(name)
    }
}

fn hidden<'a>() -> Actor<'a> {
    unknown(Some("unknown user name (hidden by AWS)"))
}

fn root(alias: Option<&str>) -> Actor<'_> {
    match alias {
        Some(alias) if alias != "root" => named(format!("root ({alias})"), ActorKind::Root),
        _ => named("root", ActorKind::Root),
    }
}

fn iam_user(facts: &dyn Facts) -> Actor<'_> {
    let arn = facts.text(Field::IdentityArn).and_then(Arn::parse);
    // Seen in AWS's samples: the type says user, the ARN names a role's session.
    if let Some((role, session)) = arn.and_then(|arn| arn.role_session()) {
        return Actor {
            session: non_empty(session),
            ..named(role, ActorKind::IamUser)
        };
    }
    match facts.text(Field::IdentityUserName) {
        Some(HIDDEN) => hidden(),
        Some(name) => named(name, ActorKind::IamUser),
        None => {
            let name = arn
                .map(|arn| arn.short_name())
                .or_else(|| facts.text(Field::IdentityPrincipalId));
            named(name.unwrap_or("IAM user"), ActorKind::IamUser)
        }
    }
}

/// What Identity Center calls the roles it makes for its permission sets.
const SSO_ROLE: &str = "AWSReservedSSO_";

fn role(facts: &dyn Facts) -> Actor<'_> {
    let arn = facts.text(Field::IdentityArn).and_then(Arn::parse);
    let from_arn = arn.and_then(|arn| arn.role_session());
    let principal = facts.text(Field::IdentityPrincipalId);
    let session = principal
        .and_then(|principal| principal.split_once(':'))
        .map(|(_, session)| session)
        .or(from_arn.map(|(_, session)| session))
        .and_then(non_empty);
    let role = facts
        .text(Field::IssuerUserName)
        .or(from_arn.map(|(role, _)| role))
        .or_else(|| {
            facts
                .text(Field::IssuerArn)
                .and_then(Arn::parse)
                .map(|arn| arn.short_name())
        })
        .or(arn.map(|arn| arn.short_name()))
        .or_else(|| facts.text(Field::IdentityUserName))
        .or(principal);
    match (role, session) {
        (Some(role), Some(person)) if role.starts_with(SSO_ROLE) => Actor {
            role: Some(role),
            ..named(person, ActorKind::Sso)
        },
        (role, session) => Actor {
            session,
            ..named(role.unwrap_or("role"), ActorKind::Role)
        },
    }
}

fn federated_name(facts: &dyn Facts) -> Option<&str> {
    let arn = facts.text(Field::IdentityArn).and_then(Arn::parse)?;
    arn.resource.strip_prefix("federated-user/").and_then(non_empty)
}

fn account(facts: &dyn Facts) -> Actor<'_> {
    match facts.text(Field::IdentityAccountId) {
        Some(id) if id.eq_ignore_ascii_case("ANONYMOUS_PRINCIPAL") || id == "anonymous" => {
            named("anonymous", ActorKind::Anonymous)
        }
        Some(id) => named(format!("account {id}"), ActorKind::Account),
        None => named("other account", ActorKind::Account),
    }
}

fn service(facts: &dyn Facts) -> Actor<'_> {
    let address = || {
        facts
            .text(Field::SourceIpAddress)
            .filter(|address| catalog::is_service(address))
    };
    let invoker = facts.text(Field::IdentityInvokedBy).or_else(address);
    if invoker.is_none()
        && let Some(account) = facts.text(Field::InvokedByServiceAccountId)
    {
        return named(service_account(account), ActorKind::Service);
    }
    let name = invoker
        .or_else(|| facts.text(Field::EventSource))
        .map(catalog::short_service);
    named(name.unwrap_or("AWS service"), ActorKind::Service)
}

fn service_account<'a>(account: &str) -> Cow<'a, str> {
    Cow::Owned(format!("AWS service account {account}"))
}

/// Service events have no type, nor have rows of the console's CSV, nor records whose identity is lost.
fn typeless(facts: &dyn Facts) -> Actor<'_> {
    if facts.text(Field::EventType) == Some("AwsServiceEvent") {
        return service(facts);
    }
    let user = facts.text(Field::IdentityUserName);
    if let Some(arn) = facts.text(Field::IdentityArn).and_then(Arn::parse) {
        let is = |kind: &str| arn.resource.starts_with(kind);
        if is("assumed-role/") || is("role/") {
            return role(facts);
        } else if is("user/") {
            return iam_user(facts);
        } else if is("federated-user/") {
            return named(
                federated_name(facts).unwrap_or("federated user"),
                ActorKind::Federated,
            );
        } else if arn.resource == "root" {
            return root(user);
        }
    }
    match user {
        Some("root") => return root(None),
        Some(HIDDEN) => return hidden(),
        Some(user)
            if facts
                .text(Field::IdentityAccessKeyId)
                .is_some_and(|key| key.starts_with("AKIA")) =>
        {
            return named(user, ActorKind::IamUser);
        }
        Some(user) => return unknown(Some(user)),
        None => {}
    }
    if let Some(person) = facts.text(Field::OnBehalfOfUserId) {
        return named(
            facts.text(Field::AdditionalUserName).unwrap_or(person),
            ActorKind::Sso,
        );
    }
    let by_service = facts.text(Field::IdentityInvokedBy).is_some()
        || facts
            .text(Field::SourceIpAddress)
            .is_some_and(catalog::is_service);
    if by_service {
        service(facts)
    } else {
        unknown(facts.text(Field::IdentityPrincipalId))
    }
}

fn via(facts: &dyn Facts) -> Option<Cow<'_, str>> {
    match facts.text(Field::IdentityInvokedBy) {
        Some(invoker) if is_console(invoker) => Some("console".into()),
        Some(invoker) => Some(catalog::short_service(invoker).into()),
        None => facts.text(Field::InvokedByServiceAccountId).map(service_account),
    }
}

fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
