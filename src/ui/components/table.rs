//! The table of events: an ARIA grid over any number of rows.
//!
//! Keys follow the [grid pattern](https://www.w3.org/WAI/ARIA/apg/patterns/grid/): the grid has the focus and names
//! its active cell, so rows can come and go while it is scrolled.

mod cell;
mod cell_menu;
mod column_menu;
mod header;
mod keys;
mod row;

pub use self::cell::{handle, in_zone, value};
use self::cell_menu::{CellWish, use_cell_menu};
use self::column_menu::ColumnMenu;
use self::header::TableHeader;
use self::keys::{Active, Move};
use self::row::TableRow;
use crate::ui::components::compare::mark;
use crate::ui::components::value_menu::below;
use crate::ui::hooks::{Question, Rows, use_rows};
use crate::ui::model::columns::Columns;
use crate::ui::model::marks::Marks;
use crate::ui::model::scroll::ROW_HEIGHT;
use crate::ui::model::state::{Action, Pick, Snapshot, Zone};
use crate::ui::model::unlogged::unlogged;
use crate::web::listener::{Listener, SizeObserver};
use crate::web::task::sleep;
use crate::web::{clipboard, focus};
use crate::worker::protocol::{RowId, Sort};
use crate::worker::session::{Session, View};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, WheelEvent};
use yew::prelude::*;

/// Height of the header in CSS pixels.
const HEADER_HEIGHT: f64 = 28.0;

/// Pixels that one step of a wheel means where the browser counts in lines.
const LINE: f64 = 40.0;

/// What an empty table says of operations that are not logged, at most.
const MOST_NOTES: usize = 5;

