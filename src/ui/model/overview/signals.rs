//! What stands out: counted, linked, and not judged.

use super::{Figure, Filters, during, is_failed, sum};
use crate::query::calendar::Step;
use crate::query::{Combination, Joint, edit};
use crate::sorting::{sort_by, sort_by_key};
use crate::ui::model::quick_filters;
use std::ops::Range;

/// Operations that are looked for by name.
struct Topic {
    name: &'static str,
    service: &'static str,
    operations: &'static [&'static str],
}

const TOPICS: [Topic; 6] = [
    Topic {
        name: "Trails and their selectors changed",
        service: "cloudtrail",
        operations: &[
            "StopLogging",
            "DeleteTrail",
            "UpdateTrail",
            "PutEventSelectors",
            "PutInsightSelectors",
            "CreateTrail",
            "StartLogging",
            "DeleteEventDataStore",
            "UpdateEventDataStore",
            "StopEventDataStoreIngestion",
        ],
    },
    Topic {
        name: "Users and keys made or unlocked",
        service: "iam",
        operations: &[
            "CreateUser",
            "CreateAccessKey",
            "UpdateAccessKey",
            "CreateLoginProfile",
            "UpdateLoginProfile",
            "AddUserToGroup",
            "DeactivateMFADevice",
            "DeleteVirtualMFADevice",
            "CreateServiceSpecificCredential",
            "UploadSigningCertificate",
            "UploadSSHPublicKey",
        ],
    },
    Topic {
        name: "Permissions changed in IAM",
        service: "iam",
        operations: &[
            "AttachUserPolicy",
            "AttachRolePolicy",
            "AttachGroupPolicy",
            "PutUserPolicy",
            "PutRolePolicy",
            "PutGroupPolicy",
            "CreatePolicy",
            "CreatePolicyVersion",
            "SetDefaultPolicyVersion",
            "UpdateAssumeRolePolicy",
            "DetachUserPolicy",
            "DetachRolePolicy",
            "DetachGroupPolicy",
            "DeleteUserPolicy",
            "DeleteRolePolicy",
            "DeleteGroupPolicy",
            "DeletePolicy",
            "DeletePolicyVersion",
            "PutUserPermissionsBoundary",
            "PutRolePermissionsBoundary",
            "DeleteUserPermissionsBoundary",
            "DeleteRolePermissionsBoundary",
            "CreateRole",
        ],
    },
    Topic {
        name: "Bucket access changed",
        service: "s3",
        operations: &[
            "PutBucketPolicy",
            "DeleteBucketPolicy",
            "PutBucketAcl",
            "PutBucketPublicAccessBlock",
            "DeleteBucketPublicAccessBlock",
            "PutAccountPublicAccessBlock",
            "DeleteAccountPublicAccessBlock",
        ],
    },
    Topic {
        name: "Encryption keys changed",
        service: "kms",
        operations: &[
            "ScheduleKeyDeletion",
            "DisableKey",
            "PutKeyPolicy",
            "CreateGrant",
            "CreateKey",
            "ImportKeyMaterial",
        ],
    },
    Topic {
        name: "IoT policies and certificates made or attached",
        service: "iot",
        operations: &[
            "CreatePolicy",
            "CreatePolicyVersion",
            "SetDefaultPolicyVersion",
            "AttachPolicy",
            "AttachPrincipalPolicy",
            "CreateKeysAndCertificate",
            "CreateCertificateFromCsr",
            "RegisterCertificate",
            "RegisterCertificateWithoutCA",
            "RegisterCACertificate",
            "CreateProvisioningClaim",
            "CreateRoleAlias",
        ],
    },
];

impl Topic {
    fn term(&self) -> String {
        format!(
            "service:{} eventName:({})",
            self.service,
            self.operations.join(" OR ")
        )
    }
}

/// The fields that [`Signals::new`] has operations counted by.
pub const FIELDS: [&str; 3] = ["eventName", "service", "outcome"];

/// The operations that are looked for.
pub fn operations() -> impl Iterator<Item = String> {
    let mut all: Vec<&str> = TOPICS
        .iter()
        .flat_map(|topic| topic.operations)
        .copied()
        .collect();
    sort_by(&mut all, Ord::cmp);
    all.dedup();
    all.into_iter().map(str::to_owned)
}

