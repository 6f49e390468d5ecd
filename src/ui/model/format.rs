//! How numbers, sizes, times and hostile text look on the page.

use std::borrow::Cow;

/// A whole number with separators: `1,002,331`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number and its noun: `1 file`, `3,872 files`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// Bytes in decimal units with three digits at most: `980 B`, `44.3 MB`.
pub fn bytes(number: u64) -> String {
    let mut value = number as f64;
    let mut unit = "B";
    for larger in ["kB", "MB", "GB", "TB"] {
        // 999.5 would be rounded to 1000.
        if value < 999.5 {
            break;
        }
        value /= 1000.0;
        unit = larger;
    }
    if unit == "B" || value >= 99.95 {
        format!("{value:.0} {unit}")
    } else {
        format!("{value:.1} {unit}")
    }
}

/// Seconds as a person says them: `8 s`, `2 min 10 s`, `1 h 5 min`.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0).ceil() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

/// A part of a whole in percent, 0 to 100; 0 of nothing is 0.
pub fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        (part as f64 / whole as f64 * 100.0).clamp(0.0, 100.0)
    }
}

/// Splits a time like `2021-07-30T10:04:12Z` into day and clock, the zone left off; `None` for other text.
pub fn day_and_clock(time: &str) -> Option<(&str, &str)> {
    let bytes = time.as_bytes();
    let shaped =
        bytes.len() >= 19 && bytes[4] == b'-' && bytes[7] == b'-' && bytes[10] == b'T' && bytes[13] == b':';
    if !shaped || !time.is_char_boundary(10) {
        return None;
    }
    let clock = time.get(11..)?.trim_end_matches('Z');
    Some((time.get(..10)?, clock))
}

/// Where a long value is cut so that its end always shows: ARNs and keys differ at the end. The two parts
/// together are the value; the first may be drawn with an ellipsis.
pub fn middle(text: &str) -> (&str, &str) {
    const TAIL: usize = 14;
    const SHORT: usize = 36;
    if text.len() < SHORT || text.contains(' ') {
        return (text, "");
    }
    let cut = text.char_indices().rev().nth(TAIL - 1).map_or(0, |(at, _)| at);
    text.split_at(cut)
}

/// A value's beginning, of so many characters at most, so that a long one does not push all else away; the hostile
/// part of it made visible.
pub fn cut(text: &str, most: usize) -> String {
    // The browser would lay out all of it.
    let end = text.char_indices().nth(most).map(|(end, _)| end);
    match end {
        Some(end) => format!("{}…", visible(&text[..end])),
        None if text.is_empty() => "(empty)".into(),
        None => visible(text).into_owned(),
    }
}

/// Text with control and direction characters made visible, so that a value cannot pose as another or as part
/// of the page.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let show = |c: char| match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('␦'),
        '\u{7f}' => '␡',
        c if is_invisible(c) => '␦',
        c => c,
    };
    Cow::Owned(text.chars().map(show).collect())
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(
            [count(0), count(999), count(1_002_331)],
            ["0", "999", "1,002,331"]
        );
        assert_eq!(counted(1, "file", "files"), "1 file");
        assert_eq!(
            [bytes(0), bytes(980), bytes(999_700), bytes(44_307_672)],
            ["0 B", "980 B", "1.0 MB", "44.3 MB"]
        );
        assert_eq!(
            [duration(7.2), duration(130.0), duration(3900.0)],
            ["8 s", "2 min 10 s", "1 h 5 min"]
        );
        assert_eq!([percent(1, 4), percent(5, 0), percent(9, 4)], [25.0, 0.0, 100.0]);
    }

    #[test]
    fn times_split_only_when_they_are_times() {
        assert_eq!(
            day_and_clock("2021-07-30T10:04:12Z"),
            Some(("2021-07-30", "10:04:12"))
        );
        assert_eq!(
            day_and_clock("2021-07-30T10:04:12.250Z"),
            Some(("2021-07-30", "10:04:12.250"))
        );
        assert_eq!(day_and_clock("yesterday, about noon"), None);
    }

    #[test]
    fn hostile_text_is_seen() {
        assert_eq!(visible("a\nb\u{202e}c"), "a␊b␦c");
        assert!(matches!(visible("naïve ünïcode"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_long_value_shows_its_beginning() {
        assert_eq!(
            [cut("", 3), cut("añb", 3), cut("a\nbc", 3)],
            ["(empty)", "añb", "a␊b…"]
        );
    }

    proptest! {
        #[test]
        fn the_middle_cut_loses_nothing(text in ".{0,60}") {
            let (head, tail) = middle(&text);
            prop_assert_eq!(format!("{head}{tail}"), text);
        }

        #[test]
        fn separators_do_not_change_the_number(number: u64) {
            prop_assert_eq!(count(number).replace(',', ""), number.to_string());
        }
    }
}
