//! What is loaded, as a heat map: a row for each account and region, a column for each day, week or longer.

use super::during;
use crate::query::calendar::Step;
use crate::query::{Joint, JointWanted, Span, edit};
use crate::sorting::{sort_by, sort_by_key};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// The account that a record was delivered to, and its region.
pub const FIELDS: [&str; 2] = ["recipientAccountId", "awsRegion"];

/// Columns at most: each is as wide as a target must be.
const MOST_COLUMNS: usize = 45;

/// Milliseconds of a day.
pub(super) const DAY: i64 = 86_400_000;

/// How strong a cell's colour can be.
pub const LEVELS: u32 = 5;

/// An account and a region that events are of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// The account; `None` where the records name none.
    pub account: Option<String>,
    /// The region; `None` where the records name none.
    pub region: Option<String>,
    /// How many events.
    pub events: u64,
}

/// A part of the time of one account and region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Before its first or after its last event.
    Outside,
    /// No event, between such that have some.
    Gap,
    /// So many.
    Events(u64),
}

/// One account and region.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which.
    pub pair: Pair,
    /// Beside the columns.
    pub cells: Vec<Cell>,
    /// Events without a time, which are in no cell.
    pub untimed: u64,
}

/// The heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// The width of a column.
    pub step: Step,
    /// Beginnings of the columns, and the end of the last.
    pub edges: Vec<i64>,
    /// Accounts by the events of their rows, an account's regions by theirs.
    pub rows: Vec<Rc<Row>>,
    /// How many more accounts and regions there are.
    pub more: usize,
    /// The cell with most events.
    pub most: u64,
    /// Days and longer that are gaps, over all rows.
    pub gaps: usize,
    base: String,
    newest: Option<i64>,
}

/// Every account and region, most events first.
pub fn pairs(joint: &Joint) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = joint
        .combinations()
        .map(|one| Pair {
            account: one.values.first().copied().flatten().map(str::to_owned),
            region: one.values.get(1).copied().flatten().map(str::to_owned),
            events: one.events,
        })
        .collect();
    sort_by(&mut pairs, |a, b| {
        (b.events.cmp(&a.events)).then_with(|| (&a.account, &a.region).cmp(&(&b.account, &b.region)))
    });
    pairs
}

