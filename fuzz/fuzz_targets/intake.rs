//! Any bytes: no panic, no endless loop, and every record reads again from where it was found, by its shape or not.
//! `cargo +nightly fuzz run intake`

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailglass::intake::{
    Accepted, Aside, Limits, MemorySource, Place, Problem, Reader, Rejected, Sink, Stream, reread,
};
use trailglass::store::Shard;

struct Places {
    shard: Shard,
    stream: Stream,
    found: Vec<(Stream, Place)>,
}

impl Places {
    /// Notes where the rows stand that came since the last was noted.
    fn note(&mut self) {
        let rows = self.shard.rows();
        let new = self.found.len() as u32..rows.len();
        self.found
            .extend(new.map(|row| (self.stream.clone(), rows.place(row))));
    }
}

impl Sink for Places {
    fn stream(&mut self, stream: &Stream) {
        self.stream = stream.clone();
    }

    fn record(&mut self, json: &[u8], place: Place, partial: bool) -> Result<Accepted, Rejected> {
        let inserted = self.shard.insert(json, 0, place, partial)?;
        self.note();
        Ok(inserted.accepted)
    }

    fn known_record(&mut self, text: &[u8], offset: u64) -> Option<usize> {
        let (len, _) = self.shard.insert_known(text, 0, offset)?;
        self.note();
        Some(len)
    }

    fn pause(&mut self, _: u64) {
        self.shard.settle();
    }

    fn aside(&mut self, _: Aside) {}

    fn problem(&mut self, _: Problem) {}
}

fuzz_target!(|data: (u16, &[u8])| {
    let (window, bytes) = data;
    let limits = Limits {
        inflated: 1 << 22,
        record: 1 << 16,
        layers: 4,
    };
    let mut places = Places {
        shard: Shard::new(7),
        stream: Stream::default(),
        found: Vec::new(),
    };
    let mut reader = Reader::new(MemorySource(bytes.to_vec()), limits).with_window(usize::from(window));
    while !reader.step(&mut places, 1 << 16).done {}
    for (stream, place) in places.found.iter().take(8) {
        let again = reread(
            &mut MemorySource(bytes.to_vec()),
            stream,
            place,
            &reader.checkpoints(),
        );
        assert!(again.is_ok(), "{again:?}");
    }
});
