//! The filters that find issuing calls and uses.

use super::issued::KEY_FIELDS;
use crate::event::{outcome::Outcome, time};
use crate::query::{Comparison, Query, Value};

/// The field at which an event names the access key that signed it, as filters call it for short.
const USED_KEY: &str = "key";
const ARN: &str = "userIdentity.arn";
const CREATED: &str = "userIdentity.sessionContext.attributes.creationDate";

/// Milliseconds that the clocks of two hosts, and the seconds they are cut to, may differ.
pub(super) const SLACK: i64 = 5_000;
/// Milliseconds between a sign-in and the session that the console opens after it.
pub(super) const SIGN_IN_SLACK: i64 = 120_000;

/// A session, where it is known by no key: its ARN, and when it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SessionId {
    pub arn: String,
    /// Milliseconds since 1970 UTC.
    pub created: i64,
}

fn is(field: &str, value: &str) -> Query {
    Query::Field {
        field: field.into(),
        value: Value::Exactly(value.into()),
    }
}

fn is_any(field: &str, values: &[String]) -> Query {
    match values {
        [one] => is(field, one),
        _ => Query::Field {
            field: field.into(),
            value: Value::AnyOf(values.iter().cloned().map(Value::Equals).collect()),
        },
    }
}

fn is_set(field: &str) -> Query {
    Query::Field {
        field: field.into(),
        value: Value::Present,
    }
}

fn not(query: Query) -> Query {
    Query::Not(Box::new(query))
}

fn around(field: &str, time: i64, slack: i64) -> [Query; 2] {
    let compare = |comparison, time| Query::Field {
        field: field.into(),
        value: Value::Compare(comparison, time::iso(time)),
    };
    [
        compare(Comparison::AtLeast, time.saturating_sub(slack)),
        compare(Comparison::AtMost, time.saturating_add(slack)),
    ]
}

fn all(terms: impl IntoIterator<Item = Query>) -> Query {
    let flat = terms.into_iter().flat_map(|term| match term {
        Query::And(inner) => inner,
        other => vec![other],
    });
    Query::And(flat.collect())
}

/// Events signed with one of these keys.
pub(super) fn uses(keys: &[String]) -> Query {
    is_any(USED_KEY, keys)
}

/// Events of a session, whatever key they name; `slack` is what its beginning may differ.
pub(super) fn session_uses(session: &SessionId, slack: i64) -> Query {
    let [from, to] = around(CREATED, session.created, slack);
    all([is(ARN, &session.arn), from, to])
}

/// Of those, the events that name no key.
pub(super) fn keyless(session: &SessionId) -> Query {
    let [from, to] = around(CREATED, session.created, SLACK);
    all([is(ARN, &session.arn), from, to, not(is_set(USED_KEY))])
}

/// Those of `query` without these keys.
pub(super) fn without(query: Query, keys: &[String]) -> Query {
    if keys.is_empty() {
        return query;
    }
    all([query, not(is_any(USED_KEY, keys))])
}

/// Either of two; events of these or those keys are events of any of them.
pub(super) fn either(one: Query, other: Query) -> Query {
    match (keys_of(&one), keys_of(&other)) {
        (Some(keys), Some(more)) => uses(&[keys, more].concat()),
        _ => Query::Or(vec![one, other]),
    }
}

fn keys_of(query: &Query) -> Option<Vec<String>> {
    let Query::Field { field, value } = query else {
        return None;
    };
    let text = |value: &Value| match value {
        Value::Equals(key) | Value::Exactly(key) => Some(key.clone()),
        _ => None,
    };
    match value {
        _ if field != USED_KEY => None,
        Value::AnyOf(values) => values.iter().map(text).collect(),
        one => Some(vec![text(one)?]),
    }
}

/// Those of `query` that did not go as asked.
pub(super) fn failed(query: Query) -> Query {
    let fine = Outcome::NOT_FAILED.map(str::to_owned);
    all([query, not(is_any("outcome", &fine))])
}

/// Those of `query` that issued a key.
pub(super) fn issuing(query: Query) -> Query {
    all([query, Query::Or(KEY_FIELDS.map(is_set).to_vec())])
}

/// Calls that issued one of these keys.
pub(super) fn issuers(keys: &[String]) -> Query {
    Query::Or(KEY_FIELDS.map(|field| is_any(field, keys)).to_vec())
}

/// What all accounts recorded of one call.
pub(super) fn shared(id: &str) -> Query {
    is("sharedEventID", id)
}

/// Calls that may have opened a session: those that name it in their answer or, where the answer is withheld, in
/// their request; and sign-ins, which open it a little before it is used.
pub(super) fn openers(session: &SessionId, role: Option<(&str, &str)>) -> Query {
    let [from, to] = around("eventTime", session.created, SLACK);
    let mut named = vec![
        is("responseElements.assumedRoleUser.arn", &session.arn),
        is("responseElements.federatedUser.arn", &session.arn),
        is("responseElements.credentialSet.assumedRoleUser.arn", &session.arn),
    ];
    if let Some((role, name)) = role {
        named.push(all([
            is("requestParameters.roleArn", role),
            is("requestParameters.roleSessionName", name),
        ]));
    }
    let calls = all([Query::Or(named), from, to]);
    let [from, to] = around("eventTime", session.created, SIGN_IN_SLACK);
    let sign_ins = ["ConsoleLogin", "SwitchRole"].map(str::to_owned);
    let sign_in = all([is(ARN, &session.arn), is_any("eventName", &sign_ins), from, to]);
    either(calls, sign_in)
}

/// Sign-ins whose sessions could be taken for those of a sign-in at the time of `session`, itself among them.
pub(super) fn sign_ins(session: &SessionId) -> Query {
    let names = ["ConsoleLogin", "SwitchRole"].map(str::to_owned);
    let [from, to] = around("eventTime", session.created, 2 * SIGN_IN_SLACK);
    all([is(ARN, &session.arn), is_any("eventName", &names), from, to])
}

/// Calls by which Identity Center may have taken credentials of a permission set in an account about that time. The
/// records of both sides share nothing but that.
pub(super) fn role_credentials(account: &str, set: &str, time: i64) -> Query {
    let [from, to] = around("eventTime", time, SLACK);
    all([
        is("eventName", "GetRoleCredentials"),
        is("serviceEventDetails.account_id", account),
        is("serviceEventDetails.role_name", set),
        from,
        to,
    ])
}