/// The window that denied calls of one actor are counted in.
pub const WINDOW: Step = Step::Millis(600_000);

/// How many in one window are told.
const BURST: u64 = 10;

/// Bursts told at most.
const MOST_BURSTS: usize = 3;

/// Something that stands out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signal {
    /// All of it.
    pub events: Figure,
    /// What it consists of, most first.
    pub parts: Vec<Figure>,
    /// What of it did not go as asked, if anything.
    pub failed: Option<Figure>,
}

/// Many denied calls of one actor within a short time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burst {
    /// Who.
    pub actor: String,
    /// When.
    pub time: Range<i64>,
    /// The calls.
    pub events: Figure,
}

/// What stands out, and what was looked for in vain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signals {
    /// What is there.
    pub seen: Vec<Signal>,
    /// The densest, most calls first.
    pub bursts: Vec<Burst>,
    /// Whether bursts could not be counted, because too many calls were denied.
    pub uncounted: bool,
    /// What is not there.
    pub absent: Vec<&'static str>,
}

impl Signals {
    /// `who` counts by kind of actor and outcome, `named` by [`FIELDS`], `denied` what was denied by actor and
    /// [`WINDOW`].
    pub fn new(
        filters: &Filters,
        newest: Option<i64>,
        who: &Joint,
        named: &Joint,
        denied: Option<&Joint>,
    ) -> Signals {
        let mut signals = Signals::default();
        let root = |kind: Option<&str>| kind == Some("root");
        let of_root = sum(who, |one| root(one.values[0]));
        let failed = sum(who, |one| root(one.values[0]) && is_failed(one.values[1]));
        signals.add(
            "Root user active",
            of_root,
            edit::narrowed(&filters.base, "actor.kind:root"),
            Vec::new(),
            failed,
        );
        let failed = sum(who, |one| one.values[1] == Some("failed-sign-in"));
        signals.add(
            "Failed sign-ins",
            failed,
            edit::narrowed(&filters.base, "outcome:failed-sign-in"),
            Vec::new(),
            0,
        );
        for topic in &TOPICS {
            let is_it = |name: Option<&str>, service: Option<&str>| {
                service == Some(topic.service) && name.is_some_and(|name| topic.operations.contains(&name))
            };
            let all = sum(named, |one| is_it(one.values[0], one.values[1]));
            let failed = sum(named, |one| {
                is_it(one.values[0], one.values[1]) && is_failed(one.values[2])
            });
            let filter = edit::narrowed(&filters.base, &topic.term());
            let of_service = edit::narrowed(&filters.base, &format!("service:{}", topic.service));
            let part = |name: &&str| {
                let is_this =
                    |one: &Combination| one.values[0] == Some(*name) && is_it(one.values[0], one.values[1]);
                let events = sum(named, is_this);
                let filter = || edit::include(&of_service, FIELDS[0], name);
                (events > 0).then(|| Figure::new(*name, events, filter()))
            };
            let mut parts: Vec<Figure> = topic.operations.iter().filter_map(part).collect();
            sort_by_key(&mut parts, |part| std::cmp::Reverse(part.events));
            signals.add(topic.name, all, filter, parts, failed);
        }
        signals.uncounted = denied.is_none();
        signals.bursts = denied.map_or_else(Vec::new, |joint| bursts(&filters.denied, newest, joint));
        if signals.bursts.is_empty() && !signals.uncounted {
            signals
                .absent
                .push("Ten denied calls of one actor within ten minutes");
        }
        signals
    }

    fn add(&mut self, name: &'static str, events: u64, filter: String, parts: Vec<Figure>, failed: u64) {
        if events == 0 {
            return self.absent.push(name);
        }
        let of_failed = edit::narrowed(&filter, &quick_filters::failed());
        self.seen.push(Signal {
            events: Figure::new(name, events, filter),
            parts,
            failed: (failed > 0).then(|| Figure::new("failed", failed, of_failed)),
        });
    }
}

