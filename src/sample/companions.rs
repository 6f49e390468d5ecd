//! What comes along with log files: digests of one hour each, and insights.

use super::cast::{HOME, MANAGEMENT, PLANT, PRODUCTION};
use super::clock::{self, DAY, HOUR};
use super::random::{HEX, letters, mix, uuid};
use super::{Options, SampleFile, incident, sha256};

const BUCKET: &str = "larkfield-organization-trail";

/// The chain of digests of the management account at home. Integrity checks were switched on for the last day only.
#[derive(Debug)]
pub(super) struct Digests {
    seed: u64,
    /// When the next one is due, and the last.
    due: i64,
    end: i64,
    /// Entries of `logFiles` since the previous one, and their oldest and newest event.
    files: Vec<String>,
    span: Option<(i64, i64)>,
    previous: String,
}

impl Digests {
    /// The chain that ends at `end`.
    pub fn new(seed: u64, end: i64) -> Self {
        let previous = r#""previousDigestS3Bucket":null,"previousDigestS3Object":null,"previousDigestHashValue":null,"previousDigestHashAlgorithm":null,"previousDigestSignature":null"#;
        Digests {
            seed,
            due: end - DAY + HOUR,
            end,
            files: Vec::new(),
            span: None,
            previous: previous.to_owned(),
        }
    }

    /// Takes note of a log file delivered at `time`.
    pub fn note(&mut self, file: &SampleFile, place: (&str, &str), (first, last): (i64, i64), time: i64) {
        if place != (MANAGEMENT, HOME) || time < self.end - DAY {
            return;
        }
        let last = last.max(first);
        self.files.push(format!(
            r#"{{"s3Bucket":"{BUCKET}","s3Object":"{}","hashValue":"{}","hashAlgorithm":"SHA-256","newestEventTime":"{}","oldestEventTime":"{}"}}"#,
            file.path,
            sha256::hex(&file.json),
            iso(last),
            iso(first)
        ));
        let (oldest, newest) = self.span.unwrap_or((first, last));
        self.span = Some((oldest.min(first), newest.max(last)));
    }

    /// The digests due until `time`.
    pub fn until(&mut self, time: i64) -> Vec<SampleFile> {
        let mut files = Vec::new();
        while self.due <= time {
            files.push(self.next());
            self.due += HOUR;
        }
        files
    }

    fn next(&mut self) -> SampleFile {
        let mut path = format!("AWSLogs/{MANAGEMENT}/CloudTrail-Digest/{HOME}/");
        clock::folder(&mut path, self.due);
        path.push_str(&format!(
            "/{MANAGEMENT}_CloudTrail-Digest_{HOME}_larkfield-organization_{HOME}_"
        ));
        clock::long_stamp(&mut path, self.due);
        path.push_str(".json.gz");
        let quoted = |time: Option<i64>| {
            time.map_or_else(|| String::from("null"), |time| format!("\"{}\"", iso(time)))
        };
        let mut key = String::new();
        letters(&mut key, HEX, 32, mix(self.seed, 21));
        let json = format!(
            r#"{{"awsAccountId":"{MANAGEMENT}","digestStartTime":"{}","digestEndTime":"{}","digestS3Bucket":"{BUCKET}","digestS3Object":"{path}","digestPublicKeyFingerprint":"{key}","digestSignatureAlgorithm":"SHA256withRSA","newestEventTime":{},"oldestEventTime":{},{},"logFiles":[{}]}}"#,
            iso(self.due - HOUR),
            iso(self.due),
            quoted(self.span.map(|span| span.1)),
            quoted(self.span.map(|span| span.0)),
            self.previous,
            self.files.join(",")
        );
        // Hashes are true; signatures are made up, as nobody has the key.
        let mut signature = String::new();
        letters(&mut signature, HEX, 512, mix(self.seed, self.due as u64));
        self.previous = format!(
            r#""previousDigestS3Bucket":"{BUCKET}","previousDigestS3Object":"{path}","previousDigestHashValue":"{}","previousDigestHashAlgorithm":"SHA-256","previousDigestSignature":"{signature}""#,
            sha256::hex(json.as_bytes())
        );
        self.files.clear();
        self.span = None;
        SampleFile {
            path,
            json: json.into_bytes(),
        }
    }
}

