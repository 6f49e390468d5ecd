//! The five IoT services: what they are called in records, and what their documentation says is logged.

use super::{iot_core, short_service};
use crate::sorting::sort_by_key;

/// One of the five services.
#[derive(Debug, PartialEq, Eq)]
pub struct IotService {
    /// Its name in prose.
    pub name: &'static str,
    /// Its short name.
    pub short: &'static str,
    /// The `eventSource` of its records, the usual one first.
    pub event_sources: &'static [&'static str],
    /// What became of the service, where that is the end.
    pub life_cycle: Option<&'static str>,
    groups: &'static [Group],
}

/// Operations of a service of which the documentation says the same.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub plane: Plane,
    pub logged: Logged,
    pub note: &'static str,
    /// Where what they do is recorded instead, as a sentence; where CloudTrail may not.
    pub instead: Option<&'static str>,
    /// In the order of their bytes.
    pub names: &'static [&'static str],
}

/// An operation of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The `eventName` of its records.
    pub name: &'static str,
    /// Where it is served.
    pub plane: Plane,
    /// Whether it changes nothing.
    pub read_only: bool,
    /// Whether it leaves records.
    pub logged: Logged,
    /// What that rests on, as a sentence.
    pub note: &'static str,
    /// Where the documentation says that such activity is recorded instead, as a sentence.
    pub instead: Option<&'static str>,
}

/// Whether an operation configures a service or carries its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Plane {
    /// Configures.
    Control,
    /// Carries payload, mostly for devices.
    Data,
}

/// Whether an operation leaves records. Not logged by the documentation is no proof against a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Logged {
    /// Documented so, seen, or covered by a documented rule.
    Yes,
    /// Documented as not logged.
    No,
    /// The documentation is silent or contradicts itself.
    Undocumented,
}

/// The service whose records have that `eventSource` (in any partition); `None` for other services.
pub fn service(event_source: &str) -> Option<&'static IotService> {
    // Asked for every record without readOnly, and nearly always in vain.
    if !event_source.starts_with("iot") {
        return None;
    }
    let short = short_service(event_source);
    SERVICES.iter().find(|service| {
        service
            .event_sources
            .iter()
            .any(|source| short_service(source) == short)
    })
}

impl IotService {
    /// The operation of that name; the control plane's where both planes have one.
    pub fn operation(&self, name: &str) -> Option<Operation> {
        self.groups.iter().find_map(|group| group.named(name))
    }

    /// The operation of that name among the records of an event source: of one that both planes have, the data
    /// plane's where the source is not the service's usual one.
    pub fn operation_at(&self, event_source: &str, name: &str) -> Option<Operation> {
        let usual = self.event_sources.first().map(|source| short_service(source));
        if usual == Some(short_service(event_source)) {
            return self.operation(name);
        }
        let mut data = self.groups.iter().filter(|group| group.plane == Plane::Data);
        data.find_map(|group| group.named(name))
            .or_else(|| self.operation(name))
    }

    /// All operations by name; one that both planes have comes twice, the control plane's first.
    pub fn operations(&self) -> Vec<Operation> {
        let all = self
            .groups
            .iter()
            .flat_map(|group| group.names.iter().map(|name| group.operation(name)));
        let mut operations: Vec<_> = all.collect();
        sort_by_key(&mut operations, |operation| {
            (operation.name, operation.plane == Plane::Data)
        });
        operations
    }
}

impl Group {
    fn named(&self, name: &str) -> Option<Operation> {
        let position = self.names.binary_search(&name).ok()?;
        self.names.get(position).map(|name| self.operation(name))
    }

    fn operation(&self, name: &'static str) -> Operation {
        let read = ["Describe", "Get", "List"]
            .iter()
            .any(|verb| name.starts_with(verb))
            || READS.contains(&name);
        Operation {
            name,
            plane: self.plane,
            read_only: read,
            logged: self.logged,
            note: self.note,
            instead: self.instead,
        }
    }
}

/// What reads by another verb than Describe, Get and List.
const READS: [&str; 7] = [
    "ExecuteQuery",
    "RunPipelineActivity",
    "SampleChannelData",
    "SearchIndex",
    "TestAuthorization",
    "TestInvokeAuthorizer",
    "ValidateSecurityProfileBehaviors",
];

