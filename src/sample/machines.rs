//! What machines do around the clock: most of any trail.

use super::cast;
use super::record::Op;
use super::scene::{Order, Scene};
use super::session::Who;

const LOG_OBJECT: &str =
    "arn:aws:s3:::$trailBucket/AWSLogs/$account/CloudTrail/$region/$folder/$unique.json.gz";
const KEY: &str = "arn:aws:kms:$region:$account:key/$key";
const OBJECT: &str = "arn:aws:s3:::$bucket/$object";
const BUCKET: &str = "arn:aws:s3:::$bucket";
const DATA_KEY: &str = r#"{"keyId":"arn:aws:kms:$region:$account:key/$key","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::$bucket/$object"},"keySpec":"AES_256"}"#;
const OPEN_KEY: &str = r#"{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::$bucket/$object"}}"#;
const GET: &str = r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","key":"$object"}"#;
const PUT: &str = r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","key":"$object","x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:$region:$account:key/$key"}"#;
const FUNCTION_ROLE: &str = r#"{"credentials":{"accessKeyId":"$newKey","sessionToken":"$token","expiration":"$expiry"},"assumedRoleUser":{"assumedRoleId":"$functionRoleId:$function","arn":"arn:aws:sts::$account:assumed-role/$function-role/$function"}}"#;
const INSTANCE_ROLE: &str = r#"{"credentials":{"accessKeyId":"$newKey","sessionToken":"$token","expiration":"$expiry"},"assumedRoleUser":{"assumedRoleId":"$roleId:$instance","arn":"arn:aws:sts::$account:assumed-role/$role/$instance"}}"#;

/// `s3:GetObject`, a data event.
pub const GET_OBJECT: Op = Op::read("s3", "GetObject", GET)
    .data()
    .lists("AWS::S3::Object", OBJECT);
