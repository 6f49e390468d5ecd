use crate::ui::components::copy_button::CopyButton;
use crate::ui::model::format::{bytes, count};
use crate::worker::protocol::Record;
use std::rc::Rc;
use yew::prelude::*;

/// Characters shown at first: a browser lays out megabytes of one line for seconds.
const SHOWN: usize = 200_000;

/// What is shown.
#[derive(Properties, PartialEq)]
pub struct ExactProps {
    /// The record.
    pub record: Rc<Record>,
}

/// The record's text as it stands in its file, byte for byte.
#[component]
pub fn Exact(ExactProps { record }: &ExactProps) -> Html {
    let whole = use_state_eq(|| false);
    {
        let whole = whole.setter();
        use_effect_with(record.id, move |_| whole.set(false));
    }
    let text = record.exact.as_str();
    let mut end = if *whole { text.len() } else { text.len().min(SHOWN) };
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let all = {
        let record = Rc::clone(record);
        Callback::from(move |()| record.exact.clone())
    };
    let show = Callback::from(move |_: MouseEvent| whole.set(true));
    html! {
        <section class="exact" aria-label="Exact text">
            <div class="exact-head">
                <p>{ format!("{} from byte {} of", bytes(text.len() as u64), count(record.offset)) }<br /><span class="mono">{ &record.file }</span></p>
                <CopyButton label="Copy JSON" text={all} />
            </div>
            <pre tabindex="0" aria-label="The record’s text in its file">{ text[..end].to_owned() }</pre>
            if end < text.len() {
                <button type="button" onclick={show}>{ format!("Show the other {}", bytes((text.len() - end) as u64)) }</button>
            }
        </section>
    }
}
