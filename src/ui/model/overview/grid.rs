//! The heat map as a grid to walk through: what stands where, and where keys lead.

use super::coverage::Coverage;

/// A place, row and column: the columns' names are row 0, the rows' names column 0, and their sums the last column.
pub type At = (usize, usize);

impl Coverage {
    /// The last place.
    pub fn last(&self) -> At {
        (self.rows.len(), self.columns() + 1)
    }

    /// The filter for what stands there; `None` where there are no events.
    pub fn filter_at(&self, (row, column): At) -> Option<String> {
        let Some(at) = row.checked_sub(1) else {
            return Some(self.column_filter(column.checked_sub(1)?));
        };
        let row = self.rows.get(at)?;
        let column = column.checked_sub(1).filter(|column| *column < self.columns());
        if column.is_some_and(|column| row.cells[column].events() == 0) {
            return None;
        }
        Some(self.filter(&row.pair, column))
    }
}

/// Where a key leads from a place; with `far` (Ctrl) to the corners. `None` for other keys.
pub fn moved((row, column): At, last: At, key: &str, far: bool) -> Option<At> {
    let (row, column) = match key {
        "ArrowUp" => (row.saturating_sub(1), column),
        "ArrowDown" => (row + 1, column),
        "ArrowLeft" => (row, column.saturating_sub(1)),
        "ArrowRight" => (row, column + 1),
        "Home" if far => (0, 1),
        "End" if far => last,
        "Home" => (row, 0),
        "End" => (row, last.1),
        "PageUp" => (1, column),
        "PageDown" => (last.0, column),
        _ => return None,
    };
    let row = row.min(last.0);
    // Above the rows' names and their sums there is nothing to go to.
    let (first, most) = if row == 0 {
        (1, last.1.saturating_sub(1).max(1))
    } else {
        (0, last.1)
    };
    Some((row, column.clamp(first, most)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_walk_and_stay_inside() {
        let last = (3, 6);
        for (from, key, far, to) in [
            ((1, 1), "ArrowUp", false, (0, 1)),
            ((1, 0), "ArrowUp", false, (0, 1)),
            ((1, 6), "ArrowUp", false, (0, 5)),
            ((0, 5), "ArrowRight", false, (0, 5)),
            ((3, 2), "ArrowDown", false, (3, 2)),
            ((2, 0), "ArrowLeft", false, (2, 0)),
            ((2, 3), "Home", false, (2, 0)),
            ((2, 3), "End", false, (2, 6)),
            ((2, 3), "Home", true, (0, 1)),
            ((2, 3), "End", true, (3, 6)),
            ((2, 3), "PageDown", false, (3, 3)),
        ] {
            assert_eq!(moved(from, last, key, far), Some(to), "{from:?} {key}");
        }
        assert_eq!(moved((1, 1), last, "a", false), None);
    }
}
