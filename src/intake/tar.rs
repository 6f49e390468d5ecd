//! tar: ustar, GNU long names and pax, read front to back.

use super::ProblemKind;
use super::bytes::{Bytes, Fault, Pull};

const BLOCK: usize = 512;
/// Names and pax headers longer than this are not read.
const LONG: u64 = 1 << 20;
/// No file is longer, and the page's numbers end here.
const LONGEST: u64 = 1 << 53;

/// Whether a tar header stands at the start of `head`.
pub(super) fn is_header(head: &[u8]) -> bool {
    let Some(block) = head.get(..BLOCK) else {
        return false;
    };
    // Old tars have no magic, but every header has a checksum.
    block[0] != 0 && number(&block[148..156]) == Some(checksum(block))
}

fn checksum(block: &[u8]) -> u64 {
    let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
    let field: u64 = block[148..156].iter().map(|byte| u64::from(*byte)).sum();
    sum - field + 8 * u64::from(b' ')
}

/// An octal number, or GNU's base 256.
fn number(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 != 0 {
        return field[1..].iter().try_fold(0_u64, |value, byte| {
            Some(value.checked_mul(256)? | u64::from(*byte))
        });
    }
    let text = field.trim_ascii_start();
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return None;
    }
    u64::from_str_radix(std::str::from_utf8(&text[..digits]).ok()?, 8).ok()
}

fn text(field: &[u8]) -> String {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

/// A file inside a tar.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    /// Offset of its content.
    pub offset: u64,
    pub len: u64,
}

/// What comes next in a tar.
pub(super) enum Next {
    Entry(Entry),
    /// No file: pass over it.
    Other,
    End,
}

/// Reads a tar entry by entry.
pub(super) struct Tar<'a> {
    inner: Bytes<'a>,
    at: u64,
    /// Bytes left of the entry at hand, and of its padding.
    left: u64,
    padding: u64,
    /// What headers said of the entry to come.
    long_name: Option<String>,
    long_size: Option<u64>,
    ended: bool,
}

impl<'a> Tar<'a> {
    pub fn new(inner: Bytes<'a>) -> Tar<'a> {
        Tar {
            inner,
            at: 0,
            left: 0,
            padding: 0,
            long_name: None,
            long_size: None,
            ended: false,
        }
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.inner.read(&mut buffer[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        self.at += filled as u64;
        Ok(filled)
    }

    /// Passes over some of what is left of the entry at hand; returns how much, and whether nothing is left now.
    ///
    /// # Errors
    /// Faults of the layer below, or the tar's end in the middle.
    pub fn pass(&mut self) -> Result<(u64, bool), Fault> {
        let count = self.left + self.padding;
        if count == 0 {
            return Ok((0, true));
        }
        let skipped = self.inner.skip(count)?;
        self.at += skipped;
        let of_entry = skipped.min(self.left);
        self.left -= of_entry;
        self.padding -= skipped - of_entry;
        if skipped == 0 {
            let cut = self.left > 0;
            (self.left, self.padding, self.ended) = (0, 0, true);
            if cut {
                return Err(self.truncated());
            }
        }
        Ok((skipped, self.left + self.padding == 0))
    }

    fn truncated(&mut self) -> Fault {
        (self.left, self.padding, self.ended) = (0, 0, true);
        Fault {
            kind: ProblemKind::Truncated,
            offset: self.at,
            message: format!(
                "The tar ends at byte {} in the middle of an entry. Get the whole file again.",
                self.at
            ),
        }
    }

    /// The next header; call [`Tar::pass`] before until nothing is left.
    ///
    /// # Errors
    /// Faults of the layer below, a damaged header, or the tar's end in the middle.
    pub fn next(&mut self) -> Result<Next, Fault> {
        if self.ended {
            return Ok(Next::End);
        }
        let mut block = [0; BLOCK];
        let filled = self.fill(&mut block).inspect_err(|_| self.ended = true)?;
        if filled == 0 || block.iter().all(|byte| *byte == 0) {
            self.ended = true;
            return Ok(Next::End);
        }
        if filled < BLOCK {
            return Err(self.truncated());
        }
        if number(&block[148..156]) != Some(checksum(&block)) {
            self.ended = true;
            let message = format!(
                "The tar header at byte {} is damaged; the entries before it are kept. Get the file again.",
                self.at - BLOCK as u64
            );
            return Err(Fault {
                kind: ProblemKind::Corrupt,
                offset: self.at - BLOCK as u64,
                message,
            });
        }
        let kind = block[156];
        let about_next = matches!(kind, b'L' | b'x' | b'g' | b'K');
        let stated = number(&block[124..136]);
        let size = if about_next {
            stated
        } else {
            self.long_size.take().or(stated)
        };
        let size = size.unwrap_or(0).min(LONGEST);
        (self.left, self.padding) = (size, (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64);
        if about_next {
            self.about_next(kind)?;
            return Ok(Next::Other);
        }
        let prefix = if block[257..262] == *b"ustar" && block[263..265] == *b"00" {
            text(&block[345..500])
        } else {
            String::new()
        };
        let short = text(&block[..100]);
        let name = self.long_name.take().unwrap_or(if prefix.is_empty() {
            short
        } else {
            format!("{prefix}/{short}")
        });
        // Links, folders and devices have no content, whatever their size says.
        if matches!(kind, b'1'..=b'6') {
            (self.left, self.padding) = (0, 0);
        }
        if !matches!(kind, 0 | b'0' | b'7') || name.ends_with('/') {
            return Ok(Next::Other);
        }
        Ok(Next::Entry(Entry {
            name,
            offset: self.at,
            len: size,
        }))
    }

    /// Reads what a header says of the entry to come.
    fn about_next(&mut self, kind: u8) -> Result<(), Fault> {
        let mut content = vec![0; self.left.min(LONG) as usize];
        if self.fill(&mut content)? < content.len() {
            return Err(self.truncated());
        }
        self.left -= content.len() as u64;
        match kind {
            b'L' => self.long_name = Some(text(&content)),
            b'x' => {
                let (name, size) = pax(&content);
                self.long_name = name.or(self.long_name.take());
                self.long_size = size;
            }
            _ => {}
        }
        Ok(())
    }
}

/// The content of the entry at hand.
impl Pull for Tar<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        let want = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if want == 0 {
            return Ok(0);
        }
        let count = self.inner.read(&mut buffer[..want])?;
        self.at += count as u64;
        self.left -= count as u64;
        if count == 0 {
            (self.left, self.padding) = (0, 0);
            return Err(self.truncated());
        }
        Ok(count)
    }
}

/// Name and size in a pax header: lines of `<length> key=value`.
fn pax(content: &[u8]) -> (Option<String>, Option<u64>) {
    let (mut name, mut size) = (None, None);
    let mut rest = content;
    while let Some(space) = memchr::memchr(b' ', rest) {
        let len = std::str::from_utf8(&rest[..space])
            .ok()
            .and_then(|text| text.parse::<usize>().ok());
        let Some(line) = len
            .filter(|len| *len > space)
            .and_then(|len| rest.get(space + 1..len))
        else {
            break;
        };
        rest = &rest[space + 1 + line.len()..];
        if let Some(path) = line.strip_prefix(b"path=") {
            name = Some(String::from_utf8_lossy(path.trim_ascii_end()).into_owned());
        } else if let Some(text) = line.strip_prefix(b"size=") {
            size = std::str::from_utf8(text.trim_ascii())
                .ok()
                .and_then(|text| text.parse().ok());
        }
    }
    (name, size)
}
