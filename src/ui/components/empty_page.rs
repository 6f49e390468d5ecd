//! Before anything is opened.

use super::copy_button::CopyButton;
use super::icon::icon;
use super::progress::listing_line;
use crate::ui::hooks::Way;
use crate::ui::model::state::Listing;
use yew::prelude::*;

/// Fetches a trail: the user puts in the bucket.
const SYNC: &str = "aws s3 sync s3://YOUR-BUCKET/AWSLogs/ AWSLogs/";

/// What the empty page needs.
#[derive(Properties, PartialEq)]
pub struct EmptyPageProps {
    /// Opens something.
    pub open: Callback<Way>,
    /// A folder that is being listed.
    pub listing: Option<Listing>,
    /// Ends the listing.
    pub cancel: Callback<()>,
}

/// The page before anything is opened. `index.html` shows the same while WebAssembly starts: keep both alike.
#[component]
pub fn EmptyPage(
    EmptyPageProps {
        open,
        listing,
        cancel,
    }: &EmptyPageProps,
) -> Html {
    let button = |way: Way, drawing: &'static str, label: &'static str, class: &'static str| {
        let onclick = open.reform(move |_: MouseEvent| way);
        html! { <button type="button" {class} {onclick}>{ icon(drawing) }{ label }</button> }
    };
    html! {
        <main class="empty">
            <section class="drop-zone" aria-labelledby="what">
                <h2 id="what">{ "Read AWS CloudTrail logs: drop trail files or a whole AWSLogs folder, and every event is here to filter, sort and read." }</h2>
                <p class="drop-hint">{ icon("folder") }{ "Drop files or folders anywhere on this page" }</p>
                if let Some(listing) = listing {
                    { listing_line(*listing, cancel) }
                } else {
                    <div class="buttons">
                        { button(Way::Files, "file", "Open files…", "primary") }
                        { button(Way::Folder, "folder", "Open folder…", "primary") }
                        { button(Way::Paste, "paste", "Paste JSON…", "") }
                        { button(Way::Sample, "sample", "Try sample data", "") }
                    </div>
                }
                <p class="formats">{ "gzip, zip, tar, JSON, one record a line, lookup-events output, Event history JSON and CSV. Told apart by their bytes, not their names." }</p>
            </section>
            <div class="notes">
                <section aria-labelledby="get">
                    <h3 id="get">{ "Get trail files" }</h3>
                    <div class="command"><code>{ SYNC }</code><CopyButton label="Copy" text={Callback::from(|()| SYNC.to_owned())} /></div>
                    <p>{ "Add account, region and date to the path to fetch less. Your bucket’s name is in the CloudTrail console under Trails." }</p>
                </section>
                <section aria-labelledby="private">
                    <h3 id="private">{ icon("shield") }{ "Nothing is uploaded" }</h3>
                    <p>
                        { "Files are read inside this browser. This page’s own policy forbids network requests. To check: view the page’s source and look for " }
                        <code>{ "Content-Security-Policy" }</code>{ " near the top; it says " }<code>{ "connect-src 'none'" }</code>
                        { ". Or disconnect from the network: everything still works." }
                    </p>
                </section>
            </div>
        </main>
    }
}
