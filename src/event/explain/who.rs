//! Why the actor is who it is, and what speaks for the answers to the three questions.

use super::super::actor::{Actor, ActorKind, HIDDEN};
use super::super::arn::short;
use super::super::identity::{Answers, ByService, RootOrUser, Temporary};
use super::{Because, Field};
use crate::catalog;

/// Where names stand, those that are nothing but a name first.
const NAMES: [Field; 10] = [
    Field::IdentityUserName,
    Field::IssuerUserName,
    Field::AdditionalUserName,
    Field::OnBehalfOfUserId,
    Field::IdentityArn,
    Field::IssuerArn,
    Field::IdentityPrincipalId,
    Field::IdentityAccountId,
    Field::IdentityProvider,
    Field::InvokedByServiceAccountId,
];

pub(super) fn actor(because: &mut Because<'_>, actor: &Actor<'_>) {
    kind(because, actor);
    if actor.kind == ActorKind::Service {
        service_name(because);
    } else if actor.name != actor.kind.name() && because.text(Field::IdentityUserName) != Some(HIDDEN) {
        named(because, "the name is", &actor.name, &NAMES);
    }
    if let Some(provider) = because.text(Field::IdentityProvider)
        && actor.name.ends_with(provider)
    {
        because.is(Field::IdentityProvider);
    }
    if let Some(role) = actor.role {
        named(because, &format!("its role {role} is"), role, &NAMES);
    }
    if let Some(session) = actor.session {
        let fields = [Field::IdentityPrincipalId, Field::IdentityArn];
        named(because, &format!("the session {session} is"), session, &fields);
    }
    if actor.kind == ActorKind::Federated && because.text(Field::IssuerType).is_some() {
        let by = because.text(Field::IssuerUserName).unwrap_or("the root user");
        because.say(&format!("the credentials were issued by {by}"));
        because.read(Field::IssuerType.path());
        if because.text(Field::IssuerUserName).is_some() {
            because.read(Field::IssuerUserName.path());
        }
    }
    if let Some(person) = actor.acting_for {
        because
            .say(&format!("it acts for {person}:"))
            .tail(Field::SourceIdentity);
    }
    if let Some(via) = &actor.via {
        invoker(because, &format!("called via {via}:"));
    }
    if actor.provider.is_some() {
        because.is(Field::InvokedByDelegateAccountId);
    }
}

/// "`what` from `path`", for the first of the fields that is the name or else holds it, unless that is said already.
fn named(because: &mut Because<'_>, what: &str, name: &str, fields: &[Field]) {
    let find = |has: &dyn Fn(&str) -> bool| {
        let mut fields = fields.iter();
        fields.find(|field| because.text(**field).is_some_and(has))
    };
    let found = find(&|text| text == name)
        .or_else(|| find(&|text| short(text) == name || text.contains(name) || name.contains(text)));
    if let Some(field) = found
        && because.is_new(*field)
    {
        because.say(&format!("{what} from {}", field.path()));
        because.read(field.path());
    }
}

fn service_name(because: &mut Because<'_>) {
    let address = because
        .text(Field::SourceIpAddress)
        .filter(|text| catalog::is_service(text));
    if because.text(Field::IdentityInvokedBy).is_some() {
        because.is(Field::IdentityInvokedBy);
    } else if address.is_some() {
        because.is(Field::SourceIpAddress);
    } else if because.text(Field::InvokedByServiceAccountId).is_some() {
        because.is(Field::InvokedByServiceAccountId);
    } else {
        because.is(Field::EventSource);
    }
}

fn invoker(because: &mut Because<'_>, how: &str) {
    let field = match because.text(Field::IdentityInvokedBy) {
        Some(_) => Field::IdentityInvokedBy,
        None => Field::InvokedByServiceAccountId,
    };
    because.say(how).tail(field);
}

pub(super) fn kind(because: &mut Because<'_>, actor: &Actor<'_>) {
    let recorded = because.text(Field::IdentityType);
    because.is(Field::IdentityType);
    if recorded.is_none() {
        return untyped(because, actor);
    }
    let text = |field| because.text(field);
    match actor.kind {
        ActorKind::Anonymous => because.is(Field::IdentityAccountId),
        ActorKind::Account => because.is_if_any(Field::IdentityAccountId),
        ActorKind::Sso if actor.role.is_some() => {
            let what = "the role’s name begins with AWSReservedSSO_, as Identity Center names those of its permission sets:";
            named(because, what, actor.role.unwrap_or_default(), &NAMES);
            because
        }
        ActorKind::Unknown if text(Field::IdentityUserName) == Some(HIDDEN) => because
            .is(Field::IdentityUserName)
            .add(": somebody typed a name that no user has, so it is nobody’s"),
        ActorKind::IamUser if text(Field::IdentityArn).is_some_and(|arn| arn.contains(":assumed-role/")) => {
            because
                .is(Field::IdentityArn)
                .add(", which contradicts the type: it names a role’s session")
        }
        _ => because,
    };
}

