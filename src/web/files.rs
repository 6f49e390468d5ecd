//! Files from a picker, from text and from bytes.

use super::task::Breather;
use js_sys::{Array, Reflect, Uint8Array};
use std::cell::OnceCell;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, File, FileList, HtmlInputElement};

/// A file the user chose, with its path inside what was dropped.
#[derive(Clone)]
pub struct PickedFile {
    /// Path, the dropped folder's name first.
    pub path: String,
    /// The browser's handle.
    pub file: File,
    size: OnceCell<u64>,
}

impl PickedFile {
    /// Notes a file under its path.
    pub fn new(path: String, file: File) -> Self {
        PickedFile {
            path,
            file,
            size: OnceCell::new(),
        }
    }

    /// Bytes. Asked for once, and no sooner than needed: the browser asks the disk, for a fifth of a millisecond a file.
    pub fn size(&self) -> u64 {
        *self.size.get_or_init(|| self.file.size() as u64)
    }
}

/// Files as found, with the name of the drop or pick they came in.
#[derive(Clone, Default)]
pub struct Found {
    /// The folder or file, or how many things there are.
    pub name: String,
    /// The files, with their paths.
    pub files: Vec<PickedFile>,
    /// What the browser would not open: path and why.
    pub refused: Vec<(String, String)>,
}

/// The files of a picker, which is emptied so that the same ones can be picked again. Takes breaths: a folder
/// may hold a hundred thousand.
pub async fn picked(input: &HtmlInputElement) -> Found {
    let mut found = Found::default();
    let Some(list) = input.files() else { return found };
    // Emptying the input empties its list too.
    let list = Array::from(&list);
    input.set_value("");
    let mut breather = Breather::default();
    for file in list.iter() {
        let file = File::from(file);
        found.files.push(PickedFile::new(path_of(&file), file));
        breather.breathe().await;
    }
    found.name = name_of(found.files.iter().map(|file| file.path.as_str()));
    found
}

/// The files of a clipboard or of a drop that has no folders.
pub fn listed(list: &FileList) -> Found {
    let files = (0..list.length()).filter_map(|at| list.get(at));
    let files: Vec<_> = files.map(|file| PickedFile::new(path_of(&file), file)).collect();
    Found {
        name: name_of(files.iter().map(|file| file.path.as_str())),
        files,
        refused: Vec::new(),
    }
}

/// A file of text or bytes that never was on a disk.
///
/// # Errors
/// When the browser cannot make one: out of memory.
pub fn made(path: &str, bytes: &[u8]) -> Result<PickedFile, JsValue> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &BlobPropertyBag::new())?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let file = File::new_with_blob_sequence(&Array::of1(&blob), name)?;
    Ok(PickedFile::new(path.to_owned(), file))
}

/// What to call files that came together: their top folder, the file's name, or their number.
pub fn name_of<'a>(paths: impl Iterator<Item = &'a str>) -> String {
    let mut roots: Vec<&str> = Vec::new();
    for path in paths {
        let root = path.split('/').next().unwrap_or(path);
        if !roots.contains(&root) {
            roots.push(root);
        }
        if roots.len() > 99 {
            return "100 or more items".into();
        }
    }
    match roots[..] {
        [] => "Nothing".into(),
        [one] => one.to_owned(),
        [first, ..] => format!("{first} and {} more", roots.len() - 1),
    }
}

/// The path of a file inside the folder it was picked with, or its name.
pub fn path_of(file: &File) -> String {
    // Not in web-sys: the path inside the picked folder.
    let relative = Reflect::get(file, &"webkitRelativePath".into())
        .ok()
        .and_then(|path| path.as_string());
    relative
        .filter(|path| !path.is_empty())
        .unwrap_or_else(|| file.name())
}
