//! The rooms that every record goes through. A package of its own (see `core/Cargo.toml`).
//!
//! Arrows run one way: `store -> event -> intake`.

pub mod catalog;
pub mod crc32;
pub mod event;
pub mod intake;
pub mod sorting;
pub mod store;
