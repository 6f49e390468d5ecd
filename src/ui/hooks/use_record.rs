use crate::web::task::sleep;
use crate::worker::protocol::{Record, RowId};
use crate::worker::session::Session;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Rest before a record is read, in milliseconds: holding an arrow key passes many.
const PASSING_MS: i32 = 40;

/// What the detail pane shows.
#[derive(Clone, PartialEq)]
pub enum Detail {
    /// Nothing was read yet.
    Nothing,
    /// A record.
    Record(Rc<Record>),
    /// It could not be read: why.
    Failed(AttrValue),
}

/// Reads a record from its file. The one before stays until the next has come.
#[hook]
pub fn use_record(session: &Session, id: Option<RowId>) -> Detail {
    let shown = use_state(|| Detail::Nothing);
    let newest = use_mut_ref(|| None);
    {
        let (shown, session) = (shown.setter(), session.clone());
        use_effect_with(id, move |id| {
            newest.replace(*id);
            let Some(id) = *id else { return };
            let hold = session.hold();
            spawn_local(async move {
                let _hold = hold;
                let is_newest = || *newest.borrow() == Some(id);
                sleep(PASSING_MS).await;
                if !is_newest() {
                    return;
                }
                let record = session.record(id).await;
                if is_newest() {
                    shown.set(match record {
                        Ok(record) => Detail::Record(Rc::new(record)),
                        Err(why) => Detail::Failed(why.into()),
                    });
                }
            });
        });
    }
    Detail::clone(&shown)
}
