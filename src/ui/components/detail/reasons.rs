use crate::event::Explanation;
use crate::ui::model::columns::title;
use crate::ui::model::format::visible;
use std::rc::Rc;
use yew::prelude::*;

/// What is explained.
#[derive(Properties, PartialEq)]
pub struct ReasonsProps {
    /// The reasons.
    pub reasons: Rc<Vec<Explanation>>,
}

/// Why each derived field has its value, folded until asked for.
#[component]
pub fn Reasons(ReasonsProps { reasons }: &ReasonsProps) -> Html {
    let lines = reasons.iter().map(|reason| {
        html! {
            <>
                <dt class="derived">{ title(reason.field).to_owned() }</dt>
                <dd>
                    <b>{ visible(value(reason)).into_owned() }</b>{ ", because " }{ visible(&reason.because).into_owned() }{ "." }
                </dd>
            </>
        }
    });
    html! {
        <details class="reasons">
            <summary><span class="derived">{ "Dotted" }</span>{ " names are derived, not recorded. Why these values?" }</summary>
            <dl>{ for lines }</dl>
        </details>
    }
}

/// The reason as one sentence, with nothing in it that deceives the eye.
pub fn sentence(reason: &Explanation) -> String {
    let words = format!("{}, because {}.", value(reason), reason.because);
    visible(&words).into_owned()
}

fn value(reason: &Explanation) -> &str {
    reason.value.as_deref().unwrap_or("none")
}
