//! An export: what all shards write of a view's rows, in its order, block by block.

use super::View;
use crate::export::Format;
use crate::worker::lanes::Lanes;
use crate::worker::message::{Answer, Pieces, Question};
use crate::worker::pool::Pool;
use crate::worker::protocol::Missing;
use crate::worker::session::Session;
use std::pin::Pin;
use std::rc::Rc;

/// Bytes handed on at once: quick to copy, and few enough to keep the page's memory flat.
const BLOCK: usize = 256 << 10;
/// Rows whose order is found at once.
const WINDOW: u64 = 4 << 10;
/// Files named among those that could not be read; beyond, records are only counted.
const NAMED: usize = 100;

const ORDER_LOST: &str = "A worker stopped, and with it the order of what was left. Let the report read its files again, then export again.";

type Asked = Pin<Box<dyn Future<Output = Result<Answer, String>>>>;

/// A view being written. Each shard works on its next block while the page takes the one before.
pub struct Export {
    pool: Rc<Pool>,
    view: View,
    format: Format,
    columns: Vec<String>,
    lanes: Lanes,
    asked: Vec<Option<Asked>>,
    /// The shards of the rows that come next.
    order: Vec<usize>,
    /// Rows gone through, and those of them that could not be written.
    rows: u64,
    unread: u64,
    missing: Vec<Missing>,
    begun: bool,
    is_first: bool,
    ended: bool,
}

impl Session {
    /// Begins to write the events of a view, in its order; `columns` are those of [`Format::Csv`].
    pub fn export(&self, view: View, format: Format, columns: &[String]) -> Export {
        let shards = self.0.state.borrow().slots.len();
        let mut export = Export {
            pool: Rc::clone(&self.0),
            view,
            format,
            columns: columns.to_vec(),
            lanes: Lanes::new(shards),
            asked: Vec::new(),
            order: Vec::new(),
            rows: 0,
            unread: 0,
            missing: Vec::new(),
            begun: false,
            is_first: true,
            ended: false,
        };
        export.asked = (0..shards).map(|shard| Some(export.ask(shard, 0))).collect();
        export
    }
}

impl Export {
    /// The next part of the file; `None` behind its end.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        if self.ended {
            return None;
        }
        let mut out = match std::mem::replace(&mut self.begun, true) {
            false => self.format.head(&self.columns),
            true => Vec::new(),
        };
        while out.len() < BLOCK {
            if self.order.is_empty() {
                let until = self.view.total().min(self.rows + WINDOW);
                let window = Session(Rc::clone(&self.pool))
                    .window(&self.view, self.rows..until)
                    .await;
                self.order.extend(window.iter().map(|&(shard, _)| shard));
            }
            if self.order.is_empty() {
                self.ended = true;
                // Without one worker's keys the order of the others' rows is not known either.
                let rest = self.view.total() - self.rows;
                if rest > 0 {
                    self.rows += rest;
                    self.unread += rest;
                    self.miss(String::new(), ORDER_LOST.into(), rest);
                }
                out.extend_from_slice(self.format.foot());
                break;
            }
            let taken = self
                .lanes
                .take(&self.order, self.format, &mut self.is_first, BLOCK, &mut out);
            self.order.drain(..taken.rows);
            self.rows += taken.rows as u64;
            self.unread += taken.lost;
            if let Some(shard) = taken.dry {
                self.fill(shard).await;
            }
        }
        Some(out)
    }

    /// Events written so far.
    pub fn written(&self) -> u64 {
        self.rows.saturating_sub(self.unread)
    }

    /// Events to write.
    pub fn total(&self) -> u64 {
        self.view.total()
    }

    /// Events that could not be read again.
    pub fn unread(&self) -> u64 {
        self.unread
    }

    /// Why, file by file: the first hundred.
    pub fn missing(&self) -> &[Missing] {
        &self.missing
    }

    fn ask(&self, shard: usize, start: u32) -> Asked {
        let question = Question::Pieces {
            view: self.view.0.number,
            start,
            format: self.format,
            columns: self.columns.clone(),
        };
        Box::pin(self.pool.ask(shard, question))
    }

    async fn fill(&mut self, shard: usize) {
        let asked = self.asked.get_mut(shard).and_then(Option::take);
        let asked = asked.unwrap_or_else(|| self.ask(shard, 0));
        let pieces = match asked.await {
            Ok(Answer::Pieces(pieces)) => Some(self.account(pieces)),
            Ok(_) => None,
            Err(why) => {
                self.miss(String::new(), why, 0);
                None
            }
        };
        let next = self.lanes.put(shard, pieces);
        self.asked[shard] = next.map(|start| self.ask(shard, start));
    }

    fn account(&mut self, mut pieces: Pieces) -> Pieces {
        for unread in std::mem::take(&mut pieces.unread) {
            self.unread += unread.records;
            let file = self.pool.state.borrow().book.path(unread.file).to_owned();
            self.miss(file, unread.why, unread.records);
        }
        pieces
    }

    fn miss(&mut self, file: String, why: String, records: u64) {
        let known = self
            .missing
            .iter_mut()
            .find(|known| known.file == file && known.why == why);
        if let Some(known) = known {
            known.records += records;
        } else if self.missing.len() < NAMED {
            self.missing.push(Missing { file, why, records });
        }
    }
}
