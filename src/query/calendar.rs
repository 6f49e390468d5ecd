//! Steps of a clock and a calendar, in UTC: the widths of bars on a timeline, and the distances of its marks.

use crate::event::time::{civil, days};
use serde::{Deserialize, Serialize};
use std::ops::Range;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// A Monday; 1970 began on a Thursday.
const FIRST_MONDAY: i64 = 4 * DAY;

/// A step of a clock or a calendar. Steps of a kind are counted from 1970, weeks from a Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// So many milliseconds.
    Millis(i64),
    /// So many months.
    Months(i64),
}

/// The steps that people count in, shortest first.
pub const STEPS: [Step; 30] = [
    Step::Millis(SECOND),
    Step::Millis(2 * SECOND),
    Step::Millis(5 * SECOND),
    Step::Millis(10 * SECOND),
    Step::Millis(15 * SECOND),
    Step::Millis(30 * SECOND),
    Step::Millis(MINUTE),
    Step::Millis(2 * MINUTE),
    Step::Millis(5 * MINUTE),
    Step::Millis(10 * MINUTE),
    Step::Millis(15 * MINUTE),
    Step::Millis(30 * MINUTE),
    Step::Millis(HOUR),
    Step::Millis(2 * HOUR),
    Step::Millis(3 * HOUR),
    Step::Millis(6 * HOUR),
    Step::Millis(12 * HOUR),
    Step::Millis(DAY),
    Step::Millis(WEEK),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(120),
    Step::Months(240),
    Step::Months(600),
    Step::Months(1200),
    Step::Months(12_000),
];

impl Step {
    /// The shortest step that covers `range` with at most `most` of it, or the longest there is.
    pub fn fitting(range: &Range<i64>, most: usize) -> Step {
        let fits = |step: &&Step| {
            // Not even tried where there would be far too many.
            let about = range.end.saturating_sub(range.start) / step.shortest();
            about < 2 * most as i64 && step.edges(range).len() <= most + 1
        };
        *STEPS.iter().find(fits).unwrap_or(&STEPS[STEPS.len() - 1])
    }

    /// The last beginning of a step that is not after `time`.
    pub fn floor(self, time: i64) -> i64 {
        match self {
            Step::Millis(WEEK) => (time - FIRST_MONDAY).div_euclid(WEEK) * WEEK + FIRST_MONDAY,
            Step::Millis(width) => time.div_euclid(width) * width,
            Step::Months(_) => self.month(self.months(time)),
        }
    }

    /// The first beginning of a step after `time`.
    pub fn after(self, time: i64) -> i64 {
        match self {
            Step::Millis(width) => self.floor(time) + width,
            Step::Months(step) => self.month(self.months(time) + step),
        }
    }

    /// The beginning of the step that ends with or after `time`: the same for a beginning.
    pub fn ceil(self, time: i64) -> i64 {
        let floor = self.floor(time);
        if floor == time { time } else { self.after(time) }
    }

    /// The beginnings of the steps that cover `range`, and the end of the last: one more than there are steps.
    pub fn edges(self, range: &Range<i64>) -> Vec<i64> {
        let mut edges = vec![self.floor(range.start)];
        let mut last = edges[0];
        while last < range.end || edges.len() < 2 {
            last = self.after(last);
            edges.push(last);
        }
        edges
    }

    fn shortest(self) -> i64 {
        match self {
            Step::Millis(width) => width,
            Step::Months(months) => months * 28 * DAY,
        }
    }

    /// The months from the year 0 to the beginning of the step around `time`.
    fn months(self, time: i64) -> i64 {
        let (year, month, _) = civil(time.div_euclid(DAY));
        let months = year * 12 + month - 1;
        match self {
            Step::Months(step) => months.div_euclid(step) * step,
            Step::Millis(_) => months,
        }
    }

    fn month(self, months: i64) -> i64 {
        // Every month has a first day.
        days(months.div_euclid(12), months.rem_euclid(12) + 1, 1).unwrap_or_default() * DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::time;
    use proptest::prelude::*;

    #[test]
    fn steps_begin_where_a_calendar_has_them() {
        let noon = time::parse("2021-07-29T12:34:56.789Z").unwrap();
        for (step, floor, after) in [
            (
                Step::Millis(15 * SECOND),
                "2021-07-29T12:34:45Z",
                "2021-07-29T12:35:00Z",
            ),
            (
                Step::Millis(6 * HOUR),
                "2021-07-29T12:00:00Z",
                "2021-07-29T18:00:00Z",
            ),
            (Step::Millis(WEEK), "2021-07-26T00:00:00Z", "2021-08-02T00:00:00Z"),
            (Step::Months(1), "2021-07-01T00:00:00Z", "2021-08-01T00:00:00Z"),
            (Step::Months(3), "2021-07-01T00:00:00Z", "2021-10-01T00:00:00Z"),
            (Step::Months(12), "2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z"),
            (Step::Months(120), "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
        ] {
            let found = (time::iso(step.floor(noon)), time::iso(step.after(noon)));
            assert_eq!((found.0.as_str(), found.1.as_str()), (floor, after), "{step:?}");
        }
    }

    #[test]
    fn the_step_fits_the_span() {
        for (millis, step) in [
            (0, Step::Millis(SECOND)),
            (100 * SECOND, Step::Millis(SECOND)),
            (HOUR, Step::Millis(30 * SECOND)),
            (DAY, Step::Millis(15 * MINUTE)),
            (7 * DAY, Step::Millis(2 * HOUR)),
            (90 * DAY, Step::Millis(DAY)),
            (365 * DAY, Step::Millis(WEEK)),
            (3650 * DAY, Step::Months(1)),
        ] {
            assert_eq!(Step::fitting(&(0..millis), 125), step, "{millis}");
        }
    }

    proptest! {
        #[test]
        fn edges_cover_the_range(start in -(1i64 << 45)..1i64 << 47, len in 0i64..1 << 46, most in 1usize..300) {
            let range = start..start + len;
            let step = Step::fitting(&range, most);
            let edges = step.edges(&range);
            prop_assert!(edges.len() <= most + 1 || step == STEPS[STEPS.len() - 1]);
            prop_assert!(edges[0] <= start && start < edges[1]);
            prop_assert!(range.end <= edges[edges.len() - 1]);
            prop_assert!(edges.windows(2).all(|pair| pair[0] < pair[1] && step.after(pair[0]) == pair[1]));
            prop_assert!(edges.iter().all(|&edge| step.floor(edge) == edge && step.ceil(edge) == edge));
        }
    }
}
