//! What one record says: canonical fields, and what is derived from them.
//!
//! At intake every record is asked all of it, so nothing here allocates where a text of the record or a fixed one
//! does. Each module answers one question and can be asked alone.

pub mod actor;
pub mod arn;
pub mod client;
pub mod decimal;
pub mod derived;
pub mod explain;
pub mod identity;
pub mod origin;
pub mod outcome;
pub mod record_kind;
pub mod service;
pub mod target;
pub mod text;
pub mod time;
pub mod verb;

pub use derived::{Derivation, Derived, derive};
pub use explain::{Explanation, explain};
pub use record_kind::RecordKind;

/// A recorded field that something is derived from, by its path in a CloudTrail record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)] // each name is its path
pub enum Field {
    EventTime,
    EventName,
    EventSource,
    EventType,
    EventCategory,
    AwsRegion,
    SourceIpAddress,
    UserAgent,
    ErrorCode,
    ErrorMessage,
    ReadOnly,
    EventId,
    ManagementEvent,
    RecipientAccountId,
    VpcEndpointId,
    SessionCredentialFromConsole,
    IdentityType,
    IdentityUserName,
    IdentityPrincipalId,
    IdentityArn,
    IdentityAccountId,
    IdentityAccessKeyId,
    IdentityInvokedBy,
    IdentityProvider,
    OnBehalfOfUserId,
    IssuerType,
    IssuerUserName,
    IssuerArn,
    SourceIdentity,
    AdditionalUserName,
    ResourceArn,
    ResourceArnPrefix,
    InsightEventName,
    InsightEventSource,
    /// `insightDetails.errorCode`.
    InsightErrorCode,
    EventVersion,
    SessionCreationDate,
    /// Where `invokedBy` is an object, as in records of AWS IoT of 2016.
    InvokedByServiceAccountId,
    InvokedByDelegateAccountId,
    /// How a sign-in to Identity Center went.
    UserAuthentication,
    /// How one of its credentials was taken.
    CredentialVerification,
    /// As some services spell it.
    ResourceArnLowerCase,
}

impl Field {
    /// Every field with its path; the position is the discriminant.
    pub const PATHS: [(Field, &'static str); 42] = [
        (Field::EventTime, "eventTime"),
        (Field::EventName, "eventName"),
        (Field::EventSource, "eventSource"),
        (Field::EventType, "eventType"),
        (Field::EventCategory, "eventCategory"),
        (Field::AwsRegion, "awsRegion"),
        (Field::SourceIpAddress, "sourceIPAddress"),
        (Field::UserAgent, "userAgent"),
        (Field::ErrorCode, "errorCode"),
        (Field::ErrorMessage, "errorMessage"),
        (Field::ReadOnly, "readOnly"),
        (Field::EventId, "eventID"),
        (Field::ManagementEvent, "managementEvent"),
        (Field::RecipientAccountId, "recipientAccountId"),
        (Field::VpcEndpointId, "vpcEndpointId"),
        (
            Field::SessionCredentialFromConsole,
            "sessionCredentialFromConsole",
        ),
        (Field::IdentityType, "userIdentity.type"),
        (Field::IdentityUserName, "userIdentity.userName"),
        (Field::IdentityPrincipalId, "userIdentity.principalId"),
        (Field::IdentityArn, "userIdentity.arn"),
        (Field::IdentityAccountId, "userIdentity.accountId"),
        (Field::IdentityAccessKeyId, "userIdentity.accessKeyId"),
        (Field::IdentityInvokedBy, "userIdentity.invokedBy"),
        (Field::IdentityProvider, "userIdentity.identityProvider"),
        (Field::OnBehalfOfUserId, "userIdentity.onBehalfOf.userId"),
        (
            Field::IssuerType,
            "userIdentity.sessionContext.sessionIssuer.type",
        ),
        (
            Field::IssuerUserName,
            "userIdentity.sessionContext.sessionIssuer.userName",
        ),
        (Field::IssuerArn, "userIdentity.sessionContext.sessionIssuer.arn"),
        (
            Field::SourceIdentity,
            "userIdentity.sessionContext.sourceIdentity",
        ),
        (Field::AdditionalUserName, "additionalEventData.UserName"),
        (Field::ResourceArn, "resources.ARN"),
        (Field::ResourceArnPrefix, "resources.ARNPrefix"),
        (Field::InsightEventName, "insightDetails.eventName"),
        (Field::InsightEventSource, "insightDetails.eventSource"),
        (Field::InsightErrorCode, "insightDetails.errorCode"),
        (Field::EventVersion, "eventVersion"),
        (
            Field::SessionCreationDate,
            "userIdentity.sessionContext.attributes.creationDate",
        ),
        (
            Field::InvokedByServiceAccountId,
            "userIdentity.invokedBy.serviceAccountId",
        ),
        (
            Field::InvokedByDelegateAccountId,
            "userIdentity.invokedByDelegate.accountId",
        ),
        (
            Field::UserAuthentication,
            "serviceEventDetails.UserAuthentication",
        ),
        (
            Field::CredentialVerification,
            "serviceEventDetails.CredentialVerification",
        ),
        (Field::ResourceArnLowerCase, "resources.arn"),
    ];

    /// The path in a CloudTrail record.
    pub fn path(self) -> &'static str {
        Field::PATHS[self as usize].1
    }
}

/// What one record says, as the derivations read it.
pub trait Facts {
    /// The first non-empty, non-null text at that path (numbers and booleans as written in JSON).
    fn text(&self, field: Field) -> Option<&str>;
    /// Calls `visit` with (dotted path below `requestParameters`, text) for each non-empty scalar there, in the
    /// order of the file, until it returns false.
    fn parameters(&self, visit: &mut dyn FnMut(&str, &str) -> bool);
    /// Likewise below `responseElements`.
    fn response(&self, visit: &mut dyn FnMut(&str, &str) -> bool);
}
