//! The whole page: state at the top, its parts below.

use super::components::columns_dialog::ColumnsDialog;
use super::components::compare::Compare;
use super::components::detail::DetailPane;
use super::components::drop_overlay::drop_overlay;
use super::components::empty_page::EmptyPage;
use super::components::export_dialog::ExportDialog;
use super::components::facets::Facets;
use super::components::facets_dialog::FacetsDialog;
use super::components::header::Header;
use super::components::iot::Iot;
use super::components::keys_dialog::keys_dialog;
use super::components::narrow_dialog::NarrowDialog;
use super::components::notice::NoticeLine;
use super::components::overview::Overview;
use super::components::paste_dialog::PasteDialog;
use super::components::places::places;
use super::components::privacy_dialog::privacy_dialog;
use super::components::profile::Profile;
use super::components::quick_filters::QuickFilters;
use super::components::report::ReportDialog;
use super::components::status_bar::StatusBar;
use super::components::table::Table;
use super::components::timeline::Timeline;
use super::components::toolbar::Toolbar;
use super::hooks::{
    Intake, use_address, use_changes, use_drop, use_intake, use_linked_event, use_query, use_record,
    use_shortcuts, use_stages,
};
use super::model::place::Place;
use super::model::route::Route;
use super::model::state::{Action, Dialog, State, Theme};
use crate::web::{address, document, focus, storage};
use crate::worker::session::Session;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

pub use super::hooks::Changes;

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let next = self.after(action);
        // The same state is not drawn again.
        if next == *self { self } else { Rc::new(next) }
    }
}

/// What the page shows, and where it hears of changes.
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// All that is open.
    pub session: Session,
    /// What the session says.
    pub changes: Changes,
}

