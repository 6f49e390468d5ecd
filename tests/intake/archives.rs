//! zip and tar, in one another and in gzip; every entry is announced.

use std::cell::Cell;
use std::rc::Rc;

use trailglass::intake::{
    Limits, MemorySource, ProblemKind, Reader, RereadError, Source, SourceError, Step, reread,
};

use crate::support::{Collect, gzip, read, read_source, record, tar, trail, zip};

fn paths(got: &Collect) -> Vec<&str> {
    let mut paths: Vec<&str> = got
        .streams
        .iter()
        .map(|stream| stream.inner_path.as_str())
        .collect();
    paths.dedup();
    paths
}

#[test]
fn a_zip_of_a_folder_tree() {
    let bytes = zip(&[
        ("AWSLogs/", b"".as_slice(), 0),
        ("AWSLogs/a.json.gz", &gzip(trail(&["a"]).as_bytes()), 0),
        ("AWSLogs/b.json", trail(&["b"]).as_bytes(), 8),
        ("__MACOSX/._b.json", b"junk", 0),
        ("AWSLogs/.DS_Store", b"junk", 0),
        ("picture.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", 0),
        ("empty.json", b"", 0),
    ]);
    let got = read(&bytes);
    assert_eq!(got.problems, []);
    assert_eq!(got.ids(), ["a", "b"]);
    assert_eq!(
        paths(&got),
        ["AWSLogs/a.json.gz", "AWSLogs/b.json", "picture.jpg", "empty.json"]
    );
    assert_eq!(got.aside_names(), ["JPEG image"]);
    assert_eq!(got.asides[0].0, "picture.jpg");
    assert!(matches!(
        got.streams[0].route[..],
        [Step::ZipEntry { .. }, Step::Gunzip]
    ));
    got.reread_all(&bytes, &[]);
}

#[test]
fn zip_entries_that_cannot_be_read_are_named() {
    let mut bytes = zip(&[
        ("locked.json", trail(&["a"]).as_bytes(), 0),
        ("lzma.json", b"xx", 14),
        ("c", trail(&["c"]).as_bytes(), 8),
    ]);
    let directory = bytes.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    bytes[directory + 8] |= 1;
    let got = read(&bytes);
    assert_eq!(got.ids(), ["c"]);
    assert_eq!(got.kinds(), ["unsupported", "unsupported"]);
    assert_eq!(got.problems[0].inner_path, "locked.json");
    assert!(
        got.problems[0].message.contains("encrypted"),
        "{}",
        got.problems[0].message
    );
    assert_eq!(paths(&got), ["locked.json", "lzma.json", "c"]);
}

#[test]
fn a_zip_with_a_wrong_checksum_or_without_directory() {
    let text = trail(&["a"]);
    let good = zip(&[("a", text.as_bytes(), 0)]);
    let mut bytes = good.clone();
    let at = bytes.windows(3).position(|bytes| bytes == b"ada").unwrap();
    bytes[at] = b'A';
    let got = read(&bytes);
    assert_eq!((got.ids(), got.kinds()), (vec!["a"], vec!["checksum"]));
    let got = read(&good[..good.len() - 30]);
    assert_eq!(got.kinds(), ["truncated"]);
    assert_eq!(paths(&got), [""]);
}

#[test]
fn tar_plain_and_in_gzip() {
    let long = format!("{}/{}.json", "d".repeat(90), "f".repeat(120));
    let bytes = tar(&[
        ("AWSLogs/", b"".as_slice()),
        ("AWSLogs/a.json.gz", &gzip(trail(&["a"]).as_bytes())),
        ("notes.txt", b"hello\nthere\n"),
        (&long, trail(&["b", "c"]).as_bytes()),
    ]);
    for bytes in [bytes.clone(), gzip(&bytes)] {
        let got = read(&bytes);
        assert_eq!(got.ids(), ["a", "b", "c"]);
        assert_eq!(got.problems, []);
        assert_eq!(paths(&got), ["AWSLogs/a.json.gz", "notes.txt", &long]);
        assert_eq!(got.aside_names(), ["text file"]);
        got.reread_all(&bytes, &[]);
    }
    let got = read(&bytes[..bytes.len() - 1024 - 600]);
    assert_eq!(got.ids(), ["a", "b"]);
    assert!(got.kinds().contains(&"truncated"), "{:?}", got.problems);
}

