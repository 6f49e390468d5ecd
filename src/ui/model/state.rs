//! What the page shows, and every way it changes. Pure: an action in, the next state out.

use super::columns::{Columns, clicked};
use super::compare::MOST;
use super::facets::FacetFields;
use super::files::FileFilter;
use super::marks::{Marked, Marks};
use super::place::Place;
use super::quick_filters::toggled;
use super::route::Route;
use crate::query::{edit, range};
use crate::worker::protocol::{Progress, Report, RowId, Sort, SourceInfo};
use std::rc::Rc;

/// The zone times are shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    /// As CloudTrail writes them.
    #[default]
    Utc,
    /// The browser's.
    Local,
}

/// The colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The theme after this one, for a button that goes round.
    pub fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }

    /// What it is called, and kept as.
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a name; the system's for any other.
    pub fn named(name: &str) -> Theme {
        [Theme::Light, Theme::Dark]
            .into_iter()
            .find(|theme| theme.name() == name)
            .unwrap_or_default()
    }
}

/// The dialog that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// What became of every file; starts with this list of files.
    Report(FileFilter),
    /// A place to paste JSON.
    Paste,
    /// The keys.
    Keys,
    /// Why nothing leaves the page, and how to check.
    Privacy,
    /// Choosing columns.
    Columns,
    /// Writing the events that match into a file.
    Export,
    /// Choosing facets.
    Facets,
}

/// What is open and how loading goes, read off the session at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapshot {
    /// How loading goes.
    pub progress: Progress,
    /// The account so far.
    pub report: Report,
    /// What is open.
    pub sources: Vec<SourceInfo>,
    /// Distinct events.
    pub events: u64,
}

/// Folders being listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listing {
    /// Files found so far.
    pub files: u64,
}

/// A line of news at the foot of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What to say.
    pub text: String,
    /// It says that something did not work, and stays until dismissed.
    pub trouble: bool,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// The filter's text as typed.
    pub filter: String,
    /// A filter that names a field which was probably mistyped: the rows stay those of the one before.
    pub mistyped: Option<String>,
    /// The order of rows.
    pub sort: Sort,
    /// The table's columns.
    pub columns: Rc<Columns>,
    /// The facets' fields.
    pub facets: Rc<FacetFields>,
    /// The event in the detail pane, and marked in the table.
    pub selected: Option<RowId>,
    /// Its eventID, once read; or that of an event which the address names and which is still looked for.
    pub event: Option<String>,
    /// The table is to go to the selected event.
    pub reveal: bool,
    /// It cannot: the filter hides that event.
    pub hidden: bool,
    /// Whether the detail pane is open.
    pub detail: bool,
    /// The events marked for comparing.
    pub marked: Marks,
    /// What shows below the timeline, once it was chosen.
    pub place: Option<Place>,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// The zone of times.
    pub zone: Zone,
    /// The colours.
    pub theme: Theme,
    /// What the session said last.
    pub snapshot: Rc<Snapshot>,
    /// Counts up whenever there are other rows than before.
    pub generation: u64,
    /// Folders being listed.
    pub listing: Option<Listing>,
    /// News for the user.
    pub notice: Option<Notice>,
}

/// What a click on a value asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// Only events that have it.
    Include,
    /// Only events that do not.
    Exclude,
    /// Only events that have it, whatever was picked of the field before.
    Only,
    /// Neither: what was picked of it before is taken back.
    Remove,
    /// Events that have it beside those that have what was picked of the field before.
    Also,
}

