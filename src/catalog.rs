//! What is known beforehand: the five IoT services, their operations and resources, service names.

mod iot;
mod iot_core;
mod resources;

pub use iot::{IotService, Logged, Operation, Plane, SERVICES, neighbour, neighbours, service};
pub use resources::{ARNS, RESOURCE_KINDS, ResourceKind, resource_in};

/// The endings that AWS's partitions give to the DNS names of services.
const SUFFIXES: [&str; 9] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".amazon.aws",
    ".aws.amazon.com",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
];

/// A service's name without what its partition adds: `s3` of `s3.amazonaws.com`. Other text stays as it is.
pub fn short_service(name: &str) -> &str {
    SUFFIXES
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix))
        .filter(|short| !short.is_empty())
        .unwrap_or(name)
}

/// Whether `name` is the DNS name of an AWS service.
pub fn is_service(name: &str) -> bool {
    !name.contains(' ') && short_service(name).len() < name.len()
}
