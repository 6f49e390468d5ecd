//! The built page in a real browser, driven through WebDriver.
//!
//! Needs `dist/index.html` (`make build`) and chromedriver. Without them the tests pass with a word about it, unless
//! `TRAILGLASS_E2E=1` says that they must run (`make test` does).
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "all of this is test code, helpers included: a panic is the message"
)]

mod browser;
mod corpus;
mod page;
#[path = "../../tools/serve/site.rs"]
mod site;
mod webdriver;

mod bad_input;
mod compare;
mod drops;
mod export;
mod facets;
mod failures;
mod filter;
mod iot;
mod lineage;
mod long_tasks;
mod lost_worker;
mod overview;
mod policy;
mod profile;
mod real_data;
mod reasons;
mod shell;
mod sources;
mod stress;
mod timeline;
