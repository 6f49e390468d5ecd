//! The sample says what it promises: the same bytes, true shapes, the incident when asked.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests may, as tests do

use serde_json::Value;
use std::collections::{HashMap, HashSet};
use trailglass::sample::{Options, SampleFile, files, gzip, hostile, incident};

fn small() -> Options {
    Options {
        events: 3_000,
        ..Options::default()
    }
}

/// The records of all log files, with the number of their file and their text's length.
fn records(options: &Options) -> Vec<(usize, Value)> {
    let mut all = Vec::new();
    for (number, file) in files(options).enumerate() {
        if file.path.contains("/CloudTrail/") {
            let parsed: Value = serde_json::from_slice(&file.json).unwrap();
            let records = parsed["Records"].as_array().unwrap();
            assert!(!records.is_empty(), "{} has no records", file.path);
            all.extend(records.iter().map(|record| (number, record.clone())));
        }
    }
    all
}

fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} is no text in {record}"))
}

#[test]
fn same_options_same_bytes() {
    let first: Vec<SampleFile> = files(&small()).collect();
    let second: Vec<SampleFile> = files(&small()).collect();
    assert!(first == second);
    let other: Vec<SampleFile> = files(&Options { seed: 7, ..small() }).collect();
    assert!(first != other);
    let paths: HashSet<&str> = first.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths.len(), first.len(), "two files have the same path");
}

#[test]
fn exactly_as_many_events_as_asked() {
    for (events, copies, incident) in [
        (0, true, true),
        (1, true, true),
        (50, false, true),
        (777, true, false),
        (3_000, true, true),
    ] {
        let options = Options {
            events,
            copies,
            incident,
            ..Options::default()
        };
        let records = records(&options);
        let ids: HashSet<&str> = records
            .iter()
            .map(|(_, record)| text(record, "eventID"))
            .collect();
        assert_eq!(ids.len(), events as usize);
        assert!(copies || records.len() == events as usize);
    }
}

#[test]
fn copies_are_equal_and_in_another_file() {
    let records = records(&small());
    let mut seen: HashMap<&str, &(usize, Value)> = HashMap::new();
    let mut copies = 0;
    for entry in &records {
        if let Some(earlier) = seen.insert(text(&entry.1, "eventID"), entry) {
            copies += 1;
            assert_ne!(earlier.0, entry.0);
            assert_eq!(earlier.1.to_string(), entry.1.to_string());
        }
    }
    let share = copies as f64 / seen.len() as f64;
    assert!((0.15..0.35).contains(&share), "{share}");
    let asked_not: Vec<_> = self::records(&Options {
        copies: false,
        ..small()
    });
    assert_eq!(asked_not.len(), 3_000);
}

#[test]
fn records_have_the_fields_of_their_version() {
    let options = small();
    let end = options.start + i64::from(options.days) * 86_400_000;
    let (first, last) = (iso(options.start), iso(end));
    for (_, record) in records(&options) {
        assert!(matches!(
            text(&record, "eventVersion"),
            "1.08" | "1.09" | "1.10" | "1.11"
        ));
        let time = text(&record, "eventTime");
        assert!(
            *first <= *time && *time <= *last,
            "{time} is outside {first} to {last}"
        );
        for field in [
            "eventSource",
            "eventName",
            "awsRegion",
            "sourceIPAddress",
            "userAgent",
            "recipientAccountId",
        ] {
            assert!(!text(&record, field).is_empty());
        }
        assert!(record["userIdentity"].is_object() && record["readOnly"].is_boolean());
        assert_eq!(text(&record, "eventID").len(), 36);
        let category = if record["managementEvent"].as_bool().unwrap() {
            "Management"
        } else {
            "Data"
        };
        assert_eq!(text(&record, "eventCategory"), category);
        assert!(record.get("requestParameters").is_some() && record.get("responseElements").is_some());
        if text(&record, "eventType") == "AwsApiCall" {
            assert!(!text(&record, "requestID").is_empty());
        }
        assert!(record.get("vpcEndpointAccountId").is_none() || text(&record, "eventVersion") > "1.08");
        let written = record.to_string();
        let identity = record["userIdentity"]["arn"].as_str().unwrap_or("");
        assert!(
            !written.contains("$account") && !written.contains("$region"),
            "{written}"
        );
        assert!(
            identity.is_empty() || identity.contains(text(&record, "recipientAccountId")),
            "{written}"
        );
    }
}

