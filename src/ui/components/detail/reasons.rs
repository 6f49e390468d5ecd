use crate::event::Explanation;
use crate::ui::model::columns::title;
use crate::ui::model::format::visible;
use yew::prelude::*;

/// Why each derived field has its value, folded until asked for.
pub fn explained(reasons: &[Explanation]) -> Html {
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
