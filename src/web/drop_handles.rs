//! What is dropped on a page opened from disk. Chromium refuses the entries of such a drop, but not its handles.

use super::drop::{AT_ONCE, words};
use super::files::{Found, PickedFile, name_of};
use super::task::{Beat, Breather};
use js_sys::{Function, Promise, Reflect};
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File};

/// Promises of the handles of what was dropped; `None` where the page is not opened from disk, or the browser
/// has no handles. To be called inside the event.
pub fn take(data: &DataTransfer) -> Option<Vec<Promise>> {
    let from_disk = super::window()?
        .location()
        .protocol()
        .is_ok_and(|protocol| protocol == "file:");
    if !from_disk {
        return None;
    }
    let items = data.items();
    let files = (0..items.length())
        .filter_map(|at| items.get(at))
        .filter(|item| item.kind() == "file");
    files
        .map(|item| call(&item, "getAsFileSystemHandle").ok()?.dyn_into().ok())
        .collect()
}

/// Lists every file of any depth, as [`super::drop::Dropped::list`] does.
pub async fn list(promises: Vec<Promise>, mut progress: impl FnMut(u64) -> bool) -> Found {
    let mut found = Found::default();
    let mut queue = VecDeque::new();
    let mut names = Vec::new();
    for promise in promises {
        match JsFuture::from(promise).await {
            Ok(handle) => {
                names.push(text(&handle, "name"));
                queue.push_back((text(&handle, "name"), handle));
            }
            Err(error) => found.refused.push((String::new(), words(&error))),
        }
    }
    found.name = name_of(names.iter().map(String::as_str));
    let (mut breather, mut beat) = (Breather::default(), Beat::default());
    while let Some((path, handle)) = queue.pop_front() {
        if text(&handle, "kind") == "directory" {
            match members(&handle).await {
                Ok(members) => members.into_iter().rev().for_each(|member| {
                    queue.push_front((format!("{path}/{}", text(&member, "name")), member));
                }),
                Err(error) => found.refused.push((path, words(&error))),
            }
        } else {
            let mut batch = vec![open(path, &handle)];
            while batch.len() < AT_ONCE
                && let Some((path, handle)) = queue.pop_front_if(|(_, next)| text(next, "kind") == "file")
            {
                batch.push(open(path, &handle));
            }
            for (path, file) in batch {
                match opened(file).await {
                    Ok(file) => found.files.push(PickedFile::new(path, file)),
                    Err(error) => found.refused.push((path, words(&error))),
                }
            }
        }
        breather.breathe().await;
        if beat.is_due() && !progress(found.files.len() as u64) {
            return found;
        }
    }
    progress(found.files.len() as u64);
    found
}

fn open(path: String, handle: &JsValue) -> (String, Result<JsValue, JsValue>) {
    (path, call(handle, "getFile"))
}

async fn opened(file: Result<JsValue, JsValue>) -> Result<File, JsValue> {
    JsFuture::from(Promise::resolve(&file?)).await?.dyn_into()
}

/// The handles in a folder.
async fn members(folder: &JsValue) -> Result<Vec<JsValue>, JsValue> {
    let values = call(folder, "values")?;
    let mut members = Vec::new();
    loop {
        let step = JsFuture::from(Promise::resolve(&call(&values, "next")?)).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            return Ok(members);
        }
        members.push(Reflect::get(&step, &"value".into())?);
    }
}

fn call(object: &JsValue, method: &str) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    method.call0(object)
}

fn text(object: &JsValue, key: &str) -> String {
    Reflect::get(object, &key.into())
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}
