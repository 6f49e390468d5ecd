//! Writing the events that match into a file.

use super::dialog::Dialog;
use super::icon::icon;
use crate::export::{Format, name};
use crate::ui::hooks::{Exporter, Order, Question, use_export};
use crate::ui::model::columns::Columns;
use crate::ui::model::export::{Amount, Stage, missing_words, purpose};
use crate::ui::model::format::{count, counted, percent, visible};
use crate::worker::session::{Session, View};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the dialog needs.
#[derive(Properties, PartialEq)]
pub struct ExportDialogProps {
    /// Has the events.
    pub session: Session,
    /// Those that match, once known.
    pub view: Option<View>,
    /// What they match, and their order.
    pub question: Question,
    /// The table's columns.
    pub columns: Rc<Columns>,
    /// It was closed.
    pub onclose: Callback<()>,
}

/// The format, the name, a button; then how far it is, and how it ended.
#[component]
pub fn ExportDialog(
    ExportDialogProps {
        session,
        view,
        question,
        columns,
        onclose,
    }: &ExportDialogProps,
) -> Html {
    let format = use_state(Format::default);
    let stem = use_state(String::new);
    let Exporter { stage, begin, cancel } = use_export(session);
    {
        let (session, stem, filter) = (session.clone(), stem.setter(), question.filter.clone());
        use_effect_with((), move |()| {
            spawn_local(async move { stem.set(suggested(&session, &filter).await) });
        });
    }
    let total = view.as_ref().map_or(0, View::total);
    let onsubmit = {
        let order = Order {
            filter: question.filter.clone(),
            sort: question.sort.clone(),
            format: *format,
            columns: columns.paths().map(str::to_owned).collect(),
            name: name::file(&stem, *format),
        };
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            begin.emit(order.clone());
        })
    };
    let oninput = {
        let stem = stem.setter();
        Callback::from(move |event: InputEvent| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            stem.set(input.map(|input| input.value()).unwrap_or_default());
        })
    };
    let choice = |one: Format| {
        let (title, words) = purpose(one);
        let choose = format.setter();
        let onchange = Callback::from(move |_: Event| choose.set(one));
        let first = one == Format::default();
        html! {
            <label key={one.name()} class="format">
                <input type="radio" name="format" value={one.name()} checked={*format == one} autofocus={first} {onchange} />
                <span><b>{ title }</b><span class="words">{ words }</span></span>
            </label>
        }
    };
    let busy = stage.is_writing();
    html! {
        <Dialog title="Export" size="medium" onclose={onclose.clone()}>
            <form class="dialog-body export" {onsubmit}>
                <p>{ what(total, question) }</p>
                <fieldset disabled={busy}>
                    <legend>{ "Format" }</legend>
                    { for Format::ALL.into_iter().map(choice) }
                </fieldset>
                <p class={classes!("columns-of", format.is_of_records().then_some("unused"))} aria-hidden={format.is_of_records().to_string()}>
                    <span>{ format!("{}: ", counted(columns.list().len() as u64, "column", "columns")) }</span>
                    <span class="mono">{ visible(&columns.paths().collect::<Vec<_>>().join(", ")).into_owned() }</span>
                </p>
                <div class="name">
                    <label for="export-name">{ "File name" }</label>
                    <input id="export-name" type="text" class="mono" autocomplete="off" spellcheck="false" disabled={busy} value={(*stem).clone()} {oninput} />
                    <span class="mono">{ format.extension() }</span>
                </div>
                { how_far(&stage) }
                <div class="dialog-foot">
                    if busy {
                        <button type="button" onclick={cancel.reform(|_: MouseEvent| ())}>{ "Cancel" }</button>
                    } else {
                        <button type="button" onclick={onclose.reform(|_: MouseEvent| ())}>{ "Close" }</button>
                    }
                    <button type="submit" class="primary" disabled={busy || total == 0}>{ icon("export") }{ "Export" }</button>
                </div>
            </form>
        </Dialog>
    }
}

/// A name of the days of the events; of today where they have none.
async fn suggested(session: &Session, filter: &str) -> String {
    let span = match session.scope(filter).await {
        Ok(scope) => session.span(&scope).await,
        Err(_) => None,
    };
    let today = js_sys::Date::now() as i64;
    name::stem(span.unwrap_or((today, today)))
}

fn what(total: u64, question: &Question) -> String {
    let which = match (total, question.filter.trim()) {
        (0, _) => return "No event matches the filter: there is nothing to write.".into(),
        (1, _) => "The event that matches".to_owned(),
        (total, "") => format!("All {} events", count(total)),
        (total, _) => format!("All {} events that match the filter", count(total)),
    };
    format!(
        "{which}, in the order of the table. Nothing is uploaded: the file goes from this page to your disk."
    )
}

fn how_far(stage: &Stage) -> Html {
    if let Stage::Writing(amount) = stage {
        return bar(*amount);
    }
    let Some(outcome) = stage.outcome() else {
        return html! { <p class="outcome" role="status"></p> };
    };
    let trouble = match stage {
        Stage::Failed(..) => true,
        Stage::Done(amount, ..) => amount.unread > 0,
        _ => false,
    };
    let missing = match stage {
        Stage::Done(_, missing, _) => missing.as_slice(),
        _ => &[],
    };
    html! {
        <>
            <p class={classes!("outcome", trouble.then_some("trouble"))} role="status">{ visible(&outcome).into_owned() }</p>
            if !missing.is_empty() {
                <ul class="missing" tabindex="0" aria-label="Files that could not be read">
                    for one in missing {
                        <li>{ visible(&missing_words(one)).into_owned() }</li>
                    }
                </ul>
            }
        </>
    }
}

fn bar(amount: Amount) -> Html {
    let done = percent(amount.written + amount.unread, amount.total);
    html! {
        <div class="how-far">
            <div class="progress" role="progressbar" aria-label="Exporting" aria-valuemin="0" aria-valuemax="100"
                aria-valuenow={format!("{done:.0}")} aria-valuetext={amount.words()}>
                <div style={format!("width:{done:.2}%")}></div>
            </div>
            <span class="figure">{ amount.words() }</span>
        </div>
    }
}
