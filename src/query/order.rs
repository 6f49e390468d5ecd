//! The order of values in a column: numbers by size and before texts, texts by their bytes without regard to the
//! case of ASCII letters, and only then with it.

use crate::event::decimal::Decimal;
use std::cmp::Ordering;

/// Texts behind one another, for there may be one a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    /// Where each ends; it starts where the one before it ends.
    ends: Vec<u32>,
}

impl Texts {
    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    /// The text at `index`; empty beyond the last.
    pub fn get(&self, index: usize) -> &str {
        let end = self.ends.get(index).map_or(0, |&end| end as usize);
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before));
        self.text
            .get(start.map_or(0, |&start| start as usize)..end)
            .unwrap_or_default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All texts in one, and where each ends.
    pub fn into_parts(self) -> (String, Vec<u32>) {
        (self.text, self.ends)
    }

    /// The opposite of [`Texts::into_parts`].
    pub fn from_parts(text: String, ends: Vec<u32>) -> Self {
        Texts { text, ends }
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut all = Texts::default();
        texts.into_iter().for_each(|text| all.push(text));
        all
    }
}

/// The order of two values.
pub fn compare_texts(a: &str, b: &str, descending: bool) -> Ordering {
    let ascending = match (Decimal::read(a), Decimal::read(b)) {
        (Some(x), Some(y)) => x.cmp(&y).then_with(|| a.cmp(b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => compare_words(a, b),
    };
    if descending {
        ascending.reverse()
    } else {
        ascending
    }
}

fn compare_words(a: &str, b: &str) -> Ordering {
    fn folded(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().map(|byte| byte.to_ascii_lowercase())
    }
    folded(a).cmp(folded(b)).then_with(|| a.cmp(b))
}

/// A text as told from others of the same list: texts with different numbers before them are different, and need not be
/// looked at.
pub type Told<'a> = (u64, &'a str);

/// Texts with their numbers, ascending as [`compare_texts`] has it; equal texts in no order.
pub fn sort_texts<'a>(texts: Vec<(u32, &'a str)>) -> impl Iterator<Item = (u32, Told<'a>)> {
    let mut numbers = Vec::new();
    let mut words = Vec::with_capacity(texts.len());
    for (of, text) in texts {
        match Decimal::read(text) {
            Some(number) => numbers.push((number, of, text)),
            None => words.push(Word { key: 0, of, text }),
        }
    }
    numbers.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| a.2.cmp(b.2)));
    sort_words(&mut words, 0, 0);
    let numbers = numbers.into_iter().map(|(_, of, text)| (of, (0, text)));
    numbers.chain(words.into_iter().map(|word| (word.of, (word.key, word.text))))
}

struct Word<'a> {
    /// The eight bytes it was last sorted by; of equal texts they are equal, for these are sorted together to the end.
    key: u64,
    of: u32,
    text: &'a str,
}

/// So few are sorted sooner by comparing them.
const FEW: usize = 24;
/// Texts made to have long starts in common could nest the runs without end.
const DEEPEST: u32 = 32;

/// Sorts texts whose first `same` bytes are equal but for case: by the eight bytes behind what all have in common,
/// as one number, and then each run of equal ones likewise. ARNs and ids begin alike for long, and comparing
/// from the start would look at that again and again.
fn sort_words(words: &mut [Word], same: usize, depth: u32) {
    let first = match words.first() {
        Some(first) if words.len() > FEW && depth < DEEPEST => first.text,
        _ => return sort_few(words),
    };
    let common = words.iter().fold(first.len(), |common, word| {
        common_start(first, word.text, same, common)
    });
    if words.iter().all(|word| word.text.len() == common) {
        return sort_few(words);
    }
    for word in words.iter_mut() {
        let rest = word.text.as_bytes().get(common..).unwrap_or_default();
        let mut key = [0; 8];
        key.iter_mut()
            .zip(rest)
            .for_each(|(key, byte)| *key = byte.to_ascii_lowercase());
        word.key = u64::from_be_bytes(key);
    }
    words.sort_unstable_by_key(|word| word.key);
    for run in words.chunk_by_mut(|a, b| a.key == b.key) {
        if run.len() > 1 {
            sort_words(run, common + 8, depth + 1);
        }
    }
}

/// Sorts texts by comparing them.
fn sort_few(words: &mut [Word]) {
    words.sort_unstable_by(|a, b| compare_words(a.text, b.text));
}

/// How many bytes of both are equal but for case, at most `most`; the first `same` are known to be, as far as
/// there are so many.
fn common_start(a: &str, b: &str, same: usize, most: usize) -> usize {
    let start = same.min(a.len()).min(b.len()).min(most);
    let pairs = a.as_bytes()[start..].iter().zip(&b.as_bytes()[start..]);
    start
        + pairs
            .take(most - start)
            .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
            .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_come_before_texts_and_by_size() {
        let mut values = vec!["b", "10", "A", "9", "a", "-1", "1.0", "1"];
        values.sort_by(|a, b| compare_texts(a, b, false));
        assert_eq!(values, ["-1", "1", "1.0", "9", "10", "A", "a", "b"]);
    }

    #[test]
    fn starts_in_common_without_end_are_sorted_too() {
        let texts: Vec<String> = (0..2000).rev().map(|len| "\0x".repeat(len)).collect();
        let texts = texts.iter().map(|text| (0, text.as_str())).collect();
        let lengths: Vec<usize> = sort_texts(texts).map(|(_, (_, text))| text.len()).collect();
        assert!(lengths.is_sorted());
    }

    proptest! {
        #[test]
        fn agrees_with_comparing_any_two(
            texts in prop::collection::vec("(arn:aws:iam::|ARN:)?[ab\\x00]{0,3}(AROA)?[a-bA-B]{0,12}|-?[0-9]{1,3}(\\.5)?", 0..300),
        ) {
            let sorted: Vec<_> = sort_texts((0..).zip(texts.iter().map(String::as_str)).collect()).collect();
            prop_assert!(sorted.iter().all(|&(of, (_, text))| texts[of as usize] == text));
            let same = |pair: &[(u32, Told)]| (pair[0].1 == pair[1].1, pair[0].1.1 == pair[1].1.1);
            prop_assert!(sorted.windows(2).map(same).all(|(told, are)| told == are));
            let sorted: Vec<&str> = sorted.into_iter().map(|(_, (_, text))| text).collect();
            let mut expected: Vec<&str> = texts.iter().map(String::as_str).collect();
            expected.sort_by(|a, b| compare_texts(a, b, false));
            prop_assert_eq!(sorted, expected);
        }
    }
}
