use crate::query::edit::{picked, without_field};
use crate::query::{Facet, FacetWanted};
use crate::ui::components::field_picker::field_name;
use crate::ui::components::icon::icon;
use crate::ui::components::menu::{Item, Menu};
use crate::ui::components::table::value as shown_value;
use crate::ui::components::value_menu::{ValueMenu, below, copy, is_menu_key, place_of};
use crate::ui::hooks::use_asked;
use crate::ui::model::columns::{is_derived, title};
use crate::ui::model::facets::{FacetLine, Mark, Press, first_step, lines, next_step, pick};
use crate::ui::model::format::{count, counted, visible};
use crate::ui::model::state::{Action, Pick};
use crate::web::focus;
use crate::worker::session::Session;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

/// One facet.
#[derive(Properties, PartialEq)]
pub struct FacetSectionProps {
    /// Where the counts come from.
    pub session: Session,
    /// The filter that the rows shown match.
    pub filter: AttrValue,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The field.
    pub path: AttrValue,
    /// Only its name is shown.
    pub folded: bool,
    /// Folds it, or unfolds it.
    pub fold: Callback<bool>,
    /// What the user does.
    pub act: Callback<Action>,
}

/// What is asked: under which filter, of which field, which values.
#[derive(Clone, PartialEq)]
struct Asked {
    filter: String,
    field: AttrValue,
    wanted: FacetWanted,
}

struct Answered {
    asked: Asked,
    facet: Facet,
}

async fn ask(session: Session, asked: Option<Asked>) -> Option<Answered> {
    let asked = asked?;
    let scope = session.scope(&asked.filter).await.ok()?;
    let facet = session.facet(&scope, &asked.field, &asked.wanted).await;
    Some(Answered { asked, facet })
}

/// What a menu is of, and where.
#[derive(Clone, PartialEq)]
enum Open {
    Value(String, (f64, f64)),
    Facet((f64, f64)),
}

