//! A static site of a folder, just enough of HTTP/1.1 for a browser. The tests use it too.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;
use std::{fs, thread};

/// Answers requests until the process ends.
pub fn serve(listener: &TcpListener, folder: &Path) {
    for stream in listener.incoming().flatten() {
        let folder = folder.to_path_buf();
        // Browsers open connections ahead and leave them silent; a thread each keeps those from blocking the rest.
        thread::spawn(move || answer(stream, &folder));
    }
}

fn answer(mut stream: TcpStream, folder: &Path) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut request = BufReader::new(stream.try_clone()?).lines();
    let line = request.next().transpose()?.unwrap_or_default();
    // Read to the end of the request: closing on unread bytes resets the connection.
    while request
        .next()
        .transpose()?
        .is_some_and(|header| !header.is_empty())
    {}

    let (status, kind, body) = match file(&line, folder).map(|path| (content_type(&path), fs::read(path))) {
        Some((kind, Ok(body))) => ("200 OK", kind, body),
        _ => ("404 Not Found", "text/plain", b"There is nothing here.".to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Connection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

/// The file that a request line asks for, never one outside of the folder.
fn file(request_line: &str, folder: &Path) -> Option<PathBuf> {
    let target = request_line.strip_prefix("GET /")?.split([' ', '?']).next()?;
    let path = Path::new(if target.is_empty() { "index.html" } else { target });
    path.components()
        .all(|part| matches!(part, Component::Normal(_)))
        .then(|| folder.join(path))
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
