//! What can be done with a value, wherever it is shown: every value is a handle to the events that share it.

use super::menu::{Item, Menu};
use crate::ui::model::columns::title;
use crate::ui::model::format;
use crate::ui::model::place::Place;
use crate::ui::model::state::{Action, Notice, Pick};
use crate::ui::model::subject::Subject;
use crate::web::clipboard;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

/// Characters of a value that a menu shows.
const SHOWN: usize = 80;

/// Characters of a name that an item shows.
const LABEL: usize = 24;

/// Values to choose from; the others are found in the record.
const LISTED: usize = 20;

/// A menu of a field's value, or of one of its values.
#[derive(Properties, PartialEq)]
pub struct ValueMenuProps {
    /// The field.
    pub field: AttrValue,
    /// Its values in one record: none where the record lacks it, several through arrays.
    pub values: Rc<[String]>,
    /// What to filter by it means: [`Pick::Only`] where other values of the field are in sight.
    #[prop_or(Pick::Include)]
    pub filter: Pick,
    /// What else can be done here.
    #[prop_or_default]
    pub more: Vec<Item>,
    /// Left and top, in pixels of the window.
    pub at: (f64, f64),
    /// It is done with.
    pub onclose: Callback<()>,
    /// What the user does.
    pub act: Callback<Action>,
}

/// A menu of a value; of several, first which one.
#[component]
pub fn ValueMenu(props: &ValueMenuProps) -> Html {
    let ValueMenuProps {
        field,
        values,
        filter,
        more,
        at,
        onclose,
        act,
    } = props;
    let chosen = use_state(|| None::<usize>);
    let name = title(field);
    let value = match &values[..] {
        [one] => Some(one),
        several => chosen.and_then(|at| several.get(at)),
    };
    if value.is_none() && !values.is_empty() {
        let items = values.iter().take(LISTED).enumerate().map(|(at, value)| {
            let chosen = chosen.setter();
            Item::new(format::cut(value, SHOWN), "", move || chosen.set(Some(at))).staying()
        });
        let heading = format!("{name}: which value?");
        return html! { <Menu key="which" label={heading.clone()} {heading} items={items.collect::<Vec<_>>()} at={*at} onclose={onclose.clone()} /> };
    }
    let (heading, mut items) = match value {
        Some(value) => (
            format!("{name}: {}", format::cut(value, SHOWN)),
            of_value(field, value, *filter, act),
        ),
        None => (format!("{name}: not there"), of_absence(field, act)),
    };
    items.extend(of_field(field, act));
    items.extend(more.iter().cloned());
    html! { <Menu key="one" label={heading.clone()} {heading} {items} at={*at} onclose={onclose.clone()} /> }
}

/// What can be done with a value of a field.
pub fn of_value(field: &str, value: &str, filter: Pick, act: &Callback<Action>) -> Vec<Item> {
    let pick = |label: &'static str, pick: Pick| {
        let (act, field, value) = (act.clone(), field.to_owned(), value.to_owned());
        Item::new(label, "", move || {
            act.emit(Action::Pick(pick, field.clone(), value.clone()));
        })
    };
    let copies = {
        let (act, value) = (act.clone(), value.to_owned());
        Item::new("Copy value", "", move || copy(value.clone(), "value", &act))
    };
    let mut items = vec![
        pick("Filter by this value", filter),
        pick("Exclude this value", Pick::Exclude),
        pick("Add to the filter (OR)", Pick::Also),
        copies,
    ];
    items.extend(Subject::of_field(field, value).map(|subject| {
        let label = format!("Profile of {}", format::cut(&subject.name, LABEL));
        let act = act.clone();
        Item::new(label, "", move || {
            act.emit(Action::Place(Place::Profile(subject.clone())));
        })
    }));
    items
}

/// What can be done where a field has no value.
pub fn of_absence(field: &str, act: &Callback<Action>) -> Vec<Item> {
    let absent = |label: &'static str, exclude: bool| {
        let (act, field) = (act.clone(), field.to_owned());
        Item::new(label, "", move || {
            act.emit(Action::Absent(field.clone(), exclude))
        })
    };
    vec![
        absent("Only events without it", false),
        absent("Only events with it", true),
    ]
}

/// What can be done with a field.
pub fn of_field(field: &str, act: &Callback<Action>) -> Vec<Item> {
    let add = |label: &'static str, action: fn(String) -> Action| {
        let (act, field) = (act.clone(), field.to_owned());
        Item::new(label, "", move || act.emit(action(field.clone())))
    };
    vec![
        add("Add as column", Action::AddColumn),
        add("Add as facet", Action::AddFacet),
    ]
}

/// Puts a text on the clipboard and says so; `what` is what it is.
pub fn copy(text: String, what: &'static str, act: &Callback<Action>) {
    let act = act.clone();
    spawn_local(async move {
        let copied = clipboard::copy(&text).await;
        let text = if copied {
            format!("The {what} is on the clipboard.")
        } else {
            "The browser does not allow copying here.".into()
        };
        act.emit(Action::Notice(Some(Notice {
            text,
            trouble: !copied,
        })));
    });
}

/// Whether a key is one that opens menus.
pub fn is_menu_key(event: &KeyboardEvent) -> bool {
    let key = event.key();
    key == "ContextMenu" || (key == "F10" && event.shift_key())
}

/// Where a menu of an element opens: below its start.
pub fn below(element: &Element) -> (f64, f64) {
    let place = element.get_bounding_client_rect();
    (place.left(), place.bottom())
}

/// Where the mouse asked for a menu; below the element where a key did.
pub fn place_of(event: &MouseEvent, element: &Element) -> (f64, f64) {
    match (event.client_x(), event.client_y()) {
        (0, 0) => below(element),
        (x, y) => (f64::from(x), f64::from(y)),
    }
}