/// Everything that can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The filter was typed.
    Filter(String),
    /// This filter names a field that was probably mistyped.
    Mistyped(String),
    /// A value of a field was picked: field, value.
    Pick(Pick, String, String),
    /// Anything may be said of a field again.
    ClearField(String),
    /// Filter by the absence of a value at a path, or (true) exclude it: what a null is asked for by.
    Absent(String, bool),
    /// A term of the language was switched on or off.
    Term(String),
    /// The filter was narrowed by these terms of the language.
    Narrow(String),
    /// A range of time was chosen, or (`None`) none: first millisecond and the first after it, either may be open as
    /// [`range`] has it.
    Range(Option<(i64, i64)>),
    /// A column's header was clicked.
    SortBy(String),
    /// An order was chosen.
    Sort(Sort),
    /// A column was added at the end.
    AddColumn(String),
    /// A column was removed.
    RemoveColumn(String),
    /// The column at the first place moved to the second.
    MoveColumn(usize, usize),
    /// The column there got this width.
    ResizeColumn(usize, f64),
    /// The default columns again.
    ResetColumns,
    /// A facet was added, before the others.
    AddFacet(String),
    /// A facet was removed.
    RemoveFacet(String),
    /// The default facets again.
    ResetFacets,
    /// An event was selected; true opens it.
    Select(RowId, bool),
    /// An event was chosen elsewhere than in the table, which goes to it.
    Show(RowId),
    /// The table was to go to this event, and its rows have no such one.
    Hidden(RowId),
    /// The event's record was read: its eventID, if it has one.
    Identified(RowId, Option<String>),
    /// The event of this eventID, which the address names, was found.
    Found(String, RowId),
    /// The table shows the selected event.
    Revealed,
    /// The detail pane opened or closed.
    Detail(bool),
    /// Another place was chosen.
    Place(Place),
    /// An event was marked for comparing, or is not any more if it was.
    Mark(Marked),
    /// An event was taken out of what is compared.
    TakeOut(String),
    /// No event is marked for comparing.
    Unmark,
    /// A dialog opened, or (`None`) closed.
    Dialog(Option<Dialog>),
    /// The zone was chosen.
    Zone(Zone),
    /// The colours were chosen.
    Theme(Theme),
    /// The session said how it stands.
    Snapshot(Rc<Snapshot>),
    /// There are other rows.
    Data,
    /// Listing moved on, or (`None`) ended.
    Listing(Option<Listing>),
    /// Something to tell, or (`None`) told.
    Notice(Option<Notice>),
    /// The address changed: Back, Forward, or a link.
    Route(Box<Route>),
    /// Everything was closed.
    Closed,
}

impl Action {
    /// Whether it is events that somebody wants to see; to choose a time is to look at the same from closer.
    fn asks_for_events(&self) -> bool {
        matches!(
            self,
            Action::Filter(_)
                | Action::Pick(..)
                | Action::ClearField(_)
                | Action::Absent(..)
                | Action::Term(_)
                | Action::Narrow(_)
                | Action::SortBy(_)
                | Action::Sort(_)
                | Action::AddColumn(_)
                | Action::Select(..)
                | Action::Show(_)
        )
    }
}

impl State {
    /// The state of a page opened at an address.
    pub fn at(route: Route, theme: Theme) -> State {
        State {
            theme,
            ..State::default()
        }
        .after(Action::Route(Box::new(route)))
    }

