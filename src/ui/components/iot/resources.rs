use crate::catalog::{ARNS, RESOURCE_KINDS, ResourceKind};
use crate::query::FacetWanted;
use crate::ui::hooks::use_asked;
use crate::ui::model::format::cut;
use crate::ui::model::place::Place;
use crate::ui::model::profile::of_value;
use crate::ui::model::related::often_touched;
use crate::ui::model::state::Action;
use crate::ui::model::subject::{Subject, SubjectKind};
use crate::worker::session::Session;
use futures_util::future::join_all;
use yew::prelude::*;

/// Values asked for at each path, and resources told of each kind.
const ASKED: u32 = 12;
const TOLD: usize = 6;
/// Characters of a name that are shown.
const SHOWN: usize = 24;

#[derive(Properties, PartialEq)]
pub(super) struct ResourcesProps {
    pub session: Session,
    /// Short name of the service.
    pub service: &'static str,
    /// The filter for the card's events.
    pub filter: AttrValue,
    pub generation: u64,
    pub act: Callback<Action>,
}

/// The resources of a service that most requests name, a line a kind; each leads to its page.
#[component]
pub(super) fn Resources(
    ResourcesProps {
        session,
        service,
        filter,
        generation,
        act,
    }: &ResourcesProps,
) -> Html {
    let Some(kinds) = use_asked(session, *generation, (*service, filter.clone()), ask) else {
        return Html::default();
    };
    let link = |kind: &'static ResourceKind, name: &String| {
        let subject = Subject::new(SubjectKind::Iot(kind), name.clone());
        let onclick = act.reform(move |_: MouseEvent| Action::Place(Place::Profile(subject.clone())));
        let label = format!("{} {}", kind.one, cut(name, SHOWN));
        html! { <li key={name.clone()}><button type="button" class="link" data-resource={kind.word} aria-label={label} {onclick}>{ cut(name, SHOWN) }</button></li> }
    };
    let line = |(kind, names): &(&'static ResourceKind, Vec<String>)| {
        html! {
            <div key={kind.word}>
                <dt>{ kind.many }</dt>
                <dd><ul>{ for names.iter().map(|name| link(kind, name)) }</ul></dd>
            </div>
        }
    };
    if kinds.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h4>{ "Named most" }</h4>
            <dl class="iot-resources">{ for kinds.iter().map(line) }</dl>
        </>
    }
}

type Kinds = Vec<(&'static ResourceKind, Vec<String>)>;

async fn ask(session: Session, (service, filter): (&'static str, AttrValue)) -> Option<Kinds> {
    let scope = session.scope(&filter).await.ok()?;
    let kinds = || RESOURCE_KINDS.iter().filter(|kind| kind.service == service);
    let facets = kinds().flat_map(|kind| {
        let (session, scope) = (&session, &scope);
        let asked = kind.names.iter().map(|path| (*path, String::new()));
        // What all its ARNs have, so that few of other kinds are told.
        let part = kind.arn_parts().filter(|part| !part.is_empty()).last();
        let arns = ARNS.iter().chain(kind.arns);
        let arns = arns.map(move |path| (*path, part.unwrap_or_default().to_owned()));
        asked.chain(arns).map(move |(path, containing)| async move {
            let wanted = FacetWanted {
                containing,
                ..FacetWanted::top(ASKED)
            };
            (kind, path, session.facet(scope, path, &wanted).await.values)
        })
    });
    let counted = join_all(facets).await;
    let mut told = Kinds::new();
    for kind in kinds() {
        let of_kind = counted.iter().filter(|(other, ..)| *other == kind);
        let values = of_kind.map(|(_, path, values)| (*path, values));
        let mut names = often_touched(kind, values, TOLD);
        if let (Some(owner), Some(path)) = (kind.owner(), kind.names.first()) {
            names = whole_names(&session, &filter, path, owner, names).await;
        }
        if !names.is_empty() {
            told.push((kind, names));
        }
    }
    Some(told)
}

/// The names of parts with those of what they are part of, in which of them most events have them.
async fn whole_names(
    session: &Session,
    filter: &str,
    path: &'static str,
    owner: &'static ResourceKind,
    names: Vec<String>,
) -> Vec<String> {
    let asked = names.iter().map(|name| async move {
        if name.contains('/') {
            return vec![name.clone()];
        }
        let scope = session.scope(&of_value(filter, path, name)).await;
        let Ok(scope) = scope else { return Vec::new() };
        let owners = session.facet(&scope, owner.names[0], &FacetWanted::top(2)).await;
        let whole = owners.values.iter().map(|(owner, _)| format!("{owner}/{name}"));
        whole.collect()
    });
    let mut whole: Vec<String> = Vec::new();
    for name in join_all(asked).await.into_iter().flatten() {
        if !whole.contains(&name) {
            whole.push(name);
        }
    }
    whole.truncate(TOLD);
    whole
}
