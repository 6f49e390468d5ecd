use super::use_window_event;
use crate::ui::model::format::counted;
use crate::ui::model::narrow::{Choice, Inventory};
use crate::ui::model::query_text::looks_like_json;
use crate::ui::model::state::{Action, Dialog, Listing, Notice};
use crate::web::drop::Dropped;
use crate::web::files::{self, Found};
use crate::web::focus;
use crate::web::sample::sample;
use crate::web::task::{Beat, Breather};
use crate::worker::session::Session;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ClipboardEvent, Event, HtmlInputElement};
use yew::prelude::*;

/// A way to open something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The file picker.
    Files,
    /// The folder picker.
    Folder,
    /// The dialog to paste into.
    Paste,
    /// The sample trail.
    Sample,
}

/// A large drop that waits for a choice.
pub struct Pending {
    found: Found,
    /// What the names say.
    pub inventory: Inventory,
}

/// How files come in.
#[derive(Clone, PartialEq)]
pub struct Intake {
    /// Opens something.
    pub open: Callback<Way>,
    /// Takes what was dropped.
    pub dropped: Callback<Rc<RefCell<Option<Dropped>>>>,
    /// Takes what a picker has.
    pub picked: Callback<HtmlInputElement>,
    /// Takes pasted text.
    pub pasted: Callback<String>,
    /// Ends listing and loading.
    pub cancel: Callback<()>,
    /// Answers the question about the first large drop: what to load, or nothing.
    pub decide: Callback<Option<Choice>>,
    /// The hidden file input.
    pub files: NodeRef,
    /// The hidden folder input.
    pub folder: NodeRef,
}

