//! The whole way from files to answers, without a browser: as many shards as asked for, and the page's account.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use trailglass::export::Format;
use trailglass::intake::{Limits, MemorySource, Reader, Source};
use trailglass::query::{
    Facet, FacetCounts, FacetMerge, FacetWanted, Histogram, Joint, JointWanted, Merged, Search, Span,
    equal_edges, merge_joints, wider,
};
use trailglass::store::RowId;
use trailglass::worker::book::Book;
use trailglass::worker::desk::Desk;
use trailglass::worker::lanes::Lanes;
use trailglass::worker::message::{Answer, PackedJoint, Question, Scope, ShardRow, Unread};
use trailglass::worker::protocol::{FileReport, Report, Sort};
use trailglass::worker::tally::{FileCount, FileSink};

/// Rows asked for at once.
const WINDOW: usize = 700;

pub struct Lab {
    pub desks: Vec<Desk>,
    pub book: Book,
    files: HashMap<u32, Vec<u8>>,
    source: u32,
    /// Files that cannot be read again.
    pub gone: Vec<u32>,
}

impl Lab {
    pub fn new(shards: usize) -> Self {
        let mut book = Book::default();
        let source = book.add_source("test");
        let desks = (0..shards).map(|_| Desk::new(42)).collect();
        Lab {
            desks,
            book,
            files: HashMap::new(),
            source,
            gone: Vec::new(),
        }
    }

    pub fn with_files(shards: usize, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let mut lab = Lab::new(shards);
        files.into_iter().for_each(|(path, bytes)| lab.open(&path, bytes));
        lab
    }

    pub fn open(&mut self, path: &str, bytes: Vec<u8>) {
        let file = self.book.add_file(self.source, path, bytes.len() as u64);
        let shard = file as usize % self.desks.len();
        let desk = &mut self.desks[shard];
        let mut count = FileCount::new(file, &mut desk.shard);
        let mut reader = Reader::new(MemorySource(bytes.clone()), Limits::default());
        let inflated = loop {
            let mut sink = FileSink {
                shard: &mut desk.shard,
                streams: &mut desk.streams,
                count: &mut count,
            };
            let progress = reader.step(&mut sink, 1 << 16);
            if progress.done {
                break progress.inflated;
            }
        };
        self.files.insert(file, bytes);
        self.book.finish(file, &count.finish(inflated));
        self.list(shard);
    }

    fn list(&mut self, shard: usize) {
        let Some(list) = self.desks[shard].list_rows(shard as u32, 50) else {
            return;
        };
        let judgements = self.book.judge(shard as u32, &list);
        for (number, desk) in self.desks.iter_mut().enumerate() {
            let own = |rows: &[RowId]| -> Vec<u32> {
                rows.iter()
                    .filter(|id| id.shard as usize == number)
                    .map(|id| id.row)
                    .collect()
            };
            let judged = if number == shard { judgements.judged } else { 0 };
            desk.judge(judged, &own(&judgements.hide), &own(&judgements.conflicts));
        }
        self.list(shard);
    }

    /// Begins another source; files opened from now on are of it.
    pub fn begin_source(&mut self, name: &str) -> u32 {
        self.source = self.book.add_source(name);
        self.source
    }

    pub fn remove_source(&mut self, source: u32) {
        let files: Vec<u32> = self
            .files
            .keys()
            .copied()
            .filter(|&file| self.book.entry(file).source == source)
            .collect();
        self.book.remove_source(source);
        self.book.rejudge();
        for shard in 0..self.desks.len() {
            self.desks[shard].forget(|file| files.contains(&file));
        }
        (0..self.desks.len()).for_each(|shard| self.list(shard));
    }

    pub fn ask(&mut self, shard: usize, question: Question) -> Result<Answer, String> {
        let (files, gone) = (&self.files, &self.gone);
        self.desks[shard].answer(question, &mut |file, _| {
            if gone.contains(&file) {
                return Err("It is gone.".into());
            }
            Ok((
                Box::new(MemorySource(files[&file].clone())) as Box<dyn Source>,
                Vec::new(),
            ))
        })
    }

