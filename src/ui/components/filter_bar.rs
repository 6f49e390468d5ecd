//! The filter: a combobox whose list says what may be typed next.
//!
//! Keys follow the [combobox pattern](https://www.w3.org/WAI/ARIA/apg/patterns/combobox/): the input keeps the focus
//! and names the choice that is highlighted. While the list is closed, arrows go through earlier filters.

mod list;
mod words;

use self::list::{LIST, List, option_id};
pub use self::words::{Mirror, Words, WordsLine};
use super::icon::icon;
use crate::query::{LONGEST, check_fields};
use crate::ui::hooks::{Era, use_completion, use_history, use_known};
use crate::ui::model::completion::{accept, byte_offset, unit_offset};
use crate::ui::model::state::{Action, Snapshot};
use crate::web::listener::Listener;
use crate::web::{element, focus};
use crate::worker::session::{QueryError, Session};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// Choices that PageDown goes over.
const PAGE: isize = 10;

/// What the filter shows.
#[derive(Properties, PartialEq)]
pub struct FilterBarProps {
    /// Its text.
    pub text: AttrValue,
    /// The filter whose events show.
    pub shown: AttrValue,
    /// What is wrong with the text.
    pub error: Option<QueryError>,
    /// An answer is on its way.
    pub busy: bool,
    /// What is open.
    pub snapshot: Rc<Snapshot>,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// Knows fields and values.
    pub session: Session,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The filter, with what may be typed next below it, and its mistakes underlined in place and said.
#[component]
pub fn FilterBar(props: &FilterBarProps) -> Html {
    let FilterBarProps {
        text,
        shown,
        error,
        busy,
        snapshot,
        generation,
        session,
        act,
    } = props;
    let disabled = snapshot.sources.is_empty();
    let mirror = use_node_ref();
    let focused = use_state_eq(|| false);
    // While files load, new fields are looked for when there are eight times as many events: it takes a look at every one.
    let loading = snapshot.progress.loading;
    let era = match loading {
        true => Era::Loading(snapshot.events.max(1).ilog(8)),
        false => Era::Loaded(*generation),
    };
    let known = use_known(session, era, *focused || !text.trim().is_empty());
    let list = use_completion(session, era, known.clone(), text, shown);
    let history = use_history(shown);
    let unknown = use_memo(
        (text.clone(), known, loading),
        |(text, known, loading)| match known {
            // What is loaded later may have the field.
            Some(known) if !loading && !known.paths.is_empty() => {
                let paths: Vec<&str> = known.paths.iter().map(String::as_str).collect();
                check_fields(text, &paths)
            }
            _ => None,
        },
    );
    {
        // With a guess it is a slip of the hand; without one the field may well be in other files.
        let slip = matches!(&*unknown, Some(unknown) if unknown.meant.is_some()).then(|| text.to_string());
        let act = act.clone();
        use_effect_with(slip, move |slip| {
            if let Some(text) = slip {
                act.emit(Action::Mistyped(text.clone()));
            }
        });
    }
    let too_long = use_too_long();
    let words = match (*too_long, error, &*unknown) {
        (Some(bytes), ..) => Some(Words::TooLong(bytes)),
        (_, Some(error), _) => Some(Words::Mistake(error.clone())),
        (_, _, Some(unknown)) => Some(Words::Unknown(unknown.clone())),
        _ => None,
    };

    let oninput = {
        let (act, list, history, before) = (act.clone(), list.clone(), history.clone(), text.clone());
        let too_long = too_long.setter();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let text = input.value();
                if text.len() > LONGEST {
                    input.set_value(&before);
                    return too_long.set(Some(text.len()));
                }
                too_long.set(None);
                history.typed();
                list.typed(cursor(&input, &text));
                act.emit(Action::Filter(text));
            }
        })
    };
    // Puts a text into the filter, and the cursor at a byte of it.
    let put = {
        let (act, too_long) = (act.clone(), too_long.setter());
        Callback::from(move |(text, at): (String, usize)| {
            too_long.set(None);
            if let Some(input) = input() {
                let units = unit_offset(&text, at) as u32;
                input.set_value(&text);
                let _ = input.set_selection_range(units, units);
            }
            act.emit(Action::Filter(text));
        })
    };
    let choose = {
        let (put, list, text) = (put.clone(), list.clone(), text.clone());
        Callback::from(move |at: usize| {
            let Some(offers) = &list.offers else { return };
            let Some(candidate) = offers.completion.candidates.get(at) else {
                return;
            };
            let (text, cursor) = accept(&text, offers, candidate);
            // A name is followed by its values, a value by what the user wants next.
            match offers.field {
                None => list.typed(cursor),
                Some(_) => list.close(),
            }
            put.emit((text, cursor));
        })
    };
    let onkeydown = {
        let (put, list, history, choose, text) =
            (put.clone(), list.clone(), history, choose.clone(), text.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() || event.alt_key() {
                return;
            }
            let step = |text: Option<String>| {
                text.map(|text| {
                    list.close();
                    let end = text.len();
                    put.emit((text, end));
                })
            };
            let is_open = list.offers.is_some();
            match (event.key().as_str(), list.active()) {
                (" ", _) if event.ctrl_key() => {
                    if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                        list.ask(cursor(&input, &text));
                    }
                }
                ("ArrowDown", _) if is_open => list.step(1),
                ("ArrowUp", _) if is_open => list.step(-1),
                ("PageDown", _) if is_open => list.step(PAGE),
                ("PageUp", Some(_)) => list.step(-PAGE),
                ("Escape", _) if is_open => list.close(),
                ("Enter" | "Tab", Some(at)) if !event.shift_key() => choose.emit(at),
                ("ArrowUp", _) => _ = step(history.back(&present(&event, &text))),
                ("ArrowDown", _) => {
                    if step(history.forward()).is_none() {
                        focus::on("events");
                    }
                }
                ("Enter", _) => {
                    list.close();
                    history.done(&present(&event, &text));
                    focus::on("events");
                }
                ("Escape", _) => focus::on("events"),
                _ => return,
            }
            event.prevent_default();
        })
    };
    // Keys and clicks that move the cursor.
    let moved = {
        let (list, text) = (list.clone(), text.clone());
        move |input: Option<HtmlInputElement>| {
            if let Some(input) = input {
                list.moved(cursor(&input, &text));
            }
        }
    };
    let onkeyup = {
        let moved = moved.clone();
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight" | "Home" | "End") {
                moved(event.target_dyn_into());
            }
        })
    };
    let onclick = Callback::from(move |event: MouseEvent| moved(event.target_dyn_into()));
    let onfocus = {
        let focused = focused.setter();
        Callback::from(move |_: FocusEvent| focused.set(true))
    };
    let onblur = {
        let (list, focused) = (list.clone(), focused.setter());
        Callback::from(move |_: FocusEvent| {
            list.close();
            focused.set(false);
        })
    };
    // The mirror lies under the input and scrolls with it.
    let onscroll = {
        let mirror = mirror.clone();
        Callback::from(move |event: Event| {
            if let (Some(input), Some(mirror)) = (
                event.target_dyn_into::<HtmlElement>(),
                mirror.cast::<HtmlElement>(),
            ) {
                mirror.set_scroll_left(input.scroll_left());
            }
        })
    };
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    let clear = {
        let (put, list) = (put.clone(), list.clone());
        Callback::from(move |_: MouseEvent| {
            list.close();
            put.emit((String::new(), 0));
            focus::on("filter");
        })
    };
    let onmend = {
        let (text, list, unknown) = (text.clone(), list.clone(), Rc::clone(&unknown));
        Callback::from(move |()| {
            let mended = unknown
                .as_ref()
                .as_ref()
                .and_then(|unknown| unknown.mended(&text));
            if let Some(mended) = mended {
                list.close();
                let end = mended.len();
                put.emit((mended, end));
                focus::on("filter");
            }
        })
    };
    {
        // Ready for typing as soon as there is something to filter.
        use_effect_with(disabled, |disabled| {
            if !disabled && !focus::in_dialog() {
                focus::on("filter");
            }
        });
    }
    let is_open = list.offers.is_some();
    html! {
        <form role="search" class={classes!("filter-bar", busy.then_some("busy"))} {onsubmit}>
            { icon("search") }
            <div class="filter-field">
                if let Some(words) = &words {
                    <Mirror text={text.clone()} words={words.clone()} node={mirror} />
                }
                <input id="filter" type="text" class="mono" role="combobox" aria-label="Filter events" autocomplete="off" autocapitalize="off"
                    spellcheck="false" placeholder="Filter events: words, or field:value, - excludes" {disabled}
                    aria-autocomplete="list" aria-haspopup="listbox" aria-expanded={is_open.to_string()} aria-controls={LIST}
                    aria-activedescendant={list.active().map(option_id)}
                    aria-invalid={words.as_ref().is_some_and(|words| !matches!(words, Words::Unknown(_))).to_string()} aria-describedby={words.as_ref().map(Words::id)}
                    value={text.clone()} {oninput} {onkeydown} {onkeyup} {onclick} {onfocus} {onblur} {onscroll} />
            </div>
            if !text.is_empty() {
                <button type="button" class="quiet square" aria-label="Clear the filter" onclick={clear}>{ icon("close") }</button>
            } else {
                <kbd aria-hidden="true">{ "/" }</kbd>
            }
            <div class="work" aria-hidden="true"></div>
            if let Some(words) = words {
                <WordsLine {words} covered={is_open} {onmend} />
            }
            <List active={list.active()} offers={list.offers} onchoose={choose} />
        </form>
    }
}

