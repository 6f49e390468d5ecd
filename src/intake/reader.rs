//! Reads one dropped file to its end, step by step.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::bytes::{Bytes, Part, Peeked, Raw, Shared, slurp};
use super::csv::Rows;
use super::desk::{Desk, Ledger};
use super::gzip::{Checkpoint, Checkpoints, Gzip};
use super::sniff::{Kind, sniff};
use super::source::ReadAhead;
use super::tar::Tar;
use super::utf16::Utf16;
use super::walk::Walk;
use super::zip::{self, Unzip};
use super::{Aside, Limits, MemorySource, ProblemKind, Sink, Source, Step, Stream};

/// Bytes looked at to tell what a file is.
const HEAD: usize = 16 << 10;
/// Text is scanned in windows of this size.
const WINDOW: usize = 1 << 20;
/// A zip inside another container is held in memory, up to this size.
pub(super) const HELD_ZIP: usize = 256 << 20;

/// How far a [`Reader`] has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Everything was read.
    pub done: bool,
    /// Bytes of the dropped file passed over so far.
    pub packed: u64,
    /// Bytes of text inflated from it so far.
    pub inflated: u64,
}

/// Reads one dropped file: call [`Reader::step`] until it is done.
pub struct Reader<S: Source + 'static> {
    source: Rc<RefCell<ReadAhead<S>>>,
    frames: Vec<Frame>,
    limits: Limits,
    window: usize,
    packed: Rc<Cell<u64>>,
    inflated: u64,
    /// Bytes inflated only to get past them.
    passed: u64,
    checkpoints: Checkpoints,
}

/// One layer of what is being read; the innermost is last.
enum Frame {
    /// Bytes of which is not known yet what they are.
    Open(Bytes<'static>, Ledger),
    Text(Text),
    Tar {
        tar: Rc<RefCell<Tar<'static>>>,
        ledger: Ledger,
    },
    Zip {
        source: Shared<'static>,
        entries: std::vec::IntoIter<zip::Entry>,
        ledger: Ledger,
    },
}

impl<S: Source + 'static> Reader<S> {
    /// A reader at the start of `source`. Nothing is read yet.
    pub fn new(source: S, limits: Limits) -> Reader<S> {
        let source = Rc::new(RefCell::new(ReadAhead::new(source)));
        let packed = Rc::new(Cell::new(0));
        let len = source.borrow().len();
        let shared: Shared<'static> = source.clone();
        let raw: Bytes<'static> = Box::new(Raw::new(shared, 0, len, packed.clone()));
        let frames = vec![Frame::Open(raw, Ledger::new(Stream::default(), limits))];
        let checkpoints = Checkpoints::default();
        Reader {
            source,
            frames,
            limits,
            window: WINDOW,
            packed,
            inflated: 0,
            passed: 0,
            checkpoints,
        }
    }

    /// The same with windows of `window` bytes: small ones show in tests what large files meet.
    #[must_use]
    pub fn with_window(mut self, window: usize) -> Reader<S> {
        self.window = window.max(1);
        self
    }

    /// Places inside a gzip from which [`reread`](super::reread()) can start; complete when the reader is done.
    pub fn checkpoints(&self) -> Vec<Checkpoint> {
        self.checkpoints.borrow().clone()
    }

    /// Reads on for about `budget` bytes of inflated text, and returns so that others get their turn.
    pub fn step(&mut self, sink: &mut dyn Sink, budget: usize) -> Progress {
        let until = (self.inflated + self.passed).saturating_add(budget as u64);
        while let Some(frame) = self.frames.pop() {
            match frame {
                Frame::Open(bytes, ledger) => self.open(bytes, ledger, sink),
                Frame::Text(mut text) => {
                    let more = text.advance(self.window, &mut self.inflated, sink);
                    if self.inflated > self.limits.inflated {
                        self.stop(&mut text.ledger, sink);
                    } else if more {
                        self.frames.push(Frame::Text(text));
                    }
                }
                Frame::Tar { tar, ledger } => self.next_in_tar(tar, ledger, sink),
                Frame::Zip {
                    source,
                    entries,
                    ledger,
                } => self.next_in_zip(source, entries, ledger, sink),
            }
            if self.inflated + self.passed >= until {
                break;
            }
        }
        let done = self.frames.is_empty();
        let len = self.source.borrow().len();
        Progress {
            done,
            packed: if done { len } else { self.packed.get().min(len) },
            inflated: self.inflated,
        }
    }

