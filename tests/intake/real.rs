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

/// What every file of a folder was taken for: events, Insights, names of the rest, problems.
fn outcomes(folder: &Path) -> BTreeMap<String, (usize, usize, Vec<String>, Vec<&'static str>)> {
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
#[ignore = "a look"]
fn outcomes() {
    for folder in ["malformed", "org-trail", "eventbridge-and-lookup", "documented"] {
        let Some(folder) = data(folder) else { return };
        for path in files(&folder) {
            let bytes = std::fs::read(&path).unwrap();
            let got = crate::support::read(&bytes);
            let count = |accepted| {
                got.records
                    .iter()
                    .filter(|record| record.accepted == accepted)
                    .count()
            };
            println!(
                "{} events {} insights {} {:?} {:?}",
                path.strip_prefix(&folder).unwrap().display(),
                count(trailglass::intake::Accepted::Event),
                count(trailglass::intake::Accepted::Insight),
                got.aside_names(),
                got.problems
                    .iter()
                    .map(|problem| (problem.kind.name(), &problem.message))
                    .collect::<Vec<_>>(),
            );
            got.reread_all(&bytes, &[]);
        }
    }
}
