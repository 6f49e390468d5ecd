use crate::ui::model::state::{Action, Notice, Snapshot};
use crate::web::task::{sleep, turn_to_draw};
use crate::worker::session::{Change, Session};
use futures_channel::oneshot;
use futures_util::future::select;
use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Shortest time between two readings of the session, in milliseconds: numbers that change faster cannot be read …
const PAUSE_MS: i32 = 200;
/// … and while files are loaded, drawing takes time from that.
const LOADING_PAUSE_MS: i32 = 400;

/// Where the session says what changed, before anyone listens and after.
#[derive(Clone, Default)]
pub struct Changes(Rc<RefCell<Option<Callback<Change>>>>);

impl PartialEq for Changes {
    fn eq(&self, other: &Changes) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Changes {
    /// Passes a change on.
    pub fn tell(&self, change: Change) {
        let listener = self.0.borrow().clone();
        if let Some(listener) = listener {
            listener.emit(change);
        }
    }
}

#[derive(Default)]
struct Pace {
    /// Something changed since the last reading.
    news: bool,
    /// Rows did.
    data: bool,
    /// Readings are going on.
    reading: bool,
    /// The pause after the last reading, for what is not to wait for its end.
    pause: Option<Pause>,
}

/// A pause between two readings.
struct Pause {
    end: oneshot::Sender<()>,
    /// There were no rows to read: the first ones end it.
    until_rows: bool,
    /// Files were being loaded: when all are, that ends it.
    until_loaded: bool,
}

impl Pace {
    fn note(&mut self, change: Change, is_loading: bool) {
        self.news = true;
        if change == Change::Progress {
            return;
        }
        self.data = true;
        let ends = |pause: &mut Pause| pause.until_rows || pause.until_loaded && !is_loading;
        if let Some(pause) = self.pause.take_if(ends) {
            // It may be over.
            let _ = pause.end.send(());
        }
    }
}

/// Reads the session when it changes, at most a few times a second.
#[hook]
pub fn use_changes(session: &Session, changes: &Changes, act: &Callback<Action>) {
    let (session, act) = (session.clone(), act.clone());
    use_effect_with(changes.clone(), move |changes| {
        let pace = Rc::new(RefCell::new(Pace::default()));
        let listener = Callback::from(move |change: Change| {
            if change == Change::WorkerLost {
                let text = "A worker stopped and was replaced. The report names the files it held and can read them again.";
                act.emit(Action::Notice(Some(Notice {
                    text: text.into(),
                    trouble: true,
                })));
            }
            let mut state = pace.borrow_mut();
            state.note(change, session.is_loading());
            if std::mem::replace(&mut state.reading, true) {
                return;
            }
            let (pace, session, act) = (Rc::clone(&pace), session.clone(), act.clone());
            let hold = session.hold();
            spawn_local(async move {
                let _hold = hold;
                // The first change of a burst, the first rows and the end are shown at once, others after a pause, the
                // last one always.
                while std::mem::take(&mut pace.borrow_mut().news) {
                    let is_loading = session.is_loading();
                    // Rows are only asked for now, and drawn when they are there.
                    if is_loading && !pace.borrow().data {
                        turn_to_draw().await;
                    }
                    let until_rows = !read(&session, &pace, &act);
                    let (end, ended) = oneshot::channel();
                    pace.borrow_mut().pause = Some(Pause {
                        end,
                        until_rows,
                        until_loaded: is_loading,
                    });
                    let millis = if is_loading { LOADING_PAUSE_MS } else { PAUSE_MS };
                    select(pin!(sleep(millis)), ended).await;
                }
                pace.borrow_mut().reading = false;
            });
        });
        *changes.0.borrow_mut() = Some(listener);
        let changes = changes.clone();
        move || *changes.0.borrow_mut() = None
    });
}

/// Whether there were other rows.
fn read(session: &Session, pace: &RefCell<Pace>, act: &Callback<Action>) -> bool {
    let data = std::mem::take(&mut pace.borrow_mut().data);
    let snapshot = Snapshot {
        progress: session.progress(),
        report: session.report(),
        sources: session.sources(),
        events: session.events(),
    };
    act.emit(Action::Snapshot(Rc::new(snapshot)));
    if data {
        act.emit(Action::Data);
    }
    data
}
