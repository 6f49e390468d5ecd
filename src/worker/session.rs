//! The page's side: hands files to the workers, merges what they answer, keeps the report.

use super::book::{Book, Judgements};
use super::message::{Answer, FileEntry, FromShard, Question, ToShard, pack_u32};
use super::protocol::{
    FieldInfo, FileReport, Progress, Record, Report, Row, RowId, RowState, Sort, SourceInfo,
};
use crate::query::{self, Bucket, FacetCounts, Merged, Span};
use crate::web::worker_thread::Thread;
use futures_channel::oneshot;
use futures_util::future::join_all;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;

pub use crate::query::QueryError;

/// Files handed to a worker in one message, together at most this many bytes or one file.
const BATCH_FILES: usize = 64;
const BATCH_BYTES: u64 = 8 << 20;
/// A worker has at most this much in hand, so that the others get their share.
const IN_HAND_FILES: usize = 2 * BATCH_FILES;
const IN_HAND_BYTES: u64 = 2 * BATCH_BYTES;
/// More workers than this cost more memory than they save time.
const MOST_WORKERS: usize = 8;
/// Milliseconds between two words on progress, and between two on new rows.
const PROGRESS_EVERY: f64 = 100.0;
const DATA_EVERY: f64 = 500.0;
/// The rate is that of the last so many milliseconds.
const RATE_OVER: f64 = 3000.0;

/// A file the user chose, with its path inside what was dropped.
#[derive(Clone)]
pub struct PickedFile {
    /// Path, the dropped folder's name first.
    pub path: String,
    /// The browser's handle.
    pub file: web_sys::File,
}

/// What changed, for whoever shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Bytes, files or events moved on.
    Progress,
    /// There are other rows than before: a view should be asked for again.
    Data,
    /// A worker stopped; the report says which files it held.
    WorkerLost,
}

/// The rows that match a query, in order. Cheap to clone; the rows themselves are fetched when shown.
#[derive(Clone)]
pub struct View(Rc<ViewInner>);

struct ViewInner {
    number: u32,
    merged: Merged,
    span: Option<Span>,
    session: Weak<Inner>,
}

impl View {
    /// How many events match.
    pub fn total(&self) -> u64 {
        self.0.merged.len()
    }

    /// The oldest and newest time of the events that match.
    pub fn span(&self) -> Option<Span> {
        self.0.span
    }
}

impl PartialEq for View {
    fn eq(&self, other: &View) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Drop for ViewInner {
    fn drop(&mut self) {
        if let Some(session) = self.session.upgrade() {
            session.post_all(|| ToShard::CloseView(self.number));
        }
    }
}

/// All that is open. Cheap to clone.
#[derive(Clone)]
pub struct Session(Rc<Inner>);

impl PartialEq for Session {
    fn eq(&self, other: &Session) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

struct Inner {
    changed: Box<dyn Fn(Change)>,
    holds: Cell<u32>,
    state: RefCell<State>,
}

/// Keeps [`Session::is_busy`] true as long as it lives.
pub struct Hold(Rc<Inner>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.holds.set(self.0.holds.get() - 1);
    }
}

#[derive(Default)]
struct State {
    book: Book,
    slots: Vec<Slot>,
    seed: u32,
    /// Raised by `close`: answers and messages of an earlier generation of workers are dropped.
    generation: u32,
    queue: VecDeque<u32>,
    handles: Vec<(web_sys::File, u64)>,
    questions: HashMap<u32, (usize, oneshot::Sender<Result<Answer, String>>)>,
    next_question: u32,
    next_view: u32,
    loading_since: Option<f64>,
    samples: VecDeque<(f64, u64, u64)>,
    told: (f64, f64),
    waiting: Vec<oneshot::Sender<()>>,
}

/// A worker and what it has in hand.
#[derive(Default)]
struct Slot {
    thread: Option<Thread>,
    in_hand: HashSet<u32>,
    in_hand_bytes: u64,
    read: Vec<u32>,
    packed: u64,
    inflated: u64,
}

impl Session {
    /// Starts the workers; `changed` is called, at most every tenth of a second, after something changed.
    pub fn start(changed: impl Fn(Change) + 'static) -> Session {
        let session = Session(Rc::new(Inner {
            changed: Box::new(changed),
            holds: Cell::new(0),
            state: RefCell::default(),
        }));
        session.0.start_workers();
        session
    }

