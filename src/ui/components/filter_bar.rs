//! The filter.

use super::icon::Icon;
use crate::ui::model::query_text::around;
use crate::ui::model::state::Action;
use crate::web::focus;
use crate::worker::session::QueryError;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// What the filter shows.
#[derive(Properties, PartialEq)]
pub struct FilterBarProps {
    /// Its text.
    pub text: AttrValue,
    /// What is wrong with it.
    pub error: Option<QueryError>,
    /// An answer is on its way.
    pub busy: bool,
    /// Nothing is open that could be filtered.
    pub disabled: bool,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The filter, with its mistake underlined in place and said below.
#[component]
pub fn FilterBar(
    FilterBarProps {
        text,
        error,
        busy,
        disabled,
        act,
    }: &FilterBarProps,
) -> Html {
    let mirror = use_node_ref();
    let oninput = act.reform(|event: InputEvent| {
        Action::Filter(
            event
                .target_dyn_into::<HtmlInputElement>()
                .map(|input| input.value())
                .unwrap_or_default(),
        )
    });
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Escape" | "ArrowDown" | "Enter") && !event.is_composing() {
            event.prevent_default();
            focus::on("events");
        }
    });
    // The mirror lies under the input and scrolls with it.
    let onscroll = {
        let mirror = mirror.clone();
        Callback::from(move |event: Event| {
            if let (Some(input), Some(mirror)) = (
                event.target_dyn_into::<HtmlElement>(),
                mirror.cast::<HtmlElement>(),
            ) {
                mirror.set_scroll_left(input.scroll_left());
            }
        })
    };
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    let clear = {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| {
            act.emit(Action::Filter(String::new()));
            focus::on("filter");
        })
    };
    {
        // Ready for typing as soon as there is something to filter.
        use_effect_with(*disabled, |disabled| {
            if !disabled && !focus::in_dialog() {
                focus::on("filter");
            }
        });
    }
    html! {
        <form role="search" class={classes!("filter-bar", busy.then_some("busy"))} {onsubmit}>
            <Icon name="search" />
            <div class="filter-field">
                if let Some(error) = error {
                    { underlined(text, error, &mirror) }
                }
                <input id="filter" type="text" class="mono" aria-label="Filter events" autocomplete="off" autocapitalize="off"
                    spellcheck="false" placeholder="Filter events: words, or field:value, - excludes" disabled={*disabled}
                    aria-invalid={error.is_some().to_string()} aria-describedby={error.is_some().then_some("filter-error")}
                    value={text.clone()} {oninput} {onkeydown} {onscroll} />
            </div>
            if !text.is_empty() {
                <button type="button" class="quiet square" aria-label="Clear the filter" onclick={clear}><Icon name="close" /></button>
            } else {
                <kbd aria-hidden="true">{ "/" }</kbd>
            }
            <div class="work" aria-hidden="true"></div>
            if let Some(error) = error {
                <p id="filter-error" class="filter-error" role="status">{ &error.message }</p>
            }
        </form>
    }
}

fn underlined(text: &str, error: &QueryError, mirror: &NodeRef) -> Html {
    // The mistake is in the text that was asked, which is trimmed.
    let lead = text.len() - text.trim_start().len();
    let (before, at, after) = around(text, &(error.span.start + lead..error.span.end + lead));
    html! {
        <div ref={mirror.clone()} class="filter-mirror mono" aria-hidden="true">{ before }<u>{ at }</u>{ after }</div>
    }
}
