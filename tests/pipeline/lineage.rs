//! Credential lineage: over a made-up attack through two accounts, from every event of it and with files withheld,
//! the lineage names exactly the right events, however many shards hold them.

use crate::lab::Lab;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use trailglass::lineage::{Ask, Chain, End, Facts, Origin, Tie, Told, Trail, Tree, Want, down, issued, up};
use trailglass::query::FacetWanted;
use trailglass::worker::protocol::Sort;

const HOME: &str = "111122223333";
const VAULT: &str = "444455556666";
const OLDEST_FIRST: &str = "eventTime";

/// A trail that answers from shards at once, and counts what it is asked.
struct LabTrail {
    lab: RefCell<Lab>,
    rounds: Cell<usize>,
    questions: Cell<usize>,
}

impl LabTrail {
    fn new(shards: usize, files: &[(&str, Vec<Value>)]) -> LabTrail {
        let files = files.iter().map(|(name, records)| {
            let json = json!({ "Records": records }).to_string();
            (format!("{name}.json"), json.into_bytes())
        });
        LabTrail {
            lab: RefCell::new(Lab::with_files(shards, files)),
            rounds: Cell::new(0),
            questions: Cell::new(0),
        }
    }

    fn rows(&self, filter: &str) -> Vec<Facts> {
        let sort = Sort {
            column: OLDEST_FIRST.into(),
            descending: false,
        };
        let rows = self.lab.borrow_mut().rows(filter, &sort, &Facts::FIELDS);
        rows.into_iter()
            .map(|(id, cells)| Facts::new(id, cells))
            .collect()
    }

    fn event(&self, id: &str) -> Facts {
        let mut found = self.rows(&format!("eventID={id}"));
        assert_eq!(found.len(), 1, "{id}");
        found.remove(0)
    }

    fn ids(&self, filter: &str) -> Vec<String> {
        self.rows(filter).iter().map(id).collect()
    }

    fn up(&self, id: &str) -> Chain {
        now(up(self, self.event(id)))
    }

    fn down(&self, id: &str) -> Tree {
        let record = self.event(id);
        let issued = issued(&record).unwrap_or_else(|| panic!("{id} issued nothing"));
        now(down(self, &record, &issued))
    }
}

impl Trail for LabTrail {
    async fn ask(&self, round: Vec<Ask>) -> Vec<Told> {
        self.rounds.set(self.rounds.get() + 1);
        self.questions.set(self.questions.get() + round.len());
        round.iter().map(|ask| self.tell(ask)).collect()
    }
}

impl LabTrail {
    fn tell(&self, ask: &Ask) -> Told {
        let mut told = Told::default();
        match ask.want {
            Want::Rows(most) => {
                told.rows = self.rows(&ask.filter);
                told.total = told.rows.len() as u64;
                told.rows.truncate(most as usize);
            }
            Want::Count => told.total = self.lab.borrow_mut().count(&[&ask.filter]),
            Want::Values(field, most) => {
                let wanted = FacetWanted::top(most);
                told.values = self.lab.borrow_mut().facet_of(&ask.filter, field, &wanted).values;
            }
            Want::Span => told.span = self.lab.borrow_mut().span(&ask.filter),
        }
        told
    }
}

/// What a future answers that never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("nothing here waits"),
    }
}

fn id(facts: &Facts) -> String {
    facts.text("eventID").unwrap_or_default().to_owned()
}

/// The chain as the ids of its steps, twins behind a plus, ties before.
fn path(chain: &Chain) -> Vec<String> {
    let step = |step: &trailglass::lineage::Step| {
        let tie = match step.gave.as_ref().map(|(_, tie)| *tie) {
            None => "",
            Some(Tie::Key) => "key ",
            Some(Tie::Session(false)) => "session ",
            Some(Tie::Session(true)) => "session and source identity ",
            Some(Tie::SignIn) => "sign-in ",
            Some(Tie::Moment) => "moment ",
        };
        let twins: String = step.twins.iter().map(|twin| format!("+{}", id(twin))).collect();
        format!("{tie}{}{twins}", id(&step.record))
    };
    chain.steps.iter().map(step).collect()
}

