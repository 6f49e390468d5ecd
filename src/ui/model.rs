//! What the page decides, free of the browser: every rule here has native tests.

pub mod blocks;
pub mod clock;
pub mod columns;
pub mod compare;
pub mod completion;
pub mod export;
pub mod facets;
pub mod files;
pub mod format;
pub mod history;
pub mod iot;
pub mod keys;
pub mod lineage;
pub mod marks;
pub mod narrow;
pub mod place;
pub mod query_text;
pub mod quick_filters;
pub mod route;
pub mod scroll;
pub mod state;
pub mod timeline;
pub mod tree;
pub mod unlogged;
pub mod views;
