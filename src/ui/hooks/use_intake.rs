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
use crate::worker::session::{LeftOut, Session};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
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
    /// Taken out when the choice is made.
    found: RefCell<Found>,
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
    /// Ends loading.
    pub cancel: Callback<()>,
    /// Ends listing; what loads goes on.
    pub stop_listing: Callback<()>,
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
    let pending = use_mut_ref(VecDeque::<Rc<Pending>>::new);
    let redraw = use_force_update();
    // Counts up; a listing goes on while the number is that of its beginning.
    let stops = use_memo((), |()| Cell::new(0_u32));
    let (files, folder) = (use_node_ref(), use_node_ref());

    let take = {
        let (session, act, pending) = (session.clone(), act.clone(), pending.clone());
        let (stops, redraw) = (Rc::clone(&stops), redraw.clone());
        Callback::from(move |found: Found| {
            let (session, act, pending) = (session.clone(), act.clone(), pending.clone());
            let (stops, redraw) = (Rc::clone(&stops), redraw.clone());
            let begun = stops.get();
            let hold = session.hold();
            spawn_local(async move {
                let _hold = hold;
                tell_refused(&found, &act);
                let mut inventory = Inventory::default();
                let (mut breather, mut beat) = (Breather::of_slow_steps(), Beat::default());
                for (at, picked) in found.files.iter().enumerate() {
                    inventory.add(&picked.path, picked.size());
                    breather.breathe().await;
                    if stops.get() != begun {
                        return act.emit(Action::Listing(None));
                    }
                    if beat.is_due() {
                        act.emit(Action::Listing(Some(Listing { files: at as u64 })));
                    }
                }
                act.emit(Action::Listing(None));
                if inventory.total().is_large() {
                    let found = RefCell::new(found);
                    pending
                        .borrow_mut()
                        .push_back(Rc::new(Pending { found, inventory }));
                    redraw.force_update();
                } else {
                    load(&session, found, |_| true);
                }
            });
        })
    };
    let dropped = {
        let (session, act, take) = (session.clone(), act.clone(), take.clone());
        let stops = Rc::clone(&stops);
        Callback::from(move |dropped: Rc<RefCell<Option<Dropped>>>| {
            let Some(dropped) = dropped.take() else { return };
            let (act, take, stops) = (act.clone(), take.clone(), Rc::clone(&stops));
            let begun = stops.get();
            let hold = session.hold();
            spawn_local(async move {
                let _hold = hold;
                let progress = |files| {
                    act.emit(Action::Listing(Some(Listing { files })));
                    stops.get() == begun
                };
                let found = dropped.list(progress).await;
                act.emit(Action::Listing(None));
                if stops.get() == begun {
                    take.emit(found);
                }
            });
        })
    };
    let picked = {
        let (session, take) = (session.clone(), take.clone());
        Callback::from(move |input: HtmlInputElement| {
            let (hold, take) = (session.hold(), take.clone());
            spawn_local(async move {
                let _hold = hold;
                take.emit(files::picked(&input).await);
            });
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
        Callback::from(move |()| session.cancel())
    };
    let stop_listing = Callback::from(move |()| stops.set(stops.get().wrapping_add(1)));
    let decide = {
        let (session, pending) = (session.clone(), pending.clone());
        Callback::from(move |choice: Option<Choice>| {
            let first = pending.borrow_mut().pop_front();
            redraw.force_update();
            if let (Some(first), Some(choice)) = (first, choice) {
                let takes = first.inventory.takes(&choice);
                load(&session, first.found.take(), |at| {
                    takes.get(at).copied().unwrap_or(true)
                });
            }
        })
    };
    {
        let (act, take, pasted) = (act.clone(), take, pasted.clone());
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
                } else if !text.trim().is_empty() {
                    act.emit(trouble(
                        "The pasted text is not JSON: copy whole records, beginning with { or [. To filter by text, paste it into the filter.",
                    ));
                }
            }),
        );
    }
    let first = pending.borrow().front().cloned();
    (
        Intake {
            open,
            dropped,
            picked,
            pasted,
            cancel,
            stop_listing,
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
    let mut left_out: Vec<LeftOut> = refused
        .into_iter()
        .map(|(path, why)| (path, 0, Some(why)))
        .collect();
    let mut chosen = Vec::with_capacity(files.len());
    for (at, picked) in files.into_iter().enumerate() {
        if takes(at) {
            chosen.push(picked);
        } else {
            let size = picked.size();
            left_out.push((picked.path, size, None));
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
