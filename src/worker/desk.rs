//! Answers questions about one shard. The worker's brain, without its messages.

mod pieces;

use super::message::{
    Answer, PackedJoint, PackedKeys, PackedSample, Question, Scope, ShardRecord, ShardRow, pack_arrival,
};
use super::protocol::FieldInfo;
use super::tally::Streams;
use crate::event::outcome::Outcome;
use crate::event::verb::Verb;
use crate::intake::{Checkpoint, Source, reread};
use crate::query::{self, Bitmap, Query, Rankings, Sample, Sort};
use crate::store::{Arrival, Column, FieldColumn, RowId, Shard};
use pieces::Exporting;
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

/// Bytes of a cell at most: a value may be megabytes, and the record itself has it whole.
const LONGEST_CELL: usize = 64 << 10;

/// Filters whose rows are remembered: what surrounds the table counts under the same few again and again.
const REMEMBERED: usize = 24;

/// A shard with where its records stand and the views that are open on it.
pub struct Desk {
    /// The records.
    pub shard: Shard,
    /// Where they stand.
    pub streams: Streams,
    views: HashMap<u32, View>,
    rankings: Rankings,
    /// The filters asked for last, with their rows, newest last.
    found: VecDeque<(Scope, Rc<Bitmap>)>,
    /// Rows listed so far.
    listed: u32,
    exporting: Option<Exporting>,
}

/// Matching rows in order.
struct View {
    rows: Vec<u32>,
    sort: Sort,
}

/// Opens a file again by its number, told which come next; with what was noted of it while it was read.
pub type OpenFile<'a> = dyn FnMut(u32, &[u32]) -> Result<(Box<dyn Source>, Vec<Checkpoint>), String> + 'a;

impl View {
    fn part(&self, start: u32, len: u32) -> &[u32] {
        let start = (start as usize).min(self.rows.len());
        let end = start.saturating_add(len as usize).min(self.rows.len());
        &self.rows[start..end]
    }
}

impl Desk {
    /// An empty shard.
    pub fn new(seed: u64) -> Self {
        Desk {
            shard: Shard::new(seed),
            streams: Streams::default(),
            views: HashMap::new(),
            rankings: Rankings::default(),
            found: VecDeque::new(),
            listed: 0,
            exporting: None,
        }
    }

    /// Answers a question.
    ///
    /// # Errors
    /// A sentence that says why there is no answer: a malformed query, a view closed, a file that is gone.
    pub fn answer(&mut self, question: Question, open: &mut OpenFile) -> Result<Answer, String> {
        Ok(match question {
            Question::Query { view, scope, sort } => {
                let matches = self.matches(&scope)?;
                let rows = query::sequence(&mut self.shard, &matches, &sort, &mut self.rankings);
                let (len, step) = (rows.len() as u32, Sample::step(rows.len() as u32));
                let sampled = rows.iter().copied().step_by(step as usize);
                let keys = query::keys(&self.shard, sampled, &sort);
                self.views.insert(view, View { rows, sort });
                Answer::Query(PackedSample::pack(Sample { len, step, keys }))
            }
            Question::Newest => Answer::Newest(query::newest(&self.shard)),
            Question::Rows {
                view,
                start,
                len,
                columns,
            } => {
                let rows = self.view(view)?.part(start, len);
                Answer::Rows(self.rows(rows, &columns))
            }
            Question::Keys { view, start, len } => {
                let view = self.view(view)?;
                let rows = view.part(start, len).iter().copied();
                Answer::Keys(PackedKeys::pack(query::keys(&self.shard, rows, &view.sort)))
            }
            Question::Pieces {
                view,
                start,
                format,
                columns,
            } => Answer::Pieces(self.pieces(view, start, format, &columns, open)?),
            Question::Place { view, row } => {
                let view = self.view(view)?;
                let place = view.rows.iter().position(|&other| other == row);
                let key = |_| PackedKeys::pack(query::keys(&self.shard, [row].into_iter(), &view.sort));
                Answer::Place(place.map(|place| (place as u32, key(place))))
            }
            Question::Before {
                view,
                key,
                with_equal,
            } => {
                let view = self.view(view)?;
                let before = key.unpack().get(0).map_or(0, |key| {
                    query::count_before(&self.shard, &view.rows, &view.sort, &key, with_equal)
                });
                Answer::Before(before as u32)
            }
            Question::Record(row) => Answer::Record(Box::new(self.record(row, open)?)),
            Question::Find(event_id) => Answer::Find(self.find(event_id)),
            Question::Fields => Answer::Fields(self.fields()),
            Question::Count(scopes) => {
                let counts = scopes.iter().map(|all| self.count(all));
                Answer::Count(counts.collect::<Result<_, String>>()?)
            }
            Question::Span(scope) => {
                let matches = self.matches(&scope)?;
                Answer::Span(query::span(&self.shard, &matches))
            }
            Question::Facet { scope, field, wanted } => {
                let matches = self.matches(&scope)?;
                Answer::Facet(query::facet(&self.shard, &matches, &field, &wanted))
            }
            Question::ValueCounts { scope, field, values } => {
                let matches = self.matches(&scope)?;
                Answer::ValueCounts(query::count_values(&self.shard, &matches, &field, &values))
            }
            Question::Values { row, field } => Answer::Values(self.values(row, &field)),
            Question::Histogram { scope, edges } => {
                let matches = self.matches(&scope)?;
                Answer::Histogram(query::histogram(&self.shard, &matches, &edges))
            }
            Question::Joint { scope, wanted } => {
                let matches = self.matches(&scope)?;
                let joint = query::joint(&self.shard, &matches, &wanted);
                Answer::Joint(joint.map(PackedJoint::pack))
            }
            Question::Memory => Answer::Memory(self.shard.memory() as u64),
        })
    }

