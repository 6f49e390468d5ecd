//! Saved views: what is looked for under a name, and links to it.

use super::copy_button::CopyButton;
use super::icon::icon;
use crate::ui::hooks::{forget_history, use_dismiss};
use crate::ui::model::route::Route;
use crate::ui::model::state::{Action, Notice};
use crate::ui::model::views::{LONGEST_NAME, SavedView, Views};
use crate::web::{address, focus, storage};
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

const KEPT_AS: &str = "views";

/// What the views need.
#[derive(Properties, PartialEq)]
pub struct ViewsMenuProps {
    /// The present view.
    pub route: Route,
    /// What the user does.
    pub act: Callback<Action>,
}

/// A button, and below it the saved views: save the present one, show, rename, forget one, copy a link to it.
#[component]
pub fn ViewsMenu(ViewsMenuProps { route, act }: &ViewsMenuProps) -> Html {
    let open = use_state_eq(|| false);
    let views = use_state_eq(Views::default);
    let renaming = use_state_eq(|| None::<String>);
    let node = use_node_ref();
    let close = {
        let (open, renaming) = (open.setter(), renaming.setter());
        Callback::from(move |()| {
            open.set(false);
            renaming.set(None);
        })
    };
    use_dismiss(&node, *open, close.clone());
    {
        // The name is what one opens this for, or the first view.
        let has_views = !views.list().is_empty();
        use_effect_with(*open, move |open| {
            if *open {
                focus::on(if has_views { "view-0" } else { "view-name" });
            }
        });
    }
    let toggle = {
        let (open, views, close) = (open.clone(), views.setter(), close.clone());
        Callback::from(move |_: MouseEvent| {
            if *open {
                close.emit(());
            } else {
                views.set(read());
                open.set(true);
            }
        })
    };
    // Changes what is kept, which another page of this browser may have changed too.
    let change = {
        let (views, act) = (views.setter(), act.clone());
        Callback::from(move |change: Change| {
            let mut next = read();
            match &change {
                Change::Save(name, view) => next.save(name, view),
                Change::Remove(name) => next.remove(name),
                Change::Rename(name, to) => next.rename(name, to),
            }
            if storage::set(KEPT_AS, &next.to_text()) {
                views.set(next);
            } else {
                act.emit(Action::Notice(Some(Notice {
                    text: "This browser keeps nothing for this page, or has no room left: the view was not saved. Copy its link instead.".into(),
                    trouble: true,
                })));
            }
        })
    };
    let onkeydown = {
        let (is_open, close, renaming) = (*open, close.clone(), renaming.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "Escape" if renaming.is_some() => renaming.set(None),
                "Escape" if is_open => {
                    close.emit(());
                    focus::on("views");
                }
                "ArrowDown" if is_open => step(1),
                "ArrowUp" if is_open => step(-1),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let view = route.view().fragment();
    let save = {
        let (change, view, views) = (change.clone(), view.clone(), views.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(input) = named_input("view-name") {
                let replaces = views.has(&input.value());
                change.emit(Change::Save(input.value(), view.clone()));
                if !replaces {
                    input.set_value("");
                }
            }
        })
    };
    let show = {
        let (act, close, event) = (act.clone(), close.clone(), route.event.clone());
        Callback::from(move |view: String| {
            // The event that is looked at stays.
            let route = Route {
                event: event.clone(),
                ..Route::parse(&view).view()
            };
            act.emit(Action::Route(Box::new(route)));
            close.emit(());
            focus::on("views");
        })
    };
    let forget = act.reform(|_: MouseEvent| {
        let forgot = forget_history();
        Action::Notice(Some(Notice {
            text: match forgot {
                true => "Earlier filters are forgotten.".into(),
                false => "This browser keeps nothing for this page: there is nothing to forget.".into(),
            },
            trouble: false,
        }))
    });
    let link = {
        let fragment = route.fragment();
        Callback::from(move |()| address::link(&fragment))
    };
    html! {
        <div ref={node} class="views" {onkeydown}>
            <button type="button" id="views" aria-expanded={open.to_string()} aria-controls="views-list" onclick={toggle}>
                { icon("bookmark") }{ "Views" }
            </button>
            if *open {
                <section id="views-list" class="popover" aria-label="Views">
                    if views.list().is_empty() {
                        <p class="none">{ "No view is saved yet. A view is the filter, the columns, their order and the zone of times; never an event." }</p>
                    }
                    <ul>
                        for (at, saved) in views.list().iter().enumerate() {
                            <Entry key={saved.name.clone()} {at} saved={saved.clone()} present={saved.view == view}
                                renaming={renaming.as_ref() == Some(&saved.name)} rename={renaming_setter(&renaming)}
                                show={show.clone()} change={change.clone()} />
                        }
                    </ul>
                    <form class="save" onsubmit={save}>
                        <input type="text" id="view-name" aria-label="Name of the present view" placeholder="Name of this view" autocomplete="off"
                            maxlength={LONGEST_NAME.to_string()} required=true />
                        <button type="submit">{ "Save" }</button>
                    </form>
                    <div class="share">
                        <CopyButton label="Copy link to what is shown" text={link} />
                        <button type="button" class="quiet" title="Those that ↑ goes back to: this browser keeps them, and nothing of events" onclick={forget}>
                            { "Forget earlier filters" }
                        </button>
                    </div>
                </section>
            }
        </div>
    }
}

/// What is done to the saved views.
#[derive(Debug, Clone, PartialEq)]
enum Change {
    /// Under a name, the fragment of its address.
    Save(String, String),
    Remove(String),
    Rename(String, String),
}

#[derive(Properties, PartialEq)]
struct EntryProps {
    at: usize,
    saved: SavedView,
    /// It is what is shown.
    present: bool,
    /// Its name is being changed.
    renaming: bool,
    rename: Callback<Option<String>>,
    show: Callback<String>,
    change: Callback<Change>,
}

/// One saved view.
#[component]
fn Entry(props: &EntryProps) -> Html {
    let EntryProps {
        at,
        saved,
        present,
        renaming,
        rename,
        show,
        change,
    } = props;
    let SavedView { name, view } = saved;
    {
        let back = format!("rename-{at}");
        use_effect_with(*renaming, move |renaming| {
            if *renaming {
                focus::on("view-new-name");
            } else if focus::is_lost() {
                focus::on(&back);
            }
        });
    }
    if *renaming {
        let onsubmit = {
            let (name, change, rename) = (name.clone(), change.clone(), rename.clone());
            Callback::from(move |event: SubmitEvent| {
                event.prevent_default();
                if let Some(input) = named_input("view-new-name") {
                    change.emit(Change::Rename(name.clone(), input.value()));
                }
                rename.emit(None);
                focus::on("views");
            })
        };
        return html! {
            <li>
                <form class="save" {onsubmit}>
                    <input type="text" id="view-new-name" aria-label={format!("New name of {name}")} value={name.clone()} autocomplete="off"
                        maxlength={LONGEST_NAME.to_string()} required=true />
                    <button type="submit">{ "Rename" }</button>
                </form>
            </li>
        };
    }
    let apply = {
        let view = view.clone();
        show.reform(move |_: MouseEvent| view.clone())
    };
    let start = {
        let name = name.clone();
        rename.reform(move |_: MouseEvent| Some(name.clone()))
    };
    let remove = {
        let (name, change) = (name.clone(), change.clone());
        Callback::from(move |_: MouseEvent| {
            change.emit(Change::Remove(name.clone()));
            focus::on("views");
        })
    };
    let link = {
        let view = view.clone();
        Callback::from(move |()| address::link(&view))
    };
    let words = |what: &str| format!("{what} {name}");
    html! {
        <li>
            <button type="button" id={format!("view-{at}")} class="apply quiet" aria-current={present.then_some("true")} onclick={apply}>{ name }</button>
            <CopyButton label="Link" name={words("Copy the link to")} text={link} />
            <button type="button" id={format!("rename-{at}")} class="quiet square" aria-label={words("Rename")} title="Rename" onclick={start}>{ icon("pencil") }</button>
            <button type="button" class="quiet square" aria-label={words("Forget")} title="Forget" onclick={remove}>{ icon("close") }</button>
        </li>
    }
}

fn renaming_setter(renaming: &UseStateHandle<Option<String>>) -> Callback<Option<String>> {
    let renaming = renaming.setter();
    Callback::from(move |name| renaming.set(name))
}

/// Moves the focus among the views and the name of the next one.
fn step(by: isize) {
    let Some(list) = crate::web::element("views-list") else {
        return;
    };
    let Ok(stops) = list.query_selector_all(".apply, #view-name") else {
        return;
    };
    let focused = focus::current();
    let stops: Vec<HtmlElement> = (0..stops.length())
        .filter_map(|at| wasm_bindgen::JsCast::dyn_into(stops.get(at)?).ok())
        .collect();
    let at = stops.iter().position(|stop| Some(stop) == focused.as_ref());
    let next = at.map_or(0, |at| {
        at.saturating_add_signed(by).min(stops.len().saturating_sub(1))
    });
    focus::give_back(stops.get(next).cloned());
}

fn named_input(id: &str) -> Option<HtmlInputElement> {
    wasm_bindgen::JsCast::dyn_into(crate::web::element(id)?).ok()
}

fn read() -> Views {
    Views::read(&storage::get(KEPT_AS).unwrap_or_default())
}
