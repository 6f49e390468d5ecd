use crate::web::task::{sleep, turn_to_draw};
use crate::worker::session::Session;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Rest between two askings of the same question while rows arrive, in milliseconds.
const ARRIVING_MS: i32 = 800;

struct Asker<Q> {
    /// The present question.
    question: Q,
    /// There is something to ask that was not asked yet.
    wanted: bool,
    /// Who asks, or rests before asking again; numbered, because a new question does not wait for a rest.
    asking: Option<u64>,
    /// Whether that one rests.
    resting: bool,
    /// Number of the last one who asked.
    last: u64,
}

/// What `ask` answers to `question`: asked anew when the question changes, or (`generation`) the data. Until the
/// answer is there the one before stays, and no answer to an older question is ever shown. One asking at a time, so
/// that fast typing cannot queue up work; `None` as an answer changes nothing.
#[hook]
pub fn use_asked<G, Q, A, F>(
    session: &Session,
    generation: G,
    question: Q,
    ask: fn(Session, Q) -> F,
) -> Option<Rc<A>>
where
    G: PartialEq + 'static,
    Q: Clone + PartialEq + 'static,
    A: 'static,
    F: Future<Output = Option<A>> + 'static,
{
    use_asked_to(session, generation, question, ask, true)
}

/// The same; an answer that is not drawn as it is, but asked on with, waits for no frame (`draws` is false).
#[hook]
pub fn use_asked_to<G, Q, A, F>(
    session: &Session,
    generation: G,
    question: Q,
    ask: fn(Session, Q) -> F,
    draws: bool,
) -> Option<Rc<A>>
where
    G: PartialEq + 'static,
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
            asking: None,
            resting: false,
            last: 0,
        })
    };
    {
        let (show, session) = (shown.setter(), session.clone());
        use_effect_with((question, generation), move |(question, _)| {
            let number = {
                let mut asker = asker.borrow_mut();
                let is_new = asker.question != *question;
                asker.question = question.clone();
                asker.wanted = true;
                if asker.asking.is_some() && !(is_new && asker.resting) {
                    return;
                }
                asker.last += 1;
                asker.asking = Some(asker.last);
                asker.resting = false;
                asker.last
            };
            let asker = asker.clone();
            spawn_local(async move {
                let _hold = session.hold();
                while let Some(question) = next(&asker, number) {
                    let answer = ask(session.clone(), question.clone()).await;
                    if draws && session.is_loading() {
                        turn_to_draw().await;
                    }
                    if asker.borrow().question != question {
                        continue;
                    }
                    if let Some(answer) = answer {
                        show.set(Some(Rc::new(answer)));
                    }
                    if asker.borrow().wanted {
                        asker.borrow_mut().resting = true;
                        sleep(ARRIVING_MS).await;
                    }
                }
            });
        });
    }
    Option::clone(&shown)
}

/// What the asker of this number asks next; `None` when there is nothing, or another asks now.
fn next<Q: Clone>(asker: &RefCell<Asker<Q>>, number: u64) -> Option<Q> {
    let mut asker = asker.borrow_mut();
    if asker.asking != Some(number) {
        return None;
    }
    asker.resting = false;
    if !std::mem::take(&mut asker.wanted) {
        asker.asking = None;
        return None;
    }
    Some(asker.question.clone())
}
