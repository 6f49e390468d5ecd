//! News at the foot of the page.

use super::icon::icon;
use crate::ui::model::state::{Action, Notice};
use crate::web::task::sleep;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How long good news stays, in milliseconds.
const STAYS_MS: i32 = 4000;

/// News for the user.
#[derive(Properties, PartialEq)]
pub struct NoticeLineProps {
    /// What to say.
    pub notice: Notice,
    /// Where it is dismissed.
    pub act: Callback<Action>,
}

/// A line above the status bar; trouble stays until dismissed.
#[component]
pub fn NoticeLine(NoticeLineProps { notice, act }: &NoticeLineProps) -> Html {
    let newest = use_mut_ref(|| 0_u32);
    {
        let act = act.clone();
        use_effect_with(notice.clone(), move |notice| {
            *newest.borrow_mut() += 1;
            let number = *newest.borrow();
            if !notice.trouble {
                spawn_local(async move {
                    sleep(STAYS_MS).await;
                    if *newest.borrow() == number {
                        act.emit(Action::Notice(None));
                    }
                });
            }
        });
    }
    let onclick = act.reform(|_: MouseEvent| Action::Notice(None));
    html! {
        <div class={classes!("notice", notice.trouble.then_some("trouble"))} role={if notice.trouble { "alert" } else { "status" }}>
            <span>{ &notice.text }</span>
            <button type="button" class="quiet square" aria-label="Dismiss" {onclick}>{ icon("close") }</button>
        </div>
    }
}