    /// The event of this eventID, in each shard that has one.
    pub fn find(&mut self, event_id: &str) -> Vec<RowId> {
        let shards = 0..self.desks.len();
        shards
            .filter_map(
                |shard| match self.ask(shard, Question::Find(event_id.to_owned())) {
                    Ok(Answer::Find(row)) => Some(RowId {
                        shard: shard as u32,
                        row: row?,
                    }),
                    other => panic!("{other:?}"),
                },
            )
            .collect()
    }

    pub fn report(&self) -> Report {
        self.book.report()
    }

    pub fn files(&mut self) -> Vec<std::rc::Rc<FileReport>> {
        self.book.files()
    }

    /// The events that match, to ask about.
    pub fn scope(&mut self, text: &str) -> Scope {
        let newest = (0..self.desks.len())
            .filter_map(|shard| match self.ask(shard, Question::Newest) {
                Ok(Answer::Newest(time)) => time,
                other => panic!("{other:?}"),
            })
            .max();
        Scope {
            filter: text.into(),
            newest,
        }
    }

    pub fn query(&mut self, text: &str, sort: &Sort) -> Merged {
        let scope = self.scope(text);
        let samples = (0..self.desks.len())
            .map(|shard| {
                let question = Question::Query {
                    view: 1,
                    scope: scope.clone(),
                    sort: sort.clone(),
                };
                match self.ask(shard, question) {
                    Ok(Answer::Query(sample)) => sample.unpack(),
                    other => panic!("{text}: {other:?}"),
                }
            })
            .collect();
        Merged::new(samples, sort.descending)
    }

    /// The whole order, as (shard, place in its sequence), window by window as the page looks at it.
    pub fn order(&mut self, merged: &Merged) -> Vec<(usize, usize)> {
        let starts = (0..merged.len()).step_by(WINDOW);
        let windows: Vec<Search> = starts.filter_map(|at| merged.search(at, WINDOW)).collect();
        let order: Vec<_> = windows
            .iter()
            .flat_map(|search| {
                let ranges = search.ranges.iter().enumerate();
                let keys = ranges.map(|(shard, range)| {
                    let question = Question::Keys {
                        view: 1,
                        start: range.start as u32,
                        len: range.len() as u32,
                    };
                    match self.ask(shard, question) {
                        Ok(Answer::Keys(keys)) => keys.unpack(),
                        other => panic!("{other:?}"),
                    }
                });
                merged.found(search, keys.collect())
            })
            .collect();
        assert_eq!(order.len() as u64, merged.len());
        order
    }

    /// Where the row at a place of a shard's sequence stands in the whole, by asking the shards.
    pub fn position(&mut self, shard: usize, place: usize) -> u64 {
        let rows = Question::Rows {
            view: 1,
            start: place as u32,
            len: 1,
            columns: Vec::new(),
        };
        let row = match self.ask(shard, rows) {
            Ok(Answer::Rows(rows)) => rows[0].row,
            other => panic!("{other:?}"),
        };
        let Ok(Answer::Place(Some((place, key)))) = self.ask(shard, Question::Place { view: 1, row }) else {
            panic!("row {row} has no place");
        };
        let mut position = u64::from(place);
        for other in (0..self.desks.len()).filter(|&other| other != shard) {
            let question = Question::Before {
                view: 1,
                key: key.clone(),
                with_equal: other < shard,
            };
            match self.ask(other, question) {
                Ok(Answer::Before(count)) => position += u64::from(count),
                other => panic!("{other:?}"),
            }
        }
        position
    }

    /// Cells of every matching row, in order.
    pub fn cells(&mut self, text: &str, sort: &Sort, columns: &[&str]) -> Vec<Vec<Option<String>>> {
        let rows = self.rows(text, sort, columns);
        rows.into_iter().map(|(_, cells)| cells).collect()
    }

