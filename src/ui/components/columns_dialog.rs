//! Choosing columns.

use super::dialog::Dialog;
use super::icon::Icon;
use crate::ui::model::columns::{Columns, DERIVED_WORDS, is_derived, title};
use crate::ui::model::format::{count, visible};
use crate::ui::model::state::Action;
use crate::worker::protocol::FieldInfo;
use crate::worker::session::Session;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Fields listed at once; the search finds the others.
const LISTED: usize = 1000;

/// What the dialog needs.
#[derive(Properties, PartialEq)]
pub struct ColumnsDialogProps {
    /// Knows the fields.
    pub session: Session,
    /// The columns.
    pub columns: Rc<Columns>,
    /// What the user does.
    pub act: Callback<Action>,
    /// It was closed.
    pub onclose: Callback<()>,
}

/// Choosing columns: those shown, in their order, and every field in the data.
#[component]
pub fn ColumnsDialog(
    ColumnsDialogProps {
        session,
        columns,
        act,
        onclose,
    }: &ColumnsDialogProps,
) -> Html {
    let fields = use_state(Vec::<FieldInfo>::new);
    let words = use_state(String::new);
    {
        let (session, fields) = (session.clone(), fields.setter());
        use_effect_with((), move |()| {
            spawn_local(async move { fields.set(session.fields().await) })
        });
    }
    let oninput = {
        let words = words.setter();
        Callback::from(move |event: InputEvent| {
            words.set(
                event
                    .target_dyn_into::<HtmlInputElement>()
                    .map(|input| input.value())
                    .unwrap_or_default(),
            );
        })
    };
    let onsubmit = {
        let (act, words) = (act.clone(), words.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !words.trim().is_empty() {
                act.emit(Action::AddColumn(words.trim().to_owned()));
                words.set(String::new());
            }
        })
    };
    let wanted = words.trim().to_lowercase();
    let found: Vec<&FieldInfo> = fields
        .iter()
        .filter(|field| {
            field.path.to_lowercase().contains(&wanted) || title(&field.path).to_lowercase().contains(&wanted)
        })
        .collect();
    let reset = act.reform(|_: MouseEvent| Action::ResetColumns);
    html! {
        <Dialog title="Columns" size="large" onclose={onclose.clone()}>
            <div class="dialog-body choose-columns">
                <section aria-labelledby="shown">
                    <h3 id="shown">{ "Shown" }</h3>
                    <ol>
                        for (at, column) in columns.list().iter().enumerate() {
                            { shown(at, columns.list().len(), &column.path, act) }
                        }
                    </ol>
                    <button type="button" onclick={reset}>{ "Default columns" }</button>
                </section>
                <section aria-labelledby="all">
                    <h3 id="all">{ "Fields" }</h3>
                    <form class="add" {onsubmit}>
                        <input type="text" class="mono" aria-label="Find a field, or type any path" placeholder="Find a field, or type any path" autocomplete="off"
                            spellcheck="false" autofocus=true value={(*words).clone()} {oninput} />
                        <button type="submit" disabled={wanted.is_empty()}>{ "Add path" }</button>
                    </form>
                    <ul class="fields">
                        for field in found.iter().take(LISTED) {
                            { entry(field, columns.has(&field.path), act) }
                        }
                    </ul>
                    if found.len() > LISTED {
                        <p>{ format!("{} more: type to find them.", count((found.len() - LISTED) as u64)) }</p>
                    } else if found.is_empty() && !fields.is_empty() {
                        <p>{ "No event has such a field; the path can be added all the same." }</p>
                    }
                </section>
            </div>
        </Dialog>
    }
}

fn shown(at: usize, len: usize, path: &str, act: &Callback<Action>) -> Html {
    let does = |action: Action| act.reform(move |_: MouseEvent| action.clone());
    let name = title(path).to_owned();
    let detail = (name != path).then(|| path.to_owned());
    html! {
        <li key={path.to_owned()}>
            <span class="name">{ field_name(&name, is_derived(path), None) }if let Some(path) = detail { <small class="mono">{ path }</small> }</span>
            <button type="button" class="quiet square" aria-label={format!("Move {name} up")} disabled={at == 0}
                onclick={does(Action::MoveColumn(at, at.saturating_sub(1)))}><Icon name="up" /></button>
            <button type="button" class="quiet square" aria-label={format!("Move {name} down")} disabled={at + 1 == len}
                onclick={does(Action::MoveColumn(at, at + 1))}><Icon name="down" /></button>
            <button type="button" class="quiet square" aria-label={format!("Remove {name}")} disabled={len == 1}
                onclick={does(Action::RemoveColumn(path.to_owned()))}><Icon name="close" /></button>
        </li>
    }
}

/// A field's name; a derived one marked, for the eye and the ear.
fn field_name(name: &str, derived: bool, class: Option<&'static str>) -> Html {
    let name = visible(name).into_owned();
    if !derived {
        return html! { <span {class}>{ name }</span> };
    }
    html! { <span class={classes!(class, "derived")} title={DERIVED_WORDS}>{ name }<span class="unseen">{ ", derived" }</span></span> }
}

fn entry(field: &FieldInfo, checked: bool, act: &Callback<Action>) -> Html {
    let path = field.path.clone();
    let onchange = act.reform(move |_: Event| {
        if checked {
            Action::RemoveColumn(path.clone())
        } else {
            Action::AddColumn(path.clone())
        }
    });
    html! {
        <li key={field.path.clone()}>
            <label><input type="checkbox" {checked} {onchange} />
                { field_name(&field.path, field.derived, Some("mono path")) }
                <span class="figure" title="Values in all records, copies included">{ count(field.count) }</span></label>
        </li>
    }
}
