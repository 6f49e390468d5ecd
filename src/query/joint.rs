//! How many events have each combination of values of several fields, in each step of a calendar if that is wanted.

mod lane;

use self::lane::{ABSENT, Lane, combine};
use super::Bitmap;
use super::calendar::Step;
use crate::store::{NO_TIME, Shard};
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Combinations that are told at most. Where there are more nothing is told, for a part of them would be no exact
/// count of anything.
pub const MOST_COMBINATIONS: usize = 50_000;

/// Combinations that there may be at most for each to have a place of its own.
const ROOM: u64 = 1 << 20;

/// What is wanted to be counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointWanted {
    /// The fields; four at most, further ones are not looked at. What is kept as a number (`eventTime`, `eventID`)
    /// is as absent: nobody counts by it.
    pub fields: Vec<String>,
    /// For each field the values that count, `None` being its absence; of fields without such a list all do.
    pub only: Vec<Option<Vec<Option<String>>>>,
    /// The steps of the calendar to tell apart.
    pub step: Option<Step>,
}

impl JointWanted {
    /// All combinations of these fields.
    pub fn of(fields: &[&str]) -> JointWanted {
        JointWanted {
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            ..JointWanted::default()
        }
    }

    /// The same, where the first field has one of these values.
    pub fn where_first(fields: &[&str], values: impl IntoIterator<Item = String>) -> JointWanted {
        JointWanted {
            only: vec![Some(values.into_iter().map(Some).collect())],
            ..JointWanted::of(fields)
        }
    }
}

/// How many events have each combination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joint {
    /// The values of each field that occur, each once.
    pub values: Vec<Vec<String>>,
    /// The combinations, one behind the other: for each field the place of its value, counted from 1, or 0 where the
    /// event does not have the field.
    pub codes: Vec<u32>,
    /// For each combination the beginning of its step in milliseconds since 1970 UTC; [`NO_TIME`] for events without
    /// a time, and where no steps are told apart.
    pub starts: Vec<i64>,
    /// For each combination how many events have it.
    pub counts: Vec<u64>,
}

/// One combination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination<'a> {
    /// The value of each field; `None` where the events do not have it.
    pub values: Vec<Option<&'a str>>,
    /// The beginning of its step; `None` for events without a time, and where no steps are told apart.
    pub start: Option<i64>,
    /// How many events.
    pub events: u64,
}

impl Joint {
    /// The combinations, in no order.
    pub fn combinations(&self) -> impl Iterator<Item = Combination<'_>> {
        let rows = self.starts.iter().zip(&self.counts).enumerate();
        rows.map(|(at, (&start, &events))| Combination {
            values: (0..self.values.len())
                .map(|field| self.value(at, field))
                .collect(),
            start: (start != NO_TIME).then_some(start),
            events,
        })
    }

    fn value(&self, at: usize, field: usize) -> Option<&str> {
        let code = *self.codes.get(at * self.values.len() + field)?;
        let place = (code as usize).checked_sub(1)?;
        self.values.get(field)?.get(place).map(String::as_str)
    }
}

/// Counts the events among `matches` by the combinations of values they have: an event that has several values of a
/// field counts once with each. `None` when there are more than [`MOST_COMBINATIONS`], or could be more than 2⁶⁴.
pub fn joint(shard: &Shard, matches: &Bitmap, wanted: &JointWanted) -> Option<Joint> {
    let fields = wanted.fields.iter().take(4).enumerate();
    let lanes: Vec<Lane> = fields
        .map(|(at, field)| Lane::new(shard, field, wanted.only.get(at).and_then(Option::as_deref)))
        .collect();
    let room = lanes
        .iter()
        .try_fold(1u64, |room, lane| room.checked_mul(lane.radix()))?;
    let counts = match wanted.step {
        None if room <= ROOM => by_place(&lanes, matches, room as usize),
        step => by_key(&lanes, shard, matches, step)?,
    };
    (counts.len() <= MOST_COMBINATIONS).then(|| told(&lanes, &counts))
}

/// A combination's key, the beginning of its step, and how many events have it.
type Count = (u64, i64, u64);

/// Counts at the place of the key, where there are few enough keys.
fn by_place(lanes: &[Lane], matches: &Bitmap, room: usize) -> Vec<Count> {
    let mut counts = vec![0u32; room];
    let mut keys = Vec::new();
    for row in matches.rows() {
        if combine(lanes, row, &mut keys) {
            keys.iter().for_each(|&key| counts[key as usize] += 1);
        }
    }
    let counted = (0..).zip(counts).filter(|(_, count)| *count > 0);
    counted.map(|(key, count)| (key, NO_TIME, count.into())).collect()
}