    /// The state after an action.
    #[must_use]
    pub fn after(&self, action: Action) -> State {
        let mut next = self.clone();
        if action.asks_for_events() {
            next.place = Some(Place::Events);
        }
        match action {
            Action::Filter(text) => next.filter = text,
            Action::Mistyped(text) => next.mistyped = Some(text),
            Action::Pick(pick, path, value) => {
                let edit = match pick {
                    Pick::Include => edit::include,
                    Pick::Exclude => edit::exclude,
                    Pick::Also => edit::also,
                    Pick::Only => edit::only,
                    Pick::Remove => edit::remove,
                };
                next.filter = edit(&self.filter, &path, &value);
            }
            Action::ClearField(path) => next.filter = edit::without_field(&self.filter, &path),
            Action::Absent(path, exclude) => next.filter = edit::absent(&self.filter, &path, exclude),
            Action::Term(term) => next.filter = toggled(&self.filter, &term),
            Action::Narrow(terms) => next.filter = range::narrowed(&self.filter, &terms),
            Action::Range(wanted) => next.filter = range::with_range(&self.filter, wanted),
            Action::SortBy(path) => next.sort = clicked(&self.sort, &path),
            Action::Sort(sort) => next.sort = sort,
            Action::AddColumn(path) => Rc::make_mut(&mut next.columns).add(&path),
            Action::RemoveColumn(path) => Rc::make_mut(&mut next.columns).remove(&path),
            Action::MoveColumn(from, to) => Rc::make_mut(&mut next.columns).shift(from, to),
            Action::ResizeColumn(at, width) => Rc::make_mut(&mut next.columns).resize(at, width),
            Action::ResetColumns => next.columns = Rc::default(),
            Action::AddFacet(path) => Rc::make_mut(&mut next.facets).add(&path),
            Action::RemoveFacet(path) => Rc::make_mut(&mut next.facets).remove(&path),
            Action::ResetFacets => next.facets = Rc::default(),
            Action::Select(id, open) => {
                if self.selected != Some(id) {
                    // Until its record is read; a record that cannot be read has no name for the address.
                    next.event = None;
                }
                next.selected = Some(id);
                next.reveal = false;
                next.hidden = false;
                next.detail |= open;
            }
            Action::Show(id) => {
                next = self.after(Action::Select(id, true));
                next.reveal = true;
            }
            Action::Hidden(id) => next.hidden = self.reveal && self.selected == Some(id),
            Action::Identified(id, event) if self.selected == Some(id) => next.event = event,
            Action::Found(event, id) if self.sought() == Some(&event) => {
                next.selected = Some(id);
                next.reveal = true;
                next.detail = true;
            }
            // Of an event that was left meanwhile.
            Action::Identified(..) | Action::Found(..) => {}
            Action::Revealed => (next.reveal, next.hidden) = (false, false),
            Action::Detail(open) => next.detail = open && self.selected.is_some(),
            Action::Place(place) => next.place = Some(place),
            Action::Mark(one) => match self.marked.toggled(one) {
                Some(marked) => next.marked = marked,
                None => {
                    next.notice = Some(Notice {
                        text: format!("At most {MOST} events are compared at once: unmark one first."),
                        trouble: false,
                    });
                }
            },
            Action::TakeOut(event) => {
                next.marked = self.marked.without(&event);
                if let Some(Place::Compare(events)) = &mut next.place {
                    events.retain(|other| *other != event);
                    if events.is_empty() {
                        next.place = Some(Place::Events);
                    }
                }
            }
            Action::Unmark => next.marked = Marks::default(),
            Action::Dialog(dialog) => next.dialog = dialog,
            Action::Zone(zone) => next.zone = zone,
            Action::Theme(theme) => next.theme = theme,
            Action::Snapshot(snapshot) => next.snapshot = snapshot,
            Action::Data => next.generation += 1,
            Action::Listing(listing) => next.listing = listing,
            Action::Notice(notice) => next.notice = notice,
            Action::Route(route) => {
                next.filter = route.filter;
                next.sort = route.sort;
                next.zone = route.zone;
                next.theme = route.theme.unwrap_or(self.theme);
                next.place = route.place;
                if route.event != self.event {
                    next.event = route.event;
                    next.selected = None;
                    next.reveal = false;
                    next.hidden = false;
                    next.detail = false;
                }
                // Widths are not in the address: the same columns keep theirs.
                if !route.columns.paths().eq(self.columns.paths()) {
                    next.columns = Rc::new(route.columns);
                }
            }
            Action::Closed => {
                next = State {
                    theme: self.theme,
                    zone: self.zone,
                    columns: Rc::clone(&self.columns),
                    facets: Rc::clone(&self.facets),
                    generation: self.generation + 1,
                    ..State::default()
                };
            }
        }
        next
    }

    /// What of this is in the address.
    pub fn route(&self) -> Route {
        Route {
            filter: self.filter.clone(),
            sort: self.sort.clone(),
            columns: Columns::clone(&self.columns),
            zone: self.zone,
            event: self.event.clone(),
            theme: Some(self.theme).filter(|theme| *theme != Theme::System),
            place: self.place.clone(),
        }
    }

    /// What shows below the timeline. Rows can be read while files load; what was loaded is shown first after that,
    /// unless something else was asked for meanwhile.
    pub fn place(&self) -> Place {
        match &self.place {
            Some(place) => place.clone(),
            None if self.snapshot.progress.loading || !self.filter.is_empty() || self.event.is_some() => {
                Place::Events
            }
            None => Place::Overview,
        }
    }

    /// The eventID of the event that is to be found and selected.
    pub fn sought(&self) -> Option<&String> {
        self.event.as_ref().filter(|_| self.selected.is_none())
    }

    /// Whether nothing was opened yet.
    pub fn is_empty(&self) -> bool {
        self.snapshot.sources.is_empty() && !self.snapshot.progress.loading
    }
}

#[cfg(test)]
mod tests;
