//! Where rows stand when there are more of them than a page can be tall.
//!
//! Browsers cap the height of an element (Firefox near 17.9 million pixels), so above [`MAX_HEIGHT`] the scroll bar
//! stands for the rows proportionally. Wheel and keys still move by exact pixels: the exact place is kept here,
//! and the scroll bar only shows it.

use std::ops::Range;

/// Height of a row in CSS pixels.
pub const ROW_HEIGHT: f64 = 26.0;

/// Tallest scrolled element the table makes, in CSS pixels; every browser allows this.
pub const MAX_HEIGHT: f64 = 8_000_000.0;

/// The exact place of a viewport over rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scroll {
    rows: u64,
    viewport: f64,
    top: f64,
}

impl Default for Scroll {
    fn default() -> Self {
        Scroll {
            rows: 0,
            viewport: 600.0,
            top: 0.0,
        }
    }
}

impl Scroll {
    /// The same place over another number of rows, or in a viewport of another height (CSS pixels).
    #[must_use]
    pub fn resized(self, rows: u64, viewport: f64) -> Scroll {
        Scroll {
            rows,
            viewport: viewport.max(ROW_HEIGHT),
            ..self
        }
        .at(self.top)
    }

    /// Scrolled to an exact place: pixels above the viewport, were there no cap.
    #[must_use]
    pub fn at(self, top: f64) -> Scroll {
        Scroll {
            top: top.clamp(0.0, self.max_top()),
            ..self
        }
    }

    /// Scrolled by some pixels.
    #[must_use]
    pub fn by(self, pixels: f64) -> Scroll {
        self.at(self.top + pixels)
    }

    /// Scrolled as little as it takes to show a row in full.
    #[must_use]
    pub fn showing(self, row: u64) -> Scroll {
        let start = row as f64 * ROW_HEIGHT;
        let last_top = start - (self.viewport - ROW_HEIGHT);
        self.at(self.top.min(start).max(last_top.min(start)))
    }

    /// Scrolled so that a row stands this many pixels below the top of the viewport.
    #[must_use]
    pub fn with_row_at(self, row: u64, pixels: f64) -> Scroll {
        self.at(row as f64 * ROW_HEIGHT - pixels)
    }

    /// Where the user dragged the scroll bar to: the element's `scrollTop`.
    #[must_use]
    pub fn dragged(self, scroll_top: f64) -> Scroll {
        let range = self.height() - self.viewport;
        if range <= 0.0 {
            self.at(0.0)
        } else {
            self.at(scroll_top / range * self.max_top())
        }
    }

    /// The element's `scrollTop` for this place.
    pub fn scroll_top(self) -> f64 {
        let max = self.max_top();
        if max <= 0.0 {
            0.0
        } else {
            self.top / max * (self.height() - self.viewport).max(0.0)
        }
    }

    /// Height of the scrolled element.
    pub fn height(self) -> f64 {
        self.full_height().min(MAX_HEIGHT)
    }

    /// Whether the scroll bar is a proportion rather than pixels.
    pub fn is_capped(self) -> bool {
        self.full_height() > MAX_HEIGHT
    }

    /// Pixels above the viewport, were there no cap.
    pub fn top(self) -> f64 {
        self.top
    }

    /// Height of the viewport in pixels.
    pub fn viewport(self) -> f64 {
        self.viewport
    }

    /// Pixels from the top of the viewport to a row; negative above it.
    pub fn below_top(self, row: u64) -> f64 {
        row as f64 * ROW_HEIGHT - self.top
    }

    /// Rows in all.
    pub fn rows(self) -> u64 {
        self.rows
    }

    /// Rows at least partly in the viewport.
    pub fn visible(self) -> Range<u64> {
        let first = (self.top / ROW_HEIGHT).floor() as u64;
        let end = ((self.top + self.viewport) / ROW_HEIGHT).ceil() as u64;
        first.min(self.rows)..end.min(self.rows)
    }

    /// Rows to draw: those visible and some around, as many everywhere but near the end. Starts on an even number, so
    /// that stripes keep still.
    pub fn drawn(self, overscan: u64) -> Range<u64> {
        let start = self.visible().start.saturating_sub(overscan);
        let start = start - start % 2;
        start..(start + self.most_drawn(overscan)).min(self.rows)
    }

    /// How many rows that is at most.
    pub fn most_drawn(self, overscan: u64) -> u64 {
        // A row may be cut at each end, and one may be needed to start on an even number.
        let visible = (self.viewport / ROW_HEIGHT).ceil() as u64 + 2;
        (visible + 2 * overscan).next_multiple_of(2)
    }

    /// Whole rows that fit: what PageDown moves by.
    pub fn page(self) -> u64 {
        ((self.viewport / ROW_HEIGHT) as u64).saturating_sub(1).max(1)
    }

    fn full_height(self) -> f64 {
        self.rows as f64 * ROW_HEIGHT
    }

    fn max_top(self) -> f64 {
        (self.full_height() - self.viewport).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scroll(rows: u64, viewport: f64) -> Scroll {
        Scroll::default().resized(rows, viewport)
    }

    proptest! {
        #[test]
        fn every_row_can_be_shown(rows in 1u64..4_000_000_000, pick: u64, viewport in 30.0..2000.0) {
            let row = pick % rows;
            let shown = scroll(rows, viewport).showing(row);
            let y = row as f64 * ROW_HEIGHT - shown.top();
            prop_assert!(shown.visible().contains(&row));
            prop_assert!(y >= -0.01 && y + ROW_HEIGHT <= shown.viewport + 0.01);
        }

        #[test]
        fn the_scroll_bar_and_the_place_agree(rows in 1u64..4_000_000_000, part in 0.0..1.0, viewport in 30.0..2000.0) {
            let start = scroll(rows, viewport);
            let scroll_top = part * (start.height() - viewport).max(0.0);
            let there = start.dragged(scroll_top);
            prop_assert!((there.scroll_top() - scroll_top).abs() < 0.001);
            prop_assert!(there.height() <= MAX_HEIGHT);
        }

        #[test]
        fn wheel_steps_are_exact_above_the_cap(rows in 400_000u64..4_000_000_000, from in 0.0..1.0) {
            let start = scroll(rows, 500.0);
            let place = start.at(from * start.max_top() / 2.0);
            prop_assert!((place.by(ROW_HEIGHT).top() - place.top() - ROW_HEIGHT).abs() < 0.001);
        }

        #[test]
        fn what_is_visible_is_drawn(rows in 1u64..4_000_000_000, part in 0.0..1.0, viewport in 30.0..2000.0, overscan in 0u64..20) {
            let place = scroll(rows, viewport);
            let place = place.at(part * place.max_top());
            let (visible, drawn) = (place.visible(), place.drawn(overscan));
            prop_assert!(drawn.start <= visible.start && drawn.end >= visible.end, "{visible:?} {drawn:?}");
            prop_assert!(drawn.end - drawn.start <= place.most_drawn(overscan));
        }
    }

    #[test]
    fn the_ends_are_reached_by_dragging() {
        let place = scroll(100_000_000, 700.0);
        assert_eq!(place.dragged(place.height() - 700.0).visible().end, 100_000_000);
        assert_eq!(place.dragged(0.0).visible().start, 0);
    }

    #[test]
    fn fewer_rows_pull_the_place_back() {
        let place = scroll(1000, 260.0).showing(999).resized(5, 260.0);
        assert_eq!((place.top(), place.visible()), (0.0, 0..5));
    }
}
