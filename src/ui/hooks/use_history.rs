use crate::ui::model::history::{History, Steps};
use crate::web::storage;
use crate::web::task::sleep;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Rest after which a filter whose events show is one to come back to, in milliseconds.
const SETTLED_MS: i32 = 2000;

const KEPT_AS: &str = "history";

/// Going back and forward through earlier filters.
#[derive(Clone)]
pub struct HistoryKeys(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    steps: Option<Steps>,
    /// The filter whose events show.
    shown: String,
    /// The filter that Enter said to be done.
    entered: Option<String>,
}

impl HistoryKeys {
    /// The filter before `present`.
    pub fn back(&self, present: &str) -> Option<String> {
        let mut inner = self.0.borrow_mut();
        let steps = inner.steps.get_or_insert_with(|| Steps::new(&read(), present));
        steps.back().map(str::to_owned)
    }

    /// The filter after the present one, when some were gone back over.
    pub fn forward(&self) -> Option<String> {
        let mut inner = self.0.borrow_mut();
        inner.steps.as_mut()?.forward().map(str::to_owned)
    }

    /// Something was typed: going back starts there.
    pub fn typed(&self) {
        let mut inner = self.0.borrow_mut();
        inner.steps = None;
        inner.entered = None;
    }

    /// The filter is done, and kept as soon as its events show.
    pub fn done(&self, text: &str) {
        let mut inner = self.0.borrow_mut();
        inner.steps = None;
        if inner.shown == text.trim() {
            keep(text);
        } else {
            inner.entered = Some(text.trim().to_owned());
        }
    }
}

/// The filters of this browser that were done, or rested on. `shown` is the one whose events show.
#[hook]
pub fn use_history(shown: &AttrValue) -> HistoryKeys {
    let inner = use_memo((), |()| Rc::new(RefCell::new(Inner::default())));
    let history = HistoryKeys(Rc::clone(&inner));
    {
        let history = history.clone();
        use_effect_with(shown.clone(), move |shown| {
            let is_done = {
                let mut inner = history.0.borrow_mut();
                inner.shown = shown.to_string();
                inner.entered.take_if(|entered| *entered == **shown).is_some()
            };
            if is_done {
                return keep(shown);
            }
            let shown = shown.clone();
            spawn_local(async move {
                sleep(SETTLED_MS).await;
                if history.0.borrow().shown == *shown {
                    keep(&shown);
                }
            });
        });
    }
    history
}

/// Forgets all of them. False where the browser does not let the page.
pub fn forget_history() -> bool {
    storage::set(KEPT_AS, "")
}

/// Read each time: another page of this browser may have added to it.
fn read() -> History {
    History::read(&storage::get(KEPT_AS).unwrap_or_default())
}

fn keep(filter: &str) {
    let mut history = read();
    if history.add(filter) {
        storage::set(KEPT_AS, &history.to_text());
    }
}
