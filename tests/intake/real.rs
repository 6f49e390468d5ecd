//! Real trails, where they are at hand: what AWS delivers must come through whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use trailglass::intake::{
    Accepted, Aside, FileSource, Limits, MemorySource, Place, Problem, Reader, Rejected, Sink, Source,
    SourceError, Stream,
};

use crate::support::{Collect, data, files, gzip, read, record};

#[test]
fn a_real_trail_comes_through_whole() {
    let Some(folder) = data("sans504") else { return };
    let (mut records, mut problems, mut inflated) = (0, 0, 0);
    for path in files(&folder) {
        let mut collect = Collect::default();
        let mut reader = Reader::new(FileSource::open(&path).unwrap(), Limits::default());
        let progress = loop {
            let progress = reader.step(&mut collect, 1 << 20);
            if progress.done {
                break progress;
            }
        };
        records += collect.records.len();
        problems += collect.problems.len();
        inflated += progress.inflated;
    }
    assert_eq!((records, problems, inflated), (30_477, 0, 44_307_672));
}

/// Only counts, so that intake alone is measured.
struct Count(u64);

impl Sink for Count {
    fn stream(&mut self, _: &Stream) {}

    fn record(&mut self, _: &[u8], _: Place, _: bool) -> Result<Accepted, Rejected> {
        self.0 += 1;
        Ok(Accepted::Event)
    }

    fn aside(&mut self, _: Aside) {}

    fn problem(&mut self, problem: Problem) {
        panic!("{problem:?}");
    }
}

