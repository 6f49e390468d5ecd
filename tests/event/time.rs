//! Times: every form that records, exports and samples use, and the way back.

use proptest::prelude::*;
use trailglass::event::time::{iso, parse, parse_canonical, write_iso};

const DAY: i64 = 86_400_000;

#[test]
fn reads_every_form() {
    let cases: &[(&str, &str)] = &[
        ("2023-07-10T12:04:05Z", "2023-07-10T12:04:05Z"),
        ("2023-07-10T12:04:05.678Z", "2023-07-10T12:04:05.678Z"),
        ("2023-07-10T12:04:05.6789999Z", "2023-07-10T12:04:05.678Z"),
        ("2023-07-10T12:04:05.5Z", "2023-07-10T12:04:05.500Z"),
        ("2023-07-10T12:04:05", "2023-07-10T12:04:05Z"),
        ("2023-07-10T12:04Z", "2023-07-10T12:04:00Z"),
        ("2023-07-10t12:04:05z", "2023-07-10T12:04:05Z"),
        ("2023-07-10 12:04:05.000", "2023-07-10T12:04:05Z"),
        ("2023-07-10 12:04:05.000 UTC", "2023-07-10T12:04:05Z"),
        ("2023-07-10T14:04:05+02:00", "2023-07-10T12:04:05Z"),
        ("2023-07-10T05:04:05.250000-07:00", "2023-07-10T12:04:05.250Z"),
        ("2023-07-10T17:34:05+0530", "2023-07-10T12:04:05Z"),
        ("2023-07-10T14:04:05+02", "2023-07-10T12:04:05Z"),
        ("2023-07-10 12:04:05 +0000", "2023-07-10T12:04:05Z"),
        ("2023-07-10", "2023-07-10T00:00:00Z"),
        ("20230710", "2023-07-10T00:00:00Z"),
        ("  2023-07-10T12:04:05Z ", "2023-07-10T12:04:05Z"),
        ("20131102T010628Z", "2013-11-02T01:06:28Z"),
        ("20140620T1255Z", "2014-06-20T12:55:00Z"),
        ("1460159496", "2016-04-08T23:51:36Z"),
        ("1460159496123", "2016-04-08T23:51:36.123Z"),
        ("1424476529.0", "2015-02-20T23:55:29Z"),
        ("1424476529.25", "2015-02-20T23:55:29.250Z"),
        ("1.424476529E9", "2015-02-20T23:55:29Z"),
        ("1424476529000.0", "2015-02-20T23:55:29Z"),
        ("Fri Apr 08 23:51:10 UTC 2016", "2016-04-08T23:51:10Z"),
        ("Mon Feb 29 00:00:00 GMT 2016", "2016-02-29T00:00:00Z"),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text).map(iso).as_deref(), Some(*expected), "{text}");
    }
    assert_eq!(parse("1970-01-01T00:00:00Z"), Some(0));
    assert_eq!(parse("2016-04-08T23:51:36Z"), Some(1_460_159_496_000));
}

#[test]
fn rejects_what_is_no_time() {
    let cases = [
        "",
        " ",
        "-",
        "yesterday",
        "null",
        "NaN",
        "inf",
        "true",
        "2023",
        "2023-07",
        "123456",
        "1e3",
        "1e300",
        "-1460159496",
        "1460159496Z",
        "0x1460159496",
        "2023-13-01",
        "2023-00-01",
        "2023-01-00",
        "2023-01-32",
        "2023-02-29",
        "1900-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2023-04-31T00:00:00Z",
        "2023-07-10T24:00:00Z",
        "2023-07-10T23:60:00Z",
        "2023-07-10T23:59:60Z",
        "2023-07-10T12:04:05.Z",
        "2023-07-10T12:04:05+25:00",
        "2023-07-10T12:04:05 PDT",
        "2023-07-10T12:04:05Zx",
        "2023-0710",
        "202307-10",
        "2023-07-10T",
        "2023-07-10T1:04:05Z",
        "２０２３-07-10T12:04:05Z",
        "Fri Apr 31 23:51:10 UTC 2016",
        "Fri Apr 08 23:51:10 PDT 2016",
        "Fri Apr 08 23:51:10 UTC 2016 x",
        "Fri Foo 08 23:51:10 UTC 2016",
        "Fri Apr -8 23:51:10 UTC 2016",
        "Fri Apr 08 23:51 UTC 2016",
    ];
    for text in cases {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn the_canonical_form_is_exact() {
    assert_eq!(
        parse_canonical(b"2000-02-29T12:00:00Z"),
        parse("2000-02-29T12:00:00Z")
    );
    assert!(parse_canonical(b"2000-02-29T12:00:00Z").is_some());
    for text in [
        "2023-07-10T12:04:05.000Z",
        "2023-07-10T12:04:05z",
        "2023-07-10 12:04:05Z",
        "2023-02-29T12:04:05Z",
        "2023-07-10T12:04:05",
        " 2023-07-10T12:04:05Z",
        "2023-07-10T12:04:0aZ",
        "+023-07-10T12:04:05Z",
    ] {
        assert_eq!(parse_canonical(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn the_calendar_has_every_day_once() {
    // A plain count of days, month by month, against the formulas.
    let mut day = 0;
    for year in 1970..=9999 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (month, length) in (1..).zip([31, 28 + i64::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
            let text = format!("{year}-{month:02}-01T00:00:00Z");
            assert_eq!(parse_canonical(text.as_bytes()), Some(day * DAY));
            day += length;
            let last = format!("{year}-{month:02}-{length:02}T23:59:59Z");
            assert_eq!(iso(day * DAY - 1000), last);
            let beyond = format!("{year}-{month:02}-{:02}T00:00:00Z", length + 1);
            assert_eq!(parse(&beyond), None);
        }
    }
}

#[test]
fn years_of_more_digits_get_a_sign() {
    assert_eq!(iso(253_402_300_800_000), "+10000-01-01T00:00:00Z");
    assert_eq!(iso(-62_167_219_201_000), "-0001-12-31T23:59:59Z");
    iso(i64::MAX);
    iso(i64::MIN);
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(millis in 0..253_402_300_800_000_i64) {
        prop_assert_eq!(parse(&iso(millis)), Some(millis));
        let second = millis / 1000 * 1000;
        prop_assert_eq!(parse_canonical(iso(second).as_bytes()), Some(second));
    }

    #[test]
    fn an_offset_moves_the_clock(second in 0..4_102_444_800_i64, hours in -14..=14_i64) {
        let here = iso((second + hours * 3600) * 1000);
        let text = format!("{}{}{:02}:00", here.trim_end_matches('Z'), if hours < 0 { '-' } else { '+' }, hours.abs());
        prop_assert_eq!(parse(&text), Some(second * 1000), "{}", text);
    }

    #[test]
    fn canonical_is_canonical(text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z") {
        match parse_canonical(text.as_bytes()) {
            Some(millis) => prop_assert_eq!(iso(millis), text),
            None => prop_assert_eq!(parse(&text), None),
        }
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,40}", digits in "[0-9TZ:.eE+ -]{0,30}") {
        parse(&text);
        parse(&digits);
        parse_canonical(text.as_bytes());
    }

    #[test]
    fn writing_appends(millis in any::<i64>()) {
        let mut text = String::from("at ");
        write_iso(millis, &mut text);
        prop_assert_eq!(text, format!("at {}", iso(millis)));
    }
}
