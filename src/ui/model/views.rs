//! Saved views: what is looked for, by name. Never what was found.

use crate::sorting::sort_by_key;
use serde::{Deserialize, Serialize};

/// Letters of the longest name.
pub const LONGEST_NAME: usize = 80;

/// A view under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// The fragment of its address.
    pub view: String,
}

/// The saved views, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Views(Vec<SavedView>);

impl Views {
    /// The views that were kept as this text; none when it cannot be read.
    pub fn read(text: &str) -> Views {
        let mut views = Views::default();
        for SavedView { name, view } in serde_json::from_str::<Vec<SavedView>>(text).unwrap_or_default() {
            views.save(&name, &view);
        }
        views
    }

    /// As a text to keep.
    pub fn to_text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The views.
    pub fn list(&self) -> &[SavedView] {
        &self.0
    }

    /// Whether there is a view of this name, in any case of letters.
    pub fn has(&self, name: &str) -> bool {
        let name = named(name).to_lowercase();
        self.0.iter().any(|view| view.name.to_lowercase() == name)
    }

    /// Saves a view in place of the one of that name. A name of nothing names nothing.
    pub fn save(&mut self, name: &str, view: &str) {
        let name = named(name);
        if name.is_empty() {
            return;
        }
        self.remove(&name);
        self.0.push(SavedView {
            name,
            view: view.to_owned(),
        });
        sort_by_key(&mut self.0, |view| (view.name.to_lowercase(), view.name.clone()));
    }

    /// Forgets the view of this name.
    pub fn remove(&mut self, name: &str) {
        let name = named(name).to_lowercase();
        self.0.retain(|view| view.name.to_lowercase() != name);
    }

    /// Gives a view another name, in place of the view that had it.
    pub fn rename(&mut self, name: &str, to: &str) {
        let found = self.0.iter().find(|view| view.name == name).cloned();
        if let Some(found) = found.filter(|_| !named(to).is_empty()) {
            self.remove(name);
            self.save(to, &found.view);
        }
    }
}

/// A name as it is kept.
fn named(name: &str) -> String {
    name.trim().chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(views: &Views) -> Vec<&str> {
        views.list().iter().map(|view| view.name.as_str()).collect()
    }

    #[test]
    fn a_name_stands_for_one_view() {
        let mut views = Views::default();
        views.save(" Failed ", "q=a");
        views.save("denied", "q=b");
        views.save("failed", "q=c");
        views.save("  ", "q=d");
        assert_eq!(names(&views), ["denied", "failed"]);
        assert_eq!(views.list()[1].view, "q=c");
        views.rename("failed", "Denied");
        assert_eq!(
            (names(&views), views.list()[0].view.as_str()),
            (vec!["Denied"], "q=c")
        );
        views.rename("Denied", "DENIED");
        views.rename("DENIED", " ");
        assert_eq!(names(&views), ["DENIED"]);
        views.remove("denied");
        assert!(views.list().is_empty());
    }

    proptest! {
        #[test]
        fn views_are_kept_and_any_text_is_read(saved in prop::collection::vec(("\\PC{0,6}", "\\PC{0,6}"), 0..6), other in "\\PC{0,20}") {
            let mut views = Views::default();
            saved.iter().for_each(|(name, view)| views.save(name, view));
            prop_assert_eq!(Views::read(&views.to_text()), views);
            Views::read(&other);
        }
    }
}
