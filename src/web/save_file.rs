//! Saving a file: into one that the user picks, as it is written, or as a download once it is whole.

use super::boot::describe;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, FileSystemFileHandle, FileSystemWritableFileStream, HtmlAnchorElement, Url,
};

/// Bytes from which a part becomes a [`Blob`], which the browser may keep on disk. It copies them: more would be felt.
const PART: usize = 2 << 20;
/// How long a download may take to begin, in milliseconds.
const BEGINS: i32 = 60_000;

/// What a file is called, and its media type.
#[derive(Clone)]
pub struct Label {
    /// The name suggested.
    pub name: String,
    /// Its ending, with the dot.
    pub extension: &'static str,
    /// The media type.
    pub media_type: &'static str,
}

/// Whether the browser can write into a file that the user picks.
pub fn can_pick() -> bool {
    picker().is_some()
}

fn picker() -> Option<Function> {
    let window = super::window()?;
    Reflect::get(&window, &"showSaveFilePicker".into())
        .ok()?
        .dyn_into()
        .ok()
}

/// Where a file goes.
pub enum Target {
    /// A file the user picked.
    Picked(FileSystemFileHandle, FileSystemWritableFileStream),
    /// Parts in hand, to be downloaded at the end.
    Download(Parts, Label),
}

/// Asks the user for a file where the browser can, to be called inside a click. Resolves to where the file goes;
/// `None` when the user thought better of it.
///
/// # Errors
/// A sentence: the file that was picked cannot be written.
pub fn target(label: Label) -> impl Future<Output = Result<Option<Target>, String>> {
    let asked = picker().and_then(|picker| {
        let window = super::window()?;
        let promise = picker.call1(&window, &picker_options(&label).ok()?).ok()?;
        promise.dyn_into::<Promise>().ok()
    });
    async move {
        let handle = match asked {
            None => return Ok(Some(Target::Download(Parts::default(), label))),
            Some(promise) => JsFuture::from(promise).await,
        };
        let handle: FileSystemFileHandle = match handle {
            Ok(handle) => handle.unchecked_into(),
            Err(error) if name_of(&error) == "AbortError" => return Ok(None),
            // Some pages and companies forbid it; a download needs no permission.
            Err(_) => return Ok(Some(Target::Download(Parts::default(), label))),
        };
        match JsFuture::from(handle.create_writable()).await {
            Ok(stream) => Ok(Some(Target::Picked(handle, stream.unchecked_into()))),
            Err(error) => Err(refused(&error)),
        }
    }
}

fn picker_options(label: &Label) -> Result<JsValue, JsValue> {
    let (accept, kind, options) = (Object::new(), Object::new(), Object::new());
    let set = |object: &Object, key: &str, value: &JsValue| Reflect::set(object, &key.into(), value);
    set(
        &accept,
        label.media_type,
        &Array::of1(&label.extension.into()).into(),
    )?;
    set(&kind, "accept", &accept)?;
    set(&options, "types", &Array::of1(&kind).into())?;
    set(&options, "suggestedName", &label.name.as_str().into())?;
    Ok(options.into())
}

fn name_of(error: &JsValue) -> String {
    let name = Reflect::get(error, &"name".into()).ok();
    name.and_then(|name| name.as_string()).unwrap_or_default()
}

fn refused(error: &JsValue) -> String {
    format!(
        "The file could not be written. Is the disk full, or the folder write-protected? Make room or choose another \
         place, then export again. ({})",
        describe(error)
    )
}

impl Target {
    /// Adds bytes; resolves when more may come.
    ///
    /// # Errors
    /// A sentence, when the file cannot be written any more. It is to be discarded.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        match self {
            Target::Picked(_, stream) => {
                let written = stream.write_with_js_u8_array(&Uint8Array::from(bytes));
                let written = written.map_err(|error| refused(&error))?;
                JsFuture::from(written).await.map_err(|error| refused(&error))?;
                Ok(())
            }
            Target::Download(parts, _) => parts.add(bytes).map_err(|error| refused(&error)),
        }
    }

    /// Makes the file whole: only now is it where it belongs.
    ///
    /// # Errors
    /// A sentence; the file is gone then.
    pub async fn finish(self) -> Result<(), String> {
        match self {
            Target::Picked(handle, stream) => match JsFuture::from(stream.close()).await {
                Ok(_) => Ok(()),
                Err(error) => {
                    remove(&handle).await;
                    Err(refused(&error))
                }
            },
            Target::Download(parts, label) => {
                let blob = parts.whole(label.media_type).map_err(|error| refused(&error))?;
                download(&blob, &label.name).map_err(|error| refused(&error))
            }
        }
    }

    /// Lets go of what was written.
    pub async fn discard(self) {
        if let Target::Picked(handle, stream) = self {
            let _ = JsFuture::from(stream.abort()).await;
            remove(&handle).await;
        }
    }
}

/// Removes the empty file that picking left behind, where the browser can.
async fn remove(handle: &FileSystemFileHandle) {
    let method = Reflect::get(handle, &"remove".into()).ok();
    let Some(method) = method.and_then(|method| method.dyn_into::<Function>().ok()) else {
        return;
    };
    if let Ok(promise) = method.call0(handle) {
        let _ = JsFuture::from(Promise::resolve(&promise)).await;
    }
}

/// A file in parts.
#[derive(Default)]
pub struct Parts {
    blobs: Array,
    loose: Array,
    loose_bytes: usize,
}

impl Parts {
    /// Adds bytes.
    ///
    /// # Errors
    /// When the browser has no memory for them.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        self.loose.push(&Uint8Array::from(bytes));
        self.loose_bytes += bytes.len();
        if self.loose_bytes >= PART {
            self.blobs
                .push(&Blob::new_with_u8_array_sequence(&self.loose)?.into());
            (self.loose, self.loose_bytes) = (Array::new(), 0);
        }
        Ok(())
    }

    /// All of it.
    ///
    /// # Errors
    /// As [`Parts::add`].
    pub fn whole(self, media_type: &str) -> Result<Blob, JsValue> {
        let kind = BlobPropertyBag::new();
        kind.set_type(media_type);
        Blob::new_with_blob_sequence_and_options(&self.blobs.concat(&self.loose), &kind)
    }
}

fn download(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let document = super::document().ok_or("no page")?;
    let url = Url::create_object_url_with_blob(blob)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    spawn_local(async move {
        super::task::sleep(BEGINS).await;
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}
