//! From files to answers, without a browser.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "all of this is test code, helpers included: a panic is the message"
)]

mod counts;
mod export;
mod fields;
mod iot;
mod known;
mod lab;
mod lineage;
mod oracle;
mod profile;
mod random;
mod reading;
mod real_data;
mod seeds;
mod sorts;
mod sources;
