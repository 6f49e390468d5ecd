//! A time in words of its own.

use crate::event::time;
use crate::ui::model::state::Zone;
use crate::web::zone::to_local;

/// A time as the table writes it, in milliseconds since 1970 UTC.
pub fn moment(time: i64, zone: Zone) -> String {
    let text = time::iso(time);
    let text = match zone {
        Zone::Utc => text,
        Zone::Local => to_local(&text).unwrap_or(text),
    };
    text.trim_end_matches('Z').replacen('T', " ", 1)
}
