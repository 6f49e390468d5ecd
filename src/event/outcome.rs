//! How a request went, and if it failed, what kind of failure it was.

use super::text::{ends, holds, is_any, starts};
use super::verb::is_sign_in;
use super::{Facts, Field};

/// How it went. Services have thousands of error codes for the same few troubles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was done.
    Ok,
    /// Known, but not allowed.
    Denied,
    /// The credentials themselves were not taken.
    BadCredential,
    /// Too many requests.
    Throttled,
    /// No such thing; often a routine question about an optional setting.
    NotFound,
    /// The request made no sense to the service.
    Invalid,
    /// Not possible in the present state of things.
    Conflict,
    /// A quota is used up.
    Limit,
    /// The service's own trouble.
    Fault,
    /// A test of permissions that would have succeeded.
    DryRun,
    /// Nobody was let in.
    FailedSignIn,
    /// Another error.
    Failed,
    /// A sign-in whose result is not in the record, as in rows of the console's CSV.
    Unknown,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 13] = [
        Outcome::Ok,
        Outcome::Denied,
        Outcome::BadCredential,
        Outcome::Throttled,
        Outcome::NotFound,
        Outcome::Invalid,
        Outcome::Conflict,
        Outcome::Limit,
        Outcome::Fault,
        Outcome::DryRun,
        Outcome::FailedSignIn,
        Outcome::Failed,
        Outcome::Unknown,
    ];

    /// The outcome as queries and scripts see it.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::Denied => "denied",
            Outcome::BadCredential => "bad-credential",
            Outcome::Throttled => "throttled",
            Outcome::NotFound => "not-found",
            Outcome::Invalid => "invalid",
            Outcome::Conflict => "conflict",
            Outcome::Limit => "limit",
            Outcome::Fault => "fault",
            Outcome::DryRun => "dry-run",
            Outcome::FailedSignIn => "failed-sign-in",
            Outcome::Failed => "failed",
            Outcome::Unknown => "unknown",
        }
    }

    /// Names of the outcomes that are no failure.
    pub const NOT_FAILED: [&str; 3] = ["ok", "dry-run", "unknown"];

    /// Whether it did not go as asked; a dry run did.
    pub fn failed(self) -> bool {
        !Outcome::NOT_FAILED.contains(&self.name())
    }
}

/// The record's outcome.
pub fn outcome(facts: &dyn Facts) -> Outcome {
    let name = facts.text(Field::EventName);
    let sign_in = is_sign_in(facts.text(Field::EventType), facts.text(Field::EventSource), name);
    let code = facts
        .text(Field::ErrorCode)
        .map(str::trim)
        .filter(|code| !code.is_empty());
    let message = facts
        .text(Field::ErrorMessage)
        .map(str::trim)
        .filter(|message| !message.is_empty());
    match (code, message) {
        (None, None) if sign_in => sign_in_result(facts, name.unwrap_or_default()),
        (None, None) => {
            let results = [Field::UserAuthentication, Field::CredentialVerification];
            let failure = results.iter().any(|field| facts.text(*field) == Some("Failure"));
            if failure {
                Outcome::FailedSignIn
            } else {
                Outcome::Ok
            }
        }
        _ if sign_in => Outcome::FailedSignIn,
        (code, message) => of_error(code.unwrap_or_default(), message.unwrap_or_default()),
    }
}

/// Sign-in events repeat their name as the key of their result: `{"ConsoleLogin": "Failure"}`.
fn sign_in_result(facts: &dyn Facts, name: &str) -> Outcome {
    let mut result = None;
    facts.response(&mut |key, value| {
        if key == name {
            result = Some(!value.eq_ignore_ascii_case("Failure"));
        }
        result.is_none()
    });
    match result {
        Some(true) => Outcome::Ok,
        Some(false) => Outcome::FailedSignIn,
        None if name == "ConsoleLogin" => Outcome::Unknown,
        None => Outcome::Ok,
    }
}

