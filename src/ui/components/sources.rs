//! What is open.

use super::icon::icon;
use crate::ui::hooks::use_dismiss;
use crate::ui::model::format::{bytes, count, counted, visible};
use crate::ui::model::state::Action;
use crate::web::focus;
use crate::worker::protocol::SourceInfo;
use crate::worker::session::Session;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// What is open.
#[derive(Properties, PartialEq)]
pub struct SourcesProps {
    /// Each drop, pick or paste.
    pub sources: Vec<SourceInfo>,
    /// Where they are removed.
    pub session: Session,
    /// What the user does.
    pub act: Callback<Action>,
}

/// A list of what is open, from which each can be removed.
#[component]
pub fn Sources(
    SourcesProps {
        sources,
        session,
        act,
    }: &SourcesProps,
) -> Html {
    let open = use_state_eq(|| false);
    let node = use_node_ref();
    {
        let setter = open.setter();
        use_dismiss(&node, *open, Callback::from(move |()| setter.set(false)));
    }
    let onkeydown = {
        let (node, setter, is_open) = (node.clone(), open.setter(), *open);
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && is_open {
                event.prevent_default();
                setter.set(false);
                focus_button(&node);
            }
        })
    };
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let close_all = {
        let (session, act) = (session.clone(), act.clone());
        Callback::from(move |_: MouseEvent| {
            session.close();
            act.emit(Action::Closed);
        })
    };
    html! {
        <div ref={node.clone()} class="sources" {onkeydown}>
            <button type="button" aria-expanded={open.to_string()} aria-controls="sources" {onclick}>
                { icon("layers") }{ "Sources" }<span class="badge">{ count(sources.len() as u64) }</span>
            </button>
            if *open {
                <section id="sources" class="popover" aria-label="Sources">
                    <ul>
                        for (source, label) in sources.iter().zip(remove_labels(sources)) {
                            { entry(source, label, &node, session) }
                        }
                    </ul>
                    <button type="button" class="danger" onclick={close_all}>{ "Close everything" }</button>
                </section>
            }
        </div>
    }
}

/// Focuses the button that opens the list.
fn focus_button(list: &NodeRef) {
    let button = list
        .cast::<Element>()
        .and_then(|inside| inside.query_selector("button").ok().flatten());
    focus::give_back(button.and_then(|button| button.dyn_into::<HtmlElement>().ok()));
}

/// What each remove button says; equal names are told apart by their order.
fn remove_labels(sources: &[SourceInfo]) -> impl Iterator<Item = String> {
    sources.iter().enumerate().map(|(at, source)| {
        let same = |list: &[SourceInfo]| list.iter().filter(|other| other.name == source.name).count();
        match same(sources) {
            1 => format!("Remove {}", source.name),
            all => format!("Remove {}, {} of {all}", source.name, same(&sources[..=at])),
        }
    })
}

fn entry(source: &SourceInfo, label: String, list: &NodeRef, session: &Session) -> Html {
    let onclick = {
        let (session, id, list) = (session.clone(), source.id, list.clone());
        Callback::from(move |_: MouseEvent| {
            session.remove(id);
            // This button goes; from that one Esc still closes the list.
            focus_button(&list);
        })
    };
    let amount = format!(
        "{}, {}",
        counted(source.files, "file", "files"),
        bytes(source.bytes)
    );
    html! {
        <li key={source.id}>
            <span class="name" title={source.name.clone()}>{ visible(&source.name).into_owned() }</span>
            <span class="figure">{ amount }</span>
            <button type="button" class="quiet square" aria-label={label} title="Remove" {onclick}>
                { icon("close") }
            </button>
        </li>
    }
}
