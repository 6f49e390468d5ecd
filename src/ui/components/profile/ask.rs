use crate::query::{Facet, FacetWanted, equal_edges, parse, range};
use crate::ui::model::profile::{
    COMPARED, Entry, Field, LISTED, List, OPERATIONS, Profile, fields, filters, new_values,
};
use crate::ui::model::subject::Subject;
use crate::worker::message::Scope;
use crate::worker::session::Session;
use futures_util::future::{join, join_all, join3};

/// Bars of the timeline.
const BUCKETS: u32 = 120;
/// Owners told of a part that does not say whose it is.
const OWNERS: u32 = 50;

/// A profile, or why there is none.
pub(super) struct Answered {
    pub subject: Subject,
    pub counted: Result<std::rc::Rc<Profile>, String>,
}

/// Counts a profile in the window that the filter chooses: one round of questions for what there is, another for
/// what these values count elsewhere.
pub(super) async fn ask(session: Session, (subject, window): (Subject, String)) -> Option<Answered> {
    let newest = session.scope(&window).await.ok()?.newest;
    let filters = filters(&subject, &window, newest);
    if let Err(error) = parse(&filters.failed) {
        let counted = Err(error.message);
        return Some(Answered { subject, counted });
    }
    let within = |filter: &str| Scope {
        filter: filter.to_owned(),
        newest,
    };
    let (everything, all, inside) = (within(""), within(&filters.all), within(&filters.window));
    let failed = within(&filters.failed);
    let before = filters.before.as_deref().map(within);
    let fields: Vec<&'static Field> = [&OPERATIONS].into_iter().chain(fields(subject.kind)).collect();
    let is_compared = |field: &Field| field.compared && before.is_some();

    let mut counted = vec![vec![all.clone()], vec![inside.clone()], vec![failed.clone()]];
    counted.extend(before.clone().map(|before| vec![before]));
    let facets = fields.iter().map(|field| {
        let most = if is_compared(field) { COMPARED } else { LISTED };
        let (session, inside) = (&session, &inside);
        async move { session.facet(inside, field.path, &FacetWanted::top(most)).await }
    });
    let ((loaded, span), events, facets) = join3(
        join(session.span(&everything), session.span(&all)),
        session.count(&counted),
        join_all(facets),
    )
    .await;

    let edges = loaded.map_or_else(Vec::new, |span| equal_edges(span, BUCKETS));
    let operations: Vec<String> = listed(&facets[0]).map(|(value, _)| value.clone()).collect();
    let compared = fields.iter().zip(&facets).filter(|(field, _)| is_compared(field));
    let earlier = compared.clone().map(|(field, facet)| {
        let values: Vec<String> = facet.values.iter().map(|(value, _)| value.clone()).collect();
        let (session, before) = (&session, before.clone().unwrap_or_else(|| inside.clone()));
        async move { session.value_counts(&before, field.path, &values).await }
    });
    let (histogram, failures, earlier) = join3(
        session.histogram(&all, &edges),
        session.value_counts(&failed, OPERATIONS.path, &operations),
        join_all(earlier),
    )
    .await;

    let new = compared.zip(&earlier).map(|((field, facet), before)| {
        let whole = facet.complete && facet.distinct as usize <= facet.values.len();
        new_values(field, &facet.values, before, whole)
    });
    let new = new.collect();
    let lists = fields.iter().zip(&facets).map(|(field, facet)| {
        let is_operation = field.path == OPERATIONS.path;
        let entry = |(at, (value, events)): (usize, &(String, u64))| Entry {
            value: value.clone(),
            events: *events,
            failed: failures.get(at).copied().filter(|_| is_operation),
        };
        List {
            field,
            entries: listed(facet).enumerate().map(entry).collect(),
            distinct: facet.distinct,
            exact: facet.complete,
        }
    });
    let owners = match subject.owner() {
        Some((owner, None, _)) => {
            let wanted = FacetWanted::top(OWNERS);
            let facet = session.facet(&inside, owner.names[0], &wanted).await;
            facet.values.into_iter().map(|(value, _)| value).collect()
        }
        _ => Vec::new(),
    };
    let number = |at: usize| events.get(at).copied().unwrap_or_default();
    let profile = Profile {
        loaded,
        window: range::range(&window, newest),
        span,
        events: [number(0), number(1), number(2), number(3)],
        lists: lists.collect(),
        new,
        edges,
        stacks: histogram.stacks,
        owners,
        filters,
    };
    let counted = Ok(profile.into());
    Some(Answered { subject, counted })
}

/// The values of a facet that are shown.
fn listed(facet: &Facet) -> impl Iterator<Item = &(String, u64)> {
    facet.values.iter().take(LISTED as usize)
}
