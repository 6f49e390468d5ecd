use crate::ui::model::marks::Marked;
use crate::ui::model::state::{Action, Notice};
use crate::worker::protocol::RowId;
use crate::worker::session::Session;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

/// Marks an event for comparing, or takes the mark back. Events are compared by their eventID, which is asked for.
pub fn mark(session: &Session, id: RowId, act: &Callback<Action>) {
    let (session, act) = (session.clone(), act.clone());
    spawn_local(async move {
        let _hold = session.hold();
        let event = session.values(id, "eventID").await.into_iter().next();
        act.emit(match event.filter(|event| !event.is_empty()) {
            Some(event) => Action::Mark(Marked { event, id }),
            None => Action::Notice(Some(Notice {
                text: "This event has no eventID, by which events are compared.".into(),
                trouble: false,
            })),
        });
    });
}
