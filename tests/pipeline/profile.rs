//! Profiles: the filter of each subject finds its events and no others, and what a profile says is what a plain count
//! of the records says.

use crate::lab::Lab;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use trailglass::catalog::{ARNS, RESOURCE_KINDS, ResourceKind};
use trailglass::event::time;
use trailglass::query::FacetWanted;
use trailglass::sample::{self, Options};
use trailglass::ui::model::profile::{OPERATIONS, fields, filters, new_values, of_value};
use trailglass::ui::model::related::{pivots, subjects};
use trailglass::ui::model::subject::{Subject, SubjectKind};
use trailglass::worker::protocol::Sort;

/// Sets a value in a record by its path.
fn set(record: &mut Value, path: &str, value: Value) {
    let mut place = record;
    for key in path.split('.') {
        if place.is_null() {
            *place = json!({});
        }
        place = &mut place[key];
    }
    *place = value;
}

fn record(id: &str, service: &str) -> Value {
    json!({
        "eventID": id, "eventSource": format!("{service}.amazonaws.com"), "eventName": "DescribeIt",
        "eventTime": "2024-05-01T10:00:00Z", "eventVersion": "1.08",
    })
}

fn lab(shards: usize, records: &[Value]) -> Lab {
    let files = records.chunks(7).enumerate().map(|(at, records)| {
        let json = json!({ "Records": records }).to_string();
        (format!("{at}.json"), json.into_bytes())
    });
    Lab::with_files(shards, files)
}

fn ids(lab: &mut Lab, filter: &str) -> BTreeSet<String> {
    let cells = lab.cells(filter, &Sort::default(), &["eventID"]);
    cells.into_iter().map(|mut row| row.remove(0).unwrap()).collect()
}

fn arn(kind: &ResourceKind, account: &str, owner: &str, name: &str) -> String {
    let mut parts = kind.arn_parts();
    let mut resource = parts.next().unwrap().to_owned();
    if kind.owner.is_some() {
        resource += owner;
        resource += parts.next().unwrap();
    }
    format!("arn:aws:{}:eu-west-1:{account}:{resource}{name}", kind.service)
}

/// Records that name a resource at every path of its kind, and such as nearly do. The former's ids begin with `yes`.
fn about(kind: &'static ResourceKind, name: &str) -> Vec<Value> {
    let mut records = Vec::new();
    let mut add = |id: String, service: &str, path: &str, value: Value, owner: &str| {
        let mut record = record(&format!("{id}-{path}"), service);
        if let Some(kind) = kind.owner() {
            set(&mut record, kind.names[0], json!(owner));
        }
        set(&mut record, path, value);
        records.push(record);
    };
    for path in kind.names {
        add("yes".into(), kind.service, path, json!(name), "hall");
        add("yes-list".into(), kind.service, path, json!(["x", name]), "hall");
        for (at, other) in [format!("{name}0"), format!("a{name}"), name.to_uppercase()]
            .iter()
            .enumerate()
        {
            add(format!("no-name-{at}"), kind.service, path, json!(other), "hall");
        }
        add("no-service".into(), "codebuild", path, json!(name), "hall");
        if kind.owner.is_some() {
            add("no-owner".into(), kind.service, path, json!(name), "roof");
        }
    }
    let path_of = |path: &str| path.replace("resources.ARN", "resources");
    for path in ARNS.iter().chain(kind.arns) {
        let wrap = |arn: String| {
            if *path == ARNS[0] {
                json!([{"type": "AWS::X"}, {"ARN": arn}])
            } else {
                json!(arn)
            }
        };
        let path = &path_of(path);
        let own = arn(kind, "111122223333", "hall", name);
        add("yes-arn".into(), kind.service, path, wrap(own.clone()), "else");
        // Another service's call about the same thing, in another partition.
        add(
            "yes-by-other".into(),
            "greengrass",
            path,
            wrap(own.replace("arn:aws:", "arn:aws-cn:")),
            "else",
        );
        if kind.owns {
            add(
                "yes-part".into(),
                kind.service,
                path,
                wrap(format!("{own}/part/x")),
                "else",
            );
        }
        for (at, other) in [
            format!("{own}0"),
            format!("x{own}"),
            own.replace(&format!(":{}:", kind.service), ":sns:"),
            arn(kind, "111122223333", "hall", &name.to_uppercase()),
            arn(kind, "111122223333", "hall", "*"),
        ]
        .into_iter()
        .enumerate()
        {
            add(format!("no-arn-{at}"), kind.service, path, wrap(other), "else");
        }
        if kind.owner.is_some() {
            add(
                "no-owner-arn".into(),
                kind.service,
                path,
                wrap(arn(kind, "1", "roof", name)),
                "else",
            );
        }
    }
    records
}

