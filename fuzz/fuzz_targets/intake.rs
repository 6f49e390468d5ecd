//! Any bytes: no panic, no endless loop, and every record reads again from where it was found.
//! `cargo +nightly fuzz run intake`

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailglass::intake::{
    Accepted, Aside, Limits, MemorySource, Place, Problem, Reader, Rejected, Sink, Stream, reread,
};

#[derive(Default)]
struct Places {
    stream: Stream,
    found: Vec<(Stream, Place)>,
}

impl Sink for Places {
    fn stream(&mut self, stream: &Stream) {
        self.stream = stream.clone();
    }

    fn record(&mut self, json: &[u8], place: Place, _: bool) -> Result<Accepted, Rejected> {
        if !json.starts_with(b"{") {
            return Err(Rejected::NotCloudTrail);
        }
        self.found.push((self.stream.clone(), place));
        Ok(Accepted::Event)
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
    let mut places = Places::default();
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
