//! Reads one record again from its file: what is shown as recorded is what stands there now.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use super::bytes::{Bytes, Limited, Memory, Raw, Shared, slurp};
use super::csv::{Header, delimiter, row_end};
use super::decode::{base64, unescape};
use super::gzip::{Checkpoint, Gzip};
use super::reader::HELD_ZIP;
use super::rebuild::rebuild;
use super::utf16::Utf16;
use super::zip;
use super::{Form, MemorySource, Place, ProblemKind, Source, Step, Stream};

/// A first row longer than this names no columns.
pub(super) const HEADER: usize = 1 << 20;

/// A record as it stands in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reread {
    /// The bytes as they stand, after undoing containers, and the escapes of a [`Form::JsonString`].
    pub exact: Vec<u8>,
    /// The record as the sink was given it: `exact`, or what a row or an outer shape maps to.
    pub json: Vec<u8>,
    /// `json` is what a row or an outer shape maps to: `exact` is no record by itself.
    pub mapped: bool,
}

impl Reread {
    /// The record's own bytes: as they stand in the file where they are a record by themselves.
    pub fn into_record(self) -> Vec<u8> {
        if self.mapped { self.json } else { self.exact }
    }
}

/// Why a record could not be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RereadError {
    /// The file cannot be read any more, in the platform's words.
    Unreadable(String),
    /// The file no longer holds the record where it was found.
    Changed,
}

impl fmt::Display for RereadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RereadError::Unreadable(why) => f.write_str(why),
            RereadError::Changed => f.write_str(
                "The file changed since it was loaded: the record is no longer there. Drop the file again.",
            ),
        }
    }
}

impl std::error::Error for RereadError {}

/// Reads the record at `place` of `stream` again. `checkpoints` of the [`Reader`](super::Reader) that read the file
/// make it quick; without them a gzip is inflated from its start.
///
/// # Errors
/// When the file cannot be read any more, or is not what it was.
pub fn reread(
    source: &mut dyn Source,
    stream: &Stream,
    place: &Place,
    checkpoints: &[Checkpoint],
) -> Result<Reread, RereadError> {
    let source: Shared = Rc::new(RefCell::new(source));
    let found = text(
        &source,
        &stream.route,
        place.offset,
        place.len as usize,
        checkpoints,
    )?;
    interpret(found, place.form, || text_up_to(&source, &stream.route, HEADER))
}

/// What the bytes at a place are; `head` is the stream's first [`HEADER`] bytes.
pub(super) fn interpret(
    found: Vec<u8>,
    form: Form,
    head: impl FnOnce() -> Result<Vec<u8>, RereadError>,
) -> Result<Reread, RereadError> {
    match form {
        Form::Json => {
            let mapped = rebuild(&found);
            plausible(&found, b"{[")?;
            Ok(Reread {
                mapped: mapped.is_some(),
                json: mapped.unwrap_or_else(|| lossy(&found)),
                exact: found,
            })
        }
        Form::JsonString => {
            plausible(&found, b"\"")?;
            let exact = unescape(&found);
            Ok(Reread {
                json: lossy(&exact),
                exact,
                mapped: false,
            })
        }
        Form::CsvRow => {
            let head = head()?;
            let delimiter = delimiter(&head, true).ok_or(RereadError::Changed)?;
            let end = row_end(&head, 0).ok_or(RereadError::Changed)?;
            let row = Header::parse(&head[..end], delimiter)
                .record(&found)
                .ok_or(RereadError::Changed)?;
            Ok(Reread {
                json: row.json,
                exact: found,
                mapped: true,
            })
        }
    }
}

fn plausible(text: &[u8], first: &[u8]) -> Result<(), RereadError> {
    let first = text.first().is_some_and(|byte| first.contains(byte));
    let last = matches!(text.last(), Some(b'}' | b']' | b'"'));
    if first && last {
        Ok(())
    } else {
        Err(RereadError::Changed)
    }
}

fn lossy(text: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(text).into_owned().into_bytes()
}

/// `len` bytes at `offset` of the stream that `route` leads to.
fn text(
    source: &Shared,
    route: &[Step],
    offset: u64,
    len: usize,
    checkpoints: &[Checkpoint],
) -> Result<Vec<u8>, RereadError> {
    let (mut bytes, from) = follow(source, route, offset, checkpoints)?;
    let found = take(&mut bytes, offset - from, len)?;
    if found.len() == len {
        Ok(found)
    } else {
        Err(RereadError::Changed)
    }
}

fn text_up_to(source: &Shared, route: &[Step], len: usize) -> Result<Vec<u8>, RereadError> {
    let (mut bytes, _) = follow(source, route, 0, &[])?;
    take(&mut bytes, 0, len)
}

