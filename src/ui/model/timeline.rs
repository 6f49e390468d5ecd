//! The timeline: what it shows, where on it a time stands, how keys move along it.
//!
//! Times are in milliseconds since 1970 UTC.

use super::clock::{Clock, mark};
use super::format::{count, counted};
use crate::query::calendar::Step;
use crate::query::{OutcomeGroup, Span, Stack, range};
use std::ops::Range;

/// Pixels that a bar should have at least.
const BAR: f64 = 6.0;
/// Pixels between two marks of the axis, at least.
const MARK: f64 = 88.0;

/// How many bars fit into that many pixels.
pub fn most_bars(width: f64) -> usize {
    ((width / BAR) as usize).clamp(24, 400)
}

/// The stretch to show: the filter's range, its open ends closed by the data's, or all of the data. `None` when there
/// is neither.
pub fn shown(filtered: Option<&Range<i64>>, whole: Option<Span>) -> Option<Range<i64>> {
    let second = Step::Millis(1000);
    let whole = whole.map(|(first, last)| second.floor(first)..second.after(last));
    let Some(filtered) = filtered else {
        return whole;
    };
    let start = match filtered.start {
        i64::MIN => whole.as_ref()?.start,
        start => start,
    };
    let end = match filtered.end {
        i64::MAX => whole.as_ref()?.end,
        end => end,
    };
    // Nothing of the data is in a range with an open end that lies beyond it.
    Some(start.min(end)..start.max(end))
}

/// Counts over time, as they are drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// Beginnings of the bars, and the end of the last.
    pub edges: Vec<i64>,
    /// What the filter leaves, bar by bar.
    pub stacks: Vec<Stack>,
    /// What there is at all, bar by bar; `None` where the filter says nothing but the range.
    pub ghost: Option<Vec<u64>>,
    /// The range that the filter's text says; an open end as `i64::MIN` or `i64::MAX`.
    pub filtered: Option<Range<i64>>,
    /// From the oldest to the newest event of all.
    pub whole: Option<Span>,
    /// Events that match and have no readable time.
    pub untimed: u64,
}

