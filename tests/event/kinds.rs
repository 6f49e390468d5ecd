//! Which kind of record it is, and which records are none.

use serde_json::json;
use trailglass::event::RecordKind;

use super::record::Record;

#[test]
fn kinds() {
    use RecordKind::{Aggregated, Event, Insight, NotCloudTrail};
    let cases = [
        (
            json!({"eventName": "X", "eventSource": "s3.amazonaws.com"}),
            Event,
        ),
        (json!({"eventName": "X"}), Event),
        (json!({"EventName": "X"}), Event),
        (json!({"eventSource": "s3.amazonaws.com"}), Event),
        (
            json!({"eventCategory": "Insight", "insightDetails": {"eventName": "X"}}),
            Insight,
        ),
        (json!({"eventType": "AwsCloudTrailInsight"}), Insight),
        (
            json!({"insightDetails": {"eventSource": "ec2.amazonaws.com"}}),
            Insight,
        ),
        (
            json!({"eventCategory": "Aggregated", "eventSource": "s3.amazonaws.com"}),
            Aggregated,
        ),
        (
            json!({"eventType": "AwsAggregatedEvent", "eventSource": "s3.amazonaws.com"}),
            Aggregated,
        ),
        // One field of CloudTrail's own, or two that others have as well.
        (
            json!({"eventVersion": "1.1", "eventName": null, "userIdentity": null}),
            Event,
        ),
        (
            json!({"eventTime": "2013-11-01T00:00:00Z", "sourceIPAddress": "1.2.3.4", "eventNameX": "X"}),
            Event,
        ),
        (json!({"userIdentity": {"type": "Root"}, "eventID": "e"}), Event),
        (json!({"eventTime": "2013-11-01T00:00:00Z"}), NotCloudTrail),
        (json!({"eventVersion": "2.1"}), NotCloudTrail),
        (
            json!({"eventVersionWrong": "1.1", "eventNameWrong": "X"}),
            NotCloudTrail,
        ),
        (
            json!({"level": "info", "message": "hello", "timestamp": 1}),
            NotCloudTrail,
        ),
        (json!({}), NotCloudTrail),
        // Notifications borrow the names.
        (
            json!({"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put"}),
            NotCloudTrail,
        ),
        (
            json!({"EventSource": "aws:sns", "EventVersion": "1.0"}),
            NotCloudTrail,
        ),
    ];
    for (record, expected) in cases {
        assert_eq!(RecordKind::of(&Record::new(&record)), expected, "{record}");
    }
}