fn user(account: &str, name: &str, key: &str) -> Value {
    json!({"type": "IAMUser", "principalId": format!("AIDA{}", name.to_uppercase()), "accountId": account,
        "arn": format!("arn:aws:iam::{account}:user/{name}"), "accessKeyId": key, "userName": name})
}

fn session(account: &str, role: &str, name: &str, key: &str, created: &str) -> Value {
    json!({"type": "AssumedRole", "principalId": format!("AROA{}:{name}", role.to_uppercase()), "accountId": account,
        "arn": format!("arn:aws:sts::{account}:assumed-role/{role}/{name}"), "accessKeyId": key,
        "sessionContext": {"attributes": {"creationDate": created, "mfaAuthenticated": "false"},
            "sessionIssuer": {"type": "Role", "userName": role, "accountId": account,
                "arn": format!("arn:aws:iam::{account}:role/{role}")}}})
}

fn event(id: &str, time: &str, account: &str, source: &str, name: &str, identity: &Value) -> Value {
    json!({"eventVersion": "1.09", "eventID": id, "eventTime": time, "recipientAccountId": account,
        "eventSource": format!("{source}.amazonaws.com"), "eventName": name, "awsRegion": "eu-west-1",
        "sourceIPAddress": "203.0.113.7", "userAgent": "aws-cli/2", "userIdentity": identity, "eventType": "AwsApiCall"})
}

/// Adds fields to a record.
fn with(mut record: Value, more: Value) -> Value {
    let fields = record.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    record
}

fn assuming(account: &str, role: &str, name: &str, key: &str) -> Value {
    json!({"requestParameters": {"roleArn": format!("arn:aws:iam::{account}:role/{role}"), "roleSessionName": name},
        "responseElements": {"credentials": {"accessKeyId": key, "expiration": "May 2, 2024, 11:00:00 AM"},
            "assumedRoleUser": {"assumedRoleId": format!("AROA{}:{name}", role.to_uppercase()),
                "arn": format!("arn:aws:sts::{account}:assumed-role/{role}/{name}")}}})
}

