//! What processors do for the browser, as the system counts it.

use std::fs;

/// Milliseconds that one count of the system stands for: what Linux tells programs, whatever it counts in itself.
const TICK: f64 = 10.0;

/// Milliseconds of processor time of all the browser's processes so far; zero where the system does not tell.
fn spent() -> f64 {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| ticks(&fs::read_to_string(process.path().join("stat")).ok()?))
        .sum::<f64>()
        * TICK
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
    (value, spent() - before)
}
