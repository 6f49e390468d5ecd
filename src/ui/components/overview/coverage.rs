//! The heat map. Its cells are reached by arrow keys; each leads to its events.

use crate::ui::model::format::{count, counted, cut};
use crate::ui::model::overview::coverage::{Cell, Coverage};
use crate::ui::model::overview::grid::{At, moved};
use crate::ui::model::overview::names::{account_name, region_name, short};
use crate::web::focus;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// So many columns leave room for whole numbers.
const WIDE: usize = 14;

#[derive(Properties, PartialEq)]
pub(super) struct CoverageMapProps {
    pub coverage: Rc<Coverage>,
    pub is_filtered: bool,
    /// A filter was chosen.
    pub pick: Callback<String>,
    /// More rows are wanted.
    pub more: Callback<()>,
}

/// Accounts and regions by days.
#[component]
pub(super) fn CoverageMap(
    CoverageMapProps {
        coverage,
        is_filtered,
        pick,
        more,
    }: &CoverageMapProps,
) -> Html {
    let active = use_state(|| (1, 1));
    let last = coverage.last();
    let now = (active.0.min(last.0), active.1.min(last.1));
    let go = {
        let (coverage, pick) = (Rc::clone(coverage), pick.clone());
        move |at: At| {
            if let Some(filter) = coverage.filter_at(at) {
                pick.emit(filter);
            }
        }
    };
    let onclick = {
        let go = go.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(at) = place(event.target_dyn_into()) {
                go(at);
            }
        })
    };
    let onfocusin = {
        let active = active.clone();
        Callback::from(move |event: FocusEvent| {
            if let Some(at) = place(event.target_dyn_into()) {
                active.set(at);
            }
        })
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let Some(at) = place(event.target_dyn_into()) else {
            return;
        };
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            return go(at);
        }
        if event.alt_key() || event.meta_key() {
            return;
        }
        if let Some((row, column)) = moved(at, last, &event.key(), event.ctrl_key()) {
            event.prevent_default();
            focus::on(&format!("coverage-{row}-{column}"));
        }
    });
    let onmore = more.reform(|_: MouseEvent| ());
    let (above, below) = coverage.heads();
    let unit = coverage.unit();
    let label = "Events by account, region and time";
    let mut before = None;
    html! {
        <>
            <div class="coverage-scroll">
                <table role="grid" class={classes!("coverage", (coverage.columns() <= WIDE).then_some("wide"))} aria-label={label}
                    {onclick} {onfocusin} {onkeydown}>
                    <thead>
                        <tr>
                            <td></td>
                            for (columns, text) in above {
                                <th scope="colgroup" colspan={columns.to_string()}>{ text }</th>
                            }
                            <td></td>
                        </tr>
                        <tr>
                            <th scope="col">{ "Account and region" }</th>
                            for (at, text) in below.into_iter().enumerate() {
                                <th scope="col" id={format!("coverage-0-{}", at + 1)} data-at={format!("0-{}", at + 1)} tabindex={tab(now == (0, at + 1))}
                                    aria-label={coverage.column_name(at)} title={coverage.column_name(at)}>{ text }</th>
                            }
                            <th scope="col" class="figure">{ "Events" }</th>
                        </tr>
                    </thead>
                    <tbody>
                        for (at, row) in coverage.rows.iter().enumerate() {
                            { {
                                let is_same = before.replace(&row.pair.account) == Some(&row.pair.account);
                                let active = (now.0 == at + 1).then_some(now.1);
                                html! { <CoverageRow key={row.pair.name()} coverage={Rc::clone(coverage)} {at} {active} {is_same} /> }
                            } }
                        }
                    </tbody>
                </table>
            </div>
            <p class="coverage-words">
                { format!("Each column is {unit} in UTC. ") }
                if coverage.gaps > 0 {
                    <span class="coverage-key" aria-hidden="true" />
                    { gap_words(coverage.gaps as u64, &unit, *is_filtered) }
                } else {
                    { "No gaps here: each row has events in every column from its first to its last." }
                }
                if coverage.more > 0 {
                    { " " }<button type="button" class="link coverage-more" onclick={onmore}>{ counted(coverage.more as u64, "more row", "more rows") }</button>
                }
            </p>
        </>
    }
}

fn gap_words(gaps: u64, unit: &str, is_filtered: bool) -> String {
    let events = if is_filtered { "matching events" } else { "events" };
    format!(
        "{}: {unit} without {events} in the loaded files, with some before and after. It does not mean that nothing happened.",
        counted(gaps, "gap", "gaps")
    )
}

#[derive(Properties, PartialEq)]
struct CoverageRowProps {
    coverage: Rc<Coverage>,
    /// Which row.
    at: usize,
    /// The column that the focus is in, or comes to.
    active: Option<usize>,
    /// Whether the row before is of the same account.
    is_same: bool,
}

#[component]
fn CoverageRow(
    CoverageRowProps {
        coverage,
        at,
        active,
        is_same,
    }: &CoverageRowProps,
) -> Html {
    let Some(row) = coverage.rows.get(*at) else {
        return Html::default();
    };
    let pair = &row.pair;
    let is_wide = coverage.columns() <= WIDE;
    let id = |column: usize| format!("coverage-{}-{column}", at + 1);
    let data = |column: usize| format!("{}-{column}", at + 1);
    let last = coverage.columns() + 1;
    let sum = counted(pair.events, "event", "events");
    let sum_words = match row.untimed {
        0 => format!("{}: {sum}", pair.name()),
        untimed => format!(
            "{}: {sum}, {} of them without a time",
            pair.name(),
            count(untimed)
        ),
    };
    let cell = |column: usize, cell: Cell| {
        let words = coverage.words(row, column - 1);
        let (class, text) = match cell {
            Cell::Outside => (String::new(), String::new()),
            Cell::Gap => ("gap".to_owned(), if is_wide { "gap" } else { "–" }.to_owned()),
            Cell::Events(events) => (
                format!("some level-{}", coverage.level(events)),
                if is_wide { count(events) } else { short(events) },
            ),
        };
        html! {
            <td {class} id={id(column)} data-at={data(column)} tabindex={tab(*active == Some(column))} aria-label={words.clone()} title={words}>{ text }</td>
        }
    };
    html! {
        <tr>
            <th scope="row" id={id(0)} data-at={data(0)} tabindex={tab(*active == Some(0))} title={pair.name()}>
                <span class={classes!("mono", "coverage-account", is_same.then_some("same"))}>{ cut(account_name(pair.account.as_deref()), 40) }</span>
                { " " }
                <span class="coverage-region">{ cut(region_name(pair.region.as_deref()), 40) }</span>
            </th>
            for (column, one) in row.cells.iter().enumerate() {
                { cell(column + 1, *one) }
            }
            <td class="figure coverage-sum" id={id(last)} data-at={data(last)} tabindex={tab(*active == Some(last))} aria-label={sum_words.clone()} title={sum_words}>{ count(pair.events) }</td>
        </tr>
    }
}

fn tab(is_active: bool) -> &'static str {
    if is_active { "0" } else { "-1" }
}

/// The place of the cell that an event came to.
fn place(target: Option<Element>) -> Option<At> {
    let cell = target?.closest("[data-at]").ok()??;
    let (row, column) = cell
        .get_attribute("data-at")?
        .split_once('-')
        .map(|(row, column)| (row.parse(), column.parse()))?;
    Some((row.ok()?, column.ok()?))
}