/// What the table shows.
#[derive(Properties, PartialEq)]
pub struct TableProps {
    /// Where rows come from.
    pub session: Session,
    /// The events that match, in order.
    pub view: Option<View>,
    /// What that view answers.
    pub question: Question,
    /// The filter in the making is wrong: the rows are of the one before.
    pub wrong: bool,
    /// The columns.
    pub columns: Rc<Columns>,
    /// The order.
    pub sort: Sort,
    /// The event in the detail pane.
    pub selected: Option<RowId>,
    /// It is to be scrolled to.
    pub reveal: bool,
    /// The events marked for comparing.
    pub marked: Marks,
    /// The zone of times.
    pub zone: Zone,
    /// What is open, for the words of an empty table.
    pub snapshot: Rc<Snapshot>,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The table of events.
#[component]
pub fn Table(props: &TableProps) -> Html {
    let TableProps {
        session,
        view,
        question,
        wrong,
        columns,
        sort,
        selected,
        reveal,
        marked,
        zone,
        snapshot,
        act,
    } = props;
    let node = use_node_ref();
    let paths: Rc<[String]> = columns.paths().map(str::to_owned).collect();
    // Another order of columns, or fewer, needs no other rows.
    let fetched = use_fetched_paths(&paths);
    let rows = use_rows(session, view.as_ref(), question.clone(), fetched, *selected);
    let active = use_state_eq(Active::default);
    let menu = use_state_eq(|| None::<usize>);
    // The same at every drawing, or the header would be drawn again with each step of scrolling.
    let onmenu = {
        let menu = menu.setter();
        use_callback((), move |column, ()| menu.set(column))
    };
    let onclose = onmenu.reform(|()| None);
    let (cell_menu, open_cell) = use_cell_menu(session, marked, act);
    use_viewport(&node, &rows);

    let (scroll, place_drawn) = (rows.scroll(), rows.place());
    let drawn = rows.drawn();
    let position = selected.and_then(|id| rows.position(id));
    // The scroll bar follows the place, where the place did not come from the scroll bar. Where that stands is
    // remembered: asking the browser makes it lay out the new rows at once, and once more after what changes next.
    let bar = use_mut_ref(|| 0.0);
    {
        let (node, bar) = (node.clone(), bar.clone());
        use_effect_with((scroll.scroll_top(), scroll.rows()), move |(top, _)| {
            if (bar.replace(*top) - top).abs() > 1.0
                && let Some(element) = node.cast::<Element>()
                && (f64::from(element.scroll_top()) - top).abs() > 1.0
            {
                element.set_scroll_top(*top as i32);
            }
        });
    }

    let select = {
        let (rows, act) = (rows.clone(), act.clone());
        Callback::from(move |(position, open): (u64, bool)| {
            if let Some(row) = rows.get(position) {
                rows.set_position(row.id, position);
                act.emit(Action::Select(row.id, open));
            }
        })
    };
    // A row may be reached faster than it can be fetched: it is selected when it comes.
    let wanted = use_mut_ref(|| None::<u64>);
    let came = wanted.borrow().filter(|row| rows.get(*row).is_some());
    {
        let (select, wanted) = (select.clone(), wanted.clone());
        use_effect_with(came, move |came| {
            if let Some(row) = *came {
                wanted.replace(None);
                select.emit((row, false));
            }
        });
    }
    // The active row keeps to the selected event when others arrive above it.
    {
        let (active, wanted) = (active.clone(), wanted.clone());
        use_effect_with(position, move |position| {
            if let Some(position) = *position
                && wanted.borrow().is_none()
                && active.row.is_some_and(|row| row != position)
            {
                active.set(Active {
                    row: Some(position),
                    ..*active
                });
            }
        });
    }

    // An event that a link names is gone to as soon as there is a view that has it.
    {
        let (rows, active, act) = (rows.clone(), active.clone(), act.clone());
        let sought = selected.filter(|_| *reveal);
        use_effect_with((sought, rows.view()), move |(sought, _)| {
            let Some(id) = *sought else { return };
            spawn_local(async move {
                let view = rows.view();
                let revealed = rows.reveal(id).await;
                if revealed.is_none() && view.is_some() && rows.view() == view {
                    act.emit(Action::Hidden(id));
                }
                if let Some(position) = revealed {
                    active.set(Active {
                        row: Some(position),
                        ..*active
                    });
                    act.emit(Action::Revealed);
                }
            });
        });
    }

    // What is done with the value in a cell: at a place of the window, or below the cell.
    let on_value = {
        let (rows, columns) = (rows.clone(), Rc::clone(columns));
        move |row: u64, column: usize, pick: Option<Pick>, at: Option<(f64, f64)>| {
            let (Some(found), Some(shown)) = (rows.get(row), columns.list().get(column)) else {
                return;
            };
            let cell = || Some(below(&crate::web::element(&keys::cell_id(row, column))?));
            open_cell.emit(CellWish {
                id: found.id,
                path: shown.path.clone(),
                pick,
                at: at.or_else(cell).unwrap_or_default(),
            });
        }
    };
    let arriving = wanted.clone();
    let onkeydown = {
        let (rows, columns, active, act, menu, sort) = (
            rows.clone(),
            Rc::clone(columns),
            active.clone(),
            act.clone(),
            menu.clone(),
            sort.clone(),
        );
        let (grid, on_value, session) = (node.clone(), on_value.clone(), session.clone());
        Callback::from(move |event: KeyboardEvent| {
            let handled = keys::handle(&event, *active, &rows, &columns, &sort);
            let Some(moves) = handled else { return };
            event.prevent_default();
            for one in moves {
                match one {
                    Move::To(next) => {
                        if next.row != active.row {
                            wanted.replace(next.row);
                        }
                        active.set(next);
                        if let Some(row) = next.row {
                            rows.scroll_to(rows.scroll().showing(row));
                        }
                        reveal_column(&grid, next.column);
                    }
                    Move::Act(action) => act.emit(action),
                    Move::Mark(id) => mark(&session, id, &act),
                    Move::Menu(column) => menu.set(Some(column)),
                    Move::Value(row, column, pick) => on_value(row, column, pick, None),
                    Move::Copy(text) => spawn_local(async move {
                        clipboard::copy(&text).await;
                    }),
                    // The pane is drawn only after this event.
                    Move::Detail => spawn_local(async {
                        sleep(0).await;
                        focus::on("detail");
                    }),
                }
            }
        })
    };
    let onclick = {
        let (active, select, on_value) = (active.clone(), select.clone(), on_value.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some((row, column)) = place(&event) {
                if is_handle(&event) {
                    return on_value(row, column, None, None);
                }
                active.set(Active {
                    row: Some(row),
                    column,
                });
                select.emit((row, true));
            }
        })
    };
    let oncontextmenu = {
        let active = active.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            // What a key asks for comes to the grid, and the key has done it.
            if let Some((row, column)) = place(&event) {
                active.set(Active {
                    row: Some(row),
                    column,
                });
                let at = (f64::from(event.client_x()), f64::from(event.client_y()));
                on_value(row, column, None, Some(at));
            }
        })
    };
    let onscroll = {
        let rows = rows.clone();
        Callback::from(move |event: Event| {
            let Some(element) = event.target_dyn_into::<Element>() else {
                return;
            };
            let (top, scroll) = (f64::from(element.scroll_top()), rows.scroll());
            bar.replace(top);
            // The browser rounds: a place set from here comes back slightly off, and is not news.
            if (top - scroll.scroll_top()).abs() > 1.0 {
                rows.scroll_to(scroll.dragged(top));
            }
        })
    };

    // Keys that lead from the filter to the table lead to its rows.
    let onfocusin = {
        let (active, rows, wanted) = (active.clone(), rows.clone(), arriving);
        Callback::from(move |event: FocusEvent| {
            let from_filter = event
                .related_target()
                .and_then(|from| from.dyn_into::<Element>().ok())
                .is_some_and(|from| from.id() == "filter");
            let by_key = event
                .target_dyn_into::<Element>()
                .is_some_and(|grid| grid.matches("#events:focus-visible").unwrap_or(false));
            if from_filter && by_key && active.row.is_none() && rows.scroll().rows() > 0 {
                let row = Some(rows.scroll().visible().start);
                wanted.replace(row);
                active.set(Active { row, ..*active });
            }
        })
    };

    let paths = rows.paths();
    let cells: Rc<[Option<usize>]> = columns
        .paths()
        .map(|path| paths.iter().position(|fetched| fetched == path))
        .collect();
    let first_visible = place_drawn.visible().start;
    let mut day = None;
    let body = drawn.clone().map(|at| {
        let row = rows.get(at);
        let day_before = day.take();
        day = row.as_ref().and_then(|row| row::day_of(row, &cells, columns, *zone));
        let show_day = at == first_visible || day != day_before;
        let is_active = active.row == Some(at);
        let is_marked = row.as_ref().is_some_and(|row| marked.has_row(row.id));
        html! {
            <TableRow key={rows.seat(at)} {at} {row} columns={Rc::clone(columns)} cells={Rc::clone(&cells)} {show_day} zone={*zone}
                selected={position == Some(at)} marked={is_marked} active={is_active.then_some(active.column)} />
        }
    });
    let active_id = match active.row {
        None => Some(format!("head-{}", active.column)),
        Some(row) => drawn.contains(&row).then(|| keys::cell_id(row, active.column)),
    };
    // Pinned rows stand in the window; others in all that is scrolled, free of rounding, so that the browser can scroll.
    let pinned = rows.is_pinned();
    let offset = match pinned {
        true => place_drawn.below_top(drawn.start),
        false => drawn.start as f64 * ROW_HEIGHT,
    };
    let (template, width) = layout(columns);
    html! {
        <section class="table" aria-label="Events">
            <div ref={node.clone()} id="events" class="grid" role="grid" tabindex="0" aria-label="Events" aria-rowcount={(scroll.rows() + 1).to_string()}
                aria-colcount={(columns.list().len() + 1).to_string()} aria-activedescendant={active_id}
                style={format!("--columns:{template};--width:{width}px")} {onkeydown} {onfocusin} {onscroll} {oncontextmenu}>
                <TableHeader columns={Rc::clone(columns)} sort={sort.clone()} zone={*zone} active={active.row.is_none().then_some(active.column)} {onmenu} act={act.clone()} />
                <div class="grid-body" role="rowgroup" style={format!("height:{}px", scroll.height())} {onclick}>
                    <div class={classes!("grid-rows", pinned.then_some("pinned"))} role="none" style={format!("height:{}px", place_drawn.viewport())}>
                        <div class="moved" role="none" style={format!("transform:translateY({offset}px)")}>
                            { for body }
                        </div>
                    </div>
                </div>
            </div>
            if let Some(at) = menu.filter(|at| *at < columns.list().len()) {
                <ColumnMenu grid={node} columns={Rc::clone(columns)} {at} onclose={onclose} act={act.clone()} />
            }
            { cell_menu }
            if scroll.rows() == 0 {
                { nothing(snapshot, &question.filter, rows.is_ready(), *wrong, act) }
            }
        </section>
    }
}

