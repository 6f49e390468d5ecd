use crate::web::task::sleep;
use crate::worker::protocol::Sort;
use crate::worker::session::{QueryError, Session, View};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Rest in typing before the filter is asked, in milliseconds.
const TYPING_MS: i32 = 120;

/// Rest between two askings of the same filter while rows arrive.
const ARRIVING_MS: i32 = 400;

/// What a view answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// The filter's text.
    pub filter: AttrValue,
    /// The order of rows.
    pub sort: Sort,
}

/// What the filter found last.
#[derive(Clone, PartialEq, Default)]
pub struct Answer {
    /// The matching events; of the last filter that was right, when the present one is not.
    pub view: Option<View>,
    /// What that view answers.
    pub question: Question,
    /// What is wrong with the present filter.
    pub error: Option<QueryError>,
    /// An answer is on its way.
    pub busy: bool,
}

#[derive(Default)]
struct Asker {
    /// Number of the present question: an answer to an older one is never shown.
    question: u64,
    /// Whether that question is being asked.
    asking: bool,
    /// Whether rows arrived since it was asked.
    outdated: bool,
}

/// Changes the answer shown.
type Publish = Rc<dyn Fn(&dyn Fn(&mut Answer))>;

/// Asks for the events that match, again when the text, the order or (`generation`) the data change.
#[hook]
pub fn use_query(session: &Session, text: &str, sort: &Sort, generation: u64) -> Answer {
    let answer = use_state(Answer::default);
    let asker = use_mut_ref(Asker::default);
    let typed = use_mut_ref(String::new);
    // The loop changes its own copy: a state handle keeps every value that was ever read through it, which over a
    // long load would be every view of it.
    let latest = use_mut_ref(Answer::default);
    let publish: Publish = {
        let show = answer.setter();
        Rc::new(move |change| {
            let next = {
                let mut latest = latest.borrow_mut();
                change(&mut latest);
                latest.clone()
            };
            show.set(next);
        })
    };

    let text = AttrValue::from(text.trim().to_owned());
    {
        let (session, asker, publish) = (session.clone(), asker.clone(), Rc::clone(&publish));
        use_effect_with((text.clone(), sort.clone()), move |(text, sort)| {
            let wait = if *typed.borrow() == text.as_str() {
                0
            } else {
                TYPING_MS
            };
            *typed.borrow_mut() = text.to_string();
            {
                let mut asker = asker.borrow_mut();
                asker.question += 1;
                asker.asking = true;
            }
            spawn_local(ask(session, asker, publish, text.clone(), sort.clone(), wait));
        });
    }
    let (session, sort) = (session.clone(), sort.clone());
    use_effect_with(generation, move |_| {
        let asking = {
            let mut asker = asker.borrow_mut();
            asker.outdated = true;
            std::mem::replace(&mut asker.asking, true)
        };
        if !asking {
            spawn_local(ask(session, asker, publish, text, sort, 0));
        }
    });
    Answer::clone(&answer)
}

async fn ask(
    session: Session,
    asker: Rc<RefCell<Asker>>,
    publish: Publish,
    text: AttrValue,
    sort: Sort,
    wait: i32,
) {
    let _hold = session.hold();
    let question = asker.borrow().question;
    let is_present = || asker.borrow().question == question;
    publish(&|answer| answer.busy = true);
    sleep(wait).await;
    while is_present() {
        asker.borrow_mut().outdated = false;
        let found = session.query(&text, &sort).await;
        if !is_present() {
            return;
        }
        let outdated = asker.borrow().outdated;
        publish(&|answer| {
            answer.busy = outdated;
            match &found {
                Ok(view) => {
                    answer.view = Some(view.clone());
                    answer.question = Question {
                        filter: text.clone(),
                        sort: sort.clone(),
                    };
                    answer.error = None;
                }
                Err(error) => answer.error = Some(error.clone()),
            }
        });
        if !outdated {
            asker.borrow_mut().asking = false;
            return;
        }
        sleep(ARRIVING_MS).await;
    }
}
