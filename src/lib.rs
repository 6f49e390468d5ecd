//! Trailglass, a looking glass for AWS CloudTrail.
//!
//! A pure core that knows no browser, and a thin shell that does. Arrows run one way:
//! `ui -> worker -> lineage -> query -> store -> event -> intake`.

pub mod catalog;
pub mod event;
pub mod export;
pub mod intake;
pub mod lineage;
pub mod query;
pub mod sample;
pub mod store;
pub mod ui;
pub mod worker;

#[cfg(target_arch = "wasm32")]
pub mod web;
