use super::*;
use proptest::prelude::*;

/// What `unpack` in boot.js does, in short.
struct Reader {
    text: Vec<char>,
    at: Vec<usize>,
    bytes: Vec<u8>,
}

impl Reader {
    fn number(&mut self, stream: usize) -> u32 {
        let mut value = 0;
        for shift in [0, 14, 28] {
            let digit = match self.text[self.at[stream]] as u32 {
                0x7d => 0,
                0x7e => 0x0d,
                0x7f => 0x3c,
                code if code >= 0x80 => code - 3,
                code => code,
            };
            self.at[stream] += 1;
            value |= (digit % DIGIT) << shift;
            if digit < DIGIT {
                break;
            }
        }
        value
    }

    fn list(&mut self) -> Vec<u8> {
        (0..self.number(0)).map(|_| self.number(0) as u8).collect()
    }

    fn unsigned(&mut self, mut value: u32) {
        while value > 0x7f {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn signed(&mut self, mut value: i32) {
        while !(-0x40..0x40).contains(&value) {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8 & 0x7f);
    }

    fn operand(&mut self, reading: u8, source: usize, recent: &mut [u32]) {
        let value = match source.checked_sub(STREAMS) {
            Some(always) => always as u32,
            None => self.number(source),
        };
        match reading {
            0 => self.bytes.push(value as u8),
            1 => self.unsigned(value),
            2 => self.signed((value >> 1) as i32 ^ -((value & 1) as i32)),
            3 => {
                recent[..=value as usize].rotate_right(1);
                self.unsigned(recent[0]);
            }
            4 => self.signed(value as i32 + DATA),
            5 => {
                let mut value = value;
                while value > 0x7f {
                    self.bytes.push(value as u8);
                    value = self.number(source);
                }
                self.bytes.push(value as u8);
            }
            _ => {
                self.unsigned(value);
                for _ in 0..=value {
                    let depth = self.number(source);
                    self.unsigned(depth);
                }
            }
        }
    }

    /// What comes before the code, the functions, and what comes after.
    fn put_together(mut self) -> (Vec<u8>, Vec<Vec<u8>>, Vec<u8>) {
        let before = self.list();
        let dictionary: Vec<_> = (0..self.number(0))
            .map(|_| (self.number(0), self.list(), self.list(), self.list()))
            .collect();
        let functions = (0..self.number(0))
            .map(|_| {
                let mut recent: Vec<u32> = (0..100_000).collect();
                let groups = self.number(0);
                self.unsigned(groups);
                for _ in 0..2 * groups {
                    let number = self.number(0);
                    self.unsigned(number);
                }
                loop {
                    let (is_last, fixed, readings, sources) = &dictionary[self.number(1) as usize];
                    self.bytes.extend(fixed);
                    for (reading, source) in readings.iter().zip(sources) {
                        self.operand(*reading, usize::from(*source), &mut recent);
                    }
                    if *is_last == 1 {
                        return std::mem::take(&mut self.bytes);
                    }
                }
            })
            .collect();
        (before, functions, self.list())
    }
}

/// An instruction, with its numbers as short as they can be.
fn instruction() -> impl Strategy<Value = Vec<u8>> {
    let unsigned = |opcode: u8| any::<u32>().prop_map(move |number| written(&[opcode], number));
    let local = |opcode: u8| (0..9000_u32).prop_map(move |number| written(&[opcode], number));
    let signed = |value: i32| {
        let mut reader = Reader {
            text: vec![],
            at: vec![],
            bytes: vec![0x41],
        };
        reader.signed(value);
        reader.bytes
    };
    prop_oneof![
        Just(vec![0x6a]),
        Just(vec![0x02, 0x40]),
        Just(vec![0xfc, 0x0a, 0, 0]),
        Just(vec![0xfd, 0xae, 0x01]),
        Just(vec![0x11, 5, 0]),
        Just(vec![0x0e, 2, 1, 0, 3]),
        Just(vec![0x42, 0x80, 0xff, 0x7e]),
        Just(vec![0x44, 0, 13, 60, 125, 126, 127, 128, 255]),
        local(0x20),
        (0..3_u32).prop_map(|number| written(&[0x20], number)),
        local(0x22),
        unsigned(0x10),
        unsigned(0x0d),
        any::<u32>().prop_map(|offset| written(&[0x28, 2], offset)),
        any::<i32>().prop_map(signed),
        (DATA - 9..DATA + 999).prop_map(signed),
    ]
}

fn written(opcode: &[u8], number: u32) -> Vec<u8> {
    let mut reader = Reader {
        text: vec![],
        at: vec![],
        bytes: opcode.to_vec(),
    };
    reader.unsigned(number);
    reader.bytes
}

proptest! {
    #[test]
    fn is_put_together_again(bodies in prop::collection::vec(prop::collection::vec(instruction(), 0..60), 0..4), after: Vec<u8>) {
        let functions: Vec<Vec<u8>> = bodies.iter().map(|body| [&[1, 3, 0x7f], &body.concat()[..], &[0x0b]].concat()).collect();
        let code: Vec<u8> = functions.iter().flat_map(|function| [written(&[], function.len() as u32), function.clone()].concat()).collect();
        let code = [written(&[], functions.len() as u32), code].concat();
        let before = b"\0asm\x01\0\0\0\x01\x02<\r".to_vec();
        let wasm = [&before[..], &written(&[10], code.len() as u32), &code, &after].concat();

        let taken = take_apart(&wasm).unwrap();
        prop_assert!(!taken.text.contains(['\0', '\r', '<']));
        let reader = Reader { text: taken.text.chars().collect(), at: taken.starts.clone(), bytes: Vec::new() };
        prop_assert_eq!(reader.put_together(), (before, functions, after));
    }
}
