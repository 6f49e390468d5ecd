//! The rooms that every record goes through. A package of its own (see `core/Cargo.toml`).
//!
//! Arrows run one way: `store -> event -> intake`.

pub mod crc32;
pub mod intake;
pub mod store;

// The room they go through, under the names it has everywhere.
use trailglass_events::event;
