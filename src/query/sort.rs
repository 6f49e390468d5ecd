//! Matching rows of a shard in the order asked for, and the keys by which the page merges them with other shards'.

use super::Bitmap;
use super::merge::{Key, Keys};
use super::order::{compare_texts, sort_texts};
use crate::sorting::sort_by;
use crate::store::{Column, FieldColumn, Shard};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// The order of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// A column: a CloudTrail path or a derived field.
    pub column: String,
    /// Largest (or newest) first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Sort {
            column: "eventTime".into(),
            descending: true,
        }
    }
}

impl Sort {
    fn is_by_time(&self) -> bool {
        self.column.eq_ignore_ascii_case("eventTime")
    }
}

/// Bytes of a key's value at most: a record may hold megabytes in one, and the page gets thousands of keys.
const LONGEST_KEY: usize = 1024;

/// Columns whose order is remembered. A table is sorted by one, and by another now and then.
const REMEMBERED: usize = 3;

/// A column with fewer rows to sort for each of its values is not ranked: they are compared.
const WORTH_RANKING: usize = 8;

/// The order of a column's values, which does not change while rows are only filtered.
#[derive(Debug, Default)]
pub struct Rankings(Vec<Ranking>);

/// What has ranks, and how many of them there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ranked {
    Values(usize),
    Ids(usize),
    Rows(usize),
}

#[derive(Debug)]
struct Ranking {
    column: String,
    of: Ranked,
    /// The place of each among all; equal ones share theirs.
    ranks: Vec<u32>,
}

impl Rankings {
    /// The ranks of a column, made where they are not remembered and worth it.
    fn get(
        &mut self,
        column: &str,
        of: Ranked,
        worth: bool,
        rank: impl FnOnce() -> Vec<u32>,
    ) -> Option<&[u32]> {
        let known = self
            .0
            .iter()
            .position(|known| known.column == column && known.of == of);
        let ranking = match known {
            Some(at) => self.0.remove(at),
            None if !worth => return None,
            None => Ranking {
                column: column.to_owned(),
                of,
                ranks: rank(),
            },
        };
        self.0.retain(|other| other.column != column);
        self.0.truncate(REMEMBERED - 1);
        self.0.insert(0, ranking);
        self.0.first().map(|ranking| &ranking.ranks[..])
    }
}

/// Puts the matching rows in order. Rows that are equal in the column, or lack it, come newest first; those that
/// lack it come last in either direction.
pub fn sequence(shard: &mut Shard, matches: &Bitmap, sort: &Sort, rankings: &mut Rankings) -> Vec<u32> {
    let mut newest: Vec<u32> = shard
        .newest_first()
        .iter()
        .copied()
        .filter(|&row| matches.has(row))
        .collect();
    if sort.is_by_time() {
        if !sort.descending {
            // Those without a time stay last.
            let is_timed = |&row: &u32| shard.rows().order_key(row, false) != u64::MAX;
            let timed = newest.partition_point(is_timed);
            newest[..timed].reverse();
        }
        return newest;
    }
    let columns = columns(shard, &sort.column);
    match columns[..] {
        [FieldColumn::Values(column)] => {
            let len = column.dictionary().len();
            let worth = newest.len() * WORTH_RANKING >= len;
            let ranks = rankings.get(&sort.column, Ranked::Values(len), worth, || rank_values(column));
            if let Some(ranks) = ranks {
                let first = first_codes(shard, column);
                let of_row = |row: u32| ranks.get(number(first[row as usize], len)).copied();
                return by_rank(newest, sort.descending, of_row);
            }
        }
        _ => {
            let len = shard.rows().len() as usize;
            let worth = newest.len() * WORTH_RANKING >= len;
            let ranks = match columns[..] {
                [FieldColumn::Uuid] => rankings.get(&sort.column, Ranked::Ids(len), true, || rank_ids(shard)),
                // One record with an odd id is enough: ranked row by row then.
                _ => rankings.get(&sort.column, Ranked::Rows(len), worth, || {
                    rank_rows(shard, &columns)
                }),
            };
            if let Some(ranks) = ranks {
                let of_row = |row: u32| ranks.get(row as usize).copied().filter(|&rank| rank != ABSENT);
                return by_rank(newest, sort.descending, of_row);
            }
        }
    }
    by_text(shard, newest, &columns, sort.descending)
}

/// The keys of some rows of a sequence, in their order.
pub fn keys(shard: &Shard, rows: impl Iterator<Item = u32>, sort: &Sort) -> Keys {
    let columns = key_columns(shard, sort);
    rows.map(|row| key(shard, row, &columns, sort)).collect()
}

/// How many rows of a sequence come before a key; those equal to it too where `with_equal`.
pub fn count_before(shard: &Shard, rows: &[u32], sort: &Sort, pivot: &Key, with_equal: bool) -> usize {
    let columns = key_columns(shard, sort);
    rows.partition_point(
        |&row| match key(shard, row, &columns, sort).compare(pivot, sort.descending) {
            Ordering::Less => true,
            Ordering::Equal => with_equal,
            Ordering::Greater => false,
        },
    )
}

fn key(shard: &Shard, row: u32, columns: &[FieldColumn], sort: &Sort) -> Key {
    let mut value = columns.iter().find_map(|column| first_text(shard, row, *column));
    let mut tie = shard.rows().order_key(row, !sort.is_by_time() || sort.descending);
    if let Some(value) = &mut value
        && value.len() >= LONGEST_KEY
    {
        // What begins alike for so long is told apart within its shard only: shard by shard then.
        let cut = value.floor_char_boundary(LONGEST_KEY);
        value.truncate(cut);
        if cut < LONGEST_KEY {
            // A character that is too long for the end comes behind all that are not.
            value.push(char::MAX);
        }
        value.make_ascii_lowercase();
        tie = 0;
    }
    Key { value, tie }
}

