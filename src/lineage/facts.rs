//! What one record says that matters here.

use crate::event::time;
use crate::intake::{Form, Place};
use crate::store::{RowId, Shard};
use std::sync::Arc;

/// What one record says of who called, with which credentials, and of credentials it issued. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Which record it is.
    pub id: RowId,
    cells: Arc<[Option<String>]>,
}

impl Facts {
    /// The fields that are read, recorded and derived ones.
    pub const FIELDS: [&'static str; 63] = [
        "eventTime",
        "eventID",
        "eventName",
        "eventSource",
        "eventType",
        "eventVersion",
        "awsRegion",
        "recipientAccountId",
        "sharedEventID",
        "sourceIPAddress",
        "userAgent",
        "sessionCredentialFromConsole",
        "actor",
        "actor.kind",
        "outcome",
        "service",
        "userIdentity.type",
        "userIdentity.userName",
        "userIdentity.principalId",
        "userIdentity.arn",
        "userIdentity.accountId",
        "userIdentity.accessKeyId",
        "userIdentity.invokedBy",
        "userIdentity.identityProvider",
        "userIdentity.onBehalfOf.userId",
        "userIdentity.sessionContext.sessionIssuer.type",
        "userIdentity.sessionContext.sessionIssuer.arn",
        "userIdentity.sessionContext.sessionIssuer.userName",
        "userIdentity.sessionContext.attributes.creationDate",
        "userIdentity.sessionContext.attributes.mfaAuthenticated",
        "userIdentity.sessionContext.sourceIdentity",
        "userIdentity.sessionContext.webIdFederationData.federatedProvider",
        "userIdentity.sessionContext.ec2RoleDelivery",
        "userIdentity.sessionContext.assumedRoot",
        "requestParameters.roleArn",
        "requestParameters.roleSessionName",
        "requestParameters.sourceIdentity",
        "requestParameters.durationSeconds",
        "requestParameters.policy",
        "requestParameters.policyArns.arn",
        "requestParameters.taskPolicyArn.arn",
        "requestParameters.targetPrincipal",
        "requestParameters.externalId",
        "requestParameters.serialNumber",
        "requestParameters.userName",
        "requestParameters.name",
        "requestParameters.bucketName",
        "responseElements.credentials.accessKeyId",
        "responseElements.credentials.expiration",
        "responseElements.assumedRoleUser.arn",
        "responseElements.federatedUser.arn",
        "responseElements.sourceIdentity",
        "responseElements.accessKey.accessKeyId",
        "responseElements.accessKey.userName",
        "responseElements.credentialSet.credentials.accessKeyId",
        "responseElements.credentialSet.credentials.expiration",
        "responseElements.credentialSet.assumedRoleUser.arn",
        "additionalEventData.MFAUsed",
        "additionalEventData.SwitchFrom",
        "additionalEventData.SamlProviderArn",
        "additionalEventData.UserName",
        "serviceEventDetails.role_name",
        "serviceEventDetails.account_id",
    ];

    /// The facts of a row whose cells are those of [`Facts::FIELDS`], in their order.
    pub fn new(id: RowId, cells: Vec<Option<String>>) -> Facts {
        Facts {
            id,
            cells: cells.into(),
        }
    }

    /// The facts of a record, given as JSON text; `None` when it is no record. It is read as any shard reads it.
    pub fn of_record(id: RowId, json: &str) -> Option<Facts> {
        let mut alone = Shard::new(0);
        let place = Place {
            offset: 0,
            len: 0,
            form: Form::Json,
        };
        alone.insert(json.as_bytes(), 0, place, false).ok()?;
        let cell = |field: &&str| (!alone.rows().is_empty()).then(|| alone.cell(0, &alone.field(field)))?;
        Some(Facts::new(id, Facts::FIELDS.iter().map(cell).collect()))
    }

    /// The text at one of [`Facts::FIELDS`]; `None` where the record has none, an empty one, or one that AWS masked.
    pub fn text(&self, field: &str) -> Option<&str> {
        let at = Facts::FIELDS.iter().position(|known| *known == field);
        debug_assert!(at.is_some(), "{field} is not among the fields read");
        let text = self.cells.get(at?)?.as_deref()?;
        (!text.is_empty() && text != "***" && text != "HIDDEN_DUE_TO_SECURITY_REASONS").then_some(text)
    }

    /// The first of these fields that says something.
    pub fn first(&self, fields: &[&str]) -> Option<&str> {
        fields.iter().find_map(|field| self.text(field))
    }

    /// When, in milliseconds since 1970 UTC.
    pub fn time(&self) -> Option<i64> {
        self.text("eventTime").and_then(time::parse)
    }

    /// Whether the call did what was asked of it.
    pub fn succeeded(&self) -> bool {
        self.text("outcome") == Some("ok")
    }

    /// Whether both are what two accounts, or two trails, recorded of one call.
    pub fn is_same_call(&self, other: &Facts) -> bool {
        let same = |field| self.text(field).is_some() && self.text(field) == other.text(field);
        same("eventName") && (same("sharedEventID") || same("eventID"))
    }
}
