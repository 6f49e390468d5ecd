//! From files to answers, without a browser.

mod lab;
mod real_data;
