use crate::ui::components::compare::mark;
use crate::ui::components::menu::Item;
use crate::ui::components::value_menu::ValueMenu;
use crate::ui::model::marks::Marks;
use crate::ui::model::state::{Action, Pick};
use crate::worker::protocol::RowId;
use crate::worker::session::Session;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A cell whose values something is to be done with.
#[derive(Clone, PartialEq)]
pub struct CellWish {
    /// The event.
    pub id: RowId,
    /// The field.
    pub path: String,
    /// What to do with its value, when it is one; a menu otherwise.
    pub pick: Option<Pick>,
    /// Where a menu opens.
    pub at: (f64, f64),
}

/// A menu of a cell's values, and the way to open it. What the cell shows joined is asked for value by value.
#[hook]
pub fn use_cell_menu(
    session: &Session,
    marked: &Marks,
    act: &Callback<Action>,
) -> (Html, Callback<CellWish>) {
    let menu = use_state_eq(|| None::<(CellWish, Rc<[String]>)>);
    let open = {
        let (session, act, menu) = (session.clone(), act.clone(), menu.setter());
        Callback::from(move |wish: CellWish| {
            let (session, act, menu) = (session.clone(), act.clone(), menu.clone());
            spawn_local(async move {
                let _hold = session.hold();
                let values = session.values(wish.id, &wish.path).await;
                match (wish.pick, &values[..]) {
                    (Some(pick), [value]) => act.emit(Action::Pick(pick, wish.path, value.clone())),
                    _ => menu.set(Some((wish, values.into()))),
                }
            });
        })
    };
    let onclose = {
        let menu = menu.setter();
        Callback::from(move |()| menu.set(None))
    };
    let drawn = match &*menu {
        None => Html::default(),
        Some((wish, values)) => {
            let (session, id, on) = (session.clone(), wish.id, act.clone());
            let label = match marked.has_row(id) {
                true => "Take out of comparison",
                false => "Add to comparison",
            };
            let more = vec![Item::new(label, "C", move || mark(&session, id, &on))];
            html! { <ValueMenu field={wish.path.clone()} values={Rc::clone(values)} {more} at={wish.at} {onclose} act={act.clone()} /> }
        }
    };
    (drawn, open)
}
