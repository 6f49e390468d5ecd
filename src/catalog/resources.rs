//! The resources of the five IoT services: where records name each kind, and what its ARN looks like.

/// A kind of resource.
#[derive(Debug, PartialEq, Eq)]
pub struct ResourceKind {
    /// Its name in an address.
    pub word: &'static str,
    /// One of them in prose.
    pub one: &'static str,
    /// Several.
    pub many: &'static str,
    /// The short name of its service, which is that in its ARN too.
    pub service: &'static str,
    /// The word of the kind that it is part of, where its name says which one only together with that one's.
    pub owner: Option<&'static str>,
    /// Paths that hold its name, in records of its service. The first is where most do.
    pub names: &'static [&'static str],
    /// Paths that hold its ARN, beside [`ARNS`].
    pub arns: &'static [&'static str],
    /// The last part of its ARN, `$` for its name, after `$` for that of its owner.
    arn: &'static str,
    /// Whether other kinds are part of it, and their ARNs name it too.
    pub owns: bool,
}

/// Paths that hold the ARN of a resource of any kind, in records of any service.
pub const ARNS: [&str; 2] = ["resources.ARN", "requestParameters.resourceArn"];

const BASE: ResourceKind = ResourceKind {
    word: "",
    one: "",
    many: "",
    service: "",
    owner: None,
    names: &[],
    arns: &[],
    arn: "",
    owns: false,
};

/// Every kind, in the order of the services.
pub static RESOURCE_KINDS: [ResourceKind; 14] = [
    ResourceKind {
        word: "thing",
        one: "Thing",
        many: "Things",
        service: "iot",
        names: &["requestParameters.thingName", "responseElements.thingName"],
        // Jobs have targets; provisioning answers with what it made.
        arns: &[
            "requestParameters.thingArn",
            "requestParameters.targets",
            "responseElements.resourceArns.thing",
        ],
        arn: "thing/$",
        ..BASE
    },
    ResourceKind {
        word: "certificate",
        one: "Certificate",
        many: "Certificates",
        service: "iot",
        names: &[
            "requestParameters.certificateId",
            "responseElements.certificateId",
            "requestParameters.caCertificateId",
        ],
        // What a policy or a thing is attached to is a principal, or in newer operations a target.
        arns: &[
            "requestParameters.principal",
            "requestParameters.target",
            "responseElements.certificateArn",
            "responseElements.resourceArns.certificate",
        ],
        arn: "cert/$",
        ..BASE
    },
    ResourceKind {
        word: "policy",
        one: "IoT policy",
        many: "IoT policies",
        service: "iot",
        names: &[
            "requestParameters.policyName",
            "responseElements.policyName",
            "requestParameters.policyNamesToAdd",
            "requestParameters.policyNamesToSkip",
        ],
        arns: &["responseElements.resourceArns.policy"],
        arn: "policy/$",
        ..BASE
    },
    ResourceKind {
        word: "workspace",
        one: "Workspace",
        many: "Workspaces",
        service: "iottwinmaker",
        names: &["requestParameters.workspaceId"],
        arns: &[
            "requestParameters.sources.iotTwinMakerConfiguration.workspace",
            "requestParameters.destination.iotTwinMakerConfiguration.workspace",
        ],
        arn: "workspace/$",
        owns: true,
        ..BASE
    },
    ResourceKind {
        word: "entity",
        one: "Entity",
        many: "Entities",
        service: "iottwinmaker",
        owner: Some("workspace"),
        // One that is made without an id gets it with the response.
        names: &[
            "requestParameters.entityId",
            "responseElements.entityId",
            "requestParameters.entries.entityPropertyReference.entityId",
        ],
        arn: "workspace/$/entity/$",
        ..BASE
    },
    ResourceKind {
        word: "detector-model",
        one: "Detector model",
        many: "Detector models",
        service: "iotevents",
        names: &[
            "requestParameters.detectorModelName",
            "requestParameters.detectors.detectorModelName",
            "requestParameters.loggingOptions.detectorDebugOptions.detectorModelName",
        ],
        arn: "detectorModel/$",
        ..BASE
    },
    ResourceKind {
        word: "input",
        one: "Input",
        many: "Inputs",
        service: "iotevents",
        names: &[
            "requestParameters.inputName",
            "requestParameters.messages.inputName",
            "requestParameters.inputIdentifier.iotEventsInputIdentifier.inputName",
        ],
        arn: "input/$",
        ..BASE
    },
    ResourceKind {
        word: "channel",
        one: "Channel",
        many: "Channels",
        service: "iotanalytics",
        names: &[
            "requestParameters.channelName",
            "requestParameters.pipelineActivities.channel.channelName",
        ],
        arn: "channel/$",
        ..BASE
    },
    ResourceKind {
        word: "dataset",
        one: "Dataset",
        many: "Datasets",
        service: "iotanalytics",
        names: &[
            "requestParameters.datasetName",
            "requestParameters.triggers.dataset.name",
        ],
        arn: "dataset/$",
        ..BASE
    },
    ResourceKind {
        word: "datastore",
        one: "Data store",
        many: "Data stores",
        service: "iotanalytics",
        names: &[
            "requestParameters.datastoreName",
            "requestParameters.pipelineActivities.datastore.datastoreName",
        ],
        arn: "datastore/$",
        ..BASE
    },
    ResourceKind {
        word: "pipeline",
        one: "Pipeline",
        many: "Pipelines",
        service: "iotanalytics",
        names: &["requestParameters.pipelineName"],
        arn: "pipeline/$",
        ..BASE
    },
    ResourceKind {
        word: "device",
        one: "Device",
        many: "Devices",
        service: "iot1click",
        names: &["requestParameters.deviceId"],
        arn: "devices/$",
        ..BASE
    },
    ResourceKind {
        word: "project",
        one: "Project",
        many: "Projects",
        service: "iot1click",
        names: &["requestParameters.projectName"],
        arn: "projects/$",
        owns: true,
        ..BASE
    },
    ResourceKind {
        word: "placement",
        one: "Placement",
        many: "Placements",
        service: "iot1click",
        owner: Some("project"),
        names: &["requestParameters.placementName"],
        arn: "projects/$/placements/$",
        ..BASE
    },
];

