//! What every dialog has.

use super::icon::icon;
use crate::web::focus;
use crate::web::listener::Listener;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// A dialog over the page.
#[derive(Properties, PartialEq)]
pub struct DialogProps {
    /// What it is, as its heading.
    pub title: AttrValue,
    /// Its size: `small`, `medium` or `large`.
    #[prop_or("medium".into())]
    pub size: AttrValue,
    /// What it holds.
    pub children: Html,
    /// It was closed by the user.
    pub onclose: Callback<()>,
}

/// A modal dialog: keeps the focus, closes with Esc and its button, and gives the focus back.
#[component]
pub fn Dialog(
    DialogProps {
        title,
        size,
        children,
        onclose,
    }: &DialogProps,
) -> Html {
    let node = use_node_ref();
    {
        let (node, onclose) = (node.clone(), onclose.clone());
        use_effect_with((), move |()| {
            let before = focus::current();
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                let _ = dialog.show_modal();
            }
            // Esc: the page decides, so that its state and the dialog agree.
            let listeners = dialog.clone().map(|dialog| {
                ["cancel", "close"].map(|kind| {
                    let (of, onclose) = (dialog.clone(), onclose.clone());
                    Listener::new(&dialog, kind, move |event| {
                        // A file picker inside also cancels; that is not this dialog's.
                        if event.target().as_ref() == Some(&of) {
                            event.prevent_default();
                            onclose.emit(());
                        }
                    })
                })
            });
            move || {
                drop(listeners);
                if let Some(dialog) = dialog {
                    dialog.close();
                }
                focus::give_back(before);
                // What opened it may be gone, or was a drop.
                if focus::is_lost() {
                    focus::home();
                }
            }
        });
    }
    let onclick = onclose.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={node} class={classes!("dialog", size.to_string())} aria-labelledby="dialog-title">
            <header class="dialog-head">
                <h2 id="dialog-title">{ title }</h2>
                <button type="button" class="quiet square" aria-label="Close" title="Close (Esc)" {onclick}>{ icon("close") }</button>
            </header>
            { children.clone() }
        </dialog>
    }
}
