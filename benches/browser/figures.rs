//! Figures beside their peers and targets: printed as they come, and kept for the file.

use serde_json::{Value, json};

/// All figures of a run.
#[derive(Default)]
pub struct Figures {
    /// What the figures that come next are of.
    part: String,
    all: Vec<Value>,
}

/// What a figure is held to.
#[derive(Clone, Copy)]
pub enum Target {
    /// At most this, in the figure's own unit.
    AtMost(f64),
    /// At most so many times the peer's figure.
    TimesPeer(f64),
    /// Nothing: it is good to know.
    None,
}

/// One figure.
pub struct Figure {
    name: String,
    unit: &'static str,
    ours: Vec<f64>,
    peer: Option<(String, Vec<f64>)>,
    target: Target,
}

impl Figure {
    /// What was measured, in `ms`, `MB`, `KB` or `B`, with the value of each run.
    pub fn new(name: impl Into<String>, unit: &'static str, runs: impl Into<Vec<f64>>) -> Figure {
        Figure {
            name: name.into(),
            unit,
            ours: runs.into(),
            peer: None,
            target: Target::None,
        }
    }

    /// What it is measured beside, with the value of each run.
    pub fn beside(mut self, peer: impl Into<String>, runs: impl Into<Vec<f64>>) -> Figure {
        self.peer = Some((peer.into(), runs.into()));
        self
    }

    /// What it is held to.
    pub fn held_to(mut self, target: Target) -> Figure {
        self.target = target;
        self
    }
}

impl Figures {
    /// A line between the parts of the table.
    pub fn heading(&mut self, text: &str) {
        text.clone_into(&mut self.part);
        println!("\n{text}");
        println!(
            "  {:40} {:>11} {:>11}  {:22} {:>6}  {:>13}",
            "", "Trailglass", "peer", "", "ratio", "target"
        );
    }

    /// Prints and keeps a figure.
    pub fn add(&mut self, figure: Figure) {
        let Figure {
            name,
            unit,
            ours,
            peer,
            target,
        } = figure;
        let peer = peer.as_ref();
        let middle = median(&ours);
        let beside = peer.map(|(_, runs)| median(runs));
        let ratio = beside.map(|beside| middle / beside);
        let (may, is_met) = match (target, ratio) {
            (Target::AtMost(most), _) => (format!("<= {most} {unit}"), Some(middle <= most)),
            (Target::TimesPeer(times), Some(ratio)) => (format!("<= {times} x peer"), Some(ratio <= times)),
            _ => (String::new(), None),
        };
        let met = match is_met {
            Some(true) => "met",
            Some(false) => "MISSED",
            None => "",
        };
        let written = |value: f64| format!("{value:.*} {unit}", if value < 10.0 { 2 } else { 0 });
        println!(
            "  {name:40} {:>11} {:>11}  {:22} {:>6}  {may:>13} {met}",
            written(middle),
            beside.map(written).unwrap_or_default(),
            peer.map_or("", |(name, _)| name.as_str()),
            ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
        );
        self.all.push(json!({
            "part": self.part,
            "name": name.trim_start(),
            "unit": unit,
            "trailglass": middle,
            "runs": ours,
            "peer": peer.map(|(name, runs)| json!({"name": name, "median": beside, "runs": runs})),
            "ratio": ratio,
            "target": may,
            "met": is_met,
        }));
    }

    /// Everything, and the machine it was measured on.
    pub fn json(&self) -> Value {
        json!({
            "cores": std::thread::available_parallelism().map_or(0, usize::from),
            "figures": self.all,
        })
    }
}

/// The middle of some numbers; zero for none.
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50)
}

/// The value that so many hundredths of the numbers do not pass; zero for none.
pub fn percentile(values: &[f64], hundredths: usize) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let at = values.len() * hundredths / 100;
    values
        .get(at.min(values.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

/// A number of an answer of the page.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}