    /// Adds files as one source and starts loading. Returns the source's number.
    pub fn add(&self, name: &str, files: Vec<PickedFile>) -> u32 {
        self.add_partly(name, files, Vec::new())
    }

    /// The same; files of `left_out` (path, size) are in the report as not loaded.
    pub fn add_partly(&self, name: &str, files: Vec<PickedFile>, left_out: Vec<(String, u64)>) -> u32 {
        let source = {
            let state = &mut *self.0.state.borrow_mut();
            let source = state.book.add_source(name);
            let mut small = Vec::new();
            let mut large = Vec::new();
            for picked in files {
                let size = picked.file.size() as u64;
                let file = state.book.add_file(source, &picked.path, size);
                state
                    .handles
                    .resize_with(file as usize, || (picked.file.clone(), 0));
                state.handles.push((picked.file, size));
                if size > BATCH_BYTES {
                    large.push(file)
                } else {
                    small.push(file)
                }
            }
            // The largest first: whoever reads it should not be the last to finish.
            large.sort_by_key(|&file| std::cmp::Reverse(state.handles[file as usize].1));
            state.queue.extend(large);
            state.queue.extend(small);
            for (path, size) in left_out {
                let file = state.book.add_file(source, &path, size);
                state.book.skip(file, "left out by the choice before loading");
            }
            source
        };
        self.0.begin_loading();
        source
    }

    /// Reads once more the files of workers that stopped.
    pub fn retry_lost(&self) {
        {
            let state = &mut *self.0.state.borrow_mut();
            for file in state.book.lost() {
                state.book.retry(file);
                state.queue.push_back(file);
            }
        }
        self.0.begin_loading();
    }

    /// How many files were lost with their workers.
    pub fn lost(&self) -> usize {
        self.0.state.borrow().book.lost().len()
    }

    /// Resolves when nothing loads.
    pub async fn loaded(&self) {
        let wait = {
            let state = &mut *self.0.state.borrow_mut();
            state.loading_since.is_some().then(|| {
                let (done, wait) = oneshot::channel();
                state.waiting.push(done);
                wait
            })
        };
        if let Some(wait) = wait {
            // An error means that the session was closed: nothing loads then either.
            let _ = wait.await;
        }
    }

    /// Says that something is still to be shown, until the guard is dropped: scripts that wait for a quiet page
    /// wait for this too.
    pub fn hold(&self) -> Hold {
        self.0.holds.set(self.0.holds.get() + 1);
        Hold(self.0.clone())
    }

    /// Whether anything loads, a question to the workers is open, or something is still to be shown.
    pub fn is_busy(&self) -> bool {
        let state = self.0.state.borrow();
        state.loading_since.is_some() || !state.questions.is_empty() || self.0.holds.get() > 0
    }

    /// Stops loading; what is loaded stays.
    pub fn cancel(&self) {
        {
            let state = &mut *self.0.state.borrow_mut();
            while let Some(file) = state.queue.pop_front() {
                state.book.skip(file, "loading was cancelled");
            }
        }
        self.0.post_all(|| ToShard::Cancel);
        self.0.check_loaded();
    }

    /// Forgets one source. Nothing is read again; copies in other sources take the place of what is gone.
    pub fn remove(&self, source: u32) {
        self.0.state.borrow_mut().book.remove_source(source);
        self.0.post_all(|| ToShard::Forget { source });
        self.0.tell_data(true);
    }

    /// Forgets everything and ends the workers; new ones start at once.
    pub fn close(&self) {
        {
            let state = &mut *self.0.state.borrow_mut();
            let generation = state.generation + 1;
            *state = State {
                generation,
                next_view: state.next_view,
                ..State::default()
            };
        }
        self.0.start_workers();
        self.0.tell_data(true);
    }

