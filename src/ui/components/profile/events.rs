use crate::ui::hooks::use_asked;
use crate::ui::model::format::{counted, cut};
use crate::ui::model::state::{Action, Zone};
use crate::web::zone::to_local;
use crate::worker::protocol::{Row, Sort};
use crate::worker::session::Session;
use yew::prelude::*;

/// Events listed; the table has the others.
const LISTED: u64 = 200;
/// Characters of a cell.
const SHOWN: usize = 80;

const COLUMNS: [&str; 5] = ["eventTime", "eventName", "outcome", "actor", "sourceIPAddress"];

#[derive(Properties, PartialEq)]
pub(super) struct EventsProps {
    pub session: Session,
    /// Which events.
    pub filter: AttrValue,
    pub generation: u64,
    pub zone: Zone,
    pub act: Callback<Action>,
}

struct Listed {
    filter: AttrValue,
    total: u64,
    rows: Vec<Row>,
}

fn by_time() -> Sort {
    Sort {
        column: "eventTime".to_owned(),
        descending: false,
    }
}

async fn ask(session: Session, filter: AttrValue) -> Option<Listed> {
    let view = session.query(&filter, &by_time()).await.ok()?;
    let columns = COLUMNS.map(str::to_owned);
    let rows = session.rows(&view, 0..LISTED.min(view.total()), &columns).await;
    let total = view.total();
    Some(Listed { filter, total, rows })
}

/// What happened to a resource, in the order of time.
#[component]
pub(super) fn Events(
    EventsProps {
        session,
        filter,
        generation,
        zone,
        act,
    }: &EventsProps,
) -> Html {
    let listed = use_asked(session, *generation, filter.clone(), ask);
    let Some(listed) = listed.filter(|listed| listed.filter == *filter) else {
        return Html::default();
    };
    let all = {
        let (act, filter) = (act.clone(), filter.to_string());
        Callback::from(move |()| {
            act.emit(Action::Filter(filter.clone()));
            act.emit(Action::Sort(by_time()));
        })
    };
    let row = |row: &Row| {
        let cell = |at: usize| {
            row.cells
                .get(at)
                .and_then(|cell| cell.as_deref())
                .unwrap_or_default()
        };
        let time = match zone {
            Zone::Utc => None,
            Zone::Local => to_local(cell(0)),
        };
        let time = time.unwrap_or_else(|| cell(0).trim_end_matches('Z').to_owned());
        let (all, act, id) = (all.clone(), act.clone(), row.id);
        let onclick = Callback::from(move |_: MouseEvent| {
            all.emit(());
            act.emit(Action::Select(id, true));
        });
        html! {
            <li key={format!("{}-{}", id.shard, id.row)}>
                <time>{ cut(&time.replacen('T', " ", 1), SHOWN) }</time>
                <button type="button" class="link" {onclick}>{ cut(cell(1), SHOWN) }</button>
                <span class={row.state.failed.then_some("trouble")}>if row.state.failed { { "✕ " } { cut(cell(2), SHOWN) } }</span>
                <span>{ cut(cell(3), SHOWN) }</span>
                <span>{ cut(cell(4), SHOWN) }</span>
            </li>
        }
    };
    html! {
        <section class="profile-events" aria-labelledby="profile-events">
            <h3 id="profile-events">{ "What happened to it, oldest first" }</h3>
            <ol>{ for listed.rows.iter().map(row) }</ol>
            if listed.total > 0 {
                <button type="button" onclick={all.reform(|_: MouseEvent| ())}>{ format!("{} in the table", match listed.total {
                    1 => "The one event".to_owned(),
                    total => format!("All {}", counted(total, "event", "events")),
                }) }</button>
            }
        </section>
    }
}
