//! Records that go along the shape of one before become the rows that each would be alone, read by the parser.

use proptest::prelude::*;
use trailglass::intake::{
    Accepted, Aside, Limits, MemorySource, Place, Problem, Reader, Rejected, Sink, Stream, reread,
};
use trailglass::sample;
use trailglass::store::{Inserted, Shard};

/// All that a record became, but for its number.
#[derive(Debug, PartialEq)]
struct Row {
    place: Place,
    time: i64,
    /// None where records are counted instead.
    id: Option<u128>,
    content: u64,
    is_insight: bool,
    derived: Vec<(&'static str, Vec<Option<String>>)>,
}

fn row(shard: &Shard, row: u32) -> Row {
    let rows = shard.rows();
    let derived = shard.derived().map(|(name, column)| {
        let texts = column
            .values(row)
            .map(|code| column.text(code).map(str::to_owned));
        (name, texts.collect())
    });
    Row {
        place: rows.place(row),
        time: rows.times()[row as usize],
        id: rows.has_uuid(row).then(|| rows.ids()[row as usize]),
        content: rows.content(row),
        is_insight: rows.is_insight(row),
        derived: derived.collect(),
    }
}

/// What intake said, but for the records.
#[derive(Default, Debug, PartialEq)]
struct Said {
    records: Vec<(Accepted, bool)>,
    asides: Vec<Aside>,
    problems: Vec<String>,
    streams: Vec<Stream>,
}

/// Takes all records into one shard, known ones by their shape.
struct Together {
    shard: Shard,
    said: Said,
    /// Of each row, the file and the stream.
    found: Vec<(usize, Stream)>,
    file: usize,
    is_settled: bool,
    known: usize,
}

impl Together {
    fn took(&mut self, inserted: Inserted) {
        let stream = self.said.streams.last().cloned().unwrap_or_default();
        let rows = self.shard.rows().len() as usize;
        self.found.resize(rows, (self.file, stream));
        self.said
            .records
            .push((inserted.accepted, inserted.duplicate_key));
    }
}

impl Sink for Together {
    fn stream(&mut self, stream: &Stream) {
        self.said.streams.push(stream.clone());
    }

    fn record(&mut self, json: &[u8], place: Place, partial: bool) -> Result<Accepted, Rejected> {
        let inserted = self.shard.insert(json, 0, place, partial)?;
        self.took(inserted);
        Ok(inserted.accepted)
    }

    fn known_record(&mut self, text: &[u8], offset: u64) -> Option<usize> {
        let (len, inserted) = self.shard.insert_known(text, 0, offset)?;
        self.is_settled = false;
        self.known += 1;
        self.took(inserted);
        Some(len)
    }

    fn pause(&mut self, _: u64) {
        self.is_settled = true;
        assert!(self.shard.settle());
    }

    fn aside(&mut self, aside: Aside) {
        self.said.asides.push(aside);
    }

    fn problem(&mut self, problem: Problem) {
        self.said.problems.push(problem.message);
    }
}

/// Takes each record into a shard of its own, which knows no shape.
#[derive(Default)]
struct Apart {
    rows: Vec<Row>,
    said: Said,
}

impl Sink for Apart {
    fn stream(&mut self, stream: &Stream) {
        self.said.streams.push(stream.clone());
    }

    fn record(&mut self, json: &[u8], place: Place, partial: bool) -> Result<Accepted, Rejected> {
        let mut shard = Shard::new(7);
        let inserted = shard.insert(json, 0, place, partial)?;
        self.rows
            .extend((0..shard.rows().len()).map(|number| row(&shard, number)));
        self.said
            .records
            .push((inserted.accepted, inserted.duplicate_key));
        Ok(inserted.accepted)
    }

    fn aside(&mut self, aside: Aside) {
        self.said.asides.push(aside);
    }

