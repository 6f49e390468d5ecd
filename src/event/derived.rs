//! All that is derived from a record, at once.

use std::borrow::Cow;

use super::Facts;
use super::actor::{Actor, actor};
use super::client::{Client, client};
use super::identity::{Answers, answers};
use super::origin::{Origin, origin};
use super::outcome::{Outcome, outcome};
use super::service::service;
use super::target::target;
use super::verb::{Basis, Verb, verb};

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
