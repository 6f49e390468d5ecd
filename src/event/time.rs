//! Times as records write them, and as milliseconds since 1970 UTC.

use super::decimal::Decimal;

const DAY: i64 = 86_400_000;
/// Seconds since 1970 reach this in the year 5138, milliseconds did in March 1973: larger numbers are milliseconds.
const FIRST_MILLIS: i64 = 100_000_000_000;

/// Reads a time in any of the forms that trails, exports and the services' own samples use: ISO 8601 extended or
/// basic (`T` or a space, a fraction, `Z`, `UTC`, an offset or nothing, which means UTC; the date alone is its
/// midnight), seconds or milliseconds since 1970 in digits (`1460159496`, `1424476529.0`), and Java's
/// `Fri Apr 08 23:51:10 UTC 2016`. Fractions are cut to milliseconds.
///
/// `None` when the text is nothing of the kind, or names a day or time of day that does not exist.
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let bytes = text.as_bytes();
    if let Some(millis) = parse_canonical(bytes) {
        return Some(millis);
    }
    if !bytes.first()?.is_ascii_digit() {
        return java(text);
    }
    iso_8601(bytes).or_else(|| epoch(text))
}

/// Reads exactly `YYYY-MM-DDTHH:MM:SSZ`, the form that nearly every record has, and nothing else; whatever it
/// accepts, [`iso`] writes again byte for byte.
pub fn parse_canonical(text: &[u8]) -> Option<i64> {
    let text: &[u8; 20] = text.try_into().ok()?;
    let [
        _,
        _,
        _,
        _,
        b'-',
        _,
        _,
        b'-',
        _,
        _,
        b'T',
        _,
        _,
        b':',
        _,
        _,
        b':',
        _,
        _,
        b'Z',
    ] = text
    else {
        return None;
    };
    let pair = |at: usize| digits(&text[at..at + 2]);
    let days = days(pair(0)? * 100 + pair(2)?, pair(5)?, pair(8)?)?;
    Some(days * DAY + time_of_day(pair(11)?, pair(14)?, pair(17)?)?)
}

/// Writes `YYYY-MM-DDTHH:MM:SSZ`, with three digits of fraction when there are milliseconds. Years outside
/// 0000 to 9999 get a sign, as ISO 8601 has it.
pub fn iso(millis: i64) -> String {
    let mut text = String::with_capacity(24);
    write_iso(millis, &mut text);
    text
}

/// Appends what [`iso`] returns.
pub fn write_iso(millis: i64, text: &mut String) {
    let (year, month, day) = civil(millis.div_euclid(DAY));
    let rest = millis.rem_euclid(DAY);
    if !(0..=9999).contains(&year) {
        text.push(if year < 0 { '-' } else { '+' });
    }
    let year = year.abs();
    if year > 9999 {
        text.push_str(&(year / 10_000).to_string());
    }
    push_pair(text, year / 100 % 100);
    push_pair(text, year % 100);
    for (mark, number) in [
        ('-', month),
        ('-', day),
        ('T', rest / 3_600_000),
        (':', rest / 60_000 % 60),
        (':', rest / 1000 % 60),
    ] {
        text.push(mark);
        push_pair(text, number);
    }
    let fraction = rest % 1000;
    if fraction != 0 {
        text.push('.');
        push_digit(text, fraction / 100);
        push_pair(text, fraction % 100);
    }
    text.push('Z');
}

fn push_pair(text: &mut String, number: i64) {
    push_digit(text, number / 10);
    push_digit(text, number % 10);
}

fn push_digit(text: &mut String, digit: i64) {
    text.push(char::from(b'0' + digit as u8));
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + i64::from(byte - b'0'))
    })
}