#[test]
fn containers_inside_one_another_up_to_the_limit() {
    let inner = zip(&[("x.json.gz", gzip(trail(&["a"]).as_bytes()).as_slice(), 0)]);
    let outer = gzip(&tar(&[("deep/inner.zip", inner.as_slice())]));
    let got = read(&outer);
    assert_eq!(got.ids(), ["a"]);
    assert_eq!(paths(&got), ["deep/inner.zip!/x.json.gz"]);
    got.reread_all(&outer, &[]);
    let got = read(&gzip(&outer));
    assert_eq!(got.ids(), Vec::<&str>::new());
    assert_eq!(
        got.only(ProblemKind::Limit).inner_path,
        "deep/inner.zip!/x.json.gz"
    );
}

#[test]
fn hostile_names_are_only_text() {
    let name = "../../etc/passwd<img src=x onerror=alert(1)>\u{202e}";
    let got = read(&zip(&[(name, trail(&["a"]).as_bytes(), 8)]));
    assert_eq!(got.streams[0].inner_path, name);
    assert_eq!(got.ids(), ["a"]);
}

#[test]
fn an_empty_zip_says_nothing() {
    let got = read(&zip(&[]));
    assert_eq!(got.problems, []);
    assert_eq!(
        (got.records.len(), got.asides.len(), got.streams.len()),
        (0, 0, 1)
    );
}

#[test]
fn a_bomb_in_a_tar_stops_at_the_limit() {
    let limits = Limits {
        inflated: 1 << 20,
        ..Limits::default()
    };
    let bytes = gzip(&tar(&[
        ("zeros", vec![0; 3 << 20].as_slice()),
        ("a", trail(&["a"]).as_bytes()),
    ]));
    let got = read_source(MemorySource(bytes), limits, 1 << 16);
    assert_eq!(got.records.len(), 0);
    assert!(got.kinds().contains(&"limit"), "{:?}", got.problems);
}

#[test]
fn zip64_sizes_and_offsets() {
    let text = trail(&["a"]);
    let bytes = zip(&[("a", text.as_bytes(), 0)]);
    let directory = bytes.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    let end = bytes.windows(4).position(|bytes| bytes == b"PK\x05\x06").unwrap();
    // The same directory with every number moved to the extra field, and an end record that points to zip64's.
    let mut entry = bytes[directory..end].to_vec();
    entry[20..28].fill(0xff);
    entry[30..32].copy_from_slice(&28_u16.to_le_bytes());
    entry[42..46].fill(0xff);
    entry.extend([1, 0, 24, 0]);
    for value in [text.len() as u64, text.len() as u64, 0] {
        entry.extend(value.to_le_bytes());
    }
    let mut wide = bytes[..directory].to_vec();
    wide.extend(&entry);
    let record = wide.len() as u64;
    wide.extend(b"PK\x06\x06");
    for value in [44, 0, 0, 1, 1, entry.len() as u64, directory as u64] {
        wide.extend(u64::to_le_bytes(value));
    }
    // Version and disk numbers together are two fields of eight bytes less four.
    wide.drain(record as usize + 20..record as usize + 24);
    wide.extend(
        [
            b"PK\x06\x07\0\0\0\0".as_slice(),
            &record.to_le_bytes(),
            &[1, 0, 0, 0],
        ]
        .concat(),
    );
    wide.extend(
        [
            b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff".as_slice(),
            &[0xff; 8],
            &[0, 0],
        ]
        .concat(),
    );
    let got = read(&wide);
    assert_eq!(
        (got.ids(), got.problems.len()),
        (vec!["a"], 0),
        "{:?}",
        got.problems
    );
    got.reread_all(&wide, &[]);
}

