//! The clock that the timeline's texts are read from: times and ranges as a person reads and types them, in UTC or
//! another zone.
//!
//! Times are in milliseconds since 1970 UTC; those on the wall are what the zone's clock shows, as if that was UTC.

use crate::event::time;
use crate::query::calendar::Step;
use crate::query::period::Period;
use crate::query::range;
use std::ops::Range;

const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// What may stand between the two ends of a range.
const BETWEEN: [&str; 6] = ["–", "—", " - ", " to ", "..", "…"];

/// A zone's clock.
#[derive(Debug, Clone)]
pub struct Clock {
    name: String,
    offset: fn(i64) -> i64,
}

/// A zone's name says what its clock shows.
impl PartialEq for Clock {
    fn eq(&self, other: &Clock) -> bool {
        self.name == other.name
    }
}

impl Clock {
    /// The clock of a zone; `offset` is how many milliseconds it is before UTC at a time.
    pub fn new(name: impl Into<String>, offset: fn(i64) -> i64) -> Clock {
        Clock {
            name: name.into(),
            offset,
        }
    }

    /// As CloudTrail writes times.
    pub fn utc() -> Clock {
        Clock::new("UTC", |_| 0)
    }

    /// The zone's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the clock shows at a time.
    pub fn wall(&self, time: i64) -> i64 {
        time.saturating_add((self.offset)(time))
    }

    /// When the clock shows this; the later time where it does so twice.
    fn instant(&self, wall: i64) -> i64 {
        // The offset may be another an hour before or after.
        let about = wall.saturating_sub((self.offset)(wall));
        wall.saturating_sub((self.offset)(about))
    }

    /// A range as short as it is still plain: `2021-07-29`, `2021-07-29 10:00–10:15`, `2021-07-26 – 2021-08-01`.
    pub fn range(&self, stretch: &Range<i64>) -> String {
        let wall = self.wall(stretch.start)..self.wall(stretch.end);
        if let Some(period) = range::period(&wall).filter(|period| period.len() <= 10) {
            return period;
        }
        let (start, end) = (written(wall.start), written(wall.end));
        let days = [wall.start, wall.end].map(|time| time.rem_euclid(DAY) == 0);
        if days == [true, true] {
            let last = written(wall.end - DAY);
            return format!("{} – {}", day(&start), day(&last));
        }
        if day(&start) == day(&written(wall.end - 1)) {
            let end = if days[1] { "24:00" } else { clock(&end) };
            return format!("{start}–{end}");
        }
        format!("{start} – {end}")
    }

    /// A range as [`Clock::read`] reads it: `2021-07-29 10:00 – 2021-07-30 00:00`.
    pub fn editable(&self, stretch: &Range<i64>) -> String {
        format!(
            "{} – {}",
            written(self.wall(stretch.start)),
            written(self.wall(stretch.end))
        )
    }

    /// Reads a range as it is typed: two times as the filter reads them, with a dash between, or one that is a
    /// stretch by itself, such as a day. The clock is this one where the text does not say UTC or an offset.
    ///
    /// # Errors
    /// What is wrong, and how to write it.
    pub fn read(&self, text: &str) -> Result<Range<i64>, String> {
        let text = text.trim();
        let both = BETWEEN.iter().find_map(|between| text.split_once(between));
        let Some((start, end)) = both else {
            return self.period(text);
        };
        let (start, end) = (self.period(start)?.start, self.period(end)?.start);
        if start < end {
            Ok(start..end)
        } else {
            Err(
                "This range ends before it begins: its end is the first moment that is no more in it."
                    .to_owned(),
            )
        }
    }

    fn period(&self, text: &str) -> Result<Range<i64>, String> {
        let text = text.trim();
        let Some(Period(period)) = Period::read(text) else {
            return Err(format!(
                "“{text}” is no time: write 2021-07-29, 2021-07-29 10:00 or 2021-07-29 10:00:30, and a dash between two."
            ));
        };
        let says_zone = text.get(10..).is_some_and(|clock| {
            clock.contains(|c: char| c.is_ascii_alphabetic() && !"Tt".contains(c) || "+-".contains(c))
        });
        Ok(if says_zone {
            period
        } else {
            self.instant(period.start)..self.instant(period.end)
        })
    }
}

/// `2021-07-29 10:00`, with seconds and milliseconds where there are some.
fn written(wall: i64) -> String {
    let mut text = time::iso(wall).replacen('T', " ", 1);
    text.truncate(text.trim_end_matches('Z').len());
    if wall.rem_euclid(MINUTE) == 0 {
        text.truncate(text.len() - ":00".len());
    }
    text
}

fn day(written: &str) -> &str {
    written.split_once(' ').map_or(written, |(day, _)| day)
}

fn clock(written: &str) -> &str {
    written.split_once(' ').map_or(written, |(_, clock)| clock)
}

