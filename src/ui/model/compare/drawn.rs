//! A value of a comparison as it is drawn: cut, with what differs in sight.

use crate::ui::model::format::visible;

/// Bytes of a value that are drawn at first.
const CUT: usize = 240;

/// Bytes drawn of one that was asked for whole, and how many more each time: the browser lays out all that is drawn.
const WHOLE: usize = 16_384;

/// Bytes before the first difference that are drawn of a value that is cut.
const CONTEXT: usize = 48;

/// What is drawn of a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drawn {
    /// The value begins before what is drawn.
    pub cut_start: bool,
    /// What all have before the first difference.
    pub before: String,
    /// What differs, or all of it where that is not known.
    pub differing: String,
    /// What all have after the last difference.
    pub after: String,
    /// Bytes after what is drawn.
    pub left: usize,
}

/// Draws a text of which `common` bytes at start and end are the same in all. `opened` says how often more of it was
/// asked for: at first that is its start, or the start of what differs.
pub fn drawn(text: &str, common: Option<(usize, usize)>, opened: usize) -> Drawn {
    let (start, end) = common.unwrap_or((0, 0));
    // Where what differs begins and ends.
    let (first, last) = (
        start.min(text.len()),
        text.len().saturating_sub(end).max(start.min(text.len())),
    );
    let (from, room) = match opened {
        _ if text.len() <= CUT => (0, CUT),
        0 => (first.saturating_sub(CONTEXT).min(text.len() - CUT), CUT),
        steps => (0, steps * WHOLE),
    };
    let from = text.floor_char_boundary(from);
    let to = text.ceil_char_boundary(text.len().min(from + room));
    let part = |begin: usize, end: usize| {
        let (begin, end) = (begin.clamp(from, to), end.clamp(from, to));
        visible(text.get(begin..end).unwrap_or_default()).into_owned()
    };
    Drawn {
        cut_start: from > 0,
        before: part(0, first),
        differing: part(first, last),
        after: part(last, text.len()),
        left: text.len() - to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_differs_is_in_sight() {
        let text = format!("{}HERE{}", "a".repeat(1000), "b".repeat(100_000));
        let shown = drawn(&text, Some((1000, 100_000)), 0);
        assert!(shown.cut_start && shown.left > 0);
        assert_eq!((shown.before.len(), shown.differing.as_str()), (CONTEXT, "HERE"));
        assert_eq!(shown.before.len() + 4 + shown.after.len(), CUT);
        let shown = drawn(&text, Some((1000, 100_000)), 1);
        assert_eq!(
            (shown.cut_start, shown.before.len(), shown.left),
            (false, 1000, text.len() - WHOLE)
        );
        assert_eq!(drawn(&text, None, 7).left, 0);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_drawn_twice(text in "\\PC{0,400}", start in 0..500usize, end in 0..500usize, opened in 0..2usize) {
            let start = text.floor_char_boundary(start);
            let end = text.len() - text.ceil_char_boundary(text.len().saturating_sub(end).max(start));
            for common in [None, Some((start, end))] {
                let Drawn { cut_start, before, differing, after, left } = drawn(&text, common, opened);
                let whole = format!("{before}{differing}{after}");
                let shown = visible(&text);
                prop_assert!(shown.contains(&whole));
                prop_assert!(cut_start || shown.starts_with(&whole));
                prop_assert!(left > 0 || shown.ends_with(&whole));
                prop_assert!(opened == 0 || shown == whole);
            }
        }
    }
}
