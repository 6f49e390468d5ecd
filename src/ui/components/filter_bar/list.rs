use crate::query::complete::Candidate;
use crate::ui::model::completion::{Offers, note};
use crate::ui::model::format::{count, counted, visible};
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

/// The list's id, for the input that it belongs to.
pub const LIST: &str = "filter-list";

/// The id of one choice.
pub fn option_id(at: usize) -> String {
    format!("filter-option-{at}")
}

/// What the list shows.
#[derive(Properties, PartialEq)]
pub struct ListProps {
    /// What can be chosen; nothing shows without.
    pub offers: Option<Rc<Offers>>,
    /// The one that is highlighted.
    pub active: Option<usize>,
    /// One was clicked.
    pub onchoose: Callback<usize>,
}

/// What may be typed next: the list of a combobox, which keeps the focus.
#[component]
pub fn List(
    ListProps {
        offers,
        active,
        onchoose,
    }: &ListProps,
) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((*active, offers.clone()), move |(active, _)| {
            if let Some(list) = node.cast::<HtmlElement>() {
                reveal(&list, *active);
            }
        });
    }
    let words = offers.as_deref().map(|offers| {
        let total = offers.completion.total as u64;
        match &offers.field {
            None => counted(total, "field", "fields"),
            Some(field) => format!("{} of {}", counted(total, "value", "values"), visible(field)),
        }
    });
    // The input must not lose the focus to what is pressed here.
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <>
            <p class="unseen" role="status">{ words.clone() }</p>
            if let Some(offers) = offers {
                <div class="completion" {onmousedown}>
                    <ul ref={node} id={LIST} role="listbox" aria-label={words}>
                        for (at, candidate) in offers.completion.candidates.iter().enumerate() {
                            { option(at, candidate, offers, *active == Some(at), onchoose) }
                        }
                    </ul>
                    if offers.completion.total > offers.completion.candidates.len() {
                        <p>{ format!("The first {} of {}: type on to narrow.", count(offers.completion.candidates.len() as u64), count(offers.completion.total as u64)) }</p>
                    }
                </div>
            }
        </>
    }
}

fn option(
    at: usize,
    candidate: &Candidate,
    offers: &Offers,
    active: bool,
    onchoose: &Callback<usize>,
) -> Html {
    let onclick = onchoose.reform(move |_: MouseEvent| at);
    let note = match offers.field {
        None => note(&candidate.text),
        Some(_) => String::new(),
    };
    let text = if candidate.text.is_empty() {
        "\"\""
    } else {
        &candidate.text
    };
    html! {
        <li key={at} id={option_id(at)} role="option" aria-selected={active.to_string()} {onclick}>
            <span class={classes!("mono", (note == "derived").then_some("derived"))} title={text.to_owned()}>{ visible(text).into_owned() }</span>
            if !note.is_empty() {
                <small>{ note }</small>
            }
            if candidate.count > 0 {
                <span class="figure">{ count(candidate.count) }</span>
            }
        </li>
    }
}

/// Scrolls the list so that the choice shows; to its top without one.
fn reveal(list: &HtmlElement, active: Option<usize>) {
    let option = active
        .and_then(|at| list.children().item(at as u32))
        .and_then(|option| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(option).ok());
    let Some(option) = option else {
        return list.set_scroll_top(0);
    };
    let (top, bottom) = (option.offset_top(), option.offset_top() + option.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
}
