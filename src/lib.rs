//! Trailglass, a looking glass for AWS CloudTrail.
//!
//! Rooms that know no browser (the packages of `src/events.rs`, `src/core.rs`, `src/questions.rs` and `src/trails.rs`), and a thin
//! shell that does. Arrows run one way:
//! `ui -> worker -> lineage -> query -> store -> event -> intake`.

pub use trailglass_core::{intake, store};
pub use trailglass_events::{catalog, event, sorting};
pub use trailglass_query::query;
pub use trailglass_trails::{export, lineage, sample};

pub mod ui;
pub mod worker;

#[cfg(target_arch = "wasm32")]
pub mod web;
