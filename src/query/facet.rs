//! How often each value of a field occurs.

use super::Bitmap;
use crate::store::{Column, FieldColumn, Shard};
use std::collections::HashMap;

/// Values with the number of events that have them.
pub type FacetCounts = Vec<(String, u64)>;

/// Counts, for each value of `field`, the events among `matches` that have it (an event that has a value twice
/// counts once). In no order.
pub fn facet(shard: &Shard, matches: &Bitmap, field: &str) -> FacetCounts {
    let columns = shard.field(field);
    if let [FieldColumn::Values(column)] = columns[..]
        && column.dictionary().is_distinct()
    {
        return by_code(column, matches);
    }
    let mut counts: HashMap<String, u64> = HashMap::new();
    for row in matches.rows() {
        let mut texts: Vec<String> = columns
            .iter()
            .flat_map(|column| values(shard, row, *column))
            .collect();
        texts.sort_unstable();
        texts.dedup();
        texts
            .into_iter()
            .for_each(|text| *counts.entry(text).or_default() += 1);
    }
    counts.into_iter().collect()
}

fn values(shard: &Shard, row: u32, column: FieldColumn) -> Vec<String> {
    match column {
        FieldColumn::Values(column) => column
            .values(row)
            .iter()
            .filter_map(|&code| column.text(code))
            .map(str::to_owned)
            .collect(),
        special => shard.cell(row, &[special]).into_iter().collect(),
    }
}

fn by_code(column: &Column, matches: &Bitmap) -> FacetCounts {
    let len = column.dictionary().len();
    // The two values without text that count as values come after the others.
    let (object, array) = (len, len + 1);
    let mut counts = vec![0u64; len + 2];
    let mut last_row = vec![u32::MAX; len + 2];
    for (&row, &code) in column.rows().iter().zip(column.codes()) {
        let index = match code {
            Column::NULL => continue,
            Column::EMPTY_OBJECT => object,
            Column::EMPTY_ARRAY => array,
            code => code as usize,
        };
        if matches.has(row) && last_row[index] != row {
            last_row[index] = row;
            counts[index] += 1;
        }
    }
    let text = |index: usize| match index {
        _ if index == object => "{}".to_owned(),
        _ if index == array => "[]".to_owned(),
        index => column.dictionary().text(index as u32).to_owned(),
    };
    counts
        .iter()
        .enumerate()
        .filter(|&(_, &count)| count > 0)
        .map(|(index, &count)| (text(index), count))
        .collect()
}

/// Adds up what the shards counted: most frequent first, equal counts by value.
pub fn merge_facets(shards: Vec<FacetCounts>) -> FacetCounts {
    let mut counts: HashMap<String, u64> = HashMap::new();
    for (value, count) in shards.into_iter().flatten() {
        *counts.entry(value).or_default() += count;
    }
    let mut merged: FacetCounts = counts.into_iter().collect();
    merged.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    merged
}
