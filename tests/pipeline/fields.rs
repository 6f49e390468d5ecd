//! The fields of the data are told with as many events as a filter finds.

use crate::lab::Lab;
use std::collections::BTreeMap;
use trailglass::sample::{self, Options};
use trailglass::worker::message::{Answer, Question};

#[test]
fn a_field_has_as_many_events_as_a_filter_finds() {
    let options = Options {
        events: 800,
        ..Options::default()
    };
    let sample = sample::files(&options).map(|file| (file.path, file.json));
    let odd = r#"{"Records":[
        {"eventVersion":"1.08","eventName":"a","eventTime":"2026-01-01T00:00:00Z","n":null,"list":[1,2,null],"o":{}},
        {"eventVersion":"1.08","eventName":"b","eventTime":"2026-01-01T00:00:00Z","n":1,"list":[null],"o":[]}]}"#;
    let odd: Vec<(String, Vec<u8>)> = vec![("odd".into(), odd.into())];
    // Of the first no record is hidden. The sample has copies, and leaves have to be looked at.
    for all in [odd.clone(), sample.chain(odd).collect()] {
        let has_many = all.len() > 1;
        let mut lab = Lab::with_files(2, all);
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for shard in 0..2 {
            let Ok(Answer::Fields(fields)) = lab.ask(shard, Question::Fields) else {
                panic!("no fields");
            };
            fields
                .into_iter()
                .for_each(|field| *counts.entry(field.path).or_default() += field.count);
        }
        assert!(counts.len() > if has_many { 100 } else { 5 });
        // A filter finds what lies below a path, too.
        let has_below = |path: &str| counts.keys().any(|other| other.starts_with(&format!("{path}.")));
        for (path, &count) in counts.iter().filter(|(path, _)| !has_below(path)) {
            assert_eq!(lab.count(&[&format!("\"{path}\":*")]), count, "{path}");
        }
    }
}