/// Up to `len` bytes behind the next `skip`.
pub(super) fn take(bytes: &mut Bytes, skip: u64, len: usize) -> Result<Vec<u8>, RereadError> {
    let mut left = skip;
    // A wrong checksum was told when the file was loaded; a second fault without progress is the end.
    let mut faults = 0;
    while left > 0 {
        match bytes.skip(left) {
            Ok(0) => return Err(RereadError::Changed),
            Ok(count) => left -= count,
            Err(fault) => patience(&mut faults, fault.message)?,
        }
    }
    let mut found = vec![0; len];
    let mut filled = 0;
    while filled < len {
        match bytes.read(&mut found[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(fault) => patience(&mut faults, fault.message)?,
        }
    }
    found.truncate(filled);
    Ok(found)
}

fn patience(faults: &mut u32, message: String) -> Result<(), RereadError> {
    *faults += 1;
    if *faults > 10_000 {
        Err(RereadError::Unreadable(message))
    } else {
        Ok(())
    }
}

/// The bytes that `route` leads to, and the offset in that stream where they begin.
pub(super) fn follow<'a>(
    source: &Shared<'a>,
    route: &[Step],
    offset: u64,
    checkpoints: &[Checkpoint],
) -> Result<(Bytes<'a>, u64), RereadError> {
    let raw = |at: u64| -> Bytes<'a> {
        let len = source.borrow().len();
        Box::new(Raw::new(
            source.clone(),
            at,
            len.saturating_sub(at),
            Rc::default(),
        ))
    };
    let (mut bytes, mut from) = (raw(0), 0);
    for (index, step) in route.iter().enumerate() {
        match step {
            Step::Gunzip if index == 0 => {
                // How far into the inflated bytes the way goes on.
                let target = match route.get(1) {
                    None => offset,
                    Some(Step::TarEntry { offset: entry, .. }) if route.len() == 2 => entry + offset,
                    Some(
                        Step::TarEntry { offset, .. }
                        | Step::JsonString { offset, .. }
                        | Step::Base64 { offset, .. },
                    ) => *offset,
                    Some(_) => 0,
                };
                match checkpoints
                    .iter()
                    .rev()
                    .find(|checkpoint| checkpoint.inflated <= target)
                {
                    Some(checkpoint) => {
                        bytes = Box::new(Gzip::resume(raw(checkpoint.packed), checkpoint));
                        from = checkpoint.inflated;
                    }
                    None => bytes = Box::new(Gzip::new(bytes, None)),
                }
            }
            Step::Gunzip => bytes = Box::new(Gzip::new(bytes, None)),
            Step::Utf16 { big_endian } => bytes = Box::new(Utf16::new(bytes, *big_endian)),
            Step::TarEntry { offset: entry, len } => {
                // Pass over to where the record stands, when it stands in this entry itself.
                let inside = if index + 1 == route.len() {
                    offset.min(*len)
                } else {
                    0
                };
                take(&mut bytes, entry + inside - from, 0)?;
                bytes = Box::new(Limited {
                    inner: bytes,
                    left: len - inside,
                });
                from = inside;
            }
            Step::ZipEntry {
                header,
                packed,
                deflated,
            } => {
                let zip: Shared<'a> = if index == 0 {
                    source.clone()
                } else {
                    let held = slurp(bytes, HELD_ZIP).0.ok_or(RereadError::Changed)?;
                    Rc::new(RefCell::new(MemorySource(held)))
                };
                let at = zip::behind_header(&zip, *header).map_err(|fault| match fault.kind {
                    ProblemKind::Unreadable => RereadError::Unreadable(fault.message),
                    _ => RereadError::Changed,
                })?;
                let content: Bytes<'a> = Box::new(Raw::new(zip, at, *packed, Rc::default()));
                bytes = if *deflated {
                    Box::new(Gzip::deflate(content))
                } else {
                    content
                };
                from = 0;
            }
            Step::JsonString { offset, len } => {
                let literal = take(&mut bytes, offset - from, *len as usize)?;
                plausible(&literal, b"\"")?;
                bytes = Box::new(Memory::new(unescape(&literal)));
                from = 0;
            }
            Step::Base64 { offset, len } => {
                let literal = take(&mut bytes, offset - from, *len as usize)?;
                let packed = base64(&unescape(&literal)).ok_or(RereadError::Changed)?;
                bytes = Box::new(Gzip::new(Box::new(Memory::new(packed)), None));
                from = 0;
            }
        }
    }
    Ok((bytes, from))
}
