//! However bytes arrive, and whatever they are: the same records, no panic, nothing lost before damage.

use proptest::collection::vec;
use proptest::prelude::*;
use trailglass::intake::{Limits, MemorySource, Reader, Source, SourceError};

use crate::support::{Collect, gzip, read, read_source, record, tar, trail, zip};

/// Gives at most a few bytes at a time.
struct Trickle(Vec<u8>, usize);

impl Source for Trickle {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let few = buffer.len().min(self.1);
        MemorySource(self.0.clone()).read_at(offset, &mut buffer[..few])
    }
}

fn shapes() -> impl Strategy<Value = Vec<u8>> {
    let ids = vec("[a-z]{1,6}", 0..6);
    (ids, 0..7_u8).prop_map(|(ids, shape)| {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let lines: Vec<String> = ids.iter().map(|id| record(id)).collect();
        let trail = trail(&ids);
        let pretty = || {
            let value: serde_json::Value = serde_json::from_str(&trail).unwrap();
            serde_json::to_string_pretty(&value).unwrap()
        };
        match shape {
            0 => trail.into_bytes(),
            1 => lines.join("\n").into_bytes(),
            2 => pretty().into_bytes(),
            3 => format!("[{}]", lines.join(", ")).into_bytes(),
            4 => format!("2024-01-01T00:00:00Z {}\n", lines.join("\n2024-01-01T00:00:00Z ")).into_bytes(),
            5 => format!("eventID,eventName\n{}", ids.map_lines()).into_bytes(),
            _ => serde_json::json!({"Events": lines.iter().map(|line| serde_json::json!({"CloudTrailEvent": line}))
                .collect::<Vec<_>>()})
            .to_string()
            .into_bytes(),
        }
    })
}

trait Lines {
    fn map_lines(&self) -> String;
}

impl Lines for Vec<&str> {
    fn map_lines(&self) -> String {
        self.iter()
            .map(|id| format!("{id},\"Get\n\"\"X\"\"\"\n"))
            .collect()
    }
}

fn members(text: &[u8], mut cuts: Vec<usize>) -> Vec<u8> {
    cuts.extend([0, text.len()]);
    cuts.iter_mut().for_each(|cut| *cut = (*cut).min(text.len()));
    cuts.sort_unstable();
    cuts.windows(2)
        .flat_map(|pair| gzip(&text[pair[0]..pair[1]]))
        .collect()
}

