use crate::store::{Column, FieldColumn, Shard};
use std::collections::HashMap;
use std::slice;

/// The number of a field that an event does not have.
pub(super) const ABSENT: u32 = 0;
/// Has values, and none that is wanted.
const SKIPPED: u32 = u32::MAX;
/// Has several.
const SEVERAL: u32 = u32::MAX - 1;
/// No value was seen yet.
const UNSEEN: u32 = u32::MAX - 2;

/// One field: the number of each row's value.
pub(super) struct Lane<'a> {
    /// By row.
    numbers: Vec<u32>,
    /// Rows with several values, ascending, and each of their numbers once.
    several: Vec<(u32, u32)>,
    /// The text of each number, counted from 1.
    texts: Vec<&'a str>,
    /// What rows without a value count as.
    unseen: u32,
}

/// The numbers of one row.
pub(super) enum Numbers<'a> {
    /// The row does not count.
    None,
    /// Its only one.
    One(u32),
    /// Each with the row beside it.
    Several(&'a [(u32, u32)]),
}

impl<'a> Lane<'a> {
    /// A field of a shard; with `only`, of its values only these.
    pub(super) fn new(shard: &'a Shard, field: &'a str, only: Option<&'a [Option<String>]>) -> Self {
        let columns = shard.field(field).into_iter().filter_map(|column| match column {
            FieldColumn::Values(column) if !column.is_empty() => Some(column),
            _ => None,
        });
        let columns: Vec<&Column> = columns.collect();
        let absent = only.is_none_or(|only| only.contains(&None));
        let mut lane = Lane {
            numbers: vec![UNSEEN; shard.rows().len() as usize],
            several: Vec::new(),
            texts: Vec::new(),
            unseen: if absent { ABSENT } else { SKIPPED },
        };
        // The same text may have several codes, or stand in several columns.
        let is_plain = matches!(columns[..], [column] if column.dictionary().is_distinct());
        let mut known: HashMap<&str, u32> = HashMap::new();
        for column in columns {
            let numbers = lane.number(column, only, is_plain, &mut known);
            lane.read(column, &numbers);
        }
        lane.several.sort_unstable();
        lane.several.dedup();
        lane
    }

    /// The number of each code of a column; behind them those of an empty array and an empty object.
    fn number(
        &mut self,
        column: &'a Column,
        only: Option<&'a [Option<String>]>,
        is_plain: bool,
        known: &mut HashMap<&'a str, u32>,
    ) -> Vec<u32> {
        let len = column.dictionary().len() as u32;
        let codes = (0..len).chain([Column::EMPTY_ARRAY, Column::EMPTY_OBJECT]);
        let number = |code: u32| {
            let text = column.text(code).unwrap_or_default();
            let is_wanted = |only: &[Option<String>]| only.iter().any(|one| one.as_deref() == Some(text));
            if !only.is_none_or(is_wanted) {
                return SKIPPED;
            }
            let next = self.texts.len() as u32 + 1;
            // What stands for an empty object may also be written as a text.
            let number = match is_plain && code < len && !matches!(text, "{}" | "[]") {
                true => next,
                false => *known.entry(text).or_insert(next),
            };
            if number == next {
                self.texts.push(text);
            }
            number
        };
        codes.map(number).collect()
    }

    /// Gives the rows of a column their numbers.
    fn read(&mut self, column: &Column, numbers: &[u32]) {
        let texts = numbers.len() - 2;
        column.each_block(&mut |rows, codes| {
            for (&row, &code) in rows.iter().zip(codes) {
                let number = match code {
                    Column::NULL => continue,
                    Column::EMPTY_ARRAY => numbers[texts],
                    Column::EMPTY_OBJECT => numbers[texts + 1],
                    code => numbers[code as usize],
                };
                let present = &mut self.numbers[row as usize];
                match *present {
                    UNSEEN | SKIPPED => *present = number,
                    _ if number == SKIPPED || number == *present => {}
                    SEVERAL => self.several.push((row, number)),
                    first => {
                        self.several.extend([(row, first), (row, number)]);
                        *present = SEVERAL;
                    }
                }
            }
        });
    }

    /// The numbers of a row, each once.
    pub(super) fn at(&self, row: u32) -> Numbers<'_> {
        match self.numbers[row as usize] {
            UNSEEN if self.unseen == SKIPPED => Numbers::None,
            UNSEEN => Numbers::One(ABSENT),
            SKIPPED => Numbers::None,
            SEVERAL => {
                let start = self.several.partition_point(|&(other, _)| other < row);
                let end = self.several.partition_point(|&(other, _)| other <= row);
                Numbers::Several(&self.several[start..end])
            }
            number => Numbers::One(number),
        }
    }

    /// One more than the greatest number.
    pub(super) fn radix(&self) -> u64 {
        self.texts.len() as u64 + 1
    }

    /// The text of a number.
    pub(super) fn text(&self, number: u32) -> &'a str {
        self.texts.get(number as usize - 1).copied().unwrap_or_default()
    }
}

/// The keys of all combinations of a row's values: the numbers as digits of one, each of its own radix. Whether there
/// are any.
pub(super) fn combine(lanes: &[Lane], row: u32, keys: &mut Vec<u64>) -> bool {
    keys.clear();
    keys.push(0);
    for lane in lanes {
        let (first, more) = match lane.at(row) {
            Numbers::None => return false,
            Numbers::One(number) => (number, slice::Iter::default()),
            Numbers::Several(all) => match all.split_first() {
                Some((&(_, first), more)) => (first, more.iter()),
                None => return false,
            },
        };
        let (before, radix) = (keys.len(), lane.radix());
        for &(_, number) in more {
            let new = keys.len();
            keys.extend_from_within(..before);
            for key in &mut keys[new..] {
                *key = *key * radix + u64::from(number);
            }
        }
        for key in &mut keys[..before] {
            *key = *key * radix + u64::from(first);
        }
    }
    true
}
