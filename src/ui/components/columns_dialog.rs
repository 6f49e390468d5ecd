//! Choosing columns.

use super::dialog::Dialog;
use super::field_picker::{FieldPicker, field_name};
use super::icon::icon;
use crate::ui::model::columns::{Columns, is_derived, title};
use crate::ui::model::state::Action;
use crate::worker::session::Session;
use std::rc::Rc;
use yew::prelude::*;

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
    let choose = act.reform(|(path, chosen): (String, bool)| {
        if chosen {
            Action::AddColumn(path)
        } else {
            Action::RemoveColumn(path)
        }
    });
    let chosen: Vec<String> = columns.paths().map(str::to_owned).collect();
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
                    <FieldPicker session={session.clone()} {chosen} {choose} />
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
                onclick={does(Action::MoveColumn(at, at.saturating_sub(1)))}>{ icon("up") }</button>
            <button type="button" class="quiet square" aria-label={format!("Move {name} down")} disabled={at + 1 == len}
                onclick={does(Action::MoveColumn(at, at + 1))}>{ icon("down") }</button>
            <button type="button" class="quiet square" aria-label={format!("Remove {name}")} disabled={len == 1}
                onclick={does(Action::RemoveColumn(path.to_owned()))}>{ icon("close") }</button>
        </li>
    }
}
