//! What the heat map's rows, columns and cells are called.

use super::coverage::{Cell, Coverage, DAY, Pair, Row};
use crate::query::calendar::Step;
use crate::ui::model::clock::Clock;
use crate::ui::model::format::{count, counted};

impl Coverage {
    /// What a column stands for, in words: `a day`, `3 months`.
    pub fn unit(&self) -> String {
        unit(self.step)
    }

    /// The name of a column: `2026-01-12`, `2026-01-12 – 2026-01-18`, `2026-01`.
    pub fn column_name(&self, column: usize) -> String {
        Clock::utc().range(&self.stretch(column))
    }

    /// What stands above the columns, in two lines: how many columns each text of the upper one spans, and the texts
    /// of the lower one. Days stand below their month, months below their year.
    pub fn heads(&self) -> (Vec<(usize, String)>, Vec<String>) {
        let mut above: Vec<(usize, String)> = Vec::new();
        let mut below = Vec::new();
        for column in 0..self.columns() {
            let day = Clock::utc().range(&(self.edges[column]..self.edges[column] + DAY));
            let part = |from: usize, to: usize| day.get(from..to).unwrap_or_default().to_owned();
            let (over, under) = match self.step {
                Step::Millis(_) => (part(0, 7), part(8, 10)),
                Step::Months(..12) => (part(0, 4), part(5, 7)),
                Step::Months(_) => (String::new(), part(0, 4)),
            };
            match above.last_mut() {
                Some((columns, last)) if *last == over => *columns += 1,
                _ => above.push((1, over)),
            }
            below.push(under);
        }
        (above, below)
    }

    /// What a cell says to a person who hears it.
    pub fn words(&self, row: &Row, column: usize) -> String {
        let events = match row.cells.get(column) {
            Some(Cell::Events(events)) => counted(*events, "event", "events"),
            Some(Cell::Gap) => "gap: no events, and some before and after".to_owned(),
            _ => "no events".to_owned(),
        };
        format!("{}, {}: {events}", row.pair.name(), self.column_name(column))
    }
}

impl Pair {
    /// `111122223333, eu-central-1`.
    pub fn name(&self) -> String {
        format!(
            "{}, {}",
            account_name(self.account.as_deref()),
            region_name(self.region.as_deref())
        )
    }
}

/// An account as it is shown.
pub fn account_name(account: Option<&str>) -> &str {
    account.unwrap_or("no account recorded")
}

/// A region as it is shown.
pub fn region_name(region: Option<&str>) -> &str {
    region.unwrap_or("no region recorded")
}

/// What a step is called.
pub fn unit(step: Step) -> String {
    match step {
        Step::Millis(DAY) => "a day".to_owned(),
        Step::Millis(_) => "a week".to_owned(),
        Step::Months(1) => "a month".to_owned(),
        Step::Months(12) => "a year".to_owned(),
        Step::Months(months @ ..12) => format!("{months} months"),
        Step::Months(months) => format!("{} years", months / 12),
    }
}

/// A number in three or four letters, never more than there are: `84`, `12k`, `3M`.
pub fn short(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        1000..1_000_000 => format!("{}k", number / 1000),
        _ => format!("{}M", count(number / 1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_cells_are_short_and_never_too_large() {
        assert_eq!(
            [0, 999, 1_999, 999_999, 3_400_000].map(short),
            ["0", "999", "1k", "999k", "3M"]
        );
    }
}