/// Counts in a table; `None` when it grows too large.
fn by_key(lanes: &[Lane], shard: &Shard, matches: &Bitmap, step: Option<Step>) -> Option<Vec<Count>> {
    let times = shard.rows().times();
    let mut places: HashMap<(u64, i64), usize, FixedState> = HashMap::with_hasher(shard.hasher().clone());
    let mut counts: Vec<Count> = Vec::new();
    // Neighbouring rows come from one file: the same account, region and day again and again.
    let mut last: Option<(u64, i64, usize)> = None;
    let mut present = 0..0;
    let mut keys = Vec::new();
    for row in matches.rows() {
        if !combine(lanes, row, &mut keys) {
            continue;
        }
        let time = times[row as usize];
        let start = match step {
            Some(step) if time != NO_TIME => {
                if !present.contains(&time) {
                    present = step.floor(time)..step.after(time);
                }
                present.start
            }
            _ => NO_TIME,
        };
        for &key in &keys {
            let place = match last {
                Some((known, begin, place)) if known == key && begin == start => place,
                _ => *places.entry((key, start)).or_insert(counts.len()),
            };
            match counts.get_mut(place) {
                Some((_, _, count)) => *count += 1,
                None if place == MOST_COMBINATIONS => return None,
                None => counts.push((key, start, 1)),
            }
            last = Some((key, start, place));
        }
    }
    Some(counts)
}

/// The combinations with the values that occur in them.
fn told(lanes: &[Lane], counts: &[Count]) -> Joint {
    let mut joint = Joint {
        values: vec![Vec::new(); lanes.len()],
        codes: vec![ABSENT; lanes.len() * counts.len()],
        starts: counts.iter().map(|(_, start, _)| *start).collect(),
        counts: counts.iter().map(|(.., count)| *count).collect(),
    };
    let mut known: Vec<HashMap<u32, u32>> = vec![HashMap::new(); lanes.len()];
    for (place, &(key, ..)) in counts.iter().enumerate() {
        let mut rest = key;
        for (field, lane) in lanes.iter().enumerate().rev() {
            let number = (rest % lane.radix()) as u32;
            rest /= lane.radix();
            if number == ABSENT {
                continue;
            }
            let values = &mut joint.values[field];
            let code = *known[field].entry(number).or_insert_with(|| {
                values.push(lane.text(number).to_owned());
                values.len() as u32
            });
            joint.codes[place * lanes.len() + field] = code;
        }
    }
    joint
}

/// What all shards counted, in one; `None` when one of them had too much to tell.
pub fn merge_joints(parts: Vec<Option<Joint>>) -> Option<Joint> {
    let mut parts = parts.into_iter().collect::<Option<Vec<Joint>>>()?.into_iter();
    let Some(mut whole) = parts.next() else {
        return Some(Joint::default());
    };
    let fields = whole.values.len();
    let mut known: Vec<HashMap<String, u32>> = Vec::new();
    for values in &whole.values {
        known.push(values.iter().cloned().zip(1..).collect());
    }
    let mut places: HashMap<(Vec<u32>, i64), usize> = HashMap::new();
    for (at, &start) in whole.starts.iter().enumerate() {
        places.insert((whole.codes[at * fields..][..fields].to_vec(), start), at);
    }
    for part in parts.filter(|part| part.values.len() == fields) {
        let mut new_codes: Vec<Vec<u32>> = Vec::new();
        for (field, values) in part.values.into_iter().enumerate() {
            let all = &mut whole.values[field];
            let code = |value: String| {
                *known[field].entry(value).or_insert_with_key(|value| {
                    all.push(value.clone());
                    all.len() as u32
                })
            };
            new_codes.push(values.into_iter().map(code).collect());
        }
        for (at, (&start, &count)) in part.starts.iter().zip(&part.counts).enumerate() {
            let codes = part.codes[at * fields..][..fields].iter().zip(&new_codes);
            let codes: Vec<u32> = codes
                .map(|(&code, new)| match code {
                    ABSENT => ABSENT,
                    code => new[code as usize - 1],
                })
                .collect();
            match places.entry((codes, start)) {
                Entry::Occupied(known) => whole.counts[*known.get()] += count,
                Entry::Vacant(new) => {
                    whole.codes.extend_from_slice(&new.key().0);
                    new.insert(whole.starts.len());
                    whole.starts.push(start);
                    whole.counts.push(count);
                }
            }
        }
    }
    (whole.counts.len() <= MOST_COMBINATIONS).then_some(whole)
}
