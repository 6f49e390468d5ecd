//! Why nothing leaves the page.

use super::dialog::Dialog;
use yew::prelude::*;

/// Why nothing leaves the page, and how to check that.
pub fn privacy_dialog(onclose: Callback<()>) -> Html {
    html! {
        <Dialog key="privacy" title="Nothing leaves this page" size="medium" {onclose}>
            <div class="dialog-body prose">
                <p>{ "Trail files are read, unpacked and searched by this page inside your browser. The page’s own policy forbids network requests: the browser refuses them, from the page and from its workers." }</p>
                <h3>{ "How to check" }</h3>
                <ul>
                    <li>{ "View the page’s source. Near the top stands " }<code>{ "Content-Security-Policy" }</code>{ "; it says " }<code>{ "connect-src 'none'" }</code>{ " and " }<code>{ "default-src 'none'" }</code>{ "." }</li>
                    <li>{ "Open the browser’s developer tools, tab Network, and use the page: nothing is requested after it has loaded." }</li>
                    <li>{ "Disconnect from the network, or save this page and open the file: everything works." }</li>
                </ul>
                <h3>{ "What is kept" }</h3>
                <p>{ "Widths and colours you choose are kept in this browser. What you filter by is in the page’s address, so a link you share shows it; the events are not. Closing the page forgets everything else." }</p>
            </div>
        </Dialog>
    }
}
