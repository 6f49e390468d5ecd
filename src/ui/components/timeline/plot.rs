use super::legend::bars_class;
use crate::query::OutcomeGroup;
use crate::ui::model::clock::Clock;
use crate::ui::model::format::counted;
use crate::ui::model::state::Action;
use crate::ui::model::timeline::{Cursor, Timeline, marks, words};
use std::ops::Range;
use std::rc::Rc;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

/// Height of the bars in CSS pixels, as in the style.
const HEIGHT: f64 = 36.0;
/// Pixels a press moves before it is a drag.
const DRAG: i32 = 4;

/// What the bars show.
#[derive(Properties, PartialEq)]
pub struct PlotProps {
    /// The counts.
    pub counts: Rc<Timeline>,
    /// The clock that texts are read from.
    pub clock: Clock,
    /// Width of the bars together, in CSS pixels.
    pub width: f64,
    /// What the user does.
    pub act: Callback<Action>,
}

/// What pointer and keys do with the bars.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Hand {
    /// What is chosen, or pointed at.
    cursor: Option<Cursor>,
    /// The pointer was pressed at this x.
    pressed: Option<i32>,
    /// It moved since.
    drags: bool,
    /// The cursor merely follows the pointer.
    hovers: bool,
}

/// The bars over their axis: pressed and dragged over, or moved along by keys.
#[component]
pub fn Plot(
    PlotProps {
        counts,
        clock,
        width,
        act,
    }: &PlotProps,
) -> Html {
    let node = use_node_ref();
    let hand = use_state_eq(Hand::default);
    // The range before the first of two quick clicks, which the second one zooms out of.
    let before = use_mut_ref(|| None::<Range<i64>>);
    let choose = {
        let (counts, act) = (Rc::clone(counts), act.clone());
        Callback::from(move |cursor: Cursor| {
            let range = counts.stretch(&cursor.bars(&counts));
            act.emit(Action::Range(Some((range.start, range.end))));
        })
    };
    let zoom_out = {
        let (counts, act) = (Rc::clone(counts), act.clone());
        Callback::from(move |()| {
            act.emit(Action::Range(
                counts.wider().map(|range| (range.start, range.end)),
            ))
        })
    };
    let bar_under = {
        let (node, counts) = (node.clone(), Rc::clone(counts));
        move |event: &PointerEvent| {
            let place = node.cast::<Element>()?.get_bounding_client_rect();
            let part = (f64::from(event.client_x()) - place.left()) / place.width().max(1.0);
            (!counts.is_empty()).then(|| counts.bar_under(part))
        }
    };

    let onpointerdown = {
        let (hand, counts, bar_under, node) =
            (hand.clone(), Rc::clone(counts), bar_under.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            let Some(bar) = bar_under(&event) else { return };
            if let Some(element) = node.cast::<Element>() {
                // So that moves and the release come here wherever the pointer is.
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            hand.set(Hand {
                cursor: Some(Cursor::on(&counts, bar)),
                pressed: Some(event.client_x()),
                ..Hand::default()
            });
        })
    };
    let onpointermove = {
        let (hand, counts) = (hand.clone(), Rc::clone(counts));
        Callback::from(move |event: PointerEvent| {
            let Some(bar) = bar_under(&event) else { return };
            let next = match (hand.pressed, hand.cursor) {
                (Some(x), Some(cursor)) => Hand {
                    cursor: Some(cursor.to(&counts, bar)),
                    drags: hand.drags || (event.client_x() - x).abs() >= DRAG,
                    ..*hand
                },
                // What keys have chosen stays.
                (_, Some(_)) if !hand.hovers => return,
                _ => Hand {
                    cursor: Some(Cursor::on(&counts, bar)),
                    hovers: true,
                    ..Hand::default()
                },
            };
            hand.set(next);
        })
    };
    let onpointerup = {
        let (hand, choose) = (hand.clone(), choose.clone());
        Callback::from(move |_: PointerEvent| {
            let Hand {
                cursor,
                pressed,
                drags,
                ..
            } = *hand;
            if let (Some(cursor), Some(_), true) = (cursor, pressed, drags) {
                choose.emit(cursor);
                hand.set(Hand::default());
            }
        })
    };
    let onclick = {
        let (hand, choose, counts, act) = (hand.clone(), choose.clone(), Rc::clone(counts), act.clone());
        let before = before.clone();
        Callback::from(move |event: MouseEvent| {
            let Hand { cursor, pressed, .. } = *hand;
            // A drag was ended, or given up, by what came before.
            let (Some(cursor), Some(_)) = (cursor, pressed) else {
                return;
            };
            hand.set(Hand::default());
            if event.detail() < 2 {
                *before.borrow_mut() = counts.filtered.clone();
                return choose.emit(cursor);
            }
            let earlier = Timeline {
                filtered: before.borrow().clone(),
                whole: counts.whole,
                ..Timeline::default()
            };
            act.emit(Action::Range(
                earlier.wider().map(|range| (range.start, range.end)),
            ));
        })
    };
    let ongone = {
        let hand = hand.clone();
        Callback::from(move |_: PointerEvent| {
            if hand.hovers || hand.pressed.is_some() {
                hand.set(Hand::default());
            }
        })
    };
    let onpointerleave = {
        let hand = hand.clone();
        Callback::from(move |_: PointerEvent| {
            if hand.hovers {
                hand.set(Hand::default());
            }
        })
    };
    let onblur = {
        let hand = hand.clone();
        Callback::from(move |_: FocusEvent| hand.set(Hand::default()))
    };
    let onkeydown = {
        let (hand, counts) = (hand.clone(), Rc::clone(counts));
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let (key, cursor) = (event.key(), hand.cursor);
            match (key.as_str(), cursor) {
                ("Escape", Some(_)) => hand.set(Hand::default()),
                ("Enter", Some(cursor)) => {
                    choose.emit(cursor);
                    hand.set(Hand::default());
                }
                ("-" | "Backspace", _) => {
                    zoom_out.emit(());
                    hand.set(Hand::default());
                }
                (key, cursor) => {
                    // The first key shows where one is.
                    let last = counts.len().saturating_sub(1);
                    let first = Cursor::on(&counts, if key == "ArrowLeft" { last } else { 0 });
                    let moved = match cursor {
                        Some(cursor) => cursor.after(&counts, key, event.shift_key()),
                        None => first
                            .after(&counts, key, false)
                            .map(|moved| if key.starts_with("Arrow") { first } else { moved }),
                    };
                    let Some(cursor) = moved else { return };
                    hand.set(Hand {
                        cursor: Some(cursor),
                        ..Hand::default()
                    });
                }
            }
            event.prevent_default();
        })
    };

    let summary = counts.summary(clock);
    let cursor = hand.cursor.filter(|_| !counts.is_empty());
    let by_keys = cursor.filter(|_| !hand.hovers);
    let now = by_keys.map_or(0, |cursor| counts.bar_at(cursor.at));
    let value = by_keys.map_or_else(|| summary.clone(), |cursor| cursor.words(counts, clock));
    let last = counts.len().saturating_sub(1).to_string();
    let places = counts.places(*width);
    html! {
        <>
            <div ref={node} id="timeline" class={classes!("timeline-plot", hand.drags.then_some("drags"))} tabindex="0"
                role="slider" aria-label={format!("Events over time, {}", clock.name())} aria-describedby="timeline-summary"
                aria-valuemin="0" aria-valuemax={last} aria-valuenow={now.to_string()} aria-valuetext={value}
                onpointercancel={ongone} {onpointerdown} {onpointermove} {onpointerup} {onpointerleave} {onclick} {onblur} {onkeydown}>
                { bars(counts, *width, &places) }
                if let Some(cursor) = cursor {
                    { chosen(counts, clock, cursor, &places, *width) }
                }
            </div>
            <ol class="timeline-axis" aria-hidden="true">
                for mark in marks(&counts.extent(), *width, clock) {
                    <li class={classes!(mark.major.then_some("major"))} style={format!("left:{:.2}px", mark.part * width)}>{ mark.label }</li>
                }
            </ol>
            <p id="timeline-summary" class="unseen">{ summary }</p>
        </>
    }
}