/// What a mark of an axis says at a time on the wall, `before` being the mark before it; and whether it begins
/// something, a day or a year.
pub fn mark(wall: i64, before: Option<i64>, step: Step) -> (String, bool) {
    let text = time::iso(wall);
    let part = |at: Range<usize>| text.get(at).unwrap_or_default();
    let year = part(0..4);
    let month = part(5..7)
        .parse::<usize>()
        .ok()
        .and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let month = month.copied().unwrap_or_default();
    let differs = |len: usize| before.is_none_or(|before| time::iso(before).get(..len) != text.get(..len));
    let day = || format!("{} {month}", part(8..10).trim_start_matches('0'));
    let clock = |step: i64| part(if step < MINUTE { 11..19 } else { 11..16 });
    match step {
        Step::Months(months) if months >= 12 => (year.to_owned(), true),
        Step::Months(_) if differs(4) => (format!("{month} {year}"), true),
        Step::Months(_) => (month.to_owned(), false),
        Step::Millis(DAY..) if differs(4) => (format!("{} {year}", day()), true),
        Step::Millis(DAY..) => (day(), false),
        Step::Millis(_) if differs(10) && wall.rem_euclid(DAY) == 0 => (day(), true),
        Step::Millis(step) if differs(10) => (format!("{} {}", day(), clock(step)), true),
        Step::Millis(step) => (clock(step).to_owned(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> i64 {
        time::parse(text).unwrap()
    }

    fn berlin() -> Clock {
        Clock::new("Europe/Berlin", |time| {
            let summer = at("2021-03-28T01:00:00Z")..at("2021-10-31T01:00:00Z");
            if summer.contains(&time) {
                7_200_000
            } else {
                3_600_000
            }
        })
    }

    #[test]
    fn ranges_are_said_shortly() {
        for (start, end, text) in [
            ("2021-07-29", "2021-07-30", "2021-07-29"),
            ("2021-07-01", "2021-08-01", "2021-07"),
            ("2021-07-26", "2021-08-02", "2021-07-26 – 2021-08-01"),
            (
                "2021-07-29T10:00:00Z",
                "2021-07-29T10:15:00Z",
                "2021-07-29 10:00–10:15",
            ),
            (
                "2021-07-29T23:00:00Z",
                "2021-07-30T00:00:00Z",
                "2021-07-29 23:00–24:00",
            ),
            (
                "2021-07-29T10:00:05Z",
                "2021-07-29T10:00:10Z",
                "2021-07-29 10:00:05–10:00:10",
            ),
            (
                "2021-07-29T22:00:00Z",
                "2021-07-30T04:00:00Z",
                "2021-07-29 22:00 – 2021-07-30 04:00",
            ),
        ] {
            assert_eq!(Clock::utc().range(&(at(start)..at(end))), text);
        }
        let day = at("2021-07-29T22:00:00Z")..at("2021-07-30T22:00:00Z");
        assert_eq!(berlin().range(&day), "2021-07-30");
    }

    #[test]
    fn what_is_typed_is_read_by_this_clock_unless_it_says_another() {
        let (utc, berlin) = (Clock::utc(), berlin());
        let hours = at("2021-07-29T10:00:00Z")..at("2021-07-29T12:00:00Z");
        assert_eq!(
            utc.read(" 2021-07-29 10:00 – 2021-07-29T12:00 UTC"),
            Ok(hours.clone())
        );
        assert_eq!(utc.read("2021-07-29 10:00 - 2021-07-29 12"), Ok(hours.clone()));
        assert_eq!(
            berlin.read("2021-07-29 12:00 to 2021-07-29 14:00"),
            Ok(hours.clone())
        );
        assert_eq!(
            berlin.read("2021-07-29T10:00Z..2021-07-29T14:00+02:00"),
            Ok(hours)
        );
        assert_eq!(utc.read("2021-07-29"), Ok(at("2021-07-29")..at("2021-07-30")));
        assert_eq!(
            berlin.read("2021-12"),
            Ok(at("2021-11-30T23:00:00Z")..at("2021-12-31T23:00:00Z"))
        );
    }

    #[test]
    fn what_is_no_range_is_told() {
        for (text, part) in [
            ("", "is no time"),
            ("yesterday", "“yesterday” is no time"),
            ("2021-07-29 – ", "“” is no time"),
            ("2021-13-01", "is no time"),
            ("2021-07-30 – 2021-07-29", "ends before it begins"),
            ("2021-07-29 – 2021-07-29", "ends before it begins"),
        ] {
            let error = Clock::utc().read(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(start in 0i64..1 << 42, len in 1i64..1 << 40, unit in 0usize..3) {
            let unit = [1, 1000, 60_000][unit];
            let start = start / unit * unit;
            let range = start..start + (len / unit).max(1) * unit;
            let clock = Clock::new("IST", |_| 19_800_000);
            for clock in [Clock::utc(), clock] {
                prop_assert_eq!(clock.read(&clock.editable(&range)), Ok(range.clone()));
            }
        }

        #[test]
        fn any_text_is_read(text in ".{0,40}|[0-9 :.–-]{0,40}") {
            if let Ok(range) = Clock::utc().read(&text) {
                prop_assert!(range.start < range.end);
            }
        }
    }
}
