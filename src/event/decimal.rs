//! Numbers by their digits: to compare two, no float is needed, whose digits end sooner and whose reading takes a large
//! table.

/// Nothing longer is a number.
const LONGEST: usize = 400;
/// The digits that a word holds.
const WORD: usize = 19;

/// A number as JSON writes it, or close to it. Numbers that agree in their first 38 digits are equal.
///
/// Its parts are compared in their order, and those of a negative number are all turned round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal {
    is_positive: bool,
    /// How many digits stand before the point, where none before the first other than 0 is counted.
    before_point: i64,
    digits: [u64; 2],
}

impl Decimal {
    /// Reads a number; what begins with neither a digit nor `-` is none.
    pub fn read(text: &str) -> Option<Decimal> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        if text.len() > LONGEST || !matches!(text.as_bytes().first()?, b'0'..=b'9' | b'-') {
            return None;
        }
        let mut digits = [0; 2];
        let (mut before_point, mut known) = (0, 0);
        let (mut has_digits, mut has_point) = (false, false);
        for (at, byte) in unsigned.bytes().enumerate() {
            match byte {
                b'0' if known == 0 => {
                    has_digits = true;
                    before_point -= i64::from(has_point);
                }
                b'0'..=b'9' => {
                    has_digits = true;
                    before_point += i64::from(!has_point);
                    if let Some(word) = digits.get_mut(known / WORD) {
                        *word = *word * 10 + u64::from(byte - b'0');
                        known += 1;
                    }
                }
                b'.' if !has_point => has_point = true,
                b'e' | b'E' if has_digits => {
                    before_point += i64::from(unsigned[at + 1..].parse::<i32>().ok()?);
                    break;
                }
                _ => return None,
            }
        }
        if !has_digits {
            return None;
        }
        if known == 0 {
            before_point = i64::MIN;
        }
        for (word, first) in digits.iter_mut().zip([0, WORD]) {
            *word *= 10_u64.pow(WORD.saturating_sub(known.saturating_sub(first)) as u32 % WORD as u32);
        }
        let number = Decimal {
            is_positive: true,
            before_point,
            digits,
        };
        Some(if known > 0 && unsigned.len() < text.len() {
            number.negated()
        } else {
            number
        })
    }

    fn negated(self) -> Decimal {
        Decimal {
            is_positive: !self.is_positive,
            before_point: !self.before_point,
            digits: self.digits.map(|word| !word),
        }
    }

    /// The number with its point moved to the right, cut to a whole one; `None` for a negative one, and one of more
    /// than 18 digits.
    pub fn scaled(self, places: i64) -> Option<i64> {
        let whole = self.before_point.saturating_add(places).max(0);
        let cut = (WORD as i64).checked_sub(whole).filter(|&cut| cut > 0)?;
        let power = 10_u64.checked_pow(cut as u32)?;
        self.is_positive.then_some((self.digits[0] / power) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    fn read(text: &str) -> Decimal {
        Decimal::read(text).unwrap()
    }

    #[test]
    fn what_is_a_number() {
        for text in ["0", "-0", "1.", "-.5", "007", "1e5", "1E+5", "1e-999"] {
            assert!(Decimal::read(text).is_some(), "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            "-.",
            ".5",
            "+5",
            "--5",
            "1.2.3",
            "1-2",
            "1e",
            "1e1.5",
            "e5",
            "-e5",
            "1 ",
            "0x1",
            "NaN",
            "inf",
            "1e9999999999",
        ] {
            assert_eq!(Decimal::read(text), None, "{text}");
        }
        assert_eq!(Decimal::read(&"1".repeat(LONGEST + 1)), None);
    }

    #[test]
    fn numbers_are_what_their_digits_say() {
        let ascending = [
            "-1e400",
            "-20",
            "-3",
            "-0.5",
            "-0.05",
            "0",
            "1e-400",
            "0.05",
            "0.5",
            "3",
            "20",
            "12345678901234567890",
            "12345678901234567891",
            "1e400",
        ];
        assert!(ascending.windows(2).all(|pair| read(pair[0]) < read(pair[1])));
        for (a, b) in [
            ("0", "-0.0"),
            ("0e5", "0"),
            ("1", "01.00"),
            ("1e3", "1000"),
            ("12.5E-1", "1.25"),
            ("0.01", "1e-2"),
        ] {
            assert_eq!(read(a), read(b), "{a} {b}");
        }
    }

    #[test]
    fn whole_numbers_are_cut() {
        for (text, places, whole) in [
            ("1424476529.0019", 3, Some(1_424_476_529_001)),
            ("1.5e3", 0, Some(1500)),
            ("0.9", 0, Some(0)),
            ("0.0009", 3, Some(0)),
            ("0", 3, Some(0)),
            ("999999999999999999", 0, Some(999_999_999_999_999_999)),
            ("1000000000000000000", 0, None),
            ("1e300", 0, None),
            ("-1", 0, None),
        ] {
            assert_eq!(read(text).scaled(places), whole, "{text}");
        }
    }

    /// Digits, moved to where both numbers have as many behind the point, as one whole number.
    fn whole((negative, digits, exponent): &(bool, u64, i32)) -> i128 {
        let size = i128::from(*digits) * 10_i128.pow((exponent + 9) as u32);
        if *negative { -size } else { size }
    }

    fn written((negative, digits, exponent): &(bool, u64, i32), point: usize) -> String {
        let text = digits.to_string();
        let (before, behind) = text.split_at(point.min(text.len()));
        let exponent = exponent + behind.len() as i32;
        format!(
            "{}0{before}.{behind}0e{exponent}",
            if *negative { "-" } else { "" }
        )
    }

    proptest! {
        #[test]
        fn compares_as_whole_numbers_do(
            a in (any::<bool>(), prop_oneof![0..20_u64, any::<u64>()], -9..9_i32),
            b in (any::<bool>(), prop_oneof![0..20_u64, any::<u64>()], -9..9_i32),
            points in (0..20_usize, 0..20_usize),
        ) {
            let (x, y) = (read(&written(&a, points.0)), read(&written(&b, points.1)));
            prop_assert_eq!(x.cmp(&y), whole(&a).cmp(&whole(&b)));
            prop_assert_eq!(read(&written(&a, points.0)).cmp(&read(&written(&a, points.1))), Ordering::Equal);
        }

        #[test]
        fn agrees_with_floats(a: f64, b: f64) {
            prop_assume!(a.is_finite() && b.is_finite());
            let (x, y) = (read(&format!("{a:?}")), read(&format!("{b:e}")));
            prop_assert_eq!(Some(x.cmp(&y)), a.partial_cmp(&b));
        }

        #[test]
        fn reads_what_floats_read(text in "[0-9eE.+-]{0,8}") {
            let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '-') && text.parse::<f64>().is_ok();
            prop_assert_eq!(Decimal::read(&text).is_some(), is_number);
        }
    }
}
