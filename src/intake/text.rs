//! Trail text, read and scanned window by window.

use super::Sink;
use super::bytes::Bytes;
use super::csv::Rows;
use super::desk::{Desk, Ledger};
use super::walk::Walk;

/// What finds the records in text.
pub(super) enum Scan {
    Json(Walk),
    Table(Rows),
}

/// Text under a window that moves along it.
pub(super) struct Text {
    bytes: Bytes<'static>,
    pub ledger: Ledger,
    scan: Scan,
    /// What was filled stands at its start; it is never cut, for each byte that is put there anew must be cleared.
    window: Vec<u8>,
    filled: usize,
    /// Offset of `window[0]` in the stream.
    base: u64,
}

impl Text {
    pub fn new(bytes: Bytes<'static>, ledger: Ledger, scan: Scan) -> Text {
        Text {
            bytes,
            ledger,
            scan,
            window: Vec::new(),
            filled: 0,
            base: 0,
        }
    }

    /// Reads and scans one window; false at the end.
    pub fn advance(&mut self, size: usize, inflated: &mut u64, sink: &mut dyn Sink) -> bool {
        let mut desk = self.ledger.desk(sink);
        let mut filled = self.filled;
        // The window grows with the text, so that small files stay cheap, and with a value that fills it.
        let so_far = usize::try_from(self.base)
            .unwrap_or(usize::MAX)
            .saturating_add(filled);
        let full = filled + size.min(so_far.max(64 << 10)).max(filled / 2);
        if self.window.len() < full {
            self.window.resize(full, 0);
        }
        let mut end = false;
        while filled < full {
            match self.bytes.read(&mut self.window[filled..full]) {
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
        let keep = self.scan.feed(&self.window[..filled], self.base, end, &mut desk);
        desk.sink.pause(keep);
        *inflated += std::mem::take(&mut desk.ledger.unpacked);
        if end {
            desk.finish();
            return false;
        }
        let kept = (keep - self.base) as usize..filled;
        self.filled = kept.len();
        self.window.copy_within(kept, 0);
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