/// The class of an error by its code, in whatever style the service writes it, and its message.
///
/// The order decides: `RequestLimitExceeded` is throttling although it ends like a quota, `InvalidClientTokenId`
/// a bad credential although it begins like a bad parameter.
pub fn of_error(code: &str, message: &str) -> Outcome {
    // Most failures by far.
    if code == "AccessDenied"
        || message.contains("is not authorized to perform")
        || message.contains("explicit deny")
    {
        return Outcome::Denied;
    }
    let (code, by_server) = normalize(code);
    if code.is_empty() {
        return Outcome::Failed;
    }
    if code.eq_ignore_ascii_case("DryRunOperation") {
        Outcome::DryRun
    } else if is_any(code, &DENIED) || holds(code, "AccessDenied") {
        Outcome::Denied
    } else if is_any(code, &BAD_CREDENTIAL) {
        Outcome::BadCredential
    } else if is_any(code, &THROTTLED) || starts(code, "Throttl") {
        Outcome::Throttled
    } else if ends(code, "LimitExceeded") || ends(code, "QuotaExceeded") || starts(code, "TooMany") {
        Outcome::Limit
    } else if NOT_FOUND.iter().any(|part| holds(code, part)) {
        Outcome::NotFound
    } else if CONFLICT.iter().any(|part| holds(code, part)) || ends(code, "State") {
        Outcome::Conflict
    } else if INVALID.iter().any(|part| starts(code, part))
        || ends(code, ".Malformed")
        || ends(code, "Client")
    {
        Outcome::Invalid
    } else if by_server || starts(code, "Internal") || FAULT.iter().any(|part| ends(code, part)) {
        Outcome::Fault
    } else {
        Outcome::Failed
    }
}

const DENIED: [&str; 9] = [
    "UnauthorizedOperation",
    "Unauthorized",
    "Forbidden",
    "Authorization",
    "NotAuthorized",
    "AuthFailure",
    "OptInRequired",
    "InvalidAccess",
    "AllAccessDisabled",
];
const BAD_CREDENTIAL: [&str; 9] = [
    "InvalidClientTokenId",
    "ExpiredToken",
    "SignatureDoesNotMatch",
    "InvalidAccessKeyId",
    "UnrecognizedClient",
    "MissingAuthenticationToken",
    "IncompleteSignature",
    "InvalidToken",
    "RequestExpired",
];
const THROTTLED: [&str; 6] = [
    "RequestLimitExceeded",
    "TooManyRequests",
    "SlowDown",
    "RequestThrottled",
    "ProvisionedThroughputExceeded",
    "BandwidthLimitExceeded",
];
const NOT_FOUND: [&str; 4] = ["NoSuch", "NotFound", "DoesNotExist", "NonExistent"];
const CONFLICT: [&str; 7] = [
    "AlreadyExists",
    "Conflict",
    "BucketNotEmpty",
    "InUse",
    "DependencyViolation",
    "TemporarilyUnmodifiable",
    "Duplicate",
];
const INVALID: [&str; 5] = ["Validation", "Invalid", "Malformed", "Missing", "BadRequest"];
const FAULT: [&str; 4] = ["Unavailable", "ServiceFailure", "Service", "Server"];

/// The code without EC2's `Client.` or `Server.` (then the flag is set), a namespace before `#`, a link after `:`,
/// and the ending that says it is an error.
fn normalize(code: &str) -> (&str, bool) {
    let code = code.rsplit_once('#').map_or(code, |(_, name)| name);
    let code = code.split(':').next().unwrap_or(code).trim();
    let by_server = starts(code, "Server.");
    let mut code = if by_server || starts(code, "Client.") {
        &code["Server.".len()..]
    } else {
        code
    };
    for ending in ["Exception", "Fault", "Error"] {
        if ends(code, ending) && code.len() > ending.len() {
            code = &code[..code.len() - ending.len()];
        }
    }
    (code, by_server)
}
