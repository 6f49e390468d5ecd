use crate::ui::components::icon::icon;
use crate::ui::components::table::value;
use crate::ui::model::files::outcome_name;
use crate::ui::model::format::{bytes, count, counted, visible};
use crate::worker::protocol::{FileReport, Outcome};
use std::rc::Rc;
use yew::prelude::*;

/// Files on one page of the list.
const PAGE: usize = 100;

/// What the list shows.
#[derive(Properties, PartialEq)]
pub struct FileListProps {
    /// Every file.
    pub files: Rc<Vec<Rc<FileReport>>>,
    /// The positions of those to list.
    pub listed: Rc<Vec<usize>>,
}

/// The files, a page at a time, their problems below each.
#[component]
pub fn FileList(FileListProps { files, listed }: &FileListProps) -> Html {
    let page = use_state_eq(|| 0_usize);
    {
        let page = page.setter();
        use_effect_with(Rc::clone(listed), move |_| page.set(0));
    }
    let pages = listed.len().div_ceil(PAGE).max(1);
    let at = (*page).min(pages - 1);
    let shown = listed
        .iter()
        .skip(at * PAGE)
        .take(PAGE)
        .filter_map(|position| files.get(*position));
    let turn = |to: Option<usize>, label: &'static str, drawing: &'static str| {
        let setter = page.setter();
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(to) = to {
                setter.set(to);
            }
        });
        html! { <button type="button" class="quiet square" aria-label={label} disabled={to.is_none()} {onclick}>{ icon(drawing) }</button> }
    };
    html! {
        <>
            <div class="file-list" tabindex="0" role="region" aria-label="Files">
                <table>
                    <thead><tr><th scope="col">{ "File" }</th><th scope="col">{ "Outcome" }</th><th scope="col">{ "Records" }</th>
                        <th scope="col">{ "Copies" }</th><th scope="col">{ "Bytes" }</th><th scope="col">{ "Unpacked" }</th></tr></thead>
                    <tbody>{ for shown.map(|file| entry(file)) }</tbody>
                </table>
            </div>
            if pages > 1 {
                <nav class="pages" aria-label="Pages">
                    { turn(at.checked_sub(1), "Previous page", "up") }
                    <span class="figure">{ format!("{}–{} of {}", count((at * PAGE + 1) as u64), count(((at + 1) * PAGE).min(listed.len()) as u64), count(listed.len() as u64)) }</span>
                    { turn((at + 1 < pages).then_some(at + 1), "Next page", "down") }
                </nav>
            }
        </>
    }
}

fn entry(file: &FileReport) -> Html {
    let (folder, name) = file
        .path
        .rsplit_once('/')
        .map_or(("", file.path.as_str()), |(folder, name)| (folder, name));
    let class = match file.outcome {
        Outcome::Failed => Some("failed"),
        Outcome::Events => None,
        _ => Some("aside"),
    };
    let mut notes = Vec::new();
    if !file.note.is_empty() {
        notes.push(visible(&file.note).into_owned());
    }
    for (number, one, many) in [
        (file.insights, "Insights record", "Insights records"),
        (file.digests, "digest", "digests"),
        (file.aggregated, "aggregated record", "aggregated records"),
    ] {
        if number > 0 {
            notes.push(counted(number, one, many));
        }
    }
    let more = file.problem_count.saturating_sub(file.problems.len() as u64);
    html! {
        <>
            <tr {class}>
                <td class="path" title={file.path.clone()} aria-label={visible(&file.path).into_owned()}><div>
                    if !folder.is_empty() { <span class="folder">{ format!("{}/", visible(folder)) }</span> }
                    { value(name) }
                </div></td>
                <td class="outcome">{ outcome_name(file.outcome) }if !notes.is_empty() { <small>{ notes.join(", ") }</small> }</td>
                <td class="figure">{ count(file.records) }</td>
                <td class="figure">{ count(file.copies) }</td>
                <td class="figure">{ bytes(file.bytes.0) }</td>
                <td class="figure">{ bytes(file.bytes.1) }</td>
            </tr>
            for problem in file.problems.iter() {
                <tr class="problem">
                    <td colspan="6">{ icon("warning") }<span>{ visible(&problem.message).into_owned() }
                        <small>{ format!("{} at byte {}; {} kept", problem.kind, count(problem.offset), counted(problem.kept, "record", "records")) }</small></span></td>
                </tr>
            }
            if more > 0 {
                <tr class="problem"><td colspan="6"><span>{ format!("and {} more", counted(more, "problem", "problems")) }</span></td></tr>
            }
        </>
    }
}
