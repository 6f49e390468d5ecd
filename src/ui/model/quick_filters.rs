//! Filters that many ask for: terms of the language, and what is counted for them.

use crate::catalog::{SERVICES, short_service};
use crate::event::outcome::Outcome;
use crate::event::verb::Verb;
use crate::query::edit;

/// A filter that many ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickFilter {
    /// What the button says.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// The term, as the language prints it.
    pub term: String,
}

/// The term for what did not go as asked.
pub fn failed() -> String {
    format!("-outcome:({})", Outcome::NOT_FAILED.join(" OR "))
}

/// The term for what makes, changes or takes away something.
pub fn writes() -> String {
    format!("verb:({})", Verb::WRITES.join(" OR "))
}

/// All of them, in the order of their buttons.
pub fn all() -> Vec<QuickFilter> {
    let filter = |name, about, term: String| QuickFilter { name, about, term };
    let iot = SERVICES.iter().flat_map(|service| service.event_sources);
    let iot: Vec<&str> = iot.map(|source| short_service(source)).collect();
    vec![
        filter(
            "Failed",
            "What did not go as asked, for whatever reason",
            failed(),
        ),
        filter("Writes", "What makes, changes or takes away something", writes()),
        filter(
            "Root",
            "What the account’s root user did",
            "actor.kind:root".to_owned(),
        ),
        filter(
            "Console sign-ins",
            "Sign-ins to the console, good and bad",
            "eventName:ConsoleLogin".to_owned(),
        ),
        filter(
            "Without services",
            "Leaves out what AWS services do on their own account",
            "-actor.kind:service".to_owned(),
        ),
        filter(
            "IoT",
            "The five IoT services",
            format!("service:({})", iot.join(" OR ")),
        ),
    ]
}

/// What to count to know what a click on a term would leave, or, where it is on, what it leaves: the events that match
/// both texts.
pub fn counted(filter: &str, term: &str) -> [String; 2] {
    let rest = if edit::has_term(filter, term) {
        filter.to_owned()
    } else {
        // A click turns the opposite round.
        edit::without_term(filter, term)
    };
    [rest, term.to_owned()]
}

/// The filter after a click on a term: with it, or, where it was on, without it.
pub fn toggled(filter: &str, term: &str) -> String {
    if edit::has_term(filter, term) {
        edit::without_term(filter, term)
    } else {
        edit::with_term(filter, term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{check_fields, parse};

    #[test]
    fn terms_are_as_the_language_prints_them() {
        for QuickFilter { name, term, .. } in all() {
            assert_eq!(parse(&term).unwrap().to_string(), term, "{name}");
            assert_eq!(check_fields(&term, &[]), None, "{name}");
        }
    }

    #[test]
    fn a_second_click_undoes_the_first() {
        for QuickFilter { term, .. } in all() {
            let on = toggled("alice", &term);
            assert_eq!(on, format!("alice {term}"));
            assert_eq!(toggled(&on, &term), "alice");
        }
    }

    #[test]
    fn the_number_is_of_what_a_click_leaves() {
        assert_eq!(counted("x", "actor.kind:root"), ["x", "actor.kind:root"]);
        assert_eq!(
            counted("x actor.kind:root", "actor.kind:root"),
            ["x actor.kind:root", "actor.kind:root"]
        );
        assert_eq!(
            counted("x -actor.kind:root", "actor.kind:root"),
            ["x", "actor.kind:root"]
        );
    }
}
