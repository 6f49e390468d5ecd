//! Which of CloudTrail's kinds of record it is, if any.

use super::{Facts, Field};

/// What a record is, in the table's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordKind {
    /// One event: an API call, a sign-in, a service's own doing.
    Event,
    /// An Insights record: an unusual rate began or ended.
    Insight,
    /// A five-minute summary of data events.
    Aggregated,
    /// Nothing that CloudTrail writes.
    NotCloudTrail,
}

impl RecordKind {
    /// The kind of the record. Fields that are renamed or missing do not matter as long as two others speak for
    /// CloudTrail, or one that nothing else has.
    pub fn of(facts: &dyn Facts) -> Self {
        let source = facts.text(Field::EventSource);
        // Notifications of S3, SQS, DynamoDB streams and Kinesis borrow the names of CloudTrail's fields.
        if source.is_some_and(|source| source.starts_with("aws:")) {
            return RecordKind::NotCloudTrail;
        }
        match facts.text(Field::EventCategory) {
            Some("Aggregated") => return RecordKind::Aggregated,
            Some("Insight") => return RecordKind::Insight,
            Some(_) => {}
            None => match facts.text(Field::EventType) {
                Some("AwsAggregatedEvent") => return RecordKind::Aggregated,
                Some("AwsCloudTrailInsight") => return RecordKind::Insight,
                _ => {}
            },
        }
        if source.is_some() || facts.text(Field::EventName).is_some() {
            return RecordKind::Event;
        }
        if facts
            .text(Field::InsightEventName)
            .or(facts.text(Field::InsightEventSource))
            .is_some()
        {
            return RecordKind::Insight;
        }
        let version = facts
            .text(Field::EventVersion)
            .is_some_and(|version| version.starts_with("1."));
        if version
            || HINTS
                .iter()
                .filter(|field| facts.text(**field).is_some())
                .nth(1)
                .is_some()
        {
            return RecordKind::Event;
        }
        RecordKind::NotCloudTrail
    }
}

const HINTS: [Field; 8] = [
    Field::EventTime,
    Field::EventId,
    Field::EventType,
    Field::EventCategory,
    Field::SourceIpAddress,
    Field::IdentityType,
    Field::IdentityArn,
    Field::RecipientAccountId,
];
