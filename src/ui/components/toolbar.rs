//! The line above the table.

use super::icon::icon;
use crate::ui::model::format::{count, counted};
use crate::ui::model::state::{Action, Dialog, Snapshot, Zone};
use crate::web::zone;
use std::rc::Rc;
use yew::prelude::*;

/// What the line above the table says.
#[derive(Properties, PartialEq)]
pub struct ToolbarProps {
    /// What is open.
    pub snapshot: Rc<Snapshot>,
    /// The zone of times.
    pub zone: Zone,
    /// How many events match, once known.
    pub matching: Option<u64>,
    /// Whether that is fewer than all on purpose.
    pub filtered: bool,
    /// What the user does.
    pub act: Callback<Action>,
    /// The quick filters.
    pub children: Html,
}

/// How many events match, the quick filters, and the table's choices.
#[component]
pub fn Toolbar(
    ToolbarProps {
        snapshot,
        zone,
        matching,
        filtered,
        act,
        children,
    }: &ToolbarProps,
) -> Html {
    let columns = act.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::Columns)));
    let export = act.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::Export)));
    let (zone_name, other) = match zone {
        Zone::Utc => ("UTC".to_owned(), Zone::Local),
        Zone::Local => (zone::name(), Zone::Utc),
    };
    let change_zone = act.reform(move |_: MouseEvent| Action::Zone(other));
    // The total may run ahead of the view while rows arrive.
    let total = snapshot.events.max(matching.unwrap_or(0));
    let counts = match matching {
        // Fewer than all would look filtered.
        Some(matching) if !filtered && snapshot.progress.loading => counted(*matching, "event", "events"),
        Some(matching) => format!("{} of {}", count(*matching), counted(total, "event", "events")),
        None => String::new(),
    };
    html! {
        <section class="toolbar" aria-label="Matching events">
            <p class="counts" role="status" aria-live="polite" aria-atomic="true">{ counts }</p>
            { children.clone() }
            <button type="button" class="quiet" title="Times are in this zone. Click for the other one." onclick={change_zone}>
                { "Times: " }{ zone_name }
            </button>
            <button type="button" class="quiet" aria-haspopup="dialog" onclick={columns}>{ icon("columns") }{ "Columns" }</button>
            <button type="button" class="quiet" aria-haspopup="dialog" title="Write the events that match into a file" onclick={export}>{ icon("export") }{ "Export" }</button>
        </section>
    }
}
