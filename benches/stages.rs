//! The core's stages one by one, natively, over 100,000 sample events: where a slower load or query comes from.
//!
//! `cargo bench --bench stages [-- WORD]` runs the stages whose name contains the word. Each figure is the best of
//! its rounds: the machine's noise only ever adds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a bench has nobody else to tell"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};
use trailglass::intake::{
    Accepted, Aside, Limits, MemorySource, Place, Problem, Reader, Rejected, Sink, Stream,
};
use trailglass::query::{self, Bitmap, FacetWanted, Rankings, Sort};
use trailglass::sample;
use trailglass::store::Shard;
use trailglass::ui::model::facets::DEFAULT_FACETS;
use trailglass::worker::tally::{FileCount, FileSink, Streams};

const EVENTS: u32 = 100_000;
/// Files of about 3 MB, and of the size in which trails deliver.
const LARGE: u32 = 2_000;
const SMALL: u32 = 25;
const SEED: u64 = 42;

fn main() {
    let wanted = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let bench = Bench {
        wanted: wanted.unwrap_or_default(),
    };
    let large = Corpus::new(LARGE);
    println!(
        "{EVENTS} events, {:.0} MB of JSON, {:.0} MB packed\n",
        large.inflated as f64 / 1e6,
        large.packed.iter().map(Vec::len).sum::<usize>() as f64 / 1e6
    );
    intake(&bench, &large);
    drop(large);
    let small = Corpus::new(SMALL);
    bench.rate("load, small files", small.inflated, || load(&small));
    questions(&bench, &mut load(&small));
}

fn intake(bench: &Bench, corpus: &Corpus) {
    bench.rate("inflate and find records", corpus.inflated, || {
        corpus.read(&mut Count::default());
    });
    let mut records = Records::default();
    corpus.read(&mut records);
    bench.rate("walk and index", corpus.inflated, || {
        let mut shard = Shard::new(SEED);
        for (json, place) in &records.0 {
            shard.insert(json, 0, *place, false).unwrap();
        }
        shard
    });
    bench.rate("load, large files", corpus.inflated, || load(corpus));
}

fn questions(bench: &Bench, shard: &mut Shard) {
    let memory = shard.memory() as f64 / 1e6;
    println!("\n{} rows, {memory:.0} MB of columns\n", shard.rows().len());
    for (name, text) in [
        (
            "two fields",
            "eventSource:s3.amazonaws.com awsRegion:eu-central-1",
        ),
        (
            "wildcard in a nested path",
            "userIdentity.sessionContext.sessionIssuer.arn:*role/*",
        ),
        ("free text, frequent", "denied"),
        ("free text, rare", "flight-recorder"),
        ("free text, not there", "xyzzy-plugh"),
        (
            "regular expression",
            "requestParameters.key:/^[a-z]+-\\d+.*\\.gz$/",
        ),
        ("regular expression of an id", "requestID:/[0-9]e[0-9]{3}f.*7$/"),
        ("network", "sourceIPAddress:(10.0.0.0/8 OR 203.0.113.0/24)"),
        ("times", "eventTime>=2021-07-29T10 eventTime<2030-01-01"),
        (
            "values in a list",
            "eventName:(GetObject OR PutObject OR AssumeRole)",
        ),
        ("without", "-eventSource:sts.amazonaws.com -readOnly:true"),
    ] {
        let query = query::parse(text).unwrap();
        bench.time(name, || query::evaluate(&query, shard, None));
    }
    let all = Bitmap::all(shard.rows().len());
    for column in [
        "eventTime",
        "eventName",
        "sourceIPAddress",
        "requestID",
        "eventID",
        "userIdentity.arn",
    ] {
        let sort = Sort {
            column: column.into(),
            descending: false,
        };
        bench.time(&format!("rank and sort by {column}"), || {
            query::sequence(shard, &all, &sort, &mut Rankings::default())
        });
        let mut rankings = Rankings::default();
        bench.time(&format!("sort by {column}"), || {
            query::sequence(shard, &all, &sort, &mut rankings)
        });
    }
    let top = FacetWanted::top(70);
    for field in [
        "eventName",
        "userIdentity.arn",
        "requestID",
        "eventID",
        "eventTime",
    ] {
        bench.time(&format!("facet of {field}"), || {
            query::facet(shard, &all, field, &top)
        });
    }
    bench.time("facets that are there at first", || {
        DEFAULT_FACETS.map(|field| query::facet(shard, &all, field, &top))
    });
    let span = query::span(shard, &all).unwrap();
    let edges = query::equal_edges(span, 60);
    bench.time("histogram", || query::histogram(shard, &all, &edges));
    let range = span.0..span.1 + 1;
    let edges = query::calendar::Step::fitting(&range, 200).edges(&range);
    bench.time("histogram of a timeline", || {
        query::histogram(shard, &all, &edges)
    });
}

