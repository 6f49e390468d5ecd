//! zip: entries from the central directory, stored or deflated, zip64 included.

use super::ProblemKind;
use super::bytes::{Bytes, Fault, Pull, Shared};
use super::gzip::Gzip;
use crate::crc32::Crc32;

/// The end record may have a comment of 64 KiB behind it.
const END_WITHIN: u64 = (64 << 10) + 22;
/// A central directory longer than this is not read.
const DIRECTORY: u64 = 1 << 30;

/// One entry, as the central directory has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    /// Offset of its local header.
    pub header: u64,
    pub packed: u64,
    pub size: u64,
    pub crc: u32,
    pub method: u16,
    pub encrypted: bool,
}

impl Entry {
    pub fn deflated(&self) -> bool {
        self.method == 8
    }

    /// Folders, and what macOS leaves beside files, hold nothing to report.
    pub fn is_silent(&self) -> bool {
        self.name.ends_with('/') || self.name.starts_with("__MACOSX/") || self.name.ends_with(".DS_Store")
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn read(source: &Shared, offset: u64, len: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = vec![0; len as usize];
    let mut filled = 0;
    while filled < bytes.len() {
        let result = source
            .borrow_mut()
            .read_at(offset + filled as u64, &mut bytes[filled..]);
        match result {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) => {
                let message = format!(
                    "The file could not be read at byte {offset}; check that it is still there, then drop it again: {}",
                    error.0
                );
                return Err(Fault {
                    kind: ProblemKind::Unreadable,
                    offset,
                    message,
                });
            }
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

fn damaged(offset: u64, what: &str) -> Fault {
    let message = format!("The zip is damaged at byte {offset}: {what}. Get the whole file again.");
    Fault {
        kind: ProblemKind::Corrupt,
        offset,
        message,
    }
}

/// Every entry of the central directory.
///
/// # Errors
/// When there is none, or it cannot be read. What could be read of a damaged one is returned with the fault.
pub(super) fn directory(source: &Shared) -> Result<(Vec<Entry>, Option<Fault>), Fault> {
    let len = source.borrow().len();
    let tail_at = len.saturating_sub(END_WITHIN);
    let tail = read(source, tail_at, len - tail_at)?;
    let missing = || Fault {
        kind: ProblemKind::Truncated,
        offset: len,
        message: format!(
            "The zip ends at byte {len} without its directory of entries. Get the whole file again."
        ),
    };
    let end = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or_else(missing)?;
    let size = u32_at(&tail, end + 12).map(u64::from).ok_or_else(missing)?;
    let start = u32_at(&tail, end + 16).map(u64::from).ok_or_else(missing)?;
    let end_at = tail_at + end as u64;
    let locator = end.checked_sub(20).and_then(|at| {
        tail[at..]
            .starts_with(b"PK\x06\x07")
            .then(|| u64_at(&tail, at + 8))
    });
    let (size, start, end_at) = match locator.flatten() {
        Some(at) => {
            // What the zip claims is only believed inside the file: offsets are told, and cross to the page.
            let at = at.min(len);
            let record = read(source, at, 56)?;
            let is_end = record.starts_with(b"PK\x06\x06");
            match (u64_at(&record, 40), u64_at(&record, 48)) {
                (Some(size), Some(start)) if is_end => (size, start, at),
                _ => return Err(damaged(at, "its zip64 end record is missing")),
            }
        }
        None => (size, start, end_at),
    };
    // Bytes before the zip (a self-extracting one) shift every offset.
    let shift = end_at
        .checked_sub(start.saturating_add(size))
        .ok_or_else(|| damaged(end_at, "its directory lies outside"))?;
    if size > DIRECTORY {
        return Err(damaged(start, "its directory is too long"));
    }
    let bytes = read(source, start + shift, size)?;
    let mut entries = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match entry(&bytes, at, shift, len) {
            Some((entry, next)) => {
                entries.push(entry);
                at = next;
            }
            None => {
                return Ok((
                    entries,
                    Some(damaged(
                        start + shift + at as u64,
                        "an entry of its directory is broken",
                    )),
                ));
            }
        }
    }
    Ok((entries, None))
}

fn entry(bytes: &[u8], at: usize, shift: u64, len: u64) -> Option<(Entry, usize)> {
    let bytes = &bytes[at..];
    if !bytes.starts_with(b"PK\x01\x02") {
        return None;
    }
    let flags = u16_at(bytes, 8)?;
    let method = u16_at(bytes, 10)?;
    let crc = u32_at(bytes, 16)?;
    let (mut packed, mut size) = (u64::from(u32_at(bytes, 20)?), u64::from(u32_at(bytes, 24)?));
    let lens = [28, 30, 32].map(|at| u16_at(bytes, at).map(usize::from));
    let [Some(name_len), Some(extra_len), Some(comment_len)] = lens else {
        return None;
    };
    let mut header = u64::from(u32_at(bytes, 42)?);
    let name = bytes.get(46..46 + name_len)?;
    let mut extra = bytes.get(46 + name_len..46 + name_len + extra_len)?;
    while let (Some(id), Some(len)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(field) = extra.get(4..4 + usize::from(len)) else {
            break;
        };
        if id == 1 {
            // zip64: only the values that did not fit are here, in this order.
            let mut field = field;
            for value in [&mut size, &mut packed, &mut header] {
                if *value == u64::from(u32::MAX)
                    && let Some(wide) = u64_at(field, 0)
                {
                    *value = wide;
                    field = &field[8..];
                }
            }
        }
        extra = &extra[4 + usize::from(len)..];
    }
    let entry = Entry {
        name: String::from_utf8_lossy(name).into_owned(),
        header: header.saturating_add(shift).min(len),
        packed: packed.min(len),
        size,
        crc,
        method,
        encrypted: flags & 1 != 0,
    };
    Some((entry, at + 46 + name_len + extra_len + comment_len))
}

/// Where the content of the entry begins, behind its local header.
///
/// # Errors
/// When there is no local header there, or the entry cannot be read in principle.
pub(super) fn content(source: &Shared, entry: &Entry) -> Result<u64, Fault> {
    let unsupported = |why: &str| Fault {
        kind: ProblemKind::Unsupported,
        offset: entry.header,
        message: format!("The zip entry {why}; unpack it and drop what is inside."),
    };
    if entry.encrypted {
        return Err(unsupported("is encrypted"));
    }
    if !matches!(entry.method, 0 | 8) {
        return Err(unsupported(&format!(
            "is packed with method {}, which is not read",
            entry.method
        )));
    }
    behind_header(source, entry.header)
}

/// Where the local header that stands at `at` ends.
///
/// # Errors
/// When there is none, or the file cannot be read.
pub(super) fn behind_header(source: &Shared, at: u64) -> Result<u64, Fault> {
    let header = read(source, at, 30)?;
    let lens = (u16_at(&header, 26), u16_at(&header, 28));
    let (true, (Some(name), Some(extra))) = (header.starts_with(b"PK\x03\x04"), lens) else {
        return Err(damaged(at, "an entry's header is missing"));
    };
    Ok(at + 30 + u64::from(name) + u64::from(extra))
}

/// An entry's bytes, checked at their end.
pub(super) struct Unzip<'a> {
    inner: Bytes<'a>,
    entry: Entry,
    crc: Crc32,
    size: u64,
    ended: bool,
}

impl<'a> Unzip<'a> {
    /// `raw` holds the entry's packed bytes.
    pub fn new(raw: Bytes<'a>, entry: Entry) -> Unzip<'a> {
        let inner: Bytes<'a> = if entry.deflated() {
            Box::new(Gzip::deflate(raw))
        } else {
            raw
        };
        Unzip {
            inner,
            entry,
            crc: Crc32::default(),
            size: 0,
            ended: false,
        }
    }
}

impl Pull for Unzip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        if self.ended {
            return Ok(0);
        }
        let count = self.inner.read(buffer).inspect_err(|_| self.ended = true)?;
        self.crc.update(&buffer[..count]);
        self.size += count as u64;
        if count == 0 {
            self.ended = true;
            let crc = self.crc.get();
            if (crc, self.size) != (self.entry.crc, self.entry.size) {
                let message =
                    "The zip entry does not match its checksum; its records are kept but may be wrong. \
                               Get the file again."
                        .into();
                return Err(Fault {
                    kind: ProblemKind::Checksum,
                    offset: self.entry.header,
                    message,
                });
            }
        }
        Ok(count)
    }
}
