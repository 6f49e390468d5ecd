//! All that is derived from a record, at once.

use std::borrow::Cow;

use super::actor::{Actor, actor};
use super::client::{Client, client};
use super::identity::{Answers, answers};
use super::origin::{Origin, origin};
use super::outcome::{Outcome, outcome};
use super::service::service;
use super::target::target;
use super::verb::{Basis, Verb, verb};
use super::{Facts, Field};

/// What follows from a record. None of it is recorded, and the page marks it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived<'a> {
    /// Who made the request.
    pub actor: Actor<'a>,
    /// Whose credentials they were, and whether a service used them.
    pub answers: Answers,
    /// How it went.
    pub outcome: Outcome,
    /// Whether it reads or changes something.
    pub verb: Verb,
    /// What the verb rests on.
    pub verb_basis: Basis,
    /// What it was about, by its short name.
    pub target: Option<Cow<'a, str>>,
    /// Where it came from.
    pub origin: Origin,
    /// What program made it.
    pub client: Client,
    /// The service's short name.
    pub service: Option<Cow<'a, str>>,
}

/// Derives everything from a record.
pub fn derive<'a>(facts: &'a dyn Facts) -> Derived<'a> {
    let (verb, verb_basis) = verb(facts);
    Derived {
        actor: actor(facts),
        answers: answers(facts),
        outcome: outcome(facts),
        verb,
        verb_basis,
        target: target(facts),
        origin: origin(facts),
        client: client(facts),
        service: service(facts),
    }
}

impl Derived<'_> {
    /// The names of the derived fields, as columns and in queries.
    pub const FIELDS: [&'static str; 11] = [
        "actor",
        "actor.kind",
        "actor.root_or_user",
        "actor.temporary",
        "actor.service",
        "outcome",
        "verb",
        "target",
        "origin",
        "client",
        "service",
    ];

    /// The value of each of [`Derived::FIELDS`], in their order.
    pub fn texts(&self) -> [Option<&str>; 11] {
        [
            Some(&self.actor.name),
            Some(self.actor.kind.name()),
            Some(self.answers.root_or_user.answer().name()),
            Some(self.answers.temporary.answer().name()),
            Some(self.answers.service.answer().name()),
            Some(self.outcome.name()),
            Some(self.verb.name()),
            self.target.as_deref(),
            Some(self.origin.name()),
            Some(self.client.name()),
            self.service.as_deref(),
        ]
    }

    /// The value of one field; `None` when the record does not say, or there is no field of that name.
    pub fn text(&self, field: &str) -> Option<&str> {
        let position = Self::FIELDS.iter().position(|name| *name == field)?;
        self.texts()[position]
    }
}

/// A part of [`derive`](derive()) that can be asked alone: what it says rests on the facts that it reads, and on nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // each is named after its function
pub enum Derivation {
    Actor,
    Answers,
    Outcome,
    Verb,
    Target,
    Origin,
    Client,
    Service,
}

impl Derivation {
    /// All, in the order of their fields; the position is the discriminant.
    pub const ALL: [Derivation; 8] = [
        Derivation::Actor,
        Derivation::Answers,
        Derivation::Outcome,
        Derivation::Verb,
        Derivation::Target,
        Derivation::Origin,
        Derivation::Client,
        Derivation::Service,
    ];

    /// What mostly decides it, of all that it may read.
    pub fn leading(self) -> &'static [Field] {
        match self {
            Derivation::Actor | Derivation::Answers => &[
                Field::IdentityType,
                Field::IdentityInvokedBy,
                Field::IdentityUserName,
                Field::IssuerUserName,
            ],
            Derivation::Outcome => &[Field::EventName, Field::ErrorCode],
            Derivation::Verb | Derivation::Target => &[Field::EventName],
            Derivation::Origin => &[Field::SourceIpAddress],
            Derivation::Client => &[Field::UserAgent],
            Derivation::Service => &[Field::EventSource],
        }
    }

    /// Hands over the values of its fields, each with its place in [`Derived::FIELDS`], where the record says something.
    pub fn each_text(self, facts: &dyn Facts, each: &mut dyn FnMut(usize, &str)) {
        match self {
            Derivation::Actor => {
                let actor = actor(facts);
                each(0, &actor.name);
                each(1, actor.kind.name());
            }
            Derivation::Answers => {
                let answers = answers(facts);
                each(2, answers.root_or_user.answer().name());
                each(3, answers.temporary.answer().name());
                each(4, answers.service.answer().name());
            }
            Derivation::Outcome => each(5, outcome(facts).name()),
            Derivation::Verb => each(6, verb(facts).0.name()),
            Derivation::Target => target(facts).iter().for_each(|target| each(7, target)),
            Derivation::Origin => each(8, origin(facts).name()),
            Derivation::Client => each(9, client(facts).name()),
            Derivation::Service => service(facts).iter().for_each(|service| each(10, service)),
        }
    }
}
