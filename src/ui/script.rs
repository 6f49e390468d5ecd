//! `window.trailglass`: what scripts in the console, tests and benches use. The README documents it.

mod export;

use crate::event::time;
use crate::query::{self, FacetWanted};
use crate::store::RowId;
use crate::ui::model::columns::DEFAULT_PATHS;
use crate::web::files::{PickedFile, path_of};
use crate::web::task::Breather;
use crate::worker::message::Scope;
use crate::worker::protocol::{ProblemReport, Sort};
use crate::worker::session::{QueryError, Session};
use js_sys::{Array, Error, Function, Object, Promise, Reflect};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::File;

/// More buckets than a screen has pixels.
const MOST_BUCKETS: u32 = 10_000;

/// Looks at this many milliseconds apart, so many times in a row, must find nothing going on before `idle` resolves.
const LOOK_EVERY: i32 = 20;
const QUIET_LOOKS: u32 = 3;

/// Sets `window.trailglass`, frozen.
pub fn install(session: &Session) {
    let api = Object::new();
    let set = |name: &str, value: &JsValue| _ = Reflect::set(&api, &name.into(), value);
    set("version", &env!("CARGO_PKG_VERSION").into());
    let report = {
        let session = session.clone();
        Closure::<dyn Fn() -> JsValue>::new(move || to_js(&ScriptReport::of(&session)))
    };
    set("report", &report.into_js_value());
    set(
        "open",
        &asynchronous(session, |session, files, _| async move {
            open(&session, &files).await
        }),
    );
    set(
        "idle",
        &asynchronous(session, |session, _, _| async move {
            idle(&session).await?;
            Ok(JsValue::UNDEFINED)
        }),
    );
    set(
        "query",
        &asynchronous(session, |session, text, options| async move {
            query(&session, &text, options).await
        }),
    );
    set(
        "facet",
        &asynchronous(session, |session, field, options| async move {
            facet(&session, &field, options).await
        }),
    );
    set(
        "histogram",
        &asynchronous(session, |session, options, _| async move {
            histogram(&session, options).await
        }),
    );
    set(
        "record",
        &asynchronous(session, |session, id, _| async move {
            let record = session
                .record(row_id(&id)?)
                .await
                .map_err(|error| Error::new(&error))?;
            Ok(record.exact.into())
        }),
    );
    set(
        "export",
        &asynchronous(session, |session, options, _| async move {
            export::export(&session, options).await
        }),
    );
    set(
        "memory",
        &asynchronous(session, |session, _, _| async move {
            let workers = session.memory().await;
            Ok(to_js(&Memory {
                wasm_bytes: crate::web::post::wasm_bytes(),
                workers,
            }))
        }),
    );
    set(
        "close",
        &asynchronous(session, |session, _, _| async move {
            session.close();
            Ok(JsValue::UNDEFINED)
        }),
    );
    if let Some(window) = web_sys::window() {
        _ = Reflect::set(&window, &"trailglass".into(), &Object::freeze(&api));
    }
}

/// A function of up to two arguments that returns a promise.
fn asynchronous<F, R>(session: &Session, run: F) -> JsValue
where
    F: Fn(Session, JsValue, JsValue) -> R + 'static,
    R: Future<Output = Result<JsValue, Error>> + 'static,
{
    let session = session.clone();
    let run = Rc::new(run);
    Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(move |first, second| {
        // Boxed, so that what a promise takes is compiled once and not for every function.
        let result: Pin<Box<dyn Future<Output = Result<JsValue, Error>>>> =
            Box::pin(run(session.clone(), first, second));
        future_to_promise(async move { result.await.map_err(JsValue::from) })
    })
    .into_js_value()
}

fn to_js(value: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&serializer).unwrap_or(JsValue::UNDEFINED)
}

fn options<T: DeserializeOwned + Default>(value: JsValue, expected: &str) -> Result<T, Error> {
    if value.is_undefined() || value.is_null() {
        return Ok(T::default());
    }
    // Deserializing an object looks for the known keys alone; `expected` names them all.
    let known = |key: &str| {
        ["{", " "]
            .iter()
            .any(|before| expected.contains(&format!("{before}{key}: ")))
    };
    let keys = value.dyn_ref::<Object>().map(Object::keys).unwrap_or_default();
    if let Some(key) = keys
        .iter()
        .filter_map(|key| key.as_string())
        .find(|key| !known(key))
    {
        return Err(Error::new(&format!("Expected {expected}, without {key}.")));
    }
    serde_wasm_bindgen::from_value(value)
        .map_err(|error| Error::new(&format!("Expected {expected}: {error}")))
}

