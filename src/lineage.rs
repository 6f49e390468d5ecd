//! Credential lineage: which call issued the credentials of an event, up to whoever stands at the root; and what was
//! done with the credentials that a call issued, and with those issued with them.
//!
//! What ties two events, strongest first ([`Tie`]): the access key id that one issued and the other used is proof;
//! `sharedEventID` makes one call of what two accounts recorded; a session's ARN with the time it began, and with its
//! source identity, is what remains where a record names no key. What is only likely is claimed when one call fits
//! and no key says otherwise, never when several do.
//!
//! The walks ([`up`], [`down`]) ask a [`Trail`] in rounds, and know nothing of how it answers: the page asks its
//! workers, a test a few shards.

mod down;
mod facts;
mod filter;
mod issued;
mod up;
mod used;

pub use down::{DEEPEST, MOST_KEYS, Node, Tree, Work, down, work};
pub use facts::Facts;
pub use issued::{Issue, Issued, issued, issues};
pub use up::{Chain, End, LONGEST, Step, Tie, up};
pub use used::{Origin, Used};

use crate::query::{FacetCounts, Span};

/// A question about the events that match a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The filter.
    pub filter: String,
    /// What is wanted of them.
    pub want: Want,
}

/// What is wanted of the events that match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// How many there are, and [`Facts::FIELDS`] of the oldest, at most so many.
    Rows(u32),
    /// How many there are.
    Count,
    /// How many have each value of this field, of so many of the most frequent values.
    Values(&'static str, u32),
    /// The oldest and the newest time.
    Span,
}

/// What a question was answered: empty but for what was wanted.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// How many events match, where rows or their number were wanted.
    pub total: u64,
    /// The oldest of them, oldest first.
    pub rows: Vec<Facts>,
    /// Values with the number of events that have them, most first.
    pub values: FacetCounts,
    /// The oldest and the newest time.
    pub span: Option<Span>,
}

/// The events that are loaded.
pub trait Trail {
    /// Answers a round of questions, which do not depend on one another, in their order.
    fn ask(&self, round: Vec<Ask>) -> impl Future<Output = Vec<Told>>;
}

impl Ask {
    fn rows(filter: String, most: u32) -> Ask {
        let want = Want::Rows(most);
        Ask { filter, want }
    }
}
