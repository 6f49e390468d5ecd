use super::target_of;
use crate::ui::components::icon::icon;
use crate::ui::components::menu::{Item, Menu};
use crate::ui::components::value_menu::{copy, is_menu_key, of_absence, of_field, of_value};
use crate::ui::model::format::{counted, visible};
use crate::ui::model::state::{Action, Pick};
use crate::ui::model::tree::{Kind, Label, Line, NodeId, Tree};
use crate::worker::protocol::Record;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// Characters of a value that are drawn; the exact text has them all.
const SHOWN: usize = 2_000;

/// Height of the tabs, which stay on top of the lines scrolled under them, in CSS pixels.
const TABS: f64 = 33.0;

/// What is shown.
#[derive(Properties, PartialEq)]
pub struct RecordTreeProps {
    /// The record.
    pub record: Rc<Record>,
    /// What the user does.
    pub act: Callback<Action>,
}

/// A line's menu: of which node, and where.
type MenuPlace = Option<(NodeId, (f64, f64))>;

/// The record as a tree, opened and used by mouse or keys.
#[component]
pub fn RecordTree(RecordTreeProps { record, act }: &RecordTreeProps) -> Html {
    let read = use_memo(Rc::clone(record), |record| Tree::new(&record.json));
    let changed = use_state(|| None::<Rc<Tree>>);
    let active = use_state_eq(|| 0_usize);
    let menu = use_state_eq(|| None as MenuPlace);
    let node = use_node_ref();
    {
        let (changed, active) = (changed.setter(), active.setter());
        use_effect_with(Rc::clone(record), move |_| {
            changed.set(None);
            active.set(0);
        });
    }
    let first = match read.as_ref() {
        Ok(tree) => tree,
        Err(error) => {
            return html! { <p class="detail-words">{ format!("The record cannot be shown as a tree, its text can: {error}") }</p> };
        }
    };
    // A tree opened by hand belongs to the record it was opened on; the next record starts with its own.
    let tree: Rc<Tree> = changed
        .as_ref()
        .filter(|tree| tree.raw(0) == first.raw(0))
        .cloned()
        .unwrap_or_else(|| Rc::new(first.clone()));
    let lines = tree.lines();
    let at = (*active).min(lines.len().saturating_sub(1));

    let change = {
        let (tree, changed) = (Rc::clone(&tree), changed.setter());
        move |line: &Line| {
            let mut next = Tree::clone(&tree);
            match line.hidden {
                Some(_) => next.show_more(line.node),
                None => next.set_open(line.node, !tree.is_open(line.node)),
            }
            changed.set(Some(Rc::new(next)));
        }
    };
    let open_menu = {
        let (menu, node) = (menu.setter(), node.clone());
        move |line: &Line, at: usize| {
            let element = node
                .cast::<Element>()
                .and_then(|tree| tree.query_selector(&format!("#line-{at}")).ok()?);
            let place = element.map_or((0.0, 0.0), |element| {
                let place = element.get_bounding_client_rect();
                ((place.right() - 260.0).max(place.left()), place.bottom())
            });
            menu.set(line.hidden.is_none().then_some((line.node, place)));
        }
    };
    let onkeydown = {
        let (tree, lines, active, act, change, open_menu, node) = (
            Rc::clone(&tree),
            lines.clone(),
            active.setter(),
            act.clone(),
            change.clone(),
            open_menu.clone(),
            node.clone(),
        );
        Callback::from(move |event: KeyboardEvent| {
            let Some(line) = lines.get(at) else { return };
            let go = |to: usize| {
                active.set(to);
                reveal(&node, to);
            };
            let position = |wanted: NodeId| {
                lines
                    .iter()
                    .position(|line| line.node == wanted && line.hidden.is_none())
            };
            let branch = line.hidden.is_none() && tree.is_branch(line.node);
            let (path, value) = (tree.path(line.node), tree.value(line.node).into_owned());
            let leaf = line.hidden.is_none() && !branch;
            match event.key().as_str() {
                _ if event.alt_key() && event.key() != "Enter" => return,
                "ArrowDown" => go((at + 1).min(lines.len() - 1)),
                "ArrowUp" => go(at.saturating_sub(1)),
                "Home" => go(0),
                "End" => go(lines.len() - 1),
                "ArrowRight" if branch && !tree.is_open(line.node) => change(line),
                "ArrowRight" if branch => go((at + 1).min(lines.len() - 1)),
                "ArrowLeft" if branch && tree.is_open(line.node) => change(line),
                "ArrowLeft" => go(tree.parent(line.node).and_then(position).unwrap_or(at)),
                "Enter" if event.shift_key() && leaf => act.emit(Action::Pick(Pick::Include, path, value)),
                "Enter" if event.alt_key() && leaf => act.emit(Action::Pick(Pick::Exclude, path, value)),
                "Enter" | " " if line.hidden.is_some() => change(line),
                "Enter" => open_menu(line, at),
                _ if is_menu_key(&event) => open_menu(line, at),
                " " if branch => change(line),
                "c" if event.ctrl_key() || event.meta_key() => copy(value, "value", &act),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onclick = {
        let (tree, lines, active, change, open_menu) = (
            Rc::clone(&tree),
            lines.clone(),
            active.setter(),
            change.clone(),
            open_menu.clone(),
        );
        Callback::from(move |event: MouseEvent| {
            let Some(element) = target_of(&event) else { return };
            let Some(at) = line_of(&element) else { return };
            let Some(line) = lines.get(at) else { return };
            active.set(at);
            if element.closest(".more").is_ok_and(|found| found.is_some()) {
                open_menu(line, at);
            } else if line.hidden.is_some()
                || (tree.is_branch(line.node) && element.closest(".text").is_ok_and(|found| found.is_none()))
            {
                change(line);
            }
        })
    };
    let oncontextmenu = {
        let (lines, active, menu) = (lines.clone(), active.setter(), menu.setter());
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            // What a key asks for, the key has done.
            let Some((at, line)) = target_of(&event)
                .and_then(|element| line_of(&element))
                .and_then(|at| Some((at, lines.get(at)?)))
            else {
                return;
            };
            active.set(at);
            let place = (f64::from(event.client_x()), f64::from(event.client_y()));
            menu.set(line.hidden.is_none().then_some((line.node, place)));
        })
    };
    let onclose = {
        let menu = menu.setter();
        Callback::from(move |()| menu.set(None))
    };
    html! {
        <>
            <div ref={node} class="tree" role="tree" aria-label="Record" tabindex="0" aria-activedescendant={format!("line-{at}")}
                {onkeydown} {onclick} {oncontextmenu}>
                for (position, line) in lines.iter().enumerate() {
                    { draw(&tree, line, position, position == at) }
                }
            </div>
            if let Some((node, place)) = *menu {
                <Menu label="Value" items={items(&tree, node, act)} at={place} {onclose} />
            }
        </>
    }
}

fn draw(tree: &Tree, line: &Line, at: usize, active: bool) -> Html {
    let class = classes!("line", active.then_some("active"));
    let style = format!("--depth:{}", line.depth.min(40));
    let (id, level) = (format!("line-{at}"), line.depth.to_string());
    if let Some(hidden) = line.hidden {
        return html! {
            <div {id} {class} {style} role="treeitem" aria-level={level} data-line={at.to_string()}>
                <span class="show-more">{ format!("Show more: {} not shown", counted(hidden as u64, "value", "values")) }</span>
            </div>
        };
    }
    let node = line.node;
    let branch = tree.is_branch(node);
    let open = tree.is_open(node);
    let label = match tree.label(node) {
        Label::Key(key) => html! { <span class="key">{ visible(key).into_owned() }</span> },
        Label::Index(index) => html! { <span class="index">{ index.to_string() }</span> },
        Label::Root => Html::default(),
    };
    let value = if branch && open {
        Html::default()
    } else if branch || matches!(tree.kind(node), Kind::Object | Kind::Array) {
        html! { <span class="folded">{ tree.summary(node) }</span> }
    } else {
        let kind = match tree.kind(node) {
            Kind::String => "string",
            Kind::Number => "number",
            _ => "word",
        };
        let text = tree.value(node);
        let end = text.char_indices().nth(SHOWN).map_or(text.len(), |(end, _)| end);
        let cut = if end < text.len() {
            "… (the JSON tab has all of it)"
        } else {
            ""
        };
        html! { <span class={classes!("text", kind)}>{ visible(&text[..end]).into_owned() }{ cut }</span> }
    };
    html! {
        <div {id} {class} {style} role="treeitem" aria-level={level} aria-expanded={branch.then(|| open.to_string())}
            aria-selected={active.to_string()} data-line={at.to_string()}>
            <span class="fold" aria-hidden="true">if branch { { icon(if open { "down" } else { "right" }) } }</span>
            { label }{ value }
            <span class="more" aria-hidden="true" title="Actions (Enter)">{ icon("more") }</span>
        </div>
    }
}

fn items(tree: &Rc<Tree>, node: NodeId, act: &Callback<Action>) -> Vec<Item> {
    let path = tree.path(node);
    let copies = |label: &'static str, text: &str, what: &'static str| {
        let (act, text) = (act.clone(), text.to_owned());
        Item::new(label, "", move || copy(text.clone(), what, &act))
    };
    let copy_path = copies("Copy path", &path, "path");
    let mut items = match tree.kind(node) {
        Kind::Object | Kind::Array => {
            return vec![copies("Copy as JSON", tree.raw(node), "value"), copy_path];
        }
        _ if tree.raw(node) == "null" => of_absence(&path, act),
        _ => of_value(&path, &tree.value(node), Pick::Include, act),
    };
    items.extend(of_field(&path, act));
    items.push(copy_path);
    items
}

fn line_of(element: &Element) -> Option<usize> {
    element
        .closest("[data-line]")
        .ok()??
        .get_attribute("data-line")?
        .parse()
        .ok()
}

/// Scrolls a line into view, after it was drawn.
fn reveal(tree: &NodeRef, at: usize) {
    let line = tree
        .cast::<Element>()
        .and_then(|tree| tree.query_selector(&format!("#line-{at}")).ok()?);
    let Some(line) = line else { return };
    let Some(panel) = line
        .closest(".detail-scroll")
        .ok()
        .flatten()
        .and_then(|panel| panel.dyn_into::<Element>().ok())
    else {
        return;
    };
    let (place, view) = (line.get_bounding_client_rect(), panel.get_bounding_client_rect());
    let beyond = (place.bottom() - view.bottom()).max(0.0) - (view.top() + TABS - place.top()).max(0.0);
    panel.set_scroll_top(panel.scroll_top() + beyond as i32);
}
