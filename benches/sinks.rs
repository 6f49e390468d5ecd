//! Reading a file of the sample to its end, for the benches of the stages: what the records go to.
#![allow(clippy::panic, reason = "the sample has nothing to be refused")]

use trailglass::intake::{
    Accepted, Aside, Limits, MemorySource, Place, Problem, Reader, Rejected, Sink, Stream,
};

/// Reads a gzip file.
pub fn read(packed: &[u8], sink: &mut dyn Sink) {
    let mut reader = Reader::new(MemorySource(packed.to_vec()), Limits::default());
    while !reader.step(sink, usize::MAX).done {}
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

/// Keeps the records.
#[derive(Default)]
pub struct Records(pub Vec<(Vec<u8>, Place)>);

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
