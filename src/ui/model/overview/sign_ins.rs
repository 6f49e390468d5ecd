//! Sign-ins to the console, roles taken on, and Identity Center.

use super::{Figure, Filters, is_failed, sum};
use crate::query::{Joint, edit};

/// The fields that console sign-ins are counted by.
pub const FIELDS: [&str; 3] = ["outcome", "additionalEventData.MFAUsed", "actor.kind"];

/// The steps of a sign-in that Identity Center records.
pub const STEPS: [&str; 5] = [
    "UserAuthentication",
    "CredentialChallenge",
    "CredentialVerification",
    "Authenticate",
    "Federate",
];

/// Who signs in with credentials of the account itself: for all others their provider asks for the second factor, and
/// the record says `No` whatever it did.
const OWN: [&str; 2] = ["iam-user", "root"];

/// The term for the steps of Identity Center.
pub fn steps_term() -> String {
    format!("eventName:({})", STEPS.join(" OR "))
}

/// Numbers of console sign-ins, all of them first; `joint` counts them by [`FIELDS`].
pub fn console(filters: &Filters, joint: &Joint) -> Vec<Figure> {
    let all = &filters.signed_in;
    let has = |term: &str| edit::narrowed(all, term);
    let without_factor = "outcome:ok additionalEventData.MFAUsed:No actor.kind:(iam-user OR root)";
    let figures = [
        Figure::new("console sign-ins", sum(joint, |_| true), all.clone()),
        Figure::new(
            "ok",
            sum(joint, |one| one.values[0] == Some("ok")),
            has("outcome:ok"),
        ),
        Figure::new(
            "failed",
            sum(joint, |one| is_failed(one.values[0])),
            edit::narrowed(all, &super::quick_filters::failed()),
        ),
        Figure::new(
            "result not recorded",
            sum(joint, |one| one.values[0] == Some("unknown")),
            has("outcome:unknown"),
        ),
        Figure::new(
            "without MFA, by users and root",
            sum(joint, |one| {
                one.values[0] == Some("ok")
                    && one.values[1].is_some_and(|used| used.eq_ignore_ascii_case("No"))
                    && one.values[2].is_some_and(|kind| OWN.contains(&kind))
            }),
            has(without_factor),
        ),
        Figure::new(
            "by root",
            sum(joint, |one| one.values[2] == Some("root")),
            has("actor.kind:root"),
        ),
    ];
    figures.into_iter().filter(|figure| figure.events > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::joint;
    use super::*;
    use crate::query::parse;

    #[test]
    fn only_what_the_account_itself_lets_in_can_lack_the_second_factor() {
        let counted = joint(&[
            (&["ok", "No", "iam-user"], 3),
            (&["ok", "NO", "root"], 1),
            (&["ok", "Yes", "root"], 2),
            (&["ok", "No", "role"], 40),
            (&["failed-sign-in", "No", "iam-user"], 5),
        ]);
        let filters = Filters::under("");
        let told: Vec<_> = console(&filters, &counted)
            .into_iter()
            .map(|one| (one.name, one.events))
            .collect();
        let told: Vec<_> = told
            .iter()
            .map(|(name, events)| (name.as_str(), *events))
            .collect();
        assert_eq!(
            told,
            [
                ("console sign-ins", 51),
                ("ok", 46),
                ("failed", 5),
                ("without MFA, by users and root", 4),
                ("by root", 3)
            ]
        );
        for figure in console(&filters, &counted) {
            assert_eq!(parse(&figure.filter).unwrap().to_string(), figure.filter);
        }
        assert_eq!(console(&filters, &Joint::default()), []);
        assert!(parse(&steps_term()).is_ok());
    }
}
