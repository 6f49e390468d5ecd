//! Who, how it went and what it did in real trails, as a script of its own counted them from the raw JSON.

use crate::lab::{Lab, shared_data, walk};
use trailglass::worker::protocol::Sort;

/// Values of a derived field, with how many events have each; together that is all of them.
type Counts = (&'static str, &'static [(&'static str, u64)]);

const TRAIL: [Counts; 3] = [
    (
        "actor.kind",
        &[
            // Log delivery and CloudTrail itself write into the very buckets whose accesses the trail records.
            ("service", 21_548),
            ("iam-user", 1_776),
            // The lab's owner worked as root.
            ("root", 656),
            // CloudTrail in the role it assumed 93 times, of whose other calls the trail has none.
            ("role", 1),
        ],
    ),
    (
        "outcome",
        &[
            ("ok", 13_930),
            // 10,011 of them are log delivery, refused by a bucket it writes to day and night.
            ("denied", 10_015),
            ("not-found", 24),
            // Three are InvalidCloudWatchLogsRoleArnException, which is in no list: its name begins with Invalid.
            ("invalid", 5),
            ("conflict", 3),
            // InsightNotEnabledException, which is of no known class.
            ("failed", 2),
            ("fault", 1),
            // A ConsoleLogin with an errorMessage and no errorCode.
            ("failed-sign-in", 1),
        ],
    ),
    (
        "verb",
        &[
            ("write", 15_101),
            // With 3,115 uses of KMS keys: CloudTrail itself says readOnly of Decrypt and GenerateDataKey.
            ("read", 8_783),
            // Recorded as readOnly, yet who takes on a role does more than look.
            ("assume", 93),
            ("sign-in", 4),
        ],
    ),
];

const DOCUMENTED: [Counts; 3] = [
    (
        "actor.kind",
        &[
            // With the AttachPolicy of 2016, whose keys are capitalised.
            ("role", 20),
            ("iam-user", 14),
            // Five Insights and two rows of a Lake query, which have no identity.
            ("unknown", 7),
            ("root", 5),
            // Service events without a type.
            ("service", 2),
        ],
    ),
    (
        "outcome",
        &[
            // Insights tell of other events' errors; the empty ErrorCode of 2016 is none.
            ("ok", 42),
            ("not-found", 4),
            // Both say so in responseElements and errorMessage, without an errorCode.
            ("failed-sign-in", 2),
        ],
    ),
    (
        "verb",
        &[
            // AttachPolicy has an empty ReadOnly; IoT Events and IoT Analytics record none: the catalog tells.
            ("write", 21),
            ("read", 10),
            ("sign-in", 10),
            ("insight", 5),
            ("destroy", 2),
        ],
    ),
];

#[test]
fn a_trail_and_the_documented_samples_are_classified_as_counted_by_hand() {
    for (name, fields) in [("sans504", TRAIL), ("documented", DOCUMENTED)] {
        let Some(folder) = shared_data(name) else { return };
        let mut lab = Lab::with_files(2, walk(&folder));
        let events = lab.report().events;
        for (field, counts) in fields {
            for (value, expected) in counts {
                let filter = format!("{field}:{value}");
                assert_eq!(
                    lab.query(&filter, &Sort::default()).len(),
                    *expected,
                    "{filter} in {name}"
                );
            }
            let all: u64 = counts.iter().map(|(_, count)| count).sum();
            assert_eq!(all, events, "{field} in {name}");
        }
    }
}
