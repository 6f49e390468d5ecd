use crate::query::{OutcomeGroup, Stack, edit};
use crate::ui::model::format::{count, counted};
use crate::ui::model::state::Action;
use crate::ui::model::timeline::{group_name, group_term};
use yew::prelude::*;

/// What the colours and patterns of the bars mean.
#[derive(Properties, PartialEq)]
pub struct LegendProps {
    /// All that is on the timeline.
    pub sum: Stack,
    /// The filter that the bars show.
    pub filter: AttrValue,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The outcome groups with how many events each has; a click leaves those alone.
#[component]
pub fn Legend(LegendProps { sum, filter, act }: &LegendProps) -> Html {
    let entry = |group: OutcomeGroup| {
        let (name, number) = (group_name(group), sum.of(group));
        let term = group_term(group);
        let on = edit::has_term(filter, &term);
        let label = format!("{name}, {}", counted(number, "event", "events"));
        let title = format!("Only these: {term}");
        let onclick = act.reform(move |_: MouseEvent| Action::Term(term.clone()));
        html! {
            <li key={name}>
                <button type="button" class="quiet" aria-pressed={on.to_string()} aria-label={label} {title} {onclick}>
                    <svg class="swatch" width="10" height="10" aria-hidden="true"><rect class={bars_class(group)} width="10" height="10" /></svg>
                    { name }<span class="figure">{ count(number) }</span>
                </button>
            </li>
        }
    };
    html! {
        <>
            { patterns() }
            <ul class="timeline-legend" aria-label="Outcomes">
                { for OutcomeGroup::ALL.into_iter().rev().map(entry) }
            </ul>
        </>
    }
}

/// What the style calls the bars of a group.
pub fn bars_class(group: OutcomeGroup) -> &'static str {
    match group {
        OutcomeGroup::Denied => "bars-denied",
        OutcomeGroup::Failed => "bars-failed",
        OutcomeGroup::Throttled => "bars-throttled",
        OutcomeGroup::Ok => "bars-ok",
    }
}

/// What bars are filled with beside plain colours; the style names them.
fn patterns() -> Html {
    html! {
        <svg class="unseen" width="0" height="0" aria-hidden="true">
            <defs>
                <pattern id="hatched" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect width="4" height="4" class="ground" /><rect width="2" height="4" class="line" />
                </pattern>
                <pattern id="dotted" width="4" height="4" patternUnits="userSpaceOnUse">
                    <rect width="4" height="4" class="ground" /><rect width="2" height="2" class="line" />
                    <rect x="2" y="2" width="2" height="2" class="line" />
                </pattern>
            </defs>
        </svg>
    }
}