/// What stands in for a type.
fn untyped(because: &mut Because<'_>, actor: &Actor<'_>) {
    let text = |field| because.text(field);
    match actor.kind {
        ActorKind::Service if text(Field::EventType) == Some("AwsServiceEvent") => {
            because.is(Field::EventType);
        }
        ActorKind::Service => service_name(because),
        ActorKind::Unknown if text(Field::IdentityUserName) == Some(HIDDEN) => {
            because.is(Field::IdentityUserName);
        }
        ActorKind::Unknown => {
            because.say("nothing else in the identity tells");
        }
        ActorKind::Sso if actor.role.is_none() => {
            because.is(Field::OnBehalfOfUserId);
        }
        _ if text(Field::IdentityArn).is_some() => {
            because.is(Field::IdentityArn);
        }
        _ => {
            because.is(Field::IdentityUserName);
            key(because, "AKIA", "a long-term key");
        }
    }
}

/// "the access key begins with `prefix`, as … does".
fn key(because: &mut Because<'_>, prefix: &str, as_of: &str) {
    if because
        .text(Field::IdentityAccessKeyId)
        .is_some_and(|key| key.starts_with(prefix))
    {
        let path = Field::IdentityAccessKeyId.path();
        because.say(&format!("{path} begins with {prefix}, as {as_of} does"));
        because.read(path);
    }
}

/// What the identity is: its type, or what stands in for it.
fn identity(because: &mut Because<'_>) {
    let typed = because.text(Field::IdentityType).is_some();
    because.is(Field::IdentityType);
    if typed {
        return;
    }
    if because.text(Field::EventType) == Some("AwsServiceEvent") {
        because.is(Field::EventType);
    } else if because.text(Field::IdentityArn).is_some() {
        because.is(Field::IdentityArn);
    } else {
        because
            .is_if_any(Field::IdentityUserName)
            .is_if_any(Field::IdentityInvokedBy);
        key(because, "AKIA", "a long-term key");
        key(because, "ASIA", "a temporary key");
    }
}

pub(super) fn root_or_user(because: &mut Because<'_>, answer: RootOrUser) {
    identity(because);
    match answer {
        RootOrUser::Issuer => because
            .say("its temporary credentials were issued by the root user or an IAM user:")
            .tail(Field::IssuerType),
        RootOrUser::Unknown => because.add(", which does not tell"),
        _ => because,
    };
}

pub(super) fn temporary(because: &mut Because<'_>, answers: Answers) {
    identity(because);
    match answers.temporary {
        Temporary::Federated => {
            let arn = because.text(Field::IdentityArn);
            if arn.is_some_and(|arn| arn.contains(":federated-user/")) {
                because.is(Field::IdentityArn);
            }
        }
        Temporary::UserSession => {
            let whose = match answers.root_or_user {
                RootOrUser::Root => "the root user’s",
                _ => "an IAM user’s",
            };
            because.say(&format!(
                "the credentials are temporary, but {whose} own session, of no role and no federated user"
            ));
            key(because, "ASIA", "a temporary key");
            because.is_if_any(Field::SessionCreationDate);
        }
        Temporary::Unknown => {
            because.add(", which does not tell");
        }
        Temporary::Role | Temporary::No => {}
    }
}

pub(super) fn by_service(because: &mut Because<'_>, answer: ByService) {
    match answer {
        ByService::Principal => because
            .is(Field::IdentityType)
            .is_if_any(Field::IdentityInvokedBy),
        ByService::Event => because
            .is(Field::EventType)
            .is_if_any(Field::IdentityInvokedBy)
            .is_if_any(Field::InvokedByServiceAccountId),
        ByService::OnBehalf => {
            invoker(because, "a service called with the identity’s credentials:");
            let by_gateway = because.text(Field::IdentityInvokedBy) == Some("apigateway.amazonaws.com");
            if by_gateway
                && because
                    .text(Field::EventSource)
                    .is_some_and(|source| source.starts_with("iot"))
            {
                because.add("; with AWS IoT that is often the console’s own back end");
            }
            because
        }
        ByService::Console => {
            invoker(
                because,
                "the console’s back end called for somebody at the console:",
            );
            because
        }
        ByService::Likely => {
            let fields = [Field::SourceIpAddress, Field::UserAgent];
            let found = fields
                .into_iter()
                .find(|field| because.text(*field).is_some_and(catalog::is_service));
            because
                .missing(Field::IdentityInvokedBy)
                .add(", as in older records, but")
                .tail(found.unwrap_or(Field::SourceIpAddress))
                .add(", a service’s name")
        }
        ByService::No => because
            .missing(Field::IdentityInvokedBy)
            .add(", and nothing else names a service as the caller"),
        ByService::Unknown => because.say("the record has no identity"),
    };
}
