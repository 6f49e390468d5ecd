use crate::ui::model::state::{Action, Notice, Snapshot};
use crate::web::task::sleep;
use crate::worker::session::{Change, Session};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Shortest time between two readings of the session, in milliseconds: numbers that change faster cannot be read.
const PAUSE_MS: i32 = 200;

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
    pending: bool,
    data: bool,
}

/// Reads the session when it changes, at most a few times a second.
#[hook]
pub fn use_changes(session: &Session, changes: &Changes, act: &Callback<Action>) {
    let (session, act) = (session.clone(), act.clone());
    use_effect_with(changes.clone(), move |changes| {
        let pace = Rc::new(RefCell::new(Pace::default()));
        let listener = Callback::from(move |change: Change| {
            if change == Change::WorkerLost {
                let text = "A worker stopped and was replaced. The report names the files it held; they can be opened again.";
                act.emit(Action::Notice(Some(Notice {
                    text: text.into(),
                    trouble: true,
                })));
            }
            let mut state = pace.borrow_mut();
            state.data |= change != Change::Progress;
            if std::mem::replace(&mut state.pending, true) {
                return;
            }
            let hold = session.hold();
            let (pace, session, act) = (Rc::clone(&pace), session.clone(), act.clone());
            spawn_local(async move {
                // The first change of a burst is shown at once, the last one after a pause.
                for wait in [0, PAUSE_MS] {
                    sleep(wait).await;
                    read(&session, &pace, &act);
                }
                drop(hold);
            });
        });
        *changes.0.borrow_mut() = Some(listener);
        let changes = changes.clone();
        move || *changes.0.borrow_mut() = None
    });
}

fn read(session: &Session, pace: &RefCell<Pace>, act: &Callback<Action>) {
    let data = {
        let mut pace = pace.borrow_mut();
        pace.pending = false;
        std::mem::take(&mut pace.data)
    };
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
}
