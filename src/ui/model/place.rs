//! What the page shows below the timeline, and its name in the address.

use super::route::{decode, encode};
use super::subject::{Subject, SubjectKind};

/// What the page shows below the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The table of events.
    Events,
    /// What is loaded, and what stands out in it.
    Overview,
    /// The five IoT services.
    Iot,
    /// All about one actor, access key, address, role or resource.
    Profile(Subject),
    /// What differs between these events, by eventID.
    Compare(Vec<String>),
}

impl Place {
    /// The place of a name that [`Place::name`] gave; `None` for any other.
    pub fn named(name: &str) -> Option<Place> {
        let (place, rest) = name.split_once(':').unwrap_or((name, ""));
        match place {
            "events" => Some(Place::Events),
            "overview" => Some(Place::Overview),
            "iot" => Some(Place::Iot),
            "profile" => {
                let (kind, name) = rest.split_once(':')?;
                let kind = SubjectKind::named(&decode(kind))?;
                Some(Place::Profile(Subject::new(kind, decode(name))))
            }
            "compare" => Some(Place::Compare(rest.split(',').map(decode).collect())),
            _ => None,
        }
    }

    /// Its name in the address.
    pub fn name(&self) -> String {
        match self {
            Place::Events => "events".into(),
            Place::Overview => "overview".into(),
            Place::Iot => "iot".into(),
            Place::Profile(Subject { kind, name }) => {
                format!("profile:{}:{}", kind.word(), encode(name))
            }
            Place::Compare(events) => {
                let events: Vec<String> = events.iter().map(|event| encode(event)).collect();
                format!("compare:{}", events.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_name_gives_its_place_back(kind in 0..19_usize, name in "\\PC{0,12}", events in prop::collection::vec("[-a-f0-9,:&]{1,8}", 1..4)) {
            let kind = SubjectKind::all().nth(kind).unwrap();
            let profile = Place::Profile(Subject::new(kind, name));
            for place in [Place::Events, Place::Overview, Place::Iot, profile, Place::Compare(events)] {
                prop_assert_eq!(Place::named(&place.name()), Some(place));
            }
        }
    }

    #[test]
    fn another_name_is_no_place() {
        assert_eq!(Place::named("elsewhere"), None);
        assert_eq!(Place::named("profile:x"), None);
        assert_eq!(Place::named("profile:elephant:x"), None);
    }
}
