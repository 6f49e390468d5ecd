use crate::web::task::turn_to_draw;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Counts up to `most`, one a frame, once there is something to show; from 0 again when there is nothing. Parts that
/// come one a frame never keep the page from answering, as all of them at once would.
#[hook]
pub fn use_stages(shows: bool, most: usize) -> usize {
    let stage = use_state_eq(|| 0);
    {
        let stage = stage.setter();
        use_effect_with(shows, move |&shows| {
            stage.set(0);
            if shows {
                spawn_local(async move {
                    for next in 1..=most {
                        turn_to_draw().await;
                        stage.set(next);
                    }
                });
            }
        });
    }
    *stage
}
