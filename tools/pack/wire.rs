//! What the page costs to fetch from a host that compresses.

use std::io::{self, Write};

/// The most that the page may cost, in bytes.
pub const BUDGET: usize = 580 << 10;

/// Bytes of the page as brotli at its best: what hosts of static files keep ready.
pub fn brotli(page: &[u8]) -> io::Result<usize> {
    const QUALITY: u32 = 11;
    const WINDOW_BITS: u32 = 24;
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 1 << 16, QUALITY, WINDOW_BITS);
    packed.write_all(page)?;
    Ok(packed.into_inner().len())
}