    /// How loading goes.
    pub fn progress(&self) -> Progress {
        let state = self.0.state.borrow();
        let packed = state.slots.iter().map(|slot| slot.packed).sum::<u64>();
        let inflated = state.slots.iter().map(|slot| slot.inflated).sum();
        let (rate, packed_rate) = state.rates();
        state
            .book
            .progress(state.loading_since.is_some(), packed, inflated, rate, packed_rate)
    }

    /// The account of all that was dropped.
    pub fn report(&self) -> Report {
        self.0.state.borrow().book.report()
    }

    /// The account file by file, in the order dropped.
    pub fn files(&self) -> Vec<FileReport> {
        self.0.state.borrow().book.files()
    }

    /// What is open.
    pub fn sources(&self) -> Vec<SourceInfo> {
        self.0.state.borrow().book.sources().to_vec()
    }

    /// Distinct events loaded.
    pub fn events(&self) -> u64 {
        self.0.state.borrow().book.events()
    }

    /// The events that match `text`, in the order of `sort`.
    ///
    /// # Errors
    /// When `text` is no query.
    pub async fn query(&self, text: &str, sort: &Sort) -> Result<View, QueryError> {
        query::parse(text)?;
        let number = {
            let state = &mut *self.0.state.borrow_mut();
            state.next_view += 1;
            state.next_view
        };
        let question = || Question::Query {
            view: number,
            text: text.to_owned(),
            sort: sort.clone(),
        };
        let mut shards = Vec::new();
        let mut whole: Option<Span> = None;
        for answer in self.0.ask_all(question).await {
            match answer {
                Ok(Answer::Query { keys, span }) => {
                    shards.push(keys.unpack());
                    let spans = [whole, span];
                    let known = || spans.iter().flatten();
                    whole = known()
                        .map(|span| span.0)
                        .min()
                        .zip(known().map(|span| span.1).max());
                }
                // A worker that stopped has no rows; its place is kept, for shards go by their number.
                _ => shards.push(query::Keys::default()),
            }
        }
        let merged = Merged::new(shards, sort.descending);
        Ok(View(Rc::new(ViewInner {
            number,
            merged,
            span: whole,
            session: Rc::downgrade(&self.0),
        })))
    }

    /// Rows `range` of a view with the text of `columns`. Fewer when a worker stopped meanwhile.
    pub async fn rows(&self, view: &View, range: Range<u64>, columns: &[String]) -> Vec<Row> {
        let len = range.end.saturating_sub(range.start) as usize;
        let window = view.0.merged.window(range.start, len);
        let shards = self.0.state.borrow().slots.len();
        let questions = (0..shards).filter_map(|shard| {
            let mut places = window
                .iter()
                .filter(|(other, _)| *other == shard)
                .map(|&(_, place)| place);
            let first = places.next()?;
            let len = 1 + places.count() as u32;
            let question = Question::Rows {
                view: view.0.number,
                start: first as u32,
                len,
                columns: columns.to_vec(),
            };
            Some((shard, question))
        });
        let asked: Vec<_> = questions
            .map(|(shard, question)| (shard, self.0.ask(shard, question)))
            .collect();
        let mut answers: HashMap<usize, std::vec::IntoIter<super::message::ShardRow>> = HashMap::new();
        for (shard, answer) in asked {
            if let Ok(Answer::Rows(rows)) = answer.await {
                answers.insert(shard, rows.into_iter());
            }
        }
        let state = self.0.state.borrow();
        let mut next = |&(shard, _): &(usize, usize)| {
            let row = answers.get_mut(&shard)?.next()?;
            let id = RowId {
                shard: shard as u32,
                row: row.row,
            };
            let copies = state.book.copies(id).len() as u32;
            let row_state = RowState {
                failed: row.failed,
                write: row.write,
                conflict: row.conflict,
                copies,
            };
            Some(Row {
                id,
                state: row_state,
                cells: row.cells,
            })
        };
        window.iter().filter_map(&mut next).collect()
    }

