//! How fast, and how often.

use std::collections::VecDeque;

/// The rate is that of the last so many milliseconds.
const OVER: f64 = 3000.0;

/// Packed and inflated bytes over the last seconds.
#[derive(Debug, Default)]
pub struct Rate(VecDeque<(f64, (u64, u64))>);

impl Rate {
    /// Notes how many (packed, inflated) bytes there are in all at a time, in milliseconds.
    pub fn note(&mut self, now: f64, bytes: (u64, u64)) {
        self.0.push_back((now, bytes));
        while self.0.front().is_some_and(|(time, _)| now - time > OVER) {
            self.0.pop_front();
        }
    }

    /// Packed and inflated bytes a second; zero when nothing is known.
    pub fn a_second(&self) -> (f64, f64) {
        let (Some(first), Some(last)) = (self.0.front(), self.0.back()) else {
            return (0.0, 0.0);
        };
        let seconds = (last.0 - first.0) / 1000.0;
        if seconds <= 0.0 {
            return (0.0, 0.0);
        }
        let since = |before: u64, after: u64| after.saturating_sub(before) as f64 / seconds;
        (since(first.1.0, last.1.0), since(first.1.1, last.1.1))
    }
}

/// Lets through no more than one in a while.
#[derive(Debug, Default)]
pub struct Throttle {
    last: Option<f64>,
}

impl Throttle {
    /// Whether it is time again; asking when it is counts as doing it.
    pub fn is_due(&mut self, now: f64, every: f64) -> bool {
        let due = self.last.is_none_or(|last| now - last >= every);
        if due {
            self.last = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_late() {
        let mut rate = Rate::default();
        assert_eq!(rate.a_second(), (0.0, 0.0));
        rate.note(0.0, (0, 0));
        rate.note(10_000.0, (1_000, 10_000));
        rate.note(12_000.0, (3_000, 50_000));
        assert_eq!(rate.a_second(), (1_000.0, 20_000.0));
    }

    #[test]
    fn a_throttle_opens_again_after_a_while() {
        let mut throttle = Throttle::default();
        let due: Vec<bool> = [0.0, 50.0, 100.0, 150.0]
            .iter()
            .map(|&now| throttle.is_due(now, 100.0))
            .collect();
        assert_eq!(due, [true, false, true, false]);
    }
}
