use super::ask::{Column, Compared};
use super::cell::{copy_of, heading, items};
use super::name_of;
use super::row::{Line, LineRow};
use crate::event::Derived;
use crate::ui::components::icon::icon;
use crate::ui::components::menu::Menu;
use crate::ui::components::table::in_zone;
use crate::ui::components::value_menu::{below, is_menu_key, place_of};
use crate::ui::model::compare::drawn;
use crate::ui::model::format::count;
use crate::ui::model::state::{Action, Zone};
use crate::web::focus;
use crate::web::task::sleep;
use crate::worker::protocol::RowId;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

/// Leaves drawn at first, and how many more each time.
const STEP: usize = 60;

/// Lines that the keys for pages pass.
const PAGE: usize = 10;

#[derive(Properties)]
pub(super) struct GridProps {
    pub compared: Rc<Compared>,
    /// Whether lines that are the same in all are left out.
    pub only: bool,
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

impl PartialEq for GridProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.compared, &other.compared) && (self.only, self.zone) == (other.only, other.zone)
    }
}

/// A place in the grid: line and column.
type Place = (usize, usize);

/// The events side by side. The grid has the focus and names its active cell, as the table of events does.
#[component]
pub(super) fn Grid(
    GridProps {
        compared,
        only,
        zone,
        act,
    }: &GridProps,
) -> Html {
    let node = use_node_ref();
    let shown = use_state_eq(|| STEP);
    let opened = use_state_eq(BTreeMap::<Line, usize>::new);
    let active = use_state_eq(|| (0, 0));
    let menu = use_state_eq(|| None::<(Place, (f64, f64))>);
    let lines = use_memo((Rc::as_ptr(compared), *only, *shown), |(_, only, shown)| {
        lines(compared, *only, *shown)
    });
    let last = lines.len().saturating_sub(1);
    let (line, column) = (active.0.min(last), active.1.min(compared.columns.len()));

    // Of other events, other lines were opened.
    {
        let opened = opened.setter();
        let events: Vec<RowId> = compared.columns.iter().map(|column| column.id).collect();
        use_effect_with(events, move |_| opened.set(BTreeMap::new()));
    }

    let more = {
        let (shown, opened, lines) = (shown.clone(), opened.clone(), Rc::clone(&lines));
        Callback::from(move |line: usize| match lines.get(line) {
            None => {}
            Some(Line::More(_)) => shown.set(*shown + STEP),
            Some(line) => {
                let mut next = BTreeMap::clone(&opened);
                *next.entry(*line).or_default() += 1;
                opened.set(next);
            }
        })
    };
    let onkeydown = {
        let (compared, lines, active, menu, more, act) = (
            Rc::clone(compared),
            Rc::clone(&lines),
            active.setter(),
            menu.setter(),
            more.clone(),
            act.clone(),
        );
        let table = node.clone();
        Callback::from(move |event: KeyboardEvent| {
            // The buttons in the head have their own keys.
            let on_grid = event
                .target_dyn_into::<Element>()
                .is_some_and(|target| target.tag_name() == "TABLE");
            if !on_grid || event.alt_key() {
                return;
            }
            let command = event.ctrl_key() || event.meta_key();
            let columns = compared.columns.len();
            let go = |line: usize, column: usize| {
                active.set((line, column));
                reveal(&table, (line, column));
            };
            match event.key().as_str() {
                "ArrowDown" => go((line + 1).min(last), column),
                "ArrowUp" => go(line.saturating_sub(1), column),
                "ArrowRight" => go(line, (column + 1).min(columns)),
                "ArrowLeft" => go(line, column.saturating_sub(1)),
                "PageDown" => go((line + PAGE).min(last), column),
                "PageUp" => go(line.saturating_sub(PAGE), column),
                "Home" if command => go(0, column),
                "End" if command => go(last, column),
                "Home" => go(line, 0),
                "End" => go(line, columns),
                "Enter" | " " if matches!(lines.get(line), Some(Line::More(_))) => more.emit(line),
                key if key == "Enter" || is_menu_key(&event) => {
                    let cell = crate::web::element(&format!("compare-{line}-{column}"));
                    if let Some(cell) = cell {
                        menu.set(Some(((line, column), below(&cell))));
                    }
                }
                "c" if command => {
                    if let Some(line) = lines.get(line) {
                        copy_of(*line, column, &compared, &act);
                    }
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onclick = {
        let (active, menu, more) = (active.setter(), menu.setter(), more.clone());
        Callback::from(move |event: MouseEvent| {
            let Some((target, place)) = cell_of(&event) else {
                return;
            };
            active.set(place);
            let on = |selector: &str| target.closest(selector).ok().flatten();
            if let Some(handle) = on(".handle") {
                menu.set(Some((place, below(&handle))));
            } else if on(".whole, .show-more").is_some() {
                more.emit(place.0);
            }
        })
    };
    let oncontextmenu = {
        let (active, menu) = (active.setter(), menu.setter());
        Callback::from(move |event: MouseEvent| {
            // What a key asks for, the key has done.
            if let Some((target, place)) = cell_of(&event) {
                event.prevent_default();
                active.set(place);
                menu.set(Some((place, place_of(&event, &target))));
            }
        })
    };
    let onclose = {
        let menu = menu.setter();
        Callback::from(move |()| menu.set(None))
    };
    let differing = (0..Derived::FIELDS.len())
        .filter(|field| compared.derived_differs(*field))
        .count();
    let steps = |line: Line| opened.get(&line).copied().unwrap_or(0);
    let draw = |at: usize| {
        let row = lines[at];
        html! { <LineRow key={at} compared={Rc::clone(compared)} line={row} {at} opened={steps(row)} active={(at == line).then_some(column)} /> }
    };
    let derived = lines
        .iter()
        .filter(|line| matches!(line, Line::Derived(_)))
        .count();
    let columns = compared.columns.len();
    html! {
        <div class="compare-scroll">
            <table ref={node} id="compare" role="grid" tabindex="0" aria-label="Events side by side" aria-colcount={(columns + 1).to_string()}
                aria-activedescendant={(!lines.is_empty()).then(|| format!("compare-{line}-{column}"))}
                style={format!("--events:{columns}")} {onkeydown} {onclick} {oncontextmenu}>
                <thead>
                    <tr>
                        <th scope="col" class="corner">{ "Path" }</th>
                        { for compared.columns.iter().map(|column| head(column, *zone, act)) }
                    </tr>
                </thead>
                <tbody>
                    <tr class="section"><th colspan={(columns + 1).to_string()} scope="rowgroup">
                        <span class="derived">{ "Derived" }</span>{ ", not recorded" }
                        <small>{ format!("{differing} of {} differ", Derived::FIELDS.len()) }</small>
                    </th></tr>
                    for at in 0..derived { { draw(at) } }
                </tbody>
                <tbody>
                    <tr class="section"><th colspan={(columns + 1).to_string()} scope="rowgroup">
                        { "Recorded" }
                        <small>{ format!("{} of {} differ", count(compared.differing), count(compared.comparison.len() as u64)) }</small>
                    </th></tr>
                    for at in derived..lines.len() { { draw(at) } }
                </tbody>
            </table>
            if let Some(((at, column), place)) = *menu && let Some(line) = lines.get(at).copied() {
                <Menu label={heading(line, compared)} heading={heading(line, compared)} at={place} {onclose}
                    items={items(line, column, compared, steps(line), more.reform(move |()| at), act)} />
            }
        </div>
    }
}

/// The lines to draw.
fn lines(compared: &Compared, only: bool, shown: usize) -> Vec<Line> {
    let fields = (0..Derived::FIELDS.len()).filter(|field| !only || compared.derived_differs(*field));
    let mut lines: Vec<Line> = fields.map(Line::Derived).collect();
    let comparison = &compared.comparison;
    let leaves = (0..comparison.len()).filter(|row| !only || comparison.differs(*row));
    lines.extend(leaves.clone().take(shown).map(Line::Leaf));
    let total = if only {
        compared.differing as usize
    } else {
        comparison.len()
    };
    if total > shown {
        lines.push(Line::More(total - shown));
    }
    lines
}

/// The head of an event's column.
fn head(column: &Column, zone: Zone, act: &Callback<Action>) -> Html {
    let name = name_of(column);
    let open = {
        let (id, act) = (column.id, act.clone());
        Callback::from(move |_: MouseEvent| {
            act.emit(Action::Show(id));
            // The pane is drawn only after this event.
            spawn_local(async {
                sleep(0).await;
                focus::on("detail");
            });
        })
    };
    let take_out = {
        let (event, act) = (column.event.clone(), act.clone());
        Callback::from(move |_: MouseEvent| {
            // Its button goes with it.
            focus::on("compare");
            act.emit(Action::TakeOut(event.clone()));
        })
    };
    let text = |text: &str| drawn(text, None, 0).differing;
    let time = in_zone(&column.time, zone).replacen('T', " ", 1);
    html! {
        <th key={format!("{:?}", column.id)} scope="col">
            <div class="compare-event">
                <div>
                    <b>{ text(&column.name) }</b>
                    <span>{ text(time.trim_end_matches('Z')) }</span>
                    <span>{ text(&column.actor) }</span>
                </div>
                <button type="button" class="quiet" aria-label={format!("Open {name}")} onclick={open}>{ "Open" }</button>
                <button type="button" class="quiet square" aria-label={format!("Take out {name}")} title="Take it out" onclick={take_out}>{ icon("close") }</button>
            </div>
        </th>
    }
}

/// The cell an event came to.
fn cell_of(event: &MouseEvent) -> Option<(Element, Place)> {
    let target: Element = event.target_dyn_into()?;
    let number = |selector: &str, name: &str| -> Option<usize> {
        target.closest(selector).ok()??.get_attribute(name)?.parse().ok()
    };
    let place = (
        number("[data-line]", "data-line")?,
        number("[data-column]", "data-column")?,
    );
    Some((target, place))
}

/// Scrolls the active cell into view: below the head and beside the paths, which stay.
fn reveal(table: &NodeRef, (line, column): Place) {
    let scroll = || {
        let table = table.cast::<Element>()?;
        let view = table.parent_element()?;
        let cell = crate::web::element(&format!("compare-{line}-{column}"))?;
        let head = table.query_selector(".corner").ok()??.get_bounding_client_rect();
        let (place, all) = (cell.get_bounding_client_rect(), view.get_bounding_client_rect());
        let down = (place.bottom() - all.bottom()).max(0.0) - (head.bottom() - place.top()).max(0.0);
        view.set_scroll_top(view.scroll_top() + down as i32);
        if column > 0 {
            let across = (place.right() - all.right()).max(0.0) - (head.right() - place.left()).max(0.0);
            view.set_scroll_left(view.scroll_left() + across as i32);
        }
        Some(())
    };
    let _ = scroll();
}