fn load(corpus: &Corpus) -> Shard {
    let mut shard = Shard::new(SEED);
    let mut streams = Streams::default();
    for (number, packed) in corpus.packed.iter().enumerate() {
        let mut count = FileCount::new(number as u32, &mut shard);
        let mut sink = FileSink {
            shard: &mut shard,
            streams: &mut streams,
            count: &mut count,
        };
        read(packed, &mut sink);
    }
    shard
}

fn read(packed: &[u8], sink: &mut dyn Sink) {
    let mut reader = Reader::new(MemorySource(packed.to_vec()), Limits::default());
    while !reader.step(sink, usize::MAX).done {}
}

/// The sample as gzip files.
struct Corpus {
    packed: Vec<Vec<u8>>,
    inflated: u64,
}

impl Corpus {
    fn new(events_per_file: u32) -> Corpus {
        let options = sample::Options {
            events: EVENTS,
            events_per_file,
            copies: false,
            ..sample::Options::default()
        };
        let mut inflated = 0;
        let packed = sample::files(&options)
            .inspect(|file| inflated += file.json.len() as u64)
            .map(|file| file.packed())
            .collect();
        Corpus { packed, inflated }
    }

    fn read(&self, sink: &mut dyn Sink) {
        self.packed.iter().for_each(|packed| read(packed, sink));
    }
}

#[derive(Default)]
struct Count(u64);

impl Sink for Count {
    fn stream(&mut self, _: &Stream) {}
    fn record(&mut self, json: &[u8], _: Place, _: bool) -> Result<Accepted, Rejected> {
        self.0 += json.len() as u64;
        Ok(Accepted::Event)
    }
    fn aside(&mut self, _: Aside) {}
    fn problem(&mut self, problem: Problem) {
        panic!("{}", problem.message);
    }
}

#[derive(Default)]
struct Records(Vec<(Vec<u8>, Place)>);

impl Sink for Records {
    fn stream(&mut self, _: &Stream) {}
    fn record(&mut self, json: &[u8], place: Place, _: bool) -> Result<Accepted, Rejected> {
        self.0.push((json.to_vec(), place));
        Ok(Accepted::Event)
    }
    fn aside(&mut self, _: Aside) {}
    fn problem(&mut self, problem: Problem) {
        panic!("{}", problem.message);
    }
}

/// Runs what is wanted and prints how long it took.
struct Bench {
    wanted: String,
}

impl Bench {
    fn rate<T>(&self, name: &str, bytes: u64, run: impl FnMut() -> T) {
        if let Some(best) = self.best(name, 5, run) {
            println!(
                "{name:32} {:8.0} MB/s of JSON",
                bytes as f64 / best.as_secs_f64() / 1e6
            );
        }
    }

    fn time<T>(&self, name: &str, run: impl FnMut() -> T) {
        if let Some(best) = self.best(name, 20, run) {
            println!("{name:32} {:8.2} ms", best.as_secs_f64() * 1e3);
        }
    }

    fn best<T>(&self, name: &str, rounds: usize, mut run: impl FnMut() -> T) -> Option<Duration> {
        let round = |_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed()
        };
        let wanted = name.contains(&self.wanted);
        wanted.then(|| (0..rounds).map(round).min()).flatten()
    }
}
