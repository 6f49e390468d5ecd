//! The worker's side: reads files into its shard, a little at a time, and answers the page in between.

use super::desk::Desk;
use super::message::{FileEntry, FromShard, Question, ToShard, unpack_u32};
use super::read_ahead::ReadAhead;
use super::tally::{EntryTally, FileCount, FileSink};
use crate::intake::{Checkpoint, Limits, Reader, Source, SourceError};
use crate::web::file_source::{self, FileBytes, Part};
use crate::web::post;
use serde_bytes::ByteBuf;
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::{Rc, Weak};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

/// A worker reads for this many milliseconds, then looks for messages.
const TURN: f64 = 25.0;
/// And for so many only, for a while after it began to load or until it gave rows: the page is about to ask for the
/// first, one question after another, and shows them when the last is answered.
const SHORT_TURN: f64 = 6.0;
const SHORT_FOR: f64 = 300.0;
/// It answers what can wait for about so many milliseconds at a time.
const ANSWERING: f64 = 4.0;
/// Inflated bytes between two looks at the clock.
const STRETCH: usize = 1 << 20;
/// And in a short turn: the code that reads is not compiled well yet when a page loads its first files, and slow.
const SHORT_STRETCH: usize = 1 << 17;
/// Rows listed to the page in one message.
const ROWS_AT_ONCE: u32 = 16_384;
/// Files up to this size are read again several at once, together at most this many bytes.
const TOGETHER: u64 = 8 << 20;

/// Starts serving messages. To be called once, in a worker.
pub fn start() {
    let host = Rc::new(RefCell::new(Host::default()));
    let turns = Rc::new_cyclic(|turns: &Weak<post::Turns>| {
        let (host, turns) = (host.clone(), turns.clone());
        post::Turns::new(move || {
            let more = host.borrow_mut().turn();
            read_ahead(&host, &turns);
            more
        })
    });
    post::listen(move |data| {
        let parts: js_sys::Array = data.unchecked_into();
        match serde_wasm_bindgen::from_value(parts.get(0)) {
            Ok(message) => host.borrow_mut().hear(message, &parts.get(1)),
            Err(error) => web_sys::console::error_1(&JsValue::from_str(&error.to_string())),
        }
        read_ahead(&host, &Rc::downgrade(&turns));
        if host.borrow().has_work() {
            turns.request();
        }
    });
}

/// Has the next files read while the worker is busy with others.
fn read_ahead(host: &Rc<RefCell<Host>>, turns: &Weak<post::Turns>) {
    loop {
        let (group, reading) = {
            let Host {
                files, queue, ahead, ..
            } = &mut *host.borrow_mut();
            let ranges = queue
                .iter()
                .filter_map(|file| Some((*file, files.get(file)?.part().range)));
            let group = ahead.next_group(ranges);
            if group.is_empty() {
                return;
            }
            let parts = group.iter().filter_map(|file| files.get(file).map(Open::part));
            let reading = file_source::read_meanwhile(parts);
            (group, reading)
        };
        let (host, turns) = (host.clone(), turns.clone());
        spawn_local(async move {
            let read = reading.await;
            host.borrow_mut().ahead.came(&group, read);
            if let Some(turns) = turns.upgrade() {
                turns.request();
            }
        });
    }
}

fn send(message: &FromShard) {
    match serde_wasm_bindgen::to_value(message) {
        Ok(value) => post::to_page(&value),
        // The page waits for this message: better no worker than one that is not heard.
        Err(error) => post::fail(&error.to_string()),
    }
}

#[derive(Default)]
struct Host {
    shard: u32,
    desk: Option<Desk>,
    files: HashMap<u32, Open>,
    queue: VecDeque<u32>,
    /// Questions that can wait, with their numbers.
    waiting: VecDeque<(u32, Question)>,
    ahead: ReadAhead<FileBytes>,
    job: Option<Job>,
    /// Until when turns are short.
    short_until: f64,
    /// Number of the present listing of rows.
    listing: u32,
}

/// A file this worker may have to read again.
struct Open {
    entry: FileEntry,
    handle: web_sys::Blob,
    checkpoints: Vec<Checkpoint>,
}

impl Open {
    fn part(&self) -> Part<'_> {
        Part {
            handle: &self.handle,
            range: self.entry.start..self.entry.start + self.entry.size,
        }
    }
}

/// A file, and where its bytes are.
type Piece<'a> = (u32, Part<'a>);