    /// One record, read from its file again.
    ///
    /// # Errors
    /// A sentence: the file is gone, or its worker is.
    pub async fn record(&self, id: RowId) -> Result<Record, String> {
        let record = match self.0.ask(id.shard as usize, Question::Record(id.row)).await? {
            Answer::Record(record) => *record,
            _ => return Err("The worker answered another question.".into()),
        };
        let state = self.0.state.borrow();
        let path = state.book.path(record.file);
        let file = match record.inner_path.as_str() {
            "" => path.to_owned(),
            inner => format!("{path}!/{inner}"),
        };
        let copies = state
            .book
            .copies(id)
            .iter()
            .map(|&file| state.book.path(file).to_owned())
            .collect();
        Ok(Record {
            id,
            json: record.json,
            exact: record.exact,
            file,
            offset: record.offset,
            copies,
            conflict: record.conflict,
            derived: record.derived,
        })
    }

    /// Fields present in the data, most frequent first.
    pub async fn fields(&self) -> Vec<FieldInfo> {
        let mut fields: HashMap<String, FieldInfo> = HashMap::new();
        for answer in self.0.ask_all(|| Question::Fields).await {
            let Ok(Answer::Fields(infos)) = answer else {
                continue;
            };
            for info in infos {
                match fields.get_mut(&info.path) {
                    Some(known) => known.count += info.count,
                    None => _ = fields.insert(info.path.clone(), info),
                }
            }
        }
        let mut fields: Vec<FieldInfo> = fields.into_values().collect();
        fields.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.path.cmp(&b.path)));
        fields
    }

    /// Values of a field among the events of a view, most frequent first.
    pub async fn facet(&self, view: &View, field: &str) -> FacetCounts {
        let question = || Question::Facet {
            view: view.0.number,
            field: field.to_owned(),
        };
        let answers = self.0.ask_all(question).await.into_iter();
        let counts = answers.filter_map(|answer| match answer {
            Ok(Answer::Facet(counts)) => Some(counts),
            _ => None,
        });
        query::merge_facets(counts.collect())
    }

    /// Events of a view over its time, in at most `buckets` stretches of equal length.
    pub async fn histogram(&self, view: &View, buckets: u32) -> Vec<Bucket> {
        let Some(span) = view.0.span else {
            return Vec::new();
        };
        let mut total = query::buckets(span, buckets);
        let empty = total.clone();
        for answer in self
            .0
            .ask_all(|| Question::Histogram {
                view: view.0.number,
                buckets: empty.clone(),
            })
            .await
        {
            if let Ok(Answer::Histogram(counts)) = answer {
                total
                    .iter_mut()
                    .zip(counts)
                    .for_each(|(total, part)| total.count += part.count);
            }
        }
        total
    }

    /// Bytes of memory of each worker.
    pub async fn memory(&self) -> Vec<u64> {
        let answers = self.0.ask_all(|| Question::Memory).await.into_iter();
        answers
            .map(|answer| match answer {
                Ok(Answer::Memory(bytes)) => bytes,
                _ => 0,
            })
            .collect()
    }
}

impl State {
    /// Inflated and packed bytes a second.
    fn rates(&self) -> (f64, f64) {
        let (Some(first), Some(last)) = (self.samples.front(), self.samples.back()) else {
            return (0.0, 0.0);
        };
        let seconds = (last.0 - first.0) / 1000.0;
        if seconds <= 0.0 {
            return (0.0, 0.0);
        }
        (
            (last.1 - first.1) as f64 / seconds,
            (last.2 - first.2) as f64 / seconds,
        )
    }

    fn sample(&mut self, now: f64) {
        let inflated = self.slots.iter().map(|slot| slot.inflated).sum();
        let packed = self.slots.iter().map(|slot| slot.packed).sum();
        self.samples.push_back((now, inflated, packed));
        while self
            .samples
            .front()
            .is_some_and(|sample| now - sample.0 > RATE_OVER)
        {
            self.samples.pop_front();
        }
    }