/// Width of the column of marks in CSS pixels.
const MARKS: f64 = 52.0;

/// The widths as a grid template, marks first, and the least they take together. Where there is less room than all
/// want, the last column gives way first, then those that lose most; what is left goes to the last.
fn layout(columns: &Columns) -> (String, f64) {
    let widths = columns.list().iter().map(|column| (column.least(), column.width));
    let sum = widths.clone().map(|(least, _)| least).sum::<f64>() + MARKS;
    let mut template = format!("{MARKS}px");
    let last = columns.list().len().saturating_sub(1);
    for (at, (least, width)) in widths.enumerate() {
        template += &if at == last {
            format!(" minmax({least}px,1fr)")
        } else {
            format!(" minmax({least}px,{width}px)")
        };
    }
    (template, sum)
}

/// The paths to fetch: those shown, and the same list as before as long as that has them all.
#[hook]
fn use_fetched_paths(paths: &Rc<[String]>) -> Rc<[String]> {
    let fetched = use_mut_ref(|| Rc::clone(paths));
    let covers = paths.iter().all(|path| fetched.borrow().contains(path));
    if !covers {
        fetched.replace(Rc::clone(paths));
    }
    let fetched = fetched.borrow();
    Rc::clone(&fetched)
}

/// Keeps the height of the viewport, and wheels by exact pixels where the scroll bar cannot.
#[hook]
fn use_viewport(node: &NodeRef, rows: &Rows) {
    let (node, rows) = (node.clone(), rows.clone());
    use_effect_with((), move |()| {
        let held = node.cast::<HtmlElement>().map(|element| {
            let (measured, resized) = (element.clone(), rows.clone());
            let observer = SizeObserver::new(&element, move || {
                let height = f64::from(measured.client_height()) - HEADER_HEIGHT;
                let scroll = resized.scroll();
                resized.scroll_to(scroll.resized(scroll.rows(), height.max(ROW_HEIGHT)));
            });
            let wheel = Listener::new(&element, "wheel", move |event| {
                let Some(wheel) = event.dyn_ref::<WheelEvent>() else {
                    return;
                };
                let scroll = rows.scroll();
                if !scroll.is_capped() || wheel.ctrl_key() || wheel.shift_key() || wheel.delta_y() == 0.0 {
                    return;
                }
                let unit = match wheel.delta_mode() {
                    WheelEvent::DOM_DELTA_LINE => LINE,
                    WheelEvent::DOM_DELTA_PAGE => scroll.viewport(),
                    _ => 1.0,
                };
                event.prevent_default();
                rows.scroll_to(scroll.by(wheel.delta_y() * unit));
            });
            (observer, wheel)
        });
        move || drop(held)
    });
}

