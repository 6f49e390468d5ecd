//! Help on keys.

use super::dialog::Dialog;
use crate::ui::model::keys::GROUPS;
use yew::prelude::*;

/// Every key of the page.
pub fn keys_dialog(onclose: Callback<()>) -> Html {
    html! {
        <Dialog key="keys" title="Keys" size="medium" {onclose}>
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
