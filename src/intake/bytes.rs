//! Layers of bytes: each pulls from the one below it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{ProblemKind, Source};

/// Something a layer could not do: told once; the bytes before it were read, and reading may go on after it.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub kind: ProblemKind,
    /// In the packed bytes of the layer that tells it.
    pub offset: u64,
    pub message: String,
}

/// Bytes in order, pulled.
pub(super) trait Pull {
    /// Fills some of `buffer`; 0 is the end.
    ///
    /// # Errors
    /// Tells a fault; the next call goes on behind it, or is at the end.
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault>;

    /// Passes over some of the next `count` bytes; returns how many, 0 at the end.
    ///
    /// # Errors
    /// As [`Pull::read`].
    fn skip(&mut self, count: u64) -> Result<u64, Fault> {
        let mut scratch = vec![0; count.min(64 << 10) as usize];
        Ok(self.read(&mut scratch)? as u64)
    }
}

pub(super) type Bytes<'a> = Box<dyn Pull + 'a>;

/// The dropped file, shared by the layers that read from it.
pub(super) type Shared<'a> = Rc<RefCell<dyn Source + 'a>>;

/// A run of the file's own bytes.
pub(super) struct Raw<'a> {
    source: Shared<'a>,
    at: u64,
    end: u64,
    /// Bytes passed over so far, for the progress bar.
    packed: Rc<Cell<u64>>,
}

impl<'a> Raw<'a> {
    pub fn new(source: Shared<'a>, at: u64, len: u64, packed: Rc<Cell<u64>>) -> Raw<'a> {
        Raw {
            source,
            at,
            end: at.saturating_add(len),
            packed,
        }
    }
}

impl Pull for Raw<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        let want = buffer
            .len()
            .min(usize::try_from(self.end - self.at).unwrap_or(usize::MAX));
        if want == 0 {
            return Ok(0);
        }
        let result = self.source.borrow_mut().read_at(self.at, &mut buffer[..want]);
        match result {
            Ok(count) if count > 0 => {
                self.at += count as u64;
                self.packed.set(self.packed.get() + count as u64);
                Ok(count)
            }
            broken => {
                let offset = std::mem::replace(&mut self.at, self.end);
                let why = broken
                    .err()
                    .map_or_else(|| "it ends earlier than when it was dropped".into(), |e| e.0);
                Err(Fault {
                    kind: ProblemKind::Unreadable,
                    offset,
                    message: format!(
                        "The file could not be read at byte {offset}; check that it is still there and unchanged, \
                         then drop it again: {why}"
                    ),
                })
            }
        }
    }

    fn skip(&mut self, count: u64) -> Result<u64, Fault> {
        let count = count.min(self.end - self.at);
        self.at += count;
        self.packed.set(self.packed.get() + count);
        Ok(count)
    }
}

/// Packed bytes that the layers of one file may take, all together, before something comes of them.
const HOLLOW: u64 = 64 << 20;

/// Counts what the layers of one file hand to one another. Empty gzip members, padding and the like come to nothing,
/// so that what comes out does not tell how much work it was.
#[derive(Default)]
pub(super) struct Meter {
    spent: Cell<u64>,
    allowed: Cell<u64>,
}

impl Meter {
    pub fn spent(&self) -> u64 {
        self.spent.get()
    }

    pub fn add(&self, count: u64) {
        self.spent.set(self.spent.get().saturating_add(count));
    }

    /// Something came of it: the layers may go on.
    pub fn allow(&self) {
        self.allowed.set(self.spent.get().saturating_add(HOLLOW));
    }
}

/// Bytes that a layer unpacks, on the meter.
pub(super) struct Metered<'a> {
    inner: Bytes<'a>,
    meter: Rc<Meter>,
    at: u64,
    ended: bool,
}

impl<'a> Metered<'a> {
    pub fn new(inner: Bytes<'a>, meter: &Rc<Meter>) -> Metered<'a> {
        Metered {
            inner,
            meter: meter.clone(),
            at: 0,
            ended: false,
        }
    }
}

impl Pull for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        if self.ended {
            return Ok(0);
        }
        if self.meter.spent() > self.meter.allowed.get() {
            self.ended = true;
            return Err(Fault {
                kind: ProblemKind::Limit,
                offset: self.at,
                message: format!(
                    "More than {HOLLOW} bytes around byte {} of the packed data unpack to nothing; the rest was not \
                     read. Unpack it and drop what is inside.",
                    self.at
                ),
            });
        }
        let count = self.inner.read(buffer)?;
        self.at += count as u64;
        self.meter.add(count as u64);
        Ok(count)
    }
}

/// Bytes looked at already, then the rest.
pub(super) struct Peeked<'a> {
    head: Memory,
    rest: Bytes<'a>,
}

impl<'a> Peeked<'a> {
    pub fn new(head: Vec<u8>, rest: Bytes<'a>) -> Peeked<'a> {
        Peeked {
            head: Memory::new(head),
            rest,
        }
    }
}

impl Pull for Peeked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        match self.head.read(buffer)? {
            0 => self.rest.read(buffer),
            count => Ok(count),
        }
    }

    fn skip(&mut self, count: u64) -> Result<u64, Fault> {
        match self.head.skip(count)? {
            0 => self.rest.skip(count),
            count => Ok(count),
        }
    }
}

/// Bytes at hand.
pub(super) struct Memory {
    bytes: Vec<u8>,
    at: usize,
}

impl Memory {
    pub fn new(bytes: Vec<u8>) -> Memory {
        Memory { bytes, at: 0 }
    }
}

impl Pull for Memory {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        let rest = &self.bytes[self.at..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

/// A layer that is read here and there: a tar, whose entries are read through it.
pub(super) struct Part<P>(pub Rc<RefCell<P>>);

impl<P: Pull> Pull for Part<P> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        self.0.borrow_mut().read(buffer)
    }
}

/// All bytes of a layer, unless there are more than `limit`, and the faults met.
pub(super) fn slurp(mut bytes: Bytes, limit: usize) -> (Option<Vec<u8>>, Vec<Fault>) {
    let (mut held, mut faults) = (Vec::new(), Vec::new());
    let mut run = 16 << 10;
    loop {
        let filled = held.len();
        held.resize(filled + run, 0);
        match bytes.read(&mut held[filled..]) {
            Ok(0) => {
                held.truncate(filled);
                return (Some(held), faults);
            }
            Ok(count) => held.truncate(filled + count),
            Err(fault) => {
                held.truncate(filled);
                faults.push(fault);
            }
        }
        if held.len() > limit {
            return (None, faults);
        }
        run = (run * 2).min(1 << 20);
    }
}

/// The first `left` bytes of a layer.
pub(super) struct Limited<'a> {
    pub inner: Bytes<'a>,
    pub left: u64,
}

impl Pull for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        let want = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = self.inner.read(&mut buffer[..want])?;
        self.left -= count as u64;
        Ok(count)
    }
}
