//! Page and workers: what they say to each other, the session on the page, the shard in the worker.
//!
//! [`desk`], [`tally`] and [`book`] hold all that can be decided without a browser; [`session`] and [`shard_host`]
//! carry it over the messages of [`message`].

pub mod book;
pub mod desk;
pub mod file_report;
pub mod lanes;
pub mod message;
pub mod pace;
pub mod protocol;
pub mod read_ahead;
pub mod tally;

#[cfg(target_arch = "wasm32")]
mod pool;
#[cfg(target_arch = "wasm32")]
pub mod session;
#[cfg(target_arch = "wasm32")]
pub mod shard_host;
#[cfg(target_arch = "wasm32")]
mod view;
