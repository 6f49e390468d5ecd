//! Copying, with its own answer.

use super::icon::icon;
use crate::web::{clipboard, task::sleep};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A button that copies.
#[derive(Properties, PartialEq)]
pub struct CopyButtonProps {
    /// What the button says.
    pub label: AttrValue,
    /// What it copies, where what the button says does not say it alone.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// Makes the text, when clicked: it may be large.
    pub text: Callback<(), String>,
}

/// Copies a text and says so in its own place, so that nothing moves.
#[component]
pub fn CopyButton(CopyButtonProps { label, name, text }: &CopyButtonProps) -> Html {
    let said = use_state_eq(|| None);
    let onclick = {
        let (said, text) = (said.setter(), text.clone());
        Callback::from(move |_: MouseEvent| {
            let (said, text) = (said.clone(), text.emit(()));
            spawn_local(async move {
                let copied = clipboard::copy(&text).await;
                said.set(Some(copied));
                sleep(1600).await;
                said.set(None);
            });
        })
    };
    let (drawing, words) = match *said {
        None => ("copy", label.clone()),
        Some(true) => ("check", "Copied".into()),
        Some(false) => ("warning", "Not allowed".into()),
    };
    html! {
        <button type="button" class="copy" aria-label={name.clone()} title={name.clone()} {onclick}>
            { icon(drawing) }<span aria-live="polite">{ words }</span>
        </button>
    }
}
