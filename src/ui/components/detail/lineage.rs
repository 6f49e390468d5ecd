//! Where the credentials of an event came from, and what was done with those it issued.

mod chain;
mod tree;

use self::chain::chain;
use self::tree::IssuedTree;
use crate::lineage::{Chain, Facts, Issue, Issued, Tree, down, issued, issues, up};
use crate::ui::components::moment::moment;
use crate::ui::hooks::use_asked;
use crate::ui::model::lineage as words;
use crate::ui::model::state::{Action, Zone};
use crate::web::focus;
use crate::worker::protocol::{Record, RowId};
use crate::worker::session::Session;
use futures_util::future::join;
use std::rc::Rc;
use yew::prelude::*;

/// What the tab needs.
#[derive(Properties, PartialEq)]
pub struct LineageProps {
    /// Where other events are found.
    pub session: Session,
    /// The record.
    pub record: Rc<Record>,
    /// Counts up whenever there are other rows.
    pub generation: u64,
    /// The zone of times.
    pub zone: Zone,
    /// What the user does.
    pub act: Callback<Action>,
}

/// The record to ask about; another when it is another row.
#[derive(Clone)]
struct Subject(Rc<Record>);

impl PartialEq for Subject {
    fn eq(&self, other: &Subject) -> bool {
        self.0.id == other.0.id
    }
}

/// What was found about a record.
struct Found {
    id: RowId,
    /// `None` when the record cannot be read as one.
    chain: Option<Chain>,
    /// How the operation issues credentials, if it does.
    issue: Option<Issue>,
    /// What this call issued, and what came of it.
    issued: Option<(Rc<Issued>, Rc<Tree>)>,
}

/// What the parts of the tab share.
#[derive(Clone, PartialEq)]
struct Shared {
    session: Session,
    generation: u64,
    zone: Zone,
    act: Callback<Action>,
    /// Somebody goes to another event from here.
    go: Callback<RowId>,
}

/// Where the credentials of an event came from, and what was done with those it issued.
#[component]
pub fn Lineage(
    LineageProps {
        session,
        record,
        generation,
        zone,
        act,
    }: &LineageProps,
) -> Html {
    let found = use_asked(session, *generation, Subject(Rc::clone(record)), ask);
    // Who walks from here finds the focus at the same place of the next event.
    let walking = use_mut_ref(|| false);
    let shown = found.as_ref().map(|found| found.id);
    {
        let (walking, is_due) = (walking.clone(), shown == Some(record.id));
        use_effect_with((shown, is_due), move |(_, is_due)| {
            if *is_due && walking.replace(false) {
                focus::on("lineage-here");
            }
        });
    }
    let shared = Shared {
        session: session.clone(),
        generation: *generation,
        zone: *zone,
        act: act.clone(),
        go: {
            let act = act.clone();
            Callback::from(move |id| {
                walking.replace(true);
                act.emit(Action::Show(id));
            })
        },
    };
    let Some(found) = found else {
        return html! { <p class="lineage-words" role="status">{ "Looking for the calls that issued these credentials." }</p> };
    };
    let Some(walked) = &found.chain else {
        return html! { <p class="lineage-words">{ "This record cannot be read as an event, so nothing is known of its credentials." }</p> };
    };
    let is_late = found.id != record.id;
    html! {
        <div class={classes!("lineage", is_late.then_some("late"))} aria-busy={is_late.to_string()}>
            <section aria-labelledby="lineage-up">
                <h3 id="lineage-up">{ "Where these credentials came from" }</h3>
                { chain(walked, &shared) }
            </section>
            { below(&found, &shared) }
        </div>
    }
}

/// What came of what the event issued.
fn below(found: &Found, shared: &Shared) -> Html {
    let Some((issued, tree)) = &found.issued else {
        return match found.issue {
            Some(_) => {
                html! { <p class="lineage-words">{ "This call did not succeed: it issued no credentials." }</p> }
            }
            None => Html::default(),
        };
    };
    html! {
        <section aria-labelledby="lineage-down">
            <h3 id="lineage-down">{ "What was done with what it issued" }</h3>
            if let Some(caution) = words::caution(issued, tree.work.rivals) {
                <p class="lineage-words">{ caution }</p>
            }
            <IssuedTree issued={Rc::clone(issued)} tree={Rc::clone(tree)} shared={shared.clone()} />
        </section>
    }
}

async fn ask(session: Session, Subject(record): Subject) -> Option<Found> {
    let mut found = Found {
        id: record.id,
        chain: None,
        issue: None,
        issued: None,
    };
    if let Some(facts) = Facts::of_record(record.id, &record.json) {
        found.issue = issues(&facts);
        let issued = issued(&facts);
        let came = async {
            let issued = issued?;
            let tree = down(&session, &facts, &issued).await;
            Some((Rc::new(issued), Rc::new(tree)))
        };
        let (chain, came) = join(up(&session, facts.clone()), came).await;
        found.chain = Some(chain);
        found.issued = came;
    }
    Some(found)
}

/// A number of events as a button to exactly these.
fn events(shared: &Shared, what: String, label: Option<String>, filter: String) -> Html {
    let onclick = shared
        .act
        .reform(move |_: MouseEvent| Action::Filter(filter.clone()));
    html! { <button type="button" class="link" aria-label={label} {onclick}>{ what }</button> }
}

/// Who made a call, when, from where, and whether with a second factor.
fn caller(record: &Facts, zone: Zone) -> Html {
    let actor = record.text("actor").map(words::quoted);
    let time = record.time().map(|time| moment(time, zone));
    html! {
        <p>
            if let Some(actor) = actor {
                <span class="derived">{ actor }</span>{ " · " }
            }
            if let Some(time) = time {
                <span class="lineage-time">{ time }</span>{ " · " }
            }
            { words::place(record) }
            if let Some(factor) = words::second_factor(record) {
                { " · " }{ factor }
            }
        </p>
    }
}
