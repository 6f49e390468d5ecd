//! The service that a record is about, by its short name.

use std::borrow::Cow;

use super::arn::Arn;
use super::{Facts, Field};
use crate::catalog;

/// The short name of the service (`s3`, `iot`, `monitoring`): of `eventSource`, for Insights of the API they are
/// about, and for records without either of the first ARN among resources and request parameters. `None` when
/// nothing names it.
pub fn service(facts: &dyn Facts) -> Option<Cow<'_, str>> {
    let source = facts
        .text(Field::EventSource)
        .or_else(|| facts.text(Field::InsightEventSource));
    if let Some(source) = source {
        return Some(Cow::Borrowed(catalog::short_service(source)));
    }
    let resource = facts
        .text(Field::ResourceArn)
        .or_else(|| facts.text(Field::ResourceArnLowerCase));
    if let Some(arn) = resource.and_then(Arn::parse) {
        return Some(Cow::Borrowed(arn.service));
    }
    let mut found = None;
    facts.parameters(&mut |_, value| {
        found = Arn::parse(value).map(|arn| arn.service.to_owned());
        found.is_none()
    });
    found.map(Cow::Owned)
}