    /// The next rows to list, at `most` so many, for the page to judge, packed as [`pack_arrival`] does; `None` when
    /// all are listed. They stay hidden until then.
    pub fn list_rows(&mut self, shard: u32, most: u32) -> Option<Vec<u8>> {
        let rows = self.shard.rows();
        let mut list = Vec::new();
        let end = rows.len().min(self.listed.saturating_add(most));
        if end == self.listed {
            return None;
        }
        for row in self.listed..end {
            let Some((file, _)) = self.streams.get(rows.stream(row)) else {
                continue;
            };
            if rows.is_removed(row) {
                continue;
            }
            let arrival = Arrival {
                row: RowId { shard, row },
                id: rows.ids()[row as usize],
                content: rows.content(row),
                file: *file,
                partial: rows.is_partial(row),
                insight: rows.is_insight(row),
            };
            pack_arrival(&arrival, &mut list);
        }
        self.listed = end;
        Some(list)
    }

    /// The page's word on listed rows: the first `rows` are judged, these are copies, those in conflict.
    pub fn judge(&mut self, rows: u32, hide: &[u32], conflicts: &[u32]) {
        self.found.clear();
        let facts = self.shard.rows_mut();
        facts.set_judged(rows.max(facts.judged()));
        hide.iter().for_each(|&row| facts.hide(row, true));
        conflicts.iter().for_each(|&row| facts.mark_conflict(row, true));
    }

    /// Hides for good the rows of the files that are `gone`, and forgets all judgements: every other row is to be
    /// listed again.
    pub fn forget(&mut self, gone: impl Fn(u32) -> bool) {
        let Desk {
            shard,
            streams,
            listed,
            found,
            ..
        } = self;
        found.clear();
        let rows = shard.rows_mut();
        for row in 0..rows.len() {
            if streams.get(rows.stream(row)).is_some_and(|(file, _)| gone(*file)) {
                rows.remove(row);
            }
            rows.hide(row, rows.is_removed(row));
            rows.mark_conflict(row, false);
        }
        rows.set_judged(0);
        *listed = 0;
    }

    /// Forgets a view.
    pub fn close_view(&mut self, view: u32) {
        self.views.remove(&view);
        self.exporting.take_if(|exporting| exporting.view == view);
    }

    /// The rows that match. They are the same until rows are judged or forgotten.
    fn matches(&mut self, scope: &Scope) -> Result<Rc<Bitmap>, String> {
        let known = self.found.iter().position(|(other, _)| other == scope);
        let matches = match known.and_then(|at| self.found.remove(at)) {
            Some((_, matches)) => matches,
            None => {
                let query = query::parse(&scope.filter).map_err(|error| error.message)?;
                Rc::new(query::evaluate(&query, &self.shard, scope.newest))
            }
        };
        if self.found.len() == REMEMBERED {
            self.found.pop_front();
        }
        self.found.push_back((scope.clone(), Rc::clone(&matches)));
        Ok(matches)
    }

    /// How many rows match all of `scopes`, each of which is remembered by itself.
    fn count(&mut self, scopes: &[Scope]) -> Result<u64, String> {
        let Some((first, more)) = scopes.split_first() else {
            return Ok(0);
        };
        let mut matches = self.matches(first)?;
        for scope in more {
            let also = self.matches(scope)?;
            Rc::make_mut(&mut matches).intersect(&also);
        }
        Ok(matches.count().into())
    }

    fn view(&self, view: u32) -> Result<&View, String> {
        self.views
            .get(&view)
            .ok_or_else(|| "This result is no longer open: ask again.".to_owned())
    }