/// The first of `wanted` that can be read in one go.
fn together<'a>(files: &'a HashMap<u32, Open>, wanted: impl Iterator<Item = &'a u32>) -> Vec<Piece<'a>> {
    let mut together = Vec::new();
    let mut bytes = 0;
    for &file in wanted {
        let Some(open) = files.get(&file) else { break };
        bytes += open.entry.size;
        if bytes > TOGETHER {
            break;
        }
        // One without bytes may be gone, which only reading it by itself tells.
        if open.entry.size > 0 {
            together.push((file, open.part()));
        }
    }
    together
}

/// Reads them; nothing for a single one, which may be read as needed.
fn read_together(files: &[Piece]) -> Result<HashMap<u32, FileBytes>, SourceError> {
    if files.len() < 2 {
        return Ok(HashMap::new());
    }
    let parts = file_source::read_together(files.iter().map(|(_, part)| part.clone()))?;
    Ok(files.iter().map(|(file, _)| *file).zip(parts).collect())
}

/// A file being read.
struct Job {
    file: u32,
    reader: Reader<FileBytes>,
    count: FileCount,
    packed: u64,
    inflated: u64,
}

impl Host {
    fn has_work(&self) -> bool {
        self.reads() || !self.waiting.is_empty()
    }

    fn reads(&self) -> bool {
        let next = self.queue.front();
        self.job.is_some() || next.is_some_and(|&file| !self.ahead.is_coming(file))
    }

    /// Answers what could wait, then reads on; returns whether there is more to do.
    fn turn(&mut self) -> bool {
        let until = post::now() + ANSWERING;
        while let Some((number, question)) = self.waiting.pop_front() {
            let answer = self.answer(question);
            send(&FromShard::Answer { number, answer });
            if post::now() >= until {
                break;
            }
        }
        if self.reads() {
            self.read();
        }
        self.has_work()
    }

    fn hear(&mut self, message: ToShard, files: &JsValue) {
        match message {
            ToShard::Start { shard, seed, listing } => {
                self.shard = shard;
                self.listing = listing;
                self.desk = Some(Desk::new(u64::from(seed)));
            }
            ToShard::Load(entries) => {
                let handles: &js_sys::Array = files.unchecked_ref();
                if self.job.is_none() && self.queue.is_empty() {
                    self.short_until = post::now() + SHORT_FOR;
                }
                for (entry, handle) in entries.into_iter().zip(handles.iter()) {
                    self.queue.push_back(entry.file);
                    let open = Open {
                        handle: handle.unchecked_into(),
                        checkpoints: Vec::new(),
                        entry,
                    };
                    self.files.insert(open.entry.file, open);
                }
            }
            ToShard::Cancel => self.cancel(),
            ToShard::Judge {
                rows,
                hide,
                conflicts,
            } => {
                if let Some(desk) = &mut self.desk {
                    desk.judge(rows, &unpack_u32(&hide), &unpack_u32(&conflicts));
                }
            }
            ToShard::Forget { source, listing } => self.forget(source, listing),
            ToShard::Ask { number, question } if question.can_wait() => {
                self.waiting.push_back((number, question));
            }
            ToShard::Ask { number, question } => {
                let answer = self.answer(question);
                send(&FromShard::Answer { number, answer });
            }
            ToShard::CloseView(view) => {
                if let Some(desk) = &mut self.desk {
                    desk.close_view(view);
                }
            }
        }
    }

    fn answer(&mut self, question: Question) -> Result<super::message::Answer, String> {
        if let Question::Rows { .. } = question {
            self.short_until = 0.0;
        }
        if let Question::Memory = question {
            return Ok(super::message::Answer::Memory(post::wasm_bytes()));
        }
        let (files, job) = (&self.files, &self.job);
        let mut ahead = HashMap::new();
        let mut apart = false;
        let mut open = |file: u32, next: &[u32]| -> Result<(Box<dyn Source>, Vec<Checkpoint>), String> {
            let open = files.get(&file).ok_or("This worker does not hold that file.")?;
            if !next.is_empty() && !apart && !ahead.contains_key(&file) {
                let together = together(files, std::iter::once(&file).chain(next.iter().rev()));
                // With one that cannot be read, all fail: each is read by itself then.
                match read_together(&together) {
                    Ok(parts) => ahead = parts,
                    Err(_) => apart = true,
                }
            }
            let bytes = match ahead.remove(&file) {
                Some(bytes) => bytes,
                None => FileBytes::of(&open.part())?,
            };
            let checkpoints = match job {
                Some(job) if job.file == file => job.reader.checkpoints(),
                _ => open.checkpoints.clone(),
            };
            Ok((Box::new(bytes), checkpoints))
        };
        self.desk
            .as_mut()
            .ok_or("The worker has not started yet.")?
            .answer(question, &mut open)
    }

