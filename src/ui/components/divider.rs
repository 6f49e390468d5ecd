//! The edge of a pane, dragged or moved with arrows.

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// How far an arrow key moves the edge, in CSS pixels.
const STEP: i32 = 24;

/// Which edge of the pane is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The left one: the pane is on the right of the page.
    Left,
    /// The right one.
    Right,
}

/// An edge.
#[derive(Properties, PartialEq)]
pub struct DividerProps {
    /// Whose width it is, as said to who does not see it.
    pub label: &'static str,
    /// Which edge.
    pub side: Side,
    /// The pane's width in CSS pixels.
    pub width: i32,
    /// The least and the most it can be.
    pub widths: (i32, i32),
    /// The width was changed.
    pub set_width: Callback<i32>,
}

/// The edge of a pane, dragged or moved with arrows.
#[component]
pub fn Divider(props: &DividerProps) -> Html {
    let &DividerProps {
        label,
        side,
        width,
        widths,
        ..
    } = props;
    let grip = use_mut_ref(|| None::<(i32, i32)>);
    // What the pane gains where the pointer goes right.
    let grows = if side == Side::Left { -1 } else { 1 };
    let set_width = props
        .set_width
        .reform(move |width: i32| width.clamp(widths.0, widths.1));
    let onpointerdown = {
        let grip = grip.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(element) = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
            {
                let _ = element.set_pointer_capture(event.pointer_id());
                event.prevent_default();
                grip.replace(Some((event.client_x(), width)));
            }
        })
    };
    let onpointermove = {
        let (grip, set_width) = (grip.clone(), set_width.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some((x, width)) = *grip.borrow() {
                set_width.emit(width + grows * (event.client_x() - x));
            }
        })
    };
    let onpointerup = Callback::from(move |_: PointerEvent| *grip.borrow_mut() = None);
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowLeft" => -STEP,
            "ArrowRight" => STEP,
            _ => return,
        };
        event.prevent_default();
        set_width.emit(width + grows * step);
    });
    html! {
        <div class={classes!("divider", (side == Side::Right).then_some("right"))} role="separator" aria-orientation="vertical"
            aria-label={label} tabindex="0" aria-valuenow={width.to_string()}
            aria-valuemin={widths.0.to_string()} aria-valuemax={widths.1.to_string()}
            {onpointerdown} {onpointermove} {onpointerup} {onkeydown}></div>
    }
}
