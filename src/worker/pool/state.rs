//! What each worker has in hand, and what is handed to it next.

use crate::web::task::now;
use crate::web::worker_thread::Thread;
use crate::worker::book::Book;
use crate::worker::message::{Answer, FileEntry};
use crate::worker::pace::{Rate, Throttle};
use futures_channel::oneshot;
use std::collections::{HashMap, HashSet, VecDeque};
use web_sys::File;

/// Files handed to a worker in one message, together at most this many bytes or one file.
pub const BATCH_FILES: usize = 64;
pub const BATCH_BYTES: u64 = 2 << 20;
/// A worker has at most this much in hand, so that the others get their share.
const IN_HAND_FILES: usize = 4 * BATCH_FILES;
const IN_HAND_BYTES: u64 = 2 * BATCH_BYTES;
/// All that changes.
#[derive(Default)]
pub struct State {
    pub book: Book,
    pub slots: Vec<Slot>,
    pub seed: u32,
    /// Raised by `close`: answers and messages of an earlier generation of workers are dropped.
    pub generation: u32,
    pub queue: VecDeque<u32>,
    pub handles: HashMap<u32, (File, u64)>,
    pub questions: HashMap<u32, (usize, oneshot::Sender<Result<Answer, String>>)>,
    pub next_question: u32,
    pub next_view: u32,
    /// A shard's number is never used again, so that no row's name ever comes to mean another row.
    pub next_shard: u32,
    /// Raised by `cancel`: files still being taken in are skipped.
    pub cancels: u32,
    /// Why a worker stopped last.
    pub trouble: Option<String>,
    /// Number of the present listing of rows, raised when all rows are judged anew.
    pub listing: u32,
    /// Listings of all rows that are not whole yet.
    pub listings: u32,
    /// How many times files are being taken in right now.
    pub coming: u32,
    pub loading_since: Option<f64>,
    pub rate: Rate,
    pub progress_told: Throttle,
    pub data_told: Throttle,
    pub waiting: Vec<oneshot::Sender<()>>,
}

/// A worker and what it has in hand.
#[derive(Default)]
pub struct Slot {
    /// Number of the shard, by which rows know it.
    pub number: u32,
    /// It has said something: a new one in its place is worth a try.
    pub spoke: bool,
    pub thread: Option<Thread>,
    pub in_hand: HashSet<u32>,
    pub in_hand_bytes: u64,
    pub read: Vec<u32>,
    pub packed: u64,
    pub inflated: u64,
}

impl State {
    /// Packed and inflated bytes read since loading began.
    pub fn bytes(&self) -> (u64, u64) {
        let packed = self.slots.iter().map(|slot| slot.packed).sum();
        let inflated = self.slots.iter().map(|slot| slot.inflated).sum();
        (packed, inflated)
    }

    /// Notes how far reading is, for the rate.
    pub fn sample(&mut self) {
        let bytes = self.bytes();
        self.rate.note(now(), bytes);
    }

    /// The next files for a worker, as far as it has room.
    pub fn batch(&mut self, shard: usize) -> Vec<u32> {
        let State {
            slots,
            queue,
            handles,
            ..
        } = self;
        let slot = &mut slots[shard];
        let mut batch = Vec::new();
        let mut bytes = 0;
        while let Some(&file) = queue.front() {
            let size = handles[&file].1;
            let idle = slot.in_hand.is_empty() && batch.is_empty();
            let has_room = slot.in_hand.len() < IN_HAND_FILES && slot.in_hand_bytes + size <= IN_HAND_BYTES;
            let fits = batch.is_empty() || (batch.len() < BATCH_FILES && bytes + size <= BATCH_BYTES);
            if !(idle || has_room && fits) {
                break;
            }
            queue.pop_front();
            batch.push(file);
            bytes += size;
            slot.in_hand.insert(file);
            slot.in_hand_bytes += size;
        }
        batch
    }
}

/// The handles that travel with the entries of some files: one for all of them, which costs the browser far less to
/// hand over and to read than one each. One without bytes goes by itself: it may be gone, which only reading it tells.
pub fn bundle(entries: &mut [FileEntry], files: &[File]) -> js_sys::Array {
    let parts = js_sys::Array::new();
    for (entry, file) in entries.iter().zip(files) {
        if entry.size > 0 {
            parts.push(file);
        }
    }
    let whole = match parts.length() {
        0 | 1 => None,
        _ => web_sys::Blob::new_with_blob_sequence(&parts).ok(),
    };
    let mut end = 0;
    let handles = entries.iter_mut().zip(files).map(|(entry, file)| match &whole {
        Some(whole) if entry.size > 0 => {
            entry.start = end;
            end += entry.size;
            whole
        }
        _ => file.as_ref(),
    });
    handles.collect()
}
