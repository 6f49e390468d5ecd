use crate::ui::components::icon::icon;
use crate::ui::model::format::{day_and_clock, middle, visible};
use crate::ui::model::state::Zone;
use crate::web::zone::to_local;
use yew::prelude::*;

/// A value in the table: its text, cut in the middle where the end matters. The cell around it says a cut value whole.
pub fn value(text: &str) -> Html {
    let shown = visible(start(text));
    let (head, tail) = middle(&shown);
    if tail.is_empty() {
        return html! { <span class="value">{ head.to_owned() }</span> };
    }
    html! { <span class="value cut" aria-hidden="true"><span>{ head.to_owned() }</span><span>{ tail.to_owned() }</span></span> }
}

/// As much of a text as anyone reads in a table; the browser would lay out all of it.
fn start(text: &str) -> &str {
    const READ: usize = 2000;
    &text[..text.floor_char_boundary(READ)]
}

/// What opens the menu of the active cell by mouse; keys have their own way.
pub fn handle() -> Html {
    html! { <span class="handle" aria-hidden="true" title="More (Shift+F10)">{ icon("more") }</span> }
}

/// The whole of a value that may show cut; `None` for one that is short.
pub fn whole(text: &str) -> Option<String> {
    const SHORT: usize = 16;
    (text.len() > SHORT).then(|| visible(start(text)).into_owned())
}

/// A time: the day, faint where the row above has the same, then the clock.
pub fn time(text: &str, zone: Zone, show_day: bool) -> Html {
    let text = in_zone(text, zone);
    match day_and_clock(&text) {
        Some((day, clock)) => html! {
            <span class={classes!("value", "time", (!show_day).then_some("same-day"))}>
                <span class="day">{ day.to_owned() }</span>{ " " }<span>{ clock.to_owned() }</span>
            </span>
        },
        None => value(&text),
    }
}

/// The time as text in a zone; as it is where it cannot be read.
pub fn in_zone(text: &str, zone: Zone) -> String {
    match zone {
        Zone::Utc => text.to_owned(),
        Zone::Local => to_local(text).unwrap_or_else(|| text.to_owned()),
    }
}
