//! Page and workers: what they say to each other, the pool on the page, the shard in the worker.

pub mod protocol;

#[cfg(target_arch = "wasm32")]
pub mod session;
#[cfg(target_arch = "wasm32")]
pub mod shard_host;
