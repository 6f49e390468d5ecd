//! The room that answers questions. A package of its own (see `query/Cargo.toml`).

pub mod query;

// The rooms it goes through, under the names they have everywhere.
use trailglass_core::store;
use trailglass_events::{catalog, event, sorting};
