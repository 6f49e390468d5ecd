use super::Detail;
use crate::ui::model::state::{Action, State};
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
        use_effect_with((sought, state.generation), move |(sought, _)| {
            let Some(event) = sought.clone() else { return };
            let hold = session.hold();
            spawn_local(async move {
                let _hold = hold;
                if let Some(id) = session.find(&event).await {
                    act.emit(Action::Found(event, id));
                }
            });
        });
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
