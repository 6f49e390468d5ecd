//! The order of the functions: behind each the one that is most like it, so that a compressor finds near what it repeats.

use crate::{module, streams};
use std::collections::{BTreeSet, HashMap};

/// What is compared are runs of so many instructions.
const RUN: usize = 5;
/// Runs that more functions have say nothing, and would take long.
const COMMON: usize = 400;
/// Keeps small functions from being alike for little.
const DOUBT: f64 = 5.0;

/// The module with names that say its functions' order, for `wasm-opt --reorder-functions-by-name`.
pub fn named(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let broken = "the wasm has no functions, or imports more than functions";
    let functions = module::section(wasm, 10)
        .and_then(module::functions)
        .ok_or(broken)?;
    let imported = module::section(wasm, 2)
        .and_then(module::imported)
        .ok_or(broken)?;
    let mut numbers = HashMap::new();
    let mut numbered = Vec::new();
    for function in functions {
        let mut one = Vec::new();
        for part in streams::parts(function)? {
            let number = numbers.len() as u16;
            one.push(*numbers.entry(part.kind()).or_insert(number));
        }
        numbered.push(one);
    }
    let mut names: Vec<(usize, String)> = chain(&numbered)
        .into_iter()
        .zip(0..)
        .map(|(function, place)| (imported + function, format!("{place:06}")))
        .collect();
    names.sort();
    Ok(module::with_names(wasm, &names).ok_or(broken)?)
}

/// All functions, each as numbers of its instructions: behind the first the one most like it, and so on.
fn chain(functions: &[Vec<u16>]) -> Vec<usize> {
    let runs: Vec<BTreeSet<&[u16]>> = functions.iter().map(|one| one.windows(RUN).collect()).collect();
    let mut having: HashMap<&[u16], Vec<usize>> = HashMap::new();
    for (function, runs) in runs.iter().enumerate() {
        for run in runs {
            having.entry(run).or_default().push(function);
        }
    }
    // A rare run says more.
    let weight = |run| (functions.len() as f64 / having[run].len() as f64).ln();
    let weights: Vec<f64> = runs.iter().map(|runs| runs.iter().map(weight).sum()).collect();

    let mut order = Vec::new();
    let mut left: BTreeSet<usize> = (0..functions.len()).collect();
    let mut next = left.pop_first();
    while let Some(last) = next {
        order.push(last);
        let mut shared = vec![0.0; functions.len()];
        for run in runs[last].iter().filter(|run| having[*run].len() <= COMMON) {
            for &function in &having[run] {
                shared[function] += weight(run);
            }
        }
        let likeness = |function: usize| {
            let shared: f64 = shared[function];
            shared / (weights[last] + weights[function] - shared + DOUBT)
        };
        next = left
            .iter()
            .copied()
            // Among those alike, the first.
            .max_by(|&a, &b| likeness(a).total_cmp(&likeness(b)).then(b.cmp(&a)));
        next.iter().for_each(|next| {
            left.remove(next);
        });
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_stands_together() {
        let functions = [
            vec![1, 2, 3, 4, 5, 6, 7],
            vec![7, 6, 5, 4, 3, 2, 1],
            vec![0, 1, 2, 3, 4, 5, 6],
            vec![],
            vec![7, 6, 5, 4, 3, 2],
        ];
        assert_eq!(chain(&functions), [0, 2, 1, 4, 3]);
    }
}
