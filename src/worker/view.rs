//! Questions to all shards, and one answer made of theirs.

use super::message::{Answer, Question, ShardRow, ToShard};
use super::pool::Pool;
use super::protocol::{FieldInfo, Record, Row, RowId, RowState, Sort};
use super::session::Session;
use crate::query::{self, Bucket, FacetCounts, Merged, QueryError, Span};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::{Rc, Weak};

/// The rows that match a query, in order. Cheap to clone; the rows themselves are fetched when shown.
#[derive(Clone)]
pub struct View(Rc<ViewInner>);

struct ViewInner {
    number: u32,
    merged: Merged,
    span: Option<Span>,
    pool: Weak<Pool>,
}

impl View {
    /// How many events match.
    pub fn total(&self) -> u64 {
        self.0.merged.len()
    }

    /// The oldest and newest time of the events that match.
    pub fn span(&self) -> Option<Span> {
        self.0.span
    }
}

impl PartialEq for View {
    fn eq(&self, other: &View) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Drop for ViewInner {
    fn drop(&mut self) {
        if let Some(pool) = self.pool.upgrade() {
            pool.post_all(|| ToShard::CloseView(self.number));
        }
    }
}

impl Session {
    /// The events that match `text`, in the order of `sort`.
    ///
    /// # Errors
    /// When `text` is no query.
    pub async fn query(&self, text: &str, sort: &Sort) -> Result<View, QueryError> {
        let newest = if query::parse(text)?.is_relative() {
            self.newest().await
        } else {
            None
        };
        let number = {
            let state = &mut *self.0.state.borrow_mut();
            state.next_view += 1;
            state.next_view
        };
        let question = || Question::Query {
            view: number,
            text: text.to_owned(),
            sort: sort.clone(),
            newest,
        };
        let mut shards = Vec::new();
        let mut whole: Option<Span> = None;
        for answer in self.0.ask_all(question).await {
            match answer {
                Ok(Answer::Query { keys, span }) => {
                    shards.push(keys.unpack());
                    let spans = [whole, span];
                    let known = || spans.iter().flatten();
                    whole = known()
                        .map(|span| span.0)
                        .min()
                        .zip(known().map(|span| span.1).max());
                }
                // A worker that stopped has no rows; its place is kept, for shards go by their number.
                _ => shards.push(query::Keys::default()),
            }
        }
        let merged = Merged::new(shards, sort.descending);
        Ok(View(Rc::new(ViewInner {
            number,
            merged,
            span: whole,
            pool: Rc::downgrade(&self.0),
        })))
    }

    /// The time of the newest event loaded, in milliseconds since 1970 UTC.
    pub async fn newest(&self) -> Option<i64> {
        let answers = self.0.ask_all(|| Question::Newest).await.into_iter();
        let times = answers.filter_map(|answer| match answer {
            Ok(Answer::Newest(time)) => time,
            _ => None,
        });
        times.max()
    }

    /// Rows `range` of a view with the text of `columns`. Fewer when a worker stopped meanwhile.
    pub async fn rows(&self, view: &View, range: Range<u64>, columns: &[String]) -> Vec<Row> {
        let len = range.end.saturating_sub(range.start) as usize;
        let window = view.0.merged.window(range.start, len);
        let shards = self.0.state.borrow().slots.len();
        let questions = (0..shards).filter_map(|shard| {
            let mut places = window
                .iter()
                .filter(|(other, _)| *other == shard)
                .map(|&(_, place)| place);
            let first = places.next()?;
            let len = 1 + places.count() as u32;
            let question = Question::Rows {
                view: view.0.number,
                start: first as u32,
                len,
                columns: columns.to_vec(),
            };
            Some((shard, question))
        });
        let asked: Vec<_> = questions
            .map(|(shard, question)| (shard, self.0.ask(shard, question)))
            .collect();
        let mut answers: HashMap<usize, std::vec::IntoIter<ShardRow>> = HashMap::new();
        for (shard, answer) in asked {
            if let Ok(Answer::Rows(rows)) = answer.await {
                answers.insert(shard, rows.into_iter());
            }
        }
        let state = self.0.state.borrow();
        let mut next = |&(shard, _): &(usize, usize)| {
            let row = answers.get_mut(&shard)?.next()?;
            let id = RowId {
                shard: state.slots[shard].number,
                row: row.row,
            };
            let copies = state.book.copies(id).len() as u32;
            let row_state = RowState {
                failed: row.failed,
                write: row.write,
                conflict: row.conflict,
                copies,
            };
            Some(Row {
                id,
                state: row_state,
                cells: row.cells,
            })
        };
        window.iter().filter_map(&mut next).collect()
    }

