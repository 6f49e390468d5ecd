use super::use_asked;
use crate::query::fields::resolve;
use crate::query::{FacetWanted, merge_facets};
use crate::ui::model::completion::{Counted, Offers, names, offers, wanted};
use crate::worker::session::Session;
use std::rc::Rc;
use yew::prelude::*;

/// Values asked for: several times as many as are listed, for those that begin with what is typed come first.
const MOST: u32 = 300;

/// The fields present in the data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Their paths.
    pub paths: Vec<String>,
    /// What can be typed for them, with counts.
    pub names: Counted,
}

/// When fields and values were read: anew whenever it changes. The end of loading is always a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// While files load, with how far they are.
    Loading(u32),
    /// All is loaded; counts up whenever there are other rows.
    Loaded(u64),
}

/// The fields present in the data, once they were `needed`; read again when `era` changes.
#[hook]
pub fn use_known(session: &Session, era: Era, needed: bool) -> Option<Rc<Known>> {
    use_asked(session, era, needed, |session, needed| async move {
        if !needed {
            return None;
        }
        let fields = session.fields().await;
        Some(Known {
            names: names(&fields),
            paths: fields.into_iter().map(|field| field.path).collect(),
        })
    })
}

/// Where the cursor stands in the filter, and whether its list may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Place {
    cursor: usize,
    open: bool,
    /// It was asked for, rather than coming with what is typed.
    explicit: bool,
    active: Option<usize>,
}

/// The list of what may be typed next. Nothing in it is highlighted until an arrow key says so.
#[derive(Clone)]
pub struct Suggestions {
    place: UseStateHandle<Place>,
    /// What can be chosen; none while the list is closed.
    pub offers: Option<Rc<Offers>>,
}

impl Suggestions {
    /// The one that is highlighted.
    pub fn active(&self) -> Option<usize> {
        let offers = self.offers.as_ref()?;
        self.place
            .active
            .filter(|at| *at < offers.completion.candidates.len())
    }

    /// Something was typed, and the cursor, a byte offset, stands behind it.
    pub fn typed(&self, cursor: usize) {
        self.set(cursor, true, false);
    }

    /// The list is asked for.
    pub fn ask(&self, cursor: usize) {
        self.set(cursor, true, true);
    }

    /// The cursor was moved.
    pub fn moved(&self, cursor: usize) {
        if self.place.open && self.place.cursor != cursor {
            self.set(cursor, true, self.place.explicit);
        }
    }

    /// The list is done with.
    pub fn close(&self) {
        self.place.set(Place::default());
    }

    /// Moves the highlight. It goes round, by way of none at the upper end.
    pub fn step(&self, by: isize) {
        let Some(offers) = &self.offers else { return };
        let len = offers.completion.candidates.len();
        let active = match (self.active(), by) {
            (None, by) => Some(if by > 0 { 0 } else { len - 1 }),
            (Some(0), by) if by < 0 => None,
            (Some(at), 1) => Some((at + 1) % len),
            (Some(at), _) => Some(at.saturating_add_signed(by).min(len - 1)),
        };
        self.place.set(Place {
            active,
            ..*self.place
        });
    }

    fn set(&self, cursor: usize, open: bool, explicit: bool) {
        self.place.set(Place {
            cursor,
            open,
            explicit,
            active: None,
        });
    }
}

/// What may be typed where the cursor stands in `text`. `good` is the last filter that was a query.
#[hook]
pub fn use_completion(
    session: &Session,
    era: Era,
    known: Option<Rc<Known>>,
    text: &AttrValue,
    good: &str,
) -> Suggestions {
    let place = use_state_eq(Place::default);
    let wanted = place
        .open
        .then(|| wanted(text, place.cursor, good))
        .flatten()
        .map(|wanted| (wanted.filter().to_owned(), wanted.field, wanted.typed));
    let field = wanted.as_ref().map(|(_, field, _)| field.clone());
    let values = use_asked(session, era, wanted, values);
    // Values of another field are not offered while these are counted.
    let values = values.filter(|values| field.as_ref() == Some(&values.0));
    let offers = use_memo(
        (*place, text.clone(), known, values),
        |(place, text, known, values)| {
            let names = known.as_ref().map_or(&[][..], |known| &known.names);
            let values = values.as_ref().map_or(&[][..], |values| &values.1);
            place
                .open
                .then(|| offers(text, place.cursor, place.explicit, names, values))
                .flatten()
                .map(Rc::new)
        },
    );
    Suggestions {
        place,
        offers: Option::clone(&offers),
    }
}

/// The field's values that contain what is typed, the most frequent ones, with their counts under the filter.
async fn values(session: Session, question: Option<(String, String, String)>) -> Option<(String, Counted)> {
    let (filter, field, typed) = question?;
    let scope = session.scope(&filter).await.ok()?;
    let named = field.as_str();
    let wanted = FacetWanted {
        containing: typed,
        ..FacetWanted::top(MOST)
    };
    let mut counts = Vec::new();
    for field in resolve(&named) {
        counts.push(session.facet(&scope, field, &wanted).await.values);
    }
    let several = counts.len() > 1;
    let mut values = merge_facets(counts);
    if several {
        // An event that has the value in two fields would count twice: the order is right, the sum is not.
        values.iter_mut().for_each(|(_, count)| *count = 0);
    }
    Some((field, values))
}
