//! Looking at many bytes at once. What `==` calls in WebAssembly goes byte by byte.

use memchr::memchr2;

/// One in every byte.
pub const ONES: u64 = u64::MAX / 255;

/// Whether two texts are equal.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    let equal = |a: &[u8; 8], b: &[u8; 8]| u64::from_ne_bytes(*a) == u64::from_ne_bytes(*b);
    if a.len() != b.len() {
        return false;
    }
    match (a.last_chunk(), b.last_chunk()) {
        // The last words overlap those before them, so that no byte is left over.
        (Some(a_last), Some(b_last)) => {
            let (a_words, b_words) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
            equal(a_last, b_last) && a_words.iter().zip(b_words).all(|(a, b)| equal(a, b))
        }
        _ => a.iter().zip(b).all(|(a, b)| a == b),
    }
}

/// How many bytes come before the first that does not stand for itself in a JSON string: a quote, a backslash or a
/// control character.
pub fn plain_len(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks::<8>();
    for (word, at) in words.iter().zip((0..).step_by(8)) {
        let word = u64::from_le_bytes(*word);
        // The lowest byte with its highest bit set is right; one above it may be so by a borrow.
        let below = |word: u64, least: u8| word.wrapping_sub(ONES * u64::from(least)) & !word;
        let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
        let found = (below(word, b' ') | is(b'"') | is(b'\\')) & (ONES << 7);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..b' ');
    let plain = rest.iter().position(is_special).unwrap_or(rest.len());
    text.len() - rest.len() + plain
}

/// How many bytes come before the quote that ends the JSON string whose inside, or the rest of it, begins `text`.
pub fn string_len(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn same_sees_a_difference_anywhere() {
        let text: Vec<u8> = (0..40).collect();
        for len in 0..text.len() {
            assert!(same(&text[..len], &text.clone()[..len]));
            assert!(!same(&text[..len], &text[..len + 1]));
            for at in 0..len {
                let mut other = text[..len].to_vec();
                other[at] ^= 0x80;
                assert!(!same(&text[..len], &other));
            }
        }
    }

    proptest! {
        #[test]
        fn plain_text_ends_at_the_first_special_byte(
            text in prop::collection::vec(prop_oneof![20 => any::<u8>(), 1 => Just(b'"'), 1 => Just(0x1f), 9 => 0x20..0x7fu8], 0..60),
        ) {
            let expected = text.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\');
            prop_assert_eq!(plain_len(&text), expected.unwrap_or(text.len()));
        }
    }
}
