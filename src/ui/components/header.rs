//! The top line.

use super::filter_bar::FilterBar;
use super::icon::icon;
use super::menu::{Item, Menu};
use super::sources::Sources;
use super::views_menu::ViewsMenu;
use crate::ui::hooks::Way;
use crate::ui::model::route::Route;
use crate::ui::model::state::{Action, Dialog, Snapshot, Theme};
use crate::web::storage;
use crate::worker::session::{QueryError, Session};
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

/// What the header shows.
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// What is looked for, and how it is shown.
    pub route: Route,
    /// The filter whose events show.
    pub shown: AttrValue,
    /// What is wrong with the filter's text.
    pub error: Option<QueryError>,
    /// An answer is on its way.
    pub busy: bool,
    /// The colours.
    pub theme: Theme,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// What is open.
    pub snapshot: Rc<Snapshot>,
    /// Where sources are removed.
    pub session: Session,
    /// Opens something.
    pub open: Callback<Way>,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The name, the filter, and what opens things.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let HeaderProps {
        route,
        shown,
        error,
        busy,
        theme,
        generation,
        snapshot,
        session,
        open,
        act,
    } = props;
    let change_theme = {
        let next = theme.next();
        act.reform(move |_: MouseEvent| {
            // Only a choice made here is kept: a link's colours are for its view.
            storage::set("theme", next.name());
            Action::Theme(next)
        })
    };
    let keys = act.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::Keys)));
    let theme_words = format!("Colours: {}", theme.name());
    let is_open = !snapshot.sources.is_empty();
    html! {
        <header class="header">
            <h1 class="brand">{ icon("brand") }{ "Trailglass" }</h1>
            <FilterBar text={route.filter.clone()} shown={shown.clone()} error={error.clone()} busy={*busy} snapshot={Rc::clone(snapshot)}
                generation={*generation} session={session.clone()} act={act.clone()} />
            if is_open {
                <OpenButton open={open.clone()} />
                <ViewsMenu route={route.clone()} act={act.clone()} />
                <Sources sources={snapshot.sources.clone()} session={session.clone()} act={act.clone()} />
            }
            <button type="button" class="quiet square" aria-label={theme_words.clone()} title={theme_words} onclick={change_theme}>
                { icon(theme.name()) }
            </button>
            <button type="button" class="quiet square" aria-label="Keys" title="Keys (?)" aria-haspopup="dialog" onclick={keys}>{ "?" }</button>
        </header>
    }
}

#[derive(Properties, PartialEq)]
struct OpenButtonProps {
    open: Callback<Way>,
}

/// More files at any time.
#[component]
fn OpenButton(OpenButtonProps { open }: &OpenButtonProps) -> Html {
    let node = use_node_ref();
    let at = use_state(|| None);
    let onclick = {
        let (node, at) = (node.clone(), at.clone());
        Callback::from(move |_: MouseEvent| {
            let place = node
                .cast::<HtmlElement>()
                .map(|button| button.get_bounding_client_rect());
            at.set(
                place
                    .filter(|_| at.is_none())
                    .map(|place| (place.left(), place.bottom() + 4.0)),
            );
        })
    };
    let items = [
        (Way::Files, "Open files…", "Ctrl+O"),
        (Way::Folder, "Open folder…", ""),
        (Way::Paste, "Paste JSON…", "Ctrl+V"),
        (Way::Sample, "Add sample data", ""),
    ]
    .map(|(way, label, key)| {
        let open = open.clone();
        Item::new(label, key, move || open.emit(way))
    });
    let onclose = {
        let at = at.setter();
        Callback::from(move |()| at.set(None))
    };
    html! {
        <>
            <button ref={node} type="button" aria-haspopup="menu" aria-expanded={at.is_some().to_string()} {onclick}>
                { icon("plus") }{ "Open" }
            </button>
            if let Some(at) = *at {
                <Menu label="Open" items={items.to_vec()} {at} {onclose} />
            }
        </>
    }
}