/// The columns that keys have their values from; the time alone needs none.
fn key_columns<'a>(shard: &'a Shard, sort: &'a Sort) -> Vec<FieldColumn<'a>> {
    match sort.is_by_time() {
        true => Vec::new(),
        false => columns(shard, &sort.column),
    }
}

/// The columns of a field that hold anything.
fn columns<'a>(shard: &'a Shard, field: &'a str) -> Vec<FieldColumn<'a>> {
    let mut columns = shard.field(field);
    columns.retain(|column| !matches!(column, FieldColumn::Values(column) if column.is_empty()));
    columns
}

/// Rows by the rank of their value, equal ones as they were; those without one last.
fn by_rank(rows: Vec<u32>, descending: bool, rank: impl Fn(u32) -> Option<u32>) -> Vec<u32> {
    let mut ranks: Vec<u32> = rows.iter().map(|&row| rank(row).unwrap_or(ABSENT)).collect();
    let last = ranks.iter().copied().filter(|&rank| rank != ABSENT).max();
    let Some(last) = last else { return rows };
    if descending {
        ranks
            .iter_mut()
            .filter(|rank| **rank != ABSENT)
            .for_each(|rank| *rank = last - *rank);
    }
    // Count each rank, then every row knows its place.
    let bucket = |rank: u32| rank.min(last + 1) as usize;
    let mut starts = vec![0u32; last as usize + 3];
    ranks.iter().for_each(|&rank| starts[bucket(rank) + 1] += 1);
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    let mut sorted = vec![0; rows.len()];
    for (&row, &rank) in rows.iter().zip(&ranks) {
        let place = &mut starts[bucket(rank)];
        sorted[*place as usize] = row;
        *place += 1;
    }
    sorted
}

/// Rows by the text of their first value: for few rows.
fn by_text(shard: &Shard, rows: Vec<u32>, columns: &[FieldColumn], descending: bool) -> Vec<u32> {
    let mut texts: Vec<(Option<String>, u32)> = rows
        .into_iter()
        .map(|row| {
            (
                columns.iter().find_map(|column| first_text(shard, row, *column)),
                row,
            )
        })
        .collect();
    sort_by(&mut texts, |(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) => compare_texts(a, b, descending),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    texts.into_iter().map(|(_, row)| row).collect()
}

fn first_text(shard: &Shard, row: u32, column: FieldColumn) -> Option<String> {
    match column {
        FieldColumn::Values(column) => {
            let mut texts = column.values(row).filter_map(|code| column.text(code));
            texts.next().map(str::to_owned)
        }
        special => shard.cell(row, &[special]),
    }
}

/// The rank of a row without a value: after all others.
const ABSENT: u32 = u32::MAX;

/// The number of a code among the ranks of a column with `len` values: the two values without text that sort as
/// values come after the others, and what is none comes after those.
fn number(code: u32, len: usize) -> usize {
    match code {
        Column::EMPTY_OBJECT => len,
        Column::EMPTY_ARRAY => len + 1,
        Column::NULL => usize::MAX,
        code => code as usize,
    }
}

/// The first code of each row; [`Column::NULL`] for none.
fn first_codes(shard: &Shard, column: &Column) -> Vec<u32> {
    let mut first = vec![Column::NULL; shard.rows().len() as usize];
    column.each_block(&mut |rows, codes| {
        for (&row, &code) in rows.iter().zip(codes) {
            let first = &mut first[row as usize];
            if *first == Column::NULL {
                *first = code;
            }
        }
    });
    first
}

fn rank_values(column: &Column) -> Vec<u32> {
    let len = column.dictionary().len() as u32;
    let codes = (0..len).chain([Column::EMPTY_OBJECT, Column::EMPTY_ARRAY]);
    let texts = (0..len + 2)
        .zip(codes)
        .filter_map(|(number, code)| Some((number, column.text(code)?)));
    let mut ranks = vec![ABSENT; len as usize + 2];
    dense(sort_texts(texts.collect()), &mut ranks);
    ranks
}

fn rank_rows(shard: &Shard, columns: &[FieldColumn]) -> Vec<u32> {
    let len = shard.rows().len();
    let text = |row| columns.iter().find_map(|column| first_text(shard, row, *column));
    let texts: Vec<(u32, String)> = (0..len).filter_map(|row| Some((row, text(row)?))).collect();
    let texts = texts.iter().map(|(row, text)| (*row, text.as_str()));
    let mut ranks = vec![ABSENT; len as usize];
    dense(sort_texts(texts.collect()), &mut ranks);
    ranks
}

/// Ids in order as numbers are in order as texts.
fn rank_ids(shard: &Shard) -> Vec<u32> {
    let facts = shard.rows();
    let with_id = (0..facts.len()).filter(|&row| facts.has_uuid(row));
    let mut ids: Vec<(u32, u128)> = with_id.map(|row| (row, facts.ids()[row as usize])).collect();
    ids.sort_unstable_by_key(|&(_, id)| id);
    let mut ranks = vec![ABSENT; facts.len() as usize];
    dense(ids.into_iter(), &mut ranks);
    ranks
}

/// Numbers what is in order, equal ones alike.
fn dense<T: PartialEq>(sorted: impl Iterator<Item = (u32, T)>, ranks: &mut [u32]) {
    let mut last: Option<(T, u32)> = None;
    for (number, value) in sorted {
        let rank = match &last {
            None => 0,
            Some((before, rank)) => rank + u32::from(*before != value),
        };
        ranks[number as usize] = rank;
        last = Some((value, rank));
    }
}