/// The row and column that were clicked.
fn place(event: &MouseEvent) -> Option<(u64, usize)> {
    let cell = event
        .target_dyn_into::<Element>()?
        .closest("[role=gridcell]")
        .ok()??;
    let row = cell
        .closest("[data-at]")
        .ok()??
        .get_attribute("data-at")?
        .parse()
        .ok()?;
    let column = cell.get_attribute("aria-colindex")?.parse::<usize>().ok()?;
    // The first column holds the marks; it acts as the one beside it.
    Some((row, column.saturating_sub(2)))
}

/// Whether the click was on what opens a cell's menu.
fn is_handle(event: &MouseEvent) -> bool {
    let target = event.target_dyn_into::<Element>();
    target.is_some_and(|target| target.closest(".handle").is_ok_and(|found| found.is_some()))
}

/// Scrolls sideways so that the active column shows.
fn reveal_column(grid: &NodeRef, column: usize) {
    let Some(grid) = grid.cast::<Element>() else {
        return;
    };
    if let Ok(Some(head)) = grid.query_selector(&format!("#head-{column}")) {
        let (head, view) = (head.get_bounding_client_rect(), grid.get_bounding_client_rect());
        let beyond = (head.right() - view.right()).max(0.0) - (view.left() - head.left()).max(0.0);
        grid.set_scroll_left(grid.scroll_left() + beyond as i32);
    }
}

/// Why there are no rows.
fn nothing(snapshot: &Snapshot, filter: &str, ready: bool, wrong: bool, act: &Callback<Action>) -> Html {
    let clear = act.reform(|_: MouseEvent| Action::Filter(String::new()));
    let report = act.reform(|_: MouseEvent| {
        Action::Dialog(Some(crate::ui::model::state::Dialog::Report(Default::default())))
    });
    html! {
        <div class="nothing">
            if snapshot.events > 0 && ready {
                <p>{ if wrong { "The filter has a mistake: what to do is said below it." } else { "No event matches this filter." } }</p>
                if !wrong {
                    { no_evidence(filter) }
                }
                <button type="button" onclick={clear}>{ "Clear the filter" }</button>
            } else if snapshot.progress.loading || !ready {
                <p>{ "Reading. Events appear here as they are found." }</p>
            } else {
                <p>{ "There are no CloudTrail events in what was opened." }</p>
                <button type="button" onclick={report}>{ "See what each file is" }</button>
            }
        </div>
    }
}

/// Absence is no evidence: what the filter asks for and CloudTrail does not log, and where to look instead.
fn no_evidence(filter: &str) -> Html {
    let notes = unlogged(filter);
    if notes.is_empty() {
        return Html::default();
    }
    html! {
        <div class="no-evidence">
            for note in notes.iter().take(MOST_NOTES) {
                <p><b>{ note.sentence() }</b>{ " " }{ note.operation.note }{ " " }{ note.operation.instead.unwrap_or_default() }</p>
            }
            <p>{ "That nothing is here does not mean that nothing was done." }</p>
        </div>
    }
}
