//! How listing and loading go.

use crate::ui::model::format::{bytes, count, counted, duration, percent};
use crate::ui::model::state::Listing;
use crate::web::focus;
use crate::worker::protocol::Progress;
use yew::prelude::*;

/// A bar by bytes, and in words: files, rate, time left.
pub fn progress_line(progress: &Progress, cancel: &Callback<()>) -> Html {
    let (read, whole) = progress.bytes;
    let done = percent(read, whole);
    let files = format!("{} of {} files", count(progress.files.0), count(progress.files.1));
    let amount = format!("{} of {}", bytes(read), bytes(whole));
    let left = progress
        .seconds_left
        .map(|seconds| format!("{} left", duration(seconds)));
    let onclick = ends(cancel);
    html! {
        <div class="progress-line">
            <div class="progress" role="progressbar" aria-label="Loading" aria-valuemin="0" aria-valuemax="100"
                aria-valuenow={format!("{done:.0}")} aria-valuetext={format!("{amount}, {files}")}>
                <div style={format!("width:{done:.2}%")}></div>
            </div>
            <span class="figure files">{ files }</span>
            <span class="figure amount">{ amount }</span>
            <span class="figure rate">{ format!("{}/s unpacked", bytes(progress.rate.max(0.0) as u64)) }</span>
            <span class="figure left">{ left }</span>
            <button type="button" title="Stop loading; what is loaded stays" {onclick}>{ "Cancel" }</button>
        </div>
    }
}

/// A bar without an end in sight: folders say how much they hold only at their end.
pub fn listing_line(listing: Listing, cancel: &Callback<()>) -> Html {
    let onclick = ends(cancel);
    html! {
        <div class="progress-line">
            <div class="progress endless" role="progressbar" aria-label="Listing folders"><div></div></div>
            <span class="figure files">{ format!("Listing: {}", counted(listing.files, "file", "files")) }</span>
            <button type="button" {onclick}>{ "Cancel" }</button>
        </div>
    }
}

/// Cancels, and moves the focus off the button, which goes away.
fn ends(cancel: &Callback<()>) -> Callback<MouseEvent> {
    let cancel = cancel.clone();
    Callback::from(move |_| {
        cancel.emit(());
        focus::home();
    })
}
