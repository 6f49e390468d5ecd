//! The parts of the page, one a file; `styles/` has a file of the same name for each.

pub mod columns_dialog;
pub mod copy_button;
pub mod detail;
pub mod dialog;
pub mod drop_overlay;
pub mod empty_page;
pub mod export_dialog;
pub mod facets;
pub mod filter_bar;
pub mod header;
pub mod icon;
pub mod keys_dialog;
pub mod menu;
pub mod narrow_dialog;
pub mod notice;
pub mod paste_dialog;
pub mod privacy_dialog;
pub mod progress;
pub mod quick_filters;
pub mod report;
pub mod sources;
pub mod status_bar;
pub mod table;
pub mod timeline;
pub mod toolbar;
pub mod views_menu;
