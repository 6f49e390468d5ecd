//! The rooms that know no browser: bytes in, answers out. A package of its own (see `core/Cargo.toml`).
//!
//! Arrows run one way: `lineage -> query -> store -> event -> intake`.

pub mod catalog;
mod crc32;
pub mod event;
pub mod export;
pub mod intake;
pub mod lineage;
pub mod query;
pub mod sample;
pub mod sorting;
pub mod store;