    /// Where a record stands in a view; `None` when it does not match, or the view is stale.
    pub async fn position(&self, view: &View, id: RowId) -> Option<u64> {
        let question = Question::Place {
            view: view.0.number,
            row: id.row,
        };
        let shard = self.0.slot_of(id)?;
        match self.0.ask(shard, question).await {
            Ok(Answer::Place(place)) => Some(view.0.merged.place(shard, place? as usize)),
            _ => None,
        }
    }

    /// One record, read from its file again.
    ///
    /// # Errors
    /// A sentence: the file is gone, or its worker is.
    pub async fn record(&self, id: RowId) -> Result<Record, String> {
        let shard = self
            .0
            .slot_of(id)
            .ok_or("The worker that held this record stopped.")?;
        let record = match self.0.ask(shard, Question::Record(id.row)).await? {
            Answer::Record(record) => *record,
            _ => return Err("The worker answered another question.".into()),
        };
        let state = self.0.state.borrow();
        let path = state.book.path(record.file);
        let file = match record.inner_path.as_str() {
            "" => path.to_owned(),
            inner => format!("{path}!/{inner}"),
        };
        let copies = state
            .book
            .copies(id)
            .iter()
            .map(|&file| state.book.path(file).to_owned())
            .collect();
        Ok(Record {
            id,
            json: record.json,
            exact: record.exact,
            file,
            offset: record.offset,
            copies,
            conflict: record.conflict,
            derived: record.derived,
        })
    }

    /// Fields present in the data, most frequent first.
    pub async fn fields(&self) -> Vec<FieldInfo> {
        let mut fields: HashMap<String, FieldInfo> = HashMap::new();
        for answer in self.0.ask_all(|| Question::Fields).await {
            let Ok(Answer::Fields(infos)) = answer else {
                continue;
            };
            for info in infos {
                match fields.get_mut(&info.path) {
                    Some(known) => known.count += info.count,
                    None => _ = fields.insert(info.path.clone(), info),
                }
            }
        }
        let mut fields: Vec<FieldInfo> = fields.into_values().collect();
        fields.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.path.cmp(&b.path)));
        fields
    }

    /// Values of a field among the events of a view, most frequent first.
    pub async fn facet(&self, view: &View, field: &str) -> FacetCounts {
        let question = || Question::Facet {
            view: view.0.number,
            field: field.to_owned(),
        };
        let answers = self.0.ask_all(question).await.into_iter();
        let counts = answers.filter_map(|answer| match answer {
            Ok(Answer::Facet(counts)) => Some(counts),
            _ => None,
        });
        query::merge_facets(counts.collect())
    }

    /// Events of a view over its time, in at most `buckets` stretches of equal length.
    pub async fn histogram(&self, view: &View, buckets: u32) -> Vec<Bucket> {
        let Some(span) = view.0.span else {
            return Vec::new();
        };
        let mut total = query::buckets(span, buckets);
        let empty = total.clone();
        for answer in self
            .0
            .ask_all(|| Question::Histogram {
                view: view.0.number,
                buckets: empty.clone(),
            })
            .await
        {
            if let Ok(Answer::Histogram(counts)) = answer {
                total
                    .iter_mut()
                    .zip(counts)
                    .for_each(|(total, part)| total.count += part.count);
            }
        }
        total
    }

    /// Bytes of memory of each worker.
    pub async fn memory(&self) -> Vec<u64> {
        let answers = self.0.ask_all(|| Question::Memory).await.into_iter();
        answers
            .map(|answer| match answer {
                Ok(Answer::Memory(bytes)) => bytes,
                _ => 0,
            })
            .collect()
    }
}
