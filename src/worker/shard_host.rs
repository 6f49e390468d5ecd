//! The worker's side: owns one shard and answers the page.

/// Starts serving messages in a worker.
pub fn start() {}
