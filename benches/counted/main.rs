//! The core's stages as a wasm module, for `tools/count`, which runs them in an interpreter and counts instructions:
//! the same on every machine, however busy.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

#[path = "../sinks.rs"]
mod sinks;

use sinks::{Count, Shapeless, parse_and_index, read, read_and_index};
use std::cell::RefCell;
use trailglass::intake::Sink;
use trailglass::query::{self, Bitmap, FacetWanted, JointWanted, Rankings, Sort};
use trailglass::sample;
use trailglass::store::Shard;
use wasm_bindgen::prelude::wasm_bindgen;

const EVENTS: u32 = 4_000;
const EVENTS_PER_FILE: u32 = 100;
const SEED: u64 = 1;

/// What `prepare` leaves for the stages.
#[derive(Default)]
struct Prepared {
    /// The files as trails deliver them, and as they are inside.
    packed: Vec<Vec<u8>>,
    plain: Vec<Vec<u8>>,
    shapeless: Shapeless,
    /// All events: the shard that is asked, and one that takes them in again, all their shapes known.
    shard: Option<Shard>,
    knowing: Option<Shard>,
}

thread_local! {
    static PREPARED: RefCell<Prepared> = RefCell::default();
}

/// A number that depends on what the stage found.
type Stage = fn(&mut Prepared) -> u64;

/// The stages by number: `tools/count` asks for names until there are no more.
const STAGES: [(&str, Stage); 15] = [
    ("inflate and find records", |prepared| {
        let mut count = Count::default();
        read_all(&prepared.packed, &mut count);
        count.0
    }),
    ("read and index", |prepared| {
        let mut shard = Shard::new(SEED);
        read_and_index(&prepared.packed, &mut shard);
        shard.rows().len().into()
    }),
    ("index along shapes", |prepared| {
        let Some(shard) = &mut prepared.knowing else {
            return 0;
        };
        read_and_index(&prepared.plain, shard);
        shard.rows().len().into()
    }),
    ("parse and index, without shapes", |prepared| {
        let mut shard = Shard::new(SEED);
        parse_and_index(&prepared.shapeless, &mut shard);
        shard.rows().len().into()
    }),
    ("two fields", |prepared| {
        ask(prepared, "eventSource:s3.amazonaws.com awsRegion:eu-central-1")
    }),
    ("wildcard in a nested path", |prepared| {
        ask(prepared, "userIdentity.sessionContext.sessionIssuer.arn:*role/*")
    }),
    ("free text", |prepared| ask(prepared, "denied")),
    ("regular expression", |prepared| {
        ask(prepared, "userIdentity.arn:/assumed-role\\/.*[0-9a-f]{4}/")
    }),
    ("network", |prepared| {
        ask(
            prepared,
            "sourceIPAddress:(10.0.0.0/8 OR 203.0.113.0/24 OR 198.51.100.0/24)",
        )
    }),
    ("without", |prepared| {
        ask(prepared, "-eventSource:sts.amazonaws.com -readOnly:true")
    }),
    ("facet of few values", |prepared| facet(prepared, "eventName")),
    ("facet of a unique path", |prepared| facet(prepared, "requestID")),
    ("histogram", |prepared| {
        let Some(shard) = &prepared.shard else { return 0 };
        let all = Bitmap::all(shard.rows().len());
        let Some(span) = query::span(shard, &all) else {
            return 0;
        };
        let edges = query::equal_edges(span, 60);
        query::histogram(shard, &all, &edges).stacks.len() as u64
    }),
    ("joint counts", |prepared| {
        let Some(shard) = &prepared.shard else { return 0 };
        let all = Bitmap::all(shard.rows().len());
        let wanted = JointWanted::of(&["eventSource", "eventName"]);
        query::joint(shard, &all, &wanted).map_or(0, |joint| joint.counts.len() as u64)
    }),
    ("rank and sort by a column", |prepared| {
        let Some(shard) = &mut prepared.shard else {
            return 0;
        };
        let all = Bitmap::all(shard.rows().len());
        let sort = Sort {
            column: "userIdentity.arn".into(),
            descending: false,
        };
        query::sequence(shard, &all, &sort, &mut Rankings::default()).len() as u64
    }),
];

fn main() {}

/// Makes the sample; not counted.
#[wasm_bindgen]
pub fn prepare() {
    let options = sample::Options {
        events: EVENTS,
        events_per_file: EVENTS_PER_FILE,
        copies: false,
        ..sample::Options::default()
    };
    let (packed, plain): (Vec<_>, Vec<_>) = sample::files(&options)
        .map(|file| (file.packed(), file.json))
        .unzip();
    let mut shapeless = Shapeless::default();
    read_all(&plain, &mut shapeless);
    let [mut shard, knowing] = [(); 2].map(|()| {
        let mut shard = Shard::new(SEED);
        read_and_index(&plain, &mut shard);
        shard
    });
    let rows = shard.rows().len();
    shard.rows_mut().set_judged(rows);
    PREPARED.replace(Prepared {
        packed,
        plain,
        shapeless,
        shard: Some(shard),
        knowing: Some(knowing),
    });
}

/// How many stages there are.
#[wasm_bindgen]
pub fn stages() -> u32 {
    STAGES.len() as u32
}

/// A letter of a stage's name; zero behind its end.
#[wasm_bindgen]
pub fn letter(stage: u32, at: u32) -> u32 {
    let name = STAGES.get(stage as usize).map_or("", |(name, _)| name);
    name.as_bytes()
        .get(at as usize)
        .copied()
        .unwrap_or_default()
        .into()
}

/// Runs a stage; a number that depends on what it found, so that nothing of it can be left out.
#[wasm_bindgen]
pub fn run(stage: u32) -> u32 {
    let Some((_, stage)) = STAGES.get(stage as usize) else {
        return 0;
    };
    PREPARED.with_borrow_mut(stage) as u32
}

fn read_all(files: &[Vec<u8>], sink: &mut dyn Sink) {
    files.iter().for_each(|file| read(file, sink));
}

fn ask(prepared: &mut Prepared, text: &str) -> u64 {
    let (Some(shard), Ok(query)) = (&prepared.shard, query::parse(text)) else {
        return 0;
    };
    query::evaluate(&query, shard, None).count().into()
}

fn facet(prepared: &mut Prepared, field: &str) -> u64 {
    let Some(shard) = &prepared.shard else { return 0 };
    let all = Bitmap::all(shard.rows().len());
    query::facet(shard, &all, field, &FacetWanted::top(70))
        .values
        .len() as u64
}
