//! Matching rows of a shard in the order asked for, and the keys by which the page merges them with other shards'.

use super::Bitmap;
use super::merge::{Keys, Ranks};
use super::order::{Texts, sort_texts};
use crate::store::{Column, FieldColumn, Shard, write_uuid};
use serde::{Deserialize, Serialize};

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

/// Rows of a shard in order, with a key for each.
pub struct Sequence {
    /// The rows.
    pub rows: Vec<u32>,
    /// Their keys, ascending.
    pub keys: Keys,
}

/// Puts the matching rows in order. Rows that are equal in the column, or lack it, come newest first; those that
/// lack it come last in either direction.
pub fn sequence(shard: &mut Shard, matches: &Bitmap, sort: &Sort) -> Sequence {
    let newest: Vec<u32> = shard
        .newest_first()
        .iter()
        .copied()
        .filter(|&row| matches.has(row))
        .collect();
    if sort.is_by_time() {
        return by_time(shard, newest, sort.descending);
    }
    let (ranks, values) = rank_by(shard, &newest, sort);
    // Ranks are dense: count each, then every row knows its place, and equal ones stay newest first.
    let mut starts = vec![0u32; values.len() + 2];
    let bucket = |rank: u32| (rank as usize).min(values.len());
    ranks.iter().for_each(|&rank| starts[bucket(rank) + 1] += 1);
    for index in 1..starts.len() {
        starts[index] += starts[index - 1];
    }
    let mut rows = vec![0; newest.len()];
    let mut sorted_ranks = vec![0; newest.len()];
    for (&row, &rank) in newest.iter().zip(&ranks) {
        let place = &mut starts[bucket(rank)];
        rows[*place as usize] = row;
        sorted_ranks[*place as usize] = rank;
        *place += 1;
    }
    let ties = rows
        .iter()
        .map(|&row| shard.rows().order_key(row, true))
        .collect();
    Sequence {
        rows,
        keys: Keys {
            ranks: Some(Ranks {
                ranks: sorted_ranks,
                values,
            }),
            ties,
        },
    }
}

fn by_time(shard: &Shard, newest: Vec<u32>, descending: bool) -> Sequence {
    let mut rows = newest;
    let key = |row: u32| shard.rows().order_key(row, descending);
    if !descending {
        // Those without a time stay last.
        let timed = rows.partition_point(|&row| key(row) != u64::MAX);
        rows[..timed].reverse();
    }
    let ties = rows.iter().map(|&row| key(row)).collect();
    Sequence {
        rows,
        keys: Keys { ranks: None, ties },
    }
}

/// For each of `rows` the rank of its first value in the column, [`Ranks::ABSENT`] for none; and the values in
/// the order of the sort.
fn rank_by(shard: &Shard, rows: &[u32], sort: &Sort) -> (Vec<u32>, Texts) {
    let mut columns = shard.field(&sort.column);
    columns.retain(|column| !matches!(column, FieldColumn::Values(column) if column.rows().is_empty()));
    match columns[..] {
        [FieldColumn::Values(column)] => rank_by_codes(shard, column, rows, sort.descending),
        [FieldColumn::Uuid] => rank_by_ids(shard, rows, sort.descending),
        _ => {
            let first = |&row: &u32| columns.iter().find_map(|column| first_text(shard, row, *column));
            let texts: Vec<Option<String>> = rows.iter().map(first).collect();
            let texts = texts
                .iter()
                .zip(0..)
                .filter_map(|(text, at)| Some((at, text.as_deref()?)));
            rank(rows.len(), texts.collect(), sort.descending)
        }
    }
}

fn first_text(shard: &Shard, row: u32, column: FieldColumn) -> Option<String> {
    match column {
        FieldColumn::Values(column) => {
            let mut texts = column.values(row).iter().filter_map(|&code| column.text(code));
            texts.next().map(str::to_owned)
        }
        special => shard.cell(row, &[special]),
    }
}

/// The rank of each text under its number, of which there are `len`.
fn rank(len: usize, mut texts: Vec<(u32, &str)>, descending: bool) -> (Vec<u32>, Texts) {
    sort_texts(&mut texts, descending);
    let mut values = Texts::default();
    let mut ranks = vec![Ranks::ABSENT; len];
    let mut last = None;
    for (number, text) in texts {
        if last != Some(text) {
            values.push(text);
            last = Some(text);
        }
        ranks[number as usize] = values.len() as u32 - 1;
    }
    (ranks, values)
}

fn rank_by_codes(shard: &Shard, column: &Column, rows: &[u32], descending: bool) -> (Vec<u32>, Texts) {
    let len = column.dictionary().len();
    // The two values without text that sort as values come after the others.
    let number = |code: u32| match code {
        Column::EMPTY_OBJECT => len,
        Column::EMPTY_ARRAY => len + 1,
        code => code as usize,
    };
    let mut first = vec![Column::NULL; shard.rows().len() as usize];
    for (&row, &code) in column.rows().iter().zip(column.codes()).rev() {
        if code != Column::NULL {
            first[row as usize] = code;
        }
    }
    let mut used = vec![false; len + 2];
    let mut texts = Vec::new();
    for &row in rows {
        let code = first[row as usize];
        if let Some(text) = column.text(code)
            && !std::mem::replace(&mut used[number(code)], true)
        {
            texts.push((number(code) as u32, text));
        }
    }
    let (ranks, values) = rank(len + 2, texts, descending);
    let of_row = |&row: &u32| {
        ranks
            .get(number(first[row as usize]))
            .copied()
            .unwrap_or(Ranks::ABSENT)
    };
    (rows.iter().map(of_row).collect(), values)
}

/// Ids in order as numbers are in order as texts.
fn rank_by_ids(shard: &Shard, rows: &[u32], descending: bool) -> (Vec<u32>, Texts) {
    let facts = shard.rows();
    let with_id = rows.iter().zip(0..).filter(|&(&row, _)| facts.has_uuid(row));
    let mut ids: Vec<(u128, u32)> = with_id
        .map(|(&row, at)| (facts.ids()[row as usize], at))
        .collect();
    ids.sort_unstable();
    if descending {
        ids.reverse();
    }
    let mut values = Texts::default();
    let mut ranks = vec![Ranks::ABSENT; rows.len()];
    let mut last = None;
    let mut text = Vec::with_capacity(36);
    for (id, at) in ids {
        if last != Some(id) {
            text.clear();
            write_uuid(id, &mut text);
            values.push(std::str::from_utf8(&text).unwrap_or_default());
            last = Some(id);
        }
        ranks[at as usize] = values.len() as u32 - 1;
    }
    (ranks, values)
}
