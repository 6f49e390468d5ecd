//! Sorting for lists that people read. The standard library's sorts are compiled anew for each type and each order, five
//! kilobytes every time, to be fast with millions; here all lists share one.

use std::cmp::Ordering;

/// Sorts as [`slice::sort_by`] does: what compares as equal stays in order.
pub fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let places = sorted(list.len(), &|a, b| compare(&list[a], &list[b]));
    arrange(places, &mut |a, b| list.swap(a, b));
}

/// Sorts as [`slice::sort_by_key`] does.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// For each place the one that belongs there.
fn sorted(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

/// Moves everything to its place: round by round, each swap puts one where it belongs.
fn arrange(mut places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut at = start;
        while places[at] != start {
            let from = std::mem::replace(&mut places[at], at);
            swap(at, from);
            at = from;
        }
        places[at] = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(list: Vec<(u8, u8)>) {
            let mut wanted = list.clone();
            wanted.sort_by_key(|pair| pair.0 / 16);
            let mut found = list;
            sort_by_key(&mut found, |pair| pair.0 / 16);
            prop_assert_eq!(found, wanted);
        }
    }
}
