//! Menus.

use crate::web::focus;
use crate::web::listener::Listener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

/// One thing that can be done.
#[derive(Clone, PartialEq)]
pub struct Item {
    /// What it is.
    pub label: AttrValue,
    /// Its key, as printed.
    pub key: &'static str,
    /// It cannot be done now.
    pub disabled: bool,
    /// The menu goes on after it, as another one.
    pub stays: bool,
    /// Does it.
    pub run: Callback<()>,
}

impl Item {
    /// A thing that can be done.
    pub fn new(label: impl Into<AttrValue>, key: &'static str, run: impl Fn() + 'static) -> Item {
        Item {
            label: label.into(),
            key,
            disabled: false,
            stays: false,
            run: Callback::from(move |()| run()),
        }
    }

    /// The same, possibly not now.
    #[must_use]
    pub fn disabled(self, disabled: bool) -> Item {
        Item { disabled, ..self }
    }

    /// The same, with the menu left open.
    #[must_use]
    pub fn staying(self) -> Item {
        Item { stays: true, ..self }
    }
}

/// A menu at a place of the window.
#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// What the menu is of.
    pub label: AttrValue,
    /// The same for the eye, above the items.
    #[prop_or_default]
    pub heading: AttrValue,
    /// What it offers.
    pub items: Vec<Item>,
    /// Left and top, in pixels of the window; moved to stay inside it.
    pub at: (f64, f64),
    /// It is done with.
    pub onclose: Callback<()>,
}

/// A menu that takes the focus, works with arrows, and closes with Esc, Tab or a press elsewhere.
#[component]
pub fn Menu(
    MenuProps {
        label,
        heading,
        items,
        at,
        onclose,
    }: &MenuProps,
) -> Html {
    let node = use_node_ref();
    {
        let (node, onclose) = (node.clone(), onclose.clone());
        use_effect_with((), move |()| {
            let before = focus::current();
            step(&node, |_, _| 0);
            let inside = node.clone();
            let listener = crate::web::window().map(|window| {
                Listener::capturing(&window, "pointerdown", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                    if !inside
                        .cast::<Element>()
                        .is_some_and(|menu| menu.contains(target.as_ref()))
                    {
                        onclose.emit(());
                    }
                })
            });
            move || {
                drop(listener);
                // A press elsewhere has moved the focus on purpose.
                if focus::current().is_none_or(|element| {
                    element.tag_name() == "BODY" || element.closest(".menu").is_ok_and(|menu| menu.is_some())
                }) {
                    focus::give_back(before);
                }
            }
        });
    }
    let onkeydown = {
        let (node, onclose) = (node.clone(), onclose.clone());
        Callback::from(move |event: KeyboardEvent| {
            event.stop_propagation();
            match event.key().as_str() {
                "ArrowDown" => step(&node, |at, len| (at + 1) % len),
                "ArrowUp" => step(&node, |at, len| (at + len - 1) % len),
                "Home" => step(&node, |_, _| 0),
                "End" => step(&node, |_, len| len - 1),
                "Escape" | "Tab" => onclose.emit(()),
                _ => return,
            }
            event.prevent_default();
        })
    };
    // The key that opened the menu may ask for the browser's own as it is let go.
    let oncontextmenu = Callback::from(|event: MouseEvent| event.prevent_default());
    let (left, top) = at;
    let height = (items.len() + usize::from(!heading.is_empty())) * 30 + 16;
    let style = format!("left:min({left}px, calc(100vw - 270px));top:min({top}px, calc(100vh - {height}px))");
    html! {
        <div ref={node} class="menu" role="menu" aria-label={label} {style} {onkeydown} {oncontextmenu}>
            if !heading.is_empty() {
                <p class="menu-heading" aria-hidden="true">{ heading }</p>
            }
            for item in items.iter() {
                { entry(item, onclose) }
            }
        </div>
    }
}

fn entry(item: &Item, onclose: &Callback<()>) -> Html {
    let (run, onclose, stays) = (item.run.clone(), onclose.clone(), item.stays);
    let onclick = Callback::from(move |_: MouseEvent| {
        if !stays {
            onclose.emit(());
        }
        run.emit(());
    });
    html! {
        <button type="button" role="menuitem" disabled={item.disabled} {onclick}>
            <span>{ item.label.clone() }</span>
            if !item.key.is_empty() {
                <kbd>{ item.key }</kbd>
            }
        </button>
    }
}

/// Moves the focus among the items: from a position and their number to a position.
fn step(menu: &NodeRef, to: impl Fn(usize, usize) -> usize) {
    let Some(menu) = menu.cast::<Element>() else {
        return;
    };
    let Ok(list) = menu.query_selector_all("button:not(:disabled)") else {
        return;
    };
    let items: Vec<HtmlElement> = (0..list.length())
        .filter_map(|at| list.get(at)?.dyn_into().ok())
        .collect();
    let focused = focus::current();
    let at = items
        .iter()
        .position(|item| Some(item) == focused.as_ref())
        .unwrap_or(0);
    if !items.is_empty()
        && let Some(item) = items.get(to(at, items.len()))
    {
        let _ = item.focus();
    }
}
