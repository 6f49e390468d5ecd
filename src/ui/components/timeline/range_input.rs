use crate::ui::model::clock::Clock;
use crate::ui::model::state::Action;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The range as text.
#[derive(Properties, PartialEq)]
pub struct RangeInputProps {
    /// The clock it is read from.
    pub clock: Clock,
    /// The range shown; `None` when nothing has a time.
    pub said: Option<String>,
    /// It is of all data, and not of the filter.
    pub is_whole: bool,
    /// What the user does.
    pub act: Callback<Action>,
}

/// What is typed and not taken yet.
#[derive(Clone, PartialEq, Default)]
struct Draft {
    text: Option<String>,
    error: Option<String>,
}

/// The range of time, to be read and typed: Enter takes it, Esc gives up, nothing at all means all time.
#[component]
pub fn RangeInput(
    RangeInputProps {
        clock,
        said,
        is_whole,
        act,
    }: &RangeInputProps,
) -> Html {
    let draft = use_state_eq(Draft::default);
    let take = {
        let (draft, act, clock, said) = (draft.clone(), act.clone(), clock.clone(), said.clone());
        Callback::from(move |()| {
            let Some(text) = draft.text.clone().filter(|text| Some(text) != said.as_ref()) else {
                return draft.set(Draft::default());
            };
            let range = match text.trim() {
                "" => Ok(None),
                text => clock.read(text).map(|range| Some((range.start, range.end))),
            };
            match range {
                Ok(range) => {
                    draft.set(Draft::default());
                    act.emit(Action::Range(range));
                }
                Err(error) => draft.set(Draft {
                    text: Some(text),
                    error: Some(error),
                }),
            }
        })
    };
    let oninput = {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            draft.set(Draft {
                text: input.map(|input| input.value()),
                error: None,
            });
        })
    };
    let onkeydown = {
        let (draft, take) = (draft.clone(), take.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                take.emit(());
            }
            "Escape" if *draft != Draft::default() => {
                event.prevent_default();
                draft.set(Draft::default());
            }
            _ => {}
        })
    };
    let onblur = take.reform(|_: FocusEvent| ());
    let value = draft.text.clone().or_else(|| said.clone()).unwrap_or_default();
    let title = if *is_whole {
        "From the oldest to the newest event. Type a range, a day or a month."
    } else {
        "The range in the filter. Nothing means all time."
    };
    html! {
        <div class={classes!("timeline-range", is_whole.then_some("whole"))}>
            <input id="time-range" type="text" aria-label={format!("Range of time, {}", clock.name())} autocomplete="off"
                spellcheck="false" placeholder="no times" {title} aria-invalid={draft.error.is_some().to_string()}
                aria-describedby={draft.error.is_some().then_some("time-range-error")} {value} {oninput} {onkeydown} {onblur} />
            <span class="zone" aria-hidden="true">{ clock.name().to_owned() }</span>
            if let Some(error) = &draft.error {
                <p id="time-range-error" class="timeline-error" role="alert">{ error }</p>
            }
        </div>
    }
}