/// Alice's key is used to take the role `ops`, that to take `vault` in another account, and that to read objects. Bob
/// takes `vault` too, in the same second and by the same session name, and reads as well.
fn attack() -> Vec<(&'static str, Vec<Value>)> {
    let alice = user(HOME, "alice", "AKIAALICE");
    let bob = user(HOME, "bob", "AKIABOB");
    let ops = session(HOME, "ops", "alice", "ASIAOPS", "2024-05-02T10:00:00Z");
    let vault = session(VAULT, "vault", "work", "ASIAVAULT", "2024-05-02T10:05:00Z");
    let other = session(VAULT, "vault", "work", "ASIAOTHER", "2024-05-02T10:05:00Z");
    let foreign =
        |principal: &str| json!({"type": "AWSAccount", "principalId": principal, "accountId": HOME});
    let assume = |id, time, account, identity: &Value, given: &Value, shared: Option<&str>| {
        let record = with(
            event(id, time, account, "sts", "AssumeRole", identity),
            given.clone(),
        );
        with(record, json!({ "sharedEventID": shared }))
    };
    let into_ops = assuming(HOME, "ops", "alice", "ASIAOPS");
    let into_vault = assuming(VAULT, "vault", "work", "ASIAVAULT");
    let bobs = assuming(VAULT, "vault", "work", "ASIAOTHER");
    let read = |who: &Value, id: String, minute: usize| {
        let time = format!("2024-05-02T10:{minute:02}:30Z");
        event(&id, &time, VAULT, "s3", "GetObject", who)
    };
    let denied = json!({"errorCode": "AccessDenied", "errorMessage": "Access Denied"});
    let created = json!({"requestParameters": {"userName": "helper"},
        "responseElements": {"accessKey": {"userName": "helper", "accessKeyId": "AKIAHELPER", "status": "Active"}}});
    vec![
        (
            "people",
            vec![
                event(
                    "alice-lists",
                    "2024-05-02T09:50:00Z",
                    HOME,
                    "s3",
                    "ListBuckets",
                    &alice,
                ),
                event(
                    "bob-lists",
                    "2024-05-02T09:51:00Z",
                    HOME,
                    "s3",
                    "ListBuckets",
                    &bob,
                ),
            ],
        ),
        (
            "ops",
            vec![assume(
                "into-ops",
                "2024-05-02T10:00:00Z",
                HOME,
                &alice,
                &into_ops,
                None,
            )],
        ),
        (
            "home",
            vec![
                event(
                    "ops-looks",
                    "2024-05-02T10:02:00Z",
                    HOME,
                    "iam",
                    "ListRoles",
                    &ops,
                ),
                with(
                    event(
                        "ops-denied",
                        "2024-05-02T10:03:00Z",
                        HOME,
                        "iam",
                        "ListUsers",
                        &ops,
                    ),
                    denied.clone(),
                ),
                assume(
                    "into-vault",
                    "2024-05-02T10:05:00Z",
                    HOME,
                    &ops,
                    &into_vault,
                    Some("shared-1"),
                ),
                assume(
                    "bob-into-vault",
                    "2024-05-02T10:05:00Z",
                    HOME,
                    &bob,
                    &bobs,
                    Some("shared-2"),
                ),
            ],
        ),
        (
            "vault",
            vec![
                assume(
                    "into-vault-seen",
                    "2024-05-02T10:05:00Z",
                    VAULT,
                    &foreign("AROAOPS:alice"),
                    &into_vault,
                    Some("shared-1"),
                ),
                assume(
                    "bob-into-vault-seen",
                    "2024-05-02T10:05:00Z",
                    VAULT,
                    &foreign("AIDABOB"),
                    &bobs,
                    Some("shared-2"),
                ),
                with(
                    event(
                        "makes-key",
                        "2024-05-02T10:09:00Z",
                        VAULT,
                        "iam",
                        "CreateAccessKey",
                        &vault,
                    ),
                    created,
                ),
                with(
                    event(
                        "read-denied",
                        "2024-05-02T10:20:00Z",
                        VAULT,
                        "s3",
                        "GetObject",
                        &vault,
                    ),
                    denied,
                ),
            ],
        ),
        (
            "reads",
            (0..5)
                .map(|at| read(&vault, format!("read-{at}"), 10 + at))
                .collect(),
        ),
        (
            "other",
            (0..3)
                .map(|at| read(&other, format!("other-{at}"), 10 + at))
                .collect(),
        ),
        (
            "helper",
            vec![event(
                "helper-deletes",
                "2024-05-02T11:00:00Z",
                VAULT,
                "s3",
                "DeleteObject",
                &user(VAULT, "helper", "AKIAHELPER"),
            )],
        ),
    ]
}

fn without(file: &str) -> Vec<(&'static str, Vec<Value>)> {
    attack().into_iter().filter(|(name, _)| *name != file).collect()
}

/// Every event of the attack with the chain above it, in words as [`path`] writes them; the event itself left out.
fn chains() -> Vec<(Vec<String>, Vec<&'static str>, &'static str)> {
    let to_ops = ["key into-ops"];
    let to_vault = ["key into-vault+into-vault-seen", "key into-ops"];
    let reads = (0..5)
        .map(|at| format!("read-{at}"))
        .chain(["read-denied".into(), "makes-key".into()]);
    let others = (0..3).map(|at| format!("other-{at}"));
    let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
    vec![
        (names(&["alice-lists", "into-ops"]), vec![], "alice"),
        (
            names(&["bob-lists", "bob-into-vault", "bob-into-vault-seen"]),
            vec![],
            "bob",
        ),
        (
            names(&["ops-looks", "ops-denied", "into-vault", "into-vault-seen"]),
            to_ops.to_vec(),
            "alice",
        ),
        (reads.collect(), to_vault.to_vec(), "alice"),
        (
            others.collect(),
            vec!["key bob-into-vault+bob-into-vault-seen"],
            "bob",
        ),
        (
            names(&["helper-deletes"]),
            [&["key makes-key"], &to_vault[..]].concat(),
            "alice",
        ),
    ]
}

