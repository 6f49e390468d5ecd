//! The factory: AWS IoT, IoT TwinMaker, IoT Events, IoT Analytics and IoT 1-Click, by roles and by engineers.
//!
//! Only operations that CloudTrail logs occur; what devices say over MQTT, shadows among it, leaves no record.

use super::cast;
use super::record::Op;
use super::scene::{Hours, Order, Scene};
use super::session::{Client, Who};

const PLANT: Scene = Scene {
    account: Some(cast::PLANT),
    denied: 2,
    ..Scene::BASE
};
const DESK: Scene = Scene {
    hours: Hours::Working,
    denied: 7,
    pace: 6_000,
    ..PLANT
};

const THING: &str = "arn:aws:iot:$region:$account:thing/$thing";
const CERTIFICATE: &str = "arn:aws:iot:$region:$account:cert/$certificate";
const POLICY: &str = "arn:aws:iot:$region:$account:policy/$iotPolicy";
const RULE: &str = "arn:aws:iot:$region:$account:rule/${line}_to_lake";
const WORKSPACE: &str = "arn:aws:iottwinmaker:$region:$account:workspace/factory-$line";
const DETECTOR: &str = "arn:aws:iotevents:$region:$account:detectorModel/$line-overheat";
const CHANNEL: &str = "arn:aws:iotanalytics:$region:$account:channel/${line}_raw";