/// The page.
#[component]
pub fn App(AppProps { session, changes }: &AppProps) -> Html {
    let state = use_reducer(|| {
        let theme = Theme::named(&storage::get("theme").unwrap_or_default());
        let facets = storage::get("facets").and_then(|text| text.parse().ok());
        State {
            facets: facets.map(Rc::new).unwrap_or_default(),
            ..State::at(Route::parse(&address::fragment()), theme)
        }
    });
    let act = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action, ()| dispatcher.dispatch(action))
    };
    use_changes(session, changes, &act);
    use_address(&state, &act);
    let (intake, pending) = use_intake(session, &act);
    let dragging = use_drop(intake.dropped.clone());
    let shown = use_mut_ref(AttrValue::default);
    let answer = {
        let is_mistyped = state.mistyped.as_ref() == Some(&state.filter);
        let filter = match is_mistyped {
            true => shown.borrow().clone(),
            false => AttrValue::from(state.filter.clone()),
        };
        use_query(session, &filter, &state.sort, state.generation)
    };
    shown.replace(answer.question.filter.clone());
    let detail = use_record(session, state.selected);
    use_linked_event(session, &state, &detail, &act);
    use_shortcuts(state.detail, intake.open.clone(), act.clone());
    use_effect_with(state.theme, |theme| show_theme(*theme));
    use_effect_with(Rc::clone(&state.facets), |facets| {
        storage::set("facets", &facets.to_string());
    });
    {
        // What had the focus goes with the last source, with a listing, or with the sheet it stood in.
        let before = use_mut_ref(|| [false; 3]);
        let now = [
            !state.is_empty(),
            state.listing.is_some(),
            state.place() != Place::Events,
        ];
        use_effect_with(now, move |now| {
            let before = before.replace(*now);
            let is_gone = before.iter().zip(now).any(|(before, now)| *before && !now);
            if is_gone && focus::is_lost() {
                focus::home();
            }
        });
    }

    let close = act.reform(|()| Action::Dialog(None));
    let dialog = match &state.dialog {
        None => Html::default(),
        Some(Dialog::Report(filter)) => {
            html! { <ReportDialog session={session.clone()} snapshot={Rc::clone(&state.snapshot)} start={filter.clone()} onclose={close} /> }
        }
        Some(Dialog::Paste) => html! { <PasteDialog onpaste={intake.pasted.clone()} onclose={close} /> },
        Some(Dialog::Keys) => keys_dialog(close),
        Some(Dialog::Privacy) => privacy_dialog(close),
        Some(Dialog::Columns) => {
            html! { <ColumnsDialog session={session.clone()} columns={Rc::clone(&state.columns)} act={act.clone()} onclose={close} /> }
        }
        Some(Dialog::Export) => {
            html! { <ExportDialog session={session.clone()} view={answer.view.clone()} question={answer.question.clone()} columns={Rc::clone(&state.columns)} onclose={close} /> }
        }
        Some(Dialog::Facets) => {
            html! { <FacetsDialog session={session.clone()} facets={Rc::clone(&state.facets)} act={act.clone()} onclose={close} /> }
        }
    };
    // Table, timeline, facets.
    let stage = use_stages(!state.is_empty(), 3);
    let place = state.place();
    let filter = answer.question.filter.clone();
    let sheet = match place.clone() {
        Place::Events => Html::default(),
        Place::Overview => {
            html! { <Overview session={session.clone()} {filter} generation={state.generation} snapshot={Rc::clone(&state.snapshot)} zone={state.zone} act={act.clone()} /> }
        }
        Place::Iot => {
            html! { <Iot session={session.clone()} {filter} generation={state.generation} zone={state.zone} act={act.clone()} /> }
        }
        Place::Profile(subject) => {
            html! { <Profile session={session.clone()} {subject} {filter} generation={state.generation} zone={state.zone} act={act.clone()} /> }
        }
        Place::Compare(events) => {
            html! { <Compare session={session.clone()} {events} generation={state.generation} zone={state.zone} act={act.clone()} /> }
        }
    };
    html! {
        <>
            <Header route={state.route()} shown={answer.question.filter.clone()} error={answer.error.clone()} busy={answer.busy && !state.is_empty()}
                theme={state.theme} generation={state.generation} snapshot={Rc::clone(&state.snapshot)} session={session.clone()}
                open={intake.open.clone()} act={act.clone()} />
            { pickers(&intake) }
            if state.is_empty() {
                <EmptyPage open={intake.open.clone()} listing={state.listing} cancel={intake.stop_listing.clone()} />
            } else {
                <Toolbar snapshot={Rc::clone(&state.snapshot)} zone={state.zone}
                    matching={answer.view.as_ref().map(|view| view.total())} filtered={!answer.question.filter.is_empty()}
                    act={act.clone()}>
                    { places(&place, &act) }
                    <QuickFilters session={session.clone()} text={state.filter.clone()} filter={answer.question.filter.clone()}
                        generation={state.generation} act={act.clone()} />
                </Toolbar>
                if stage > 1 {
                    <Timeline session={session.clone()} filter={answer.question.filter.clone()} generation={state.generation}
                        zone={state.zone} act={act.clone()} />
                }
                if place != Place::Events {
                    <main id="sheet" class="sheet" tabindex="-1">{ sheet }</main>
                }
                <main class="panes" hidden={place != Place::Events}>
                    if stage > 2 {
                        <Facets session={session.clone()} filter={answer.question.filter.clone()} generation={state.generation}
                            facets={Rc::clone(&state.facets)} act={act.clone()} />
                    }
                    if stage > 0 {
                        <Table session={session.clone()} view={answer.view.clone()} question={answer.question.clone()} wrong={answer.error.is_some()}
                            columns={Rc::clone(&state.columns)} sort={state.sort.clone()} selected={state.selected} reveal={state.reveal} marked={state.marked.clone()} zone={state.zone}
                            snapshot={Rc::clone(&state.snapshot)} act={act.clone()} />
                    }
                    if state.detail {
                        <DetailPane session={session.clone()} marked={state.marked.clone()} {detail} hidden={state.hidden} generation={state.generation} zone={state.zone} act={act.clone()} />
                    }
                </main>
            }
            <StatusBar snapshot={Rc::clone(&state.snapshot)} listing={state.listing.filter(|_| !state.is_empty())} marked={state.marked.clone()}
                cancel={intake.cancel.clone()} stop_listing={intake.stop_listing.clone()} act={act.clone()} />
            if let Some(notice) = &state.notice {
                <NoticeLine notice={notice.clone()} act={act.clone()} />
            }
            if let Some(pending) = pending {
                <NarrowDialog {pending} decide={intake.decide.clone()} />
            }
            { dialog }
            if dragging {
                { drop_overlay() }
            }
        </>
    }
}

/// The inputs behind the buttons, always there: a picker must be opened by a click on one.
fn pickers(intake: &Intake) -> Html {
    let picked = intake.picked.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            picked.emit(input);
        }
    });
    html! {
        <section class="unseen" aria-label="Pickers">
            <label for="choose-files">{ "Choose files" }</label>
            <input ref={intake.files.clone()} id="choose-files" type="file" multiple=true tabindex="-1" onchange={onchange.clone()} />
            <label for="choose-folder">{ "Choose a folder" }</label>
            <input ref={intake.folder.clone()} id="choose-folder" type="file" webkitdirectory=true tabindex="-1" {onchange} />
        </section>
    }
}

fn show_theme(theme: Theme) {
    let Some(root) = document().and_then(|document| document.document_element()) else {
        return;
    };
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        theme => root.set_attribute("data-theme", theme.name()),
    };
}