#[test]
fn pax_names() {
    let long = format!("{}.json", "é".repeat(90));
    let line = format!(" path={long}\n");
    let len = (line.len() + 3).to_string();
    let pax = format!("{len}{line}");
    let mut bytes = tar(&[
        ("PaxHeader/x", pax.as_bytes()),
        ("short.json", trail(&["a"]).as_bytes()),
    ]);
    // Entry type x, and the checksum that goes with it.
    bytes[156] = b'x';
    bytes[148..156].fill(b' ');
    let sum: u32 = bytes[..512].iter().map(|byte| u32::from(*byte)).sum();
    bytes[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let got = read(&bytes);
    assert_eq!((got.ids(), paths(&got)), (vec!["a"], vec![long.as_str()]));
}

/// A tar header with this type and these size bytes, its checksum made right.
fn retyped(mut tar: Vec<u8>, kind: u8, size: &[u8; 12]) -> Vec<u8> {
    tar[156] = kind;
    tar[124..136].copy_from_slice(size);
    tar[148..156].fill(b' ');
    let sum: u32 = tar[..512].iter().map(|byte| u32::from(*byte)).sum();
    tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar
}

#[test]
fn offsets_lie_in_the_file_whatever_an_archive_claims() {
    let far = u64::MAX - 3;
    let locator = [
        b"PK\x03\x04PK\x06\x07\0\0\0\0".as_slice(),
        &far.to_le_bytes(),
        &[1, 0, 0, 0],
    ]
    .concat();
    let far_end = [locator, zip(&[])].concat();
    let mut far_entry = zip(&[("a", trail(&["a"]).as_bytes(), 0)]);
    let directory = far_entry
        .windows(4)
        .position(|bytes| bytes == b"PK\x01\x02")
        .unwrap();
    far_entry[directory + 42..directory + 46].fill(0xf0);
    for bytes in [far_end, far_entry] {
        let got = read(&bytes);
        assert_eq!(got.kinds(), ["corrupt"]);
        assert!(got.problems[0].offset <= bytes.len() as u64, "{:?}", got.problems);
        for step in got.streams.iter().flat_map(|stream| &stream.route) {
            let Step::ZipEntry { header, .. } = step else {
                panic!("{step:?}")
            };
            assert!(*header <= bytes.len() as u64);
        }
    }
    let mut size = [0xff; 12];
    size[..4].fill(0x80);
    size[1..4].fill(0);
    let bytes = retyped(tar(&[("a", trail(&["a"]).as_bytes())]), b'0', &size);
    let got = read(&bytes);
    assert_eq!(got.ids(), ["a"]);
    assert!(got.kinds().contains(&"truncated"), "{:?}", got.problems);
    let [Step::TarEntry { len, .. }] = got.streams[0].route[..] else {
        panic!("{:?}", got.streams)
    };
    assert!(len <= 1 << 53);
}

#[test]
fn an_entry_is_announced_again_only_for_what_follows_in_it() {
    let wrapped = |inner: &str| serde_json::json!({ "Message": inner }).to_string();
    let text = [
        wrapped(&trail(&["a", "b"])),
        wrapped(r#"{"Records":[]}"#),
        record("c"),
        wrapped(r#"{"Records":[]}"#),
        record("d"),
        wrapped(&trail(&["e"])),
    ]
    .join("\n");
    let bytes = zip(&[("x.json", text.as_bytes(), 8)]);
    let got = read(&bytes);
    assert_eq!(got.ids(), ["a", "b", "c", "d", "e"]);
    let strings: Vec<usize> = got.streams.iter().map(|stream| stream.route.len() - 1).collect();
    assert_eq!(strings, [1, 0, 1], "{:?}", got.streams);
    assert_eq!(paths(&got), ["x.json"]);
    got.reread_all(&bytes, &[]);
}

/// Counts how often it is read.
struct Counted(MemorySource, Rc<Cell<u64>>);

impl Source for Counted {
    fn len(&self) -> u64 {
        self.0.len()
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        self.1.set(self.1.get() + 1);
        self.0.read_at(offset, buffer)
    }
}

#[test]
fn many_small_entries_are_few_reads() {
    let text = record("a");
    let names: Vec<String> = (0..3000).map(|n| format!("{n}.json")).collect();
    let plain: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), text.as_bytes()))
        .collect();
    let deflated: Vec<(&str, &[u8], u16)> = plain.iter().map(|(name, text)| (*name, *text, 8)).collect();
    for bytes in [tar(&plain), zip(&deflated)] {
        let reads = Rc::default();
        let blocks = bytes.len() as u64 / (64 << 10);
        let source = Counted(MemorySource(bytes), Rc::clone(&reads));
        let got = read_source(source, Limits::default(), 1 << 20);
        assert_eq!((got.records.len(), got.problems.len()), (3000, 0));
        assert!(
            reads.get() <= 2 * blocks + 8,
            "{} reads of {blocks} blocks",
            reads.get()
        );
    }
}

