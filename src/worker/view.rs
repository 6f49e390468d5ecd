//! Questions to all shards, and one answer made of theirs.

mod export;
mod lineage;

use super::message::{Answer, PackedJoint, Question, Scope, ShardRow, ToShard};
use super::pool::Pool;
use super::protocol::{FieldInfo, Record, Row, RowId, RowState, Sort};
use super::session::Session;
use crate::query::{
    self, Facet, FacetMerge, FacetPart, FacetWanted, Histogram, Joint, JointWanted, Merged, QueryError, Span,
};
use crate::sorting::sort_by;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::{Rc, Weak};

pub use export::Export;

/// The rows that match a query, in order. Cheap to clone; the rows themselves are fetched when shown.
#[derive(Clone)]
pub struct View(Rc<ViewInner>);

struct ViewInner {
    number: u32,
    merged: Merged,
    pool: Weak<Pool>,
}

impl View {
    /// How many events match.
    pub fn total(&self) -> u64 {
        self.0.merged.len()
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
        let scope = self.scope(text).await?;
        let number = {
            let state = &mut *self.0.state.borrow_mut();
            state.next_view += 1;
            state.next_view
        };
        let question = || Question::Query {
            view: number,
            scope: scope.clone(),
            sort: sort.clone(),
        };
        let mut shards = Vec::new();
        for answer in self.0.ask_all(question).await {
            match answer {
                Ok(Answer::Query(sample)) => shards.push(sample.unpack()),
                // A worker that stopped has no rows; its place is kept, for shards go by their number.
                _ => shards.push(query::Sample::default()),
            }
        }
        let merged = Merged::new(shards, sort.descending);
        Ok(View(Rc::new(ViewInner {
            number,
            merged,
            pool: Rc::downgrade(&self.0),
        })))
    }

    /// The events that match `text`, to count among.
    ///
    /// # Errors
    /// When `text` is no query.
    pub async fn scope(&self, text: &str) -> Result<Scope, QueryError> {
        let newest = if query::parse(text)?.is_relative() {
            self.newest().await
        } else {
            None
        };
        Ok(Scope {
            filter: text.to_owned(),
            newest,
        })
    }

