//! What a table draws while the rows of the place it is scrolled to are still on their way.
//!
//! A place without its rows is never drawn: the last one that had them stays until those of the new place are here.
//! One question is open at a time, and the next is always for the newest place, so that answers come as fast as they
//! can be given however fast the scroll bar is dragged.

use super::blocks::Blocks;
use super::scroll::Scroll;
use std::ops::Range;

/// Rows fetched above and below what is visible.
const AHEAD: u64 = 64;

/// Rows drawn above and below what is visible, where the browser scrolls by itself and is ahead of the page.
const OVERSCAN: u64 = 16;

/// The rows of one view around a place.
#[derive(Debug, Clone)]
pub struct RowWindow<T> {
    blocks: Blocks<T>,
    /// Where the table is scrolled to.
    wanted: Scroll,
    /// The same, or the last place that had its rows.
    drawn: Scroll,
    asked: Option<Asked>,
    /// What is added to a row's position to get its seat.
    turned: u64,
}

/// A question that is open.
#[derive(Debug, Clone)]
struct Asked {
    range: Range<u64>,
    /// The place it was asked for, as long as nothing newer was drawn.
    place: Option<Scroll>,
}

impl<T> Default for RowWindow<T> {
    fn default() -> Self {
        RowWindow {
            blocks: Blocks::default(),
            wanted: Scroll::default(),
            drawn: Scroll::default(),
            asked: None,
            turned: 0,
        }
    }
}

impl<T> RowWindow<T> {
    /// Turns to another view, whose rows at `place` are among `blocks`.
    pub fn renew(&mut self, place: Scroll, blocks: Blocks<T>) {
        self.blocks = blocks;
        self.asked = None;
        self.wanted = place;
        self.draw(place);
    }

    /// Where the table is scrolled to.
    pub fn wanted(&self) -> Scroll {
        self.wanted
    }

    /// The place that is drawn.
    pub fn drawn(&self) -> Scroll {
        self.drawn
    }

    /// Whether what is drawn keeps its place in the window while the scroll bar moves: the browser cannot scroll what
    /// is not as tall as its rows, and must not move what is of another place.
    pub fn is_pinned(&self) -> bool {
        self.wanted.is_capped() || self.drawn != self.wanted
    }

    /// The row at a position, if it was fetched.
    pub fn get(&self, position: u64) -> Option<&T> {
        self.blocks.get(position)
    }

    /// The rows to draw.
    pub fn rows(&self) -> Range<u64> {
        self.drawn.drawn(overscan(self.drawn))
    }

    /// Where a drawn row sits among the elements that are there: drawn rows never share a seat, a row keeps its own
    /// while it is drawn, and rows of another place take the seats of those before.
    pub fn seat(&self, row: u64) -> u64 {
        self.turned.wrapping_add(row) % self.seats()
    }

    fn seats(&self) -> u64 {
        self.drawn.most_drawn(overscan(self.drawn))
    }

    /// Scrolls.
    pub fn scroll_to(&mut self, place: Scroll) {
        self.wanted = place;
        self.follow();
    }

    /// The rows to ask for next; `None` when there is nothing to ask, or a question is open.
    pub fn ask(&mut self) -> Option<Range<u64>> {
        if self.asked.is_some() {
            return None;
        }
        let range = self.missing(self.wanted).or_else(|| {
            let around = self.wanted.drawn(AHEAD);
            self.blocks.missing(around, self.wanted.rows())
        })?;
        self.asked = Some(Asked {
            range: range.clone(),
            place: (self.drawn != self.wanted).then_some(self.wanted),
        });
        Some(range)
    }

    /// Takes the answer to the open question, with fewer rows where no more are to be had. Returns whether something
    /// else is to be drawn than before.
    pub fn put(&mut self, rows: Vec<T>) -> bool {
        let Some(Asked { range, place }) = self.asked.take() else {
            return false;
        };
        let before = self.drawn;
        self.blocks.put(range.clone(), rows);
        self.follow();
        if self.drawn != self.wanted
            && let Some(place) = place.filter(|place| self.missing(*place).is_none())
        {
            self.draw(place);
        }
        let drawn = self.rows();
        let near = [drawn.clone(), self.wanted.drawn(AHEAD), range.clone()];
        self.blocks.keep_near(&near);
        self.drawn != before || range.start < drawn.end && drawn.start < range.end
    }

    fn missing(&self, place: Scroll) -> Option<Range<u64>> {
        self.blocks.missing(place.visible(), place.rows())
    }

    /// Draws the wanted place if its rows are here.
    fn follow(&mut self) {
        if self.missing(self.wanted).is_none() {
            self.draw(self.wanted);
            if let Some(asked) = &mut self.asked {
                asked.place = None;
            }
        }
    }

    fn draw(&mut self, place: Scroll) {
        let (before, seat) = (self.rows(), self.seat(self.rows().start));
        self.drawn = place;
        let now = self.rows();
        if now.start >= before.end || now.end <= before.start {
            let seats = self.seats();
            self.turned = seat + seats - now.start % seats;
        }
    }
}