/// The days of January 2026 are enough for a sample of five.
fn iso(time: i64) -> String {
    let second = (time - 1_767_225_600_000) / 1000;
    let (day, rest) = (second / 86_400, second % 86_400);
    format!(
        "2026-01-{:02}T{:02}:{:02}:{:02}Z",
        day + 1,
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

#[test]
fn looks_like_a_real_trail() {
    let options = Options::default();
    let mut bytes = 0;
    let mut log_files = 0;
    for file in files(&options).filter(|file| file.path.contains("/CloudTrail/")) {
        bytes += file.json.len();
        log_files += 1;
    }
    let records = records(&options);
    let size = bytes as f64 / records.len() as f64;
    println!(
        "{} records, {log_files} files, {size:.0} bytes a record",
        records.len()
    );
    assert!((1_100.0..1_700.0).contains(&size), "{size}");

    let failed = records
        .iter()
        .filter(|(_, record)| record.get("errorMessage").is_some())
        .count();
    let share = failed as f64 / records.len() as f64;
    println!("{:.1} % failed", share * 100.0);
    assert!((0.04..0.09).contains(&share), "{share}");

    let mut sources: HashMap<&str, usize> = HashMap::new();
    let mut names: HashSet<&str> = HashSet::new();
    let mut kinds: HashSet<&str> = HashSet::new();
    for (_, record) in &records {
        *sources.entry(text(record, "eventSource")).or_default() += 1;
        names.insert(text(record, "eventName"));
        kinds.insert(record["userIdentity"]["type"].as_str().unwrap_or("none"));
    }
    println!("{} operations; {sources:?}", names.len());
    for service in ["iot", "iottwinmaker", "iotevents", "iotanalytics", "iot1click"] {
        let count = sources
            .get(format!("{service}.amazonaws.com").as_str())
            .copied()
            .unwrap_or(0);
        assert!(count > 100, "{service} has {count} events");
    }
    assert!(names.len() > 100);
    for kind in [
        "AWSService",
        "AssumedRole",
        "IAMUser",
        "Root",
        "AWSAccount",
        "WebIdentityUser",
        "none",
    ] {
        assert!(kinds.contains(kind), "nobody is of type {kind}");
    }
    let logged_not = [
        "UpdateThingShadow",
        "GetThingShadow",
        "Publish",
        "BatchPutPropertyValues",
        "GetPropertyValue",
    ];
    assert!(logged_not.iter().all(|name| !names.contains(name)));
}

#[test]
fn the_incident_happens_when_asked() {
    let with = records(&small());
    let mut ids = HashSet::new();
    let mut trace: Vec<&Value> = with
        .iter()
        .map(|(_, record)| record)
        .filter(|record| {
            record["sourceIPAddress"] == incident::ADDRESS && ids.insert(text(record, "eventID"))
        })
        .collect();
    assert_eq!(trace.len(), incident::EVENTS as usize);
    trace.sort_by_key(|record| text(record, "eventTime"));
    let first = trace[0];
    assert_eq!(text(first, "eventName"), "GetCallerIdentity");
    assert_eq!(first["userIdentity"]["accessKeyId"], incident::KEY);
    assert_eq!(first["userIdentity"]["userName"], incident::USER);
    assert!(
        trace
            .iter()
            .all(|record| text(record, "userAgent") == incident::AGENT)
    );

    let at = |name: &str| {
        let found = trace
            .iter()
            .position(|record| text(record, "eventName") == name && record.get("errorCode").is_none());
        found.unwrap_or_else(|| panic!("no {name}"))
    };
    let order = [
        "AssumeRole",
        "CreateUser",
        "CreateAccessKey",
        "AttachUserPolicy",
        "GetSecretValue",
        "GetObject",
        "AttachPolicy",
        "DeleteThing",
    ];
    assert!(
        order.windows(2).all(|pair| at(pair[0]) < at(pair[1])),
        "out of order"
    );
    let denied = |record: &&&Value| record.get("errorCode").is_some_and(|code| code == "AccessDenied");
    assert_eq!(trace.iter().filter(denied).count(), 26);
    let stop = trace
        .iter()
        .find(|record| text(record, "eventName") == "StopLogging")
        .unwrap();
    assert!(text(stop, "errorMessage").contains("explicit deny"));
    let key = trace[at("AssumeRole")]["responseElements"]["credentials"]["accessKeyId"].as_str();
    assert_eq!(key, Some(incident::ROLE_KEY));
    assert_eq!(
        trace[at("CreateUser")]["userIdentity"]["accessKeyId"],
        incident::ROLE_KEY
    );
    assert_eq!(
        trace[at("CreateAccessKey")]["responseElements"]["accessKey"]["accessKeyId"],
        incident::NEW_KEY
    );
    assert_eq!(
        trace[at("DeleteThing")]["userIdentity"]["userName"],
        incident::NEW_USER
    );
    assert_eq!(
        trace[at("AttachPolicy")]["requestParameters"]["policyName"],
        incident::NEW_POLICY
    );
    // The key's owner goes on working with it.
    let owner = |record: &Value| {
        record["userIdentity"]["accessKeyId"] == incident::KEY
            && record["sourceIPAddress"] != incident::ADDRESS
    };
    assert!(with.iter().any(|(_, record)| owner(record)));
}

#[test]
fn the_incident_is_absent_when_not_asked() {
    for file in files(&Options {
        incident: false,
        ..small()
    }) {
        let text = String::from_utf8(file.json).unwrap();
        for trace in [
            incident::ADDRESS,
            incident::AGENT,
            incident::NEW_USER,
            incident::NEW_KEY,
            incident::ROLE_KEY,
            incident::NEW_POLICY,
        ] {
            assert!(!text.contains(trace), "{trace} in {}", file.path);
        }
    }
}

#[test]
fn digests_and_insights_come_along() {
    let all: Vec<SampleFile> = files(&Options::default()).collect();
    let digests: Vec<Value> = all
        .iter()
        .filter(|file| file.path.contains("/CloudTrail-Digest/"))
        .map(|file| serde_json::from_slice(&file.json).unwrap())
        .collect();
    assert_eq!(digests.len(), 24);
    for pair in digests.windows(2) {
        assert_eq!(pair[0]["digestEndTime"], pair[1]["digestStartTime"]);
        assert_eq!(pair[0]["digestS3Object"], pair[1]["previousDigestS3Object"]);
    }
    let paths: HashSet<&str> = all.iter().map(|file| file.path.as_str()).collect();
    let listed: Vec<&Value> = digests
        .iter()
        .flat_map(|digest| digest["logFiles"].as_array().unwrap())
        .collect();
    assert!(!listed.is_empty());
    assert!(listed.iter().all(|entry| paths.contains(text(entry, "s3Object"))));
    for entry in listed {
        let file = all
            .iter()
            .find(|file| file.path == text(entry, "s3Object"))
            .unwrap();
        let log: Value = serde_json::from_slice(&file.json).unwrap();
        let times = || {
            log["Records"]
                .as_array()
                .unwrap()
                .iter()
                .map(|record| text(record, "eventTime"))
        };
        assert_eq!(Some(text(entry, "oldestEventTime")), times().min());
        assert_eq!(Some(text(entry, "newestEventTime")), times().max());
    }
    let insights: Vec<Value> = all
        .iter()
        .filter(|file| file.path.contains("/CloudTrail-Insight/"))
        .flat_map(|file| {
            serde_json::from_slice::<Value>(&file.json).unwrap()["Records"]
                .as_array()
                .unwrap()
                .clone()
        })
        .collect();
    assert_eq!(insights.len(), 4);
    assert!(
        insights
            .iter()
            .all(|record| record["insightDetails"]["state"].is_string() && record.get("eventName").is_none())
    );
}

#[test]
fn nothing_looks_like_a_secret() {
    for file in files(&small()) {
        let text = String::from_utf8(file.json).unwrap();
        for prefix in ["AKIA", "ASIA", "AIDA", "AROA"] {
            for (at, _) in text.match_indices(prefix) {
                let rest = &text[at..];
                let id: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
                // Random letters can spell a prefix inside a longer word; ids stand alone.
                let alone = at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric();
                assert!(!alone || id.ends_with("EXAMPLE"), "{id}");
            }
        }
        for word in ["BEGIN CERTIFICATE", "PRIVATE KEY", "secretAccessKey\":"] {
            assert!(!text.contains(word), "{word} in {}", file.path);
        }
    }
}

#[test]
fn packing_gives_the_bytes_back() {
    let file = files(&small()).next().unwrap();
    let packed = file.packed();
    assert_eq!(packed[..3], [0x1f, 0x8b, 8]);
    let (body, trailer) = packed[10..].split_at(packed.len() - 18);
    assert_eq!(miniz_oxide::inflate::decompress_to_vec(body).unwrap(), file.json);
    assert_eq!(trailer[..4], crc32fast::hash(&file.json).to_le_bytes());
    assert_eq!(trailer[4..], (file.json.len() as u32).to_le_bytes());
    assert_eq!(gzip(b"")[..2], [0x1f, 0x8b]);
}

#[test]
fn hostile_text_is_valid_json() {
    let parsed: Value = serde_json::from_slice(&hostile()).unwrap();
    let records = parsed["Records"].as_array().unwrap();
    assert!(records.len() > 30);
    assert!(
        records
            .iter()
            .any(|record| text(record, "eventName").contains("<script>"))
    );
    assert!(
        records
            .iter()
            .any(|record| text(record, "userAgent").contains('\0'))
    );
    assert!(
        records
            .iter()
            .any(|record| text(record, "errorMessage").len() >= 100_000)
    );
    assert!(records[0]["requestParameters"]["odd"].get("__proto__").is_some());
}

/// `cargo test --test sample -- --ignored --nocapture` on an optimized build says how fast it is.
#[test]
#[ignore = "a measurement"]
fn speed() {
    let begin = std::time::Instant::now();
    let bytes: usize = files(&Options {
        events: 200_000,
        ..Options::default()
    })
    .map(|file| file.json.len())
    .sum();
    println!("{:.0} MB/s", bytes as f64 / 1e6 / begin.elapsed().as_secs_f64());
}