/// One facet: its name, its values, and what can be done with them.
#[component]
pub fn FacetSection(props: &FacetSectionProps) -> Html {
    let FacetSectionProps {
        session,
        filter,
        generation,
        path,
        folded,
        fold,
        act,
    } = props;
    let most = use_state_eq(first_step);
    let search = use_state_eq(|| None::<String>);
    let menu = use_state_eq(|| None::<Open>);

    let picked = use_memo((filter.clone(), path.clone()), |(filter, path)| {
        picked(filter, path)
    });
    let words = search.as_deref().unwrap_or_default().trim();
    let asked = (!folded).then(|| Asked {
        filter: without_field(filter, path),
        field: path.clone(),
        wanted: FacetWanted {
            most: *most,
            containing: words.to_owned(),
            always: picked.included.iter().chain(&picked.excluded).cloned().collect(),
        },
    });
    let answered = use_asked(session, *generation, asked.clone(), ask);
    let current = answered
        .as_ref()
        .is_some_and(|answered| Some(&answered.asked) == asked.as_ref());
    let lines: Rc<[FacetLine]> = match &answered {
        Some(answered) => lines(&answered.facet, &picked, current, !words.is_empty()).into(),
        None => Rc::default(),
    };

    let name = title(path);
    let set_search = {
        let (search, fold) = (search.setter(), fold.clone());
        Callback::from(move |words: Option<String>| {
            if words.is_some() {
                fold.emit(false);
            }
            search.set(words);
        })
    };
    let press = {
        let (act, path) = (act.clone(), path.clone());
        move |line: &FacetLine, press: Press| {
            act.emit(Action::Pick(
                pick(press, line.mark),
                path.to_string(),
                line.value.clone(),
            ));
        }
    };
    let onclick = {
        let (lines, press, menu) = (Rc::clone(&lines), press.clone(), menu.setter());
        Callback::from(move |event: MouseEvent| {
            let Some((button, line)) = place(event.target_dyn_into(), &lines) else {
                return;
            };
            if is(&button, ".more") {
                menu.set(Some(Open::Value(line.value.clone(), below(&button))));
            } else if is(&button, ".exclude") {
                press(line, Press::Alt);
            } else {
                press(line, Press::with(event.shift_key(), event.alt_key()));
            }
        })
    };
    let oncontextmenu = {
        let (lines, menu) = (Rc::clone(&lines), menu.setter());
        Callback::from(move |event: MouseEvent| {
            let Some(target) = event.target_dyn_into::<Element>() else {
                return;
            };
            let place_of = place_of(&event, &target);
            if let Some((_, line)) = place(Some(target), &lines) {
                event.prevent_default();
                menu.set(Some(Open::Value(line.value.clone(), place_of)));
            }
        })
    };
    let onvaluekey = {
        let (lines, press, menu, act, path) =
            (Rc::clone(&lines), press, menu.setter(), act.clone(), path.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some((button, line)) = place(event.target_dyn_into(), &lines) else {
                return;
            };
            let on_value = is(&button, ".pick");
            match event.key().as_str() {
                "Enter" if on_value => press(line, Press::with(event.shift_key(), event.alt_key())),
                "Delete" => act.emit(Action::Pick(Pick::Remove, path.to_string(), line.value.clone())),
                "c" if event.ctrl_key() || event.meta_key() => copy(line.value.clone(), "value", &act),
                _ if is_menu_key(&event) => menu.set(Some(Open::Value(line.value.clone(), below(&button)))),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onheadkey = {
        let (act, path, menu) = (act.clone(), path.clone(), menu.setter());
        Callback::from(move |event: KeyboardEvent| {
            let Some(target) = event.target_dyn_into::<Element>() else {
                return;
            };
            match event.key().as_str() {
                "Delete" => act.emit(Action::ClearField(path.to_string())),
                _ if is_menu_key(&event) => menu.set(Some(Open::Facet(below(&target)))),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onheadmenu = {
        let menu = menu.setter();
        Callback::from(move |event: MouseEvent| {
            if let Some(target) = event.target_dyn_into::<Element>() {
                event.prevent_default();
                menu.set(Some(Open::Facet(place_of(&event, &target))));
            }
        })
    };
    let onmore = {
        let menu = menu.setter();
        Callback::from(move |event: MouseEvent| {
            let button = event
                .target_dyn_into::<Element>()
                .and_then(|target| target.closest("button").ok()?);
            menu.set(button.map(|button| Open::Facet(below(&button))));
        })
    };
    let onclose = {
        let menu = menu.setter();
        Callback::from(move |()| menu.set(None))
    };
    let clear = act.reform({
        let path = path.to_string();
        move |_: MouseEvent| Action::ClearField(path.clone())
    });
    let toggle = fold.reform({
        let folded = *folded;
        move |_: MouseEvent| !folded
    });
    let onsearch = set_search.reform({
        let is_open = search.is_some();
        move |_: MouseEvent| (!is_open).then(String::new)
    });
    let popup = match &*menu {
        None => Html::default(),
        Some(Open::Value(value, at)) => html! {
            <ValueMenu field={path.clone()} values={Rc::from([value.clone()])} filter={Pick::Only} at={*at} {onclose} act={act.clone()} />
        },
        Some(Open::Facet(at)) => html! {
            <Menu label={format!("Facet {name}")} items={of_facet(path, picked.restricted, *folded, &set_search, fold, act)} at={*at} {onclose} />
        },
    };
    html! {
        <section class="facet" role="group" aria-label={name.to_owned()} data-field={path.clone()}>
            <div class="facet-head" data-line="head" onkeydown={onheadkey} oncontextmenu={onheadmenu}>
                <h3><button type="button" class="quiet facet-title" data-item="" aria-expanded={(!folded).to_string()} onclick={toggle}>
                    { icon(if *folded { "right" } else { "down" }) }{ field_name(name, is_derived(path), Some("name")) }
                </button></h3>
                <button type="button" class="quiet square extra" tabindex="-1" aria-label={format!("Search {name}")} title="Search its values" aria-expanded={search.is_some().to_string()} onclick={onsearch}>{ icon("search") }</button>
                <button type="button" class="quiet square extra" tabindex="-1" aria-haspopup="menu" aria-label={format!("Facet {name}")} title="Facet" onclick={onmore}>{ icon("more") }</button>
                if picked.restricted {
                    <button type="button" class="quiet square clear" tabindex="-1" aria-label={format!("Clear {name} from the filter")} title="Clear from the filter (Delete)" onclick={clear}>{ icon("close") }</button>
                }
            </div>
            if !folded {
                if let Some(words) = &*search {
                    <SearchBox label={format!("Search {name}")} words={words.clone()} set={set_search.clone()} />
                }
                <ul {onclick} {oncontextmenu} onkeydown={onvaluekey}>
                    for (at, line) in lines.iter().enumerate() {
                        { entry(at, line) }
                    }
                </ul>
                if let Some(answered) = &answered {
                    { foot(&answered.facet, lines.is_empty(), words, &most) }
                }
            }
            { popup }
        </section>
    }
}

/// The button and the value that an event came to.
fn place(target: Option<Element>, lines: &[FacetLine]) -> Option<(Element, &FacetLine)> {
    let button = target?.closest("button").ok()??;
    let at: usize = button
        .closest("[data-line]")
        .ok()??
        .get_attribute("data-line")?
        .parse()
        .ok()?;
    Some((button, lines.get(at)?))
}

fn is(element: &Element, selector: &str) -> bool {
    element.matches(selector).unwrap_or(false)
}

fn entry(at: usize, line: &FacetLine) -> Html {
    let whole = match visible(&line.value).into_owned() {
        empty if empty.is_empty() => "(empty)".to_owned(),
        whole => whole,
    };
    let number = line.count.map(count).unwrap_or_default();
    let excluded = line.mark == Mark::Excluded;
    let said = match line.count {
        Some(events) => format!("{whole}, {}", counted(events, "event", "events")),
        None => whole.clone(),
    };
    let said = if excluded {
        format!("{said}, excluded")
    } else {
        said
    };
    let chosen = line.mark == Mark::Chosen;
    html! {
        <li key={line.value.clone()} class={classes!("facet-value", chosen.then_some("chosen"), excluded.then_some("excluded"))}
            style={format!("--part:{:.1}%", line.part)} data-line={at.to_string()}>
            <button type="button" class="pick" tabindex="-1" data-item="" aria-pressed={chosen.to_string()} aria-label={said} title={whole.clone()}>
                <span class="sign" aria-hidden="true">{ match line.mark { Mark::Chosen => "✓", Mark::Excluded => "−", Mark::Free => "" } }</span>
                if line.value.is_empty() { <span class="value">{ whole.clone() }</span> } else { { shown_value(&line.value) } }
            </button>
            <button type="button" class="quiet square exclude" tabindex="-1" aria-pressed={excluded.to_string()} aria-label={format!("Exclude {whole}")} title="Exclude (Alt+click)">{ icon("minus") }</button>
            <button type="button" class="quiet square more" tabindex="-1" aria-haspopup="menu" aria-label={format!("More for {whole}")} title="More">{ icon("more") }</button>
            <span class="figure" aria-hidden="true">{ number }</span>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct SearchBoxProps {
    label: String,
    words: String,
    set: Callback<Option<String>>,
}

/// What finds values of a facet; has the focus at first, and Esc takes it away.
#[component]
fn SearchBox(SearchBoxProps { label, words, set }: &SearchBoxProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| focus::give_back(node.cast()));
    }
    let oninput = set.reform(|event: InputEvent| {
        event
            .target_dyn_into::<HtmlInputElement>()
            .map(|input| input.value())
    });
    let onkeydown = {
        let set = set.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() != "Escape" {
                return;
            }
            event.prevent_default();
            let facet = event
                .target_dyn_into::<Element>()
                .and_then(|input| input.closest(".facet").ok()?);
            let title = facet.and_then(|facet| facet.query_selector(".facet-title").ok()?);
            focus::give_back(title.and_then(|title| title.dyn_into().ok()));
            set.emit(None);
        })
    };
    html! {
        <input ref={node} type="search" class="facet-search" data-item="" aria-label={label.clone()} placeholder="Search all values"
            autocomplete="off" spellcheck="false" value={words.clone()} {oninput} {onkeydown} />
    }
}

/// What is said below the values, and the way to more of them.
fn foot(facet: &Facet, nothing: bool, words: &str, most: &UseStateHandle<u32>) -> Html {
    let to = |step: u32| {
        let most = most.setter();
        Callback::from(move |_: MouseEvent| most.set(step))
    };
    let more = (facet.distinct > facet.top as u64)
        .then(|| next_step(**most))
        .flatten();
    let of = match facet.complete {
        true => counted(facet.distinct, "value", "values"),
        false => format!("at least {}", counted(facet.distinct, "value", "values")),
    };
    let words = match (nothing, words.is_empty()) {
        (true, true) => Some("No values under this filter.".to_owned()),
        (true, false) => Some("No value contains this.".to_owned()),
        _ if !facet.proven => Some(
            "Many values: each of those shown is counted exactly; others may have as many events.".to_owned(),
        ),
        _ if facet.distinct > facet.top as u64 && more.is_none() => {
            Some(format!("Of {of}: search finds the others."))
        }
        _ => None,
    };
    html! {
        <>
            if let Some(words) = words {
                <p class="facet-words">{ words }</p>
            }
            <div class="facet-foot">
                if let Some(step) = more {
                    <button key="first" type="button" class="link" data-item="" tabindex="-1" onclick={to(step)}>{ format!("More of {of}") }</button>
                }
                if **most > first_step() {
                    <button key={if more.is_some() { "fewer" } else { "first" }} type="button" class="link" data-item="" tabindex="-1"
                        onclick={to(first_step())}>{ "Fewer" }</button>
                }
            </div>
        </>
    }
}

fn of_facet(
    path: &AttrValue,
    restricted: bool,
    folded: bool,
    search: &Callback<Option<String>>,
    fold: &Callback<bool>,
    act: &Callback<Action>,
) -> Vec<Item> {
    let does = |label: &'static str, key: &'static str, action: fn(String) -> Action| {
        let (act, path) = (act.clone(), path.to_string());
        Item::new(label, key, move || act.emit(action(path.clone())))
    };
    let (search, fold) = (search.clone(), fold.clone());
    vec![
        Item::new("Search its values", "", move || search.emit(Some(String::new()))),
        does("Clear from the filter", "Delete", Action::ClearField).disabled(!restricted),
        Item::new(if folded { "Unfold" } else { "Fold" }, "", move || {
            fold.emit(!folded)
        }),
        does("Add as column", "", Action::AddColumn),
        does("Remove facet", "", Action::RemoveFacet),
    ]
}
