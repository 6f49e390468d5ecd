//! The pane of one event: a summary, then the record as a tree, then its exact text.

mod exact;
mod reasons;
mod summary;
mod tree;

use self::exact::Exact;
use self::summary::Summary;
use self::tree::RecordTree;
use super::divider::{Divider, Side};
use super::icon::Icon;
use crate::ui::hooks::{Detail, use_stored};
use crate::ui::model::state::{Action, Zone};
use crate::web::focus;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// Narrowest and widest the pane can be made, in CSS pixels.
const WIDTHS: (f64, f64) = (320.0, 1100.0);

/// What the pane shows.
#[derive(Properties, PartialEq)]
pub struct DetailPaneProps {
    /// The record.
    pub detail: Detail,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The pane of one event.
#[component]
pub fn DetailPane(DetailPaneProps { detail, zone, act }: &DetailPaneProps) -> Html {
    let (width, set_width) = use_stored("detail-width", 460.0_f64);
    let (tab, set_tab) = use_stored("detail-tab", String::from("record"));
    let close = act.reform(|_: MouseEvent| Action::Detail(false));
    let onkeydown = {
        let act = act.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.default_prevented() {
                event.prevent_default();
                act.emit(Action::Detail(false));
                focus::on("events");
            }
        })
    };
    let tab_button = |name: &'static str, label: &'static str| {
        let selected = tab == name;
        let (click, arrow) = (set_tab.clone(), set_tab.clone());
        let onclick = Callback::from(move |_: MouseEvent| click.emit(name.into()));
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
                event.prevent_default();
                let other = if name == "record" { "json" } else { "record" };
                arrow.emit(other.into());
                focus::on(&format!("tab-{other}"));
            }
        });
        html! {
            <button type="button" id={format!("tab-{name}")} role="tab" aria-selected={selected.to_string()} aria-controls="detail-panel"
                tabindex={if selected { "0" } else { "-1" }} {onclick} {onkeydown}>{ label }</button>
        }
    };
    let body = match detail {
        Detail::Nothing => html! { <p class="detail-words">{ "Reading the record from its file." }</p> },
        Detail::Failed(why) => html! { <p class="detail-words trouble" role="alert">{ why }</p> },
        Detail::Record(record) => html! {
            <div class="detail-scroll">
                <Summary record={Rc::clone(record)} zone={*zone} act={act.clone()} />
                <div class="tabs" role="tablist" aria-label="The record as">
                    { tab_button("record", "Record") }
                    { tab_button("json", "JSON") }
                </div>
                <div id="detail-panel" class="detail-panel" role="tabpanel" aria-labelledby={format!("tab-{tab}")}>
                    if tab == "json" {
                        <Exact record={Rc::clone(record)} />
                    } else {
                        <RecordTree record={Rc::clone(record)} act={act.clone()} />
                    }
                </div>
            </div>
        },
    };
    html! {
        <aside id="detail" class="detail" tabindex="-1" aria-label="Event" style={format!("width:{width}px")} {onkeydown}>
            <Divider label="Width of the event’s pane" side={Side::Left} {width} widths={WIDTHS} {set_width} />
            <button type="button" class="quiet square close" aria-label="Close the event" title="Close (Esc)" onclick={close}><Icon name="close" /></button>
            { body }
        </aside>
    }
}

/// The element an event came to.
fn target_of(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}
