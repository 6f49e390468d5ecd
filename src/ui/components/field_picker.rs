//! Every field in the data, to choose some.

use crate::ui::model::columns::{DERIVED_WORDS, title};
use crate::ui::model::format::{count, visible};
use crate::worker::protocol::FieldInfo;
use crate::worker::session::Session;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Fields listed at once; the search finds the others.
const LISTED: usize = 1000;

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct FieldPickerProps {
    /// Knows the fields.
    pub session: Session,
    /// The fields chosen.
    pub chosen: Vec<String>,
    /// A field is chosen (true), or not any more.
    pub choose: Callback<(String, bool)>,
}

/// Every field in the data with a search; a path that no event has can be typed.
#[component]
pub fn FieldPicker(props: &FieldPickerProps) -> Html {
    let FieldPickerProps {
        session,
        chosen,
        choose,
    } = props;
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
        let (choose, words) = (choose.clone(), words.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !words.trim().is_empty() {
                choose.emit((words.trim().to_owned(), true));
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
    html! {
        <>
            <form class="add" {onsubmit}>
                <input type="text" class="mono" aria-label="Find a field, or type any path" placeholder="Find a field, or type any path" autocomplete="off"
                    spellcheck="false" autofocus=true value={(*words).clone()} {oninput} />
                <button type="submit" disabled={wanted.is_empty()}>{ "Add path" }</button>
            </form>
            <ul class="fields">
                for field in found.iter().take(LISTED) {
                    { entry(field, chosen.contains(&field.path), choose) }
                }
            </ul>
            if found.len() > LISTED {
                <p>{ format!("{} more: type to find them.", count((found.len() - LISTED) as u64)) }</p>
            } else if found.is_empty() && !fields.is_empty() {
                <p>{ "No event has such a field; the path can be added all the same." }</p>
            }
        </>
    }
}

fn entry(field: &FieldInfo, checked: bool, choose: &Callback<(String, bool)>) -> Html {
    let path = field.path.clone();
    let onchange = choose.reform(move |_: Event| (path.clone(), !checked));
    html! {
        <li key={field.path.clone()}>
            <label><input type="checkbox" {checked} {onchange} />
                { field_name(&field.path, field.derived, Some("mono path")) }
                <span class="figure" title="Events that have it">{ count(field.count) }</span></label>
        </li>
    }
}

/// A field's name; a derived one marked, for the eye and the ear.
pub fn field_name(name: &str, derived: bool, class: Option<&'static str>) -> Html {
    let name = visible(name).into_owned();
    if !derived {
        return html! { <span {class}>{ name }</span> };
    }
    html! { <span class={classes!(class, "derived")} title={DERIVED_WORDS}>{ name }<span class="unseen">{ ", derived" }</span></span> }
}
