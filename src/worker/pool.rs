//! The workers, seen from the page: what they have in hand, what they are asked, and what becomes of their files
//! when one stops.

mod state;

use super::book::{Book, Judgements};
use super::message::{Answer, FileEntry, FromShard, Question, ToShard, pack_u32};
use super::pace::{Rate, Throttle};
use super::session::{Change, LeftOut};
use super::tally::FileCount;
use crate::store::RowId;
use crate::web::files::PickedFile;
use crate::web::task::{Breather, now};
use crate::web::worker_thread::Thread;
use futures_channel::oneshot;
use futures_util::future::join_all;
pub(super) use state::State;
use state::{BATCH_BYTES, BATCH_FILES, Slot, bundle};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// More workers than this cost more memory than they save time.
const MOST_WORKERS: usize = 8;
/// Milliseconds between two words on progress.
const PROGRESS_EVERY: f64 = 100.0;
/// Milliseconds between two words on new rows, least and most. All that shows is asked anew then, over all rows so far:
/// the longer loading takes, the less often, or the cost would grow with its square.
const DATA_EVERY: [f64; 2] = [1200.0, 4000.0];
/// In between, this share of the time since loading began.
const DATA_SHARE: f64 = 1.0;

/// The workers and the account of what they read.
pub(super) struct Pool {
    pub changed: Box<dyn Fn(Change)>,
    /// Things still to be shown.
    pub holds: Cell<u32>,
    pub state: RefCell<State>,
}

/// What is to become of a file.
enum Fate {
    Read(File),
    /// Left alone, and why.
    Skip(&'static str),
    /// The browser would not give it, and why.
    Refused(String),
}

impl Pool {
    pub fn start_workers(self: &Rc<Self>) {
        let wanted = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
        let count = (wanted as usize).clamp(1, MOST_WORKERS);
        {
            let state = &mut *self.state.borrow_mut();
            state.seed = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
            state.book = Book::new(u64::from(state.seed));
            state.slots = (0..count).map(|_| Slot::default()).collect();
        }
        (0..count).for_each(|shard| self.start_worker(shard));
    }

    fn start_worker(self: &Rc<Self>, shard: usize) {
        let generation = self.state.borrow().generation;
        let (listening, watching) = (Rc::downgrade(self), Rc::downgrade(self));
        let current = move |weak: &Weak<Pool>| {
            weak.upgrade()
                .filter(|pool| pool.state.borrow().generation == generation)
        };
        let heard = move |event: web_sys::MessageEvent| {
            let Some(pool) = current(&listening) else { return };
            match serde_wasm_bindgen::from_value(event.data()) {
                Ok(message) => pool.hear(shard, message),
                Err(error) => pool.lose(shard, &format!("It sent something unreadable: {error}")),
            }
        };
        let failed = move |reason: String| {
            if let Some(pool) = current(&watching) {
                pool.lose(shard, &reason);
            }
        };
        match Thread::spawn(heard, failed) {
            Ok(thread) => {
                let start = {
                    let state = &mut *self.state.borrow_mut();
                    let number = state.next_shard;
                    state.next_shard += 1;
                    state.slots[shard] = Slot {
                        number,
                        thread: Some(thread),
                        ..Slot::default()
                    };
                    ToShard::Start {
                        shard: number,
                        seed: state.seed,
                        listing: state.listing,
                    }
                };
                self.post(shard, &start, None);
            }
            Err(reason) => self.lose(shard, &reason),
        }
    }

    fn post(&self, shard: usize, message: &ToShard, files: Option<js_sys::Array>) {
        let state = self.state.borrow();
        let Some(thread) = state.slots.get(shard).and_then(|slot| slot.thread.as_ref()) else {
            return;
        };
        let posted = serde_wasm_bindgen::to_value(message)
            .map_err(|error| error.to_string())
            .and_then(|value| thread.post(&js_sys::Array::of2(&value, &files.into()), None));
        if let Err(error) = posted {
            web_sys::console::error_1(&JsValue::from_str(&error));
        }
    }

    pub fn post_all(&self, message: impl Fn() -> ToShard) {
        let shards = self.state.borrow().slots.len();
        (0..shards).for_each(|shard| self.post(shard, &message(), None));
    }