    /// Every matching row, in order, with its cells.
    pub fn rows(&mut self, text: &str, sort: &Sort, columns: &[&str]) -> Vec<(RowId, Vec<Option<String>>)> {
        let merged = self.query(text, sort);
        let columns: Vec<String> = columns.iter().map(|column| column.to_string()).collect();
        let rows: Vec<Vec<ShardRow>> = (0..self.desks.len())
            .map(|shard| {
                let question = Question::Rows {
                    view: 1,
                    start: 0,
                    len: u32::MAX,
                    columns: columns.clone(),
                };
                match self.ask(shard, question) {
                    Ok(Answer::Rows(rows)) => rows,
                    other => panic!("{other:?}"),
                }
            })
            .collect();
        let row = |(shard, place): (usize, usize)| {
            let ShardRow { row, cells, .. } = rows[shard][place].clone();
            let shard = shard as u32;
            (RowId { shard, row }, cells)
        };
        self.order(&merged).into_iter().map(row).collect()
    }

    /// A file of every matching row, in order, put together as the page does it; and what could not be read.
    pub fn export(
        &mut self,
        text: &str,
        sort: &Sort,
        format: Format,
        columns: &[&str],
    ) -> (Vec<u8>, Vec<Unread>) {
        let merged = self.query(text, sort);
        let columns: Vec<String> = columns.iter().map(|column| column.to_string()).collect();
        let order: Vec<usize> = self.order(&merged).iter().map(|at| at.0).collect();
        let mut lanes = Lanes::new(self.desks.len());
        let mut next = vec![Some(0); self.desks.len()];
        let (mut out, mut unread, mut rows, mut is_first) = (format.head(&columns), Vec::new(), 0, true);
        while rows < order.len() {
            let full = out.len() + 100_000;
            let taken = lanes.take(&order[rows..], format, &mut is_first, full, &mut out);
            rows += taken.rows;
            assert_eq!(taken.lost, 0);
            let Some(shard) = taken.dry else { continue };
            let question = Question::Pieces {
                view: 1,
                start: next[shard].expect("there is more"),
                format,
                columns: columns.clone(),
            };
            let Ok(Answer::Pieces(mut pieces)) = self.ask(shard, question) else {
                panic!("no pieces");
            };
            unread.append(&mut pieces.unread);
            next[shard] = lanes.put(shard, Some(pieces));
        }
        out.extend_from_slice(format.foot());
        (out, unread)
    }

    /// The exact text and the JSON of every matching row, in order.
    pub fn records_of(&mut self, text: &str, sort: &Sort) -> Vec<(String, String)> {
        let merged = self.query(text, sort);
        let rows: Vec<Vec<u32>> = (0..self.desks.len())
            .map(|shard| {
                let question = Question::Rows {
                    view: 1,
                    start: 0,
                    len: u32::MAX,
                    columns: Vec::new(),
                };
                match self.ask(shard, question) {
                    Ok(Answer::Rows(rows)) => rows.iter().map(|row| row.row).collect(),
                    other => panic!("{other:?}"),
                }
            })
            .collect();
        let order = self.order(&merged);
        let record =
            |(shard, place): (usize, usize)| match self.ask(shard, Question::Record(rows[shard][place])) {
                Ok(Answer::Record(record)) => (record.exact, record.json),
                other => panic!("{other:?}"),
            };
        order.into_iter().map(record).collect()
    }

    /// Every value of a field.
    pub fn facet(&mut self, text: &str, field: &str) -> FacetCounts {
        self.facet_of(text, field, &FacetWanted::ALL).values
    }

