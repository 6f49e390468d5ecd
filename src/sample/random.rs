//! A small deterministic generator (splitmix64): the same seed gives the same trail on every machine.

/// Scatters two words into one; equal arguments give equal words.
pub fn mix(a: u64, b: u64) -> u64 {
    let mut z = a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The same, for a name.
pub fn mix_text(a: u64, text: &str) -> u64 {
    // FNV-1a is enough here: names are short and `mix` scatters what it leaves.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mix(a, hash)
}

/// A stream of pseudo-random words.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The stream of that seed.
    pub fn new(seed: u64) -> Self {
        Random(mix(seed, 0x7261_696c))
    }

    /// The next word.
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0, 0)
    }

    /// A number below `bound`, or 0 when `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product: no division, and a bias far too small to see.
        ((u128::from(self.word()) * u128::from(bound)) >> 64) as u64
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: u8) -> bool {
        self.below(100) < u64::from(percent)
    }
}

/// One of `choices`, decided by `word`; early ones come more often, as in life a few names do most of the work.
pub fn skewed<T>(choices: &[T], word: u64) -> &T {
    let even = (word >> 40) as f64 / (1_u64 << 24) as f64;
    &choices[((even * even) * choices.len() as f64) as usize]
}

/// Appends `count` characters of `alphabet`, decided by `word`.
pub fn letters(out: &mut String, alphabet: &[u8], count: usize, word: u64) {
    let mut random = Random(word);
    let mut bits = 0;
    for at in 0..count {
        if at % 8 == 0 {
            bits = random.word();
        }
        out.push(char::from(
            alphabet[(((bits & 0xff) * alphabet.len() as u64) >> 8) as usize],
        ));
        bits >>= 8;
    }
}

/// Lower-case hexadecimal digits.
pub const HEX: &[u8] = b"0123456789abcdef";
/// What AWS makes its ids of.
pub const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Letters and digits of both cases.
pub const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Appends the hexadecimal form of a UUID of version 4, decided by two words.
pub fn uuid(out: &mut String, high: u64, low: u64) {
    let high = (high & !0xf000) | 0x4000;
    let low = (low & !(0b11 << 62)) | (1 << 63);
    let digits = (u128::from(high) << 64) | u128::from(low);
    for at in 0..32 {
        if matches!(at, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        out.push(char::from(HEX[(digits >> (124 - 4 * at)) as usize & 15]));
    }
}
