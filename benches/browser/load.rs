//! Loading: how long, how soon the first rows, how much memory.

use crate::Ours;
use crate::corpora::{self, Trail};
use crate::figures::{Figure, Figures, Target, median, number};
use crate::peers::Peers;
use crate::processes;
use serde_json::Value;

/// First rows are to be there after so many milliseconds, whatever the size.
pub const FIRST_ROWS: f64 = 300.0;
/// Bytes of memory a byte of JSON.
const MEMORY: f64 = 0.25;

/// Runs of each, of which the middle one counts, and the first is told apart: its browser's compilers are still at work, and
/// the disk is asked for each file's size.
const ROUNDS: usize = 5;

/// Loads trails of several shapes, in turn with the peers.
pub fn run(address: &str, figures: &mut Figures) {
    chosen_in_the_page(&corpora::large_files(), address, figures);
    beside_peers(&corpora::large_files(), address, figures);
    beside_peers(&corpora::small_files(), address, figures);
    beside_peers(&corpora::million(), address, figures);
    beside_peers(&corpora::million_small_files(), address, figures);
}

/// Opens a folder as people do, one about which the page does not ask first what to load of it.
fn chosen_in_the_page(trail: &Trail, address: &str, figures: &mut Figures) {
    figures.heading(&format!("{}, chosen in the page", trail.name));
    let ours = Ours::with(trail, address);
    let first = (0..ROUNDS).map(|_| {
        ours.get("ours.watchChoice()");
        let input = ours.browser.find("#choose-folder");
        ours.browser
            .send_keys(&input, &trail.folder.display().to_string());
        number(&ours.get("ours.firstRows"))
    });
    let first: Vec<f64> = first.collect();
    figures.add(Figure::new("first rows", "ms", first).held_to(Target::AtMost(FIRST_ROWS)));
}

fn beside_peers(trail: &Trail, address: &str, figures: &mut Figures) {
    figures.heading(&trail.name);
    let ours = Ours::with(trail, address);
    let peers = Peers::with(trail);
    let (mut loads, mut browser, mut floors) = (Vec::new(), Vec::new(), Vec::new());
    let mut ways = peers.as_ref().map(Way::all).unwrap_or_default();
    let mut busy = Vec::new();
    let before = processes::held();
    let mut after_first = None;
    for _ in 0..ROUNDS {
        let (load, spent) = processes::during(|| ours.get("ours.load(chosen.files)"));
        loads.push(load);
        busy.push(spent);
        after_first.get_or_insert_with(processes::held);
        ours.get("trailglass.close()");
        let Some(peers) = &peers else { continue };
        browser.push(peers.get("peers.load(chosen.files)"));
        peers.get("peers.close()");
        ways.iter_mut().for_each(|way| way.read(peers));
        floors.push(peers.get("peers.floor(chosen.files)"));
        let [here, there] =
            [&loads, &browser].map(|runs: &Vec<Value>| runs.last().map(|run| run["events"].clone()));
        assert_eq!(here, there, "both read the same events");
        peers.get("peers.close()");
    }
    let of = |runs: &[Value], key: &str| runs.iter().map(|run| number(&run[key])).collect::<Vec<f64>>();
    let millis = of(&loads, "millis");
    let last = &loads[ROUNDS - 1];
    assert_eq!(last["problems"], 0, "all of it can be read");
    let load = || Figure::new("load", "ms", &millis[..]);
    // A million events in large files are held to the work in them, small files to how long it takes to read them.
    let is_small = trail.is_small;
    let is_million = trail.events == 1_000_000;
    let held = |is_held: bool, target: Target| if is_held { target } else { Target::None };
    let first = || Figure::new("  the first of its browser", "ms", [millis[0]]);
    if peers.is_some() {
        let theirs = of(&browser, "millis");
        let beside_browser = load().beside("DecompressionStream", &theirs[..]);
        figures.add(beside_browser.held_to(held(is_million && !is_small, Target::TimesPeer(0.5))));
        figures.add(first().beside("DecompressionStream", [theirs[0]]));
        let [inflate, walk] = ["inflate", "walk"].map(|part| of(&floors, part));
        let both: Vec<f64> = inflate
            .iter()
            .zip(&walk)
            .map(|(inflate, walk)| inflate + walk)
            .collect();
        figures.add(
            load()
                .beside("inflating + walking", both)
                .held_to(held(is_million && !is_small, Target::TimesPeer(1.4))),
        );
        figures.add(load().beside("only inflating", inflate));
        let best = ways
            .into_iter()
            .min_by(|a, b| median(&a.millis).total_cmp(&median(&b.millis)));
        let Way {
            name,
            millis,
            busy: reading,
            ..
        } = best.unwrap();
        let name = format!("reading, {name}");
        figures.add(
            load()
                .beside(&name, millis)
                .held_to(held(is_small, Target::TimesPeer(1.3))),
        );
        // Of all processors together: what reading takes is no longer there for anything else.
        figures.add(Figure::new("  processors' time, until all is shown", "ms", busy).beside(name, reading));
    } else {
        figures.add(load());
        figures.add(first());
    }
    figures.add(Figure::new("first rows", "ms", of(&loads, "first")).held_to(Target::AtMost(FIRST_ROWS)));
    let json = number(&last["inflated"]);
    let share: Vec<f64> = loads.iter().map(|run| memory(run) / json).collect();
    figures.add(
        Figure::new("WebAssembly's memory a byte of JSON", "B", share)
            .held_to(held(is_million, Target::AtMost(MEMORY))),
    );
    let page: Vec<f64> = loads
        .iter()
        .map(|run| number(&run["memory"]["page"]) / json)
        .collect();
    figures.add(Figure::new("  of that, the page's", "B", page));
    // With what the browser itself keeps of the files and of the page, in all its processes; the first load only, because
    // what later ones need is there already.
    let grown = after_first.unwrap_or(before) - before;
    figures.add(Figure::new(
        "its processes grew by, a byte of JSON",
        "B",
        [grown / json],
    ));
}

/// Bytes of WebAssembly's memory, of page and workers together.
pub fn memory(loaded: &Value) -> f64 {
    let workers = loaded["memory"]["workers"].as_array().unwrap();
    number(&loaded["memory"]["page"]) + workers.iter().map(number).sum::<f64>()
}

/// A way of reading, with the milliseconds of each run, and those of all processors together.
struct Way {
    number: usize,
    name: String,
    millis: Vec<f64>,
    busy: Vec<f64>,
}

impl Way {
    fn all(peers: &Peers) -> Vec<Way> {
        let names = peers.get("peers.ways(chosen.files)");
        let names = names.as_array().unwrap().iter().enumerate();
        let way = |(number, name): (usize, &Value)| Way {
            number,
            name: name.as_str().unwrap().to_owned(),
            millis: Vec::new(),
            busy: Vec::new(),
        };
        names.map(way).collect()
    }

    fn read(&mut self, peers: &Peers) {
        let (read, spent) =
            processes::during(|| peers.get(&format!("peers.read(chosen.files, {})", self.number)));
        self.millis.push(number(&read["millis"]));
        self.busy.push(spent);
    }
}
