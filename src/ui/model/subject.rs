//! What a profile can be of, and the filter for all its events.

use super::iot;
use crate::catalog::{ARNS, RESOURCE_KINDS, ResourceKind, SERVICES, resource_in};
use crate::event::arn::Arn;
use crate::query::{Query, Value};

/// Whose credentials a role's are.
pub const ISSUER: &str = "userIdentity.sessionContext.sessionIssuer.arn";
/// The key that a request was signed with.
pub const KEY: &str = "userIdentity.accessKeyId";
/// Whom a request was made as.
pub const IDENTITY: &str = "userIdentity.arn";

/// What a profile is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its value in the events; `owner/name` for a resource that is part of another.
    pub name: String,
}

/// What something with a profile is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// Who made requests.
    Actor,
    /// An access key.
    Key,
    /// Where requests came from.
    Address,
    /// A role, by its ARN: what its sessions did.
    Role,
    /// A resource by its ARN, or what requests were about by its short name.
    Resource,
    /// A resource of one of the IoT services by its name.
    Iot(&'static ResourceKind),
}

impl SubjectKind {
    const PLAIN: [SubjectKind; 5] = [
        SubjectKind::Actor,
        SubjectKind::Key,
        SubjectKind::Address,
        SubjectKind::Role,
        SubjectKind::Resource,
    ];

    /// Every kind.
    pub fn all() -> impl Iterator<Item = SubjectKind> {
        let iot = RESOURCE_KINDS.iter().map(SubjectKind::Iot);
        SubjectKind::PLAIN.into_iter().chain(iot)
    }

    /// Its name in an address.
    pub fn word(self) -> &'static str {
        match self {
            SubjectKind::Actor => "actor",
            SubjectKind::Key => "key",
            SubjectKind::Address => "address",
            SubjectKind::Role => "role",
            SubjectKind::Resource => "resource",
            SubjectKind::Iot(kind) => kind.word,
        }
    }

    /// The kind of that word.
    pub fn named(word: &str) -> Option<SubjectKind> {
        SubjectKind::all().find(|kind| kind.word() == word)
    }

    /// What it is called in prose.
    pub fn title(self) -> &'static str {
        match self {
            SubjectKind::Actor => "Actor",
            SubjectKind::Key => "Access key",
            SubjectKind::Address => "Address",
            SubjectKind::Role => "Role",
            SubjectKind::Resource => "Resource",
            SubjectKind::Iot(kind) => kind.one,
        }
    }

    /// Whether it is what requests are about, rather than who makes them.
    pub fn is_resource(self) -> bool {
        matches!(self, SubjectKind::Resource | SubjectKind::Iot(_))
    }
}

impl Subject {
    /// Something of that name.
    pub fn new(kind: SubjectKind, name: impl Into<String>) -> Subject {
        let name = name.into();
        Subject { kind, name }
    }

    /// What an ARN names: a resource of an IoT service, or just that ARN.
    pub fn of_arn(text: &str) -> Subject {
        let iot = Arn::parse(text).and_then(|arn| resource_in(arn.service, arn.resource));
        match iot {
            Some((kind, name)) => Subject::new(SubjectKind::Iot(kind), name),
            None => Subject::new(SubjectKind::Resource, text),
        }
    }

    /// What a field's value names; `None` for a field whose values have no profile.
    pub fn of_field(field: &str, value: &str) -> Option<Subject> {
        let is = |name: &str| field.eq_ignore_ascii_case(name);
        // Of names, only those that no other service's parameters have.
        let unmistakable = || {
            let mut kinds = RESOURCE_KINDS.iter();
            kinds.find(|kind| matches!(kind.word, "thing" | "detector-model") && is(kind.names[0]))
        };
        let kind = match () {
            () if value.is_empty() => return None,
            () if is("actor") => SubjectKind::Actor,
            () if is(KEY) => SubjectKind::Key,
            () if is("sourceIPAddress") => SubjectKind::Address,
            () if is(ISSUER) => SubjectKind::Role,
            () if is("target") => SubjectKind::Resource,
            () if is(ARNS[0]) => return Some(Subject::of_arn(value)),
            () => SubjectKind::Iot(unmistakable()?),
        };
        Some(Subject::new(kind, value))
    }

