//! Earlier filters of this browser, and stepping through them.

/// Filters kept.
const MOST: usize = 100;

/// A longer filter is not kept, in bytes.
const LONGEST: usize = 4096;

/// Earlier filters, the last one first, none twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History(Vec<String>);

impl History {
    /// The history that was kept as this text; an empty one when it cannot be read.
    pub fn read(text: &str) -> History {
        let mut list: Vec<String> = serde_json::from_str(text).unwrap_or_default();
        list.truncate(MOST);
        History(list)
    }

    /// As a text to keep.
    pub fn to_text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Adds a filter as the last one. Returns whether anything changed.
    pub fn add(&mut self, filter: &str) -> bool {
        let filter = filter.trim();
        if filter.is_empty() || filter.len() > LONGEST || self.0.first().is_some_and(|first| first == filter)
        {
            return false;
        }
        self.0.retain(|other| other != filter);
        self.0.insert(0, filter.to_owned());
        self.0.truncate(MOST);
        true
    }
}

/// Stepping back through the history and forward again to what was being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// What was being typed, then the history without it.
    texts: Vec<String>,
    at: usize,
}

impl Steps {
    /// At what is being typed.
    pub fn new(history: &History, typed: &str) -> Steps {
        let others = history.0.iter().filter(|filter| *filter != typed.trim());
        let texts = std::iter::once(typed.to_owned()).chain(others.cloned()).collect();
        Steps { texts, at: 0 }
    }

    /// The filter before this one.
    pub fn back(&mut self) -> Option<&str> {
        let text = self.texts.get(self.at + 1)?;
        self.at += 1;
        Some(text)
    }

    /// The filter after this one; the last is what was being typed.
    pub fn forward(&mut self) -> Option<&str> {
        self.at = self.at.checked_sub(1)?;
        self.texts.get(self.at).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(filters: &[&str]) -> History {
        let mut history = History::default();
        filters.iter().for_each(|filter| _ = history.add(filter));
        history
    }

    #[test]
    fn the_last_comes_first_and_none_twice() {
        let mut history = of(&["a", "b", " a "]);
        assert_eq!(history.0, ["a", "b"]);
        assert!(!history.add("a") && !history.add(" ") && !history.add(&"x".repeat(LONGEST + 1)));
        (0..2 * MOST).for_each(|at| _ = history.add(&at.to_string()));
        assert_eq!(
            (history.0.len(), history.0[0].as_str()),
            (MOST, (2 * MOST - 1).to_string().as_str())
        );
    }

    #[test]
    fn what_was_being_typed_comes_back() {
        let mut steps = Steps::new(&of(&["a", "b"]), "dra");
        assert_eq!(steps.forward(), None);
        assert_eq!(steps.back(), Some("b"));
        assert_eq!(steps.back(), Some("a"));
        assert_eq!(steps.back(), None);
        assert_eq!(steps.forward(), Some("b"));
        assert_eq!(steps.forward(), Some("dra"));
        assert_eq!(steps.forward(), None);
    }

    #[test]
    fn the_present_filter_is_no_step() {
        assert_eq!(Steps::new(&of(&["a", "b"]), "b ").back(), Some("a"));
    }

    proptest! {
        #[test]
        fn a_history_is_kept_and_any_text_is_read(filters in prop::collection::vec("\\PC{1,8}", 0..6), other in "\\PC{0,20}") {
            let history = of(&filters.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(History::read(&history.to_text()), history);
            History::read(&other);
        }
    }
}
