//! gzip: members, checksums, and what is left of damaged files.

use trailglass::intake::{Limits, MemorySource, ProblemKind, Step};

use crate::support::{base64, gzip, read, read_source, record, trail, zip};

#[test]
fn a_trail_file_as_delivered() {
    let got = read(&gzip(trail(&["a", "b"]).as_bytes()));
    assert_eq!(got.ids(), ["a", "b"]);
    assert_eq!(got.problems, []);
    assert_eq!(got.streams.len(), 1);
    assert_eq!(got.streams[0].route, [Step::Gunzip]);
    let text = trail(&["a", "b"]);
    for record in &got.records {
        let at = record.place.offset as usize;
        assert_eq!(&text.as_bytes()[at..at + record.place.len as usize], record.json);
    }
}

#[test]
fn members_follow_one_another_with_padding() {
    let mut bytes = gzip(trail(&["a"]).as_bytes());
    bytes.extend([0; 700]);
    bytes.extend(gzip(b""));
    bytes.extend(gzip(trail(&["b"]).as_bytes()));
    bytes.extend([0; 1000]);
    let got = read(&bytes);
    assert_eq!(got.ids(), ["a", "b"]);
    assert_eq!(got.problems, []);
}

#[test]
fn a_header_with_every_field() {
    let plain = gzip(trail(&["a"]).as_bytes());
    let mut bytes = vec![0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3];
    bytes.extend([3, 0, b'x', b'y', b'z']);
    bytes.extend(b"name.json\0a comment\0");
    bytes.extend([0xab, 0xcd]);
    bytes.extend(&plain[10..]);
    let got = read(&bytes);
    assert_eq!(got.ids(), ["a"]);
    assert_eq!(got.problems, []);
}

#[test]
fn a_truncated_file_keeps_its_complete_records_and_tells_where_it_ends() {
    let text = trail(&["a", "b", "c"]);
    let bytes = gzip(text.as_bytes());
    for len in [bytes.len() - 1, bytes.len() - 8] {
        let got = read(&bytes[..len]);
        assert_eq!(got.ids(), ["a", "b", "c"]);
        assert_eq!(got.only(ProblemKind::Truncated).offset, len as u64);
    }
    let stored: Vec<u8> = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 0);
    let mut bytes = gzip(b"")[..10].to_vec();
    bytes.extend(&stored[..stored.len() - 200]);
    let got = read(&bytes);
    assert_eq!(got.ids(), ["a", "b"]);
    assert_eq!(got.only(ProblemKind::Truncated).offset, bytes.len() as u64);
    let cut = got.only(ProblemKind::CutOff);
    assert_eq!(
        cut.offset as usize,
        text.match_indices("{\"eventVersion\"").nth(2).unwrap().0
    );
}

#[test]
fn a_wrong_checksum_is_told_and_reading_goes_on() {
    let mut bytes = gzip(trail(&["a"]).as_bytes());
    let crc = bytes.len() - 8;
    bytes[crc] ^= 1;
    let second = bytes.len() as u64;
    bytes.extend(gzip(trail(&["b"]).as_bytes()));
    let size = bytes.len() - 1;
    bytes[size] ^= 1;
    let got = read(&bytes);
    assert_eq!(got.ids(), ["a", "b"]);
    assert_eq!(got.kinds(), ["checksum", "checksum"]);
    assert_eq!((got.problems[0].offset, got.problems[1].offset), (0, second));
}

#[test]
fn other_data_after_the_last_member_is_told() {
    let mut bytes = gzip(trail(&["a"]).as_bytes());
    let end = bytes.len() as u64;
    bytes.extend(b"-- signature --");
    let got = read(&bytes);
    assert_eq!(got.ids(), ["a"]);
    assert_eq!(got.only(ProblemKind::TrailingData).offset, end);
}