/// `cargo test --release -- --ignored --nocapture speed`
#[test]
#[ignore = "a measurement"]
fn speed_of_inflating_and_scanning() {
    let Some(folder) = data("sans504") else { return };
    let mut packed = Vec::new();
    for path in files(&folder) {
        packed.extend(std::fs::read(path).unwrap());
    }
    let mut plain = Vec::new();
    for path in files(&folder) {
        let bytes = std::fs::read(path).unwrap();
        let name = if bytes[3] == 8 {
            1 + bytes[10..].iter().position(|byte| *byte == 0).unwrap()
        } else {
            0
        };
        plain.extend(miniz_oxide::inflate::decompress_to_vec(&bytes[10 + name..]).unwrap());
    }
    // The same text as a few large members, as large trail files have it.
    let large: Vec<u8> = plain.chunks(10 << 20).flat_map(gzip).collect();
    for (name, bytes) in [
        ("3,872 members", &packed),
        ("large members", &large),
        ("plain", &plain),
    ] {
        let mut best = f64::MAX;
        for _ in 0..5 {
            let source = MemorySource(bytes.clone());
            let start = Instant::now();
            let mut count = Count(0);
            let mut reader = Reader::new(source, Limits::default());
            while !reader.step(&mut count, 8 << 20).done {}
            assert_eq!(count.0, 30_477);
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!("{name}: {:.0} MB/s", 44_307_672.0 / best / 1e6);
    }
}

/// Events, Insights, names of what is set aside, problems.
type Outcome = (usize, usize, Vec<String>, Vec<&'static str>);

/// What every file of a folder was taken for.
fn outcomes(folder: &Path) -> BTreeMap<String, Outcome> {
    let outcome = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        let got = read(&bytes);
        got.reread_all(&bytes, &[]);
        let insights = got
            .records
            .iter()
            .filter(|record| record.accepted == Accepted::Insight)
            .count();
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        (
            name,
            (
                got.records.len() - insights,
                insights,
                got.aside_names(),
                got.kinds(),
            ),
        )
    };
    files(folder).iter().map(outcome).collect()
}

#[test]
fn malformed_files_keep_their_sound_records() {
    let Some(folder) = data("malformed") else { return };
    for (name, (events, _, asides, problems)) in outcomes(&folder) {
        let (expected, kinds): (_, &[_]) = match name.as_str() {
            "SerializerTestFileBadJsonFormat.json" => (1, &["syntax"]),
            // Every key of one record is renamed: nothing in it is CloudTrail's.
            "SerializerTestFileBadFieldName.json" | "SerializerTestFileNewFieldName.json" => {
                (1, &["not-cloudtrail"])
            }
            "SerializerVariousUserIdentityTestFile.json" => (1, &[]),
            "SerializerTestFileMissField.json" => (4, &[]),
            "SerializerTestFile.json" | "SerializerTestFileLocation.json" => (6, &[]),
            name if name.starts_with("SerializerTestFileCompact") => (6, &[]),
            _ => (2, &[]),
        };
        assert_eq!(
            (events, asides.len(), problems.as_slice()),
            (expected, 0, kinds),
            "{name}"
        );
    }
}

#[test]
fn an_organization_trail() {
    let Some(folder) = data("org-trail") else { return };
    let outcomes = outcomes(&folder);
    assert_eq!(
        outcomes.values().map(|outcome| outcome.0).sum::<usize>(),
        94 + 85 + 5 + 1
    );
    assert!(outcomes.values().all(|outcome| outcome.3.is_empty()));
    let named: Vec<_> = outcomes
        .iter()
        .filter(|(_, outcome)| !outcome.2.is_empty())
        .collect();
    assert_eq!((named.len(), named[0].0.as_str()), (1, "AWSLogs/README.md"));
}

#[test]
fn event_bridge_and_lookups() {
    let Some(folder) = data("eventbridge-and-lookup") else {
        return;
    };
    for (name, (events, insights, asides, problems)) in outcomes(&folder) {
        assert_eq!((insights, problems.len()), (0, 0), "{name}");
        let aside = match name.as_str() {
            "ec2-duty-event.json" | "iam-duty-event.json" => "EventBridge event of aws.guardduty",
            "event-asg-instance-failed.json" => "EventBridge event of aws.autoscaling",
            "event-instance-state.json" => "EventBridge event of aws.ec2",
            "event-phd-ec2-retire.json" => "EventBridge event of aws.health",
            "event-scheduled.json" => "EventBridge event of aws.events",
            "sqs-discover.json" => "EventBridge event of aws.config",
            name if name.starts_with("event-securityhub") => "EventBridge event of aws.securityhub",
            name if name.starts_with("event-config-rule") => "AWS Config rule event",
            _ => "",
        };
        let expected = match name.as_str() {
            "lookup-events.jsonl" => 6,
            name if name.contains("delete-4be29e4c") || name.contains("delete-81866c4c") => 2,
            _ => usize::from(aside.is_empty()),
        };
        assert_eq!((events, asides.join(",").as_str()), (expected, aside), "{name}");
    }
}

#[test]
fn documented_samples() {
    let Some(folder) = data("documented") else { return };
    for (name, (events, insights, asides, problems)) in outcomes(&folder) {
        assert_eq!(problems.len(), 0, "{name}");
        let expected: (usize, usize, &[&str]) = match name.rsplit("__").next().unwrap() {
            "cloudtrail-additional-cli-commands.37.json" | "cloudtrail-additional-cli-commands.40.json" => {
                (0, 0, &["event selectors of a trail"])
            }
            "cloudtrail-event-reference.01.json" => (0, 1, &[]),
            "cloudtrail-log-file-examples.09.json" | "view-insights-events-cli.02.json" => (0, 2, &[]),
            name if name.contains("digest-file-structure") => (0, 0, &["digest"]),
            "query-lake-examples.03.json" => (2, 0, &[]),
            "query-lake-examples.05.json" => (0, 0, &["query result that is not an event"; 3]),
            _ => (1, 0, &[]),
        };
        assert_eq!(
            (
                events,
                insights,
                asides.iter().map(String::as_str).collect::<Vec<_>>()
            ),
            (expected.0, expected.1, expected.2.to_vec()),
            "{name}"
        );
    }
}

/// Gives the same gzip member over and over.
struct Repeated {
    member: Vec<u8>,
    times: u64,
}

impl Source for Repeated {
    fn len(&self) -> u64 {
        self.member.len() as u64 * self.times
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let len = self.len();
        for (index, byte) in buffer.iter_mut().enumerate() {
            let at = offset + index as u64;
            if at >= len {
                return Ok(index);
            }
            *byte = self.member[(at % self.member.len() as u64) as usize];
        }
        Ok(buffer.len())
    }
}

/// `cargo test --release -- --ignored --nocapture gibibytes`
#[test]
#[ignore = "takes seconds in a release build, minutes in others"]
fn two_gibibytes_stream_through() {
    for (name, separator) in [("one line", ""), ("a record a line", "\n")] {
        let text = format!("{}{separator}", record("a")).repeat(16_000);
        let times = (2_u64 << 30) / text.len() as u64 + 1;
        let source = Repeated {
            member: gzip(text.as_bytes()),
            times,
        };
        let mut count = Count(0);
        let mut reader = Reader::new(source, Limits::default());
        let start = Instant::now();
        let progress = loop {
            let progress = reader.step(&mut count, 8 << 20);
            if progress.done {
                break progress;
            }
        };
        assert!(progress.inflated >= 2 << 30);
        assert_eq!(count.0, 16_000 * times);
        let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = peak
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .unwrap_or("")
            .to_owned();
        println!(
            "{name}: {:.0} MB/s, {peak}",
            progress.inflated as f64 / start.elapsed().as_secs_f64() / 1e6
        );
    }
}
