//! The view as the text of the address's fragment, and back: what is looked for, never what is found.

use super::columns::Columns;
use super::place::Place;
use super::state::{Theme, Zone};
use crate::query::LONGEST;
use crate::worker::protocol::Sort;

/// What of the page is in its address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Route {
    /// The filter's text.
    pub filter: String,
    /// The order of rows.
    pub sort: Sort,
    /// The columns, where they are not the default ones.
    pub columns: Columns,
    /// The zone of times.
    pub zone: Zone,
    /// The eventID of the selected event.
    pub event: Option<String>,
    /// The colours, where they are not the system's.
    pub theme: Option<Theme>,
    /// What shows below the timeline, where it was chosen.
    pub place: Option<Place>,
}

impl Route {
    /// The route of a fragment, with or without its `#`. What cannot be read is as if it were not there.
    pub fn parse(fragment: &str) -> Route {
        let mut route = Route::default();
        for part in fragment.trim_start_matches('#').split('&') {
            let Some((name, value)) = part.split_once('=') else {
                continue;
            };
            match name {
                "q" => route.filter = decode(value),
                "sort" => {
                    let column = decode(value.strip_prefix('-').unwrap_or(value));
                    if !column.is_empty() {
                        route.sort = Sort {
                            column,
                            descending: value.starts_with('-'),
                        };
                    }
                }
                "columns" => {
                    let paths: Vec<String> = value.split(',').map(decode).collect();
                    route.columns = Columns::of(paths.iter().map(String::as_str)).unwrap_or_default();
                }
                "zone" if value == "local" => route.zone = Zone::Local,
                "event" => route.event = Some(decode(value)).filter(|event| !event.is_empty()),
                "at" => route.place = Place::named(value),
                "theme" => route.theme = Some(Theme::named(value)).filter(|theme| *theme != Theme::System),
                _ => {}
            }
        }
        route
    }

    /// The fragment, without `#`; empty for the view a fresh page has.
    pub fn fragment(&self) -> String {
        let mut parts = Vec::new();
        // What is too long for a filter is too long for an address.
        if !self.filter.trim().is_empty() && self.filter.len() <= LONGEST {
            parts.push(format!("q={}", encode(self.filter.trim())));
        }
        if self.sort != Sort::default() {
            let minus = if self.sort.descending { "-" } else { "" };
            parts.push(format!("sort={minus}{}", encode(&self.sort.column)));
        }
        if !self.columns.paths().eq(Columns::default().paths()) {
            let paths: Vec<String> = self.columns.paths().map(encode).collect();
            parts.push(format!("columns={}", paths.join(",")));
        }
        if self.zone == Zone::Local {
            parts.push("zone=local".to_owned());
        }
        if let Some(event) = &self.event {
            parts.push(format!("event={}", encode(event)));
        }
        // Who asks for events is shown them.
        let implied = Some(Place::Events).filter(|_| !self.filter.trim().is_empty());
        if let Some(place) = self.place.as_ref().filter(|_| self.place != implied) {
            parts.push(format!("at={}", place.name()));
        }
        if let Some(theme) = self.theme {
            parts.push(format!("theme={}", theme.name()));
        }
        parts.join("&")
    }

    /// What is looked for and how it is shown, without the event that is looked at and without the colours: what a
    /// saved view is, and what Back undoes.
    #[must_use]
    pub fn view(&self) -> Route {
        Route {
            event: None,
            theme: None,
            ..self.clone()
        }
    }
}

pub(super) fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'~' | b':' | b'*' => {
                out.push(byte.into())
            }
            // Also the minus: it has a meaning at the start of a sort.
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = text
            .get(at + 1..at + 3)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, hex) {
            (b'%', Some(decoded)) => {
                out.push(decoded);
                at += 3;
            }
            (b'+', _) => {
                out.push(b' ');
                at += 1;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fresh_page_has_no_fragment() {
        assert_eq!(Route::default().fragment(), "");
        assert_eq!(Route::parse(""), Route::default());
        assert_eq!(Route::parse("#nonsense&sort=&columns=,"), Route::default());
    }

    #[test]
    fn a_pasted_file_is_no_part_of_an_address() {
        let filter = "x".repeat(LONGEST + 1);
        let route = Route {
            filter,
            ..Route::default()
        };
        assert_eq!(route.fragment(), "");
    }

    proptest! {
        #[test]
        fn an_address_gives_the_view_back(filter in "\\S.{0,30}\\S", column in "[-a-z.%&=,#]{1,10}", descending: bool,
                                          paths in prop::collection::vec("[a-z.,& \u{e9}-]{1,8}", 1..5), local: bool,
                                          event in prop::option::of("\\PC{1,8}"), dark in prop::option::of(any::<bool>())) {
            let Some(columns) = Columns::of(paths.iter().map(String::as_str)) else { return Ok(()) };
            let theme = dark.map(|dark| if dark { Theme::Dark } else { Theme::Light });
            let zone = if local { Zone::Local } else { Zone::Utc };
            let place = event.clone().map(|event| Place::Compare(vec![event.clone(), event]));
            let route = Route { filter: filter.trim().to_owned(), sort: Sort { column, descending }, columns, zone, event, theme, place };
            let back = Route::parse(&format!("#{}", route.fragment()));
            prop_assert_eq!(back.columns.paths().collect::<Vec<_>>(), route.columns.paths().collect::<Vec<_>>());
            prop_assert_eq!(Route::parse(&route.view().fragment()).view().fragment(), route.view().fragment());
            prop_assert_eq!((back.event, back.theme, back.place), (route.event, route.theme, route.place));
            prop_assert_eq!((back.filter, back.sort, back.zone), (route.filter, route.sort, route.zone));
        }

        #[test]
        fn any_fragment_is_read(text in ".{0,60}") {
            Route::parse(&text);
        }
    }
}