#[test]
fn every_event_of_the_attack_leads_to_the_person_behind_it() {
    for shards in 1..=3 {
        let trail = LabTrail::new(shards, &attack());
        let mut walked = 0;
        for (events, expected, person) in chains() {
            for event in events {
                let chain = trail.up(&event);
                assert_eq!(path(&chain)[1..], expected[..], "{event} over {shards}");
                assert_eq!(chain.end, End::Origin(Origin::User(person.into())), "{event}");
                walked += 1;
            }
        }
        assert_eq!(walked, trail.ids("").len(), "every event was walked from");
    }
}

#[test]
fn both_accounts_records_are_one_step_whichever_one_begins_at() {
    let trail = LabTrail::new(2, &attack());
    for (event, expected) in [
        ("into-vault", "into-vault+into-vault-seen"),
        ("into-vault-seen", "into-vault+into-vault-seen"),
        ("bob-into-vault-seen", "bob-into-vault+bob-into-vault-seen"),
    ] {
        assert_eq!(path(&trail.up(event))[0], expected);
    }
    let step = &trail.up("read-0").steps[1];
    assert_eq!(
        step.uses,
        Some(3),
        "of the key of ops: two looks and the call itself"
    );
}

#[test]
fn an_issuing_call_leads_to_all_that_was_done_with_what_it_issued_and_to_nothing_else() {
    let reads: Vec<String> = (0..5).map(|at| format!("read-{at}")).collect();
    let by_vault = [
        vec!["makes-key".to_owned()],
        reads,
        vec!["read-denied".to_owned()],
    ]
    .concat();
    let by_ops = ["ops-looks", "ops-denied", "into-vault"]
        .map(str::to_owned)
        .to_vec();
    let by_helper = vec!["helper-deletes".to_owned()];
    let others: Vec<String> = (0..3).map(|at| format!("other-{at}")).collect();
    let into_vault = [by_vault.clone(), by_helper.clone()].concat();
    let into_ops = [by_ops.clone(), into_vault.clone()].concat();
    for shards in 1..=3 {
        let trail = LabTrail::new(shards, &attack());
        for (event, own, all, failed, nodes) in [
            (
                "into-ops",
                &by_ops,
                &into_ops,
                1,
                vec![("into-vault", None, 7, 1), ("makes-key", Some(0), 1, 0)],
            ),
            (
                "into-vault",
                &by_vault,
                &into_vault,
                1,
                vec![("makes-key", None, 1, 0)],
            ),
            (
                "into-vault-seen",
                &by_vault,
                &into_vault,
                1,
                vec![("makes-key", None, 1, 0)],
            ),
            ("bob-into-vault", &others, &others, 0, vec![]),
            ("bob-into-vault-seen", &others, &others, 0, vec![]),
            ("makes-key", &by_helper, &by_helper, 0, vec![]),
        ] {
            let tree = trail.down(event);
            assert_eq!(&trail.ids(&tree.work.filter), own, "{event} over {shards}");
            assert_eq!(
                (tree.work.events, tree.work.failed),
                (own.len() as u64, failed),
                "{event}"
            );
            assert_eq!(
                trail.ids(&tree.work.failed_filter).len() as u64,
                failed,
                "{event}"
            );
            let mut found = trail.ids(&tree.all.0);
            found.sort();
            let mut expected = all.clone();
            expected.sort();
            assert_eq!(found, expected, "{event}");
            assert_eq!(tree.all.1, all.len() as u64);
            let read: Vec<_> = tree
                .nodes
                .iter()
                .map(|node| (id(&node.record), node.parent, node.events, node.failed))
                .collect();
            let nodes: Vec<_> = nodes
                .into_iter()
                .map(|(id, parent, events, failed)| (id.to_owned(), parent, events, failed))
                .collect();
            assert_eq!(read, nodes, "{event}");
            assert_eq!((tree.more, tree.work.keyless, tree.work.rivals), (false, None, 0));
        }
    }
}

