//! The ways that records of the sample go, for the benches of the stages.
#![allow(clippy::panic, reason = "the sample has nothing to be refused")]

use trailglass::intake::{
    Accepted, Aside, Limits, MemorySource, Place, Problem, Reader, Rejected, Sink, Stream,
};
use trailglass::store::Shard;
use trailglass::worker::tally::{FileCount, FileSink, Streams};

/// Reads a file.
pub fn read(file: &[u8], sink: &mut dyn Sink) {
    let mut reader = Reader::new(MemorySource(file.to_vec()), Limits::default());
    while !reader.step(sink, usize::MAX).done {}
}

/// Reads files into a shard as a worker does: whatever is like a record before it goes along its shape.
pub fn read_and_index(files: &[Vec<u8>], shard: &mut Shard) {
    let mut streams = Streams::default();
    for (number, file) in files.iter().enumerate() {
        let mut count = FileCount::new(number as u32, shard);
        let mut sink = FileSink {
            shard,
            streams: &mut streams,
            count: &mut count,
        };
        read(file, &mut sink);
    }
}

/// Takes records into a shard that all go to the parser, as those of a shape not seen before do.
pub fn parse_and_index(records: &Shapeless, shard: &mut Shard) {
    for (json, place) in &records.0 {
        if let Err(rejected) = shard.insert(json, 0, *place, false) {
            panic!("{rejected:?}");
        }
    }
}

/// Counts the bytes of the records.
#[derive(Default)]
pub struct Count(pub u64);

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

/// Keeps the records, each with a first value that shapes leave to the parser: a number with an exponent.
#[derive(Default)]
pub struct Shapeless(Vec<(Vec<u8>, Place)>);

impl Sink for Shapeless {
    fn stream(&mut self, _: &Stream) {}
    fn record(&mut self, json: &[u8], place: Place, _: bool) -> Result<Accepted, Rejected> {
        let rest = json.strip_prefix(b"{").unwrap_or(json);
        self.0.push(([br#"{"exponent":1e0,"#, rest].concat(), place));
        Ok(Accepted::Event)
    }
    fn aside(&mut self, _: Aside) {}
    fn problem(&mut self, problem: Problem) {
        panic!("{}", problem.message);
    }
}