    /// The limit of inflated bytes is reached: nothing more is read of this file.
    fn stop(&mut self, ledger: &mut Ledger, sink: &mut dyn Sink) {
        let limit = self.limits.inflated;
        let message = format!(
            "The file inflates to more than {limit} bytes, the stated limit; the rest was not read. \
             Unpack it and drop the parts you need."
        );
        ledger.desk(sink).problem(ProblemKind::Limit, limit, message);
        self.frames.clear();
    }

    fn open(&mut self, mut bytes: Bytes<'static>, mut ledger: Ledger, sink: &mut dyn Sink) {
        let mut head = vec![0; HEAD];
        let mut filled = 0;
        while filled < HEAD {
            match bytes.read(&mut head[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(fault) => ledger.desk(sink).fault(fault),
            }
        }
        head.truncate(filled);
        let kind = sniff(&head, filled < HEAD);
        let bytes: Bytes<'static> = Box::new(Peeked::new(head, bytes));
        let layers = ledger
            .stream
            .route
            .iter()
            .filter(|step| !matches!(step, Step::Utf16 { .. }))
            .count();
        if matches!(kind, Kind::Gzip | Kind::Zip | Kind::Tar) && layers >= usize::from(self.limits.layers) {
            let message = format!(
                "There are more than {} containers inside one another; unpack the file and drop what is inside.",
                self.limits.layers
            );
            let mut desk = ledger.desk(sink);
            desk.problem(ProblemKind::Limit, 0, message);
            return desk.finish();
        }
        match kind {
            Kind::Empty => ledger.desk(sink).finish(),
            Kind::Gzip => {
                let outermost = ledger.stream.route.is_empty().then(|| self.checkpoints.clone());
                ledger.stream.route.push(Step::Gunzip);
                self.frames
                    .push(Frame::Open(Box::new(Gzip::new(bytes, outermost)), ledger));
            }
            Kind::Utf16(big_endian) => {
                ledger.stream.route.push(Step::Utf16 { big_endian });
                self.frames
                    .push(Frame::Open(Box::new(Utf16::new(bytes, big_endian)), ledger));
            }
            Kind::Tar => self.frames.push(Frame::Tar {
                tar: Rc::new(RefCell::new(Tar::new(bytes))),
                ledger,
            }),
            Kind::Zip => self.open_zip(bytes, ledger, sink),
            Kind::Json => self.text(bytes, ledger, Scan::Json(Walk::new(0, false))),
            Kind::Lines => self.text(bytes, ledger, Scan::Json(Walk::new(0, true))),
            Kind::Table(delimiter) => self.text(bytes, ledger, Scan::Table(Rows::new(delimiter))),
            Kind::Unsupported(what, advice) => {
                let message = format!("This is {what}, which is not read; {advice} and drop the result.");
                let mut desk = ledger.desk(sink);
                desk.problem(ProblemKind::Unsupported, 0, message);
                desk.finish();
            }
            Kind::Other(what) => {
                let mut desk = ledger.desk(sink);
                desk.aside(Aside::Other(what.into()));
                desk.finish();
            }
        }
    }

    fn text(&mut self, bytes: Bytes<'static>, ledger: Ledger, scan: Scan) {
        self.frames.push(Frame::Text(Text {
            bytes,
            ledger,
            scan,
            window: Vec::new(),
            base: 0,
        }));
    }

    fn next_in_tar(&mut self, tar: Rc<RefCell<Tar<'static>>>, mut ledger: Ledger, sink: &mut dyn Sink) {
        let passed = tar.borrow_mut().pass();
        match passed {
            Ok((count, done)) => {
                if !ledger.stream.route.is_empty() {
                    self.passed += count;
                }
                if self.inflated + self.passed > self.limits.inflated {
                    return self.stop(&mut ledger, sink);
                }
                if !done {
                    return self.frames.push(Frame::Tar { tar, ledger });
                }
            }
            Err(fault) => {
                ledger.desk(sink).fault(fault);
                return self.frames.push(Frame::Tar { tar, ledger });
            }
        }
        let next = tar.borrow_mut().next();
        match next {
            Ok(None) => ledger.desk(sink).leave(),
            Ok(Some(entry)) => {
                let step = Step::TarEntry {
                    offset: entry.offset,
                    len: entry.len,
                };
                let inner = ledger.inner(&entry.name, step);
                let part = Part(tar.clone());
                self.frames.push(Frame::Tar { tar, ledger });
                self.frames.push(Frame::Open(Box::new(part), inner));
            }
            Err(fault) => {
                ledger.desk(sink).fault(fault);
                self.frames.push(Frame::Tar { tar, ledger });
            }
        }
    }

    fn open_zip(&mut self, bytes: Bytes<'static>, mut ledger: Ledger, sink: &mut dyn Sink) {
        let mut desk = ledger.desk(sink);
        let source: Shared<'static> = if desk.ledger.stream.route.is_empty() {
            self.source.clone()
        } else {
            let (held, faults) = slurp(bytes, HELD_ZIP);
            faults.into_iter().for_each(|fault| desk.fault(fault));
            let Some(held) = held else {
                let message = format!(
                    "A zip inside another container is larger than {HELD_ZIP} bytes; unpack the outer one first."
                );
                desk.problem(ProblemKind::Limit, 0, message);
                return desk.finish();
            };
            self.passed += held.len() as u64;
            Rc::new(RefCell::new(MemorySource(held)))
        };
        match zip::directory(&source) {
            Ok((entries, fault)) => {
                fault.into_iter().for_each(|fault| desk.fault(fault));
                self.frames.push(Frame::Zip {
                    source,
                    entries: entries.into_iter(),
                    ledger,
                });
            }
            Err(fault) => {
                desk.fault(fault);
                desk.finish();
            }
        }
    }