#[test]
fn damage_inside_keeps_what_came_before() {
    let ids: Vec<String> = (0..2000).map(|n| format!("id-{n}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut bytes = gzip(trail(&ids).as_bytes());
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40].fill(0xff);
    let got = read(&bytes);
    let kinds = got.kinds();
    assert!(
        kinds.contains(&"corrupt") || kinds.contains(&"truncated") || kinds.contains(&"checksum"),
        "{kinds:?}"
    );
    assert!(got.records.len() > 500, "{}", got.records.len());
    assert_eq!(got.ids()[..500], ids[..500]);
}

/// A gzip that inflates to many times these bytes, made of one member a mebibyte.
fn repeated(unit: &[u8], mebibytes: usize) -> Vec<u8> {
    let run = unit.repeat((1 << 20) / unit.len());
    gzip(&run).repeat(mebibytes)
}

#[test]
fn layers_that_come_to_nothing_end_in_a_limit() {
    let endless_name = [b"\x1f\x8b\x08\x08\0\0\0\0\0\xff".as_slice(), &[b'n'; 6]].concat();
    let unending = [gzip(&endless_name), repeated(b"n", 200)].concat();
    let padding = [gzip(&gzip(b"")), repeated(&[0], 200)].concat();
    let marks = [gzip(b"\xff\xfe"), repeated(b"\xff\xfe", 200)].concat();
    for bytes in [repeated(&gzip(b""), 200), padding, unending, marks] {
        let got = read(&bytes);
        assert_eq!(got.kinds(), ["limit"], "{:?}", got.problems);
    }
}

#[test]
fn an_archive_goes_on_after_an_entry_that_comes_to_nothing() {
    let bytes = zip(&[
        ("hollow.gz", &repeated(&gzip(b""), 200), 0),
        ("a.gz", &gzip(trail(&["a"]).as_bytes()), 0),
    ]);
    let got = read(&bytes);
    assert_eq!((got.ids(), got.kinds()), (vec!["a"], vec!["limit"]));
    assert_eq!(got.problems[0].inner_path, "hollow.gz");
}

#[test]
fn what_all_layers_inflate_counts_for_the_limit() {
    let limits = Limits {
        inflated: 4 << 20,
        ..Limits::default()
    };
    // Little text comes out, in small runs, of layers that inflate to much.
    let hollow = gzip(b"").repeat((1 << 20) / 20);
    let text = gzip(format!("{}\n", record("a")).as_bytes());
    let bytes = gzip(&[hollow, text].concat()).repeat(32);
    let got = read_source(MemorySource(bytes), limits, 1 << 16);
    got.only(ProblemKind::Limit);
    assert!(got.records.len() < 10, "{}", got.records.len());
}

#[test]
fn packed_logs_inside_packed_logs_are_not_read() {
    let packed = |text: &str| {
        let data = base64(&gzip(text.as_bytes()));
        format!(r#"{{"awslogs":{{"data":"{data}"}}}}"#)
    };
    assert_eq!(read(packed(&trail(&["a"])).as_bytes()).ids(), ["a"]);
    let got = read(packed(&packed(&trail(&["a"]))).as_bytes());
    assert_eq!((got.records.len(), got.kinds()), (0, vec!["limit"]));
}

#[test]
fn after_a_corrupt_member_comes_the_next() {
    let lines = |ids: &[&str]| ids.iter().map(|id| record(id) + "\n").collect::<String>();
    let mut bytes = gzip(lines(&["a"]).as_bytes());
    let second = bytes.len();
    bytes.extend(gzip(lines(&["b"]).as_bytes()));
    let third = bytes.len();
    bytes.extend(gzip(lines(&["c", "d"]).as_bytes()));
    for damage in [second + 3, second + 10] {
        let mut bytes = bytes.clone();
        bytes[damage..third - 8].fill(0xff);
        let got = read(&bytes);
        assert_eq!(got.ids(), ["a", "c", "d"]);
        assert_eq!(got.kinds()[0], "corrupt");
        got.reread_all(&bytes, &[]);
    }
}

/// Ids whose records come to more than deflate's history, several windows of text, and differ far apart.
fn many_ids() -> Vec<String> {
    (0..2000)
        .map(|n: u32| format!("{:08x}", n.wrapping_mul(0x9e37_79b9)))
        .collect()
}

#[test]
fn whatever_the_window_the_inflater_has_its_history() {
    let ids = many_ids();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let text = trail(&ids);
    // Members of all sizes around that of the history.
    for cut in [0, 1, 20 << 10, 32 << 10, 33 << 10, 300 << 10] {
        let bytes = [gzip(&text.as_bytes()[..cut]), gzip(&text.as_bytes()[cut..])].concat();
        for window in [1 << 10, 40 << 10, 1 << 20] {
            let got = read_source(MemorySource(bytes.clone()), Limits::default(), window);
            assert_eq!(got.problems, [], "{cut} {window}");
            assert!(got.ids() == ids, "{cut} {window}");
        }
    }
}

#[test]
fn a_member_cannot_refer_to_what_is_before_it() {
    let ids = many_ids();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut bytes = gzip((trail(&ids) + "\n").as_bytes());
    let second = bytes.len() as u64;
    // One block of fixed codes: three bytes as the one before, which is in the member before.
    bytes.extend([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 0x03, 0x02, 0x00]);
    bytes.extend(crc32fast::hash(b"\n\n\n").to_le_bytes());
    bytes.extend(3_u32.to_le_bytes());
    let got = read(&bytes);
    assert!(got.ids() == ids);
    assert!(got.only(ProblemKind::Corrupt).offset > second);
}
