use crate::export::Format;
use crate::ui::model::export::{Amount, Stage};
use crate::web::save_file::{Label, Target, target};
use crate::web::task::{Beat, tick};
use crate::worker::protocol::Sort;
use crate::worker::session::{Export, Session};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The filter of the events.
    pub filter: AttrValue,
    /// Their order.
    pub sort: Sort,
    /// The format.
    pub format: Format,
    /// The columns of CSV.
    pub columns: Vec<String>,
    /// The file's name.
    pub name: String,
}

/// An export and its buttons.
#[derive(Clone, PartialEq)]
pub struct Exporter {
    /// How it stands.
    pub stage: Stage,
    /// Begins one; to be called inside a click, for the browser may ask where to put the file.
    pub begin: Callback<Order>,
    /// Gives it up.
    pub cancel: Callback<()>,
}

/// Writes events into a file. Ends with the component.
#[hook]
pub fn use_export(session: &Session) -> Exporter {
    let stage = use_state(Stage::default);
    // Raised to give up: an export goes on while this is the number it began with.
    let run = use_memo((), |()| Cell::new(0_u32));
    let begin = {
        let (session, run, show) = (session.clone(), Rc::clone(&run), stage.setter());
        Callback::from(move |order: Order| {
            let number = run.get() + 1;
            run.set(number);
            let label = Label {
                name: order.name.clone(),
                extension: order.format.extension(),
                media_type: order.format.media_type(),
            };
            let asked = target(label);
            let (session, run, show) = (session.clone(), Rc::clone(&run), show.clone());
            spawn_local(async move {
                let _hold = session.hold();
                match asked.await {
                    Ok(None) => {}
                    Ok(Some(target)) => {
                        let wanted = || run.get() == number;
                        let told = |stage| show.set(stage);
                        let stage = write(&session, &order, target, wanted, told).await;
                        told(stage);
                    }
                    Err(why) => show.set(Stage::Failed(Amount::default(), why)),
                }
            });
        })
    };
    let cancel = {
        let run = Rc::clone(&run);
        Callback::from(move |()| run.set(run.get() + 1))
    };
    {
        let cancel = cancel.clone();
        use_effect_with((), move |()| move || cancel.emit(()));
    }
    Exporter {
        stage: Stage::clone(&stage),
        begin,
        cancel,
    }
}

/// Writes until the end, or until it is not wanted any more.
async fn write(
    session: &Session,
    order: &Order,
    mut target: Target,
    wanted: impl Fn() -> bool,
    told: impl Fn(Stage),
) -> Stage {
    let mut amount = Amount::default();
    told(Stage::Writing(amount));
    let view = match session.query(&order.filter, &order.sort).await {
        Ok(view) => view,
        Err(error) => {
            target.discard().await;
            return Stage::Failed(amount, error.message);
        }
    };
    let mut export = session.export(view, order.format, &order.columns);
    let mut beat = Beat::default();
    while let Some(block) = export.next().await {
        if let Err(why) = target.write(&block).await {
            target.discard().await;
            return Stage::Failed(amount, why);
        }
        amount = amount_of(&export, amount.bytes + block.len() as u64);
        if beat.is_due() {
            told(Stage::Writing(amount));
        }
        if !wanted() {
            target.discard().await;
            return Stage::Cancelled(amount);
        }
        tick().await;
    }
    // A file in which nothing could be written is none.
    if amount.written == 0 && amount.unread > 0 {
        target.discard().await;
        let why = export
            .missing()
            .first()
            .map(crate::ui::model::export::missing_words);
        return Stage::Failed(amount, why.unwrap_or_default());
    }
    let downloaded = matches!(target, Target::Download(..));
    match target.finish().await {
        Ok(()) => Stage::Done(amount, export.missing().to_vec(), downloaded),
        Err(why) => Stage::Failed(amount, why),
    }
}

fn amount_of(export: &Export, bytes: u64) -> Amount {
    Amount {
        written: export.written(),
        total: export.total(),
        bytes,
        unread: export.unread(),
    }
}
