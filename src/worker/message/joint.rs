use super::{pack_u32, unpack_u32};
use crate::query::Joint;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// A [`Joint`] as byte arrays: there may be tens of thousands of combinations.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PackedJoint {
    values: Vec<Vec<String>>,
    codes: ByteBuf,
    starts: ByteBuf,
    counts: ByteBuf,
}

impl PackedJoint {
    /// Packs what a shard counted.
    pub fn pack(joint: Joint) -> Self {
        let starts = joint.starts.iter().flat_map(|start| start.to_le_bytes());
        let counts = joint.counts.iter().flat_map(|count| count.to_le_bytes());
        PackedJoint {
            codes: pack_u32(&joint.codes),
            starts: ByteBuf::from(starts.collect::<Vec<u8>>()),
            counts: ByteBuf::from(counts.collect::<Vec<u8>>()),
            values: joint.values,
        }
    }

    /// Unpacks it.
    pub fn unpack(self) -> Joint {
        let starts = self.starts.as_chunks::<8>().0.iter();
        let counts = self.counts.as_chunks::<8>().0.iter();
        Joint {
            values: self.values,
            codes: unpack_u32(&self.codes),
            starts: starts.map(|&bytes| i64::from_le_bytes(bytes)).collect(),
            counts: counts.map(|&bytes| u64::from_le_bytes(bytes)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back(rows: Vec<(u32, i64, u64)>) {
            let joint = Joint {
                values: vec![vec!["a".into(), String::new()]],
                codes: rows.iter().map(|row| row.0).collect(),
                starts: rows.iter().map(|row| row.1).collect(),
                counts: rows.iter().map(|row| row.2).collect(),
            };
            prop_assert_eq!(PackedJoint::pack(joint.clone()).unpack(), joint);
        }
    }
}