impl ResourceKind {
    /// The kind of that word.
    pub fn named(word: &str) -> Option<&'static ResourceKind> {
        RESOURCE_KINDS.iter().find(|kind| kind.word == word)
    }

    /// The kind that this is part of.
    pub fn owner(&self) -> Option<&'static ResourceKind> {
        self.owner.and_then(ResourceKind::named)
    }

    /// The last part of its ARN, cut where names go: `workspace/`, `/entity/` and nothing.
    pub fn arn_parts(&self) -> impl Iterator<Item = &'static str> {
        self.arn.split('$')
    }

    /// The resource of this kind that the last part of an ARN names, `owner/name` where it is part of another.
    pub fn name_in(&self, resource: &str) -> Option<String> {
        let mut parts = self.arn_parts();
        let mut rest = resource.strip_prefix(parts.next()?)?;
        let mut names = Vec::new();
        for part in parts {
            let (name, after) = match part {
                "" => (rest, ""),
                part => rest.split_once(part)?,
            };
            if name.is_empty() || name.contains(['/', '*']) {
                return None;
            }
            names.push(name);
            rest = after;
        }
        Some(names.join("/"))
    }
}

/// The kind and the name of the resource that an ARN of that service names by its last part.
pub fn resource_in(service: &str, resource: &str) -> Option<(&'static ResourceKind, String)> {
    let mut kinds = RESOURCE_KINDS.iter().filter(|kind| kind.service == service);
    kinds.find_map(|kind| Some((kind, kind.name_in(resource)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::SERVICES;

    #[test]
    fn kinds_are_told_apart_and_have_a_service() {
        for (at, kind) in RESOURCE_KINDS.iter().enumerate() {
            assert!(SERVICES.iter().any(|service| service.short == kind.service));
            assert_eq!(ResourceKind::named(kind.word), Some(kind));
            assert!(RESOURCE_KINDS[..at].iter().all(|other| other.one != kind.one));
            assert_eq!(kind.arn_parts().count(), if kind.owner.is_some() { 3 } else { 2 });
            if let Some(owner) = kind.owner() {
                assert!(owner.owns && kind.arn.starts_with(owner.arn));
            }
        }
    }

    #[test]
    fn an_arn_names_its_resource() {
        for (service, resource, expected) in [
            ("iot", "thing/press-1", Some(("thing", "press-1"))),
            ("iot", "cert/00ff", Some(("certificate", "00ff"))),
            ("iot", "cert/*", None),
            ("iot", "thinggroup/line-1", None),
            ("iotevents", "thing/press-1", None),
            ("iotevents", "detectorModel/hot", Some(("detector-model", "hot"))),
            ("iottwinmaker", "workspace/hall", Some(("workspace", "hall"))),
            (
                "iottwinmaker",
                "workspace/hall/entity/e1",
                Some(("entity", "hall/e1")),
            ),
            ("iottwinmaker", "workspace/hall/scene/s", None),
            (
                "iot1click",
                "projects/p/placements/here",
                Some(("placement", "p/here")),
            ),
            ("iot1click", "projects/", None),
        ] {
            let found = resource_in(service, resource).map(|(kind, name)| (kind.word, name));
            let expected = expected.map(|(word, name)| (word, name.to_owned()));
            assert_eq!(found, expected, "{resource}");
        }
    }
}
