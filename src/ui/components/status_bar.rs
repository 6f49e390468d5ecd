//! The bottom line.

use super::icon::icon;
use super::progress::{listing_line, progress_line};
use crate::ui::model::files::FileFilter;
use crate::ui::model::format::{bytes, count, counted};
use crate::ui::model::marks::Marks;
use crate::ui::model::place::Place;
use crate::ui::model::state::{Action, Dialog, Listing, Snapshot};
use std::rc::Rc;
use yew::prelude::*;

/// What the status bar says.
#[derive(Properties, PartialEq)]
pub struct StatusBarProps {
    /// What is open.
    pub snapshot: Rc<Snapshot>,
    /// Folders being listed, beside what is open.
    pub listing: Option<Listing>,
    /// The events marked for comparing.
    pub marked: Marks,
    /// Ends loading.
    pub cancel: Callback<()>,
    /// Ends listing.
    pub stop_listing: Callback<()>,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The state of the page and how loading goes in one line; every part opens what it counts.
#[component]
pub fn StatusBar(
    StatusBarProps {
        snapshot,
        listing,
        marked,
        cancel,
        stop_listing,
        act,
    }: &StatusBarProps,
) -> Html {
    let report = &snapshot.report;
    let opens = |problems: bool| {
        act.reform(move |_: MouseEvent| {
            Action::Dialog(Some(Dialog::Report(FileFilter {
                problems,
                ..FileFilter::default()
            })))
        })
    };
    let privacy = act.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::Privacy)));
    let compare = {
        let marked = marked.clone();
        act.reform(move |_: MouseEvent| Action::Place(Place::Compare(marked.events())))
    };
    let unmark = act.reform(|_: MouseEvent| Action::Unmark);
    let problems = counted(report.problem_count, "problem", "problems");
    html! {
        <footer class="status-bar">
            if snapshot.sources.is_empty() {
                <span>{ "No files open" }</span>
            } else {
                <button type="button" onclick={opens(false)}>{ counted(report.files, "file", "files") }</button>
                <button type="button" onclick={opens(false)}>{ counted(report.events, "event", "events") }</button>
                <button type="button" onclick={opens(false)}>{ format!("{} merged", counted(report.duplicates, "copy", "copies")) }</button>
                if report.conflicts > 0 {
                    <button type="button" onclick={opens(false)}>{ format!("{} in conflict", count(report.conflicts)) }</button>
                }
                <button type="button" class={classes!((report.problem_count > 0).then_some("trouble"))} onclick={opens(report.problem_count > 0)}>
                    if report.problem_count > 0 { { icon("warning") } }
                    { problems }
                </button>
                <button type="button" onclick={opens(false)}>{ bytes(report.inflated) }</button>
            }
            <span class="to-compare">
                <span role="status">
                    if !marked.is_empty() { { counted(marked.len() as u64, "event to compare:", "events to compare:") } }
                </span>
                if !marked.is_empty() {
                    <button type="button" onclick={compare}>{ "Compare" }</button>
                    <button type="button" aria-label="Clear what is marked for comparing" onclick={unmark}>{ "Clear" }</button>
                }
            </span>
            <span class="space"></span>
            if let Some(listing) = listing {
                { listing_line(*listing, stop_listing) }
            } else if snapshot.progress.loading {
                { progress_line(&snapshot.progress, cancel) }
            }
            <button type="button" onclick={privacy}>{ "nothing leaves" }{ icon("shield") }</button>
        </footer>
    }
}
