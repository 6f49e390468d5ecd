//! DuckDB, through the Python package, as a process that is asked in turn with the page.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The process.
pub struct DuckDb {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// Its name and version, for the table.
    pub name: String,
}

impl DuckDb {
    /// Starts it; `None`, with a word about it, where the package is not installed.
    pub fn start() -> Option<DuckDb> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/duckdb_peer.py");
        let started = Command::new("python3")
            .arg("-B")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut process = started.ok()?;
        let mut duckdb = DuckDb {
            requests: process.stdin.take()?,
            answers: BufReader::new(process.stdout.take()?),
            process,
            name: String::new(),
        };
        let Some(hello) = duckdb.answer() else {
            println!("skipped: DuckDB is not installed (pip install duckdb)");
            return None;
        };
        duckdb.name = format!("DuckDB {}", hello["version"].as_str().unwrap_or_default());
        Some(duckdb)
    }

    /// Milliseconds and the number answered.
    pub fn ask(&mut self, request: &str) -> (f64, f64) {
        writeln!(self.requests, "{request}").unwrap();
        let answer = self.answer().expect("DuckDB answers");
        (
            answer["millis"].as_f64().unwrap(),
            answer["answer"].as_f64().unwrap(),
        )
    }

    fn answer(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.answers.read_line(&mut line).ok()?;
        serde_json::from_str(&line).ok()
    }
}

impl Drop for DuckDb {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
