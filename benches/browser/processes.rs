//! What the browser's processes take, as the system counts it: the processors' time, and memory.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, DirEntry};

/// Milliseconds that one count of the system stands for: what Linux tells programs, whatever it counts in itself.
const TICK: f64 = 10.0;

/// The browser's processes, with the ticks of processor time of each so far; none where the system does not tell.
fn processes() -> impl Iterator<Item = (DirEntry, f64)> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    all.filter_map(|process| {
        let stat = fs::read_to_string(process.path().join("stat")).ok()?;
        let ticks = ticks(&stat)?;
        Some((process, ticks))
    })
}

/// The ticks by process.
fn spent() -> HashMap<OsString, f64> {
    processes()
        .map(|(process, ticks)| (process.file_name(), ticks))
        .collect()
}

/// Of a line of `/proc/*/stat` (man 5 proc_pid_stat): fields 14 and 15, if the name, in brackets, is the browser's.
fn ticks(stat: &str) -> Option<f64> {
    let (name, fields) = stat.rsplit_once(") ")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let field = |number: usize| fields.get(number - 3)?.parse::<f64>().ok();
    name.contains("(chrom").then_some(field(14)? + field(15)?)
}

/// What `run` gives, and the processor time that the browser takes meanwhile, in milliseconds.
pub fn during<T>(run: impl FnOnce() -> T) -> (T, f64) {
    let before = spent();
    let value = run();
    // A process that is gone by now was there for something else.
    let since = |(process, after): (OsString, f64)| after - before.get(&process).unwrap_or(&0.0);
    (value, spent().into_iter().map(since).sum::<f64>() * TICK)
}

/// Bytes of memory that the browser's processes hold, what several share counted once; zero where the system does not
/// tell.
pub fn held() -> f64 {
    let held = processes().filter_map(|(process, _)| {
        let maps = fs::read_to_string(process.path().join("smaps_rollup")).ok()?;
        let kilobytes = maps.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        kilobytes.trim().strip_suffix(" kB")?.parse::<f64>().ok()
    });
    held.sum::<f64>() * 1024.0
}