impl Timeline {
    /// How many bars there are.
    pub fn len(&self) -> usize {
        self.stacks.len()
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// From the beginning of the first bar to the end of the last.
    pub fn extent(&self) -> Range<i64> {
        match (self.edges.first(), self.edges.last()) {
            (Some(&start), Some(&end)) => start..end,
            _ => 0..0,
        }
    }

    /// The stretch that the text above the bars says: the filter's, or all.
    pub fn said(&self) -> Option<Range<i64>> {
        shown(self.filtered.as_ref(), self.whole)
    }

    /// The bar that a time is in, the first or last one for times beyond.
    pub fn bar_at(&self, time: i64) -> usize {
        let bar = self.edges.partition_point(|&edge| edge <= time);
        bar.saturating_sub(1).min(self.len().saturating_sub(1))
    }

    /// The bar at a part of the width from 0 to 1.
    pub fn bar_under(&self, part: f64) -> usize {
        let extent = self.extent();
        let offset = part.clamp(0.0, 1.0) * (extent.end - extent.start) as f64;
        self.bar_at(extent.start + offset as i64)
    }

    /// The stretch of some bars, as far as the filter's range reaches.
    pub fn stretch(&self, bars: &Range<usize>) -> Range<i64> {
        let edge = |at: usize| self.edges.get(at).copied().unwrap_or_default();
        let stretch = edge(bars.start)..edge(bars.end);
        let Some(filtered) = &self.filtered else {
            return stretch;
        };
        let within = stretch.start.max(filtered.start)..stretch.end.min(filtered.end);
        if within.is_empty() { stretch } else { within }
    }

    /// All that is in some bars.
    pub fn sum(&self, bars: &Range<usize>) -> Stack {
        let mut sum = Stack::default();
        let stacks = self.stacks.get(bars.clone()).unwrap_or_default();
        stacks.iter().for_each(|stack| sum.add(stack));
        sum
    }

    /// The largest bar.
    pub fn most(&self) -> u64 {
        self.stacks.iter().map(Stack::total).max().unwrap_or(0)
    }

    /// Where the bars' edges are drawn, in whole pixels, on so many.
    pub fn places(&self, width: f64) -> Vec<f64> {
        let extent = self.extent();
        let scale = width / (extent.end - extent.start).max(1) as f64;
        let place = |&edge: &i64| ((edge - extent.start) as f64 * scale).round();
        self.edges.iter().map(place).collect()
    }

    /// The parts of a bar from its foot up, in pixels of `height`, in the order of [`OutcomeGroup::ALL`]. What is
    /// there at all is seen, so that small parts are a little too large.
    pub fn parts(&self, bar: usize, height: f64) -> [f64; 4] {
        const SEEN: f64 = 2.0;
        let scale = height / self.most().max(1) as f64;
        let mut parts = self
            .stacks
            .get(bar)
            .copied()
            .unwrap_or_default()
            .0
            .map(|count| match count {
                0 => 0.0,
                count => (count as f64 * scale).max(SEEN),
            });
        let over = parts.iter().sum::<f64>() - height;
        if over > 0.0
            && let Some(largest) = parts.iter_mut().max_by(|a, b| a.total_cmp(b))
        {
            *largest -= over;
        }
        parts
    }

    /// What a person who hears the page is told of it all.
    pub fn summary(&self, clock: &Clock) -> String {
        if self.is_empty() {
            return "No event on the timeline has a time.".to_owned();
        }
        let all = self.sum(&(0..self.len()));
        let mut text = format!(
            "{} in {}, {}",
            words(&all),
            counted(self.len() as u64, "bar", "bars"),
            clock.range(&self.extent())
        );
        let largest = (0..self.len()).rev().max_by_key(|&bar| self.stacks[bar].total());
        if let Some(bar) = largest.filter(|_| all.total() > 0) {
            let stretch = self.stretch(&(bar..bar + 1));
            text += &format!(
                "; most in {}, {}",
                clock.range(&stretch),
                counted(self.stacks[bar].total(), "event", "events")
            );
        }
        text + "."
    }

    /// The range three times as long around this one, on round times; `None` for everything.
    pub fn wider(&self) -> Option<Range<i64>> {
        let now = self.said()?;
        self.filtered.as_ref()?;
        let len = now.end - now.start;
        let wide = now.start.saturating_sub(len)..now.end.saturating_add(len);
        let step = Step::fitting(&wide, 12);
        let wide = step.floor(wide.start)..step.ceil(wide.end);
        match self.whole {
            Some((first, last)) if wide.start <= first && last < wide.end => None,
            _ => Some(wide),
        }
    }

    /// The range as long as this one just before it, or (true) after it, if there are events at all there.
    pub fn beside(&self, later: bool) -> Option<Range<i64>> {
        let now = self.said()?;
        self.filtered.as_ref()?;
        let (first, last) = self.whole?;
        let there_is = if later { now.end <= last } else { first < now.start };
        if !there_is {
            return None;
        }
        // A month goes to the next month, however long that is.
        let month = range::period(&now).map(|text| match text.len() {
            4 => Step::Months(12),
            7 => Step::Months(1),
            _ => Step::Millis(now.end - now.start),
        });
        Some(match (month, later) {
            (Some(step @ Step::Months(_)), true) => now.end..step.after(now.end),
            (Some(step @ Step::Months(_)), false) => step.floor(now.start - 1)..now.start,
            (_, true) => now.end..now.end + (now.end - now.start),
            (_, false) => now.start - (now.end - now.start)..now.start,
        })
    }
}

/// The outcome groups by the names they have on the page. All but the last are failures.
pub fn group_name(group: OutcomeGroup) -> &'static str {
    match group {
        OutcomeGroup::Denied => "denied",
        OutcomeGroup::Failed => "other errors",
        OutcomeGroup::Throttled => "throttled",
        OutcomeGroup::Ok => "ok",
    }
}

/// The term that leaves one outcome group.
pub fn group_term(group: OutcomeGroup) -> String {
    format!("outcome:({})", group.outcomes().join(" OR "))
}