    /// How many events match all of each of `scopes`.
    pub async fn count(&self, scopes: &[Vec<Scope>]) -> Vec<u64> {
        let mut totals = vec![0; scopes.len()];
        for answer in self.0.ask_all(|| Question::Count(scopes.to_vec())).await {
            if let Ok(Answer::Count(counts)) = answer {
                totals
                    .iter_mut()
                    .zip(counts)
                    .for_each(|(total, count)| *total += count);
            }
        }
        totals
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

    /// Which rows stand at the places `range` of a view: for each its shard and its place in that shard's view.
    /// None when a worker stopped meanwhile.
    pub async fn window(&self, view: &View, range: Range<u64>) -> Vec<(usize, usize)> {
        let merged = &view.0.merged;
        let len = range.end.saturating_sub(range.start) as usize;
        let Some(search) = merged.search(range.start, len) else {
            return Vec::new();
        };
        let asked: Vec<_> = (0..)
            .zip(&search.ranges)
            .map(|(shard, range)| {
                merged.known(shard, range).ok_or_else(|| {
                    let question = Question::Keys {
                        view: view.0.number,
                        start: range.start as u32,
                        len: range.len() as u32,
                    };
                    self.0.ask(shard, question)
                })
            })
            .collect();
        let mut keys = Vec::new();
        for asked in asked {
            keys.push(match asked {
                Ok(known) => known,
                Err(answer) => match answer.await {
                    Ok(Answer::Keys(keys)) => keys.unpack(),
                    _ => return Vec::new(),
                },
            });
        }
        merged.found(&search, keys)
    }

    /// Rows `range` of a view with the text of `columns`. Fewer when a worker stopped meanwhile.
    pub async fn rows(&self, view: &View, range: Range<u64>, columns: &[String]) -> Vec<Row> {
        let window = self.window(view, range).await;
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
        let Ok(Answer::Place(place)) = self.0.ask(shard, question).await else {
            return None;
        };
        let (place, key) = place?;
        let others = (0..self.0.state.borrow().slots.len()).filter(|&other| other != shard);
        // Rows that nothing else tells apart are in the order of their shards.
        let question = |other| Question::Before {
            view: view.0.number,
            key: key.clone(),
            with_equal: other < shard,
        };
        let asked: Vec<_> = others.map(|other| self.0.ask(other, question(other))).collect();
        let mut before = u64::from(place);
        for answer in asked {
            if let Ok(Answer::Before(count)) = answer.await {
                before += u64::from(count);
            }
        }
        Some(before)
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
            event_id: record.event_id,
        })
    }

    /// The event with this eventID; of several, which are in conflict, the first.
    pub async fn find(&self, event_id: &str) -> Option<RowId> {
        let answers = self.0.ask_all(|| Question::Find(event_id.to_owned())).await;
        let state = self.0.state.borrow();
        answers
            .into_iter()
            .zip(&state.slots)
            .find_map(|(answer, slot)| match answer {
                Ok(Answer::Find(row)) => Some(RowId {
                    shard: slot.number,
                    row: row?,
                }),
                _ => None,
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
        sort_by(&mut fields, |a, b| {
            b.count.cmp(&a.count).then_with(|| a.path.cmp(&b.path))
        });
        fields
    }

    /// Values of a field among the events of `scope`, with exact counts.
    pub async fn facet(&self, scope: &Scope, field: &str, wanted: &FacetWanted) -> Facet {
        let mut merge = FacetMerge::new(wanted.clone());
        loop {
            let question = || Question::Facet {
                scope: scope.clone(),
                field: field.to_owned(),
                wanted: merge.ask(),
            };
            let answers = self.0.ask_all(question).await.into_iter();
            // A worker that stopped has no values; its place is kept, for shards go by their number.
            let parts = answers.map(|answer| match answer {
                Ok(Answer::Facet(part)) => part,
                _ => FacetPart::default(),
            });
            let missing = merge.parts(parts.collect()).into_iter().enumerate();
            let asked: Vec<_> = missing
                .filter(|(_, values)| !values.is_empty())
                .map(|(shard, values)| {
                    let question = Question::ValueCounts {
                        scope: scope.clone(),
                        field: field.to_owned(),
                        values: values.clone(),
                    };
                    (shard, values, self.0.ask(shard, question))
                })
                .collect();
            for (shard, values, answer) in asked {
                let counts = match answer.await {
                    Ok(Answer::ValueCounts(counts)) => counts,
                    _ => vec![0; values.len()],
                };
                merge.counts(shard, values, counts);
            }
            if let Some(facet) = merge.finish() {
                return facet;
            }
        }
    }

    /// How many events of `scope` have each of these values of a field.
    pub async fn value_counts(&self, scope: &Scope, field: &str, values: &[String]) -> Vec<u64> {
        let question = || Question::ValueCounts {
            scope: scope.clone(),
            field: field.to_owned(),
            values: values.to_vec(),
        };
        let mut totals = vec![0; values.len()];
        for answer in self.0.ask_all(question).await {
            if let Ok(Answer::ValueCounts(counts)) = answer {
                let both = totals.iter_mut().zip(counts);
                both.for_each(|(total, count)| *total += count);
            }
        }
        totals
    }

    /// The values of a field in one record, each once; none when its worker stopped.
    pub async fn values(&self, id: RowId, field: &str) -> Vec<String> {
        let Some(shard) = self.0.slot_of(id) else {
            return Vec::new();
        };
        let question = Question::Values {
            row: id.row,
            field: field.to_owned(),
        };
        match self.0.ask(shard, question).await {
            Ok(Answer::Values(values)) => values,
            _ => Vec::new(),
        }
    }

    /// The oldest and newest time of the events of `scope`; `None` when none has a time.
    pub async fn span(&self, scope: &Scope) -> Option<Span> {
        let mut whole: Option<Span> = None;
        for answer in self.0.ask_all(|| Question::Span(scope.clone())).await {
            if let Ok(Answer::Span(span)) = answer {
                whole = query::wider(whole, span);
            }
        }
        whole
    }

    /// Counts the events of `scope` between each two neighbouring `edges`, which ascend.
    pub async fn histogram(&self, scope: &Scope, edges: &[i64]) -> Histogram {
        let question = || Question::Histogram {
            scope: scope.clone(),
            edges: edges.to_vec(),
        };
        let mut whole = Histogram::empty(edges);
        for answer in self.0.ask_all(question).await {
            if let Ok(Answer::Histogram(part)) = answer {
                whole.add(&part);
            }
        }
        whole
    }

    /// Counts the events of `scope` by combinations of values; `None` when there are too many of those to tell.
    pub async fn joint(&self, scope: &Scope, wanted: &JointWanted) -> Option<Joint> {
        let question = || Question::Joint {
            scope: scope.clone(),
            wanted: wanted.clone(),
        };
        let answers = self.0.ask_all(question).await.into_iter();
        // A worker that stopped has no events.
        let parts = answers.filter_map(|answer| match answer {
            Ok(Answer::Joint(part)) => Some(part.map(PackedJoint::unpack)),
            _ => None,
        });
        query::merge_joints(parts.collect())
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