    /// Where the worker is that holds a row, unless it stopped.
    pub fn slot_of(&self, id: RowId) -> Option<usize> {
        let state = self.state.borrow();
        state
            .slots
            .iter()
            .position(|slot| slot.number == id.shard && slot.thread.is_some())
    }

    /// Asks a worker; resolves to its answer, or to why there is none.
    pub fn ask(
        &self,
        shard: usize,
        question: Question,
    ) -> impl Future<Output = Result<Answer, String>> + use<> {
        let (answer, wait) = oneshot::channel();
        let number = {
            let state = &mut *self.state.borrow_mut();
            state.next_question += 1;
            if state.slots.get(shard).is_some_and(|slot| slot.thread.is_some()) {
                state.questions.insert(state.next_question, (shard, answer));
            }
            state.next_question
        };
        self.post(shard, &ToShard::Ask { number, question }, None);
        async move {
            wait.await
                .unwrap_or_else(|_| Err("The worker that held this stopped.".into()))
        }
    }

    pub async fn ask_all(&self, question: impl Fn() -> Question) -> Vec<Result<Answer, String>> {
        let shards = self.state.borrow().slots.len();
        let asked: Vec<_> = (0..shards).map(|shard| self.ask(shard, question())).collect();
        join_all(asked).await
    }

    /// Notes that files are coming.
    pub fn begin_loading(&self) {
        {
            let state = &mut *self.state.borrow_mut();
            state.coming += 1;
            if state.loading_since.is_none() {
                state.loading_since = Some(now());
                state.rate = Rate::default();
                // The first rows are told at once, whatever was told shortly before.
                state.data_told = Throttle::default();
                for slot in &mut state.slots {
                    (slot.packed, slot.inflated) = (0, 0);
                }
                state.sample();
            }
        }
        self.tell_progress(true);
    }

    /// Takes files in, with breaths, for there may be a hundred thousand; the first are read meanwhile. Ends what
    /// [`Pool::begin_loading`] began.
    pub async fn take_files(
        self: Rc<Self>,
        source: u32,
        files: impl Iterator<Item = PickedFile>,
        left_out: Vec<LeftOut>,
    ) {
        let (generation, cancels) = {
            let state = self.state.borrow();
            (state.generation, state.cancels)
        };
        let mut breather = Breather::of_slow_steps();
        let chosen = files.map(|picked| {
            let size = picked.size();
            (picked.path, size, Fate::Read(picked.file))
        });
        let left_out = left_out.into_iter().map(|(path, size, refusal)| {
            (
                path,
                size,
                refusal.map_or(Fate::Skip("left out by the choice before loading"), Fate::Refused),
            )
        });
        for (taken, (path, size, fate)) in chosen.chain(left_out).enumerate() {
            let cancelled = self.state.borrow().cancels != cancels;
            let fate = if cancelled {
                Fate::Skip("loading was cancelled")
            } else {
                fate
            };
            self.take_file(source, &path, size, fate);
            breather.breathe().await;
            if self.state.borrow().generation != generation {
                return;
            }
            if !self.state.borrow().book.has_source(source) {
                break;
            }
            // The first go out in handfuls that grow, so that no worker waits for many to be taken in.
            if taken.is_power_of_two() || taken.is_multiple_of(BATCH_FILES) {
                self.deal_all();
            }
        }
        self.all_taken();
    }

    fn take_file(&self, source: u32, path: &str, size: u64, fate: Fate) {
        let state = &mut *self.state.borrow_mut();
        let file = state.book.add_file(source, path, size);
        match fate {
            Fate::Skip(why) => state.book.skip(file, why),
            Fate::Refused(why) => state.book.finish(file, &FileCount::unreadable(&why)),
            Fate::Read(handle) => {
                state.handles.insert(file, (handle, size));
                // Large ones first: whoever reads them should not be the last to finish.
                if size > BATCH_BYTES {
                    state.queue.push_front(file)
                } else {
                    state.queue.push_back(file)
                }
            }
        }
    }

    /// Reads once more the files of workers that stopped.
    pub fn retry_lost(self: &Rc<Self>) {
        self.begin_loading();
        {
            let state = &mut *self.state.borrow_mut();
            for file in state.book.lost() {
                state.book.retry(file);
                state.queue.push_back(file);
            }
        }
        self.all_taken();
    }

