//! Stretches of time as a filter writes them: a month, a day, an hour, and how long ago.

use crate::event::time;
use std::ops::Range;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The stretch that a time names when it is written only in part, in milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period(pub Range<i64>);

impl Period {
    /// Reads a year, a month, a day, an hour (`2021-07-29T10`), a minute (`2021-07-29T10:04`), a second or a
    /// millisecond, with or without an offset from UTC behind the time of day.
    pub fn read(text: &str) -> Option<Period> {
        let shape = |text: &str| -> String {
            let shape = |c: char| if c.is_ascii_digit() { '0' } else { c };
            text.chars().take(10).map(shape).collect()
        };
        let instant = |text: &str| time::parse(text);
        match shape(text).as_str() {
            "0000" => {
                let year: i64 = text.parse().ok()?;
                let end = format!("{:04}-01-01", year + 1);
                Some(Period(instant(&format!("{text}-01-01"))?..instant(&end)?))
            }
            "0000-00" => {
                let start = instant(&format!("{text}-01"))?;
                // A month has at most 31 days, so this is in the next one.
                let next = time::iso(start + 31 * DAY);
                Some(Period(start..instant(&format!("{}-01", next.get(..7)?))?))
            }
            "0000-00-00" => {
                let (date, clock) = text.split_at_checked(10)?;
                if clock.is_empty() {
                    let start = instant(date)?;
                    return Some(Period(start..start + DAY));
                }
                let clock = clock.strip_prefix(['T', 't', ' '])?;
                let end = clock
                    .find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ','))
                    .unwrap_or(clock.len());
                let (clock, offset) = clock.split_at(end);
                let (rest, len) = match shape(clock).as_str() {
                    "00" => (":00:00", HOUR),
                    "00:00" => (":00", MINUTE),
                    "00:00:00" => ("", SECOND),
                    longer if longer.starts_with("00:00:00.") || longer.starts_with("00:00:00,") => ("", 1),
                    _ => return None,
                };
                let start = instant(&format!("{date}T{clock}{rest}{offset}"))?;
                Some(Period(start..start + len))
            }
            _ => None,
        }
    }
}

/// Longer than all that is written down: ten thousand years.
const LONGEST: i64 = 10_000 * 366 * DAY;

/// Milliseconds of `30m`, `24h`, `7d`, `2w` or `90s`; at most ten thousand years.
pub fn duration(text: &str) -> Option<i64> {
    let (at, unit) = text.char_indices().next_back()?;
    let unit = match unit.to_ascii_lowercase() {
        's' => SECOND,
        'm' => MINUTE,
        'h' => HOUR,
        'd' => DAY,
        'w' => 7 * DAY,
        _ => return None,
    };
    let number = &text[..at];
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| number.parse::<i64>().ok())
        .flatten()?
        .checked_mul(unit)
        .filter(|millis| *millis <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_time_in_part_is_a_stretch() {
        for (text, start, end) in [
            ("2021", "2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z"),
            ("2021-12", "2021-12-01T00:00:00Z", "2022-01-01T00:00:00Z"),
            ("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
            ("2021-07-29", "2021-07-29T00:00:00Z", "2021-07-30T00:00:00Z"),
            ("2021-07-29T10", "2021-07-29T10:00:00Z", "2021-07-29T11:00:00Z"),
            ("2021-07-29 10:04", "2021-07-29T10:04:00Z", "2021-07-29T10:05:00Z"),
            (
                "2021-07-29T10:04:05Z",
                "2021-07-29T10:04:05Z",
                "2021-07-29T10:04:06Z",
            ),
            (
                "2021-07-29T10+02:00",
                "2021-07-29T08:00:00Z",
                "2021-07-29T09:00:00Z",
            ),
            (
                "2021-07-29T10:04-0130",
                "2021-07-29T11:34:00Z",
                "2021-07-29T11:35:00Z",
            ),
            (
                "2021-07-29T10:04:05.25Z",
                "2021-07-29T10:04:05.250Z",
                "2021-07-29T10:04:05.251Z",
            ),
        ] {
            let period = Period::read(text).unwrap().0;
            assert_eq!(
                (time::iso(period.start).as_str(), time::iso(period.end).as_str()),
                (start, end),
                "{text}"
            );
        }
        for text in [
            "",
            "21",
            "20210729",
            "2021-13",
            "2021-02-30",
            "2021-07-29T",
            "2021-07-29T1",
            "2021-07-29Tx",
            "2021-07-29T25",
        ] {
            assert_eq!(Period::read(text), None, "{text}");
        }
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(duration("90s"), Some(90_000));
        assert_eq!(duration("24H"), Some(86_400_000));
        assert_eq!(duration("1w"), duration("7d"));
        for text in [
            "",
            "h",
            "24",
            "-1h",
            "1.5h",
            "1y",
            "99999999999999999999d",
            "9999999999999999d",
            "15000000000w",
            "1é",
        ] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[0-9T:.Z+é -]{0,26}") {
            if let Some(Period(range)) = Period::read(&text) {
                prop_assert!(range.start < range.end);
            }
            duration(&text);
        }
    }
}