/// An unusual rate of one operation.
struct Unusual {
    account: &'static str,
    region: &'static str,
    /// When it begins, in milliseconds since 1970 UTC.
    begin: i64,
    minutes: i64,
    kind: &'static str,
    source: &'static str,
    name: &'static str,
    error: &'static str,
    arn: String,
    agent: &'static str,
}

/// Files of insights: things created faster than usual on the second day, and the incident's denied calls.
pub(super) fn insights(options: &Options) -> Vec<SampleFile> {
    let second = options.start + i64::from(options.days > 1) * DAY;
    let mut found = vec![Unusual {
        account: PLANT,
        region: "eu-central-1",
        begin: second + 9 * HOUR,
        minutes: 14,
        kind: "ApiCallRateInsight",
        source: "iot.amazonaws.com",
        name: "CreateThing",
        error: "",
        arn: format!("arn:aws:iam::{PLANT}:role/service-role/thing-provisioner-role"),
        agent: "Boto3/1.40.4",
    }];
    if let Some(step) = incident::steps(options).first().filter(|_| options.incident) {
        found.push(Unusual {
            account: PRODUCTION,
            region: HOME,
            begin: step.time,
            minutes: 6,
            kind: "ApiErrorRateInsight",
            source: "iam.amazonaws.com",
            name: "ListUsers",
            error: "AccessDenied",
            arn: format!("arn:aws:iam::{PRODUCTION}:user/{}", incident::USER),
            agent: incident::AGENT,
        });
    }
    found.iter().map(|unusual| unusual.file(options.seed)).collect()
}

impl Unusual {
    fn file(&self, seed: u64) -> SampleFile {
        let Unusual {
            account,
            region,
            begin,
            minutes,
            ..
        } = *self;
        let end = begin + minutes * 60_000;
        let mut path = format!("AWSLogs/{account}/CloudTrail-Insight/{region}/");
        clock::folder(&mut path, end);
        path.push_str(&format!("/{account}_CloudTrail-Insight_{region}_"));
        clock::stamp(&mut path, end);
        path.push_str(&format!(
            "_{}.json.gz",
            super::cast::unique(mix(seed, begin as u64))
        ));
        let (start, stop) = (self.record(seed, "Start", begin), self.record(seed, "End", end));
        SampleFile {
            path,
            json: format!(r#"{{"Records":[{start},{stop}]}}"#).into_bytes(),
        }
    }

    fn record(&self, seed: u64, state: &str, time: i64) -> String {
        let Unusual {
            account,
            region,
            begin,
            minutes,
            kind,
            source,
            name,
            error,
            arn,
            agent,
        } = self;
        let mut id = String::new();
        uuid(&mut id, mix(seed, time as u64), mix(time as u64, seed));
        let mut shared = String::new();
        uuid(
            &mut shared,
            mix(seed, *begin as u64 + 1),
            mix(*begin as u64 + 1, seed),
        );
        let (code, attributed) = if error.is_empty() {
            (String::new(), "null")
        } else {
            (format!(r#""errorCode":"{error}","#), *error)
        };
        let duration = if state == "End" {
            format!(r#","insightDuration":{minutes}"#)
        } else {
            String::new()
        };
        let attribution = |attribute: &str, value: &str| {
            format!(
                r#"{{"attribute":"{attribute}","insight":[{{"value":"{value}","average":0.6}}],"baseline":[{{"value":"{value}","average":8.82222E-5}}]}}"#
            )
        };
        format!(
            r#"{{"eventVersion":"1.09","eventTime":"{}","awsRegion":"{region}","eventID":"{id}","eventType":"AwsCloudTrailInsight","recipientAccountId":"{account}","sharedEventID":"{shared}","insightDetails":{{"state":"{state}","eventSource":"{source}","eventName":"{name}","insightType":"{kind}",{code}"insightContext":{{"statistics":{{"baseline":{{"average":8.82222E-5}},"insight":{{"average":0.6}}{duration},"baselineDuration":10080}},"attributions":[{},{},{}]}}}},"eventCategory":"Insight"}}"#,
            iso(time),
            attribution("userIdentityArn", arn),
            attribution("userAgent", agent),
            attribution("errorCode", attributed)
        )
    }
}

fn iso(time: i64) -> String {
    let mut out = String::new();
    clock::iso(&mut out, time);
    out
}