fn bursts(filter: &str, newest: Option<i64>, denied: &Joint) -> Vec<Burst> {
    let dense = denied.combinations().filter(|one| one.events >= BURST);
    let mut dense: Vec<(u64, i64, &str)> = dense
        .filter_map(|one| Some((one.events, one.start?, one.values[0]?)))
        .collect();
    sort_by_key(&mut dense, |&(events, start, actor)| {
        (std::cmp::Reverse(events), start, actor)
    });
    // The densest window of each actor.
    let mut told: Vec<Burst> = Vec::new();
    for (events, start, actor) in dense {
        if told.len() < MOST_BURSTS && told.iter().all(|burst| burst.actor != actor) {
            let time = start..WINDOW.after(start);
            let of_actor = edit::include(filter, "actor", actor);
            told.push(Burst {
                actor: actor.to_owned(),
                events: Figure::new("denied", events, during(&of_actor, newest, &time)),
                time,
            });
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::joint;
    use super::*;
    use crate::event::time;
    use crate::query::{check_fields, parse};

    #[test]
    fn topics_are_good_queries() {
        for topic in &TOPICS {
            let term = topic.term();
            assert_eq!(parse(&term).unwrap().to_string(), term);
            assert_eq!(check_fields(&term, &[]), None);
        }
        assert_eq!(operations().filter(|name| name == "CreatePolicy").count(), 1);
    }

    #[test]
    fn what_is_there_is_counted_and_what_is_not_is_said() {
        let who = joint(&[
            (&["root", "ok"], 3),
            (&["root", "denied"], 1),
            (&["iam-user", "failed-sign-in"], 2),
        ]);
        let named = joint(&[
            (&["StopLogging", "cloudtrail", "denied"], 1),
            (&["CreatePolicy", "iam", "ok"], 2),
            (&["PutRolePolicy", "iam", "ok"], 5),
            (&["CreatePolicy", "iot", "ok"], 4),
            (&["CreateUser", "cognito-idp", "ok"], 9),
        ]);
        let mut denied = joint(&[(&["ana"], 30), (&["ana"], 11), (&["bob"], 9), (&["cy"], 10)]);
        let start = time::parse("2021-07-29T10:10:00Z").unwrap();
        denied.starts = vec![start, start + 600_000, start, start];
        let signals = Signals::new(&Filters::under("x"), None, &who, &named, Some(&denied));
        let seen: Vec<_> = signals
            .seen
            .iter()
            .map(|one| {
                (
                    one.events.name.as_str(),
                    one.events.events,
                    one.failed.as_ref().map_or(0, |part| part.events),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("Root user active", 4, 1),
                ("Failed sign-ins", 2, 0),
                ("Trails and their selectors changed", 1, 1),
                ("Permissions changed in IAM", 7, 0),
                ("IoT policies and certificates made or attached", 4, 0),
            ]
        );
        let parts: Vec<_> = signals.seen[3]
            .parts
            .iter()
            .map(|part| (part.name.as_str(), part.events))
            .collect();
        assert_eq!(parts, [("PutRolePolicy", 5), ("CreatePolicy", 2)]);
        assert_eq!(
            signals.seen[3].parts[1].filter,
            "x service:iam eventName:CreatePolicy"
        );
        assert_eq!(
            signals.absent,
            [
                "Users and keys made or unlocked",
                "Bucket access changed",
                "Encryption keys changed"
            ]
        );
        let bursts: Vec<_> = signals
            .bursts
            .iter()
            .map(|one| (one.actor.as_str(), one.events.events))
            .collect();
        assert_eq!(bursts, [("ana", 30), ("cy", 10)]);
        assert_eq!(
            signals.bursts[0].events.filter,
            "x outcome:(denied OR bad-credential OR failed-sign-in) actor:ana eventTime>=2021-07-29T10:10 eventTime<2021-07-29T10:20"
        );
        let nothing = Signals::new(
            &Filters::under(""),
            None,
            &Joint::default(),
            &Joint::default(),
            None,
        );
        assert!(nothing.uncounted && nothing.seen.is_empty());
        assert_eq!(nothing.absent.len(), 8);
    }
}
