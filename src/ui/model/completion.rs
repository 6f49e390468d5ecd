//! The list of what may be typed next: what is in it, and what choosing from it does to the text.

use super::columns::is_derived;
use crate::query::complete::{Candidate, Completion, complete, under_cursor};
use crate::query::fields::{ALIASES, resolve};
use crate::query::{edit, parse};
use crate::worker::protocol::FieldInfo;
use std::ops::Range;

/// Values with the number of events that have them; 0 where that is not known.
pub type Counted = Vec<(String, u64)>;

/// What stands before a duration, and looks like a field.
const LAST: &str = "last";

/// The values to ask for: whose, and among which events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The field as it is named in the text.
    pub field: String,
    /// What has been typed of the value.
    pub typed: String,
    /// Filters to count under: the first that is a query is right.
    pub filters: [String; 2],
}

/// The values that the cursor, a byte offset, asks for. `good` is the last filter that was a query.
pub fn wanted(text: &str, cursor: usize, good: &str) -> Option<Wanted> {
    let under = under_cursor(text, cursor)?;
    let field = under.field.filter(|field| !field.eq_ignore_ascii_case(LAST))?;
    let alone = |text: &str| {
        let named = field.as_str();
        let fields = resolve(&named).iter().chain([&named]);
        fields.fold(text.trim().to_owned(), |text, field| {
            edit::without_field(&text, field)
        })
    };
    let filters = match &under.rest {
        Some(rest) => [alone(rest), alone(good)],
        None => [String::new(), String::new()],
    };
    Some(Wanted {
        field,
        typed: under.typed,
        filters,
    })
}

impl Wanted {
    /// The filter to count under.
    pub fn filter(&self) -> &str {
        let good = self.filters.iter().find(|filter| parse(filter).is_ok());
        good.map_or("", String::as_str)
    }
}

/// The names that can be typed: the paths present, the short names of some of them, and `last`.
pub fn names(fields: &[FieldInfo]) -> Counted {
    let mut names: Counted = fields
        .iter()
        .map(|field| (field.path.clone(), field.count))
        .collect();
    for (short, paths) in ALIASES {
        let mut present = fields
            .iter()
            .filter(|field| paths.iter().any(|path| field.path.eq_ignore_ascii_case(path)));
        match (present.next(), present.next()) {
            (None, _) => {}
            (Some(one), None) => names.push((short.to_owned(), one.count)),
            // How many events have either was not counted.
            (Some(_), Some(_)) => names.push((short.to_owned(), 0)),
        }
    }
    if !fields.is_empty() {
        names.push((LAST.to_owned(), 0));
    }
    names
}

/// What a name stands for, in a word or two; empty for a recorded field.
pub fn note(name: &str) -> String {
    let alias = ALIASES.iter().find(|(short, _)| *short == name);
    match alias {
        Some((_, paths)) => paths.join(" or "),
        None if name == LAST => "before the newest event".to_owned(),
        None if is_derived(name) => "derived".to_owned(),
        None => String::new(),
    }
}

/// What the list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// The field whose values these are; none when they are names.
    pub field: Option<String>,
    /// What can be chosen, and where it goes.
    pub completion: Completion,
}

/// What can be chosen at the cursor. `explicit`: it was asked for; otherwise a name must have been begun. Nothing is
/// offered that is there already.
pub fn offers(
    text: &str,
    cursor: usize,
    explicit: bool,
    names: &[(String, u64)],
    values: &[(String, u64)],
) -> Option<Offers> {
    let under = under_cursor(text, cursor)?;
    if !explicit && under.field.is_none() && under.typed.is_empty() {
        return None;
    }
    let completion = complete(text, cursor, names, values);
    let there = text.get(completion.span.clone())?;
    match completion.candidates.as_slice() {
        [] => return None,
        [only] if !explicit && only.insert == there => return None,
        _ => {}
    }
    Some(Offers {
        field: under.field,
        completion,
    })
}

