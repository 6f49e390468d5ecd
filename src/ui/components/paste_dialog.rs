//! Pasting JSON.

use super::dialog::Dialog;
use crate::ui::model::query_text::looks_like_json;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// What the dialog needs.
#[derive(Properties, PartialEq)]
pub struct PasteDialogProps {
    /// Takes the text.
    pub onpaste: Callback<String>,
    /// It was closed.
    pub onclose: Callback<()>,
}

/// A place to paste JSON, for who does not know of Ctrl+V.
#[component]
pub fn PasteDialog(PasteDialogProps { onpaste, onclose }: &PasteDialogProps) -> Html {
    let node = use_node_ref();
    let wrong = use_state_eq(|| false);
    let onsubmit = {
        let (node, wrong, onpaste, onclose) =
            (node.clone(), wrong.setter(), onpaste.clone(), onclose.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text = node
                .cast::<HtmlTextAreaElement>()
                .map(|area| area.value())
                .unwrap_or_default();
            if looks_like_json(&text) {
                onclose.emit(());
                onpaste.emit(text);
            } else {
                wrong.set(true);
            }
        })
    };
    let cancel = onclose.reform(|_: MouseEvent| ());
    html! {
        <Dialog title="Paste JSON" size="medium" onclose={onclose.clone()}>
            <form class="dialog-body paste" {onsubmit}>
                <label for="paste">{ "Trail records: a file’s content, one record, one a line, or the output of lookup-events" }</label>
                <textarea ref={node} id="paste" class="mono" rows="14" spellcheck="false" autofocus=true aria-invalid={wrong.to_string()}
                    aria-describedby={wrong.then_some("paste-error")} />
                if *wrong {
                    <p id="paste-error" class="trouble" role="alert">{ "This is not JSON: it should begin with { or [." }</p>
                }
                <div class="dialog-foot">
                    <button type="button" onclick={cancel}>{ "Cancel" }</button>
                    <button type="submit" class="primary">{ "Open" }</button>
                </div>
            </form>
        </Dialog>
    }
}