const PUT_OBJECT: Op =
    Op::write("s3", "PutObject", PUT, r#"{"x-amz-server-side-encryption":"aws:kms","x-amz-version-id":"$unique","x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:$region:$account:key/$key"}"#)
        .data()
        .lists("AWS::S3::Object", OBJECT);
const DECRYPT: Op = Op::read("kms", "Decrypt", OPEN_KEY).lists("AWS::KMS::Key", KEY);
const GENERATE: Op = Op::read("kms", "GenerateDataKey", DATA_KEY).lists("AWS::KMS::Key", KEY);
const LIST_OBJECTS: Op = Op::read(
    "s3",
    "ListObjects",
    r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","list-type":"2","prefix":"$line/"}"#,
)
.data()
.lists("AWS::S3::Bucket", BUCKET);
const CREATE_STREAM: Op = Op::write(
    "logs",
    "CreateLogStream",
    r#"{"logGroupName":"/aws/lambda/$function","logStreamName":"$stream"}"#,
    "null",
)
.on("arn:aws:logs:$region:$account:log-group:/aws/lambda/$function:log-stream:$stream")
.fails(
    8,
    "ResourceAlreadyExistsException",
    "The specified log stream already exists",
);
const GET_PARAMETER: Op = Op::read(
    "ssm",
    "GetParametersByPath",
    r#"{"path":"$parameter","recursive":true,"withDecryption":true,"maxResults":10}"#,
)
.lists(
    "AWS::SSM::Parameter",
    "arn:aws:ssm:$region:$account:parameter$parameter",
);
/// `secretsmanager:GetSecretValue`.
pub const GET_SECRET: Op = Op::read(
    "secretsmanager",
    "GetSecretValue",
    r#"{"secretId":"arn:aws:secretsmanager:$region:$account:secret:$secret","versionStage":"AWSCURRENT"}"#,
)
.on("arn:aws:secretsmanager:$region:$account:secret:$secret");
const DESCRIBE_TABLE: Op = Op::read("dynamodb", "DescribeTable", r#"{"tableName":"$table"}"#).lists(
    "AWS::DynamoDB::Table",
    "arn:aws:dynamodb:$region:$account:table/$table",
);
const INSTANCES: Op = Op::read(
    "ec2",
    "DescribeInstances",
    r#"{"maxResults":1000,"instancesSet":{},"filterSet":{"items":[{"name":"instance-state-name","valueSet":{"items":[{"value":"running"}]}}]}}"#,
);
const ALARMS: Op = Op::read(
    "monitoring",
    "DescribeAlarms",
    r#"{"maxRecords":100,"stateValue":"ALARM"}"#,
);

/// Reads of every kind, as inventories make them.
pub const INVENTORY: &[Op] = &[
    INSTANCES,
    Op::read(
        "ec2",
        "DescribeSecurityGroups",
        r#"{"securityGroupSet":{},"securityGroupIdSet":{"items":[{"groupId":"$group"}]},"filterSet":{}}"#,
    ),
    Op::read(
        "s3",
        "GetBucketPolicy",
        r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","policy":""}"#,
    )
    .lists("AWS::S3::Bucket", BUCKET)
    .fails(45, "NoSuchBucketPolicy", "The bucket policy does not exist"),
    Op::read(
        "s3",
        "GetBucketTagging",
        r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","tagging":""}"#,
    )
    .lists("AWS::S3::Bucket", BUCKET)
    .fails(35, "NoSuchTagSet", "The TagSet does not exist"),
    Op::read(
        "s3",
        "GetBucketReplication",
        r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","replication":""}"#,
    )
    .lists("AWS::S3::Bucket", BUCKET)
    .fails(
        60,
        "ReplicationConfigurationNotFoundError",
        "The replication configuration was not found",
    ),
    Op::read(
        "ec2",
        "DescribeVolumes",
        r#"{"volumeSet":{"items":[{"volumeId":"$volume"}]},"filterSet":{}}"#,
    ),
    Op::read(
        "ec2",
        "DescribeSubnets",
        r#"{"subnetSet":{"items":[{"subnetId":"$subnet"}]},"filterSet":{"items":[{"name":"vpc-id","valueSet":{"items":[{"value":"$vpc"}]}}]}}"#,
    ),
    Op::read(
        "ec2",
        "DescribeNetworkInterfaces",
        r#"{"networkInterfaceIdSet":{"items":[{"networkInterfaceId":"$interface"}]},"filterSet":{}}"#,
    ),
    Op::read(
        "lambda",
        "ListFunctions20150331",
        r#"{"maxItems":50,"functionVersion":"ALL"}"#,
    ),
    Op::read("lambda", "GetPolicy20150331v2", r#"{"functionName":"$function"}"#)
        .on("arn:aws:lambda:$region:$account:function:$function")
        .fails(
            40,
            "ResourceNotFoundException",
            "The resource you requested does not exist.",
        ),
    DESCRIBE_TABLE,
    Op::read(
        "rds",
        "DescribeDBInstances",
        r#"{"maxRecords":100,"filters":[],"includeShared":false}"#,
    ),
    Op::read(
        "iam",
        "GetRolePolicy",
        r#"{"roleName":"$role","policyName":"inline"}"#,
    )
    .on("arn:aws:iam::$account:role/$role")
    .fails(
        30,
        "NoSuchEntityException",
        "The role policy with name inline cannot be found.",
    ),
    Op::read(
        "iam",
        "ListAttachedRolePolicies",
        r#"{"roleName":"$role","maxItems":100}"#,
    )
    .on("arn:aws:iam::$account:role/$role"),
    Op::read("kms", "GetKeyRotationStatus", r#"{"keyId":"$key"}"#).lists("AWS::KMS::Key", KEY),
    Op::read("kms", "ListAliases", r#"{"limit":100}"#),
    Op::read(
        "sqs",
        "GetQueueAttributes",
        r#"{"queueUrl":"https://sqs.$region.amazonaws.com/$account/$queue","attributeNames":["All"]}"#,
    )
    .lists("AWS::SQS::Queue", "arn:aws:sqs:$region:$account:$queue"),
    Op::read(
        "elasticloadbalancing",
        "DescribeTargetHealth",
        r#"{"targetGroupArn":"arn:aws:elasticloadbalancing:$region:$account:targetgroup/$stack/0123456789abcdef"}"#,
    ),
];

/// What machines do.
pub const SCENES: &[Scene] = &[
    Scene {
        weight: 30,
        who: Who::Service("cloudtrail.amazonaws.com"),
        order: Order::Listed,
        length: (2, 3),
        pace: 200,
        ops: &[
            Op::read("s3", "GetBucketAcl", r#"{"bucketName":"$trailBucket","Host":"$trailBucket.s3.$region.amazonaws.com","acl":""}"#)
                .lists("AWS::S3::Bucket", "arn:aws:s3:::$trailBucket"),
            Op::read("kms", "GenerateDataKey", r#"{"keyId":"arn:aws:kms:$region:$account:key/$key","encryptionContext":{"aws:cloudtrail:arn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/larkfield-organization","aws:s3:arn":"arn:aws:s3:::$trailBucket/AWSLogs/$account/CloudTrail/$region/$folder/$unique.json.gz"},"keySpec":"AES_256"}"#)
                .lists("AWS::KMS::Key", KEY),
            Op::write("s3", "PutObject", r#"{"bucketName":"$trailBucket","Host":"$trailBucket.s3.$region.amazonaws.com","x-amz-acl":"bucket-owner-full-control","x-amz-server-side-encryption":"aws:kms","key":"AWSLogs/$account/CloudTrail/$region/$folder/$unique.json.gz"}"#, r#"{"x-amz-server-side-encryption":"aws:kms","x-amz-version-id":"$uuid"}"#)
                .data()
                .lists("AWS::S3::Object", LOG_OBJECT),
        ],
        ..Scene::BASE
    },
    Scene {
        weight: 22,
        who: Who::Service("lambda.amazonaws.com"),
        length: (1, 3),
        ops: &[Op::read("sts", "AssumeRole", r#"{"roleArn":"arn:aws:iam::$account:role/service-role/$function-role","roleSessionName":"$function","sourceAccount":"$account"}"#)
            .gives(FUNCTION_ROLE)
            .lists("AWS::IAM::Role", "arn:aws:iam::$account:role/service-role/$function-role")],
        ..Scene::BASE
    },
    Scene {
        weight: 12,
        who: Who::Service("ec2.amazonaws.com"),
        length: (1, 2),
        ops: &[Op::read("sts", "AssumeRole", r#"{"roleArn":"arn:aws:iam::$account:role/$role","roleSessionName":"$instance"}"#)
            .gives(INSTANCE_ROLE)
            .lists("AWS::IAM::Role", "arn:aws:iam::$account:role/$role")],
        ..Scene::BASE
    },
    Scene {
        weight: 14,
        who: Who::Service("delivery.logs.amazonaws.com"),
        length: (1, 5),
        pace: 400,
        ops: &[
            Op::write("s3", "PutObject", r#"{"bucketName":"larkfield-flow-logs","Host":"larkfield-flow-logs.s3.$region.amazonaws.com","x-amz-acl":"bucket-owner-full-control","key":"AWSLogs/$account/vpcflowlogs/$region/$folder/$unique.log.gz"}"#, "null")
                .data()
                .lists("AWS::S3::Object", "arn:aws:s3:::larkfield-flow-logs/AWSLogs/$account/vpcflowlogs/$region/$folder/$unique.log.gz")
                .fails(4, "AccessDenied", "Access Denied"),
        ],
        ..Scene::BASE
    },
    Scene {
        weight: 26,
        account: Some(cast::PRODUCTION),
        who: Who::Function(super::words::FUNCTIONS),
        length: (3, 10),
        pace: 300,
        denied: 1,
        ops: &[CREATE_STREAM, DECRYPT, GET_OBJECT, PUT_OBJECT, GENERATE, GET_PARAMETER, GET_SECRET, DESCRIBE_TABLE],
        ..Scene::BASE
    },
    Scene {
        weight: 20,
        who: Who::Instance("shop-instance"),
        length: (3, 9),
        denied: 1,
        ops: &[
            Op::write("ssm", "UpdateInstanceInformation", r#"{"instanceId":"$instance","agentVersion":"3.3.3270.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"10.20.1.17","computerName":"ip-10-20-1-17.$region.compute.internal","agentName":"amazon-ssm-agent","availabilityZone":"$zone","availabilityZoneId":"az1","sSMConnectionChannel":"ssmmessages"}"#, "null")
                .on("arn:aws:ec2:$region:$account:instance/$instance"),
            GET_OBJECT,
            DECRYPT,
            LIST_OBJECTS,
            Op::read("ssm", "ListInstanceAssociations", r#"{"instanceId":"$instance","maxResults":20}"#),
            Op::write("ssm", "PutInventory", r#"{"instanceId":"$instance"}"#, "null").on("arn:aws:ec2:$region:$account:instance/$instance"),
            Op::read("ec2", "DescribeTags", r#"{"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"$instance"}]}}]}}"#),
            GET_SECRET,
        ],
        ..Scene::BASE
    },
    Scene {
        weight: 16,
        who: Who::Linked("AWSServiceRoleForConfig", "config.amazonaws.com"),
        length: (5, 16),
        pace: 700,
        ops: INVENTORY,
        ..Scene::BASE
    },
    Scene {
        weight: 12,
        who: Who::Linked("AWSServiceRoleForAutoScaling", "autoscaling.amazonaws.com"),
        length: (2, 5),
        ops: &[
            Op::read("ec2", "DescribeInstanceStatus", r#"{"instancesSet":{"items":[{"instanceId":"$instance"}]},"filterSet":{},"includeAllInstances":true}"#),
            INSTANCES,
            ALARMS,
            Op::read("elasticloadbalancing", "DescribeTargetHealth", r#"{"targetGroupArn":"arn:aws:elasticloadbalancing:$region:$account:targetgroup/$stack/0123456789abcdef"}"#),
            Op::write("ec2", "RunInstances", r#"{"instancesSet":{"items":[{"imageId":"$image","minCount":1,"maxCount":1}]},"instanceType":"m7g.large","subnetId":"$subnet","monitoring":{"enabled":true},"clientToken":"$clientToken","launchTemplate":{"launchTemplateId":"lt-0123456789abcdef0","version":"7"}}"#, r#"{"reservationId":"r-0123456789abcdef0","ownerId":"$account","groupSet":{},"instancesSet":{"items":[{"instanceId":"$instance","imageId":"$image","instanceState":{"code":0,"name":"pending"},"instanceType":"m7g.large","launchTime":$epoch,"placement":{"tenancy":"default"},"subnetId":"$subnet","vpcId":"$vpc","privateIpAddress":"10.20.2.44","architecture":"arm64","ebsOptimized":false}]}}"#)
                .on("arn:aws:ec2:$region:$account:instance/*")
                .fails(12, "Server.InsufficientInstanceCapacity", "We currently do not have sufficient m7g.large capacity in the Availability Zone you requested."),
            Op::write("ec2", "TerminateInstances", r#"{"instancesSet":{"items":[{"instanceId":"$instance"}]}}"#, r#"{"instancesSet":{"items":[{"instanceId":"$instance","currentState":{"code":32,"name":"shutting-down"},"previousState":{"code":16,"name":"running"}}]}}"#)
                .on("arn:aws:ec2:$region:$account:instance/$instance"),
        ],
        ..Scene::BASE
    },
    Scene {
        weight: 14,
        who: Who::Role("watchtower-monitor", "watchtower", "Watchtower/7.4 aws-sdk-go-v2/1.41.0 ua/2.1 os/linux lang/go#1.24.11", "203.0.113.12"),
        length: (4, 14),
        pace: 500,
        denied: 6,
        ops: INVENTORY,
        ..Scene::BASE
    },
    Scene {
        weight: 10,
        account: Some(cast::PRODUCTION),
        who: Who::Role("deploy", "build-4711", "aws-cli/2.32.6 ua/2.1 os/linux#6.11.0-1018 lang/python#3.13.9 exec-env/ci", "203.0.113.21"),
        order: Order::Listed,
        length: (4, 7),
        pace: 8_000,
        denied: 1,
        ops: &[
            Op::read("sts", "GetCallerIdentity", "null"),
            Op::write("ecr", "InitiateLayerUpload", r#"{"repositoryName":"$function"}"#, r#"{"uploadId":"$uuid","partSize":10485760}"#)
                .lists("AWS::ECR::Repository", "arn:aws:ecr:$region:$account:repository/$function"),
            Op::write("ecr", "PutImage", r#"{"repositoryName":"$function","imageTag":"build-$num","registryId":"$account"}"#, r#"{"image":{"registryId":"$account","repositoryName":"$function","imageId":{"imageDigest":"sha256:$sha","imageTag":"build-$num"}}}"#)
                .lists("AWS::ECR::Repository", "arn:aws:ecr:$region:$account:repository/$function"),
            Op::write("lambda", "UpdateFunctionCode20150331v2", r#"{"functionName":"$function","imageUri":"$account.dkr.ecr.$region.amazonaws.com/$function:build-$num","publish":true,"dryRun":false}"#, r#"{"functionName":"$function","functionArn":"arn:aws:lambda:$region:$account:function:$function","codeSha256":"$sha","timeout":30,"memorySize":512,"version":"$num","state":"Active","lastUpdateStatus":"InProgress","packageType":"Image","revisionId":"$uuid"}"#)
                .on("arn:aws:lambda:$region:$account:function:$function"),
            Op::write("cloudformation", "CreateChangeSet", r#"{"stackName":"$stack","changeSetName":"build-$num","changeSetType":"UPDATE","capabilities":["CAPABILITY_NAMED_IAM"],"usePreviousTemplate":false}"#, r#"{"id":"arn:aws:cloudformation:$region:$account:changeSet/build-$num/$uuid","stackId":"arn:aws:cloudformation:$region:$account:stack/$stack/$uuid"}"#)
                .on("arn:aws:cloudformation:$region:$account:stack/$stack/*"),
            Op::read("cloudformation", "DescribeStacks", r#"{"stackName":"$stack"}"#)
                .fails(10, "ValidationException", "Stack with id $stack does not exist"),
            Op::write("ecs", "UpdateService", r#"{"cluster":"shop","service":"$function","taskDefinition":"$function:$num","forceNewDeployment":false}"#, r#"{"service":{"serviceArn":"arn:aws:ecs:$region:$account:service/shop/$function","serviceName":"$function","status":"ACTIVE","desiredCount":3,"runningCount":3,"taskDefinition":"arn:aws:ecs:$region:$account:task-definition/$function:$num"}}"#)
                .on("arn:aws:ecs:$region:$account:service/shop/$function"),
        ],
        ..Scene::BASE
    },
    Scene {
        weight: 6,
        who: Who::User(&[cast::Person { name: "backup-mirror", address: "203.0.113.41" }]),
        length: (6, 24),
        pace: 900,
        denied: 2,
        ops: &[GET_OBJECT, LIST_OBJECTS, PUT_OBJECT],
        ..Scene::BASE
    },
    Scene {
        weight: 2,
        who: Who::Event("kms.amazonaws.com"),
        length: (1, 1),
        ops: &[Op::write("kms", "RotateKey", "null", "null").lists("AWS::KMS::Key", KEY).kind("AwsServiceEvent")],
        ..Scene::BASE
    },
    Scene {
        weight: 6,
        who: Who::Visitor("123456789012", "watchtower-poller", "203.0.113.12"),
        length: (1, 2),
        ops: &[Op::read("sts", "AssumeRole", r#"{"roleArn":"arn:aws:iam::$account:role/watchtower-monitor","roleSessionName":"watchtower","externalId":"larkfield-7f3a","durationSeconds":3600}"#)
            .gives(r#"{"credentials":{"accessKeyId":"$newKey","sessionToken":"$token","expiration":"$expiry"},"assumedRoleUser":{"assumedRoleId":"AROAWATCHTOWEREXAMPLE:watchtower","arn":"arn:aws:sts::$account:assumed-role/watchtower-monitor/watchtower"}}"#)
            .lists("AWS::IAM::Role", "arn:aws:iam::$account:role/watchtower-monitor")],
        ..Scene::BASE
    },
    Scene {
        weight: 5,
        account: Some(cast::PRODUCTION),
        who: Who::Build("ci.example.com", "repo:larkfield/shop:ref:refs/heads/main", "203.0.113.21"),
        length: (1, 1),
        ops: &[Op::read("sts", "AssumeRoleWithWebIdentity", r#"{"roleArn":"arn:aws:iam::$account:role/deploy","roleSessionName":"build-4711","durationSeconds":3600}"#)
            .gives(r#"{"credentials":{"accessKeyId":"$newKey","sessionToken":"$token","expiration":"$expiry"},"subjectFromWebIdentityToken":"repo:larkfield/shop:ref:refs/heads/main","assumedRoleUser":{"assumedRoleId":"AROADEPLOYROLEEXAMPLE:build-4711","arn":"arn:aws:sts::$account:assumed-role/deploy/build-4711"},"provider":"arn:aws:iam::$account:oidc-provider/ci.example.com","audience":"sts.amazonaws.com"}"#)
            .lists("AWS::IAM::Role", "arn:aws:iam::$account:role/deploy")
            .fails(4, "InvalidIdentityToken", "Token is expired")],
        ..Scene::BASE
    },
];