/// The five services, by what is met most.
pub static SERVICES: [IotService; 5] = [
    IotService {
        name: "AWS IoT Core",
        short: "iot",
        event_sources: &[
            "iot.amazonaws.com",
            "iotdataplane.amazonaws.com",
            "iotjobsdataplane.amazonaws.com",
        ],
        life_cycle: None,
        groups: iot_core::GROUPS,
    },
    IotService {
        name: "AWS IoT TwinMaker",
        short: "iottwinmaker",
        event_sources: &["iottwinmaker.amazonaws.com"],
        life_cycle: None,
        groups: TWINMAKER,
    },
    IotService {
        name: "AWS IoT Events",
        short: "iotevents",
        event_sources: &["iotevents.amazonaws.com", "ioteventsdata.amazonaws.com"],
        life_cycle: Some(
            "Support ended on 2026-05-20, says its documentation; its client left the AWS SDKs on 2026-06-30.",
        ),
        groups: EVENTS,
    },
    IotService {
        name: "AWS IoT Analytics",
        short: "iotanalytics",
        event_sources: &["iotanalytics.amazonaws.com"],
        life_cycle: Some(
            "Support ended on 2025-12-15, says its documentation; its client left the AWS SDKs on 2026-02-17.",
        ),
        groups: ANALYTICS,
    },
    IotService {
        name: "AWS IoT 1-Click",
        short: "iot1click",
        event_sources: &["iot1click.amazonaws.com"],
        life_cycle: Some("Its clients left the AWS SDKs on 2025-01-07."),
        groups: ONE_CLICK,
    },
];

/// Services beside the five that a plant uses too, by short names: what they are called in prose.
const NEIGHBOURS: [(&str, &str); 11] = [
    ("greengrass", "AWS IoT Greengrass"),
    ("iotdeviceadvisor", "AWS IoT Core Device Advisor"),
    ("iotfleethub", "AWS IoT FleetHub"),
    ("iotfleetwise", "AWS IoT FleetWise"),
    ("iotmanagedintegrations", "AWS IoT managed integrations"),
    ("iotroborunner", "AWS IoT RoboRunner"),
    ("iotsecuredtunneling", "AWS IoT Secure Tunneling"),
    ("iotsecuretunneling", "AWS IoT Secure Tunneling"),
    ("iotsitewise", "AWS IoT SiteWise"),
    ("iotthingsgraph", "AWS IoT Things Graph"),
    ("iotwireless", "AWS IoT Wireless"),
];

/// The name in prose of an IoT service that is none of the five, by its `eventSource` or short name.
pub fn neighbour(event_source: &str) -> Option<&'static str> {
    let short = short_service(event_source);
    let known = NEIGHBOURS.iter().find(|(name, _)| *name == short);
    known.map(|(_, name)| *name)
}

/// The short names that [`neighbour`] knows.
pub fn neighbours() -> impl Iterator<Item = &'static str> {
    NEIGHBOURS.iter().map(|(short, _)| *short)
}

/// The words of `text`. Fails to compile when there are not `N`, or they are not in order.
pub(super) const fn names<const N: usize>(text: &'static str) -> [&'static str; N] {
    let bytes = text.as_bytes();
    let mut names = [""; N];
    let (mut count, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        names[count] = text.split_at(start).1.split_at(at - start).0;
        assert!(count == 0 || is_before(names[count - 1].as_bytes(), names[count].as_bytes()));
        count += 1;
    }
    assert!(count == N);
    names
}

const fn is_before(left: &[u8], right: &[u8]) -> bool {
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    at < right.len() && (at == left.len() || left[at] < right[at])
}

const TWINMAKER: &[Group] = &[
    Group {
        plane: Plane::Control,
        logged: Logged::Yes,
        note: "The TwinMaker page: most operations are logged; this is none of the three it excepts.",
        instead: None,
        names: &names::<37>(
            "CancelMetadataTransferJob CreateComponentType CreateEntity CreateMetadataTransferJob CreateScene
        CreateSyncJob CreateWorkspace DeleteComponentType DeleteEntity DeleteScene DeleteSyncJob
        DeleteWorkspace ExecuteQuery GetComponentType GetEntity GetMetadataTransferJob GetPricingPlan
        GetScene GetSyncJob GetWorkspace ListComponentTypes ListComponents ListEntities
        ListMetadataTransferJobs ListProperties ListScenes ListSyncJobs ListSyncResources
        ListTagsForResource ListWorkspaces TagResource UntagResource UpdateComponentType UpdateEntity
        UpdatePricingPlan UpdateScene UpdateWorkspace",
        ),
    },
    Group {
        plane: Plane::Data,
        logged: Logged::No,
        note: "The TwinMaker page names it as not logged.",
        instead: Some(
            "Look among data events of the types AWS::IoTTwinMaker::Entity and AWS::IoTTwinMaker::Workspace, which a trail records only where they were chosen.",
        ),
        names: &names::<3>("BatchPutPropertyValues GetPropertyValue GetPropertyValueHistory"),
    },
];

