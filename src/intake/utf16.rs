//! UTF-16 text as UTF-8: what PowerShell writes when output is redirected to a file.

use super::bytes::{Bytes, Fault, Pull};

/// Decodes UTF-16; half a surrogate pair becomes U+FFFD.
pub(super) struct Utf16<'a> {
    inner: Bytes<'a>,
    big_endian: bool,
    /// Bytes of a unit or a pair that is not complete yet.
    held: Vec<u8>,
    text: Vec<u8>,
    taken: usize,
    ended: bool,
}

impl<'a> Utf16<'a> {
    pub fn new(inner: Bytes<'a>, big_endian: bool) -> Utf16<'a> {
        Utf16 {
            inner,
            big_endian,
            held: Vec::new(),
            text: Vec::new(),
            taken: 0,
            ended: false,
        }
    }

    fn decode(&mut self) {
        self.text.clear();
        self.taken = 0;
        let mut units: Vec<u16> = self
            .held
            .as_chunks::<2>()
            .0
            .iter()
            .map(|pair| {
                if self.big_endian {
                    u16::from_be_bytes(*pair)
                } else {
                    u16::from_le_bytes(*pair)
                }
            })
            .collect();
        if !self.ended && units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
            units.pop();
        }
        self.held.drain(
            ..if self.ended {
                self.held.len()
            } else {
                units.len() * 2
            },
        );
        for decoded in char::decode_utf16(units) {
            let c = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
            // The mark is not text.
            if c != '\u{feff}' {
                self.text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
}

impl Pull for Utf16<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        while self.taken == self.text.len() && !self.ended {
            let filled = self.held.len();
            self.held.resize(filled + (64 << 10), 0);
            let result = self.inner.read(&mut self.held[filled..]);
            self.held.truncate(filled + *result.as_ref().unwrap_or(&0));
            self.ended = result? == 0;
            self.decode();
        }
        let count = buffer.len().min(self.text.len() - self.taken);
        buffer[..count].copy_from_slice(&self.text[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}