    fn next_in_zip(
        &mut self,
        source: Shared<'static>,
        mut entries: std::vec::IntoIter<zip::Entry>,
        mut ledger: Ledger,
        sink: &mut dyn Sink,
    ) {
        let Some(entry) = entries.find(|entry| !entry.is_silent()) else {
            return ledger.desk(sink).leave();
        };
        let mut inner = ledger.inner(&entry.name, Step::ZipEntry { header: entry.header });
        match zip::content(&source, &entry) {
            Ok(offset) => {
                // Only the dropped file's own bytes count for the progress bar.
                let outermost = ledger.stream.route.is_empty();
                let packed = if outermost {
                    self.packed.clone()
                } else {
                    Rc::default()
                };
                let raw = Raw::new(source.clone(), offset, entry.packed, packed);
                let bytes = Box::new(Unzip::new(Box::new(raw), entry));
                self.frames.push(Frame::Zip {
                    source,
                    entries,
                    ledger,
                });
                self.frames.push(Frame::Open(bytes, inner));
            }
            Err(fault) => {
                let mut desk = inner.desk(sink);
                desk.fault(fault);
                desk.finish();
                self.frames.push(Frame::Zip {
                    source,
                    entries,
                    ledger,
                });
            }
        }
    }
}

/// What finds the records in text.
enum Scan {
    Json(Walk),
    Table(Rows),
}

/// Text under a window that moves along it.
struct Text {
    bytes: Bytes<'static>,
    ledger: Ledger,
    scan: Scan,
    window: Vec<u8>,
    /// Offset of `window[0]` in the stream.
    base: u64,
}

impl Text {
    /// Reads and scans one window; false at the end.
    fn advance(&mut self, size: usize, inflated: &mut u64, sink: &mut dyn Sink) -> bool {
        let mut desk = self.ledger.desk(sink);
        let mut filled = self.window.len();
        // The window grows with the text, so that small files stay cheap, and with a value that fills it.
        let so_far = usize::try_from(self.base)
            .unwrap_or(usize::MAX)
            .saturating_add(filled);
        let size = size.min(so_far.max(64 << 10)).max(filled / 2);
        self.window.resize(filled + size, 0);
        let mut end = false;
        while filled < self.window.len() {
            match self.bytes.read(&mut self.window[filled..]) {
                Ok(0) => {
                    end = true;
                    break;
                }
                Ok(count) => {
                    filled += count;
                    *inflated += count as u64;
                }
                Err(fault) => desk.fault(fault),
            }
        }
        self.window.truncate(filled);
        let keep = self.scan.feed(&self.window, self.base, end, &mut desk);
        if end {
            desk.finish();
            return false;
        }
        self.window.drain(..(keep - self.base) as usize);
        self.base = keep;
        true
    }
}

impl Scan {
    fn feed(&mut self, text: &[u8], base: u64, end: bool, desk: &mut Desk) -> u64 {
        match self {
            Scan::Table(rows) => rows.feed(text, base, end, desk),
            Scan::Json(walk) => {
                let keep = walk.feed(text, base, end, desk);
                if end {
                    let cut = desk.ledger.unreadable;
                    walk.finish(text, base, cut, desk);
                }
                keep
            }
        }
    }
}
