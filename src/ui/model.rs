//! What the page decides, free of the browser: every rule here has native tests.

pub mod blocks;
pub mod columns;
pub mod completion;
pub mod files;
pub mod format;
pub mod history;
pub mod keys;
pub mod narrow;
pub mod query_text;
pub mod route;
pub mod scroll;
pub mod state;
pub mod tree;
pub mod views;
