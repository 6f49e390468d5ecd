use super::use_asked::use_asked_to;
use crate::worker::protocol::Sort;
use crate::worker::session::{QueryError, Session, View};
use std::rc::Rc;
use yew::prelude::*;

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

type Found = (Question, Result<View, QueryError>);

/// Asks for the events that match, again when the text, the order or (`generation`) the data change.
#[hook]
pub fn use_query(session: &Session, text: &str, sort: &Sort, generation: u64) -> Answer {
    let question = Question {
        filter: AttrValue::from(text.trim().to_owned()),
        sort: sort.clone(),
    };
    let last = use_asked_to(session, generation, question.clone(), ask, false);
    let good = use_mut_ref(|| None::<Rc<Found>>);
    let Some(last) = last else {
        return Answer {
            busy: true,
            ..Answer::default()
        };
    };
    if last.1.is_ok() {
        good.replace(Some(Rc::clone(&last)));
    }
    let good = good.borrow();
    Answer {
        view: good.as_ref().and_then(|found| found.1.clone().ok()),
        question: good.as_ref().map(|found| found.0.clone()).unwrap_or_default(),
        error: last.1.as_ref().err().cloned(),
        busy: last.0 != question,
    }
}

async fn ask(session: Session, question: Question) -> Option<Found> {
    let found = session.query(&question.filter, &question.sort).await;
    Some((question, found))
}
