//! The name that a file of export is suggested: dates alone, so that it tells nothing of what is inside.

use super::Format;
use crate::event::time;

/// The name without its ending, for events of this time, in milliseconds since 1970 UTC: its first and last day.
pub fn stem((first, last): (i64, i64)) -> String {
    let day = |millis| time::iso(millis).split('T').next().unwrap_or_default().to_owned();
    match (day(first), day(last)) {
        (first, last) if first == last => format!("trailglass-{first}"),
        (first, last) => format!("trailglass-{first}-{last}"),
    }
}

/// A file's name: the stem as the user left it, without what file systems or the shell make something else of.
pub fn file(stem: &str, format: Format) -> String {
    let tame = |c: char| {
        if c.is_control() || r#"/\:*?"<>|"#.contains(c) {
            '-'
        } else {
            c
        }
    };
    let stem: String = stem.chars().map(tame).collect();
    let stem = stem.trim().trim_start_matches('.');
    let stem = if stem.is_empty() { "trailglass" } else { stem };
    format!("{stem}{}", format.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_the_days() {
        let (day, hour) = (86_400_000, 3_600_000);
        assert_eq!(stem((0, 5 * hour)), "trailglass-1970-01-01");
        assert_eq!(stem((0, day)), "trailglass-1970-01-01-1970-01-02");
    }

    #[test]
    fn names_are_tame() {
        assert_eq!(file(" ../a:b ", Format::Csv), "-a-b.csv");
        assert_eq!(file("", Format::Records), "trailglass.json");
    }
}
