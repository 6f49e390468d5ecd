//! The browser's time zone.

use js_sys::{Date, Intl, Object, Reflect};

/// A UTC time as CloudTrail writes it (`2021-07-30T10:04:12Z`) in the browser's zone, in the same form without
/// the `Z`; `None` when the text is no such time.
pub fn to_local(time: &str) -> Option<String> {
    let date = Date::new(&time.into());
    // The browser reads more forms than this page shows.
    if !time.ends_with('Z') || date.get_time().is_nan() {
        return None;
    }
    Some(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds()
    ))
}

/// The name of the browser's zone, such as `Europe/Berlin`.
pub fn name() -> String {
    let format = Intl::DateTimeFormat::new(&js_sys::Array::new(), &Object::new());
    let name = Reflect::get(&format.resolved_options(), &"timeZone".into());
    name.ok()
        .and_then(|name| name.as_string())
        .unwrap_or_else(|| "local".into())
}

/// How many milliseconds the browser's clock is before UTC at a time, in milliseconds since 1970 UTC.
pub fn offset(millis: i64) -> i64 {
    let minutes = Date::new(&(millis as f64).into()).get_timezone_offset();
    // Beyond the years that the browser knows it is no number.
    if minutes.is_nan() {
        0
    } else {
        -(minutes as i64) * 60_000
    }
}