#[test]
fn what_is_withheld_is_said_and_nothing_wrong_is_claimed() {
    for shards in 1..=3 {
        // The call that took the first role: its session is known, who began it is not.
        let trail = LabTrail::new(shards, &without("ops"));
        let chain = trail.up("read-3");
        assert_eq!(path(&chain)[1..], ["key into-vault+into-vault-seen"]);
        assert_eq!(chain.end, End::Missing(None));
        let last = &chain.steps[1].used;
        assert_eq!(
            (last.key.as_deref(), last.session_name.as_deref()),
            (Some("ASIAOPS"), Some("alice"))
        );
        assert_eq!(last.created, Some(1_714_644_000_000));
        assert_eq!(last.mfa, Some(false));

        // Both accounts' records of the second: only the unrelated session's are there, and are not claimed.
        let mut files = attack();
        for (_, records) in &mut files {
            records.retain(|record| !record["eventID"].as_str().unwrap().starts_with("into-vault"));
        }
        let trail = LabTrail::new(shards, &files);
        let chain = trail.up("read-3");
        assert_eq!((path(&chain).len(), &chain.end), (1, &End::Missing(None)));
        assert!(trail.down("into-ops").nodes.is_empty());
        assert_eq!(path(&trail.up("other-1")).len(), 2);

        // The caller's account: the other one's record proves the issue, and names account and id of the caller.
        let trail = LabTrail::new(shards, &without("home"));
        let chain = trail.up("read-3");
        assert_eq!(path(&chain)[1..], ["key into-vault-seen"]);
        assert_eq!(
            chain.end,
            End::Origin(Origin::Account(HOME.into(), "AROAOPS:alice".into()))
        );
        assert_eq!(trail.down("into-vault-seen").work.events, 7);

        // The role's account: the caller's record is enough.
        let mut files = attack();
        for (_, records) in &mut files {
            records.retain(|record| !record["eventID"].as_str().unwrap().ends_with("-seen"));
        }
        let trail = LabTrail::new(shards, &files);
        assert_eq!(path(&trail.up("read-3"))[1..], ["key into-vault", "key into-ops"]);
    }
}

#[test]
fn a_session_without_keys_is_joined_by_its_name_and_beginning_and_only_where_one_call_fits() {
    let name = "2024-05-02T10:05:00Z";
    let mut used = session(VAULT, "vault", "work", "", name);
    used["sessionContext"]["sourceIdentity"] = json!("alice");
    let alice = user(HOME, "alice", "AKIAALICE");
    let mut withheld = assuming(VAULT, "vault", "work", "");
    withheld["responseElements"] = Value::Null;
    withheld["requestParameters"]["sourceIdentity"] = json!("alice");
    let call =
        |id, time, given: &Value| with(event(id, time, VAULT, "sts", "AssumeRole", &alice), given.clone());
    let read = event("read", "2024-05-02T10:06:00Z", VAULT, "s3", "GetObject", &used);
    let one = call("one", "2024-05-02T10:05:01Z", &withheld);
    let trail = |more: Vec<Value>| {
        let records = [vec![read.clone(), one.clone()], more].concat();
        LabTrail::new(2, &[("a", records)])
    };
    let alone = trail(Vec::new());
    assert_eq!(
        path(&alone.up("read")),
        ["read", "session and source identity one"]
    );
    assert_eq!(alone.ids(&alone.down("one").work.filter), ["read"]);

    let mut other = withheld.clone();
    other["requestParameters"]["sourceIdentity"] = json!("mallory");
    let told_apart = trail(vec![call("two", "2024-05-02T10:05:02Z", &other)]);
    assert_eq!(
        path(&told_apart.up("read"))[1..],
        ["session and source identity one"]
    );

    let late = trail(vec![call("two", "2024-05-02T10:15:02Z", &withheld)]);
    assert_eq!(path(&late.up("read"))[1..], ["session and source identity one"]);

    let both = trail(vec![call("two", "2024-05-02T10:05:02Z", &withheld)]);
    let chain = both.up("read");
    let End::Ambiguous(2, filter) = &chain.end else {
        panic!("{:?}", chain.end);
    };
    assert_eq!(both.ids(filter), ["one", "two"]);
}

