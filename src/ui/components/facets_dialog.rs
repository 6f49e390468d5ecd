//! Choosing facets.

use super::dialog::Dialog;
use super::field_picker::FieldPicker;
use crate::ui::model::facets::FacetFields;
use crate::ui::model::state::Action;
use crate::worker::session::Session;
use std::rc::Rc;
use yew::prelude::*;

/// What the dialog needs.
#[derive(Properties, PartialEq)]
pub struct FacetsDialogProps {
    /// Knows the fields.
    pub session: Session,
    /// The facets' fields.
    pub facets: Rc<FacetFields>,
    /// What the user does.
    pub act: Callback<Action>,
    /// It was closed.
    pub onclose: Callback<()>,
}

/// Choosing facets among every field in the data.
#[component]
pub fn FacetsDialog(
    FacetsDialogProps {
        session,
        facets,
        act,
        onclose,
    }: &FacetsDialogProps,
) -> Html {
    let choose = act.reform(|(path, chosen): (String, bool)| {
        if chosen {
            Action::AddFacet(path)
        } else {
            Action::RemoveFacet(path)
        }
    });
    let reset = act.reform(|_: MouseEvent| Action::ResetFacets);
    html! {
        <Dialog title="Facets" size="medium" onclose={onclose.clone()}>
            <div class="dialog-body choose-facets">
                <FieldPicker session={session.clone()} chosen={facets.list().to_vec()} {choose} />
                <p><button type="button" onclick={reset}>{ "Default facets" }</button></p>
            </div>
        </Dialog>
    }
}
