//! The panel of fields with their most frequent values.
//!
//! Tab goes from facet to facet, arrows go over everything in the panel: each thing they stop at is marked
//! `data-item`, the buttons beside it are reached sideways.

mod facet;

use self::facet::FacetSection;
use super::divider::{Divider, Side};
use super::icon::icon;
use crate::ui::hooks::{use_stored, use_window_event};
use crate::ui::model::facets::FacetFields;
use crate::ui::model::state::{Action, Dialog};
use crate::web::task::sleep;
use crate::web::{element, focus, window};
use crate::worker::session::Session;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Narrowest and widest the panel can be made, in CSS pixels.
const WIDTHS: (i32, i32) = (180, 560);

/// The window's width from which there is room for the panel without being asked for, in CSS pixels.
const ROOM: f64 = 900.0;

/// What it needs.
#[derive(Properties, PartialEq)]
pub struct FacetsProps {
    /// Where the counts come from.
    pub session: Session,
    /// The filter that the rows shown match.
    pub filter: AttrValue,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The fields.
    pub facets: Rc<FacetFields>,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The panel of fields with their most frequent values.
#[component]
pub fn Facets(
    FacetsProps {
        session,
        filter,
        generation,
        facets,
        act,
    }: &FacetsProps,
) -> Html {
    let (open, set_open) = use_stored("facets-open", is_wide());
    let (width, set_width) = use_stored("facets-width", 256);
    let (folded, set_folded) = use_stored("facets-folded", FacetFields::none());
    let toggle = {
        let set_open = set_open.clone();
        Callback::from(move |()| {
            let had_focus = focus::current()
                .is_some_and(|element| element.closest("#facets").is_ok_and(|found| found.is_some()));
            set_open.emit(!open);
            // What takes the focus is drawn only after this event.
            spawn_local(async move {
                sleep(0).await;
                if !open {
                    focus_first();
                } else if had_focus {
                    focus::on("events");
                }
            });
        })
    };
    {
        let toggle = toggle.clone();
        use_window_event(
            "keydown",
            false,
            Callback::from(move |event: Event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
                    return;
                };
                let command = (key.ctrl_key() || key.meta_key()) && !key.shift_key() && !key.alt_key();
                if command && key.key() == "b" && !event.default_prevented() && !focus::in_dialog() {
                    event.prevent_default();
                    toggle.emit(());
                }
            }),
        );
    }
    {
        let (before, set_open) = (use_mut_ref(|| Rc::clone(facets)), set_open.clone());
        use_effect_with(Rc::clone(facets), move |facets| {
            let before = before.replace(Rc::clone(facets));
            if before == *facets {
                return;
            }
            if before.list().first() != facets.list().first() && before.list().len() <= facets.list().len() {
                // A facet that was added is to be seen.
                set_open.emit(true);
                if let Some(panel) = scroller() {
                    panel.set_scroll_top(0);
                }
            }
            // The facet that had the focus was removed.
            if focus::is_lost() {
                focus_first();
            }
        });
    }
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if !event.default_prevented()
            && !event.ctrl_key()
            && !event.meta_key()
            && !event.alt_key()
            && walk(&event)
        {
            event.prevent_default();
        }
    });
    let add = act.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::Facets)));
    let onclick = toggle.reform(|_: MouseEvent| ());
    if !open {
        return html! {
            <aside id="facets" class="facets closed" aria-label="Facets">
                <button type="button" class="quiet square" aria-expanded="false" aria-label="Show facets" title="Show facets (Ctrl+B)" {onclick}>{ icon("facets") }</button>
            </aside>
        };
    }
    let fold = |path: &str| {
        let (set_folded, folded, path) = (set_folded.clone(), folded.clone(), path.to_owned());
        Callback::from(move |fold: bool| {
            let mut next = folded.clone();
            next.remove(&path);
            if fold {
                next.add(&path);
            }
            set_folded.emit(next);
        })
    };
    html! {
        <aside id="facets" class="facets" aria-label="Facets" style={format!("width:{width}px")}>
            <header class="facets-head">
                <h2>{ "Facets" }</h2>
                <span class="space"></span>
                <button type="button" class="quiet square" aria-haspopup="dialog" aria-label="Choose facets" title="Choose facets" onclick={add}>{ icon("plus") }</button>
                <button type="button" class="quiet square" aria-expanded="true" aria-label="Hide facets" title="Hide facets (Ctrl+B)" {onclick}>{ icon("left") }</button>
            </header>
            <div class="facets-scroll" {onkeydown}>
                for path in facets.list() {
                    <FacetSection key={path.clone()} session={session.clone()} filter={filter.clone()} generation={*generation}
                        path={path.clone()} folded={folded.has(path)} fold={fold(path)} act={act.clone()} />
                }
                if facets.list().is_empty() {
                    <p class="facet-words">{ "No facets. Choose some with +." }</p>
                }
            </div>
            <Divider label="Width of the facets" side={Side::Right} {width} widths={WIDTHS} {set_width} />
        </aside>
    }
}

fn is_wide() -> bool {
    let width = window().and_then(|window| window.inner_width().ok()?.as_f64());
    width.is_none_or(|width| width > ROOM)
}

fn scroller() -> Option<Element> {
    element("facets")?.query_selector(".facets-scroll").ok()?
}

fn focus_first() {
    let panel = element("facets");
    let first = ["[data-item]", "button"]
        .into_iter()
        .find_map(|first| panel.as_ref()?.query_selector(first).ok()?);
    focus::give_back(first.and_then(|first| first.dyn_into().ok()));
}

/// Moves the focus over the panel; false where the key does nothing here.
fn walk(event: &KeyboardEvent) -> bool {
    let Some(from) = event.target_dyn_into::<Element>() else {
        return false;
    };
    let in_text = focus::takes_text(event);
    let key = event.key();
    let (within, all) = match key.as_str() {
        "ArrowDown" | "ArrowUp" => (".facets-scroll", "[data-item]"),
        "Home" | "End" if !in_text => (".facets-scroll", "[data-item]"),
        "ArrowLeft" | "ArrowRight" if !in_text => ("[data-line]", "button"),
        "Escape" => {
            focus::on("events");
            return true;
        }
        _ => return false,
    };
    let Ok(Some(within)) = from.closest(within) else {
        return false;
    };
    let Ok(found) = within.query_selector_all(all) else {
        return false;
    };
    let stops: Vec<HtmlElement> = (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect();
    let line = from.closest("[data-line]").ok().flatten();
    let here = |stop: &HtmlElement| {
        let same_line = || line.as_ref().is_some_and(|line| line.contains(Some(stop)));
        **stop == from || (all == "[data-item]" && same_line())
    };
    let Some(at) = stops.iter().position(here) else {
        return false;
    };
    let to = match key.as_str() {
        "ArrowDown" | "ArrowRight" => at + 1,
        "ArrowUp" | "ArrowLeft" => at.saturating_sub(1),
        "Home" => 0,
        _ => stops.len() - 1,
    };
    focus::give_back(stops.get(to).cloned());
    true
}
