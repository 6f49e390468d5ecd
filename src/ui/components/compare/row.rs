use super::ask::Compared;
use crate::event::Derived;
use crate::ui::model::columns::DERIVED_WORDS;
use crate::ui::model::compare::{Drawn, Value, drawn};
use crate::ui::model::format::{count, visible};
use std::borrow::Cow;
use std::rc::Rc;
use yew::prelude::*;

/// Characters of a path that are drawn; its end matters.
const PATH: usize = 200;

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// A derived field.
    Derived(usize),
    /// A leaf.
    Leaf(usize),
    /// As many leaves are not drawn.
    More(usize),
}

impl Line {
    /// The path the filter knows the line's values by.
    pub fn field(self, compared: &Compared) -> String {
        match self {
            Line::Derived(field) => Derived::FIELDS.get(field).copied().unwrap_or_default().to_owned(),
            Line::Leaf(row) => compared.comparison.field(row),
            Line::More(_) => String::new(),
        }
    }

    /// What it says of an event.
    pub fn value(self, compared: &Compared, column: usize) -> Value<'_> {
        match self {
            Line::Derived(field) => match compared.derived(field, column) {
                Some(text) => Value::Text(Cow::Borrowed(text)),
                None => Value::Absent,
            },
            Line::Leaf(row) => compared.comparison.value(row, column),
            Line::More(_) => Value::Absent,
        }
    }

    /// What all events have in common of it, at start and end.
    pub fn common(self, compared: &Compared) -> Option<(usize, usize)> {
        match self {
            Line::Leaf(row) => compared.comparison.common(row),
            Line::Derived(_) | Line::More(_) => None,
        }
    }

    fn differs(self, compared: &Compared) -> bool {
        match self {
            Line::Derived(field) => compared.derived_differs(field),
            Line::Leaf(row) => compared.comparison.differs(row),
            Line::More(_) => false,
        }
    }
}

/// A line, and what of it is active or open.
#[derive(Properties)]
pub struct LineRowProps {
    pub compared: Rc<Compared>,
    pub line: Line,
    /// Its place among the lines drawn.
    pub at: usize,
    /// Its active cell, 0 for its path.
    pub active: Option<usize>,
    /// How often more of its values was asked for.
    pub opened: usize,
}

impl PartialEq for LineRowProps {
    fn eq(&self, other: &Self) -> bool {
        let rest = |props: &Self| (props.line, props.at, props.active, props.opened);
        Rc::ptr_eq(&self.compared, &other.compared) && rest(self) == rest(other)
    }
}

/// One line: the path, then what each event has there.
#[component]
pub fn LineRow(props: &LineRowProps) -> Html {
    let LineRowProps {
        compared,
        line,
        at,
        active,
        opened,
    } = props;
    // Texts of megabytes are not gone through each time a key moves.
    let common = use_memo((Rc::as_ptr(compared), *line), |(_, line)| line.common(compared));
    let id = |column: usize| format!("compare-{at}-{column}");
    let class = |column: usize| classes!((*active == Some(column)).then_some("active"));
    let columns = compared.columns.len();
    if let Line::More(left) = line {
        return html! {
            <tr data-line={at.to_string()}>
                <td id={id(0)} class={classes!("show-more", class(0))} colspan={(columns + 1).to_string()} data-column="0">
                    { format!("Show more: {} not shown", count(*left as u64)) }
                </td>
            </tr>
        };
    }
    let differs = line.differs(compared);
    let common = *common;
    let path = match line {
        Line::Leaf(row) => compared.comparison.path(*row),
        line => line.field(compared),
    };
    let start = path.ceil_char_boundary(path.len().saturating_sub(PATH));
    let cut = if start > 0 { "…" } else { "" };
    let is_derived = matches!(line, Line::Derived(_));
    html! {
        <tr class={classes!(differs.then_some("differs"))} data-line={at.to_string()}>
            <th id={id(0)} scope="row" class={class(0)} data-column="0" title={is_derived.then_some(DERIVED_WORDS)}>
                if differs {
                    <span class="sign" aria-hidden="true" title="Differs">{ "≠" }</span><span class="unseen">{ "differs: " }</span>
                }
                <span class={classes!("path", is_derived.then_some("derived"))}>{ cut }{ visible(&path[start..]).into_owned() }</span>
            </th>
            for column in 0..columns {
                <td id={id(column + 1)} class={class(column + 1)} data-column={(column + 1).to_string()}>
                    { value(&line.value(compared, column), common, *opened) }
                    if *active == Some(column + 1) {
                        { crate::ui::components::table::handle() }
                    }
                </td>
            }
        </tr>
    }
}

fn value(value: &Value, common: Option<(usize, usize)>, opened: usize) -> Html {
    let (text, kind) = match value {
        Value::Absent => return html! { <span class="absent">{ "absent" }</span> },
        Value::Hollow(text) => return html! { <span class="absent">{ *text }</span> },
        Value::Text(text) if text.is_empty() => {
            return html! { <span class="absent">{ "\"\" (empty)" }</span> };
        }
        Value::Text(text) => (text.as_ref(), None),
        Value::Bare(text) => (*text, Some("bare")),
    };
    let Drawn {
        cut_start,
        before,
        differing,
        after,
        left,
    } = drawn(text, common, opened);
    html! {
        <span class={classes!("text", kind)}>
            if cut_start { { "…" } }
            if common.is_some() {
                { before }<mark>{ differing }</mark>{ after }
            } else {
                { differing }
            }
            if left > 0 {
                { "… " }<span class="whole" aria-hidden="true">{ format!("{} more", count(left as u64)) }</span>
                <span class="unseen">{ format!("cut: {} more bytes", count(left as u64)) }</span>
            }
        </span>
    }
}
