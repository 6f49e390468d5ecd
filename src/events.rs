//! The room that says what a record means. A package of its own (see `events/Cargo.toml`).

pub mod catalog;
pub mod event;
pub mod sorting;