    /// For a resource that is part of another: that one, as far as it is said, and the rest of the name.
    pub fn owner(&self) -> Option<(&'static ResourceKind, Option<&str>, &str)> {
        let SubjectKind::Iot(kind) = self.kind else {
            return None;
        };
        let owner = kind.owner()?;
        Some(match self.name.split_once('/') {
            Some((first, rest)) => (owner, Some(first), rest),
            None => (owner, None, &self.name),
        })
    }

    /// The filter for all its events, and no others.
    pub fn term(&self) -> String {
        let name = self.name.as_str();
        let query = match self.kind {
            SubjectKind::Actor => equal("actor", name),
            SubjectKind::Key => equal(KEY, name),
            SubjectKind::Address => equal("sourceIPAddress", name),
            SubjectKind::Role => of_role(name),
            SubjectKind::Resource if Arn::parse(name).is_some() => equal(ARNS[0], name),
            SubjectKind::Resource => equal("target", name),
            SubjectKind::Iot(kind) => self.of_iot(kind),
        };
        query.to_string()
    }

    /// In records of its service its name; in those of any service its ARN.
    fn of_iot(&self, kind: &'static ResourceKind) -> Query {
        let (owner, name) = match self.owner() {
            Some((owner, name, rest)) => (name.map(|name| (owner, name)), rest),
            None => (None, self.name.as_str()),
        };
        let by_name = |kind: &ResourceKind, name: &str| {
            let paths = kind.names.iter();
            any(paths.map(|path| equal(path, name)).collect())
        };
        let mut named = vec![of_service(kind)];
        named.extend(owner.map(|(owner, name)| by_name(owner, name)));
        named.push(by_name(kind, name));
        let mut terms = vec![Query::And(named)];
        let pattern = arn_pattern(kind, owner.map(|(_, name)| name), name);
        let paths = ARNS.iter().chain(kind.arns);
        terms.extend(paths.map(|path| field(path, Value::Matches(pattern.clone()))));
        any(terms)
    }
}

/// The term for a value of a field, letter by letter, in the language.
pub fn exactly(field: &str, value: &str) -> String {
    equal(field, value).to_string()
}

fn field(field: &str, value: Value) -> Query {
    let field = field.to_owned();
    Query::Field { field, value }
}

fn equal(path: &str, value: &str) -> Query {
    field(path, Value::Exactly(value.to_owned()))
}

fn any(mut terms: Vec<Query>) -> Query {
    match terms.len() {
        1 => terms.swap_remove(0),
        _ => Query::Or(terms),
    }
}

fn of_service(kind: &ResourceKind) -> Query {
    let service = SERVICES.iter().find(|service| service.short == kind.service);
    let sources = service.into_iter().flat_map(iot::sources);
    let mut sources: Vec<Value> = sources.map(|short| Value::Equals(short.into())).collect();
    let value = match sources.len() {
        1 => sources.swap_remove(0),
        _ => Value::AnyOf(sources),
    };
    field("service", value)
}

/// The ARN of a resource in whatever account and region; without its owner's name, in any.
fn arn_pattern(kind: &ResourceKind, owner: Option<&str>, name: &str) -> String {
    let mut pattern = format!("(?-i)^arn:[^:]*:{}:[^:]*:[^:]*:", kind.service);
    let mut parts = kind.arn_parts();
    pattern += parts.next().unwrap_or_default();
    if kind.owner.is_some() {
        pattern += &owner.map_or_else(|| "[^/]*".to_owned(), regex_lite::escape);
        pattern += parts.next().unwrap_or_default();
    }
    pattern += &regex_lite::escape(name);
    pattern += if kind.owns { "(/.*)?$" } else { "$" };
    pattern
}

