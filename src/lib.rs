//! Trailglass, a looking glass for AWS CloudTrail.
//!
//! A pure core that knows no browser (`src/core.rs`), and a thin shell that does. Arrows run one way:
//! `ui -> worker -> lineage -> query -> store -> event -> intake`.

pub use trailglass_core::{catalog, event, export, intake, lineage, query, sample, sorting, store};

pub mod ui;
pub mod worker;

#[cfg(target_arch = "wasm32")]
pub mod web;