    fn rows(&self, rows: &[u32], columns: &[String]) -> Vec<ShardRow> {
        let fields: Vec<Vec<FieldColumn>> = columns.iter().map(|column| self.shard.field(column)).collect();
        let outcome = self.shard.field("outcome");
        let verb = self.shard.field("verb");
        let is = |row: u32, field: &[FieldColumn], values: &[&str]| {
            self.shard
                .cell(row, field)
                .is_some_and(|text| values.contains(&text.as_str()))
        };
        rows.iter()
            .map(|&row| ShardRow {
                row,
                failed: !is(row, &outcome, &Outcome::NOT_FAILED),
                write: is(row, &verb, &Verb::WRITES),
                conflict: self.shard.rows().is_conflict(row),
                cells: fields.iter().map(|field| self.cell(row, field)).collect(),
            })
            .collect()
    }

    fn cell(&self, row: u32, field: &[FieldColumn]) -> Option<String> {
        let mut text = self.shard.cell(row, field)?;
        if text.len() > LONGEST_CELL {
            text.truncate(text.floor_char_boundary(LONGEST_CELL));
            text.push('…');
        }
        Some(text)
    }

    fn values(&self, row: u32, field: &str) -> Vec<String> {
        let mut values = Vec::new();
        for column in self.shard.field(field) {
            match column {
                FieldColumn::Values(column) => {
                    let texts = column.values(row).filter_map(|code| column.text(code));
                    values.extend(texts.map(str::to_owned));
                }
                special => values.extend(self.shard.cell(row, &[special])),
            }
        }
        let mut seen = HashSet::new();
        values.retain(|value| seen.insert(value.clone()));
        values
    }

    fn record(&self, row: u32, open: &mut OpenFile) -> Result<ShardRecord, String> {
        let rows = self.shard.rows();
        if row >= rows.len() {
            return Err("There is no such record.".into());
        }
        let (file, stream) = self
            .streams
            .get(rows.stream(row))
            .ok_or("This record's file is not known.")?;
        let (mut source, checkpoints) = open(*file, &[])?;
        let place = rows.place(row);
        let text = reread(&mut *source, stream, &place, &checkpoints).map_err(|error| error.to_string())?;
        let derived = self.shard.derived().filter_map(|(name, column)| {
            let text = self.shard.cell(row, &[FieldColumn::Values(column)])?;
            Some((name.to_owned(), text))
        });
        Ok(ShardRecord {
            json: String::from_utf8_lossy(&text.json).into_owned(),
            exact: String::from_utf8_lossy(&text.exact).into_owned(),
            file: *file,
            inner_path: stream.inner_path.clone(),
            offset: place.offset,
            conflict: rows.is_conflict(row),
            derived: derived.collect(),
            event_id: self.shard.cell(row, &self.shard.field("eventID")),
        })
    }

    fn find(&self, event_id: String) -> Option<u32> {
        let query = Query::Field {
            field: "eventID".to_owned(),
            value: query::Value::Exactly(event_id),
        };
        query::evaluate(&query, &self.shard, None).rows().next()
    }

    fn fields(&self) -> Vec<FieldInfo> {
        let shard = &self.shard;
        // Events that have the field, copies and what was removed left out: the same number a filter finds.
        let shown = query::evaluate(&Query::All, shard, None);
        let all_show = shown.count() == shard.rows().len();
        let looked_at = |column: &Column| {
            let mut last = None;
            let mut count = 0;
            column.each_block(&mut |rows, codes| {
                for (&row, &code) in rows.iter().zip(codes) {
                    if code != Column::NULL && last != Some(row) && shown.has(row) {
                        last = Some(row);
                        count += 1;
                    }
                }
            });
            count
        };
        let info = |path: &str, column: &Column, more: u64, derived| {
            let known = column.rows_with_value().filter(|_| all_show);
            FieldInfo {
                path: path.to_owned(),
                count: more + known.map_or_else(|| looked_at(column), |count| count as u64),
                derived,
            }
        };
        let rows = shard.rows();
        let counted = |test: &dyn Fn(u32) -> bool| shown.rows().filter(|&row| test(row)).count() as u64;
        let special = [
            ("eventTime", counted(&|row| rows.has_iso_time(row))),
            ("eventID", counted(&|row| rows.has_uuid(row))),
        ];
        let mut fields: Vec<FieldInfo> = shard
            .columns()
            .map(|(path, column)| {
                let text = shard.paths().text(path);
                let more = special
                    .iter()
                    .find(|(name, _)| *name == text)
                    .map_or(0, |&(_, more)| more);
                info(text, column, more, false)
            })
            .collect();
        for (name, count) in special {
            if count > 0 && !fields.iter().any(|field| field.path == name) {
                fields.push(FieldInfo {
                    path: name.into(),
                    count,
                    derived: false,
                });
            }
        }
        fields.extend(shard.derived().map(|(name, column)| info(name, column, 0, true)));
        fields.retain(|field| field.count > 0);
        fields
    }
}