    fn all_taken(self: &Rc<Self>) {
        self.state.borrow_mut().coming -= 1;
        self.deal_all();
        self.check_loaded();
    }

    fn deal_all(self: &Rc<Self>) {
        // Who has least goes first, or files that come in slowly would all go to the same worker.
        let mut shards: Vec<(u64, usize)> = self
            .state
            .borrow()
            .slots
            .iter()
            .map(|slot| slot.in_hand_bytes)
            .zip(0..)
            .collect();
        shards.sort_unstable();
        shards.into_iter().for_each(|(_, shard)| self.deal(shard));
    }

    /// Hands a worker files while it has room for them.
    fn deal(self: &Rc<Self>, shard: usize) {
        if self.state.borrow().slots[shard].thread.is_none() {
            return;
        }
        loop {
            let (mut entries, files) = {
                let state = &mut *self.state.borrow_mut();
                let batch = state.batch(shard);
                let files: Vec<File> = batch.iter().map(|file| state.handles[file].0.clone()).collect();
                let book = &state.book;
                let entry = |&file: &u32| book.entry(file);
                (batch.iter().map(entry).collect::<Vec<FileEntry>>(), files)
            };
            if entries.is_empty() {
                break;
            }
            let handles = bundle(&mut entries, &files);
            self.post(shard, &ToShard::Load(entries), Some(handles));
        }
    }

    fn hear(self: &Rc<Self>, shard: usize, message: FromShard) {
        let number = {
            let slot = &mut self.state.borrow_mut().slots[shard];
            slot.spoke = true;
            slot.number
        };
        match message {
            FromShard::Progress { packed, inflated } => {
                {
                    let state = &mut *self.state.borrow_mut();
                    let slot = &mut state.slots[shard];
                    slot.packed += packed;
                    slot.inflated += inflated;
                    state.sample();
                }
                self.tell_progress(false);
            }
            FromShard::Arrivals { listing, .. } if listing != self.state.borrow().listing => {}
            FromShard::Arrivals { list, .. } => {
                let judgements = self.state.borrow_mut().book.judge(number, &list);
                self.pass_judgements(number, &judgements);
                let settled = self.state.borrow().loading_since.is_none();
                self.tell_data(settled);
            }
            FromShard::FilesDone(files) => {
                for (file, entries) in files {
                    self.done(shard, file, |book| book.finish(file, &entries));
                }
                self.deal(shard);
                self.check_loaded();
            }
            FromShard::GivenUp(files) => {
                for file in files {
                    self.done(shard, file, |book| book.skip(file, "loading was cancelled"));
                }
                self.deal(shard);
                self.check_loaded();
            }
            FromShard::Answer { number, answer } => {
                let asked = self.state.borrow_mut().questions.remove(&number);
                if let Some((_, sender)) = asked {
                    // Whoever asked may have lost interest.
                    let _ = sender.send(answer);
                }
            }
        }
    }

    fn done(&self, shard: usize, file: u32, note: impl FnOnce(&mut Book)) {
        let state = &mut *self.state.borrow_mut();
        let slot = &mut state.slots[shard];
        if slot.in_hand.remove(&file) {
            slot.in_hand_bytes -= state.handles[&file].1;
            slot.read.push(file);
        }
        note(&mut state.book);
    }

    /// Tells the shards what became of the records that shard number `listed` listed.
    fn pass_judgements(&self, listed: u32, judgements: &Judgements) {
        let numbers: Vec<u32> = self.state.borrow().slots.iter().map(|slot| slot.number).collect();
        for (shard, number) in numbers.into_iter().enumerate() {
            let of_shard = |rows: &[RowId]| -> Vec<u32> {
                let own = rows.iter().filter(|id| id.shard == number);
                own.map(|id| id.row).collect()
            };
            let (hide, conflicts) = (of_shard(&judgements.hide), of_shard(&judgements.conflicts));
            let rows = if number == listed { judgements.judged } else { 0 };
            if rows > 0 || !hide.is_empty() || !conflicts.is_empty() {
                let (hide, conflicts) = (pack_u32(&hide), pack_u32(&conflicts));
                self.post(
                    shard,
                    &ToShard::Judge {
                        rows,
                        hide,
                        conflicts,
                    },
                    None,
                );
            }
        }
    }