/// What was found, the routes to it aside.
fn found(got: &Collect) -> Vec<(String, u64)> {
    got.records
        .iter()
        .map(|got| (String::from_utf8_lossy(&got.json).into_owned(), got.place.offset))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_chunking_gives_the_same(
        text in shapes(), cuts in vec(0..9000_usize, 0..4), window in 1..3000_usize, few in 1..700_usize
    ) {
        let plain = read(&text);
        prop_assert_eq!(&plain.problems, &vec![]);
        let packed = members(&text, cuts);
        for bytes in [text.clone(), packed.clone(), gzip(&tar(&[("x", packed.as_slice())])), zip(&[("x", &text, 8)])] {
            let got = read_source(Trickle(bytes.clone(), few), Limits::default(), window);
            prop_assert_eq!(found(&got), found(&plain));
            prop_assert_eq!(&got.problems, &vec![]);
            got.reread_all(&bytes, &[]);
        }
    }

    #[test]
    fn damage_to_one_record_costs_no_other(
        count in 1..6_usize, at in any::<prop::sample::Index>(), which in any::<prop::sample::Index>(),
        byte in any::<u8>(), how in 0..3_u8, lines in any::<bool>(), window in 1..4000_usize
    ) {
        let ids: Vec<String> = (0..count).map(|n| format!("id-{n}")).collect();
        let records: Vec<String> = ids.iter().map(|id| record(id)).collect();
        let which = which.index(count);
        let mut broken = records[which].clone().into_bytes();
        let at = at.index(broken.len());
        match how {
            0 => broken[at] = byte,
            1 => broken.insert(at, byte),
            _ => { broken.remove(at); }
        }
        let mut parts: Vec<&[u8]> = records.iter().map(String::as_bytes).collect();
        parts[which] = &broken;
        let text = if lines {
            parts.join(&b"\n"[..])
        } else {
            [&b"{\"Records\":["[..], &parts.join(&b","[..]), b"]}"].concat()
        };
        let got = read_source(MemorySource(text.clone()), Limits::default(), window);
        for (index, record) in records.iter().enumerate() {
            let there = got.records.iter().any(|got| got.json == record.as_bytes());
            prop_assert!(index == which || there, "{} lost in {}", index, String::from_utf8_lossy(&text));
        }
        let accounted = got.records.len() + got.problems.len() + got.asides.len();
        prop_assert!(accounted >= count, "{:?}", got);
    }

    #[test]
    fn damage_anywhere_never_panics_and_loses_nothing_before(
        text in shapes(), at in any::<prop::sample::Index>(), junk in vec(any::<u8>(), 0..40), cut in 0..60_usize,
        packed in any::<bool>()
    ) {
        let whole = if packed { gzip(&text) } else { text.clone() };
        let at = at.index(whole.len() + 1);
        let bytes = [&whole[..at], &junk, &whole[(at + cut).min(whole.len())..]].concat();
        let got = read(&bytes);
        if !packed && at > 200 {
            let before: Vec<_> = found(&read(&text)).into_iter().filter(|(json, offset)| offset + 3 * json.len() as u64 + 64 < at as u64).collect();
            let after = found(&got);
            prop_assert_eq!(&after[..before.len()], &before[..]);
        }
    }

    #[test]
    fn random_bytes_never_panic(
        start in prop::sample::select(vec![
            &b""[..], b"\x1f\x8b\x08\0", b"PK\x03\x04", b"PK\x05\x06", b"{\"Records\":[", b"[{", b"\xff\xfe",
            b"eventID,eventName\n", b"2024-01-01T00:00:00 {", b"{\"Events\":[{\"CloudTrailEvent\":\"",
        ]),
        bytes in vec(any::<u8>(), 0..3000), ascii in any::<bool>(), window in 1..600_usize
    ) {
        let soup = b"{}[]\",:\\ \n\0x1";
        let bytes: Vec<u8> =
            if ascii { bytes.iter().map(|byte| soup[usize::from(*byte) % soup.len()]).collect() } else { bytes };
        let bytes = [start, &bytes].concat();
        let got = read_source(MemorySource(bytes.clone()), Limits::default(), window);
        prop_assert!(!got.streams.is_empty());
        got.reread_all(&bytes, &[]);
    }
}

#[test]
fn checkpoints_make_reading_again_quick() {
    /// Counts what is read.
    struct Counted(Vec<u8>, u64);
    impl Source for Counted {
        fn len(&self) -> u64 {
            self.0.len() as u64
        }
        fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
            let count = MemorySource(self.0[offset as usize..].to_vec()).read_at(0, buffer)?;
            self.1 += count as u64;
            Ok(count)
        }
    }
    // Records that do not pack well, so that bytes read tell how much was inflated.
    let mut state = 1_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut text = String::new();
    let mut index = 0;
    while text.len() < 70 << 20 {
        let noise: String = (0..2000).map(|_| format!("{:016x}", random())).collect();
        text.push_str(&format!(
            "{{\"eventVersion\":\"1.08\",\"eventName\":\"X\",\"eventID\":\"{index}\",\"n\":\"{noise}\"}}\n"
        ));
        index += 1;
    }
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bytes.extend(miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 1));
    bytes.extend(crc32fast::hash(text.as_bytes()).to_le_bytes());
    bytes.extend((text.len() as u32).to_le_bytes());
    let mut got = Collect::default();
    let mut reader = Reader::new(MemorySource(bytes.clone()), Limits::default());
    while !reader.step(&mut got, 1 << 20).done {}
    assert_eq!((got.records.len(), got.problems.len()), (index, 0));
    let checkpoints = reader.checkpoints();
    assert_eq!(checkpoints.len(), 2);
    for record in [&got.records[0], &got.records[index / 2], &got.records[index - 1]] {
        let mut source = Counted(bytes.clone(), 0);
        let again =
            trailglass::intake::reread(&mut source, &record.stream, &record.place, &checkpoints).unwrap();
        assert_eq!(again.exact, record.json);
        assert!(
            source.1 < bytes.len() as u64 * 33 / 70,
            "{} of {}",
            source.1,
            bytes.len()
        );
    }
}
