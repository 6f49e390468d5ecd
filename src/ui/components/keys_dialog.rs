//! Help on keys.

use super::dialog::Dialog;
use crate::ui::model::keys::GROUPS;
use yew::prelude::*;

/// What the dialog needs.
#[derive(Properties, PartialEq)]
pub struct KeysDialogProps {
    /// It was closed.
    pub onclose: Callback<()>,
}

/// Every key of the page.
#[component]
pub fn KeysDialog(KeysDialogProps { onclose }: &KeysDialogProps) -> Html {
    html! {
        <Dialog title="Keys" size="medium" onclose={onclose.clone()}>
            <div class="dialog-body keys">
                for group in GROUPS {
                    <section>
                        <h3>{ group.place }</h3>
                        <dl>
                            for key in group.keys {
                                <dt>for one in key.keys.split(' ') { <kbd>{ one }</kbd> }</dt>
                                <dd>{ key.does }</dd>
                            }
                        </dl>
                    </section>
                }
            </div>
        </Dialog>
    }
}