    /// Forgets a source: what waits to be read of it, its rows, its lines in the report.
    pub fn remove_source(self: &Rc<Self>, source: u32) {
        {
            let State { book, queue, .. } = &mut *self.state.borrow_mut();
            queue.retain(|&file| book.source(file) != Some(source));
            book.remove_source(source);
        }
        self.list_again(Some(source));
        self.tell_data(true);
    }

    /// Forgets a source, if any, and all judgements; every shard lists its rows once more. Nothing counts as loaded until
    /// they have.
    pub fn list_again(self: &Rc<Self>, source: Option<u32>) {
        let (listing, generation) = {
            let state = &mut *self.state.borrow_mut();
            state.book.rejudge();
            state.listing += 1;
            state.listings += 1;
            (state.listing, state.generation)
        };
        self.post_all(|| ToShard::Forget { source, listing });
        let pool = Rc::clone(self);
        spawn_local(async move {
            // The answers come behind the rows.
            pool.ask_all(|| Question::Newest).await;
            if pool.state.borrow().generation == generation {
                pool.state.borrow_mut().listings -= 1;
                pool.check_loaded();
            }
        });
    }

    /// A worker is gone, and with it its rows. Its files can be tried again; the other shards list their rows
    /// once more, for copies of what is gone must be shown now.
    fn lose(self: &Rc<Self>, shard: usize, reason: &str) {
        let spoke = {
            let state = &mut *self.state.borrow_mut();
            let slot = std::mem::take(&mut state.slots[shard]);
            for &file in slot.in_hand.iter().chain(&slot.read) {
                state.book.lose(file, reason);
            }
            state.questions.retain(|_, (other, _)| *other != shard);
            state.trouble = Some(reason.to_owned());
            slot.spoke
        };
        web_sys::console::error_1(&JsValue::from_str(reason));
        // One that never said a word would fail again in the same way.
        if spoke {
            self.start_worker(shard);
            self.deal(shard);
        }
        self.list_again(None);
        self.check_loaded();
        (self.changed)(Change::WorkerLost);
        self.tell_data(true);
    }

    /// With no worker left, nothing that waits will ever be read.
    fn give_up_queue(&self) {
        let state = &mut *self.state.borrow_mut();
        if state.slots.iter().all(|slot| slot.thread.is_none()) {
            let reason = state
                .trouble
                .clone()
                .unwrap_or_else(|| "No worker could be started.".into());
            while let Some(file) = state.queue.pop_front() {
                state.book.lose(file, &reason);
            }
        }
    }

    /// Notices when nothing loads any more.
    pub fn check_loaded(&self) {
        self.give_up_queue();
        let (waiting, was_loading) = {
            let state = &mut *self.state.borrow_mut();
            let busy = state.coming > 0
                || state.listings > 0
                || !state.queue.is_empty()
                || state.slots.iter().any(|slot| !slot.in_hand.is_empty());
            if busy {
                return;
            }
            let since = state.loading_since.take();
            if let Some(since) = since {
                state.book.millis += now() - since;
                state.book.settle();
            }
            (std::mem::take(&mut state.waiting), since.is_some())
        };
        waiting.into_iter().for_each(|done| _ = done.send(()));
        if was_loading {
            self.tell_progress(true);
            self.tell_data(true);
        }
    }

    /// Says that bytes moved on; not more often than is worth looking at, unless `at_once`.
    fn tell_progress(&self, at_once: bool) {
        let due = self
            .state
            .borrow_mut()
            .progress_told
            .is_due(now(), PROGRESS_EVERY);
        if at_once || due {
            (self.changed)(Change::Progress);
        }
    }

    /// Says that there are other rows; likewise.
    pub fn tell_data(&self, at_once: bool) {
        let due = {
            let state = &mut *self.state.borrow_mut();
            let since = state.loading_since.map_or(0.0, |start| now() - start);
            let every = (since * DATA_SHARE).clamp(DATA_EVERY[0], DATA_EVERY[1]);
            state.data_told.is_due(now(), every)
        };
        if at_once || due {
            (self.changed)(Change::Data);
        }
    }
}
