//! Why a request counts as what it does: how it went, what it did, to what, from where, with what program.

use super::super::arn::Arn;
use super::super::client::Client;
use super::super::origin::Origin;
use super::super::outcome::{Outcome, of_error};
use super::super::target::named_by;
use super::super::verb::{Basis, Verb, destroys, is_sign_in, reads};
use super::{Because, Field};
use crate::catalog;

pub(super) fn outcome(because: &mut Because<'_>, outcome: Outcome) {
    let code = because
        .text(Field::ErrorCode)
        .filter(|code| !code.trim().is_empty());
    let message = because
        .text(Field::ErrorMessage)
        .filter(|message| !message.trim().is_empty());
    if outcome == Outcome::FailedSignIn {
        return failed_sign_in(because, code.is_some(), message.is_some());
    }
    if let Some(code) = code {
        because.is(Field::ErrorCode);
        if outcome != of_error(code, "") {
            because.is(Field::ErrorMessage);
        }
        because.add(match outcome {
            Outcome::NotFound => "; many such are routine questions about optional settings",
            Outcome::DryRun => "; the request would have been allowed",
            Outcome::Failed => ", an error of no known class",
            _ => "",
        });
    } else if message.is_some() {
        because.is(Field::ErrorMessage).add(", without an errorCode");
    } else if !sign_in_result(because) {
        because.say(match outcome {
            Outcome::Unknown => "the result of the sign-in, in responseElements, is not recorded",
            _ => "neither errorCode nor errorMessage is recorded",
        });
    }
}

fn failed_sign_in(because: &mut Because<'_>, code: bool, message: bool) {
    because.is_if_any(Field::EventName);
    if code {
        because.is(Field::ErrorCode);
    }
    if message {
        because.is(Field::ErrorMessage);
    }
    sign_in_result(because);
    for field in [Field::UserAuthentication, Field::CredentialVerification] {
        if because.text(field) == Some("Failure") {
            because.is(field);
        }
    }
}

/// Says the result under the key that repeats a sign-in's name, if there is one.
fn sign_in_result(because: &mut Because<'_>) -> bool {
    let name = because.text(Field::EventName);
    let kind = because.text(Field::EventType);
    if !is_sign_in(kind, because.text(Field::EventSource), name) {
        return false;
    }
    let mut result = None;
    because.facts.response(&mut |key, value| {
        if Some(key) == name {
            result = Some((format!("responseElements.{key}"), value.to_owned()));
        }
        result.is_none()
    });
    if let Some((path, value)) = &result {
        because.holds(path.clone(), value);
    }
    result.is_some()
}

pub(super) fn verb(because: &mut Because<'_>, verb: Verb, basis: Basis) {
    let name = because.text(Field::EventName);
    match verb {
        Verb::SignIn if because.text(Field::EventType).is_some() => {
            because.is(Field::EventType);
        }
        Verb::SignIn => {
            because.is(Field::EventSource).is(Field::EventName);
        }
        Verb::Assume => {
            because.is(Field::EventName);
        }
        Verb::Insight => {
            because
                .is_if_any(Field::EventCategory)
                .is_if_any(Field::EventType)
                .is_if_any(Field::InsightEventName)
                .is_if_any(Field::InsightEventSource);
        }
        Verb::Unknown => {
            because.missing(Field::ReadOnly);
            match name {
                Some(_) => because.is(Field::EventType),
                None => because.missing(Field::EventName),
            };
        }
        Verb::Read | Verb::Write | Verb::Destroy if basis == Basis::Recorded => {
            because.is(Field::ReadOnly);
            if verb == Verb::Destroy {
                because.is(Field::EventName);
            }
        }
        Verb::Read | Verb::Write | Verb::Destroy => {
            because
                .say("readOnly is not recorded, so probably:")
                .tail(Field::EventName);
            by_name(because, verb, name.unwrap_or_default());
        }
    }
}

fn by_name(because: &mut Because<'_>, verb: Verb, name: &str) {
    let source = because.text(Field::EventSource).unwrap_or_default();
    if catalog::service(source)
        .and_then(|service| service.operation(name))
        .is_some()
    {
        because.is(Field::EventSource).add(", whose documentation tells");
        return;
    }
    let word = match verb {
        Verb::Destroy => destroys(name),
        _ => reads(name),
    };
    match (verb, word) {
        (Verb::Write, None) => because.add(", and begins with no word that reads"),
        (Verb::Read | Verb::Destroy, Some(word)) => because.add(&format!(", and begins with {word}")),
        (Verb::Read, None) => because
            .is(Field::EventSource)
            .add(", of whose operations this one changes nothing, whatever its name"),
        _ => because
            .is(Field::EventSource)
            .add(", of whose operations this one is no read, whatever its name"),
    };
}

pub(super) fn target(because: &mut Because<'_>) {
    let resources = [
        Field::ResourceArn,
        Field::ResourceArnLowerCase,
        Field::ResourceArnPrefix,
    ];
    if let Some(field) = resources.into_iter().find(|field| because.text(*field).is_some()) {
        because.is(field);
        return;
    }
    let named = named_by(because.facts);
    if named.is_empty() {
        because.say("neither resources nor requestParameters names a thing");
    }
    for (path, value) in named {
        because.holds(format!("requestParameters.{path}"), &value);
    }
}

pub(super) fn origin(because: &mut Because<'_>, origin: Origin) {
    if origin == Origin::VpcEndpoint {
        because.is(Field::VpcEndpointId).is_if_any(Field::SourceIpAddress);
        return;
    }
    because.is(Field::SourceIpAddress);
    because.add(match origin {
        Origin::Public => ", an address of the internet",
        Origin::Private => ", an address of a private network",
        Origin::Service => ", the DNS name of an AWS service",
        Origin::Internal => ", which AWS writes for its own machinery",
        Origin::Loopback => ", the host itself",
        Origin::Documentation => ", an address reserved for documentation",
        Origin::Other => ", neither an address nor a service’s name",
        Origin::VpcEndpoint | Origin::None => "",
    });
}

pub(super) fn client(because: &mut Because<'_>, client: Client) {
    let flag = because
        .text(Field::SessionCredentialFromConsole)
        .is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
    if client == Client::Console && flag {
        because.is(Field::SessionCredentialFromConsole);
    }
    because.is(Field::UserAgent);
    because.add(match client {
        Client::Browser => ", a browser, and nothing says that the console made the call",
        Client::Service => ", the DNS name of an AWS service",
        Client::Internal => ", which the console and the back ends of services write",
        Client::Other => ", of no known program",
        _ => "",
    });
}

pub(super) fn service(because: &mut Because<'_>) {
    let fields = [
        Field::EventSource,
        Field::InsightEventSource,
        Field::ResourceArn,
        Field::ResourceArnLowerCase,
    ];
    let found = fields.into_iter().find(|field| {
        because.text(*field).is_some_and(|text| {
            let by_name = matches!(field, Field::EventSource | Field::InsightEventSource);
            by_name || Arn::parse(text).is_some()
        })
    });
    if let Some(field) = found {
        because.is(field);
        return;
    }
    because.missing(Field::EventSource);
    let mut first = None;
    because.facts.parameters(&mut |path, value| {
        if Arn::parse(value).is_some() {
            first = Some((path.to_owned(), value.to_owned()));
        }
        first.is_none()
    });
    match first {
        Some((path, value)) => because.holds(format!("requestParameters.{path}"), &value),
        None => because.say("and no ARN in the request names the service"),
    };
}
