use super::column_menu::fit;
use crate::ui::components::icon::icon;
use crate::ui::model::columns::{Columns, DERIVED_WORDS, is_derived};
use crate::ui::model::state::{Action, Zone};
use crate::worker::protocol::Sort;
use std::rc::Rc;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// Pixels a press moves before it is a drag.
const DRAG: i32 = 5;

/// The header of the table.
#[derive(Properties, PartialEq)]
pub struct TableHeaderProps {
    /// The columns.
    pub columns: Rc<Columns>,
    /// The order of rows.
    pub sort: Sort,
    /// The zone of times.
    pub zone: Zone,
    /// The active column, when the header is the active row.
    pub active: Option<usize>,
    /// Opens a column's menu.
    pub onmenu: Callback<Option<usize>>,
    /// What the user does.
    pub act: Callback<Action>,
}

/// What the pointer does with the header.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Drag {
    /// Pressed on a column at this x; not moved yet.
    Press { column: usize, x: i32 },
    /// Moving a column; it would go where this one is.
    Move { column: usize, to: usize },
    /// Making a column wider or narrower, from this x and width.
    Resize { column: usize, x: i32, width: f64 },
}

/// Titles that sort, move and resize their columns.
#[component]
pub fn TableHeader(props: &TableHeaderProps) -> Html {
    let TableHeaderProps {
        columns,
        sort,
        zone,
        active,
        onmenu,
        act,
    } = props;
    let node = use_node_ref();
    let drag = use_state_eq(|| None::<Drag>);
    // A drag ends with a click, which is then not meant to sort.
    let dragged = use_mut_ref(|| false);

    let onpointermove = {
        let (node, drag, act, columns) = (node.clone(), drag.clone(), act.clone(), Rc::clone(columns));
        Callback::from(move |event: PointerEvent| match *drag {
            Some(Drag::Resize { column, x, width }) => {
                act.emit(Action::ResizeColumn(
                    column,
                    width + f64::from(event.client_x() - x),
                ));
            }
            Some(Drag::Press { x, .. }) if (event.client_x() - x).abs() < DRAG => {}
            Some(Drag::Press { column, .. } | Drag::Move { column, .. }) => {
                if let Some(to) = column_at(&node, &columns, event.client_x()) {
                    drag.set(Some(Drag::Move { column, to }));
                }
            }
            None => {}
        })
    };
    let onpointerup = {
        let (drag, act, dragged) = (drag.clone(), act.clone(), dragged.clone());
        Callback::from(move |_: PointerEvent| {
            *dragged.borrow_mut() = matches!(*drag, Some(Drag::Move { .. } | Drag::Resize { .. }));
            if let Some(Drag::Move { column, to }) = *drag {
                act.emit(Action::MoveColumn(column, to));
            }
            drag.set(None);
        })
    };
    let head = |at: usize| {
        let column = &columns.list()[at];
        let sorted = (sort.column == column.path).then_some(sort.descending);
        let onpointerdown = {
            let drag = drag.clone();
            Callback::from(move |event: PointerEvent| {
                let Some(element) = event.target_dyn_into::<Element>().filter(|_| event.button() == 0) else {
                    return;
                };
                let x = event.client_x();
                // As drawn, which is not as wanted where room is short.
                let head = element.closest(".head").ok().flatten();
                let width = head.map_or(0.0, |head| head.get_bounding_client_rect().width());
                let is_edge = element.matches(".edge").unwrap_or(false);
                if element.closest(".more").is_ok_and(|found| found.is_some()) {
                    return;
                }
                // So that moves and the release come here wherever the pointer is.
                let _ = element.set_pointer_capture(event.pointer_id());
                drag.set(Some(if is_edge {
                    Drag::Resize { column: at, x, width }
                } else {
                    Drag::Press { column: at, x }
                }));
            })
        };
        let onclick = {
            let (act, dragged, path) = (act.clone(), dragged.clone(), column.path.clone());
            Callback::from(move |event: MouseEvent| {
                let on = |selector| {
                    event
                        .target_dyn_into::<Element>()
                        .is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
                };
                if !dragged.replace(false) && !on(".more") && !on(".edge") {
                    act.emit(Action::SortBy(path.clone()));
                }
            })
        };
        let ondblclick = {
            let (act, node) = (act.clone(), node.clone());
            Callback::from(move |event: MouseEvent| {
                if event
                    .target_dyn_into::<Element>()
                    .is_some_and(|element| element.matches(".edge").unwrap_or(false))
                {
                    fit(&node, at, &act);
                }
            })
        };
        let oncontextmenu = {
            let onmenu = onmenu.clone();
            Callback::from(move |event: MouseEvent| {
                event.prevent_default();
                onmenu.emit(Some(at));
            })
        };
        let more = onmenu.reform(move |_: MouseEvent| Some(at));
        let (is_moving, is_target) = match *drag {
            Some(Drag::Move { column, to }) => (column == at, to == at && column != at),
            _ => (false, false),
        };
        let class = classes!(
            "head",
            (*active == Some(at)).then_some("active"),
            is_moving.then_some("moving"),
            is_target.then_some("target"),
            sorted.is_some().then_some("sorted")
        );
        let aria_sort = sorted.map(|descending| if descending { "descending" } else { "ascending" });
        let zone_name = match zone {
            _ if column.path != "eventTime" => None,
            Zone::Utc => Some("UTC".to_owned()),
            Zone::Local => Some("local".to_owned()),
        };
        let derived = is_derived(&column.path);
        let mut name = column.title().to_owned();
        let mut words = column.path.clone();
        if derived {
            name += ", derived";
            words = format!("{words}: {DERIVED_WORDS}");
        }
        if let Some(zone) = &zone_name {
            name = format!("{name}, {zone}");
        }
        html! {
            <div key={column.path.clone()} id={format!("head-{at}")} {class} role="columnheader" aria-colindex={(at + 2).to_string()}
                aria-sort={aria_sort} aria-label={name} title={words} {onpointerdown} {onclick} {ondblclick} {oncontextmenu}>
                <span class={classes!("title", derived.then_some("derived"))}>{ column.title().to_owned() }</span>
                if let Some(zone) = zone_name {
                    <small>{ zone }</small>
                }
                if let Some(descending) = sorted {
                    { icon(if descending { "down" } else { "up" }) }
                }
                <button type="button" class="more" tabindex="-1" aria-label="Column menu" onclick={more}>{ icon("more") }</button>
                <span class="edge" aria-hidden="true"></span>
            </div>
        }
    };
    html! {
        <div ref={node.clone()} class="row heads" role="row" aria-rowindex="1" {onpointermove} {onpointerup}>
            <div class="head marks" role="columnheader" aria-colindex="1"><span class="unseen">{ "Marks" }</span></div>
            { for (0..columns.list().len()).map(head) }
        </div>
    }
}

/// The element of a column’s header.
pub fn head_of(node: &NodeRef, at: usize) -> Option<Element> {
    node.cast::<Element>()?
        .query_selector(&format!("#head-{at}"))
        .ok()?
}

/// The column under the pointer.
fn column_at(node: &NodeRef, columns: &Columns, x: i32) -> Option<usize> {
    (0..columns.list().len()).find(|at| {
        head_of(node, *at).is_some_and(|head| {
            let place = head.get_bounding_client_rect();
            (place.left()..place.right()).contains(&f64::from(x))
        })
    })
}
