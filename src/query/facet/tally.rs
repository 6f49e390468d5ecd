//! Counting the values of a field, by numbers rather than texts as far as that goes.

use crate::event::time::{parse_canonical, write_iso};
use crate::query::Bitmap;
use crate::store::{Column, FieldColumn, Shard, parse_uuid, write_uuid};
use hashbrown::HashTable;
use std::cmp::Ordering;
use std::hash::BuildHasher;

/// A value: its text, or the number it is kept as. Equal texts of one field are equal keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key<'a> {
    Text(&'a str),
    Time(i64),
    Id(u128),
}

impl Key<'_> {
    /// The text, written into `room` where it is not kept.
    pub fn text<'t>(&'t self, room: &'t mut String) -> &'t str {
        match *self {
            Key::Text(text) => return text,
            Key::Time(time) => {
                room.clear();
                write_iso(time, room);
            }
            Key::Id(id) => {
                let mut bytes = std::mem::take(room).into_bytes();
                bytes.clear();
                write_uuid(id, &mut bytes);
                *room = String::from_utf8(bytes).unwrap_or_default();
            }
        }
        room
    }

    /// By text. Times and ids in the form that is kept as numbers are in order as numbers are.
    pub fn compare(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::Time(a), Key::Time(b)) => a.cmp(b),
            (Key::Id(a), Key::Id(b)) => a.cmp(b),
            _ => self.text(&mut String::new()).cmp(other.text(&mut String::new())),
        }
    }
}

/// Tells each value that events among `matches` have, once, with how many have it; in no order.
pub fn tally<'a>(shard: &'a Shard, matches: &Bitmap, field: &'a str, each: &mut dyn FnMut(Key<'a>, u64)) {
    let mut columns = shard.field(field);
    columns.retain(|column| !matches!(column, FieldColumn::Values(column) if column.is_empty()));
    match columns[..] {
        [FieldColumn::Values(column)] if column.dictionary().is_distinct() => by_code(column, matches, each),
        _ => by_key(shard, &columns, matches, each),
    }
}

fn by_code<'a>(column: &'a Column, matches: &Bitmap, each: &mut dyn FnMut(Key<'a>, u64)) {
    let len = column.dictionary().len();
    // The values without text come after the others: null first, which is told to nobody.
    let slot = |code: u32| match code as usize {
        index if index < len => index,
        _ => len + (Column::NULL - code) as usize,
    };
    let mut counts = vec![0u32; len + 3];
    let mut last_row = match column.repeats_rows() {
        true => vec![u32::MAX; len + 3],
        false => Vec::new(),
    };
    column.each_block(&mut |rows, codes| {
        let leaves = rows.iter().zip(codes);
        if last_row.is_empty() {
            return leaves.for_each(|(&row, &code)| counts[slot(code)] += u32::from(matches.has(row)));
        }
        for (&row, &code) in leaves {
            let slot = slot(code);
            if matches.has(row) && last_row[slot] != row {
                last_row[slot] = row;
                counts[slot] += 1;
            }
        }
    });
    for (slot, &count) in counts.iter().enumerate().filter(|&(_, &count)| count > 0) {
        let code = if slot < len {
            slot as u32
        } else {
            Column::NULL - (slot - len) as u32
        };
        if let Some(text) = column.text(code) {
            each(Key::Text(text), count.into());
        }
    }
}

struct Counted<'a> {
    key: Key<'a>,
    count: u32,
    /// The row that was counted last.
    row: u32,
}

/// Columns over each other, row by row: the same text may have several codes, or stand in several columns.
fn by_key<'a>(
    shard: &'a Shard,
    columns: &[FieldColumn<'a>],
    matches: &Bitmap,
    each: &mut dyn FnMut(Key<'a>, u64),
) {
    let facts = shard.rows();
    let times = columns
        .iter()
        .any(|column| matches!(column, FieldColumn::IsoTime));
    let ids = columns.iter().any(|column| matches!(column, FieldColumn::Uuid));
    // What another row keeps as a number is the same value where it is kept as text.
    let key_of = |text: &'a str| {
        let time = || parse_canonical(text.as_bytes()).map(Key::Time);
        let id = || parse_uuid(text).map(Key::Id);
        let number = match (times, ids) {
            (true, _) => time(),
            (_, true) => id(),
            _ => None,
        };
        number.unwrap_or(Key::Text(text))
    };
    // Growing would hash every text once more.
    let mut table: HashTable<u32> = HashTable::with_capacity(matches.count() as usize);
    let mut counted: Vec<Counted> = Vec::new();
    let hash = |key: &Key| shard.hasher().hash_one(key);
    let mut add = |key: Key<'a>, row: u32| {
        let hash_of = |&at: &u32, counted: &[Counted]| hash(&counted[at as usize].key);
        let found = table.entry(
            hash(&key),
            |&at| counted[at as usize].key == key,
            |at| hash_of(at, &counted),
        );
        let at = *found.or_insert(counted.len() as u32).get() as usize;
        match counted.get_mut(at) {
            Some(one) if one.row == row => {}
            Some(one) => {
                one.count += 1;
                one.row = row;
            }
            None => counted.push(Counted { key, count: 1, row }),
        }
    };
    for row in matches.rows() {
        for column in columns {
            match *column {
                FieldColumn::IsoTime if facts.has_iso_time(row) => {
                    add(Key::Time(facts.times()[row as usize]), row);
                }
                FieldColumn::Uuid if facts.has_uuid(row) => add(Key::Id(facts.ids()[row as usize]), row),
                FieldColumn::IsoTime | FieldColumn::Uuid => {}
                FieldColumn::Values(column) => {
                    let texts = column.values(row).filter_map(|code| column.text(code));
                    texts.for_each(|text| add(key_of(text), row));
                }
            }
        }
    }
    counted.iter().for_each(|one| each(one.key, one.count.into()));
}