async fn open(session: &Session, files: &JsValue) -> Result<JsValue, Error> {
    const EXPECTED: &str = "open(files) takes an array of File objects, or a FileList.";
    if !Array::is_array(files) && !files.is_instance_of::<web_sys::FileList>() {
        return Err(Error::new(EXPECTED));
    }
    // A copy, for the script may go on with its own.
    let files = Array::from(files);
    let mut breather = Breather::default();
    for file in files.iter() {
        if !file.is_instance_of::<File>() {
            return Err(Error::new(EXPECTED));
        }
        breather.breathe().await;
    }
    // Paths take far longer to ask for than this: one by one, while the first files are read.
    let picked = (0..files.length()).map(move |at| {
        let file = File::from(files.get(at));
        PickedFile::new(path_of(&file), file)
    });
    session.add("Opened by a script", picked);
    session.loaded().await;
    Ok(to_js(&ScriptReport::of(session)))
}

async fn idle(session: &Session) -> Result<(), Error> {
    let mut quiet = 0;
    while quiet < QUIET_LOOKS {
        session.loaded().await;
        quiet = if session.is_busy() { 0 } else { quiet + 1 };
        let wait = Promise::new(&mut |resolve: Function, _| {
            if let Some(window) = web_sys::window() {
                _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, LOOK_EVERY);
            }
        });
        JsFuture::from(wait)
            .await
            .map_err(|error| Error::new(&format!("{error:?}")))?;
    }
    Ok(())
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct QueryOptions {
    sort: Option<String>,
    offset: u32,
    limit: Option<u32>,
    columns: Option<Vec<String>>,
}

/// The order that a script names; newest first when it names none.
fn sort_of(text: Option<&str>) -> Sort {
    text.map_or_else(Sort::default, |text| Sort {
        column: text.trim_start_matches('-').to_owned(),
        descending: text.starts_with('-'),
    })
}

fn columns_of(paths: Option<Vec<String>>) -> Vec<String> {
    paths.unwrap_or_else(|| DEFAULT_PATHS.map(str::to_owned).to_vec())
}

/// What is wrong with a filter, and where.
fn malformed(text: &str, error: &QueryError) -> Error {
    let part = text.get(error.span.clone()).unwrap_or_default();
    Error::new(&format!(
        "{} (characters {} to {}: {part})",
        error.message, error.span.start, error.span.end
    ))
}

async fn scope(session: &Session, text: &str) -> Result<Scope, Error> {
    session.scope(text).await.map_err(|error| malformed(text, &error))
}

