//! CRC-32 as gzip and zip have it.
//!
//! A sum is what remains of the bytes, taken for a polynomial over one bit, after division by [`POLYNOMIAL`]. Words of
//! eight bytes are folded into words further on by exclusive or alone, which the compiler does for several at a time: see
//! [`DEGREE`]. The last words, and what is short from the start, go through tables. These are made when first needed: in
//! the page they would be 8 KB that no compressor makes smaller.

use std::sync::LazyLock;

/// The divisor, its lowest power in the highest bit, without x³².
const POLYNOMIAL: u32 = 0xedb8_8320;
/// 1 + x⁸⁹ + x¹¹⁷ + x¹⁵⁵ + x³⁰⁰ is the shortest multiple of the divisor that has five terms. So is what it becomes with x⁶⁴
/// for x, because squaring a polynomial over one bit squares each term. A word of eight bytes is therefore worth the same as
/// its copies added to four words that follow it: at 300, and at 300 less each of the powers between.
const DEGREE: usize = 300;
/// How many places further on a word is folded into others.
const FOLDS: [usize; 4] = [DEGREE, DEGREE - 89, DEGREE - 117, NEAREST];
/// Not sooner than this, so that as many words are folded at a time.
const NEAREST: usize = DEGREE - 155;
/// So many words are folded in one go, and then make room for others.
const GO: usize = 4 * NEAREST;

/// What a byte adds to the sum, by how many bytes of the eight follow it.
static TABLES: LazyLock<[[u32; 256]; 8]> = LazyLock::new(|| {
    let mut tables = [[0; 256]; 8];
    for byte in 0..=255_u8 {
        let mut sum = u32::from(byte);
        for table in &mut tables {
            for _ in 0..8 {
                sum = (sum >> 1) ^ (POLYNOMIAL * (sum & 1));
            }
            table[usize::from(byte)] = sum;
        }
    }
    tables
});

/// The sum of the bytes seen so far.
#[derive(Default)]
pub struct Crc32(u32);

impl Crc32 {
    /// Goes on with `bytes`.
    pub fn update(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        let steps = words.len().saturating_sub(DEGREE) / NEAREST;
        let (first, last) = words.split_at(steps * NEAREST);
        let sum = match first {
            [] => last.iter().fold(!self.0, eight_bytes),
            first => fold(!self.0, first, last),
        };
        self.0 = !rest.iter().fold(sum, one_byte);
    }

    /// The sum.
    pub fn get(&self) -> u32 {
        self.0
    }
}

/// The sum of `bytes`.
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = Crc32::default();
    sum.update(bytes);
    sum.get()
}

/// Goes on with steps of [`NEAREST`] words, which are folded, and at least [`DEGREE`] others.
fn fold(sum: u32, steps: &[[u8; 8]], last: &[[u8; 8]]) -> u32 {
    // Each word with what is folded into it, behind the words before; nothing comes before the first.
    let mut folded = [0; DEGREE + GO];
    // The sum so far counts like so much in the first four bytes.
    let mut sum = u64::from(sum);
    for words in steps.chunks(GO) {
        for (step, words) in words.chunks(NEAREST).enumerate() {
            let (before, folded) = folded[step * NEAREST..].split_at_mut(DEGREE);
            let before = FOLDS.map(|fold| &before[DEGREE - fold..][..NEAREST]);
            for (at, (folded, word)) in folded.iter_mut().zip(words).enumerate() {
                *folded = take_in(word, &before, at);
            }
            folded[0] ^= std::mem::take(&mut sum);
        }
        folded.copy_within(words.len().., 0);
    }
    folded[DEGREE..].fill(0);
    let before = FOLDS.map(|fold| &folded[DEGREE - fold..]);
    last.iter().enumerate().fold(0, |sum, (at, word)| {
        eight_bytes(sum, &take_in(word, &before, at).to_le_bytes())
    })
}

/// A word with those that are folded into it.
fn take_in(word: &[u8; 8], before: &[&[u64]; 4], at: usize) -> u64 {
    before
        .iter()
        .fold(u64::from_le_bytes(*word), |word, before| word ^ before[at])
}

/// Goes on with eight bytes.
fn eight_bytes(sum: u32, bytes: &[u8; 8]) -> u32 {
    let bytes = (u64::from_le_bytes(*bytes) ^ u64::from(sum)).to_le_bytes();
    let tables = TABLES.iter().rev();
    tables
        .zip(bytes)
        .fold(0, |sum, (table, byte)| sum ^ table[usize::from(byte)])
}

/// Goes on with one.
fn one_byte(sum: u32, byte: &u8) -> u32 {
    (sum >> 8) ^ TABLES[0][usize::from(sum as u8 ^ byte)]
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn sums_as_others_do(seed: u64, len in 0..40 * DEGREE * 8, cut: proptest::sample::Index) {
            let bytes: Vec<u8> = (0..len as u64)
                .map(|at| ((seed ^ at).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8)
                .collect();
            let cut = cut.index(bytes.len() + 1);
            let mut sum = Crc32::default();
            sum.update(&bytes[..cut]);
            sum.update(&bytes[cut..]);
            assert_eq!(sum.get(), crc32fast::hash(&bytes));
        }
    }
}
