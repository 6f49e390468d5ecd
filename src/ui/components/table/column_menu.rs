use super::header::head_of;
use crate::ui::components::menu::{Item, Menu};
use crate::ui::model::columns::{Columns, WIDTHS};
use crate::ui::model::state::{Action, Dialog};
use crate::worker::protocol::Sort;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// A column's menu.
#[derive(Properties, PartialEq)]
pub struct ColumnMenuProps {
    /// The grid, to find the header in.
    pub grid: NodeRef,
    /// The columns.
    pub columns: Rc<Columns>,
    /// Which one.
    pub at: usize,
    /// It is done with.
    pub onclose: Callback<()>,
    /// What the user does.
    pub act: Callback<Action>,
}

/// Everything that can be done with a column, for those who do not drag.
#[component]
pub fn ColumnMenu(
    ColumnMenuProps {
        grid,
        columns,
        at,
        onclose,
        act,
    }: &ColumnMenuProps,
) -> Html {
    let at = *at;
    let column = &columns.list()[at];
    let last = columns.list().len() - 1;
    let does = |label: &'static str, key: &'static str, action: Action| {
        let act = act.clone();
        Item::new(label, key, move || act.emit(action.clone()))
    };
    let sort = |descending| {
        Action::Sort(Sort {
            column: column.path.clone(),
            descending,
        })
    };
    let (oldest, newest) = match column.path.as_str() {
        "eventTime" => ("Oldest first", "Newest first"),
        _ => ("Sort ascending", "Sort descending"),
    };
    let fits = {
        let (grid, act) = (grid.clone(), act.clone());
        Item::new("Fit to values", "double-click edge", move || fit(&grid, at, &act))
    };
    let items = vec![
        does(oldest, "", sort(false)),
        does(newest, "", sort(true)),
        does("Move left", "Alt+←", Action::MoveColumn(at, at.saturating_sub(1))).disabled(at == 0),
        does("Move right", "Alt+→", Action::MoveColumn(at, at + 1)).disabled(at == last),
        does("Wider", "", Action::ResizeColumn(at, column.width + 60.0)),
        does("Narrower", "", Action::ResizeColumn(at, column.width - 60.0)),
        fits,
        does("Remove", "Del", Action::RemoveColumn(column.path.clone())).disabled(last == 0),
        does("Choose columns…", "", Action::Dialog(Some(Dialog::Columns))),
    ];
    // Beside the header it belongs to, wherever that is scrolled to.
    let place = head_of(grid, at).map(|head| head.get_bounding_client_rect());
    let place = place.map_or((0.0, 0.0), |place| (place.left(), place.bottom()));
    html! { <Menu label={format!("Column {}", column.title())} {items} at={place} onclose={onclose.clone()} /> }
}

/// Makes a column as wide as the widest value drawn.
pub fn fit(grid: &NodeRef, at: usize, act: &Callback<Action>) {
    let Some(grid) = grid
        .cast::<Element>()
        .and_then(|element| element.closest(".grid").ok()?)
    else {
        return;
    };
    let width = |element: &HtmlElement| {
        let parts = element
            .query_selector_all(".value.cut > span, .value:not(.cut), .title")
            .ok();
        let parts = parts
            .into_iter()
            .flat_map(|list| (0..list.length()).filter_map(move |part| list.get(part)));
        parts
            .filter_map(|part| part.dyn_into::<HtmlElement>().ok())
            .map(|part| f64::from(part.scroll_width()))
            .sum::<f64>()
    };
    let selector = format!("[aria-colindex='{}']", at + 2);
    let Ok(cells) = grid.query_selector_all(&selector) else {
        return;
    };
    let cells = (0..cells.length()).filter_map(|cell| cells.get(cell)?.dyn_into::<HtmlElement>().ok());
    let widest = cells.map(|cell| width(&cell)).fold(0.0, f64::max);
    // Padding on both sides, and the arrow of the order.
    act.emit(Action::ResizeColumn(at, (widest + 30.0).clamp(WIDTHS.0, 640.0)));
}
