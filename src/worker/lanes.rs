//! Pieces of all shards on their way into one order: what an export does on the page.

use super::message::{Pieces, unpack_u32};
use crate::export::Format;

/// A lane a shard, with the pieces that came of it and were not taken yet.
pub struct Lanes(Vec<Lane>);

#[derive(Default)]
struct Lane {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// Pieces taken of these.
    taken: usize,
    /// Pieces of this shard before these.
    before: u64,
    /// No more will come: what is missing counts as unread.
    closed: bool,
}

/// What was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Rows that were gone through.
    pub rows: usize,
    /// Of these, rows without a piece, because their shard will send none.
    pub lost: u64,
    /// The lane that must be filled before more can be taken.
    pub dry: Option<usize>,
}

impl Lanes {
    /// Empty lanes.
    pub fn new(shards: usize) -> Lanes {
        Lanes((0..shards).map(|_| Lane::default()).collect())
    }

    /// Puts what came of a shard into its lane, which must be dry. Nothing, and the lane is closed.
    /// Returns the place in the shard's own sequence from which to ask next; `None` when there is no more.
    pub fn put(&mut self, shard: usize, pieces: Option<Pieces>) -> Option<u32> {
        let lane = &mut self.0[shard];
        lane.before += lane.ends.len() as u64;
        let Pieces { bytes, ends, .. } = pieces.unwrap_or_default();
        (lane.bytes, lane.ends, lane.taken) = (bytes.into_vec(), unpack_u32(&ends), 0);
        lane.closed = lane.ends.is_empty();
        (!lane.closed).then_some((lane.before + lane.ends.len() as u64) as u32)
    }

    /// Adds the pieces of rows in order, given by their shards, to a file; until a lane is dry, or the file's part in
    /// hand is `full` bytes long. `is_first`: nothing stands in the file yet; told when something does.
    pub fn take(
        &mut self,
        order: &[usize],
        format: Format,
        is_first: &mut bool,
        full: usize,
        out: &mut Vec<u8>,
    ) -> Taken {
        let mut taken = Taken::default();
        for &shard in order {
            if out.len() >= full {
                break;
            }
            let lane = &mut self.0[shard];
            let closed = lane.closed;
            match lane.next() {
                Some(piece) => {
                    if !piece.is_empty() && !std::mem::take(is_first) {
                        out.extend_from_slice(format.between());
                    }
                    out.extend_from_slice(piece);
                }
                None if closed => taken.lost += 1,
                None => {
                    taken.dry = Some(shard);
                    break;
                }
            }
            taken.rows += 1;
        }
        taken
    }
}

impl Lane {
    fn next(&mut self) -> Option<&[u8]> {
        let end = *self.ends.get(self.taken)? as usize;
        let start = self
            .taken
            .checked_sub(1)
            .map_or(0, |last| self.ends[last] as usize);
        self.taken += 1;
        self.bytes.get(start..end)
    }
}
