//! The rooms that do something with trails and need not be fast. A package of their own (see `trails/Cargo.toml`).

pub mod export;
pub mod lineage;
pub mod sample;

// The rooms they go through, under the names they have everywhere.
use trailglass_core::{crc32, intake, store};
use trailglass_events::event;
use trailglass_query::query;
