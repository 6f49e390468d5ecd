//! The five IoT services, against the reference list where that is at hand.

use serde_json::Value;
use trailglass::catalog::{
    Logged, Plane, SERVICES, is_service, neighbour, neighbours, service, short_service,
};

use super::record::shared;

#[test]
fn services_by_event_source() {
    for (source, short) in [
        ("iot.amazonaws.com", Some("iot")),
        ("iotdataplane.amazonaws.com", Some("iot")),
        ("iotjobsdataplane.amazonaws.com", Some("iot")),
        ("iot.amazonaws.com.cn", Some("iot")),
        ("iottwinmaker.amazonaws.com", Some("iottwinmaker")),
        ("iotevents.amazonaws.com", Some("iotevents")),
        ("ioteventsdata.amazonaws.com", Some("iotevents")),
        ("iotanalytics.amazonaws.com", Some("iotanalytics")),
        ("iot1click.amazonaws.com", Some("iot1click")),
        ("iotsitewise.amazonaws.com", None),
        ("s3.amazonaws.com", None),
        ("", None),
    ] {
        assert_eq!(service(source).map(|service| service.short), short, "{source}");
    }
}

#[test]
fn operations() {
    let iot = service("iot.amazonaws.com").unwrap();
    let attach = iot.operation("AttachPolicy").unwrap();
    assert_eq!(
        (attach.plane, attach.logged, attach.read_only),
        (Plane::Control, Logged::Yes, false)
    );
    assert_eq!(iot.operation("ListThings").unwrap().logged, Logged::No);
    assert_eq!(iot.operation("ListJobs").unwrap().logged, Logged::Yes);
    assert_eq!(
        iot.operation("DescribeThing").unwrap().logged,
        Logged::Undocumented
    );
    assert_eq!(iot.operation("Publish").unwrap().plane, Plane::Data);
    assert_eq!(iot.operation("attachpolicy"), None);
    // Both planes have it; by name alone it is the control plane's.
    assert_eq!(
        iot.operation("DescribeJobExecution").unwrap().plane,
        Plane::Control
    );
    let twice: Vec<_> = iot
        .operations()
        .into_iter()
        .filter(|o| o.name == "DescribeJobExecution")
        .collect();
    assert_eq!(
        twice.iter().map(|o| o.plane).collect::<Vec<_>>(),
        [Plane::Control, Plane::Data]
    );

    let counts = SERVICES
        .iter()
        .map(|service| service.operations().len())
        .collect::<Vec<_>>();
    assert_eq!(counts, [288, 40, 38, 34, 26]);
    for service in &SERVICES {
        let operations = service.operations();
        assert!(operations.is_sorted_by_key(|operation| operation.name));
        for operation in operations {
            assert!(service.operation(operation.name).is_some());
            assert!(operation.note.ends_with('.'), "{}", operation.name);
        }
    }
}

#[test]
fn an_operation_of_both_planes_is_told_by_its_source() {
    let iot = service("iot.amazonaws.com").unwrap();
    let plane = |source: &str| iot.operation_at(source, "DescribeJobExecution").unwrap().plane;
    assert_eq!(plane("iot.amazonaws.com"), Plane::Control);
    assert_eq!(plane("iotjobsdataplane.amazonaws.com"), Plane::Data);
    assert_eq!(
        iot.operation_at("iotdataplane", "CreateThing").unwrap().plane,
        Plane::Control
    );
    assert_eq!(iot.operation_at("iot", "MakeTea"), None);
}

#[test]
fn neighbours_are_known_by_name_and_are_none_of_the_five() {
    assert_eq!(neighbour("iotsitewise.amazonaws.com"), Some("AWS IoT SiteWise"));
    assert_eq!(neighbour("greengrass"), Some("AWS IoT Greengrass"));
    assert_eq!(neighbour("iot.amazonaws.com"), None);
    for short in neighbours() {
        assert!(neighbour(short).is_some() && service(short).is_none(), "{short}");
    }
}

#[test]
fn service_names() {
    for (name, short) in [
        ("s3.amazonaws.com", "s3"),
        ("ec2.amazonaws.com.cn", "ec2"),
        ("AWS Internal", "AWS Internal"),
        (".amazonaws.com", ".amazonaws.com"),
        ("s3", "s3"),
    ] {
        assert_eq!(short_service(name), short);
        assert_eq!(is_service(name), short != name);
    }
    assert!(!is_service("a browser of s3.amazonaws.com"));
}

#[test]
fn agrees_with_the_reference_list() {
    let Some(path) = shared("reference/iot_operations.json") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let reference: Value = serde_json::from_str(&text).unwrap();
    let services = reference["services"].as_array().unwrap();
    assert_eq!(services.len(), SERVICES.len());
    for listed in services {
        let short = listed["key"].as_str().unwrap();
        let known = SERVICES.iter().find(|service| service.short == short).unwrap();
        let sources: Vec<_> = listed["eventSources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s.as_str().unwrap())
            .collect();
        assert_eq!(known.event_sources, sources);
        assert_eq!(known.life_cycle.is_some(), listed.get("retired").is_some());

        let mut expected: Vec<_> = listed["operations"]
            .as_array()
            .unwrap()
            .iter()
            .map(facts)
            .collect();
        expected.sort();
        let operations = known.operations().into_iter();
        let found: Vec<_> = operations
            .map(|o| {
                let logged = match o.logged {
                    Logged::Yes => "true",
                    Logged::No => "false",
                    Logged::Undocumented => "null",
                };
                let plane = if o.plane == Plane::Data { "data" } else { "control" };
                (
                    o.name.to_owned(),
                    plane.to_owned(),
                    logged.to_owned(),
                    o.read_only,
                )
            })
            .collect();
        assert_eq!(found, expected, "{short}");
    }
}

fn facts(operation: &Value) -> (String, String, String, bool) {
    let text = |key: &str| operation[key].as_str().unwrap().to_owned();
    (
        text("name"),
        text("plane"),
        operation["logged"].to_string(),
        operation["readOnly"].as_bool().unwrap(),
    )
}