/// The size of a text that was too long to be pasted. The browser is kept from laying out megabytes in one line, which
/// takes it seconds.
#[hook]
fn use_too_long() -> UseStateHandle<Option<usize>> {
    let too_long = use_state_eq(|| None);
    let set = too_long.setter();
    use_effect_with((), move |()| {
        let listener = input().map(|input| {
            Listener::new(&input, "beforeinput", move |event| {
                let text = event.dyn_ref::<InputEvent>().and_then(|event| event.data());
                let bytes = text.map_or(0, |text| text.len());
                if bytes > LONGEST {
                    event.prevent_default();
                    set.set(Some(bytes));
                }
            })
        });
        move || drop(listener)
    });
    too_long
}

/// What stands in the input: keys may be faster than its text is drawn.
fn present(event: &KeyboardEvent, drawn: &str) -> String {
    event
        .target_dyn_into::<HtmlInputElement>()
        .map_or_else(|| drawn.to_owned(), |input| input.value())
}

fn input() -> Option<HtmlInputElement> {
    element("filter")?.dyn_into().ok()
}

/// The byte of `text` that the cursor of its input stands before.
fn cursor(input: &HtmlInputElement, text: &str) -> usize {
    // Nothing is completed in a pasted file, and counting its letters takes time.
    if text.len() > LONGEST {
        return text.len();
    }
    let units = input.selection_start().ok().flatten().unwrap_or(u32::MAX);
    byte_offset(text, units as usize)
}