#[test]
fn a_resource_is_found_wherever_it_is_named_and_nothing_else_is() {
    for kind in &RESOURCE_KINDS {
        let name = "press-1.b";
        let records = about(kind, name);
        let expected: BTreeSet<String> = records
            .iter()
            .map(|record| record["eventID"].as_str().unwrap().to_owned())
            .filter(|id| id.starts_with("yes"))
            .collect();
        assert!(expected.len() >= 2 * kind.names.len() + 4);
        let full = if kind.owner.is_some() {
            format!("hall/{name}")
        } else {
            name.to_owned()
        };
        let subject = Subject::new(SubjectKind::Iot(kind), full);
        for shards in [1, 3] {
            let mut lab = lab(shards, &records);
            assert_eq!(lab.report().events, records.len() as u64);
            assert_eq!(ids(&mut lab, &subject.term()), expected, "{}", kind.word);
        }
    }
}

#[test]
fn a_part_without_its_owner_is_found_in_all_of_them() {
    let kind = ResourceKind::named("entity").unwrap();
    let found = ids(
        &mut lab(2, &about(kind, "e1")),
        &Subject::new(SubjectKind::Iot(kind), "e1").term(),
    );
    assert!(found.iter().any(|id| id.starts_with("no-owner")));
    assert!(
        found
            .iter()
            .all(|id| id.starts_with("yes") || id.starts_with("no-owner")),
        "{found:?}"
    );
}

#[test]
fn the_capitalised_record_is_found_by_what_it_names_and_leads_to_it() {
    let legacy = json!({
        "EventID": "legacy", "EventName": "AttachPolicy", "EventTime": "2016-04-08T23:51:36Z", "EventType": "AwsApiCall",
        "timestamp": "1460159496", "ErrorCode": "", "ReadOnly": "", "Resources": "", "ResponseElements": "",
        "RequestParamters": {"principal": "arn:aws:iot:us-east-1:111122223333:cert/00ff", "policyName": "LampPolicy"},
        "UserIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/Watch/i-0",
            "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "Watch"}}},
    });
    let noise = [record("n1", "iot"), record("n2", "iam")];
    let mut lab = lab(2, &[&[legacy][..], &noise].concat());
    let json = lab
        .records()
        .into_iter()
        .find(|(_, json)| json.contains("LampPolicy"))
        .unwrap()
        .1;
    let derived = [("actor", "Watch"), ("service", "iot"), ("target", "LampPolicy")];
    let derived = derived.map(|(field, value)| (field.to_owned(), value.to_owned()));
    let values = trailglass::store::Shard::values(json.as_bytes()).unwrap();
    let subjects = subjects(&values, &derived);
    let words: Vec<&str> = subjects.iter().map(|subject| subject.kind.word()).collect();
    assert_eq!(words, ["actor", "role", "certificate", "policy"]);
    let terms = subjects.iter().map(Subject::term);
    for term in terms.chain(pivots(&values, &derived).into_iter().map(|pivot| pivot.term)) {
        assert_eq!(
            ids(&mut lab, &term),
            BTreeSet::from(["legacy".to_owned()]),
            "{term}"
        );
    }
}

#[test]
fn a_role_is_all_its_sessions() {
    let with = |id: &str, arn: &str, issuer: Option<&str>| {
        let mut record = record(id, "s3");
        set(&mut record, "userIdentity.type", json!("AssumedRole"));
        set(&mut record, "userIdentity.arn", json!(arn));
        if let Some(issuer) = issuer {
            set(
                &mut record,
                "userIdentity.sessionContext.sessionIssuer.arn",
                json!(issuer),
            );
        }
        record
    };
    let (role, session) = (
        "arn:aws:iam::1:role/team/Maker",
        "arn:aws:sts::1:assumed-role/Maker/mira",
    );
    let records = [
        with("yes-session", session, Some(role)),
        with("yes-itself", role, None),
        with("yes-sign-in", session, None),
        with("no-other-path", session, Some("arn:aws:iam::1:role/Maker")),
        with("no-account", "arn:aws:sts::2:assumed-role/Maker/mira", None),
        with("no-longer", "arn:aws:sts::1:assumed-role/Maker2/mira", None),
    ];
    let expected = ["yes-itself", "yes-session", "yes-sign-in"].map(str::to_owned);
    let found = ids(
        &mut lab(2, &records),
        &Subject::new(SubjectKind::Role, role).term(),
    );
    assert_eq!(found, BTreeSet::from(expected));
}

/// Values below a path of a record, each once; through arrays.
fn at(record: &Value, path: &str) -> BTreeSet<String> {
    fn walk(value: &Value, keys: &[&str], found: &mut BTreeSet<String>) {
        match (value, keys) {
            (Value::Array(all), _) => all.iter().for_each(|one| walk(one, keys, found)),
            (Value::Object(members), [key, rest @ ..]) => {
                if let Some(value) = members.get(*key) {
                    walk(value, rest, found);
                }
            }
            (Value::String(text), []) => _ = found.insert(text.clone()),
            _ => {}
        }
    }
    let keys: Vec<&str> = path.split('.').collect();
    let mut found = BTreeSet::new();
    walk(record, &keys, &mut found);
    found
}

