use crate::web::task::sleep;
use crate::worker::session::Session;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Rest between two askings of the same question while rows arrive, in milliseconds.
const ARRIVING_MS: i32 = 400;

struct Asker<Q> {
    /// The present question.
    question: Q,
    /// There is something to ask that was not asked yet.
    wanted: bool,
    /// Someone is asking.
    asking: bool,
}

/// What `ask` answers to `question`: asked anew when the question changes, or (`generation`) the data. Until the
/// answer is there the one before stays, and no answer to an older question is ever shown. One asking at a time, so
/// that fast typing cannot queue up work; `None` as an answer changes nothing.
#[hook]
pub fn use_asked<Q, A, F>(
    session: &Session,
    generation: u64,
    question: Q,
    ask: fn(Session, Q) -> F,
) -> Option<Rc<A>>
where
    Q: Clone + PartialEq + 'static,
    A: 'static,
    F: Future<Output = Option<A>> + 'static,
{
    let shown = use_state(|| None::<Rc<A>>);
    let asker = {
        let question = question.clone();
        use_mut_ref(move || Asker {
            question,
            wanted: false,
            asking: false,
        })
    };
    {
        let (show, session) = (shown.setter(), session.clone());
        use_effect_with((question, generation), move |(question, _)| {
            {
                let mut asker = asker.borrow_mut();
                asker.question = question.clone();
                asker.wanted = true;
                if std::mem::replace(&mut asker.asking, true) {
                    return;
                }
            }
            let asker = asker.clone();
            spawn_local(async move {
                let _hold = session.hold();
                while let Some(question) = next(&asker) {
                    let answer = ask(session.clone(), question.clone()).await;
                    if asker.borrow().question == question {
                        if let Some(answer) = answer {
                            show.set(Some(Rc::new(answer)));
                        }
                        if asker.borrow().wanted {
                            sleep(ARRIVING_MS).await;
                        }
                    }
                }
            });
        });
    }
    Option::clone(&shown)
}

fn next<Q: Clone>(asker: &RefCell<Asker<Q>>) -> Option<Q> {
    let mut asker = asker.borrow_mut();
    asker.asking = std::mem::take(&mut asker.wanted);
    asker.asking.then(|| asker.question.clone())
}