const EVENTS: &[Group] = &[
    Group {
        plane: Plane::Control,
        logged: Logged::Yes,
        note: "The IoT Events page: all API calls are captured.",
        instead: None,
        names: &names::<26>(
            "CreateAlarmModel CreateDetectorModel CreateInput DeleteAlarmModel DeleteDetectorModel DeleteInput
        DescribeAlarmModel DescribeDetectorModel DescribeDetectorModelAnalysis DescribeInput
        DescribeLoggingOptions GetDetectorModelAnalysisResults ListAlarmModelVersions ListAlarmModels
        ListDetectorModelVersions ListDetectorModels ListInputRoutings ListInputs ListTagsForResource
        PutLoggingOptions StartDetectorModelAnalysis TagResource UntagResource UpdateAlarmModel
        UpdateDetectorModel UpdateInput",
        ),
    },
    Group {
        plane: Plane::Data,
        logged: Logged::Yes,
        note: "A sample record is documented.",
        instead: None,
        names: &names::<2>(
            "DescribeDetector ListDetectors",
        ),
    },
    Group {
        plane: Plane::Data,
        logged: Logged::Undocumented,
        note: "The IoT Events page says all API calls, its companion most; no sample shows this one.",
        instead: Some(
            "IoT Events writes what its detectors do to CloudWatch Logs, where PutLoggingOptions turned that on.",
        ),
        names: &names::<10>(
            "BatchAcknowledgeAlarm BatchDeleteDetector BatchDisableAlarm BatchEnableAlarm BatchPutMessage
        BatchResetAlarm BatchSnoozeAlarm BatchUpdateDetector DescribeAlarm ListAlarms",
        ),
    },
];

const ANALYTICS: &[Group] = &[
    Group {
        plane: Plane::Control,
        logged: Logged::Yes,
        note: "The IoT Analytics page lists it among the logged actions.",
        instead: None,
        names: &names::<26>(
            "CancelPipelineReprocessing CreateChannel CreateDataset CreateDatasetContent CreateDatastore
        CreatePipeline DeleteChannel DeleteDataset DeleteDatasetContent DeleteDatastore DeletePipeline
        DescribeChannel DescribeDataset DescribeDatastore DescribeLoggingOptions DescribePipeline
        ListChannels ListDatasets ListDatastores ListPipelines PutLoggingOptions StartPipelineReprocessing
        UpdateChannel UpdateDataset UpdateDatastore UpdatePipeline",
        ),
    },
    Group {
        plane: Plane::Data,
        logged: Logged::Yes,
        note: "The IoT Analytics page lists it among the logged actions.",
        instead: None,
        names: &names::<3>("GetDatasetContent RunPipelineActivity SampleChannelData"),
    },
    Group {
        plane: Plane::Data,
        logged: Logged::No,
        note: "Brings messages in, and is missing from the logged actions that the IoT Analytics page lists.",
        instead: Some(
            "IoT Analytics writes its errors to CloudWatch Logs, where PutLoggingOptions turned that on.",
        ),
        names: &names::<1>("BatchPutMessage"),
    },
    Group {
        plane: Plane::Control,
        logged: Logged::Undocumented,
        note: "Missing from the logged actions that the IoT Analytics page lists.",
        instead: None,
        names: &names::<4>("ListDatasetContents ListTagsForResource TagResource UntagResource"),
    },
];

const ONE_CLICK: &[Group] = &[
    Group {
        plane: Plane::Control,
        logged: Logged::Yes,
        note: "The 1-Click page lists it among the logged actions.",
        instead: None,
        names: &names::<17>(
            "AssociateDeviceWithPlacement CreatePlacement CreateProject DeletePlacement DeleteProject
        DescribeDevice DescribePlacement DescribeProject DisassociateDeviceFromPlacement GetDeviceMethods
        GetDevicesInPlacement ListDevices ListPlacements ListProjects UpdateDeviceState UpdatePlacement
        UpdateProject",
        ),
    },
    Group {
        plane: Plane::Data,
        logged: Logged::Yes,
        note: "The 1-Click page lists it among the logged actions.",
        instead: None,
        names: &names::<1>("InvokeDeviceMethod"),
    },
    Group {
        plane: Plane::Control,
        logged: Logged::Undocumented,
        note: "Missing from the logged actions that the 1-Click page lists.",
        instead: None,
        names: &names::<7>(
            "ClaimDevicesByClaimCode FinalizeDeviceClaim InitiateDeviceClaim ListTagsForResource TagResource
        UnclaimDevice UntagResource",
        ),
    },
    Group {
        plane: Plane::Data,
        logged: Logged::Undocumented,
        note: "Missing from the logged actions that the 1-Click page lists.",
        instead: None,
        names: &names::<1>("ListDeviceEvents"),
    },
];
