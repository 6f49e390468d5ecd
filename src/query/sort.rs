//! Matching rows of a shard in the order asked for, and the keys by which the page merges them with other shards'.

use super::Bitmap;
use super::merge::{Keys, Ranks, compare_texts};
use crate::store::{FieldColumn, Shard};
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
fn rank_by(shard: &Shard, rows: &[u32], sort: &Sort) -> (Vec<u32>, Vec<String>) {
    let mut first: Vec<Option<String>> = Vec::new();
    let columns = shard.field(&sort.column);
    if let [FieldColumn::Values(column)] = columns[..] {
        return rank_by_codes(shard, column, rows, sort.descending);
    }
    first.extend(rows.iter().map(|&row| shard.cell(row, &columns)));
    let mut values: Vec<String> = first.iter().flatten().cloned().collect();
    values.sort_unstable_by(|a, b| compare_texts(a, b, sort.descending));
    values.dedup();
    let rank = |text: &String| {
        values
            .binary_search_by(|value| compare_texts(value, text, sort.descending))
            .map_or(Ranks::ABSENT, |at| at as u32)
    };
    let ranks = first
        .iter()
        .map(|text| text.as_ref().map_or(Ranks::ABSENT, rank))
        .collect();
    (ranks, values)
}

fn rank_by_codes(
    shard: &Shard,
    column: &crate::store::Column,
    rows: &[u32],
    descending: bool,
) -> (Vec<u32>, Vec<String>) {
    const NONE: u32 = crate::store::Column::NULL;
    let mut first = vec![NONE; shard.rows().len() as usize];
    for (&row, &code) in column.rows().iter().zip(column.codes()).rev() {
        first[row as usize] = code;
    }
    let mut used: Vec<u32> = rows
        .iter()
        .map(|&row| first[row as usize])
        .filter(|&code| code != NONE)
        .collect();
    used.sort_unstable();
    used.dedup();
    let mut texts: Vec<(u32, &str)> = used
        .iter()
        .map(|&code| (code, column.text(code).unwrap_or_default()))
        .collect();
    texts.sort_by(|a, b| compare_texts(a.1, b.1, descending));
    let mut values: Vec<String> = Vec::new();
    let mut rank_of = vec![0; used.len()];
    for (code, text) in texts {
        if values.last().is_none_or(|last| last != text) {
            values.push(text.to_owned());
        }
        if let Ok(at) = used.binary_search(&code) {
            rank_of[at] = values.len() as u32 - 1;
        }
    }
    let rank = |&row: &u32| match used.binary_search(&first[row as usize]) {
        Ok(at) => rank_of[at],
        Err(_) => Ranks::ABSENT,
    };
    (rows.iter().map(rank).collect(), values)
}
