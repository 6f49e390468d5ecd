//! How a request went: the classes of errors, and failures without an error code.

use serde_json::json;
use trailglass::event::outcome::{Outcome, of_error, outcome};

use super::record::Record;

#[test]
fn error_codes() {
    let classes: &[(&str, &[&str])] = &[
        (
            "denied",
            &[
                "AccessDenied",
                "AccessDeniedException",
                "Client.UnauthorizedOperation",
                "UnauthorizedOperation",
                "Unauthorized",
                "UnauthorizedException",
                "Forbidden",
                "ForbiddenException",
                "AuthorizationError",
                "AuthorizationErrorException",
                "NotAuthorized",
                "NotAuthorizedException",
                "VpceAccessDenied",
                "AuthFailure",
                "OptInRequired",
                "InvalidAccess",
                "accessdenied",
                "KMSAccessDeniedException",
                "AccessDeniedException:http://internal.example/coral/",
                "com.amazonaws.glue#AccessDeniedException",
            ],
        ),
        (
            "bad-credential",
            &[
                "InvalidClientTokenId",
                "ExpiredToken",
                "ExpiredTokenException",
                "SignatureDoesNotMatch",
                "InvalidAccessKeyId",
                "UnrecognizedClientException",
                "MissingAuthenticationToken",
            ],
        ),
        (
            "throttled",
            &[
                "Throttling",
                "ThrottlingException",
                "ThrottledException",
                "RequestLimitExceeded",
                "Client.RequestLimitExceeded",
                "TooManyRequestsException",
                "SlowDown",
                "RequestThrottled",
                "ProvisionedThroughputExceededException",
                "BandwidthLimitExceeded",
            ],
        ),
        (
            "not-found",
            &[
                "NoSuchBucketPolicy",
                "NoSuchTagSet",
                "NoSuchEntityException",
                "NoSuchKey",
                "ObjectLockConfigurationNotFoundError",
                "ReplicationConfigurationNotFoundError",
                "ResourceNotFoundException",
                "TrailNotFoundException",
                "QueueDoesNotExist",
                "NotFoundException",
                "Client.InvalidInstanceID.NotFound",
                "DashboardNotFoundError",
            ],
        ),
        (
            "invalid",
            &[
                "ValidationException",
                "ValidationError",
                "InvalidParameterValueException",
                "InvalidParameterCombination",
                "InvalidRequestException",
                "MalformedPolicyDocument",
                "Client.InvalidInstanceID.Malformed",
                "MissingParameter",
                "ClientException",
                "InvalidCloudWatchLogsRoleArnException",
            ],
        ),
        (
            "conflict",
            &[
                "EntityAlreadyExistsException",
                "Client.FlowLogAlreadyExists",
                "BucketAlreadyOwnedByYouConflict",
                "ConflictException",
                "BucketNotEmpty",
                "ResourceInUseException",
                "DependencyViolation",
                "EntityTemporarilyUnmodifiable",
                "InvalidDBInstanceState",
                "InvalidStateException",
                "DeleteConflict",
            ],
        ),
        (
            "limit",
            &[
                "LimitExceededException",
                "VcpuLimitExceeded",
                "QuotaExceeded",
                "ServiceQuotaExceededException",
            ],
        ),
        (
            "fault",
            &[
                "InternalFailure",
                "InternalError",
                "InternalServerError",
                "ServiceUnavailable",
                "ServiceUnavailableException",
                "ServerException",
                "CloudHsmServiceException",
                "Server.InsufficientInstanceCapacity",
            ],
        ),
        ("dry-run", &["DryRunOperation", "Client.DryRunOperation"]),
        (
            "failed",
            &[
                "InsightNotEnabledException",
                "SomethingElse",
                "Exception",
                "Client.",
                "…",
                "Ünïcode",
            ],
        ),
    ];
    for (class, codes) in classes {
        for code in *codes {
            assert_eq!(of_error(code, "").name(), *class, "{code}");
        }
    }
}

