//! Packs bytes as one gzip member, the way trails arrive.

use crate::crc32::crc32;

/// `bytes` as one gzip member, at the fastest level of compression.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    // Method deflate, no flags, no time, fastest, system unknown.
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255];
    out.extend(miniz_oxide::deflate::compress_to_vec(bytes, 1));
    out.extend(crc32(bytes).to_le_bytes());
    // The trailer holds the length modulo 2^32 by definition.
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}
