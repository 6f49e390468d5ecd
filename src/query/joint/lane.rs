use crate::store::{Column, FieldColumn, Shard};
use std::collections::HashMap;

/// Does not count: a null, or a value that is not wanted.
const SKIPPED: u32 = u32::MAX;

/// One field, read row by row.
pub(super) struct Lane<'a> {
    columns: Vec<Leaves<'a>>,
    /// The text of each number, counted from 1.
    texts: Vec<&'a str>,
    /// Whether rows without a value count.
    absent: bool,
    /// The numbers of the present row's values, each once.
    now: Vec<u32>,
}

struct Leaves<'a> {
    column: &'a Column,
    /// The number of each code; behind them those of the values without a text, null first.
    numbers: Vec<u32>,
    /// The next leaf.
    at: usize,
}

impl<'a> Lane<'a> {
    /// A field of a shard; with `only`, of its values only these.
    pub(super) fn new(shard: &'a Shard, field: &'a str, only: Option<&'a [Option<String>]>) -> Self {
        let columns = shard.field(field).into_iter().filter_map(|column| match column {
            FieldColumn::Values(column) if !column.rows().is_empty() => Some(column),
            _ => None,
        });
        let columns: Vec<&Column> = columns.collect();
        let mut lane = Lane {
            columns: Vec::new(),
            texts: Vec::new(),
            absent: only.is_none_or(|only| only.contains(&None)),
            now: Vec::new(),
        };
        // The same text may have several codes, or stand in several columns.
        let is_plain = matches!(columns[..], [column] if column.dictionary().is_distinct());
        let mut known: HashMap<&str, u32> = HashMap::new();
        for column in columns {
            let len = column.dictionary().len() as u32;
            let codes = (0..len).chain([Column::NULL, Column::EMPTY_OBJECT, Column::EMPTY_ARRAY]);
            let numbers = codes.map(|code| {
                let Some(text) = column.text(code) else {
                    return SKIPPED;
                };
                let is_wanted = |only: &[Option<String>]| only.iter().any(|one| one.as_deref() == Some(text));
                if !only.is_none_or(is_wanted) {
                    return SKIPPED;
                }
                let next = lane.texts.len() as u32 + 1;
                // What stands for an empty object may also be written as a text.
                let number = match is_plain && code < len && !matches!(text, "{}" | "[]") {
                    true => next,
                    false => *known.entry(text).or_insert(next),
                };
                if number == next {
                    lane.texts.push(text);
                }
                number
            });
            let numbers = numbers.collect();
            lane.columns.push(Leaves {
                column,
                numbers,
                at: 0,
            });
        }
        lane
    }

    /// Goes to a row; rows must not decrease. Whether it counts: it has a value that is wanted, or none, if that is.
    pub(super) fn read(&mut self, row: u32) -> bool {
        self.now.clear();
        let mut has_value = false;
        for leaves in &mut self.columns {
            let (rows, codes) = (leaves.column.rows(), leaves.column.codes());
            // Where every row has one value, it stands where the row does.
            if rows.get(row as usize) == Some(&row) && leaves.at < row as usize {
                leaves.at = row as usize;
                while leaves.at > 0 && rows[leaves.at - 1] == row {
                    leaves.at -= 1;
                }
            }
            while rows.get(leaves.at).is_some_and(|&other| other < row) {
                leaves.at += 1;
            }
            while rows.get(leaves.at) == Some(&row) {
                let code = codes[leaves.at];
                let slot = match code as usize {
                    index if index < leaves.numbers.len() - 3 => index,
                    _ => leaves.numbers.len() - 3 + (Column::NULL - code) as usize,
                };
                let number = leaves.numbers[slot];
                has_value |= code != Column::NULL;
                if number != SKIPPED && !self.now.contains(&number) {
                    self.now.push(number);
                }
                leaves.at += 1;
            }
        }
        !self.now.is_empty() || (self.absent && !has_value)
    }

    /// The numbers of the row's values, each once; none where it has no value.
    pub(super) fn now(&self) -> &[u32] {
        &self.now
    }

    /// One more than the greatest number.
    pub(super) fn radix(&self) -> u128 {
        self.texts.len() as u128 + 1
    }

    /// The text of a number.
    pub(super) fn text(&self, number: u32) -> &'a str {
        self.texts.get(number as usize - 1).copied().unwrap_or_default()
    }
}