#[test]
fn console_sessions_are_joined_to_the_sign_in_as_likely() {
    let alice = user(HOME, "alice", "");
    let mut working = user(HOME, "alice", "ASIACONSOLE");
    working["sessionContext"] =
        json!({"attributes": {"creationDate": "2024-05-02T10:00:02Z", "mfaAuthenticated": "true"}});
    let sign_in = |id, time| {
        let record = event(id, time, HOME, "signin", "ConsoleLogin", &alice);
        with(
            record,
            json!({"eventType": "AwsConsoleSignIn", "responseElements": {"ConsoleLogin": "Success"}}),
        )
    };
    let console = json!({"sessionCredentialFromConsole": "true"});
    let look = event("look", "2024-05-02T10:10:00Z", HOME, "iam", "ListUsers", &working);
    let looks = with(look.clone(), console);
    let trail = LabTrail::new(
        2,
        &[("a", vec![looks.clone(), sign_in("in", "2024-05-02T10:00:00Z")])],
    );
    let chain = trail.up("look");
    assert_eq!(
        (path(&chain), &chain.end),
        (
            vec!["look".into(), "sign-in in".into()],
            &End::Origin(Origin::User("alice".into()))
        )
    );
    assert_eq!(trail.ids(&trail.down("in").work.filter), ["look"]);

    // Two sign-ins fit, and a session that is not the console's fits none.
    let two = vec![
        looks,
        sign_in("in", "2024-05-02T10:00:00Z"),
        sign_in("again", "2024-05-02T10:01:00Z"),
    ];
    let trail = LabTrail::new(2, &[("a", two)]);
    assert!(matches!(trail.up("look").end, End::Ambiguous(2, _)));
    assert_eq!(trail.down("in").work.rivals, 1);
    let trail = LabTrail::new(2, &[("a", vec![look, sign_in("in", "2024-05-02T10:00:00Z")])]);
    assert_eq!(
        trail.up("look").end,
        End::Missing(Some(Origin::User("alice".into())))
    );
}

#[test]
fn a_sign_in_claims_no_session_whose_key_another_call_issued() {
    let role = json!({"type": "AssumedRole", "accountId": VAULT, "arn": format!("arn:aws:sts::{VAULT}:assumed-role/vault/work")});
    let switch = with(
        event(
            "switch",
            "2024-05-02T10:05:00Z",
            VAULT,
            "signin",
            "SwitchRole",
            &role,
        ),
        json!({"responseElements": {"SwitchRole": "Success"}, "eventType": "AwsConsoleSignIn",
            "additionalEventData": {"SwitchFrom": format!("arn:aws:iam::{HOME}:user/carol")}}),
    );
    let console = session(VAULT, "vault", "work", "ASIACONSOLE", "2024-05-02T10:05:01Z");
    let looks = with(
        event(
            "carol-looks",
            "2024-05-02T10:07:00Z",
            VAULT,
            "s3",
            "ListBuckets",
            &console,
        ),
        json!({"sessionCredentialFromConsole": "true"}),
    );
    let trail = LabTrail::new(3, &[&attack()[..], &[("console", vec![switch, looks])]].concat());
    assert_eq!(trail.ids(&trail.down("switch").work.filter), ["carol-looks"]);
    let chain = trail.up("carol-looks");
    assert_eq!(path(&chain)[1..], ["sign-in switch"]);
    assert_eq!(
        chain.end,
        End::Origin(Origin::Switched(format!("arn:aws:iam::{HOME}:user/carol")))
    );
    assert_eq!(
        path(&trail.up("read-0"))[1..],
        ["key into-vault+into-vault-seen", "key into-ops"]
    );
}

#[test]
fn what_identity_center_fetched_is_found_by_its_moment() {
    let role = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef";
    let used = session(
        VAULT,
        "AWSReservedSSO_Admin_0123456789abcdef",
        "dana",
        "ASIASSO",
        "2024-05-02T10:00:01Z",
    );
    let saml = json!({"type": "SAMLUser", "userName": "dana", "identityProvider": "idp"});
    let given = assuming(VAULT, role, "dana", "ASIASSO");
    let saml = with(
        event(
            "saml",
            "2024-05-02T10:00:01Z",
            VAULT,
            "sts",
            "AssumeRoleWithSAML",
            &saml,
        ),
        given,
    );
    let fetch = |id| {
        let who =
            json!({"type": "IdentityCenterUser", "accountId": HOME, "onBehalfOf": {"userId": "user-1"}});
        let record = event(
            id,
            "2024-05-02T10:00:00Z",
            HOME,
            "sso",
            "GetRoleCredentials",
            &who,
        );
        with(
            record,
            json!({"eventType": "AwsServiceEvent", "serviceEventDetails": {"role_name": "Admin", "account_id": VAULT}}),
        )
    };
    let looks = event("looks", "2024-05-02T10:10:00Z", VAULT, "s3", "ListBuckets", &used);
    let trail = LabTrail::new(2, &[("a", vec![looks.clone(), saml.clone(), fetch("fetch")])]);
    let chain = trail.up("looks");
    assert_eq!(path(&chain)[1..], ["key saml", "moment fetch"]);
    assert_eq!(chain.end, End::Origin(Origin::IdentityCenter("user-1".into())));
    // Of two that fit, none is claimed.
    let trail = LabTrail::new(2, &[("a", vec![looks, saml, fetch("fetch"), fetch("another")])]);
    let chain = trail.up("looks");
    assert_eq!(path(&chain)[1..], ["key saml"]);
    assert_eq!(chain.end, End::Origin(Origin::Saml("dana".into(), "idp".into())));
}