    fn cancel(&mut self) {
        let mut given_up: Vec<u32> = self.queue.drain(..).collect();
        self.ahead.forget(|_| true);
        if let Some(job) = self.job.take() {
            if job.inflated > 0 {
                // What is loaded stays; the report says that the file is not whole.
                self.list_rows();
                if let Some(open) = self.files.get_mut(&job.file) {
                    open.checkpoints = job.reader.checkpoints();
                }
                let entries = job.count.cancel(job.inflated);
                send(&FromShard::FilesDone(vec![(job.file, entries)]));
            } else {
                given_up.push(job.file);
            }
        }
        send(&FromShard::GivenUp(given_up));
    }

    /// Reads for a turn.
    fn read(&mut self) {
        let now = post::now();
        let (turn, stretch) = match now < self.short_until {
            true => (SHORT_TURN, SHORT_STRETCH),
            false => (TURN, STRETCH),
        };
        let until = now + turn;
        let mut before = (0, 0);
        let mut done = Vec::new();
        while post::now() < until {
            let Some(mut job) = self.job.take().or_else(|| self.next_job()) else {
                break;
            };
            let Some(Desk { shard, streams, .. }) = &mut self.desk else {
                break;
            };
            let progress = {
                let mut sink = FileSink {
                    shard,
                    streams,
                    count: &mut job.count,
                };
                job.reader.step(&mut sink, stretch)
            };
            before.0 += progress.packed - job.packed;
            before.1 += progress.inflated - job.inflated;
            (job.packed, job.inflated) = (progress.packed, progress.inflated);
            if progress.done {
                done.push(self.finish(job));
            } else {
                self.job = Some(job);
            }
        }
        // Small files are many: the page hears of all of a turn at once. Rows go before the word that their file is
        // done, so that the page's counts are whole by then.
        self.list_rows();
        if before != (0, 0) {
            send(&FromShard::Progress {
                packed: before.0,
                inflated: before.1,
            });
        }
        if !done.is_empty() {
            send(&FromShard::FilesDone(done));
        }
    }

    fn finish(&mut self, job: Job) -> (u32, Vec<EntryTally>) {
        if let Some(open) = self.files.get_mut(&job.file) {
            open.checkpoints = job.reader.checkpoints();
        }
        (job.file, job.count.finish(job.inflated))
    }

    fn next_job(&mut self) -> Option<Job> {
        let file = self.queue.pop_front_if(|file| !self.ahead.is_coming(*file))?;
        let open = self.files.get(&file)?;
        let ahead = self.ahead.take(file);
        let bytes = ahead.unwrap_or_else(|| FileBytes::lazily(&open.part()));
        Some(Job {
            file,
            reader: Reader::new(bytes, Limits::default()),
            count: FileCount::new(file, &mut self.desk.as_mut()?.shard),
            packed: 0,
            inflated: 0,
        })
    }

    /// Tells the page of the rows that it does not know yet, in pieces that it can judge at a glance.
    fn list_rows(&mut self) {
        let Some(desk) = &mut self.desk else { return };
        while let Some(list) = desk.list_rows(self.shard, ROWS_AT_ONCE) {
            send(&FromShard::Arrivals {
                listing: self.listing,
                list: ByteBuf::from(list),
            });
        }
    }

    fn forget(&mut self, source: Option<u32>, listing: u32) {
        self.listing = listing;
        let Host {
            desk: Some(desk),
            files,
            queue,
            ahead,
            job,
            ..
        } = self
        else {
            return;
        };
        let is_gone =
            |file: u32| source.is_some() && files.get(&file).map(|open| open.entry.source) == source;
        let mut given_up: Vec<u32> = queue.iter().copied().filter(|&file| is_gone(file)).collect();
        queue.retain(|&file| !is_gone(file));
        ahead.forget(is_gone);
        given_up.extend(job.take_if(|job| is_gone(job.file)).map(|job| job.file));
        desk.forget(is_gone);
        if !given_up.is_empty() {
            send(&FromShard::GivenUp(given_up));
        }
        self.list_rows();
    }
}