fn overscan(place: Scroll) -> u64 {
    if place.is_capped() { 0 } else { OVERSCAN }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// What happens to a window.
    #[derive(Debug, Clone)]
    enum Step {
        /// The scroll bar is dragged to this part of the way.
        Drag(f64),
        /// One of a few places is gone to, which may be known already.
        Visit(u64),
        /// The wheel turns by so many pixels.
        Wheel(f64),
        /// What was asked for last is answered.
        Answer,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            (0.0..1.0).prop_map(Step::Drag),
            (0u64..20).prop_map(Step::Visit),
            (-900.0..900.0).prop_map(Step::Wheel),
            Just(Step::Answer),
            Just(Step::Answer),
        ];
        prop::collection::vec(step, 1..300)
    }

    fn window(rows: u64, viewport: f64) -> RowWindow<u64> {
        let mut window = RowWindow::default();
        let place = Scroll::default().resized(rows, viewport);
        let mut blocks = Blocks::default();
        while let Some(range) = blocks.missing(place.visible(), rows) {
            blocks.put(range.clone(), range.collect());
        }
        window.renew(place, blocks);
        window
    }

    fn has_rows(window: &RowWindow<u64>) -> bool {
        let mut visible = window.drawn().visible();
        visible.all(|row| window.get(row) == Some(&row))
    }

    proptest! {
        #[test]
        fn no_place_is_drawn_without_its_rows(
            rows in prop_oneof![1u64..500, 400_000u64..40_000_000], viewport in 30.0..2000.0, steps in steps(),
        ) {
            let mut window = window(rows, viewport);
            let mut open = None;
            for step in steps {
                let place = window.wanted();
                match step {
                    Step::Drag(part) => window.scroll_to(place.dragged(part * (place.height() - viewport).max(0.0))),
                    Step::Visit(which) => window.scroll_to(place.with_row_at(which * 997 % rows, 0.0)),
                    Step::Wheel(pixels) => window.scroll_to(place.by(pixels)),
                    Step::Answer => {
                        let answer: Option<Range<u64>> = open.take();
                        window.put(answer.map(Iterator::collect).unwrap_or_default());
                    }
                }
                if let Some(range) = window.ask() {
                    prop_assert!(open.is_none(), "two questions at once");
                    open = Some(range);
                }
                prop_assert!(has_rows(&window));
                prop_assert!(window.drawn() == window.wanted() || window.is_pinned());
                let seats: BTreeSet<u64> = window.rows().map(|row| window.seat(row)).collect();
                prop_assert_eq!(seats.len(), window.rows().count(), "two rows in one seat");
            }
            while let Some(range) = open.take() {
                window.put(range.collect());
                open = window.ask();
            }
            prop_assert_eq!(window.drawn(), window.wanted());
        }
    }

    #[test]
    fn a_drag_shows_rows_of_where_it_was_when_they_were_asked_for() {
        let mut window = window(1_000_000, 600.0);
        let to = |window: &mut RowWindow<u64>, row| window.scroll_to(window.wanted().with_row_at(row, 0.0));
        to(&mut window, 100_000);
        let first = window.ask().unwrap();
        to(&mut window, 200_000);
        to(&mut window, 300_000);
        assert_eq!(window.ask(), None);
        assert_eq!(window.drawn().visible().start, 0);
        assert!(window.put(first.collect()));
        assert_eq!(window.drawn().visible().start, 100_000);
        // The place in between is never asked for.
        assert!(window.ask().unwrap().contains(&300_000));
    }

    #[test]
    fn an_answer_that_comes_late_does_not_take_the_table_back() {
        let mut window = window(1_000_000, 600.0);
        let top = window.wanted();
        window.scroll_to(top.with_row_at(100_000, 0.0));
        let far = window.ask().unwrap();
        window.scroll_to(top);
        window.scroll_to(top.with_row_at(200_000, 0.0));
        assert!(!window.put(far.collect()));
        assert_eq!(window.drawn(), top);
    }

    #[test]
    fn rows_keep_their_seats_and_those_of_another_place_take_them_over() {
        let mut window = window(1_000_000, 600.0);
        let seats =
            |window: &RowWindow<u64>| -> Vec<u64> { window.rows().map(|row| window.seat(row)).collect() };
        let before = seats(&window);
        window.scroll_to(window.wanted().by(4.0 * 26.0));
        assert_eq!(seats(&window)[..10], before[4..14]);
        let there = window.wanted().with_row_at(500_000, 0.0);
        let now = seats(&window);
        window.scroll_to(there);
        let range = window.ask().unwrap();
        window.put(range.collect());
        assert_eq!(seats(&window), now);
    }

    #[test]
    fn rows_that_never_come_leave_their_place_empty_rather_than_another_standing() {
        let mut window = window(1_000_000, 600.0);
        window.scroll_to(window.wanted().with_row_at(100_000, 0.0));
        assert!(window.ask().is_some());
        assert!(window.put(Vec::new()));
        assert_eq!(window.drawn().visible().start, 100_000);
    }
}
