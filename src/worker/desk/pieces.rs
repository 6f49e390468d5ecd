//! What an export writes of a view's rows, block by block.

use super::{Desk, OpenFile};
use crate::export::{Format, csv};
use crate::intake::Rereader;
use crate::sorting::sort_by_key;
use crate::store::FieldColumn;
use crate::worker::message::{Pieces, Unread, pack_u32};
use serde_bytes::ByteBuf;

/// Records are read in blocks of so many rows or bytes; one record may be longer. In an order that jumps from file to
/// file, a file is inflated once a block: the larger a block, the less often.
const ROWS: usize = 8 << 10;
const BYTES: u64 = 8 << 20;
/// Cells are quick to look up: small blocks keep both sides at work.
const CSV_ROWS: usize = 1 << 10;
/// Inflated text kept from block to block.
const KEPT: usize = 64 << 20;
/// Bytes of an answer, as long as pieces are shorter: a message costs the page's thread some copies of it.
const ANSWER: usize = 256 << 10;

/// An export under way.
pub(super) struct Exporting {
    /// The view that is exported.
    pub view: u32,
    format: Format,
    rereader: Rereader,
    block: Block,
}

/// What is block of the rows from a place on.
#[derive(Default)]
struct Block {
    start: usize,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Not told yet.
    unread: Vec<Unread>,
}

impl Desk {
    /// The pieces of some rows, from place `start` of a view on; none behind the last row.
    pub(super) fn pieces(
        &mut self,
        view: u32,
        start: u32,
        format: Format,
        columns: &[String],
        open: &mut OpenFile,
    ) -> Result<Pieces, String> {
        let start = start as usize;
        let rest = self.view(view)?.rows.get(start..).unwrap_or_default();
        if !format.is_of_records() {
            let mut block = self.csv(&rest[..rest.len().min(CSV_ROWS)], columns);
            return Ok(block.answer(0, ANSWER));
        }
        let known = self.exporting.take();
        let mut exporting = known
            .filter(|known| known.view == view && known.format == format)
            .unwrap_or_else(|| Exporting {
                view,
                format,
                rereader: Rereader::new(KEPT),
                block: Block::default(),
            });
        if !exporting.block.has(start) {
            let mut bytes = 0;
            let fits = |&&row: &&u32| {
                let full = bytes >= BYTES;
                bytes += u64::from(self.shard.rows().place(row).len);
                !full
            };
            let rest = self.view(view)?.rows.get(start..).unwrap_or_default();
            let rows: Vec<u32> = rest.iter().take(ROWS).take_while(fits).copied().collect();
            exporting.block = self.records(&rows, format, &mut exporting.rereader, open);
            exporting.block.start = start;
        }
        let pieces = exporting.block.answer(start, ANSWER);
        // Whoever asks behind the last row has all.
        self.exporting = (!pieces.ends.is_empty()).then_some(exporting);
        Ok(pieces)
    }

    fn csv(&self, rows: &[u32], columns: &[String]) -> Block {
        let fields: Vec<Vec<FieldColumn>> = columns.iter().map(|column| self.shard.field(column)).collect();
        let mut block = Block::default();
        for &row in rows {
            let cells: Vec<Option<String>> = fields.iter().map(|field| self.shard.cell(row, field)).collect();
            csv::line(cells.iter().map(Option::as_deref), &mut block.bytes);
            block.end_piece();
            if block.bytes.len() >= ANSWER {
                break;
            }
        }
        block
    }

    /// Reads the records file by file, and writes them in the order of `rows`.
    fn records(&self, rows: &[u32], format: Format, rereader: &mut Rereader, open: &mut OpenFile) -> Block {
        let facts = self.shard.rows();
        let mut by_place: Vec<usize> = (0..rows.len()).collect();
        sort_by_key(&mut by_place, |&at| {
            (facts.stream(rows[at]), facts.place(rows[at]).offset)
        });
        let mut texts = vec![Vec::new(); rows.len()];
        let mut unread: Vec<Unread> = Vec::new();
        let streams: Vec<&[usize]> = by_place
            .chunk_by(|&a, &b| facts.stream(rows[a]) == facts.stream(rows[b]))
            .collect();
        let number = |together: &[usize]| facts.stream(rows[together[0]]);
        // The files that are still to be read, the next one last.
        let to_read = streams
            .iter()
            .filter(|together| !rereader.holds(number(together)));
        let mut files: Vec<u32> = to_read
            .filter_map(|together| self.streams.get(number(together)).map(|(file, _)| *file))
            .collect();
        files.dedup();
        files.reverse();
        for together in streams {
            let number = number(together);
            let Some((file, stream)) = self.streams.get(number) else {
                continue;
            };
            let places: Vec<_> = together.iter().map(|&at| facts.place(rows[at])).collect();
            let found = rereader.read(number, stream, &places, || {
                if let Some(at) = files.iter().rposition(|next| next == file) {
                    files.truncate(at);
                }
                open(*file, &files)
            });
            for (&at, found) in together.iter().zip(found) {
                match found {
                    Ok(found) => texts[at] = found.into_record(),
                    Err(error) => note(&mut unread, *file, error.to_string()),
                }
            }
        }
        let mut block = Block::default();
        for text in texts {
            if !text.is_empty() {
                format.record(&text, &mut block.bytes);
            }
            block.end_piece();
        }
        block.unread = unread;
        block
    }
}

fn note(unread: &mut Vec<Unread>, file: u32, why: String) {
    match unread
        .last_mut()
        .filter(|last| last.file == file && last.why == why)
    {
        Some(last) => last.records += 1,
        None => unread.push(Unread {
            file,
            why,
            records: 1,
        }),
    }
}

impl Block {
    fn end_piece(&mut self) {
        self.ends.push(self.bytes.len());
    }

    fn has(&self, place: usize) -> bool {
        (self.start..self.start + self.ends.len()).contains(&place)
    }

    /// The pieces from a place on, `most` bytes of them, or one.
    fn answer(&mut self, place: usize, most: usize) -> Pieces {
        let first = (place - self.start).min(self.ends.len());
        let begin = first.checked_sub(1).map_or(0, |last| self.ends[last]);
        let ends = self.ends[first..].iter().map(|end| end - begin);
        let fitting = ends.clone().take_while(|&end| end <= most).count().max(1);
        let ends: Vec<u32> = ends.take(fitting).map(|end| end as u32).collect();
        let len = ends.last().map_or(0, |&end| end as usize);
        Pieces {
            bytes: ByteBuf::from(&self.bytes[begin..begin + len]),
            ends: pack_u32(&ends),
            unread: std::mem::take(&mut self.unread),
        }
    }
}