#[test]
fn a_profile_says_what_a_plain_count_says() {
    let options = Options {
        events: 4000,
        events_per_file: 40,
        ..Options::default()
    };
    let files: Vec<_> = sample::files(&options)
        .map(|file| (file.path, file.json))
        .collect();
    let mut records: HashMap<String, Value> = HashMap::new();
    for (_, json) in &files {
        let file: Value = serde_json::from_slice(json).unwrap();
        for record in file["Records"].as_array().into_iter().flatten() {
            records.insert(record["eventID"].as_str().unwrap().to_owned(), record.clone());
        }
    }
    for shards in [1, 3] {
        let mut lab = Lab::with_files(shards, files.iter().cloned());
        // What is derived, which the tests of events check.
        let cells = lab.cells("", &Sort::default(), &["eventID", "actor", "outcome", "service"]);
        assert_eq!(cells.len(), records.len());
        let derived: HashMap<String, Vec<Option<String>>> = cells
            .into_iter()
            .map(|mut row| (row.remove(0).unwrap(), row))
            .collect();
        let values = |id: &str, path: &str| match ["actor", "outcome", "service"]
            .iter()
            .position(|name| *name == path)
        {
            Some(place) => derived[id][place].iter().cloned().collect(),
            None => at(&records[id], path),
        };
        let issuer = "userIdentity.sessionContext.sessionIssuer.arn";
        for (kind, path) in [
            (SubjectKind::Actor, "actor"),
            (SubjectKind::Key, "userIdentity.accessKeyId"),
            (SubjectKind::Address, "sourceIPAddress"),
            (SubjectKind::Role, issuer),
            (SubjectKind::Resource, "resources.ARN"),
        ] {
            let window = "last:60h";
            let scope = lab.scope(window);
            let start = scope.newest.unwrap() - 60 * 3_600_000 + 1;
            let time_of = |id: &str| time::parse(records[id]["eventTime"].as_str().unwrap()).unwrap();
            // The most frequent that is on both sides of the window's beginning, but for the first, which is too much
            // like everything.
            let of = |name: &String| -> Vec<&String> {
                records
                    .keys()
                    .filter(|id| values(id, path).contains(name))
                    .collect()
            };
            let names = lab.facet("", path);
            let name = names.into_iter().skip(1).map(|(name, _)| name).find(|name| {
                let later = of(name).iter().filter(|id| time_of(id) >= start).count();
                later > 0 && later < of(name).len()
            });
            let name = name.unwrap();
            let own = of(&name);
            let subject = Subject::new(kind, name);
            let filters = filters(&subject, window, scope.newest);
            let (inside, before): (Vec<&String>, Vec<&String>) =
                own.iter().partition(|id| time_of(id) >= start);
            let failed =
                |id: &&&String| !matches!(derived[**id][1].as_deref(), Some("ok" | "dry-run" | "unknown"));
            let earlier = filters.before.clone().unwrap();
            let counts =
                [&filters.all, &filters.window, &filters.failed, &earlier].map(|filter| lab.count(&[filter]));
            let failures = inside.iter().filter(failed).count();
            let expected = [own.len(), inside.len(), failures, before.len()].map(|count| count as u64);
            assert_eq!(counts, expected, "{subject:?}");
            let times = own.iter().map(|id| time_of(id));
            let span = (times.clone().min().unwrap(), times.max().unwrap());
            assert_eq!(lab.span(&filters.all), Some(span));

            for field in fields(kind).into_iter().chain([&OPERATIONS]) {
                let mut counted: BTreeMap<String, u64> = BTreeMap::new();
                let mut known: BTreeSet<String> = BTreeSet::new();
                inside
                    .iter()
                    .flat_map(|id| values(id, field.path))
                    .for_each(|value| *counted.entry(value).or_default() += 1);
                before.iter().for_each(|id| known.extend(values(id, field.path)));
                let facet = lab.facet_of(&filters.window, field.path, &FacetWanted::top(1000));
                let listed: BTreeMap<String, u64> = facet.values.iter().cloned().collect();
                assert_eq!(listed, counted, "{} of {subject:?}", field.path);
                // What is clicked is what was counted.
                for (value, events) in facet.values.iter().take(3) {
                    let filter = of_value(&filters.window, field.path, value);
                    assert_eq!(lab.count(&[&filter]), *events, "{filter}");
                }
                let earlier = lab.facet(&earlier, field.path);
                let count_of = |value: &String| {
                    earlier
                        .iter()
                        .find(|(known, _)| known == value)
                        .map_or(0, |known| known.1)
                };
                let counts: Vec<u64> = facet.values.iter().map(|(value, _)| count_of(value)).collect();
                let new = new_values(field, &facet.values, &counts, true);
                let new: BTreeSet<&String> = new.values.iter().map(|(value, _)| value).collect();
                let expected: BTreeSet<&String> =
                    counted.keys().filter(|value| !known.contains(*value)).collect();
                assert_eq!(new, expected, "new {} of {subject:?}", field.path);
            }
        }
    }
}
