//! While files are dragged over the page.

use yew::prelude::*;

/// Shows, over the whole page, that files can be dropped anywhere. It takes no events itself.
pub fn drop_overlay() -> Html {
    html! {
        <div class="drop-overlay" aria-hidden="true"><p>{ "Drop to open" }<small>{ "Files and folders, any number. They stay on this computer." }</small></p></div>
    }
}
