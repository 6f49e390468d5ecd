//! How lines and numbers are drawn. What has `data-filter` is a button to those events.

use crate::query::LONGEST;
use crate::ui::model::format::{count, counted, cut};
use crate::ui::model::overview::Figure;
use crate::ui::model::overview::lines::Line;
use yew::prelude::*;

/// Characters of a name at most.
const NAME: usize = 160;

/// A filter as a button has it; none for one that is too long to be asked.
fn target(filter: &str) -> Option<String> {
    (filter.len() <= LONGEST).then(|| filter.to_owned())
}

/// A part of the overview.
pub(super) fn card(id: &'static str, name: Html, class: &'static str, body: Html) -> Html {
    let heading = format!("overview-{id}");
    html! {
        <section class={classes!("overview-card", class)} aria-labelledby={heading.clone()} data-card={id}>
            <h3 id={heading}>{ name }</h3>
            { body }
        </section>
    }
}

/// What a card says where there is nothing.
pub(super) fn none(words: &'static str) -> Html {
    html! { <p class="overview-none">{ words }</p> }
}

/// A number that leads to its events, with words behind it that do so too; `of` says whose it is.
pub(super) fn number(of: &str, figure: &Figure, words: Html) -> Html {
    let label = format!(
        "{of}: {} {}",
        counted(figure.events, "event", "events"),
        figure.name
    );
    html! {
        <button type="button" class="link overview-number" data-filter={target(&figure.filter)} aria-label={label.trim_end().to_owned()}><span class="figure">{ count(figure.events) }</span>{ words }</button>
    }
}

/// Numbers with their names, in a line that wraps.
pub(super) fn figures(of: &str, figures: &[Figure]) -> Html {
    html! {
        <ul class="overview-figures" aria-label={of.to_owned()}>
            for figure in figures {
                <li key={figure.name.clone()}>
                    <button type="button" class="link" data-filter={target(&figure.filter)}><span class="name">{ cut(&figure.name, NAME) }</span>{ " " }<span class="figure">{ count(figure.events) }</span></button>
                </li>
            }
        </ul>
    }
}

/// The part of a line's events that a mark is for, in a column of its own.
pub(super) fn part(of: &str, figure: Option<&Figure>) -> Html {
    let Some(figure) = figure else {
        return html! { <span class="overview-part" /> };
    };
    let label = format!("{of}: {} {}", count(figure.events), figure.name);
    let title = format!("{} {}", count(figure.events), figure.name);
    html! {
        <button type="button" class="link overview-part" data-filter={target(&figure.filter)} aria-label={label} {title}>{ "✕ " }{ count(figure.events) }</button>
    }
}

/// A list of lines below its name; `mark` says what the marked part of their events is.
pub(super) fn lines(name: &'static str, mark: &'static str, lines: &[Line]) -> Html {
    if lines.is_empty() {
        return Html::default();
    }
    html! {
        <>
            if !name.is_empty() {
                <h4>
                    { name }
                    if lines.iter().any(|line| line.part.is_some()) {
                        <span class="overview-mark" aria-hidden="true">{ "✕ " }{ mark }</span>
                    }
                </h4>
            }
            <ul class="overview-lines">
                for line in lines {
                    { entry(line) }
                }
            </ul>
        </>
    }
}

fn entry(line: &Line) -> Html {
    let name = cut(&line.name, NAME);
    let note = if line.note.is_empty() {
        String::new()
    } else {
        cut(&line.note, NAME)
    };
    let label = match note.as_str() {
        "" => format!("{name}: {}", counted(line.events.events, "event", "events")),
        note => format!(
            "{name}, {note}: {}",
            counted(line.events.events, "event", "events")
        ),
    };
    html! {
        <li key={line.name.clone()} style={format!("--bar:{:.1}%", line.bar)}>
            if line.events.events > 0 {
                <button type="button" class="overview-line" data-filter={target(&line.events.filter)} aria-label={label} title={name.clone()}>
                    <span class="name"><bdi>{ name.clone() }</bdi></span><span class="note">{ note }</span><span class="figure">{ count(line.events.events) }</span>
                </button>
            } else {
                <span class="overview-line"><span class="name">{ name.clone() }</span><span class="figure">{ "0" }</span></span>
            }
            { part(&name, line.part.as_ref()) }
        </li>
    }
}