async fn query(session: &Session, text: &JsValue, given: JsValue) -> Result<JsValue, Error> {
    let text = text
        .as_string()
        .ok_or_else(|| Error::new("query(text, options) takes a string first."))?;
    let options: QueryOptions = options(
        given,
        "options {sort: string, offset: number, limit: number, columns: string[]}",
    )?;
    let sort = sort_of(options.sort.as_deref());
    let columns = columns_of(options.columns);
    let start = js_sys::Date::now();
    let clock = web_sys::window().and_then(|window| window.performance());
    let now = || clock.as_ref().map_or_else(js_sys::Date::now, |clock| clock.now());
    let began = if clock.is_some() { now() } else { start };
    let view = session
        .query(&text, &sort)
        .await
        .map_err(|error| malformed(&text, &error))?;
    let limit = u64::from(options.limit.unwrap_or(100));
    let offset = u64::from(options.offset);
    let rows = match limit {
        0 => Vec::new(),
        limit => session.rows(&view, offset..offset + limit, &columns).await,
    };
    let millis = now() - began;
    let list = Array::new();
    for row in rows {
        let object = Object::new();
        let id = format!("{}-{}", row.id.shard, row.id.row);
        _ = Reflect::set(&object, &"id".into(), &id.into());
        for (column, cell) in columns.iter().zip(row.cells) {
            let value = cell.map_or(JsValue::NULL, JsValue::from);
            // A column may bear any name: never set on a prototype.
            let descriptor = Object::new();
            for (key, value) in [
                ("value", &value),
                ("enumerable", &JsValue::TRUE),
                ("writable", &JsValue::TRUE),
            ] {
                _ = Reflect::set(&descriptor, &key.into(), value);
            }
            _ = Reflect::define_property(&object, &column.into(), &descriptor);
        }
        list.push(&object);
    }
    let answer = Object::new();
    _ = Reflect::set(&answer, &"total".into(), &JsValue::from_f64(view.total() as f64));
    _ = Reflect::set(&answer, &"millis".into(), &JsValue::from_f64(millis));
    _ = Reflect::set(&answer, &"rows".into(), &list);
    Ok(answer.into())
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct FacetOptions {
    query: String,
    limit: Option<u32>,
}

#[derive(Serialize)]
struct FacetValue {
    value: String,
    count: u64,
}

async fn facet(session: &Session, field: &JsValue, given: JsValue) -> Result<JsValue, Error> {
    let field = field
        .as_string()
        .ok_or_else(|| Error::new("facet(field, options) takes a string first."))?;
    let options: FacetOptions = options(given, "options {query: string, limit: number}")?;
    let scope = scope(session, &options.query).await?;
    let wanted = options.limit.map_or(FacetWanted::ALL, FacetWanted::top);
    let mut found = session.facet(&scope, &field, &wanted).await;
    if !found.proven {
        // Which values come first is a promise here, whatever it costs.
        found = session.facet(&scope, &field, &FacetWanted::ALL).await;
        found.values.truncate(wanted.most as usize);
    }
    let values = found
        .values
        .into_iter()
        .map(|(value, count)| FacetValue { value, count });
    Ok(to_js(&values.collect::<Vec<_>>()))
}

#[derive(Deserialize)]
#[serde(default)]
struct HistogramOptions {
    query: String,
    buckets: u32,
}

impl Default for HistogramOptions {
    fn default() -> Self {
        HistogramOptions {
            query: String::new(),
            buckets: 60,
        }
    }
}

#[derive(Serialize)]
struct ScriptBucket {
    start: String,
    end: String,
    count: u64,
}

async fn histogram(session: &Session, given: JsValue) -> Result<JsValue, Error> {
    let options: HistogramOptions = options(given, "options {query: string, buckets: number}")?;
    if !(1..=MOST_BUCKETS).contains(&options.buckets) {
        return Err(Error::new(&format!(
            "histogram: buckets must be from 1 to {MOST_BUCKETS}."
        )));
    }
    let scope = scope(session, &options.query).await?;
    let edges = match session.span(&scope).await {
        Some(span) => query::equal_edges(span, options.buckets),
        None => Vec::new(),
    };
    let histogram = session.histogram(&scope, &edges).await;
    let buckets = edges
        .windows(2)
        .zip(&histogram.stacks)
        .map(|(edges, stack)| ScriptBucket {
            start: time::iso(edges[0]),
            end: time::iso(edges[1]),
            count: stack.total(),
        });
    Ok(to_js(&buckets.collect::<Vec<_>>()))
}

fn row_id(id: &JsValue) -> Result<RowId, Error> {
    let parse = |id: String| {
        let (shard, row) = id.split_once('-')?;
        Some(RowId {
            shard: shard.parse().ok()?,
            row: row.parse().ok()?,
        })
    };
    id.as_string()
        .and_then(parse)
        .ok_or_else(|| Error::new("record(id) takes the id of a row of query()."))
}

#[derive(Serialize)]
struct Memory {
    wasm_bytes: u64,
    workers: Vec<u64>,
}

#[derive(Serialize)]
struct Bytes {
    packed: u64,
    inflated: u64,
}

/// The report as the scripting interface promises it.
#[derive(Serialize)]
struct ScriptReport {
    files: u64,
    events: u64,
    duplicates: u64,
    conflicts: u64,
    digests: u64,
    insights: u64,
    aggregated: u64,
    skipped: u64,
    bytes: Bytes,
    millis: f64,
    problems: Vec<ProblemReport>,
}

impl ScriptReport {
    fn of(session: &Session) -> Self {
        let report = session.report();
        ScriptReport {
            files: report.files,
            events: report.events,
            duplicates: report.duplicates,
            conflicts: report.conflicts,
            digests: report.digests,
            insights: report.insights,
            aggregated: report.aggregated,
            skipped: report.skipped,
            bytes: Bytes {
                packed: report.packed,
                inflated: report.inflated,
            },
            millis: report.millis,
            problems: session.problems(),
        }
    }
}