/// `123 events, 4 failed (3 denied, 1 throttled)`.
pub fn words(stack: &Stack) -> String {
    let text = counted(stack.total(), "event", "events");
    let failed = OutcomeGroup::ALL
        .into_iter()
        .filter(|group| *group != OutcomeGroup::Ok && stack.of(*group) > 0);
    let parts: Vec<String> = failed
        .map(|group| match (group, stack.of(group)) {
            (OutcomeGroup::Failed, 1) => "1 other error".to_owned(),
            (group, number) => format!("{} {}", count(number), group_name(group)),
        })
        .collect();
    if parts.is_empty() {
        return text;
    }
    let failed = stack.total() - stack.of(OutcomeGroup::Ok);
    format!("{text}, {} failed ({})", count(failed), parts.join(", "))
}

/// The bars chosen, by the times at which they begin, so that they stay while bars change with the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Where choosing began.
    pub anchor: i64,
    /// Where it is now.
    pub at: i64,
}

impl Cursor {
    /// One bar.
    pub fn on(timeline: &Timeline, bar: usize) -> Cursor {
        let at = timeline.stretch(&(bar..bar + 1)).start;
        Cursor { anchor: at, at }
    }

    /// The same beginning, and another end.
    #[must_use]
    pub fn to(self, timeline: &Timeline, bar: usize) -> Cursor {
        Cursor {
            anchor: self.anchor,
            at: Cursor::on(timeline, bar).at,
        }
    }

    /// The bars chosen.
    pub fn bars(self, timeline: &Timeline) -> Range<usize> {
        let (a, b) = (timeline.bar_at(self.anchor), timeline.bar_at(self.at));
        a.min(b)..a.max(b) + 1
    }

    /// After a key; `None` when the key does not move. With `extend` what was chosen stays so.
    pub fn after(self, timeline: &Timeline, key: &str, extend: bool) -> Option<Cursor> {
        let (at, last) = (timeline.bar_at(self.at), timeline.len().checked_sub(1)?);
        let bar = match key {
            "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
            "ArrowRight" | "ArrowUp" => (at + 1).min(last),
            "PageDown" => at.saturating_sub(10),
            "PageUp" => (at + 10).min(last),
            "Home" => 0,
            "End" => last,
            _ => return None,
        };
        Some(if extend {
            self.to(timeline, bar)
        } else {
            Cursor::on(timeline, bar)
        })
    }

    /// What a person who hears the page is told: `2021-07-29 10:00–10:15, 123 events, 4 failed (4 denied)`.
    pub fn words(self, timeline: &Timeline, clock: &Clock) -> String {
        let bars = self.bars(timeline);
        let chosen = if bars.len() > 1 { "Chosen: " } else { "" };
        let stretch = timeline.stretch(&bars);
        format!(
            "{chosen}{}, {}",
            clock.range(&stretch),
            words(&timeline.sum(&bars))
        )
    }
}

/// A mark of the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where, as a part of the width from 0 to 1.
    pub part: f64,
    /// What it says.
    pub label: String,
    /// A day, a month or a year begins, and the label says which.
    pub major: bool,
}

