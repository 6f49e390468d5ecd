//! The table's columns: which, in what order, how wide; and the order of its rows.

use crate::event::derived::Derived;
use crate::worker::protocol::Sort;

/// Narrowest and widest a column can be made, in CSS pixels.
pub const WIDTHS: (f64, f64) = (48.0, 900.0);

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What it shows: a CloudTrail path or a derived field.
    pub path: String,
    /// Width in CSS pixels.
    pub width: f64,
}

impl Column {
    /// A column of the width that suits its values.
    pub fn new(path: impl Into<String>) -> Column {
        let path = path.into();
        let (_, width) = suitable(&path);
        Column { path, width }
    }

    /// The width it gives way to where room is short: less than its own only until someone chose that.
    pub fn least(&self) -> f64 {
        let (least, width) = suitable(&self.path);
        if self.width == width { least } else { self.width }
    }

    /// What stands in the header.
    pub fn title(&self) -> &str {
        title(&self.path)
    }
}

/// The width in which most values of a field can be told apart, and that in which they show whole, in CSS pixels.
fn suitable(path: &str) -> (f64, f64) {
    match path {
        "eventTime" => (168.0, 168.0),
        "eventName" => (124.0, 190.0),
        "service" => (76.0, 104.0),
        "actor" => (110.0, 170.0),
        "sourceIPAddress" => (112.0, 142.0),
        "awsRegion" => (88.0, 108.0),
        "outcome" => (92.0, 132.0),
        "target" => (120.0, 300.0),
        _ => (110.0, 180.0),
    }
}

/// What a field is called on the page: a word for the default columns, its path otherwise.
pub fn title(path: &str) -> &str {
    match path {
        "eventTime" => "Time",
        "eventName" => "Event",
        "service" => "Service",
        "actor" => "Actor",
        "sourceIPAddress" => "Source address",
        "awsRegion" => "Region",
        "outcome" => "Outcome",
        "target" => "Target",
        other => other,
    }
}

/// What marks a derived field says when pointed at.
pub const DERIVED_WORDS: &str = "derived by Trailglass, not recorded";

/// Whether a field is derived rather than recorded.
pub fn is_derived(path: &str) -> bool {
    Derived::FIELDS
        .iter()
        .any(|field| field.eq_ignore_ascii_case(path))
}

/// Columns in their order, each path once.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns(Vec<Column>);

/// The columns that a table has at first, and a script's query.
pub const DEFAULT_PATHS: [&str; 8] = [
    "eventTime",
    "eventName",
    "service",
    "actor",
    "sourceIPAddress",
    "awsRegion",
    "outcome",
    "target",
];

impl Default for Columns {
    fn default() -> Self {
        Columns(DEFAULT_PATHS.into_iter().map(Column::new).collect())
    }
}

impl Columns {
    /// Columns from paths; a path named twice counts once. `None` when there are none.
    pub fn of<'a>(paths: impl IntoIterator<Item = &'a str>) -> Option<Columns> {
        let mut columns = Columns(Vec::new());
        for path in paths {
            columns.add(path);
        }
        (!columns.0.is_empty()).then_some(columns)
    }

    /// The columns.
    pub fn list(&self) -> &[Column] {
        &self.0
    }

    /// Their paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|column| column.path.as_str())
    }

    /// Whether there is a column of this path.
    pub fn has(&self, path: &str) -> bool {
        self.paths().any(|one| one == path)
    }

    /// Adds a column at the end.
    pub fn add(&mut self, path: &str) {
        let path = path.trim();
        if !path.is_empty() && !self.has(path) {
            self.0.push(Column::new(path));
        }
    }

    /// Removes a column, but never the last one: a table without columns cannot be mended by looking at it.
    pub fn remove(&mut self, path: &str) {
        if self.0.len() > 1 {
            self.0.retain(|column| column.path != path);
        }
    }

    /// Moves the column `from` to where `to` is; the others close up.
    pub fn shift(&mut self, from: usize, to: usize) {
        if from < self.0.len() && to < self.0.len() {
            let column = self.0.remove(from);
            self.0.insert(to, column);
        }
    }

    /// Makes a column this many pixels wide, within [`WIDTHS`].
    pub fn resize(&mut self, index: usize, width: f64) {
        if let Some(column) = self.0.get_mut(index) {
            column.width = width.clamp(WIDTHS.0, WIDTHS.1).round();
        }
    }
}

/// The order after a click on a column's header: another column starts with what is usually wanted first (newest
/// time, first letter), the same column turns round.
pub fn clicked(sort: &Sort, path: &str) -> Sort {
    let descending = if sort.column == path {
        !sort.descending
    } else {
        path == "eventTime"
    };
    Sort {
        column: path.to_owned(),
        descending,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(columns: &Columns) -> Vec<&str> {
        columns.paths().collect()
    }

    #[test]
    fn columns_move_and_keep_each_path_once() {
        let mut columns = Columns::of(["a", "b", "a", " ", "c"]).unwrap();
        assert_eq!(paths(&columns), ["a", "b", "c"]);
        columns.shift(0, 2);
        assert_eq!(paths(&columns), ["b", "c", "a"]);
        columns.shift(2, 9);
        assert_eq!(paths(&columns), ["b", "c", "a"]);
    }

    #[test]
    fn one_column_always_stays() {
        let mut columns = Columns::of(["a", "b"]).unwrap();
        columns.remove("a");
        columns.remove("b");
        assert_eq!(paths(&columns), ["b"]);
        assert_eq!(Columns::of([]), None);
    }

    #[test]
    fn widths_stay_usable() {
        let mut columns = Columns::default();
        columns.resize(0, -5.0);
        columns.resize(1, 1e9);
        columns.resize(99, 100.0);
        assert!(columns.list()[2].least() < columns.list()[2].width);
        assert_eq!(columns.list()[1].least(), WIDTHS.1, "a chosen width is kept");
        assert_eq!((columns.list()[0].width, columns.list()[1].width), WIDTHS);
    }

    #[test]
    fn a_click_turns_the_order_round() {
        let newest_first = Sort::default();
        let oldest_first = clicked(&newest_first, "eventTime");
        assert!(!oldest_first.descending);
        let by_name = clicked(&oldest_first, "eventName");
        assert_eq!(
            by_name,
            Sort {
                column: "eventName".into(),
                descending: false
            }
        );
        assert_eq!(clicked(&by_name, "eventTime"), newest_first);
    }
}