/// A chain of sessions, each taken with the one before; the last is taken again as the first where it closes.
fn ladder(rungs: usize, closes: bool) -> Vec<Value> {
    let key = |at: usize| format!("ASIA{:03}", if closes { at % rungs } else { at });
    let time = |at: usize| format!("2024-05-02T10:{:02}:{:02}Z", at / 60, at % 60);
    (0..rungs)
        .map(|at| {
            let who = session(HOME, "climb", "rung", &key(at), &time(at));
            // Those of a circle are all of one second: none is later than another.
            let when = if closes { time(0) } else { time(at + 1) };
            let record = event(&format!("rung-{at}"), &when, HOME, "sts", "AssumeRole", &who);
            with(record, assuming(HOME, "climb", "rung", &key(at + 1)))
        })
        .collect()
}

#[test]
fn circles_and_endless_chains_end() {
    let trail = LabTrail::new(2, &[("a", ladder(4, true))]);
    let chain = trail.up("rung-0");
    assert_eq!((chain.steps.len(), &chain.end), (4, &End::Loop));
    let tree = trail.down("rung-0");
    assert_eq!((tree.nodes.len(), tree.more, tree.all.1), (3, false, 4));

    let trail = LabTrail::new(2, &[("a", ladder(120, false))]);
    let chain = trail.up("rung-119");
    assert_eq!(
        (chain.steps.len(), &chain.end),
        (trailglass::lineage::LONGEST + 1, &End::TooLong)
    );
    let tree = trail.down("rung-0");
    assert_eq!(
        (tree.nodes.len(), tree.more),
        (trailglass::lineage::DEEPEST, true)
    );
}

#[test]
fn a_key_that_several_calls_name_is_told_with_their_number() {
    let mut records = Vec::new();
    for (at, name) in ["alice", "bob", "carol"].into_iter().enumerate() {
        let who = user(HOME, name, "AKIAIOSFODNN7EXAMPLE");
        let record = event(
            &format!("call-{at}"),
            &format!("2024-05-02T1{at}:00:00Z"),
            HOME,
            "sts",
            "AssumeRole",
            &who,
        );
        records.push(with(record, assuming(HOME, "ops", name, "ASIAIOSFODNN7EXAMPLE")));
    }
    let who = session(HOME, "ops", "bob", "ASIAIOSFODNN7EXAMPLE", "2024-05-02T11:00:00Z");
    records.push(event(
        "use",
        "2024-05-02T11:30:00Z",
        HOME,
        "s3",
        "ListBuckets",
        &who,
    ));
    let trail = LabTrail::new(2, &[("a", records)]);
    let chain = trail.up("use");
    assert_eq!(path(&chain)[1..], ["key call-1"]);
    assert_eq!(
        chain.steps[1].others, 1,
        "what was issued after the use is none of them"
    );
}

#[test]
fn a_walk_asks_little() {
    let trail = LabTrail::new(3, &attack());
    trail.up("helper-deletes");
    // Four steps: a round each, and one that counts uses.
    assert_eq!((trail.rounds.take(), trail.questions.take()), (5, 8));
    trail.down("into-ops");
    // Two hops below it: a round each, one that finds nothing more, and one that counts.
    assert_eq!((trail.rounds.take(), trail.questions.take()), (4, 11));
}
