//! Reads one dropped file to its end, step by step.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::bytes::{Bytes, Fault, Peeked, Pull, Raw, Shared};
use super::desk::Ledger;
use super::gzip::{Checkpoints, Gzip};
use super::sniff::{Kind, sniff};
use super::walk::Walk;
use super::{Aside, Limits, ProblemKind, Sink, Source, Step, Stream};

/// Bytes looked at to tell what a file is.
const HEAD: usize = 16 << 10;
/// Text is scanned in windows of this size.
const WINDOW: usize = 1 << 20;

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
    source: Rc<RefCell<S>>,
    frames: Vec<Frame>,
    limits: Limits,
    window: usize,
    packed: Rc<Cell<u64>>,
    inflated: u64,
    checkpoints: Checkpoints,
}

/// One layer of what is being read; the innermost is last.
enum Frame {
    /// Bytes of which is not known yet what they are.
    Open(Bytes<'static>, Ledger),
    Text(Text),
}

impl<S: Source + 'static> Reader<S> {
    /// A reader at the start of `source`. Nothing is read yet.
    pub fn new(source: S, limits: Limits) -> Reader<S> {
        let source = Rc::new(RefCell::new(source));
        let packed = Rc::new(Cell::new(0));
        let len = source.borrow().len();
        let shared: Shared<'static> = source.clone();
        let raw: Bytes<'static> = Box::new(Raw::new(shared, 0, len, packed.clone()));
        let frames = vec![Frame::Open(raw, Ledger::new(Stream::default(), limits))];
        Reader {
            source,
            frames,
            limits,
            window: WINDOW,
            packed,
            inflated: 0,
            checkpoints: Checkpoints::default(),
        }
    }

    /// The same with windows of `window` bytes: small ones show in tests what large files meet.
    pub fn with_window(mut self, window: usize) -> Reader<S> {
        self.window = window.max(1);
        self
    }

    /// Reads on for about `budget` bytes of inflated text, and returns so that others get their turn.
    pub fn step(&mut self, sink: &mut dyn Sink, budget: usize) -> Progress {
        let until = self.inflated.saturating_add(budget as u64);
        while let Some(frame) = self.frames.pop() {
            match frame {
                Frame::Open(bytes, ledger) => self.open(bytes, ledger, sink),
                Frame::Text(mut text) => {
                    let more = text.advance(self.window, &mut self.inflated, sink);
                    if self.inflated > self.limits.inflated {
                        let message = format!(
                            "The file inflates to more than {} bytes, the stated limit; the rest was not read.",
                            self.limits.inflated
                        );
                        text.ledger
                            .desk(sink)
                            .problem(ProblemKind::Limit, self.limits.inflated, message);
                        self.frames.clear();
                    } else if more {
                        self.frames.push(Frame::Text(text));
                    }
                }
            }
            if self.inflated >= until {
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
        let kind = sniff(&head);
        let bytes: Bytes<'static> = Box::new(Peeked {
            head,
            at: 0,
            rest: bytes,
        });
        match kind {
            Kind::Empty => ledger.desk(sink).finish(),
            Kind::Gzip => {
                let outermost = ledger.stream.route.is_empty().then(|| self.checkpoints.clone());
                ledger.stream.route.push(Step::Gunzip);
                self.frames
                    .push(Frame::Open(Box::new(Gzip::new(bytes, outermost)), ledger));
            }
            Kind::Json => self
                .frames
                .push(Frame::Text(Text::new(bytes, ledger, Walk::new(0, false)))),
            Kind::Other(what) => ledger.desk(sink).aside(Aside::Other(what.into())),
            _ => {}
        }
    }
}

/// Text under a window that moves along it.
struct Text {
    bytes: Bytes<'static>,
    ledger: Ledger,
    walk: Walk,
    window: Vec<u8>,
    /// Offset of `window[0]` in the stream.
    base: u64,
    unreadable: bool,
}

impl Text {
    fn new(bytes: Bytes<'static>, ledger: Ledger, walk: Walk) -> Text {
        Text {
            bytes,
            ledger,
            walk,
            window: Vec::new(),
            base: 0,
            unreadable: false,
        }
    }

    /// Reads and scans one window; false at the end.
    fn advance(&mut self, size: usize, inflated: &mut u64, sink: &mut dyn Sink) -> bool {
        let mut desk = self.ledger.desk(sink);
        desk.announce();
        let mut filled = self.window.len();
        // A value that fills the window makes it grow; so does the text, so that small files stay cheap.
        let size = size
            .min((self.base as usize + filled).max(64 << 10))
            .max(filled / 2);
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
                Err(Fault {
                    kind: ProblemKind::Unreadable,
                    offset,
                    message,
                }) => {
                    self.unreadable = true;
                    desk.problem(ProblemKind::Unreadable, offset, message);
                }
                Err(fault) => desk.fault(fault),
            }
        }
        self.window.truncate(filled);
        let keep = self.walk.feed(&self.window, self.base, end, &mut desk);
        if end {
            self.walk
                .finish(&self.window, self.base, self.unreadable, &mut desk);
            desk.finish();
            return false;
        }
        self.window.drain(..(keep - self.base) as usize);
        self.base = keep;
        true
    }
}