/// The marks of an axis over `extent` on so many pixels, on round times of the clock's zone.
pub fn marks(extent: &Range<i64>, width: f64, clock: &Clock) -> Vec<Mark> {
    let len = extent.end - extent.start;
    if len <= 0 {
        return Vec::new();
    }
    let most = ((width / MARK) as usize).max(1);
    // On the wall, so that marks are on its round times, for as long as its offset stays.
    let wall = clock.wall(extent.start)..clock.wall(extent.start) + len;
    let step = Step::fitting(&wall, most);
    let mut before = None;
    let mut marks = Vec::new();
    for edge in step.edges(&wall) {
        let part = (edge - wall.start) as f64 / len as f64;
        if !(0.0..1.0).contains(&part) {
            continue;
        }
        let (label, major) = mark(edge, before, step);
        before = Some(edge);
        marks.push(Mark { part, label, major });
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::time;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000;

    fn at(text: &str) -> i64 {
        time::parse(text).unwrap()
    }

    /// Bars of an hour from 10:00 on, with so many events each, the last of which was denied.
    fn hours(counts: &[u64]) -> Timeline {
        let first = at("2021-07-29T10:00:00Z");
        Timeline {
            edges: (0..=counts.len() as i64)
                .map(|hour| first + hour * HOUR)
                .collect(),
            stacks: counts
                .iter()
                .map(|&count| Stack([u64::from(count > 0), 0, 0, count.saturating_sub(1)]))
                .collect(),
            whole: Some((first, first + counts.len() as i64 * HOUR - 1)),
            ..Timeline::default()
        }
    }

    fn filtered(timeline: &Timeline, start: &str, end: &str) -> Timeline {
        Timeline {
            filtered: Some(at(start)..at(end)),
            ..timeline.clone()
        }
    }

    #[test]
    fn what_is_shown_is_the_filters_range_closed_by_the_data() {
        let (start, end) = (at("2021-07-29T10:00:00Z"), at("2021-07-29T12:00:00Z"));
        let whole = Some((start + 5, end - 5));
        assert_eq!(shown(None, whole), Some(start..end));
        assert_eq!(shown(None, None), None);
        assert_eq!(shown(Some(&(7..9)), None), Some(7..9));
        assert_eq!(shown(Some(&(start + 7..i64::MAX)), whole), Some(start + 7..end));
        assert_eq!(shown(Some(&(i64::MIN..end - 7)), whole), Some(start..end - 7));
        assert_eq!(shown(Some(&(i64::MIN..9)), None), None);
    }

    #[test]
    fn keys_move_and_choose() {
        let timeline = hours(&[1, 2, 0, 7, 5]);
        let clock = Clock::utc();
        let start = Cursor::on(&timeline, 0);
        let press = |cursor: Cursor, key, extend| cursor.after(&timeline, key, extend).unwrap();
        let one = press(start, "ArrowRight", false);
        assert_eq!(one.bars(&timeline), 1..2);
        assert_eq!(
            one.words(&timeline, &clock),
            "2021-07-29 11:00–12:00, 2 events, 1 failed (1 denied)"
        );
        let three = press(press(one, "ArrowRight", true), "ArrowRight", true);
        assert_eq!(three.bars(&timeline), 1..4);
        assert_eq!(
            three.words(&timeline, &clock),
            "Chosen: 2021-07-29 11:00–14:00, 9 events, 2 failed (2 denied)"
        );
        assert_eq!(press(three, "Home", true).bars(&timeline), 0..2);
        assert_eq!(press(three, "End", false).bars(&timeline), 4..5);
        assert_eq!(press(start, "ArrowLeft", false), start);
        assert_eq!(press(start, "PageUp", false).bars(&timeline), 4..5);
        assert_eq!(start.after(&timeline, "x", false), None);
        assert_eq!(start.after(&Timeline::default(), "Home", false), None);
    }

    #[test]
    fn zooming_out_ends_at_everything() {
        let timeline = hours(&[1; 240]);
        let zoomed = filtered(&timeline, "2021-08-01T10:00:00Z", "2021-08-01T10:15:00Z");
        let wide = zoomed.wider().unwrap();
        assert_eq!(wide, at("2021-08-01T09:45:00Z")..at("2021-08-01T10:30:00Z"));
        let wide = filtered(&timeline, "2021-08-01T00:00:00Z", "2021-08-06T00:00:00Z");
        assert_eq!(wide.wider(), None);
        assert_eq!(timeline.wider(), None);
    }

    #[test]
    fn beside_is_as_long_and_within_the_data() {
        let timeline = hours(&[1; 240]);
        let day = filtered(&timeline, "2021-08-01", "2021-08-02");
        assert_eq!(day.beside(true), Some(at("2021-08-02")..at("2021-08-03")));
        assert_eq!(day.beside(false), Some(at("2021-07-31")..at("2021-08-01")));
        let month = filtered(&timeline, "2021-08-01", "2021-09-01");
        assert_eq!(month.beside(false), Some(at("2021-07-01")..at("2021-08-01")));
        assert_eq!(month.beside(true), None);
        assert_eq!(timeline.beside(true), None);
    }

    #[test]
    fn the_summary_says_what_a_look_would() {
        let text = hours(&[1, 7, 0]).summary(&Clock::utc());
        assert_eq!(
            text,
            "8 events, 2 failed (2 denied) in 3 bars, 2021-07-29 10:00–13:00; most in 2021-07-29 11:00–12:00, 7 events."
        );
        assert!(!Timeline::default().summary(&Clock::utc()).is_empty());
    }

    #[test]
    fn marks_are_on_round_times_of_the_zone() {
        let labels = |start: &str, end: &str, clock: &Clock| -> Vec<String> {
            let marks = marks(&(at(start)..at(end)), 700.0, clock);
            marks.into_iter().map(|mark| mark.label).collect()
        };
        let utc = Clock::utc();
        assert_eq!(
            labels("2021-07-29T21:00:00Z", "2021-07-30T03:00:00Z", &utc),
            ["29 Jul 21:00", "22:00", "23:00", "30 Jul", "01:00", "02:00"]
        );
        let india = Clock::new("IST", |_| 19_800_000);
        assert_eq!(
            labels("2021-07-29T16:00:00Z", "2021-07-29T22:00:00Z", &india),
            ["29 Jul 22:00", "23:00", "30 Jul", "01:00", "02:00", "03:00"]
        );
        assert_eq!(
            labels("2020-11-15T00:00:00Z", "2021-04-15T00:00:00Z", &utc),
            ["Dec 2020", "Jan 2021", "Feb", "Mar", "Apr"]
        );
        assert_eq!(
            labels("2018-01-01", "2021-01-01", &utc),
            ["Jan 2018", "Jul", "Jan 2019", "Jul", "Jan 2020", "Jul"]
        );
        assert_eq!(
            labels("2021-12-30", "2022-01-03", &utc),
            ["30 Dec 2021", "31 Dec", "1 Jan 2022", "2 Jan"]
        );
    }

    proptest! {
        #[test]
        fn parts_are_seen_and_fit(counts in prop::array::uniform4(0u64..1 << 40), most in 0u64..1 << 42) {
            let timeline = Timeline { stacks: vec![Stack(counts), Stack([most, 0, 0, 0])], ..hours(&[0, 0]) };
            let parts = timeline.parts(0, 38.0);
            prop_assert!(parts.iter().sum::<f64>() <= 38.001);
            prop_assert!(parts.iter().zip(counts).all(|(part, count)| (count > 0) == (*part >= 1.999)));
        }

        #[test]
        fn every_place_is_in_the_bar_drawn_there(bars in 1usize..300, part in 0.0f64..1.0, width in 50.0f64..3000.0) {
            let timeline = hours(&vec![1; bars]);
            let bar = timeline.bar_under(part);
            prop_assert!(bar < bars);
            let places = timeline.places(width);
            prop_assert_eq!((places[0], places[bars]), (0.0, width.round()));
            // Edges are on whole pixels.
            prop_assert!(places[bar] - 1.0 <= part * width && part * width <= places[bar + 1] + 1.0);
        }

        #[test]
        fn marks_are_few_and_inside(start in 0i64..1 << 42, len in 1i64..1 << 41, width in 60.0f64..3000.0) {
            let marks = marks(&(start..start + len), width, &Clock::utc());
            prop_assert!(marks.len() as f64 <= width / MARK + 1.0);
            prop_assert!(marks.windows(2).all(|pair| pair[0].part < pair[1].part));
            prop_assert!(marks.iter().all(|mark| (0.0..1.0).contains(&mark.part)));
        }

        #[test]
        fn a_wider_range_holds_the_one_before(start in 0i64..1 << 41, len in 1i64..1 << 36) {
            let timeline = Timeline { filtered: Some(start..start + len), whole: Some((0, 1 << 43)), ..Timeline::default() };
            let wide = timeline.wider().unwrap();
            prop_assert!(wide.start <= start - len && start + 2 * len <= wide.end);
        }
    }
}
