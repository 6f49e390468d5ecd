//! The events marked for comparing.

use super::compare::MOST;
use crate::worker::protocol::RowId;
use std::rc::Rc;

/// An event marked for comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Its eventID, by which it is found again.
    pub event: String,
    /// Its row when it was marked; gone with its worker.
    pub id: RowId,
}

/// The events marked for comparing, in the order they were. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks(Rc<[Marked]>);

impl Marks {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their eventIDs.
    pub fn events(&self) -> Vec<String> {
        self.0.iter().map(|marked| marked.event.clone()).collect()
    }

    /// Whether the event of this eventID is marked.
    pub fn has(&self, event: &str) -> bool {
        self.0.iter().any(|marked| marked.event == event)
    }

    /// Whether the event in this row is marked.
    pub fn has_row(&self, id: RowId) -> bool {
        self.0.iter().any(|marked| marked.id == id)
    }

    /// With this event marked, or without it if it was. `None` where there are as many as can be compared.
    pub fn toggled(&self, one: Marked) -> Option<Marks> {
        if self.has(&one.event) {
            return Some(self.without(&one.event));
        }
        let all = self.0.iter().cloned().chain([one]);
        (self.len() < MOST).then(|| Marks(all.collect()))
    }

    /// Without the event of this eventID.
    #[must_use]
    pub fn without(&self, event: &str) -> Marks {
        let others = self.0.iter().filter(|marked| marked.event != event);
        Marks(others.cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(row: u32) -> Marked {
        Marked {
            event: format!("e{row}"),
            id: RowId { shard: 0, row },
        }
    }

    #[test]
    fn marks_come_and_go_by_the_event() {
        let marks = [1, 2, 3]
            .into_iter()
            .fold(Marks::default(), |marks, row| marks.toggled(one(row)).unwrap());
        // Another worker has it now.
        let moved = Marked {
            id: RowId { shard: 5, row: 0 },
            ..one(2)
        };
        let marks = marks.toggled(moved).unwrap();
        assert_eq!(marks.events(), ["e1", "e3"]);
        assert!(marks.has("e3") && marks.has_row(one(3).id) && !marks.has_row(one(2).id));
        assert_eq!(marks.without("e1").without("e3"), Marks::default());
    }

    #[test]
    fn there_are_no_more_than_can_be_compared() {
        let full = (0..MOST as u32).fold(Marks::default(), |marks, row| marks.toggled(one(row)).unwrap());
        assert_eq!(full.toggled(one(99)), None);
        assert_eq!(full.toggled(one(0)).unwrap().len(), MOST - 1);
    }
}
