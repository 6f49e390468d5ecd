//! Finding a text in another, in any case of letters.

use memchr::memchr2_iter;

/// A text to look for.
pub struct Needle {
    /// In lower case.
    lower: String,
    /// The byte of `lower` that is rarest in trails, its upper case form, and where it stands.
    rarest: (u8, u8, usize),
}

/// Letters and signs from the most frequent in CloudTrail records down; what is missing is rarer still.
const FREQUENT: &[u8] = b"eatosnri-1c0l:d2./m34u56p8g97fbyhwvkA";

impl Needle {
    /// Looks for `text`; `None` where it is empty, for every text contains that.
    pub fn new(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let rank = |byte: u8| {
            FREQUENT
                .iter()
                .position(|&other| other == byte)
                .unwrap_or(FREQUENT.len())
        };
        let (at, &byte) = lower
            .as_bytes()
            .iter()
            .enumerate()
            .max_by_key(|&(_, &byte)| rank(byte))?;
        Some(Needle {
            rarest: (byte, byte.to_ascii_uppercase(), at),
            lower,
        })
    }

    /// The text in lower case.
    pub fn lower(&self) -> &str {
        &self.lower
    }

    /// Whether letters outside ASCII must be folded, which needs the slow way.
    pub fn is_ascii(&self) -> bool {
        self.lower.is_ascii()
    }

    /// Offsets in `text` where the needle stands, ASCII letters folded.
    pub fn find_in<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        let (lower, upper, at) = self.rarest;
        let needle = self.lower.as_bytes();
        memchr2_iter(lower, upper, text).filter_map(move |found| {
            let start = found.checked_sub(at)?;
            let here = text.get(start..start + needle.len())?;
            here.eq_ignore_ascii_case(needle).then_some(start)
        })
    }

    /// Whether `text` contains the needle.
    pub fn is_in(&self, text: &str) -> bool {
        if self.is_ascii() {
            self.find_in(text.as_bytes()).next().is_some()
        } else {
            text.to_lowercase().contains(&self.lower)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_lower_case_contains(needle in "[aAbZ.é]{1,3}", text in "[aAbBzZ.éÉ]{0,12}") {
            let found = Needle::new(&needle).unwrap().is_in(&text);
            prop_assert_eq!(found, text.to_lowercase().contains(&needle.to_lowercase()));
        }
    }
}