/// How files come in, and the large drop to ask about, if any.
#[hook]
pub fn use_intake(session: &Session, act: &Callback<Action>) -> (Intake, Option<Rc<Pending>>) {
    let pending = use_state(Vec::<Rc<Pending>>::new);
    let cancelled = use_memo((), |()| Cell::new(false));
    let (files, folder) = (use_node_ref(), use_node_ref());

    let take = {
        let (session, act, pending) = (session.clone(), act.clone(), pending.clone());
        Callback::from(move |found: Found| {
            let (session, act, pending) = (session.clone(), act.clone(), pending.clone());
            let hold = session.hold();
            spawn_local(async move {
                let _hold = hold;
                tell_refused(&found, &act);
                let mut inventory = Inventory::default();
                let (mut breather, mut beat) = (Breather::default(), Beat::default());
                for (at, picked) in found.files.iter().enumerate() {
                    inventory.add(&picked.path, picked.size);
                    breather.breathe().await;
                    if beat.is_due() {
                        act.emit(Action::Listing(Some(Listing { files: at as u64 })));
                    }
                }
                act.emit(Action::Listing(None));
                if inventory.total().is_large() {
                    let mut waiting = Vec::clone(&pending);
                    waiting.push(Rc::new(Pending { found, inventory }));
                    pending.set(waiting);
                } else {
                    load(&session, found, |_| true);
                }
            });
        })
    };
    let dropped = {
        let (act, take, cancelled) = (act.clone(), take.clone(), Rc::clone(&cancelled));
        Callback::from(move |dropped: Rc<RefCell<Option<Dropped>>>| {
            let Some(dropped) = dropped.take() else { return };
            let (act, take, cancelled) = (act.clone(), take.clone(), Rc::clone(&cancelled));
            cancelled.set(false);
            spawn_local(async move {
                let progress = |files| {
                    act.emit(Action::Listing(Some(Listing { files })));
                    !cancelled.get()
                };
                let found = dropped.list(progress).await;
                act.emit(Action::Listing(None));
                if !cancelled.get() {
                    take.emit(found);
                }
            });
        })
    };
    let picked = {
        let take = take.clone();
        Callback::from(move |input: HtmlInputElement| {
            let take = take.clone();
            spawn_local(async move { take.emit(files::picked(&input).await) });
        })
    };
    let pasted = {
        let (act, take) = (act.clone(), take.clone());
        Callback::from(
            move |text: String| match files::made("Pasted text.json", text.as_bytes()) {
                Ok(file) => take.emit(Found {
                    name: "Pasted text".into(),
                    files: vec![file],
                    refused: Vec::new(),
                }),
                Err(_) => act.emit(trouble(
                    "The browser has no memory for the pasted text: save it as a file and open that.",
                )),
            },
        )
    };
    let open = {
        let (act, take, files, folder) = (act.clone(), take.clone(), files.clone(), folder.clone());
        Callback::from(move |way| match way {
            Way::Files => click(&files),
            Way::Folder => click(&folder),
            Way::Paste => act.emit(Action::Dialog(Some(Dialog::Paste))),
            Way::Sample => {
                let (act, take) = (act.clone(), take.clone());
                spawn_local(async move {
                    match sample().await {
                        Ok(found) => take.emit(found),
                        Err(_) => act.emit(trouble(
                            "The browser has no memory for the sample: close other pages and try again.",
                        )),
                    }
                });
            }
        })
    };
    let cancel = {
        let session = session.clone();
        Callback::from(move |()| {
            cancelled.set(true);
            session.cancel();
        })
    };
    let decide = {
        let (session, pending) = (session.clone(), pending.clone());
        Callback::from(move |choice: Option<Choice>| {
            let mut waiting = Vec::clone(&pending).into_iter();
            let first = waiting.next();
            pending.set(waiting.collect());
            if let (Some(first), Some(choice)) = (first, choice) {
                let takes = first.inventory.takes(&choice);
                load(&session, first.found.clone(), |at| {
                    takes.get(at).copied().unwrap_or(true)
                });
            }
        })
    };
    {
        let (take, pasted) = (take, pasted.clone());
        use_window_event(
            "paste",
            false,
            Callback::from(move |event: Event| {
                if focus::takes_text(&event) || focus::in_dialog() {
                    return;
                }
                let Some(data) = event
                    .dyn_ref::<ClipboardEvent>()
                    .and_then(ClipboardEvent::clipboard_data)
                else {
                    return;
                };
                let list = data.files().filter(|list| list.length() > 0);
                let text = data.get_data("text").unwrap_or_default();
                if let Some(list) = list {
                    take.emit(files::listed(&list));
                } else if looks_like_json(&text) {
                    pasted.emit(text);
                }
            }),
        );
    }
    let first = pending.first().cloned();
    (
        Intake {
            open,
            dropped,
            picked,
            pasted,
            cancel,
            decide,
            files,
            folder,
        },
        first,
    )
}

/// Adds what was found as one source; `takes` says by position which files to load. The rest, and what the
/// browser refused, go into the report as not loaded.
fn load(session: &Session, found: Found, takes: impl Fn(usize) -> bool) {
    let Found { name, files, refused } = found;
    if files.is_empty() && refused.is_empty() {
        return;
    }
    let mut left_out: Vec<(String, u64)> = refused.into_iter().map(|(path, _)| (path, 0)).collect();
    let mut chosen = Vec::with_capacity(files.len());
    for (at, picked) in files.into_iter().enumerate() {
        if takes(at) {
            chosen.push(picked);
        } else {
            left_out.push((picked.path, picked.size));
        }
    }
    if left_out.is_empty() {
        session.add(&name, chosen);
    } else {
        session.add_partly(&name, chosen, left_out);
    }
}

fn tell_refused(found: &Found, act: &Callback<Action>) {
    match found.refused.first() {
        Some((path, why)) => {
            let number = counted(found.refused.len() as u64, "file or folder", "files or folders");
            act.emit(trouble(&format!(
                "The browser could not open {number}; the report lists them. The first: {why} ({path})"
            )));
        }
        None if found.files.is_empty() => act.emit(trouble("There are no files in what was opened.")),
        None => {}
    }
}

fn trouble(text: &str) -> Action {
    Action::Notice(Some(Notice {
        text: text.to_owned(),
        trouble: true,
    }))
}

fn click(input: &NodeRef) {
    if let Some(input) = input.cast::<HtmlInputElement>() {
        input.click();
    }
}