/// One machine comes on line: all about the same thing, certificate and policy.
const PROVISION: &[Op] = &[
    CREATE_THING,
    CREATE_CERTIFICATE,
    Op::write(
        "iot",
        "AttachPolicy",
        r#"{"policyName":"$iotPolicy","target":"arn:aws:iot:$region:$account:cert/$certificate"}"#,
        "null",
    )
    .on(POLICY),
    Op::write(
        "iot",
        "AttachThingPrincipal",
        r#"{"thingName":"$thing","principal":"arn:aws:iot:$region:$account:cert/$certificate"}"#,
        "null",
    )
    .on(CERTIFICATE),
    Op::write(
        "iot",
        "AddThingToThingGroup",
        r#"{"thingGroupName":"line-$line","thingName":"$thing","overrideDynamicGroups":false}"#,
        "null",
    )
    .on(THING)
    .fails(
        2,
        "ResourceNotFoundException",
        "Thing group line-$line does not exist",
    ),
];
const CREATE_THING: Op = Op::write("iot", "CreateThing", r#"{"thingName":"$thing","thingTypeName":"$thingType","attributePayload":{"attributes":{"line":"$line","serial":"LF-$num","firmware":"4.$num"},"merge":false}}"#, r#"{"thingName":"$thing","thingArn":"arn:aws:iot:$region:$account:thing/$thing","thingId":"$uuid"}"#)
    .on(THING)
    .fails(5, "ResourceAlreadyExistsException", "Thing $thing already exists in account with different attributes");
/// `iot:CreateKeysAndCertificate`.
pub const CREATE_CERTIFICATE: Op = Op::write("iot", "CreateKeysAndCertificate", r#"{"setAsActive":true}"#, r#"{"certificateArn":"arn:aws:iot:$region:$account:cert/$certificate","certificateId":"$certificate","certificatePem":"HIDDEN_DUE_TO_SECURITY_REASONS","keyPair":{"PublicKey":"HIDDEN_DUE_TO_SECURITY_REASONS","PrivateKey":"HIDDEN_DUE_TO_SECURITY_REASONS"}}"#)
    .on("arn:aws:iot:$region:$account:cert/*");

/// What engineers do in the console of AWS IoT.
const CONSOLE: &[Op] = &[
    Op::read("iot", "DescribeEndpoint", r#"{"endpointType":"iot:Data-ATS"}"#),
    Op::read("iot", "DescribeThing", r#"{"thingName":"$thing"}"#).on(THING).fails(8, "ResourceNotFoundException", "Thing $thing not found"),
    Op::write("iot", "UpdateThing", r#"{"thingName":"$thing","thingTypeName":"$thingType","attributePayload":{"attributes":{"firmware":"4.$num"},"merge":true}}"#, "null")
        .on(THING)
        .fails(6, "VersionConflictException", "The version for thing $thing does not match the expected version"),
    Op::read("iot", "GetPolicy", r#"{"policyName":"$iotPolicy"}"#).on(POLICY),
    Op::read("iot", "ListJobs", r#"{"status":"IN_PROGRESS","maxResults":50}"#),
    Op::write("iot", "CreatePolicyVersion", r#"{"policyName":"$iotPolicy","setAsDefault":true,"policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iot:Connect\",\"Resource\":\"arn:aws:iot:$region:$account:client/$${iot:Connection.Thing.ThingName}\"}]}"}"#, r#"{"policyArn":"arn:aws:iot:$region:$account:policy/$iotPolicy","policyVersionId":"$num","isDefaultVersion":true}"#)
        .on(POLICY)
        .fails(10, "VersionsLimitExceededException", "The policy $iotPolicy already has the maximum number of versions (5)"),
    Op::write("iot", "CreateTopicRule", r#"{"ruleName":"${line}_to_lake","topicRulePayload":{"sql":"SELECT * FROM 'plant/$line/+/telemetry'","description":"","ruleDisabled":false,"awsIotSqlVersion":"2016-03-23","actions":[{"firehose":{"roleArn":"arn:aws:iam::$account:role/plant-gateway","deliveryStreamName":"$line"}}]}}"#, "null")
        .on(RULE)
        .fails(20, "SqlParseException", "Failed to parse SQL: expected FROM at line 1, column 10"),
    Op::write("iot", "CreateJob", r#"{"jobId":"firmware-4-$num","targets":["arn:aws:iot:$region:$account:thinggroup/line-$line"],"documentSource":"https://s3.$region.amazonaws.com/larkfield-firmware/4.$num.json","description":"Firmware 4.$num","targetSelection":"SNAPSHOT"}"#, r#"{"jobArn":"arn:aws:iot:$region:$account:job/firmware-4-$num","jobId":"firmware-4-$num","description":"Firmware 4.$num"}"#)
        .on("arn:aws:iot:$region:$account:job/firmware-4-$num"),
    Op::write("iot", "UpdateCertificate", r#"{"certificateId":"$certificate","newStatus":"INACTIVE"}"#, "null").on(CERTIFICATE),
    Op::write("iot", "DetachThingPrincipal", r#"{"thingName":"$thing","principal":"arn:aws:iot:$region:$account:cert/$certificate"}"#, "null").on(CERTIFICATE),
    Op::write("iot", "CreateRoleAlias", r#"{"roleAlias":"$line-credentials","roleArn":"arn:aws:iam::$account:role/plant-gateway","credentialDurationSeconds":3600}"#, r#"{"roleAlias":"$line-credentials","roleAliasArn":"arn:aws:iot:$region:$account:rolealias/$line-credentials"}"#)
        .on("arn:aws:iot:$region:$account:rolealias/$line-credentials"),
    Op::write("iot", "StartOnDemandAuditTask", r#"{"targetCheckNames":["IOT_POLICY_OVERLY_PERMISSIVE_CHECK","DEVICE_CERTIFICATE_SHARED_CHECK"]}"#, r#"{"taskId":"$uuid"}"#),
    Op::write("iot", "DeprecateThingType", r#"{"thingTypeName":"$thingType","undoDeprecate":false}"#, "null").on("arn:aws:iot:$region:$account:thingtype/$thingType"),
];

const TWIN: &[Op] = &[
    Op::read("iottwinmaker", "GetWorkspace", r#"{"workspaceId":"factory-$line"}"#).on(WORKSPACE),
    Op::read("iottwinmaker", "ListEntities", r#"{"workspaceId":"factory-$line","maxResults":200,"filters":[{"parentEntityId":"$$ROOT"}]}"#).on(WORKSPACE),
    Op::write("iottwinmaker", "CreateEntity", r#"{"workspaceId":"factory-$line","entityId":"$entity","entityName":"$thing","parentEntityId":"hall-2","components":{"telemetry":{"componentTypeId":"com.larkfield.$line","properties":{"thingName":{"value":{"stringValue":"$thing"}}}}}}"#, r#"{"entityId":"$entity","arn":"arn:aws:iottwinmaker:$region:$account:workspace/factory-$line/entity/$entity","creationDateTime":"$javaTime","state":"CREATING"}"#)
        .on("arn:aws:iottwinmaker:$region:$account:workspace/factory-$line/entity/$entity")
        .fails(10, "ConflictException", "Entity with name $thing already exists under parent hall-2"),
    Op::write("iottwinmaker", "UpdateEntity", r#"{"workspaceId":"factory-$line","entityId":"$entity","entityName":"$thing","componentUpdates":{"telemetry":{"updateType":"UPDATE","propertyUpdates":{"limit":{"value":{"doubleValue":$cost}}}}}}"#, r#"{"updateDateTime":"$javaTime","state":"UPDATING"}"#)
        .on("arn:aws:iottwinmaker:$region:$account:workspace/factory-$line/entity/$entity")
        .fails(6, "ValidationException", "Property limit is not defined in component type com.larkfield.$line"),
    Op::write("iottwinmaker", "CreateComponentType", r#"{"workspaceId":"factory-$line","componentTypeId":"com.larkfield.$line","isSingleton":false,"propertyDefinitions":{"temperature":{"dataType":{"type":"DOUBLE"},"isTimeSeries":true,"isStoredExternally":true}}}"#, r#"{"arn":"arn:aws:iottwinmaker:$region:$account:workspace/factory-$line/component-type/com.larkfield.$line","creationDateTime":"$javaTime","state":"CREATING"}"#)
        .on("arn:aws:iottwinmaker:$region:$account:workspace/factory-$line/component-type/com.larkfield.$line"),
    Op::write("iottwinmaker", "UpdateScene", r#"{"workspaceId":"factory-$line","sceneId":"hall-2","contentLocation":"s3://larkfield-media-$region/scenes/hall-2.json"}"#, r#"{"updateDateTime":"$javaTime"}"#)
        .on("arn:aws:iottwinmaker:$region:$account:workspace/factory-$line/scene/hall-2"),
    Op::write("iottwinmaker", "CreateSyncJob", r#"{"workspaceId":"factory-$line","syncSource":"SITEWISE","syncRole":"arn:aws:iam::$account:role/plant-gateway"}"#, r#"{"arn":"arn:aws:iottwinmaker:$region:$account:workspace/factory-$line/sync-job/SITEWISE","creationDateTime":"$javaTime","state":"CREATING"}"#)
        .on(WORKSPACE)
        .fails(15, "ServiceQuotaExceededException", "A sync job already exists for workspace factory-$line"),
];

const EVENTS: &[Op] = &[
    Op::read("iotevents", "DescribeDetectorModel", r#"{"detectorModelName":"$line-overheat"}"#).on(DETECTOR).fails(8, "ResourceNotFoundException", "Detector Model with name $line-overheat does not exist"),
    Op::read("iotevents", "ListDetectors", r#"{"detectorModelName":"$line-overheat","stateName":"HIDDEN_DUE_TO_SECURITY_REASONS","maxResults":50}"#).on(DETECTOR),
    Op::write("iotevents", "UpdateDetectorModel", r#"{"detectorModelName":"$line-overheat","detectorModelDescription":"Opens the valve when $line runs hot","roleArn":"arn:aws:iam::$account:role/plant-gateway","evaluationMethod":"BATCH"}"#, "null")
        .on(DETECTOR)
        .fails(9, "ResourceInUseException", "Detector Model $line-overheat is being updated by another request"),
    Op::write("iotevents", "CreateInput", r#"{"inputName":"${line}Telemetry","inputDescription":"Telemetry of $line","inputDefinition":{"attributes":[{"jsonPath":"thing"},{"jsonPath":"temperature"}]}}"#, "null")
        .on("arn:aws:iotevents:$region:$account:input/$line"),
    Op::write("iotevents", "CreateDetectorModel", r#"{"detectorModelName":"$line-overheat","key":"HIDDEN_DUE_TO_SECURITY_REASONS","roleArn":"arn:aws:iam::$account:role/plant-gateway"}"#, "null")
        .on(DETECTOR)
        .fails(25, "ResourceAlreadyExistsException", "Detector Model with name $line-overheat already exists"),
    Op::write("iotevents", "CreateAlarmModel", r#"{"alarmModelName":"$line-temperature","roleArn":"arn:aws:iam::$account:role/plant-gateway","severity":$num,"alarmRule":{"simpleRule":{"inputProperty":"$$input.${line}Telemetry.temperature","comparisonOperator":"GREATER","threshold":"$num"}}}"#, "null")
        .on("arn:aws:iotevents:$region:$account:alarmModel/$line-temperature"),
    Op::write("iotevents", "PutLoggingOptions", r#"{"loggingOptions":{"roleArn":"arn:aws:iam::$account:role/plant-gateway","level":"ERROR","enabled":true}}"#, "null"),
    Op::write("iotevents", "DeleteInput", r#"{"inputName":"${line}Telemetry"}"#, "null").on("arn:aws:iotevents:$region:$account:input/$line"),
];

const ANALYTICS: &[Op] = &[
    Op::write("iotanalytics", "CreateDatasetContent", r#"{"datasetName":"${line}_shift"}"#, r#"{"versionId":"$uuid"}"#)
        .on("arn:aws:iotanalytics:$region:$account:dataset/${line}_shift")
        .fails(4, "ResourceNotFoundException", "Dataset with name ${line}_shift not found"),
    Op::read("iotanalytics", "GetDatasetContent", r#"{"datasetName":"${line}_shift","versionId":"$$LATEST_SUCCEEDED"}"#).on("arn:aws:iotanalytics:$region:$account:dataset/${line}_shift"),
    Op::read("iotanalytics", "DescribePipeline", r#"{"pipelineName":"${line}_clean"}"#).on("arn:aws:iotanalytics:$region:$account:pipeline/${line}_clean"),
    Op::read("iotanalytics", "ListDatasets", r#"{"maxResults":100}"#),
    Op::write("iotanalytics", "StartPipelineReprocessing", r#"{"pipelineName":"${line}_clean","startTime":"$javaTime","endTime":"$expiry"}"#, r#"{"reprocessingId":"$uuid"}"#)
        .on("arn:aws:iotanalytics:$region:$account:pipeline/${line}_clean"),
    Op::write("iotanalytics", "UpdatePipeline", r#"{"pipelineName":"${line}_clean","pipelineActivities":[{"channel":{"name":"read","channelName":"${line}_raw","next":"keep"}},{"filter":{"name":"keep","filter":"temperature > -40","next":"store"}},{"datastore":{"name":"store","datastoreName":"${line}_store"}}]}"#, "null")
        .on("arn:aws:iotanalytics:$region:$account:pipeline/${line}_clean")
        .fails(10, "InvalidRequestException", "Activity keep has an invalid filter expression"),
    Op::write("iotanalytics", "CreateChannel", r#"{"channelName":"${line}_raw","retentionPeriod":{"unlimited":false,"numberOfDays":$num}}"#, r#"{"channelName":"${line}_raw","channelArn":"arn:aws:iotanalytics:$region:$account:channel/${line}_raw","retentionPeriod":{"unlimited":false,"numberOfDays":$num}}"#)
        .on(CHANNEL)
        .fails(25, "ResourceAlreadyExistsException", "A channel with name ${line}_raw already exists"),
    Op::read("iotanalytics", "SampleChannelData", r#"{"channelName":"${line}_raw","maxMessages":10}"#).on(CHANNEL),
];

const CLICK: &[Op] = &[
    Op::read("iot1click", "DescribeDevice", r#"{"deviceId":"$device"}"#).fails(6, "ResourceNotFoundException", "Device $device not found"),
    Op::read("iot1click", "ListPlacements", r#"{"projectName":"call-maintenance","maxResults":50}"#),
    Op::write("iot1click", "UpdateDeviceState", r#"{"deviceId":"$device","enabled":true}"#, "null"),
    Op::write("iot1click", "CreatePlacement", r#"{"projectName":"call-maintenance","placementName":"$line-$num","attributes":"***"}"#, "null")
        .on("arn:aws:iot1click:$region:$account:projects/call-maintenance"),
    Op::write("iot1click", "AssociateDeviceWithPlacement", r#"{"projectName":"call-maintenance","placementName":"$line-$num","deviceTemplateName":"button","deviceId":"$device"}"#, "null")
        .on("arn:aws:iot1click:$region:$account:projects/call-maintenance")
        .fails(10, "ResourceConflictException", "Device $device is already associated with a placement"),
    Op::read("iot1click", "GetDeviceMethods", r#"{"deviceId":"$device"}"#),
    Op::write("iot1click", "InvokeDeviceMethod", r#"{"deviceId":"$device","deviceMethod":{"deviceType":"button","methodName":"setDeviceHealthParameters"},"deviceMethodParameters":"***"}"#, r#"{"deviceMethodResponse":"***"}"#),
    Op::write("iot1click", "CreateProject", r#"{"projectName":"call-maintenance","description":"","placementTemplate":{"defaultAttributes":"***","deviceTemplates":{"button":{"deviceType":"button"}}}}"#, "null")
        .on("arn:aws:iot1click:$region:$account:projects/call-maintenance")
        .fails(40, "ResourceConflictException", "Project call-maintenance already exists"),
];

/// What happens in the factory's account.
pub const SCENES: &[Scene] = &[
    Scene {
        weight: 26,
        who: Who::Function(&["thing-provisioner"]),
        order: Order::Listed,
        length: (5, 25),
        pace: 220,
        denied: 1,
        ops: PROVISION,
        ..PLANT
    },
    Scene {
        weight: 18,
        who: Who::Function(&["shift-report"]),
        length: (2, 7),
        pace: 900,
        ops: ANALYTICS,
        ..PLANT
    },
    Scene {
        weight: 8,
        who: Who::Function(&["alarm-notifier"]),
        length: (1, 5),
        ops: EVENTS,
        ..PLANT
    },
    Scene {
        weight: 8,
        who: Who::Role(
            "plant-gateway",
            "twin-sync",
            "aws-sdk-java/2.39.6 md/io#sync md/http#Apache ua/2.1 os/Linux lang/java#21.0.9",
            "203.0.113.52",
        ),
        length: (2, 8),
        pace: 1_200,
        ops: TWIN,
        ..PLANT
    },
    Scene {
        weight: 24,
        who: Who::Staff(cast::ENGINEERS, "PlantEngineer", Client::Console),
        length: (4, 14),
        ops: CONSOLE,
        ..DESK
    },
    Scene {
        weight: 14,
        who: Who::Staff(cast::ENGINEERS, "PlantEngineer", Client::Console),
        length: (3, 10),
        ops: TWIN,
        ..DESK
    },
    Scene {
        weight: 12,
        who: Who::Staff(cast::ENGINEERS, "PlantEngineer", Client::Console),
        length: (3, 9),
        ops: EVENTS,
        ..DESK
    },
    Scene {
        weight: 8,
        who: Who::Staff(cast::ENGINEERS, "PlantEngineer", Client::Cli),
        length: (2, 8),
        ops: ANALYTICS,
        ..DESK
    },
    Scene {
        weight: 6,
        who: Who::Staff(cast::ENGINEERS, "PlantEngineer", Client::BackEnd),
        length: (2, 6),
        ops: CONSOLE,
        ..DESK
    },
    Scene {
        weight: 9,
        who: Who::Staff(cast::ENGINEERS, "PlantEngineer", Client::BackEnd),
        length: (2, 7),
        ops: CLICK,
        ..DESK
    },
];
