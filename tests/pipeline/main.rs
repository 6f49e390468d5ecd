//! From files to answers, without a browser.

mod lab;
mod oracle;
mod real_data;
