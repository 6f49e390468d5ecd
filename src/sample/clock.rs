//! Milliseconds since 1970 UTC, written the ways trails write them.

use std::fmt::Write;

/// One hour in milliseconds.
pub const HOUR: i64 = 3_600_000;
/// One day in milliseconds.
pub const DAY: i64 = 24 * HOUR;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Appends `time` as `style` draws it: `Y m d H M S` are parts with their zeros, all else stands for itself.
fn draw(out: &mut String, time: i64, style: &str) {
    let (year, month, day) = date(time);
    let second = time.div_euclid(1000);
    for letter in style.chars() {
        let two = match letter {
            'Y' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "{year:04}");
                continue;
            }
            'm' => month,
            'd' => day,
            'H' => second.div_euclid(3600).rem_euclid(24),
            'M' => second.div_euclid(60).rem_euclid(60),
            'S' => second.rem_euclid(60),
            other => {
                out.push(other);
                continue;
            }
        };
        out.push(char::from(b'0' + (two / 10) as u8));
        out.push(char::from(b'0' + (two % 10) as u8));
    }
}

/// Appends `2026-01-12T09:05:03Z`.
pub fn iso(out: &mut String, time: i64) {
    draw(out, time, "Y-m-dTH:M:SZ");
}

/// Appends `20260112T0905Z`, as log file names have it.
pub fn stamp(out: &mut String, time: i64) {
    draw(out, time, "YmdTHMZ");
}

/// Appends `20260112T090503Z`, as digest file names have it.
pub fn long_stamp(out: &mut String, time: i64) {
    draw(out, time, "YmdTHMSZ");
}

/// Appends `2026/01/12`.
pub fn folder(out: &mut String, time: i64) {
    draw(out, time, "Y/m/d");
}

/// Appends `Jan 12, 2026, 9:05:03 AM`, as responses have it.
pub fn java(out: &mut String, time: i64) {
    let (year, month, day) = date(time);
    let hour = time.div_euclid(HOUR).rem_euclid(24);
    let month = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    let _ = write!(
        out,
        "{month} {day}, {year}, {}:",
        if hour % 12 == 0 { 12 } else { hour % 12 }
    );
    draw(out, time, "M:S");
    out.push_str(if hour < 12 { " AM" } else { " PM" });
}

/// Hour of the day, 0 to 23.
pub fn hour(time: i64) -> usize {
    time.div_euclid(HOUR).rem_euclid(24) as usize
}

/// Whether that is a Saturday or a Sunday.
pub fn weekend(time: i64) -> bool {
    // 1970-01-01 was a Thursday.
    matches!((time.div_euclid(DAY) + 4).rem_euclid(7), 0 | 6)
}

/// Year, month and day of the proleptic Gregorian calendar.
fn date(time: i64) -> (i64, i64, i64) {
    // Years that begin in March put the leap day last; 400 of them are one era of 146,097 days.
    let days = time.div_euclid(DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: fn(&mut String, i64), time: i64) -> String {
        let mut out = String::new();
        write(&mut out, time);
        out
    }

    #[test]
    fn known_instants() {
        assert_eq!(written(iso, 0), "1970-01-01T00:00:00Z");
        assert_eq!(written(iso, 951_782_400_000), "2000-02-29T00:00:00Z");
        assert_eq!(written(iso, 1_768_176_000_000), "2026-01-12T00:00:00Z");
        assert_eq!(written(stamp, 1_768_176_000_000 + 13 * HOUR), "20260112T1300Z");
        assert_eq!(written(java, 1_768_176_000_000), "Jan 12, 2026, 12:00:00 AM");
        assert!(weekend(1_768_176_000_000 - 1) && !weekend(1_768_176_000_000));
    }
}
