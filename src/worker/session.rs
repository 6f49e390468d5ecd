//! All that is open on the page: sources, loading, the report. What is asked of it is in [`super::view`].

use super::message::ToShard;
use super::pool::{Pool, State};
use super::protocol::{FileReport, ProblemReport, Progress, Report, SourceInfo};
use futures_channel::oneshot;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

pub use super::view::{Export, View};
pub use crate::query::QueryError;
use crate::web::files::PickedFile;

/// A file that is not to be loaded: its path, its size, and, when it is not by choice, why the browser refused it.
pub type LeftOut = (String, u64, Option<String>);

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

/// All that is open. Cheap to clone.
#[derive(Clone)]
pub struct Session(pub(super) Rc<Pool>);

impl PartialEq for Session {
    fn eq(&self, other: &Session) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Keeps [`Session::is_busy`] true as long as it lives.
pub struct Hold(Rc<Pool>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.holds.set(self.0.holds.get() - 1);
    }
}

impl Session {
    /// Starts the workers; `changed` is called after something changed, several times a second at most while files
    /// load.
    pub fn start(changed: impl Fn(Change) + 'static) -> Session {
        let session = Session(Rc::new(Pool {
            changed: Box::new(changed),
            holds: Cell::new(0),
            state: RefCell::default(),
        }));
        session.0.start_workers();
        session
    }

    /// Adds files as one source and starts loading: the first are read while `files` still gives others. Returns the
    /// source's number.
    pub fn add(&self, name: &str, files: impl IntoIterator<Item = PickedFile> + 'static) -> u32 {
        self.add_partly(name, files, Vec::new())
    }

    /// The same; files of `left_out` are in the report as not loaded.
    pub fn add_partly(
        &self,
        name: &str,
        files: impl IntoIterator<Item = PickedFile> + 'static,
        left_out: Vec<LeftOut>,
    ) -> u32 {
        let source = self.0.state.borrow_mut().book.add_source(name);
        self.0.begin_loading();
        let files = files.into_iter();
        spawn_local(self.0.clone().take_files(source, files, left_out));
        source
    }

    /// Reads once more the files of workers that stopped.
    pub fn retry_lost(&self) {
        self.0.retry_lost();
    }

    /// Why a worker stopped last.
    pub fn trouble(&self) -> Option<String> {
        self.0.state.borrow().trouble.clone()
    }

    /// How many files were lost with their workers.
    pub fn lost(&self) -> usize {
        self.0.state.borrow().book.lost().len()
    }

    /// Resolves when nothing loads, and every row is judged.
    pub async fn loaded(&self) {
        let wait = {
            let state = &mut *self.0.state.borrow_mut();
            let is_whole = state.loading_since.is_none() && state.listings == 0;
            (!is_whole).then(|| {
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

    /// Whether anything loads.
    pub fn is_loading(&self) -> bool {
        self.0.state.borrow().loading_since.is_some()
    }

    /// Whether anything loads, a question to the workers is open, or something is still to be shown.
    pub fn is_busy(&self) -> bool {
        let state = self.0.state.borrow();
        self.is_loading() || !state.questions.is_empty() || self.0.holds.get() > 0
    }

    /// Stops loading; what is loaded stays.
    pub fn cancel(&self) {
        {
            let state = &mut *self.0.state.borrow_mut();
            state.cancels += 1;
            while let Some(file) = state.queue.pop_front() {
                state.book.skip(file, "loading was cancelled");
            }
        }
        self.0.post_all(|| ToShard::Cancel);
        self.0.check_loaded();
    }

    /// Forgets one source. Nothing is read again; copies in other sources take the place of what is gone.
    pub fn remove(&self, source: u32) {
        self.0.remove_source(source);
    }

    /// Forgets everything and ends the workers; new ones start at once.
    pub fn close(&self) {
        {
            let state = &mut *self.0.state.borrow_mut();
            let generation = state.generation + 1;
            *state = State {
                generation,
                next_view: state.next_view,
                next_shard: state.next_shard,
                ..State::default()
            };
        }
        self.0.start_workers();
        self.0.tell_data(true);
    }

    /// How loading goes.
    pub fn progress(&self) -> Progress {
        let state = self.0.state.borrow();
        let (packed, inflated) = state.bytes();
        let (packed_rate, rate) = state.rate.a_second();
        state
            .book
            .progress(state.loading_since.is_some(), packed, inflated, rate, packed_rate)
    }

    /// The account of all that was dropped.
    pub fn report(&self) -> Report {
        self.0.state.borrow().book.report()
    }

    /// Every problem, file by file (the first hundred of each).
    pub fn problems(&self) -> Vec<ProblemReport> {
        self.0.state.borrow().book.problems()
    }

    /// The account file by file, in the order dropped.
    pub fn files(&self) -> Vec<Rc<FileReport>> {
        self.0.state.borrow_mut().book.files()
    }

    /// What is open.
    pub fn sources(&self) -> Vec<SourceInfo> {
        self.0.state.borrow().book.sources().to_vec()
    }

    /// Distinct events loaded.
    pub fn events(&self) -> u64 {
        self.0.state.borrow().book.events()
    }
}