    /// The values wanted of a field.
    pub fn facet_of(&mut self, text: &str, field: &str, wanted: &FacetWanted) -> Facet {
        let scope = self.scope(text);
        let mut merge = FacetMerge::new(wanted.clone());
        loop {
            let parts = (0..self.desks.len()).map(|shard| {
                let question = Question::Facet {
                    scope: scope.clone(),
                    field: field.into(),
                    wanted: merge.ask(),
                };
                match self.ask(shard, question) {
                    Ok(Answer::Facet(part)) => part,
                    other => panic!("{other:?}"),
                }
            });
            let missing = merge.parts(parts.collect());
            for (shard, values) in missing.into_iter().enumerate() {
                let question = Question::ValueCounts {
                    scope: scope.clone(),
                    field: field.into(),
                    values: values.clone(),
                };
                match self.ask(shard, question) {
                    Ok(Answer::ValueCounts(counts)) => merge.counts(shard, values, counts),
                    other => panic!("{other:?}"),
                }
            }
            if let Some(facet) = merge.finish() {
                return facet;
            }
        }
    }

    /// The oldest and the newest time of the events that match.
    pub fn span(&mut self, text: &str) -> Option<Span> {
        let scope = self.scope(text);
        (0..self.desks.len()).fold(None, |span, shard| {
            match self.ask(shard, Question::Span(scope.clone())) {
                Ok(Answer::Span(part)) => wider(span, part),
                other => panic!("{other:?}"),
            }
        })
    }

    /// Matching events over their time: edges of equal stretches, and what is between them.
    pub fn histogram(&mut self, text: &str, most: u32) -> (Vec<i64>, Histogram) {
        let edges = self
            .span(text)
            .map_or_else(Vec::new, |span| equal_edges(span, most));
        let histogram = self.histogram_between(text, &edges);
        (edges, histogram)
    }

    /// Matching events between each two of `edges`.
    pub fn histogram_between(&mut self, text: &str, edges: &[i64]) -> Histogram {
        let scope = self.scope(text);
        let mut whole = Histogram::empty(edges);
        for shard in 0..self.desks.len() {
            let question = Question::Histogram {
                scope: scope.clone(),
                edges: edges.to_vec(),
            };
            match self.ask(shard, question) {
                Ok(Answer::Histogram(part)) => whole.add(&part),
                other => panic!("{other:?}"),
            }
        }
        whole
    }

    /// How many events have each combination; `None` when there are too many.
    pub fn joint(&mut self, text: &str, wanted: &JointWanted) -> Option<Joint> {
        let scope = self.scope(text);
        let parts = (0..self.desks.len()).map(|shard| {
            let question = Question::Joint {
                scope: scope.clone(),
                wanted: wanted.clone(),
            };
            match self.ask(shard, question) {
                Ok(Answer::Joint(part)) => part.map(PackedJoint::unpack),
                other => panic!("{other:?}"),
            }
        });
        merge_joints(parts.collect())
    }

    /// How many events match all of `texts`.
    pub fn count(&mut self, texts: &[&str]) -> u64 {
        let scopes: Vec<Scope> = texts.iter().map(|text| self.scope(text)).collect();
        (0..self.desks.len())
            .map(
                |shard| match self.ask(shard, Question::Count(vec![scopes.clone()])) {
                    Ok(Answer::Count(counts)) => counts[0],
                    other => panic!("{other:?}"),
                },
            )
            .sum()
    }

    /// The exact text and the JSON of each record, shard by shard.
    pub fn records(&mut self) -> Vec<(String, String)> {
        let mut records = Vec::new();
        for shard in 0..self.desks.len() {
            for row in 0..self.desks[shard].shard.rows().len() {
                match self.ask(shard, Question::Record(row)) {
                    Ok(Answer::Record(record)) => records.push((record.exact, record.json)),
                    other => panic!("{other:?}"),
                }
            }
        }
        records
    }
}

/// Real data beside the project, where there is some.
pub fn shared_data(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: there is no {}", path.display());
    None
}

/// All files below a folder, by path.
pub fn walk(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    files
}

/// Inflates a file of one member, as CloudTrail writes them, with or without a name in its header.
pub fn gunzip(gz: &[u8]) -> Vec<u8> {
    let named = gz[3] & 8 != 0;
    let name = if named {
        1 + gz[10..].iter().position(|&byte| byte == 0).unwrap()
    } else {
        0
    };
    miniz_oxide::inflate::decompress_to_vec(&gz[10 + name..gz.len() - 8]).unwrap()
}