#[test]
fn from_records() {
    let message = "User: arn:aws:iam::1:user/a is not authorized to perform: s3:GetObject on resource: x";
    let sign_in = |rest: serde_json::Value| {
        let mut record = json!({"eventType": "AwsConsoleSignIn", "eventName": "ConsoleLogin"});
        record
            .as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        record
    };
    let cases = [
        (json!({"eventName": "X"}), "ok"),
        (
            json!({"eventName": "X", "errorCode": "", "errorMessage": ""}),
            "ok",
        ),
        (
            json!({"eventName": "X", "errorCode": " ", "errorMessage": null}),
            "ok",
        ),
        (
            json!({"ErrorCode": "", "ErrorMessage": "", "EventName": "X"}),
            "ok",
        ),
        (json!({"ErrorCode": "AccessDenied", "EventName": "X"}), "denied"),
        (json!({"errorCode": "NoSuchKey"}), "not-found"),
        (json!({"errorMessage": "it broke"}), "failed"),
        (json!({"errorMessage": message}), "denied"),
        (
            json!({"errorCode": "ValidationException", "errorMessage": message}),
            "denied",
        ),
        (
            json!({"errorCode": "InvalidRequest", "errorMessage": "… with an explicit deny"}),
            "denied",
        ),
        (
            sign_in(json!({"responseElements": {"ConsoleLogin": "Success"}})),
            "ok",
        ),
        (
            sign_in(json!({"responseElements": {"ConsoleLogin": "Failure"}})),
            "failed-sign-in",
        ),
        (
            sign_in(
                json!({"errorMessage": "Failed authentication", "responseElements": {"ConsoleLogin": "Failure"}}),
            ),
            "failed-sign-in",
        ),
        (
            sign_in(json!({"errorMessage": "No username found in supplied account"})),
            "failed-sign-in",
        ),
        (sign_in(json!({})), "unknown"),
        (
            sign_in(
                json!({"eventType": "AwsConsoleSignin", "responseElements": {"ConsoleLogin": "Failure"}}),
            ),
            "failed-sign-in",
        ),
        (
            sign_in(json!({"eventName": "CheckMfa", "responseElements": {"CheckMfa": "Failure"}})),
            "failed-sign-in",
        ),
        (
            sign_in(json!({"eventName": "CheckMfa", "responseElements": {"CheckMfa": "Success"}})),
            "ok",
        ),
        (
            sign_in(
                json!({"eventName": "PasswordUpdated", "responseElements": {"PasswordUpdated": "Failure"}}),
            ),
            "failed-sign-in",
        ),
        (sign_in(json!({"eventName": "PasswordRecoveryRequested"})), "ok"),
        // Only the sign-in's own key counts, and only in sign-ins.
        (
            sign_in(json!({"responseElements": {"ConsoleLogin": "Success", "Other": "Failure"}})),
            "ok",
        ),
        (
            json!({"eventType": "AwsApiCall", "eventName": "X", "responseElements": {"X": "Failure"}}),
            "ok",
        ),
        (
            json!({"eventType": "AwsServiceEvent", "eventName": "UserAuthentication",
                   "serviceEventDetails": {"UserAuthentication": "Failure"}}),
            "failed-sign-in",
        ),
        (
            json!({"eventCategory": "Insight", "insightDetails": {"errorCode": "AccessDenied"}}),
            "ok",
        ),
    ];
    for (record, expected) in cases {
        assert_eq!(outcome(&Record::new(&record)).name(), expected, "{record}");
    }
}

#[test]
fn what_counts_as_failure() {
    for outcome in [Outcome::Ok, Outcome::DryRun, Outcome::Unknown] {
        assert!(!outcome.failed(), "{outcome:?}");
    }
    for outcome in [
        Outcome::Denied,
        Outcome::NotFound,
        Outcome::FailedSignIn,
        Outcome::Failed,
        Outcome::Limit,
    ] {
        assert!(outcome.failed(), "{outcome:?}");
    }
}
