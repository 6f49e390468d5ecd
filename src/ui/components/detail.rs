//! The pane of one event: a summary, then the record as a tree, then its exact text.

mod exact;
mod lineage;
mod reasons;
mod related;
mod summary;
mod tree;

use self::exact::Exact;
use self::lineage::Lineage;
use self::related::Related;
use self::summary::Summary;
use self::tree::RecordTree;
use super::divider::{Divider, Side};
use super::icon::icon;
use crate::ui::hooks::{Detail, use_stored};
use crate::ui::model::marks::Marks;
use crate::ui::model::state::{Action, Zone};
use crate::web::focus;
use crate::worker::protocol::Record;
use crate::worker::session::Session;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// Narrowest and widest the pane can be made, in CSS pixels.
const WIDTHS: (i32, i32) = (320, 1100);

/// The ways to look at an event: name and label.
const TABS: [(&str, &str); 4] = [
    ("record", "Record"),
    ("json", "JSON"),
    ("related", "Related"),
    ("lineage", "Credentials"),
];

/// What the pane shows.
#[derive(Properties, PartialEq)]
pub struct DetailPaneProps {
    /// Where related events are found.
    pub session: Session,
    /// The record.
    pub detail: Detail,
    /// The filter hides the event in the table.
    pub hidden: bool,
    /// The events marked for comparing.
    pub marked: Marks,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The pane of one event.
#[component]
pub fn DetailPane(
    DetailPaneProps {
        session,
        detail,
        hidden,
        marked,
        generation,
        zone,
        act,
    }: &DetailPaneProps,
) -> Html {
    let generation = *generation;
    let (width, set_width) = use_stored("detail-width", 460);
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
    let tab_button = |at: usize| {
        let (name, label) = TABS[at];
        let selected = tab == name;
        let (click, arrow) = (set_tab.clone(), set_tab.clone());
        let onclick = Callback::from(move |_: MouseEvent| click.emit(name.into()));
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowLeft" => TABS.len() - 1,
                "ArrowRight" => 1,
                _ => return,
            };
            event.prevent_default();
            let (other, _) = TABS[(at + step) % TABS.len()];
            arrow.emit(other.into());
            focus::on(&format!("tab-{other}"));
        });
        html! {
            <button type="button" id={format!("tab-{name}")} role="tab" aria-selected={selected.to_string()} aria-controls="detail-panel"
                tabindex={if selected { "0" } else { "-1" }} {onclick} {onkeydown}>{ label }</button>
        }
    };
    let is_marked = |record: &Record| record.event_id.as_ref().is_some_and(|event| marked.has(event));
    let body = match detail {
        Detail::Nothing => html! { <p class="detail-words">{ "Reading the record from its file." }</p> },
        Detail::Failed(why) => html! { <p class="detail-words trouble" role="alert">{ why }</p> },
        Detail::Record(record) => html! {
            <div class="detail-scroll">
                if *hidden {
                    <p class="detail-hidden" role="status">{ "The filter hides this event in the table. " }
                        <button type="button" class="link" onclick={act.reform(|_: MouseEvent| Action::Filter(String::new()))}>{ "Clear the filter" }</button></p>
                }
                <Summary record={Rc::clone(record)} marked={is_marked(record)} zone={*zone} act={act.clone()} />
                <div class="tabs" role="tablist" aria-label="The record as">
                    { for (0..TABS.len()).map(tab_button) }
                </div>
                <div id="detail-panel" class="detail-panel" role="tabpanel" aria-labelledby={format!("tab-{tab}")}>
                    { match tab.as_str() {
                        "json" => html! { <Exact record={Rc::clone(record)} /> },
                        "related" => html! { <Related session={session.clone()} record={Rc::clone(record)} {generation} zone={*zone} act={act.clone()} /> },
                        "lineage" => html! { <Lineage session={session.clone()} record={Rc::clone(record)} {generation} zone={*zone} act={act.clone()} /> },
                        _ => html! { <RecordTree record={Rc::clone(record)} act={act.clone()} /> },
                    } }
                </div>
            </div>
        },
    };
    html! {
        <aside id="detail" class="detail" tabindex="-1" aria-label="Event" style={format!("width:{width}px")} {onkeydown}>
            <Divider label="Width of the event’s pane" side={Side::Left} {width} widths={WIDTHS} {set_width} />
            <button type="button" class="quiet square close" aria-label="Close the event" title="Close (Esc)" onclick={close}>{ icon("close") }</button>
            { body }
        </aside>
    }
}

/// The element an event came to.
fn target_of(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}