fn iso_8601(text: &[u8]) -> Option<i64> {
    let mut cursor = Cursor(text);
    let year = cursor.digits(4)?;
    let extended = cursor.take(b"-");
    let month = cursor.digits(2)?;
    if extended && !cursor.take(b"-") {
        return None;
    }
    let days = days(year, month, cursor.digits(2)?)?;
    if cursor.0.is_empty() {
        return Some(days * DAY);
    }
    if !cursor.take(b"T") && !cursor.take(b"t") && !cursor.take(b" ") {
        return None;
    }
    let hour = cursor.digits(2)?;
    let colons = cursor.take(b":");
    let minute = cursor.digits(2)?;
    let more = if colons {
        cursor.take(b":")
    } else {
        cursor.0.first().is_some_and(u8::is_ascii_digit)
    };
    let second = if more { cursor.digits(2)? } else { 0 };
    let time = time_of_day(hour, minute, second)?;
    let fraction = if more && (cursor.take(b".") || cursor.take(b",")) {
        cursor.fraction()?
    } else {
        0
    };
    let offset = cursor.offset()?;
    cursor
        .0
        .is_empty()
        .then_some(days * DAY + time + fraction - offset)
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn take(&mut self, expected: &[u8]) -> bool {
        let rest = self.0.strip_prefix(expected);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        digits(head)
    }

    /// One or more digits after the point, as whole milliseconds.
    fn fraction(&mut self) -> Option<i64> {
        let end = self
            .0
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(self.0.len());
        let (head, rest) = self.0.split_at(end);
        self.0 = rest;
        let padded = |at: usize| head.get(at).map_or(0, |digit| i64::from(digit - b'0'));
        (end > 0).then(|| padded(0) * 100 + padded(1) * 10 + padded(2))
    }

    /// What the clock shows more than UTC, in milliseconds.
    fn offset(&mut self) -> Option<i64> {
        self.take(b" ");
        if self.0.is_empty() || self.take(b"Z") || self.take(b"z") || self.take(b"UTC") || self.take(b"GMT") {
            return Some(0);
        }
        let sign = if self.take(b"-") {
            -1
        } else if self.take(b"+") {
            1
        } else {
            return None;
        };
        let hours = self.digits(2)?;
        self.take(b":");
        let minutes = if self.0.is_empty() { 0 } else { self.digits(2)? };
        Some(sign * time_of_day(hours, minutes, 0)?)
    }
}

/// Nine digits at least: shorter numbers are years, days, or anything else rather than moments of 1970.
fn epoch(text: &str) -> Option<i64> {
    let whole = text.bytes().take_while(u8::is_ascii_digit).count();
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    let scientific = text.bytes().any(|byte| matches!(byte, b'e' | b'E'));
    if !plain || (whole < 9 && !scientific) {
        return None;
    }
    let number = Decimal::read(text)?;
    let millis = match number.scaled(0)? {
        seconds if seconds < FIRST_MILLIS => number.scaled(3)?,
        millis => millis,
    };
    (FIRST_MILLIS..LAST).contains(&millis).then_some(millis)
}

/// The first millisecond of the year 10000.
const LAST: i64 = 253_402_300_800_000;

fn java(text: &str) -> Option<i64> {
    let mut words = text.split_ascii_whitespace();
    let _weekday = words.next()?;
    let month = month(words.next()?)?;
    let day = words.next()?.parse().ok()?;
    let clock = words.next()?.as_bytes();
    let zone = words.next()?;
    let year = words.next()?;
    let [_, _, b':', _, _, b':', _, _] = clock else {
        return None;
    };
    if !matches!(zone, "UTC" | "GMT" | "Z") || year.len() != 4 || words.next().is_some() {
        return None;
    }
    let time = time_of_day(digits(&clock[..2])?, digits(&clock[3..5])?, digits(&clock[6..])?)?;
    Some(days(digits(year.as_bytes())?, month, day)? * DAY + time)
}

fn month(name: &str) -> Option<i64> {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    NAMES
        .iter()
        .zip(1..)
        .find(|(known, _)| **known == name)
        .map(|(_, number)| number)
}

fn time_of_day(hour: i64, minute: i64, second: i64) -> Option<i64> {
    (hour < 24 && minute < 60 && second < 60).then_some(((hour * 60 + minute) * 60 + second) * 1000)
}

/// Days from 1970-01-01 to that day of the Gregorian calendar; `None` when there is no such day.
///
/// Years run from March here, so that the leap day is a year's last, in eras of 400 years (146,097 days).
pub fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Year, month and day, so many days after 1970-01-01: the inverse of [`days`].
pub fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (
        era * 400 + year + i64::from(month <= 2),
        month,
        of_year - (153 * shifted + 2) / 5 + 1,
    )
}
