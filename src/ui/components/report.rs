//! The report: what became of every file.

mod figures;
mod files;

use self::figures::figures;
use self::files::FileList;
use super::copy_button::CopyButton;
use super::dialog::Dialog;
use crate::ui::model::files::{FileFilter, OUTCOMES, by_outcome, outcome_name};
use crate::ui::model::format::{count, counted};
use crate::ui::model::state::Snapshot;
use crate::worker::protocol::FileReport;
use crate::worker::session::Session;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the report shows.
#[derive(Properties, PartialEq)]
pub struct ReportDialogProps {
    /// Knows the files.
    pub session: Session,
    /// What is open.
    pub snapshot: Rc<Snapshot>,
    /// The list of files to start with.
    pub start: FileFilter,
    /// It was closed.
    pub onclose: Callback<()>,
}

/// Every file dropped, what became of it, and what went wrong.
#[component]
pub fn ReportDialog(
    ReportDialogProps {
        session,
        snapshot,
        start,
        onclose,
    }: &ReportDialogProps,
) -> Html {
    let files: Rc<Vec<Rc<FileReport>>> = {
        let session = session.clone();
        // Read again only when a file more is done: a hundred thousand of them are many to copy.
        use_memo(
            (
                snapshot.progress.files,
                snapshot.progress.loading,
                snapshot.sources.len(),
                snapshot.report.problem_count,
                snapshot.report.duplicates,
            ),
            move |_| session.files(),
        )
    };
    let filter = use_state_eq(|| start.clone());
    let counts = use_memo(Rc::clone(&files), |files| by_outcome(files));
    let listed = use_memo(
        (Rc::clone(&files), FileFilter::clone(&filter)),
        |(files, filter)| filter.matching(files),
    );

    let chip = |label: String, number: u64, wanted: FileFilter| {
        let pressed = wanted.outcome == filter.outcome && wanted.problems == filter.problems;
        let next = FileFilter {
            words: filter.words.clone(),
            ..wanted
        };
        let filter = filter.setter();
        let onclick = Callback::from(move |_: MouseEvent| filter.set(next.clone()));
        html! {
            <button type="button" class="chip" aria-pressed={pressed.to_string()} {onclick}>{ label }<span class="figure">{ count(number) }</span></button>
        }
    };
    let troubled = files.iter().filter(|file| file.problem_count > 0).count() as u64;
    let outcomes = OUTCOMES
        .into_iter()
        .zip(*counts)
        .filter(|(_, number)| *number > 0)
        .map(|(outcome, number)| {
            chip(
                outcome_name(outcome).to_owned(),
                number,
                FileFilter {
                    outcome: Some(outcome),
                    ..FileFilter::default()
                },
            )
        });
    let oninput = {
        let filter = filter.clone();
        Callback::from(move |event: InputEvent| {
            let words = event
                .target_dyn_into::<HtmlInputElement>()
                .map(|input| input.value())
                .unwrap_or_default();
            filter.set(FileFilter {
                words,
                ..FileFilter::clone(&filter)
            });
        })
    };
    let json = {
        let (snapshot, files) = (Rc::clone(snapshot), Rc::clone(&files));
        Callback::from(move |()| as_json(&snapshot, &files))
    };
    let retry = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| session.retry_lost())
    };
    html! {
        <Dialog title="Report" size="large" onclose={onclose.clone()}>
            <div class="dialog-body report">
                if session.lost() > 0 {
                    <p class="lost" role="alert">
                        <span>{ format!("A worker stopped while it held {}.", counted(session.lost() as u64, "file", "files")) }</span>
                        <button type="button" onclick={retry}>{ "Read them again" }</button>
                    </p>
                }
                { figures(snapshot) }
                <div class="report-bar">
                    { chip("All files".into(), files.len() as u64, FileFilter::default()) }
                    { for outcomes }
                    if troubled > 0 {
                        { chip("With problems".into(), troubled, FileFilter { problems: true, ..FileFilter::default() }) }
                    }
                </div>
                <div class="report-bar">
                    <input type="search" aria-label="Find files" placeholder="Find files by path or note" value={filter.words.clone()} {oninput} />
                    <p role="status">{ format!("{} of {} files", count(listed.len() as u64), count(files.len() as u64)) }</p>
                    <span class="space"></span>
                    <CopyButton label="Copy report as JSON" text={json} />
                </div>
                <FileList {files} {listed} />
            </div>
        </Dialog>
    }
}

#[derive(serde::Serialize)]
struct Whole<'a> {
    report: &'a crate::worker::protocol::Report,
    files: &'a [Rc<FileReport>],
}

fn as_json(snapshot: &Snapshot, files: &[Rc<FileReport>]) -> String {
    serde_json::to_string_pretty(&Whole {
        report: &snapshot.report,
        files,
    })
    .unwrap_or_default()
}
