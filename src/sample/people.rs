//! What people do: they sign in, look around in the console, run Terraform, and now and then may not.

use super::cast;
use super::machines::{GET_SECRET, INVENTORY};
use super::record::Op;
use super::scene::{Hours, Order, Scene};
use super::session::{Client, Who};

const WORKING: Scene = Scene {
    hours: Hours::Working,
    denied: 4,
    ..Scene::BASE
};

const SIGN_IN: &str = r#"{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_$region","MobileVersion":"No","MFAUsed":"$mfaUsed"}"#;
const FEDERATED: &str = r#"{"LoginTo":"https://$region.console.aws.amazon.com/console/home?region=$region","MobileVersion":"No","MFAUsed":"No","SamlProviderArn":"arn:aws:iam::$account:saml-provider/AWSSSO_EXAMPLE_DO_NOT_DELETE"}"#;
const LOGIN: Op =
    Op::write("signin", "ConsoleLogin", "null", r#"{"ConsoleLogin":"Success"}"#).kind("AwsConsoleSignIn");

/// Looking at what runs.
const BROWSE: &[Op] = &[
    Op::read("ec2", "DescribeInstances", r#"{"maxResults":1000,"instancesSet":{},"filterSet":{}}"#),
    Op::read("monitoring", "GetMetricData", r#"{"startTime":"$eventTime","endTime":"$eventTime","metricDataQueries":[{"id":"m1","metricStat":{"metric":{"namespace":"AWS/Lambda","metricName":"$metric","dimensions":[{"name":"FunctionName","value":"$function"}]},"period":300,"stat":"Average"}}]}"#).data(),
    Op::read("logs", "StartQuery", r#"{"logGroupName":"/aws/lambda/$function","startTime":$epoch,"endTime":$epoch,"queryString":"HIDDEN_DUE_TO_SECURITY_REASONS","limit":10000}"#)
        .on("arn:aws:logs:$region:$account:log-group:/aws/lambda/$function:*"),
    Op::read("lambda", "GetFunction20150331v2", r#"{"functionName":"$function"}"#).on("arn:aws:lambda:$region:$account:function:$function"),
    Op::read("s3", "ListBuckets", r#"{"Host":"s3.$region.amazonaws.com","max-buckets":"1000"}"#),
    Op::read("ec2", "DescribeInstanceTypes", r#"{"maxResults":100,"filterSet":{},"instanceTypeSet":{}}"#),
    Op::read("monitoring", "DescribeAlarms", r#"{"maxRecords":100,"alarmTypes":["MetricAlarm","CompositeAlarm"]}"#),
    Op::read("ce", "GetCostAndUsage", r#"{"timePeriod":{"start":"2026-01-01","end":"2026-01-31"},"granularity":"DAILY","metrics":["UnblendedCost"]}"#),
    Op::read("resource-explorer-2", "ListIndexes", r#"{"type":"AGGREGATOR"}"#)
        .fails(20, "AccessDeniedException", "User: $arn is not authorized to perform: resource-explorer-2:ListIndexes because no identity-based policy allows the resource-explorer-2:ListIndexes action"),
    Op::read("health", "DescribeEventAggregates", r#"{"filter":{"eventStatusCodes":["open","upcoming"]},"aggregateField":"eventTypeCategory"}"#),
    Op::read("notifications", "ListNotificationHubs", "null"),
    Op::read("cloudtrail", "LookupEvents", r#"{"maxResults":50,"lookupAttributes":[{"attributeKey":"ReadOnly","attributeValue":"false"}]}"#),
    GET_SECRET,
];

const CHANGES: &[Op] = &[
    Op::write("lambda", "UpdateFunctionConfiguration20150331v2", r#"{"functionName":"$function","memorySize":1024,"timeout":60,"environment":{}}"#, r#"{"functionName":"$function","functionArn":"arn:aws:lambda:$region:$account:function:$function","runtime":"python3.13","memorySize":1024,"timeout":60,"lastModified":"$eventTime","revisionId":"$uuid"}"#)
        .on("arn:aws:lambda:$region:$account:function:$function"),
    Op::write("dynamodb", "UpdateTable", r#"{"tableName":"$table","billingMode":"PAY_PER_REQUEST"}"#, r#"{"tableDescription":{"tableName":"$table","tableStatus":"UPDATING","itemCount":$bytes,"tableArn":"arn:aws:dynamodb:$region:$account:table/$table","tableId":"$uuid"}}"#)
        .lists("AWS::DynamoDB::Table", "arn:aws:dynamodb:$region:$account:table/$table")
        .fails(12, "ValidationException", "One or more parameter values were invalid: Billing mode is already PAY_PER_REQUEST"),
    Op::write("ec2", "AuthorizeSecurityGroupIngress", r#"{"groupId":"$group","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,"groups":{},"ipRanges":{"items":[{"cidrIp":"198.51.100.0/24","description":"office"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}"#, r#"{"requestId":"$uuid","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"$account","groupId":"$group","securityGroupRuleId":"sgr-0123456789abcdef0","isEgress":false,"ipProtocol":"tcp","fromPort":443,"toPort":443,"cidrIpv4":"198.51.100.0/24"}]}}"#)
        .on("arn:aws:ec2:$region:$account:security-group/$group")
        .fails(15, "Client.InvalidPermission.Duplicate", "the specified rule already exists"),
    Op::write("monitoring", "PutMetricAlarm", r#"{"alarmName":"$function-$metric","metricName":"$metric","namespace":"AWS/Lambda","threshold":$num,"comparisonOperator":"GreaterThanThreshold","evaluationPeriods":3,"period":300,"statistic":"Average","actionsEnabled":true,"alarmActions":["arn:aws:sns:$region:$account:on-call"]}"#, "null")
        .on("arn:aws:cloudwatch:$region:$account:alarm:$function-$metric"),
    Op::write("ssm", "PutParameter", r#"{"name":"$parameter","type":"SecureString","value":"HIDDEN_DUE_TO_SECURITY_REASONS","overwrite":true}"#, r#"{"version":$num,"tier":"Standard"}"#)
        .on("arn:aws:ssm:$region:$account:parameter$parameter")
        .fails(10, "ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true."),
    Op::write("iam", "AttachRolePolicy", r#"{"roleName":"$role","policyArn":"arn:aws:iam::aws:policy/$policy"}"#, "null").on("arn:aws:iam::$account:role/$role"),
    Op::write("s3", "PutBucketLifecycle", r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","lifecycle":"","LifecycleConfiguration":{"Rule":{"ID":"expire","Status":"Enabled","Filter":{"Prefix":"$line/"},"Expiration":{"Days":"$num"}},"xmlns":"http://s3.amazonaws.com/doc/2006-03-01/"}}"#, "null")
        .lists("AWS::S3::Bucket", "arn:aws:s3:::$bucket"),
];

/// What people do.
pub const SCENES: &[Scene] = &[
    Scene {
        weight: 4,
        home: true,
        account: Some(cast::MANAGEMENT),
        who: Who::UserArrival(cast::SIGNERS),
        length: (1, 2),
        pace: 20_000,
        ops: &[LOGIN.with(SIGN_IN).fails(15, "", "Failed authentication")],
        ..WORKING
    },
    Scene {
        weight: 8,
        home: true,
        who: Who::Arrival(cast::DEVELOPERS, "PowerUserAccess"),
        length: (1, 1),
        denied: 0,
        ops: &[LOGIN.with(FEDERATED)],
        ..WORKING
    },
    Scene {
        weight: 1,
        home: true,
        account: Some(cast::MANAGEMENT),
        who: Who::Stranger,
        length: (1, 4),
        pace: 15_000,
        denied: 0,
        ops: &[LOGIN.with(SIGN_IN).fails(100, "", "No username found in supplied account")],
        ..Scene::BASE
    },
    Scene {
        weight: 1,
        home: true,
        account: Some(cast::MANAGEMENT),
        who: Who::RootArrival,
        length: (1, 1),
        denied: 0,
        ops: &[LOGIN.with(SIGN_IN)],
        ..WORKING
    },
    Scene {
        weight: 1,
        home: true,
        account: Some(cast::MANAGEMENT),
        who: Who::Root,
        length: (2, 5),
        denied: 0,
        ops: &[
            Op::read("iam", "GetAccountSummary", "null"),
            Op::read("organizations", "DescribeOrganization", "null"),
            Op::read("ce", "GetCostForecast", r#"{"granularity":"MONTHLY","metric":"UNBLENDED_COST"}"#),
        ],
        ..WORKING
    },
    Scene {
        weight: 22,
        who: Who::Staff(cast::DEVELOPERS, "PowerUserAccess", Client::Console),
        length: (5, 18),
        pace: 2_500,
        ops: BROWSE,
        ..WORKING
    },
    Scene {
        weight: 12,
        who: Who::Staff(cast::OPERATORS, "OperatorAccess", Client::Console),
        length: (4, 16),
        pace: 3_000,
        ops: BROWSE,
        ..Scene::BASE
    },
    Scene {
        weight: 8,
        account: Some(cast::PRODUCTION),
        who: Who::Staff(cast::DEVELOPERS, "PowerUserAccess", Client::Console),
        length: (1, 4),
        pace: 40_000,
        denied: 7,
        ops: CHANGES,
        ..WORKING
    },
    Scene {
        weight: 8,
        who: Who::Staff(cast::OPERATORS, "OperatorAccess", Client::Terraform),
        length: (12, 30),
        pace: 250,
        denied: 1,
        ops: INVENTORY,
        ..WORKING
    },
    Scene {
        weight: 5,
        who: Who::Staff(cast::OPERATORS, "OperatorAccess", Client::Terraform),
        length: (2, 6),
        pace: 4_000,
        ops: CHANGES,
        ..WORKING
    },
    Scene {
        weight: 7,
        account: Some(cast::PRODUCTION),
        who: Who::User(cast::USERS),
        length: (2, 8),
        pace: 12_000,
        denied: 9,
        ops: &[
            Op::read("sts", "GetCallerIdentity", "null"),
            Op::read("s3", "ListObjects", r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","list-type":"2"}"#)
                .data()
                .lists("AWS::S3::Bucket", "arn:aws:s3:::$bucket"),
            super::machines::GET_OBJECT,
            Op::read("logs", "FilterLogEvents", r#"{"logGroupName":"/aws/lambda/$function","startTime":$epoch,"limit":10000,"interleaved":true}"#).data(),
        ],
        ..WORKING
    },
    Scene {
        weight: 6,
        home: true,
        who: Who::Staff(cast::SECURITY, "SecurityAudit", Client::Cli),
        length: (3, 12),
        denied: 2,
        ops: &[
            Op::read("iam", "ListUsers", r#"{"maxItems":100}"#).on("arn:aws:iam::$account:user/"),
            Op::read("iam", "ListAccessKeys", r#"{"userName":"$user"}"#).on("arn:aws:iam::$account:user/$user"),
            Op::read("iam", "GetAccountAuthorizationDetails", r#"{"maxItems":500}"#),
            Op::read("iam", "GenerateCredentialReport", "null").gives(r#"{"state":"COMPLETE"}"#),
            Op::read("cloudtrail", "GetTrailStatus", r#"{"name":"larkfield-organization"}"#),
            Op::read("access-analyzer", "ListFindingsV2", r#"{"analyzerArn":"arn:aws:access-analyzer:$region:$account:analyzer/organization","maxResults":100}"#),
        ],
        ..WORKING
    },
    Scene {
        weight: 1,
        home: true,
        account: Some(cast::MANAGEMENT),
        who: Who::Staff(cast::SECURITY, "AdministratorAccess", Client::Console),
        order: Order::Listed,
        length: (3, 4),
        pace: 15_000,
        denied: 0,
        ops: &[
            Op::write("iam", "UpdateAccessKey", r#"{"userName":"$user","accessKeyId":"AKIAIOSFODNN7EXAMPLE","status":"Inactive"}"#, "null").on("arn:aws:iam::$account:user/$user"),
            Op::write("iam", "DeleteAccessKey", r#"{"userName":"$user","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}"#, "null").on("arn:aws:iam::$account:user/$user"),
            Op::write("iam", "CreateRole", r#"{"roleName":"$role","path":"/","maxSessionDuration":3600,"assumeRolePolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"$principal.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"}"#, r#"{"role":{"path":"/","roleName":"$role","roleId":"$roleId","arn":"arn:aws:iam::$account:role/$role","createDate":"$javaTime","assumeRolePolicyDocument":"HIDDEN_DUE_TO_SECURITY_REASONS"}}"#)
                .on("arn:aws:iam::$account:role/$role")
                .fails(30, "EntityAlreadyExistsException", "Role with name $role already exists."),
            Op::write("iam", "CreatePolicyVersion", r#"{"policyArn":"arn:aws:iam::$account:policy/$role","setAsDefault":true}"#, r#"{"policyVersion":{"versionId":"v$num","isDefaultVersion":true,"createDate":"$javaTime"}}"#)
                .on("arn:aws:iam::$account:policy/$role"),
        ],
        ..WORKING
    },
];