/// What a role's sessions did. Some records name no issuer: there the session's ARN has the role's name without its
/// path, which is one role's alone in an account.
fn of_role(name: &str) -> Query {
    let mut terms = vec![equal(ISSUER, name), equal(IDENTITY, name)];
    if let Some(arn) = Arn::parse(name).filter(|arn| arn.resource.starts_with("role/")) {
        let (account, role) = (
            regex_lite::escape(arn.account),
            regex_lite::escape(arn.short_name()),
        );
        let pattern = format!("(?-i)^arn:[^:]*:sts:[^:]*:{account}:assumed-role/{role}/");
        let without_issuer = Query::Not(Box::new(field(ISSUER, Value::Present)));
        terms.push(Query::And(vec![
            without_issuer,
            field(IDENTITY, Value::Matches(pattern)),
        ]));
    }
    any(terms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{check_fields, parse};
    use proptest::prelude::*;

    #[test]
    fn terms_read_as_a_person_would_write_them() {
        for (kind, name, term) in [
            ("actor", "alice", "actor=alice"),
            ("key", "AKIAEXAMPLE", "userIdentity.accessKeyId=AKIAEXAMPLE"),
            ("address", "203.0.113.9", "sourceIPAddress=203.0.113.9"),
            ("resource", "arn:aws:s3:::logs", "resources.ARN=arn:aws:s3:::logs"),
            ("resource", "logs", "target=logs"),
            (
                "device",
                "G030",
                r"(service:iot1click requestParameters.deviceId=G030) OR resources.ARN:/(?-i)^arn:[^:]*:iot1click:[^:]*:[^:]*:devices\/G030$/ OR requestParameters.resourceArn:/(?-i)^arn:[^:]*:iot1click:[^:]*:[^:]*:devices\/G030$/",
            ),
        ] {
            let kind = SubjectKind::named(kind).unwrap();
            assert_eq!(Subject::new(kind, name).term(), term);
        }
    }

    #[test]
    fn a_part_is_asked_for_with_its_owner_when_that_is_known() {
        let entity = SubjectKind::named("entity").unwrap();
        let both = Subject::new(entity, "hall/e1").term();
        assert!(both.contains("requestParameters.workspaceId=hall"), "{both}");
        assert!(both.contains(r"workspace\/hall\/entity\/e1$"), "{both}");
        let alone = Subject::new(entity, "e1").term();
        assert!(!alone.contains("workspaceId"), "{alone}");
        assert!(alone.contains(r"workspace\/[^\/]*\/entity\/e1$"), "{alone}");
    }

    #[test]
    fn fields_lead_to_profiles() {
        for (field, value, word) in [
            ("actor", "alice", Some("actor")),
            ("USERIDENTITY.ACCESSKEYID", "AKIA", Some("key")),
            ("resources.ARN", "arn:aws:iot:r:1:thing/lamp", Some("thing")),
            ("resources.ARN", "arn:aws:s3:::logs", Some("resource")),
            ("requestParameters.thingName", "lamp", Some("thing")),
            // IAM has such a parameter too.
            ("requestParameters.policyName", "p", None),
            ("eventName", "CreateThing", None),
            ("actor", "", None),
        ] {
            let found = Subject::of_field(field, value).map(|subject| subject.kind.word());
            assert_eq!(found, word, "{field}");
        }
    }

    proptest! {
        #[test]
        fn every_name_makes_a_filter(at in 0..19_usize, name in "\\PC{0,20}(/\\PC{0,9})?") {
            let kind = SubjectKind::all().nth(at).unwrap();
            let term = Subject::new(kind, name).term();
            // Whatever the data has: a filter made here is not taken for a mistyped one.
            prop_assert_eq!(check_fields(&term, &[]), None);
            prop_assert_eq!(parse(&term).unwrap().to_string(), term);
        }
    }
}
