//! Why each derived field has its value: a sentence, and the recorded fields it was read from.
//!
//! The values are those of [`derive`](derive()); only the reasons are made here, for one record at a time, when somebody asks.

mod request;
mod who;

use std::borrow::Cow;

use super::{Derived, Facts, Field, derive};

/// Why a derived field has its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The derived field, one of [`Derived::FIELDS`].
    pub field: &'static str,
    /// Its value; `None` when the record does not say.
    pub value: Option<String>,
    /// The reason, as what follows "because": `errorCode is AccessDenied`.
    pub because: String,
    /// Paths of the recorded fields that decided, each present in the record; none where it is their absence that did.
    pub from: Vec<Cow<'static, str>>,
}

/// The reasons for all derived fields of a record, in the order of [`Derived::FIELDS`].
pub fn explain(facts: &dyn Facts) -> Vec<Explanation> {
    let derived = derive(facts);
    Derived::FIELDS
        .into_iter()
        .zip(derived.texts())
        .map(|(field, value)| {
            let mut because = Because::new(facts);
            match field {
                "actor" => who::actor(&mut because, &derived.actor),
                "actor.kind" => who::kind(&mut because, &derived.actor),
                "actor.root_or_user" => who::root_or_user(&mut because, derived.answers.root_or_user),
                "actor.temporary" => who::temporary(&mut because, derived.answers),
                "actor.service" => who::by_service(&mut because, derived.answers.service),
                "outcome" => request::outcome(&mut because, derived.outcome),
                "verb" => request::verb(&mut because, derived.verb, derived.verb_basis),
                "target" => request::target(&mut because),
                "origin" => request::origin(&mut because, derived.origin),
                "client" => request::client(&mut because, derived.client),
                _ => request::service(&mut because),
            }
            Explanation {
                field,
                value: value.map(str::to_owned),
                because: because.words,
                from: because.from,
            }
        })
        .collect()
}

/// A reason in the making.
struct Because<'a> {
    facts: &'a dyn Facts,
    words: String,
    from: Vec<Cow<'static, str>>,
}

/// Characters of a recorded value that a sentence quotes.
const QUOTED: usize = 120;

impl<'a> Because<'a> {
    fn new(facts: &'a dyn Facts) -> Self {
        Because {
            facts,
            words: String::new(),
            from: Vec::new(),
        }
    }

    fn text(&self, field: Field) -> Option<&'a str> {
        self.facts.text(field)
    }

    /// Adds a part of the sentence.
    fn say(&mut self, words: &str) -> &mut Self {
        if !self.words.is_empty() {
            self.words.push_str("; ");
        }
        self.words.push_str(words);
        self
    }

    /// Adds what goes with the last part.
    fn add(&mut self, words: &str) -> &mut Self {
        self.words.push_str(words);
        self
    }

    fn read(&mut self, path: impl Into<Cow<'static, str>>) {
        let path = path.into();
        if !self.from.contains(&path) {
            self.from.push(path);
        }
    }

    fn is_new(&self, field: Field) -> bool {
        !self.from.iter().any(|path| path == field.path())
    }

    /// "`path` is `value`", or that it is not recorded.
    fn is(&mut self, field: Field) -> &mut Self {
        match self.text(field) {
            Some(value) => self.holds(field.path(), value),
            None => self.missing(field),
        }
    }

    /// "`path` is `value`" where the field is recorded, nothing elsewhere.
    fn is_if_any(&mut self, field: Field) -> &mut Self {
        if let Some(value) = self.text(field) {
            self.holds(field.path(), value);
        }
        self
    }

    fn holds(&mut self, path: impl Into<Cow<'static, str>>, value: &str) -> &mut Self {
        let path = path.into();
        self.say(&format!("{path} is {}", shortened(value)));
        self.read(path);
        self
    }

    /// " `path` is `value`" as the end of the last part.
    fn tail(&mut self, field: Field) -> &mut Self {
        if let Some(value) = self.text(field) {
            let words = format!(" {} is {}", field.path(), shortened(value));
            self.read(field.path());
            self.add(&words);
        }
        self
    }

    fn missing(&mut self, field: Field) -> &mut Self {
        self.say(&format!("{} is not recorded", field.path()))
    }
}

fn shortened(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}