    /// The next files for a worker, as far as it has room.
    fn batch(&mut self, shard: usize) -> Vec<u32> {
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
            let size = handles[file as usize].1;
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

impl Inner {
    fn start_workers(self: &Rc<Self>) {
        let wanted = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
        let count = (wanted as usize).clamp(1, MOST_WORKERS);
        {
            let state = &mut *self.state.borrow_mut();
            state.seed = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
            state.slots = (0..count).map(|_| Slot::default()).collect();
        }
        (0..count).for_each(|shard| self.start_worker(shard));
    }

    fn start_worker(self: &Rc<Self>, shard: usize) {
        let generation = self.state.borrow().generation;
        let (listening, watching) = (Rc::downgrade(self), Rc::downgrade(self));
        let current = move |weak: &Weak<Inner>| {
            weak.upgrade()
                .filter(|inner| inner.state.borrow().generation == generation)
        };
        let heard = move |event: web_sys::MessageEvent| {
            let Some(inner) = current(&listening) else { return };
            match serde_wasm_bindgen::from_value(event.data()) {
                Ok(message) => inner.hear(shard, message),
                Err(error) => inner.lose(shard, &format!("It sent something unreadable: {error}")),
            }
        };
        let failed = move |reason: String| {
            if let Some(inner) = current(&watching) {
                inner.lose(shard, &reason);
            }
        };
        match Thread::spawn(heard, failed) {
            Ok(thread) => {
                let seed = {
                    let state = &mut *self.state.borrow_mut();
                    state.slots[shard].thread = Some(thread);
                    state.seed
                };
                self.post(
                    shard,
                    &ToShard::Start {
                        shard: shard as u32,
                        seed,
                    },
                    None,
                );
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

    fn post_all(&self, message: impl Fn() -> ToShard) {
        let shards = self.state.borrow().slots.len();
        (0..shards).for_each(|shard| self.post(shard, &message(), None));
    }

    /// Asks a worker; resolves to its answer, or to why there is none.
    fn ask(&self, shard: usize, question: Question) -> impl Future<Output = Result<Answer, String>> + use<> {
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

    async fn ask_all(&self, question: impl Fn() -> Question) -> Vec<Result<Answer, String>> {
        let shards = self.state.borrow().slots.len();
        let asked: Vec<_> = (0..shards).map(|shard| self.ask(shard, question())).collect();
        join_all(asked).await
    }

    fn begin_loading(self: &Rc<Self>) {
        {
            let state = &mut *self.state.borrow_mut();
            if state.loading_since.is_none() {
                state.loading_since = Some(now());
                state.samples.clear();
                for slot in &mut state.slots {
                    (slot.packed, slot.inflated) = (0, 0);
                }
                state.sample(now());
            }
        }
        let shards = self.state.borrow().slots.len();
        (0..shards).for_each(|shard| self.deal(shard));
        self.tell_progress(true);
        self.check_loaded();
    }

    /// Hands a worker files while it has room for them.
    fn deal(self: &Rc<Self>, shard: usize) {
        if self.state.borrow().slots[shard].thread.is_none() {
            return;
        }
        loop {
            let (entries, files) = {
                let state = &mut *self.state.borrow_mut();
                let batch = state.batch(shard);
                let files: js_sys::Array = batch
                    .iter()
                    .map(|&file| &state.handles[file as usize].0)
                    .collect();
                let book = &state.book;
                let entry = |&file: &u32| book.entry(file);
                (batch.iter().map(entry).collect::<Vec<FileEntry>>(), files)
            };
            if entries.is_empty() {
                break;
            }
            self.post(shard, &ToShard::Load(entries), Some(files));
        }
    }

    fn hear(self: &Rc<Self>, shard: usize, message: FromShard) {
        match message {
            FromShard::Progress { packed, inflated } => {
                {
                    let state = &mut *self.state.borrow_mut();
                    let slot = &mut state.slots[shard];
                    slot.packed += packed;
                    slot.inflated += inflated;
                    state.sample(now());
                }
                self.tell_progress(false);
            }
            FromShard::Arrivals(list) => {
                let judgements = self.state.borrow_mut().book.judge(shard as u32, &list);
                self.pass_judgements(&judgements);
                let settled = self.state.borrow().loading_since.is_none();
                self.tell_data(settled);
            }
            FromShard::FileDone { file, entries } => {
                self.done(shard, file, |book| book.finish(file, entries));
                self.deal(shard);
                self.check_loaded();
            }
            FromShard::Idle { given_up } => {
                for file in given_up {
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
            slot.in_hand_bytes -= state.handles[file as usize].1;
            slot.read.push(file);
        }
        note(&mut state.book);
    }

    fn pass_judgements(&self, judgements: &Judgements) {
        let shards = self.state.borrow().slots.len();
        for shard in 0..shards {
            let of_shard = |rows: &[RowId]| -> Vec<u32> {
                rows.iter()
                    .filter(|id| id.shard as usize == shard)
                    .map(|id| id.row)
                    .collect()
            };
            let (hide, conflicts) = (of_shard(&judgements.hide), of_shard(&judgements.conflicts));
            if !hide.is_empty() || !conflicts.is_empty() {
                let message = ToShard::Judge {
                    hide: pack_u32(&hide),
                    conflicts: pack_u32(&conflicts),
                };
                self.post(shard, &message, None);
            }
        }
    }

    /// A worker is gone, and with it its rows. Its files can be tried again; the other shards list their rows
    /// once more, for copies of what is gone must be shown now.
    fn lose(self: &Rc<Self>, shard: usize, reason: &str) {
        let started = {
            let state = &mut *self.state.borrow_mut();
            let slot = std::mem::take(&mut state.slots[shard]);
            let started = slot.packed > 0 || !slot.read.is_empty();
            for &file in slot.in_hand.iter().chain(&slot.read) {
                state.book.lose(file, reason);
            }
            state.questions.retain(|_, (other, _)| *other != shard);
            state.book.rejudge();
            started || !slot.in_hand.is_empty()
        };
        web_sys::console::error_1(&JsValue::from_str(reason));
        // One that never did anything would fail again in the same way.
        if started {
            self.start_worker(shard);
            self.deal(shard);
        }
        if self.state.borrow().slots.iter().all(|slot| slot.thread.is_none()) {
            let state = &mut *self.state.borrow_mut();
            while let Some(file) = state.queue.pop_front() {
                state.book.lose(file, reason);
            }
        }
        self.post_all(|| ToShard::Forget { source: u32::MAX });
        self.check_loaded();
        (self.changed)(Change::WorkerLost);
        self.tell_data(true);
    }

    fn check_loaded(&self) {
        let waiting = {
            let state = &mut *self.state.borrow_mut();
            let busy = !state.queue.is_empty() || state.slots.iter().any(|slot| !slot.in_hand.is_empty());
            let Some(since) = state.loading_since.filter(|_| !busy) else {
                return;
            };
            state.book.millis += now() - since;
            state.loading_since = None;
            state.book.settle();
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(|done| _ = done.send(()));
        self.tell_progress(true);
        self.tell_data(true);
    }

    fn tell_progress(&self, at_once: bool) {
        let due = {
            let state = &mut *self.state.borrow_mut();
            let due = at_once || now() - state.told.0 > PROGRESS_EVERY;
            if due {
                state.told.0 = now();
            }
            due
        };
        if due {
            (self.changed)(Change::Progress);
        }
    }

    fn tell_data(&self, at_once: bool) {
        let due = {
            let state = &mut *self.state.borrow_mut();
            let due = at_once || now() - state.told.1 > DATA_EVERY;
            if due {
                state.told.1 = now();
            }
            due
        };
        if due {
            (self.changed)(Change::Data);
        }
    }
}

/// Milliseconds by the page's clock.
fn now() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |clock| clock.now())
}
