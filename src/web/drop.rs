//! What is dropped on the page: files, and folders walked to their end.

use super::drop_handles;
use super::files::{Found, PickedFile, listed, name_of};
use super::task::{Beat, Breather};
use js_sys::{Array, Promise};
use std::collections::VecDeque;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// File entries opened at once. Each waits on the browser's other process; more would not be faster.
pub(super) const AT_ONCE: usize = 64;

/// What a drop holds. The browser empties the drop when its event ends, so this is taken inside the event; the
/// entries live on.
pub struct Dropped {
    entries: Vec<FileSystemEntry>,
    handles: Option<Vec<Promise>>,
    files: Found,
}

/// Whether something dragged brings files, rather than text or a link.
pub fn has_files(data: &DataTransfer) -> bool {
    data.types().includes(&"Files".into(), 0)
}

/// Takes what was dropped. To be called inside the event.
pub fn take(data: &DataTransfer) -> Dropped {
    let handles = drop_handles::take(data);
    let items = data.items();
    let entries = (0..items.length())
        .filter_map(|at| items.get(at)?.webkit_get_as_entry().ok().flatten())
        .collect::<Vec<_>>();
    // A browser without entries gives plain files.
    let files = if entries.is_empty() {
        data.files().map(|list| listed(&list)).unwrap_or_default()
    } else {
        Found::default()
    };
    Dropped {
        entries,
        handles,
        files,
    }
}

impl Dropped {
    /// Lists every file, of any depth. `progress` hears the number of files so far, now and then and at the end,
    /// and stops the listing by returning false; what was found by then is returned.
    pub async fn list(self, mut progress: impl FnMut(u64) -> bool) -> Found {
        if let Some(handles) = self.handles {
            return drop_handles::list(handles, progress).await;
        }
        if self.entries.is_empty() {
            return self.files;
        }
        let names: Vec<String> = self.entries.iter().map(FileSystemEntry::name).collect();
        let mut found = Found {
            name: name_of(names.iter().map(String::as_str)),
            ..Found::default()
        };
        let mut queue: VecDeque<FileSystemEntry> = self.entries.into();
        let (mut breather, mut beat) = (Breather::default(), Beat::default());
        while let Some(entry) = queue.pop_front() {
            if entry.is_directory() {
                list_folder(entry.unchecked_into(), &mut queue, &mut found).await;
            } else {
                let mut batch = vec![entry];
                while batch.len() < AT_ONCE && queue.front().is_some_and(FileSystemEntry::is_file) {
                    batch.extend(queue.pop_front());
                }
                open_files(batch, &mut found).await;
            }
            breather.breathe().await;
            if beat.is_due() && !progress(found.files.len() as u64) {
                return found;
            }
        }
        progress(found.files.len() as u64);
        found
    }
}

/// Puts a folder's entries at the front of the queue, so that a folder's files stay together.
async fn list_folder(
    folder: FileSystemDirectoryEntry,
    queue: &mut VecDeque<FileSystemEntry>,
    found: &mut Found,
) {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    loop {
        // The browser gives some entries at a time (Chromium a hundred) and an empty list at the end.
        let read = promise(|done, failed| reader.read_entries_with_callback_and_callback(done, failed));
        match JsFuture::from(read).await {
            Ok(batch) => {
                let batch = Array::from(&batch);
                if batch.length() == 0 {
                    break;
                }
                entries.extend(batch.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
            }
            Err(error) => {
                found.refused.push((path_of(&folder), words(&error)));
                break;
            }
        }
    }
    for entry in entries.into_iter().rev() {
        queue.push_front(entry);
    }
}

/// Opens files side by side, keeping their order.
async fn open_files(batch: Vec<FileSystemEntry>, found: &mut Found) {
    let opening: Vec<(String, JsFuture)> = batch
        .into_iter()
        .map(|entry| {
            let path = path_of(&entry);
            let entry: FileSystemFileEntry = entry.unchecked_into();
            let open = promise(|done, failed| {
                entry.file_with_callback_and_callback(done, failed);
                Ok(())
            });
            (path, JsFuture::from(open))
        })
        .collect();
    for (path, file) in opening {
        match file.await {
            Ok(file) => found.files.push(PickedFile::new(path, File::from(file))),
            Err(error) => found.refused.push((path, words(&error))),
        }
    }
}

/// A promise of a call that takes one function for success and one for failure.
fn promise(mut call: impl FnMut(&js_sys::Function, &js_sys::Function) -> Result<(), JsValue>) -> Promise {
    Promise::new(&mut |resolve, reject| {
        if let Err(error) = call(&resolve, &reject) {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    })
}

fn path_of(entry: &FileSystemEntry) -> String {
    entry.full_path().trim_start_matches('/').to_owned()
}

/// What the browser says is wrong.
pub(super) fn words(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into())
        .ok()
        .and_then(|message| message.as_string());
    message.unwrap_or_else(|| "the browser gave no reason".into())
}
