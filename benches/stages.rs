//! The core's stages one by one, natively, over 100,000 sample events: where a slower load or query comes from.
//!
//! `cargo bench --bench stages [-- WORD]` runs the stages whose name contains the word.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a bench has nobody else to tell"
)]

#[path = "sinks.rs"]
mod sinks;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use sinks::{Count, Shapeless, parse_and_index, read, read_and_index};
use std::sync::LazyLock;
use trailglass::intake::Sink;
use trailglass::query::{self, Bitmap, FacetWanted, Rankings, Sort};
use trailglass::sample;
use trailglass::store::Shard;
use trailglass::ui::model::facets::DEFAULT_FACETS;

const EVENTS: u32 = 100_000;
/// Files of about 3 MB, and of the size in which trails deliver.
const LARGE: u32 = 2_000;
const SMALL: u32 = 25;
const SEED: u64 = 42;

static LARGE_FILES: LazyLock<Corpus> = LazyLock::new(|| Corpus::new(LARGE));
static SMALL_FILES: LazyLock<Corpus> = LazyLock::new(|| Corpus::new(SMALL));

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 5)]
fn inflate_and_find_records(bencher: Bencher) {
    let corpus = &*LARGE_FILES;
    bencher
        .counter(BytesCount::new(corpus.inflated))
        .bench(|| corpus.read(&mut Count::default()));
}

#[divan::bench(sample_count = 5)]
fn read_and_index_large_files(bencher: Bencher) {
    let corpus = &*LARGE_FILES;
    bencher
        .counter(BytesCount::new(corpus.inflated))
        .bench(|| corpus.shard());
}

#[divan::bench(sample_count = 5)]
fn read_and_index_small_files(bencher: Bencher) {
    let corpus = &*SMALL_FILES;
    bencher
        .counter(BytesCount::new(corpus.inflated))
        .bench(|| corpus.shard());
}

#[divan::bench(sample_count = 5)]
fn parse_and_index_without_shapes(bencher: Bencher) {
    let corpus = &*LARGE_FILES;
    let mut records = Shapeless::default();
    corpus.read(&mut records);
    bencher.counter(BytesCount::new(corpus.inflated)).bench(|| {
        let mut shard = Shard::new(SEED);
        parse_and_index(&records, &mut shard);
        shard
    });
}

#[divan::bench(sample_count = 20, args = [
    "eventSource:s3.amazonaws.com awsRegion:eu-central-1",
    "userIdentity.sessionContext.sessionIssuer.arn:*role/*",
    "denied",
    "flight-recorder",
    "xyzzy-plugh",
    "requestParameters.key:/^[a-z]+-\\d+.*\\.gz$/",
    "requestID:/[0-9]e[0-9]{3}f.*7$/",
    "sourceIPAddress:(10.0.0.0/8 OR 203.0.113.0/24)",
    "eventTime>=2021-07-29T10 eventTime<2030-01-01",
    "eventName:(GetObject OR PutObject OR AssumeRole)",
    "-eventSource:sts.amazonaws.com -readOnly:true",
])]
fn filter(bencher: Bencher, text: &str) {
    let (shard, query) = (shard(), query::parse(text).unwrap());
    bencher.bench_local(|| query::evaluate(black_box(&query), &shard, None));
}

const SORTED: [&str; 6] = [
    "eventTime",
    "eventName",
    "sourceIPAddress",
    "requestID",
    "eventID",
    "userIdentity.arn",
];

#[divan::bench(sample_count = 20, args = SORTED)]
fn rank_and_sort(bencher: Bencher, column: &str) {
    let mut shard = shard();
    let (all, sort) = (Bitmap::all(shard.rows().len()), ascending(column));
    bencher.bench_local(|| query::sequence(&mut shard, &all, &sort, &mut Rankings::default()));
}

#[divan::bench(sample_count = 20, args = SORTED)]
fn sort(bencher: Bencher, column: &str) {
    let mut shard = shard();
    let (all, sort) = (Bitmap::all(shard.rows().len()), ascending(column));
    let mut rankings = Rankings::default();
    bencher.bench_local(|| query::sequence(&mut shard, &all, &sort, &mut rankings));
}

#[divan::bench(sample_count = 20, args = ["eventName", "userIdentity.arn", "requestID", "eventID", "eventTime"])]
fn facet(bencher: Bencher, field: &str) {
    let shard = shard();
    let (all, top) = (Bitmap::all(shard.rows().len()), FacetWanted::top(70));
    bencher.bench_local(|| query::facet(&shard, &all, field, &top));
}

#[divan::bench(sample_count = 20)]
fn facets_shown_at_first(bencher: Bencher) {
    let shard = shard();
    let (all, top) = (Bitmap::all(shard.rows().len()), FacetWanted::top(70));
    bencher.bench_local(|| DEFAULT_FACETS.map(|field| query::facet(&shard, &all, field, &top)));
}

#[divan::bench(sample_count = 20)]
fn histogram(bencher: Bencher) {
    let shard = shard();
    let all = Bitmap::all(shard.rows().len());
    let edges = query::equal_edges(query::span(&shard, &all).unwrap(), 60);
    bencher.bench_local(|| query::histogram(&shard, &all, &edges));
}

#[divan::bench(sample_count = 20)]
fn histogram_of_a_timeline(bencher: Bencher) {
    let shard = shard();
    let all = Bitmap::all(shard.rows().len());
    let span = query::span(&shard, &all).unwrap();
    let range = span.0..span.1 + 1;
    let edges = query::calendar::Step::fitting(&range, 200).edges(&range);
    bencher.bench_local(|| query::histogram(&shard, &all, &edges));
}

fn ascending(column: &str) -> Sort {
    Sort {
        column: column.into(),
        descending: false,
    }
}

/// All events, judged and so shown.
fn shard() -> Shard {
    let mut shard = SMALL_FILES.shard();
    let rows = shard.rows().len();
    shard.rows_mut().set_judged(rows);
    shard
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

    fn shard(&self) -> Shard {
        let mut shard = Shard::new(SEED);
        read_and_index(&self.packed, &mut shard);
        shard
    }

    fn read(&self, sink: &mut dyn Sink) {
        self.packed.iter().for_each(|packed| read(packed, sink));
    }
}