/// The values of one field of the pairs, most events first.
pub fn values(pairs: &[Pair], field: fn(&Pair) -> &Option<String>) -> Vec<(Option<String>, u64)> {
    let mut events: HashMap<&Option<String>, u64> = HashMap::new();
    for pair in pairs {
        *events.entry(field(pair)).or_default() += pair.events;
    }
    let mut values: Vec<_> = events
        .into_iter()
        .map(|(value, events)| (value.clone(), events))
        .collect();
    sort_by(&mut values, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values
}

/// The step that a span is cut into: a day or longer.
pub fn step(span: Span) -> Step {
    match Step::fitting(&(span.0..span.1.saturating_add(1)), MOST_COLUMNS) {
        Step::Millis(..DAY) => Step::Millis(DAY),
        step => step,
    }
}

/// What to count for the cells of these pairs.
pub fn wanted(pairs: &[Pair], step: Step) -> JointWanted {
    let some = |field: fn(&Pair) -> &Option<String>| {
        let mut values: Vec<Option<String>> = pairs.iter().map(|pair| field(pair).clone()).collect();
        sort_by(&mut values, Ord::cmp);
        values.dedup();
        Some(values)
    };
    JointWanted {
        only: vec![some(|pair| &pair.account), some(|pair| &pair.region)],
        step: Some(step),
        ..JointWanted::of(&FIELDS)
    }
}

impl Coverage {
    /// The heat map of `shown`, the first of all `pairs`, as `cells` counts them. `base` is the filter, and `newest`
    /// what it counts back from.
    pub fn new(
        base: &str,
        newest: Option<i64>,
        span: Span,
        pairs: &[Pair],
        shown: usize,
        cells: &Joint,
    ) -> Coverage {
        let step = step(span);
        let edges = step.edges(&(span.0..span.1.saturating_add(1)));
        let shown = &pairs[..shown.min(pairs.len())];
        // By account and region: the columns' events, and those without a time.
        let mut counts: HashMap<[Option<&str>; 2], (Vec<u64>, u64)> = HashMap::new();
        for one in cells.combinations() {
            let [account, region] = one.values[..] else {
                continue;
            };
            let (row, untimed) = counts
                .entry([account, region])
                .or_insert_with(|| (vec![0; edges.len().saturating_sub(1)], 0));
            let column = one
                .start
                .map(|start| edges.partition_point(|&edge| edge <= start));
            match column.and_then(|after| row.get_mut(after.checked_sub(1)?)) {
                Some(cell) => *cell += one.events,
                None => *untimed += one.events,
            }
        }
        let mut rows: Vec<Rc<Row>> = shown
            .iter()
            .map(|pair| {
                let key = [pair.account.as_deref(), pair.region.as_deref()];
                let (counts, untimed) = counts.remove(&key).unwrap_or_default();
                Rc::new(Row {
                    pair: pair.clone(),
                    cells: with_gaps(&counts, edges.len().saturating_sub(1)),
                    untimed,
                })
            })
            .collect();
        let accounts = values(shown, |pair| &pair.account);
        sort_by_key(&mut rows, |row| {
            accounts
                .iter()
                .position(|(account, _)| *account == row.pair.account)
        });
        let cells = || rows.iter().flat_map(|row| &row.cells);
        Coverage {
            step,
            more: pairs.len() - shown.len(),
            most: cells().map(|cell| cell.events()).max().unwrap_or(0),
            gaps: cells().filter(|cell| **cell == Cell::Gap).count(),
            edges,
            rows,
            base: base.to_owned(),
            newest,
        }
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// The stretch of time of a column.
    pub fn stretch(&self, column: usize) -> Range<i64> {
        let edge = |at: usize| self.edges.get(at).copied().unwrap_or_default();
        edge(column)..edge(column + 1)
    }

    /// How strongly a cell is coloured, from 1 to [`LEVELS`]: each level has some times the events of the one before.
    pub fn level(&self, events: u64) -> u32 {
        let most = (self.most.max(2) as f64).ln();
        let part = (events.max(1) as f64).ln() / most;
        1 + (part * f64::from(LEVELS - 1)).round() as u32
    }

    /// The filter for all events of a column.
    pub fn column_filter(&self, column: usize) -> String {
        during(&self.base, self.newest, &self.stretch(column))
    }

    /// The filter for a row, or for one of its columns.
    pub fn filter(&self, pair: &Pair, column: Option<usize>) -> String {
        let filter = with_value(&self.base, FIELDS[0], pair.account.as_deref());
        let filter = with_value(&filter, FIELDS[1], pair.region.as_deref());
        match column {
            Some(column) => during(&filter, self.newest, &self.stretch(column)),
            None => filter,
        }
    }
}

impl Cell {
    /// How many events.
    pub fn events(self) -> u64 {
        match self {
            Cell::Events(events) => events,
            Cell::Gap | Cell::Outside => 0,
        }
    }
}

fn with_value(filter: &str, field: &str, value: Option<&str>) -> String {
    match value {
        Some(value) => edit::include(filter, field, value),
        None => edit::absent(filter, field, false),
    }
}

fn with_gaps(counts: &[u64], columns: usize) -> Vec<Cell> {
    let first = counts.iter().position(|&events| events > 0).unwrap_or(columns);
    let last = counts.iter().rposition(|&events| events > 0).unwrap_or(0);
    (0..columns)
        .map(|at| match counts.get(at) {
            Some(&events) if events > 0 => Cell::Events(events),
            _ if first < at && at < last => Cell::Gap,
            _ => Cell::Outside,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::time;
    use proptest::prelude::*;

    fn at(text: &str) -> i64 {
        time::parse(text).unwrap()
    }

    /// Combinations of account, region, day in July 2021 (0: without a time), and events.
    fn joint(rows: &[(&str, &str, u32, u64)]) -> Joint {
        let mut joint = Joint {
            values: vec![Vec::new(), Vec::new()],
            ..Joint::default()
        };
        for (account, region, day, events) in rows {
            for (field, text) in [account, region].into_iter().enumerate() {
                let values = &mut joint.values[field];
                if !text.is_empty() {
                    values.push((*text).to_string());
                }
                joint
                    .codes
                    .push(if text.is_empty() { 0 } else { values.len() as u32 });
            }
            joint.starts.push(match day {
                0 => i64::MIN,
                day => at(&format!("2021-07-{day:02}")),
            });
            joint.counts.push(*events);
        }
        joint
    }

    #[test]
    fn days_between_others_without_events_are_gaps() {
        let cells = joint(&[
            ("1", "eu", 2, 5),
            ("1", "eu", 4, 50),
            ("2", "us", 1, 7),
            ("2", "us", 0, 2),
            ("1", "us", 5, 1),
        ]);
        let pairs = pairs(&joint(&[
            ("2", "us", 0, 9),
            ("1", "eu", 0, 55),
            ("1", "us", 0, 1),
            ("", "eu", 0, 1),
        ]));
        let names: Vec<String> = pairs.iter().map(Pair::name).collect();
        assert_eq!(names, ["1, eu", "2, us", "no account recorded, eu", "1, us"]);
        let span = (at("2021-07-01T05:00:00Z"), at("2021-07-05T20:00:00Z"));
        let all = Coverage::new("x", None, span, &pairs, 4, &cells);
        let rows: Vec<(String, &[Cell])> = all
            .rows
            .iter()
            .map(|row| (row.pair.name(), &row.cells[..]))
            .collect();
        use Cell::{Events, Gap, Outside};
        assert_eq!(
            rows,
            [
                (
                    "1, eu".to_owned(),
                    &[Outside, Events(5), Gap, Events(50), Outside][..]
                ),
                (
                    "1, us".to_owned(),
                    &[Outside, Outside, Outside, Outside, Events(1)]
                ),
                (
                    "2, us".to_owned(),
                    &[Events(7), Outside, Outside, Outside, Outside]
                ),
                ("no account recorded, eu".to_owned(), &[Outside; 5]),
            ]
        );
        assert_eq!(
            (all.gaps, all.most, all.more, all.unit().as_str()),
            (1, 50, 0, "a day")
        );
        assert_eq!(all.rows[2].untimed, 2);
        assert_eq!(
            all.words(&all.rows[0], 2),
            "1, eu, 2021-07-03: gap: no events, and some before and after"
        );
        assert_eq!(all.words(&all.rows[0], 1), "1, eu, 2021-07-02: 5 events");
        assert_eq!(
            all.filter(&all.rows[0].pair, Some(1)),
            "x recipientAccountId:1 awsRegion:eu eventTime:2021-07-02"
        );
        assert_eq!(
            all.filter(&all.rows[3].pair, None),
            "x -recipientAccountId:* awsRegion:eu"
        );
        assert_eq!(all.column_filter(0), "x eventTime:2021-07-01");
        assert_eq!(Coverage::new("x", None, span, &pairs, 1, &cells).more, 3);
    }

    #[test]
    fn long_times_are_cut_into_weeks_months_and_years() {
        for (end, name, columns, first, heads) in [
            (
                "2021-07-29T23:00:00Z",
                "a day",
                1,
                "2021-07-29",
                ("2021-07", "29"),
            ),
            ("2021-09-10", "a day", 44, "2021-07-29", ("2021-07", "29")),
            (
                "2021-12-10",
                "a week",
                20,
                "2021-07-26 – 2021-08-01",
                ("2021-07", "26"),
            ),
            ("2023-12-10", "a month", 30, "2021-07", ("2021", "07")),
            (
                "2029-12-10",
                "3 months",
                34,
                "2021-07-01 – 2021-09-30",
                ("2021", "07"),
            ),
            (
                "2100-12-10",
                "2 years",
                41,
                "2020-01-01 – 2021-12-31",
                ("", "2020"),
            ),
        ] {
            let span = (at("2021-07-29T10:00:00Z"), at(end));
            let all = Coverage::new("", None, span, &[], 9, &Joint::default());
            assert_eq!((all.unit().as_str(), all.columns()), (name, columns));
            assert_eq!(all.column_name(0), first);
            let (above, below) = all.heads();
            assert_eq!((above[0].1.as_str(), below[0].as_str()), heads);
            assert_eq!(above.iter().map(|(columns, _)| columns).sum::<usize>(), columns);
        }
    }

    proptest! {
        #[test]
        fn more_events_are_never_fainter(most in 1u64..1 << 40, a in 1u64..1 << 40, b in 1u64..1 << 40) {
            let mut all = Coverage::new("", None, (0, 0), &[], 0, &Joint::default());
            all.most = most.max(a).max(b);
            let (low, high) = (all.level(a.min(b)), all.level(a.max(b)));
            prop_assert!(1 <= low && low <= high && high <= LEVELS);
            prop_assert_eq!(all.level(1), 1);
        }
    }
}