#[test]
fn a_record_in_a_zip_reads_again_without_the_directory() {
    let text = record("a");
    let names: Vec<String> = (0..3000).map(|n| format!("{n}.json")).collect();
    let entries: Vec<(&str, &[u8], u16)> = names
        .iter()
        .enumerate()
        .map(|(n, name)| (name.as_str(), text.as_bytes(), if n % 2 == 0 { 8 } else { 0 }))
        .collect();
    let bytes = zip(&entries);
    let got = read(&bytes);
    let directory = bytes.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    for found in &got.records[1500..1502] {
        let mut source = MemorySource(bytes[..directory].to_vec());
        let again = reread(&mut source, &found.stream, &found.place, &[]).unwrap();
        assert_eq!(again.exact, text.as_bytes());
        let mut changed = MemorySource(vec![b' '; bytes.len()]);
        assert_eq!(
            reread(&mut changed, &found.stream, &found.place, &[]),
            Err(RereadError::Changed)
        );
    }
}

/// How many steps of 64 KiB it takes to read the bytes.
fn steps(bytes: Vec<u8>) -> (usize, Collect) {
    let mut got = Collect::default();
    let mut reader = Reader::new(MemorySource(bytes), Limits::default());
    let mut steps = 1;
    while !reader.step(&mut got, 1 << 16).done {
        steps += 1;
    }
    (steps, got)
}

#[test]
fn passing_over_is_work_too() {
    let names: Vec<String> = (0..5000).map(|n| format!("{n}")).collect();
    let empty: Vec<(&str, &[u8], u16)> = names.iter().map(|name| (name.as_str(), &b""[..], 0)).collect();
    assert!(steps(zip(&empty)).0 > 20);
    let folders: Vec<(String, &[u8])> = names.iter().map(|name| (format!("{name}/"), &b""[..])).collect();
    let folders: Vec<(&str, &[u8])> = folders
        .iter()
        .map(|(name, text)| (name.as_str(), *text))
        .collect();
    assert!(steps(gzip(&tar(&folders))).0 > 20);
    // A sparse file, which is not read.
    let sparse = tar(&[
        ("s", vec![0; 8 << 20].as_slice()),
        ("a", trail(&["a"]).as_bytes()),
    ]);
    let size = format!("{:011o}\0", 8 << 20).into_bytes();
    let (steps, got) = steps(gzip(&retyped(sparse, b'S', size.as_slice().try_into().unwrap())));
    assert!(steps > 100, "{steps}");
    assert_eq!((got.ids(), got.problems.len()), (vec!["a"], 0));
}