    fn problem(&mut self, problem: Problem) {
        self.said.problems.push(problem.message);
    }
}

fn reader(file: &[u8], window: usize) -> Reader<MemorySource> {
    Reader::new(MemorySource(file.to_vec()), Limits::default()).with_window(window)
}

/// Reads the files both ways and compares; how many records were known.
fn compare(files: &[Vec<u8>], window: usize) -> usize {
    let mut together = Together {
        shard: Shard::new(7),
        said: Said::default(),
        found: Vec::new(),
        file: 0,
        is_settled: true,
        known: 0,
    };
    let mut apart = Apart::default();
    for (number, file) in files.iter().enumerate() {
        together.file = number;
        together.shard.begin_file();
        let mut reading = reader(file, window);
        while !reading.step(&mut together, 1000).done {}
        assert!(together.is_settled);
        let mut reading = reader(file, window);
        while !reading.step(&mut apart, 1000).done {}
    }
    assert_eq!(together.said, apart.said);
    let rows: Vec<Row> = (0..together.shard.rows().len())
        .map(|number| row(&together.shard, number))
        .collect();
    assert_eq!(rows, apart.rows);
    for (row, (file, stream)) in rows.iter().zip(&together.found) {
        let again = reread(&mut MemorySource(files[*file].clone()), stream, &row.place, &[]);
        assert!(again.is_ok(), "{again:?} of {row:?}");
    }
    together.known
}

const RECORD: &str = r#"{"eventVersion":"1.08","eventName":"GetObject","eventSource":"s3.amazonaws.com","eventID":"00000000-0000-4000-8000-000000000001","eventTime":"2026-01-12T10:00:00Z""#;

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// As CloudWatch Logs hands over records: a string each.
fn messages(records: &[String]) -> String {
    let event = |record: &String| format!(r#"{{"id":"1","timestamp":1,"message":{}}}"#, quoted(record));
    let events: Vec<String> = records.iter().map(event).collect();
    format!(
        r#"{{"messageType":"DATA_MESSAGE","logEvents":[{}]}}"#,
        events.join(",")
    )
}

#[test]
fn space_behind_a_record_is_not_part_of_it() {
    for space in ["\n", " ", "\r\n "] {
        let record = format!("{RECORD}}}{space}");
        let files = [messages(std::slice::from_ref(&record)), record.repeat(3)].map(String::into_bytes);
        assert_eq!(compare(&files, 1 << 20), 3);
    }
}

#[test]
fn a_record_alone_is_none_the_less_one_for_an_array_in_it() {
    for array in [
        r#""events":[]"#,
        r#""hits":[1]"#,
        r#""data":{"Records":[{"eventVersion":"1"}]}"#,
    ] {
        let record = format!("{RECORD},{array}}}");
        let lines = format!("{record}\n").repeat(3);
        let listed = format!(r#"{{"Records":[{record}]}}"#);
        for files in [[&lines, &listed], [&listed, &lines]] {
            let mut apart = Apart::default();
            for file in files {
                while !reader(file.as_bytes(), 1 << 20).step(&mut apart, 1 << 20).done {}
            }
            assert_eq!(apart.rows.len(), 4, "{array}");
            compare(&files.map(|file| file.clone().into_bytes()), 1 << 20);
        }
    }
}

#[test]
fn the_key_that_the_parser_uses_itself_is_as_any_other() {
    let record =
        |text: &str| format!(r#"{RECORD},"a":{{"$serde_json::private::Number":"x"}},"b":"{text}"}}"#);
    let file = [record(r"\ud83d"), record("y"), record(r"\ud83d")].join("\n");
    compare(&[file.into_bytes()], 1 << 20);
}

/// Records of the sample, in which shapes meet.
fn records() -> Vec<String> {
    let options = sample::Options {
        events: 300,
        ..sample::Options::default()
    };
    let records = sample::files(&options).flat_map(|file| {
        let trail: serde_json::Value = serde_json::from_slice(&file.json).unwrap();
        let list = trail["Records"].as_array().cloned().unwrap_or_default();
        list.into_iter().map(|record| record.to_string())
    });
    let own = [
        r#","a":"","b":[1,{}]}"#,
        r#","a":"x","b":[1,{}]}"#,
        r#","events":[null]}"#,
        "}",
    ];
    records.chain(own.map(|rest| format!("{RECORD}{rest}"))).collect()
}

/// A change to a record's text: what is written over what, from where.
type Change = (prop::sample::Index, String);

fn change() -> impl Strategy<Value = Option<Change>> {
    let text = prop_oneof![
        3 => "[a-z0-9]",
        1 => "[\\[\\]{}\",:\\\\ \n0e-]{0,2}",
        1 => prop::sample::select(vec!["null", "1e5", "-0", "\"\"", "é", "\\ud83d", "{}"]).prop_map(str::to_owned),
    ];
    prop::option::of((any::<prop::sample::Index>(), text))
}

fn changed(record: &str, change: Option<Change>) -> String {
    let Some((at, text)) = change else {
        return record.to_owned();
    };
    let mut at = at.index(record.len());
    while !record.is_char_boundary(at) {
        at -= 1;
    }
    let end = (at + text.len()).min(record.len());
    format!("{}{text}{}", &record[..at], record.get(end..).unwrap_or_default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn known_records_are_what_the_parser_says(
        chosen in prop::collection::vec((any::<prop::sample::Index>(), 1..4usize, change()), 1..40),
        ways in prop::collection::vec(0..5usize, 1..4),
        window in prop::sample::select(vec![64, 1000, 1 << 20]),
    ) {
        let records = records();
        let texts: Vec<String> = chosen
            .into_iter()
            .flat_map(|(which, times, change)| {
                let record = which.get(&records);
                let mut texts = vec![record.clone(); times];
                texts.push(changed(record, change));
                texts
            })
            .collect();
        let file = |way: &usize| match way {
            0 => format!(r#"{{"Records":[{}]}}"#, texts.join(",\n")),
            1 => format!("[{}]", texts.join(" ,")),
            2 => texts.join("\r\n"),
            3 => texts.concat(),
            _ => messages(&texts.iter().map(|text| format!("{text}\n")).collect::<Vec<_>>()),
        };
        let files: Vec<Vec<u8>> = ways.iter().map(|way| file(way).into_bytes()).collect();
        compare(&files, window);
    }
}
