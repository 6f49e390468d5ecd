use crate::query::{LONGEST, UnknownField};
use crate::ui::model::format::count;
use crate::ui::model::query_text::around;
use crate::worker::session::QueryError;
use std::ops::Range;
use yew::prelude::*;

/// What there is to say about a filter.
#[derive(Debug, Clone, PartialEq)]
pub enum Words {
    /// So many bytes are more than a filter has: it was left as it was.
    TooLong(usize),
    /// It is no query.
    Mistake(QueryError),
    /// It is one, and names a field that nothing has.
    Unknown(UnknownField),
}

impl Words {
    /// The id of the element that says it.
    pub fn id(&self) -> &'static str {
        match self {
            Words::TooLong(_) | Words::Mistake(_) => "filter-error",
            Words::Unknown(_) => "filter-warning",
        }
    }

    /// What they are about, in bytes of the text.
    fn span(&self, text: &str) -> Option<Range<usize>> {
        match self {
            Words::TooLong(_) => None,
            // The mistake is in the text that was asked, which is trimmed.
            Words::Mistake(error) => {
                let lead = text.len() - text.trim_start().len();
                Some(error.span.start + lead..error.span.end + lead)
            }
            Words::Unknown(unknown) => Some(unknown.span.clone()),
        }
    }
}

/// What is said, and what is done about it.
#[derive(Properties, PartialEq)]
pub struct WordsLineProps {
    /// What there is to say.
    pub words: Words,
    /// The list of what may be typed is in its place: it is only heard.
    pub covered: bool,
    /// Puts what was meant in the place of the field.
    pub onmend: Callback<()>,
}

/// What is wrong with the filter, below it.
#[component]
pub fn WordsLine(
    WordsLineProps {
        words,
        covered,
        onmend,
    }: &WordsLineProps,
) -> Html {
    let class = |kind| {
        if *covered {
            classes!("unseen")
        } else {
            classes!("filter-words", kind)
        }
    };
    let id = words.id();
    match words {
        Words::TooLong(bytes) => html! {
            <p {id} class={class("filter-error")} role="status">
                { format!("A filter has at most {} bytes, and this would make it {}: it was left as it was.", count(LONGEST as u64), count(*bytes as u64)) }
            </p>
        },
        Words::Mistake(error) => html! {
            <p {id} class={class("filter-error")} role="status">{ &error.message }</p>
        },
        Words::Unknown(unknown) => html! {
            <p class={class("filter-warning")}>
                <span {id} role="status">{ unknown.message() }</span>
                if let Some(meant) = &unknown.meant {
                    <button type="button" onclick={onmend.reform(|_: MouseEvent| ())}>{ format!("Use {meant}") }</button>
                }
            </p>
        },
    }
}

/// What is underlined.
#[derive(Properties, PartialEq)]
pub struct MirrorProps {
    /// The filter's text.
    pub text: AttrValue,
    /// What there is to say about it.
    pub words: Words,
    /// The element, to scroll it with the input.
    pub node: NodeRef,
}

/// The filter's text once more, unseen, to underline what the words are about in its place.
#[component]
pub fn Mirror(MirrorProps { text, words, node }: &MirrorProps) -> Html {
    // A whole file, as a link may have it, is not drawn twice.
    let Some(span) = words.span(text).filter(|_| text.len() <= LONGEST) else {
        return Html::default();
    };
    let (before, at, after) = around(text, &span);
    let warns = matches!(words, Words::Unknown(_)).then_some("warns");
    html! {
        <div ref={node.clone()} class={classes!("filter-mirror", "mono", warns)} aria-hidden="true">{ before }<u>{ at }</u>{ after }</div>
    }
}