/// The text after a choice, and where the cursor stands then. A value at the end is followed by a space, so that the
/// next term can be typed.
pub fn accept(text: &str, offers: &Offers, chosen: &Candidate) -> (String, usize) {
    let Range { start, end } = offers.completion.span;
    let (before, after) = (
        text.get(..start).unwrap_or(text),
        text.get(end..).unwrap_or_default(),
    );
    let mut next = format!("{before}{}", chosen.insert);
    if offers.field.is_some() && after.is_empty() && parse(&next).is_ok() {
        next.push(' ');
    }
    let cursor = next.len();
    next.push_str(after);
    (next, cursor)
}

/// The byte offset of an offset in UTF-16 units, which browsers count in.
pub fn byte_offset(text: &str, units: usize) -> usize {
    let mut left = units;
    text.char_indices()
        .find(|(_, one)| {
            let is_there = left < one.len_utf16();
            left = left.saturating_sub(one.len_utf16());
            is_there
        })
        .map_or(text.len(), |(at, _)| at)
}

/// The reverse.
pub fn unit_offset(text: &str, bytes: usize) -> usize {
    text.get(..bytes).unwrap_or(text).encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn field(path: &str, count: u64) -> FieldInfo {
        FieldInfo {
            path: path.to_owned(),
            count,
            derived: is_derived(path),
        }
    }

    fn data() -> Counted {
        names(&[field("eventName", 9), field("eventTime", 9), field("actor", 7)])
    }

    #[test]
    fn names_are_offered_with_their_short_ones_and_what_is_derived_is_marked() {
        let names = data();
        let of = |name: &str| names.iter().find(|(one, _)| one == name).map(|(_, count)| *count);
        assert_eq!((of("name"), of("user"), of("last")), (Some(9), Some(7), Some(0)));
        assert_eq!(of("ip"), None, "no event has the field");
        assert_eq!((note("user"), note("actor")), ("actor".into(), "derived".into()));
        assert_eq!(note("account"), "recipientAccountId or userIdentity.accountId");
    }

    #[test]
    fn a_list_opens_when_something_was_begun_or_asked_for() {
        let names = data();
        let open =
            |text: &str, explicit| offers(text, text.len(), explicit, &names, &[("PutObject".into(), 3)]);
        assert!(open("", false).is_none() && open("a ", false).is_none());
        assert!(open("", true).is_some());
        assert_eq!(open("ev", false).unwrap().completion.total, 2);
        assert_eq!(
            open("eventName:", false).unwrap().field.as_deref(),
            Some("eventName")
        );
        assert!(open("eventName:PutObject", false).is_none(), "it is all there");
        assert!(open("eventName:Putx", false).is_none());
    }

    #[test]
    fn a_choice_takes_the_place_of_what_was_begun() {
        let names = data();
        let chosen = |text: &str, cursor: usize| {
            let offers = offers(text, cursor, true, &names, &[("a b".into(), 3)]).unwrap();
            accept(text, &offers, &offers.completion.candidates[0])
        };
        assert_eq!(chosen("x -evt", 4), ("x -eventName:".into(), 13));
        assert_eq!(chosen("name:a", 6), ("name:\"a b\" ".into(), 11));
        assert_eq!(chosen("name:a y", 6), ("name:\"a b\" y".into(), 10));
        assert_eq!(
            chosen("name:(a", 7),
            ("name:(\"a b\"".into(), 11),
            "the list goes on"
        );
    }

    #[test]
    fn values_are_counted_without_their_own_field() {
        let wanted = |text: &str, good: &str| wanted(text, text.len(), good).unwrap().filter().to_owned();
        assert_eq!(wanted("x eventName:a -name:b name:", "x"), "x");
        assert_eq!(
            wanted("x ) name:", "name:old y"),
            "y",
            "the last good one where this is none"
        );
        assert_eq!(
            wanted("x OR name:", "x"),
            "",
            "an alternative adds to what is found"
        );
        assert!(super::wanted("last:", 5, "").is_none());
    }

    proptest! {
        #[test]
        fn offsets_go_both_ways(text in "[a-cé𝄞]{0,8}", at in 0usize..9) {
            let bytes = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
            prop_assert_eq!(byte_offset(&text, unit_offset(&text, bytes)), bytes);
            prop_assert!(text.is_char_boundary(byte_offset(&text, at)));
        }
    }
}
