use super::Detail;
use crate::ui::model::state::{Action, Notice, State};
use crate::worker::session::Session;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Finds and selects the event that the address names, once it is there; and names the selected event, once it is
/// read, for the address to say.
#[hook]
pub fn use_linked_event(session: &Session, state: &State, detail: &Detail, act: &Callback<Action>) {
    {
        let (session, act) = (session.clone(), act.clone());
        let sought = state.sought().cloned();
        let is_whole = state.snapshot.events > 0 && !state.snapshot.progress.loading;
        use_effect_with(
            (sought, state.generation, is_whole),
            move |(sought, _, is_whole)| {
                let (Some(event), is_whole) = (sought.clone(), *is_whole) else {
                    return;
                };
                let hold = session.hold();
                spawn_local(async move {
                    let _hold = hold;
                    match session.find(&event).await {
                        Some(id) => act.emit(Action::Found(event, id)),
                        None if is_whole => act.emit(Action::Notice(Some(Notice {
                            text: "The event that this link names is in none of the open files.".into(),
                            trouble: false,
                        }))),
                        None => {}
                    }
                });
            },
        );
    }
    let identified = match detail {
        Detail::Record(record) if Some(record.id) == state.selected => {
            Some((record.id, record.event_id.clone()))
        }
        _ => None,
    };
    let act = act.clone();
    use_effect_with(identified, move |identified| {
        if let Some((id, event)) = identified {
            act.emit(Action::Identified(*id, event.clone()));
        }
    });
}