/// One path a group, whatever the number of bars.
fn bars(counts: &Timeline, width: f64, places: &[f64]) -> Html {
    let mut groups = [const { String::new() }; 4];
    let mut ghost = String::new();
    let most = counts.ghost.iter().flatten().copied().max().unwrap_or(0).max(1) as f64;
    for (bar, pair) in places.windows(2).enumerate() {
        let [left, right] = [pair[0], pair[1]];
        let wide = if right - left >= 3.0 {
            right - left - 1.0
        } else {
            (right - left).max(1.0)
        };
        if let Some(&number) = counts.ghost.as_ref().and_then(|ghost| ghost.get(bar))
            && number > 0
        {
            let height = (number as f64 / most * HEIGHT).max(1.0);
            // Without gaps, so that it is one shape behind the bars.
            ghost += &rectangle(left, HEIGHT - height, right - left, height);
        }
        let mut foot = HEIGHT;
        for (path, height) in groups.iter_mut().zip(counts.parts(bar, HEIGHT)) {
            if height > 0.0 {
                foot -= height;
                *path += &rectangle(left, foot, wide, height);
            }
        }
    }
    html! {
        <svg width={width.to_string()} height={HEIGHT.to_string()} aria-hidden="true">
            <path class="bars-ghost" d={ghost} />
            for (group, path) in OutcomeGroup::ALL.into_iter().zip(groups) {
                <path class={bars_class(group)} d={path} />
            }
        </svg>
    }
}

fn rectangle(left: f64, top: f64, width: f64, height: f64) -> String {
    format!("M{left} {top:.1}h{width}v{height:.1}h-{width}z")
}

/// The bars chosen, and what is in them.
fn chosen(counts: &Timeline, clock: &Clock, cursor: Cursor, places: &[f64], width: f64) -> Html {
    let bars = cursor.bars(counts);
    let place = |at: usize| places.get(at).copied().unwrap_or_default();
    let (left, right) = (place(bars.start), place(bars.end));
    let stack = counts.sum(&bars);
    let mut text = format!("{} · {}", clock.range(&counts.stretch(&bars)), words(&stack));
    if let Some(ghost) = counts.ghost.as_ref().and_then(|ghost| ghost.get(bars)) {
        text += &format!(
            " · {} without the filter",
            counted(ghost.iter().sum(), "event", "events")
        );
    }
    // On the side where there is room.
    let label = if left + right < width {
        format!("left:{left}px")
    } else {
        format!("right:{}px", width - right)
    };
    html! {
        <>
            <div class="chosen" style={format!("left:{left}px;width:{}px", (right - left).max(1.0))}></div>
            <p class="timeline-label" aria-hidden="true" style={label}>{ text }</p>
        </>
    }
}
