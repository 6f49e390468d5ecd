//! Where a request came from, as far as `sourceIPAddress` says.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Facts, Field};
use crate::catalog;

/// The class of a `sourceIPAddress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// An address of the internet.
    Public,
    /// An address of a private network.
    Private,
    /// Through a VPC endpoint, whatever the address.
    VpcEndpoint,
    /// Another AWS service, by its DNS name.
    Service,
    /// `AWS Internal`, with or without a number.
    Internal,
    /// The host itself, as in samples.
    Loopback,
    /// An address reserved for documentation.
    Documentation,
    /// Something else: the recorded text is all there is.
    Other,
    /// Nothing recorded.
    None,
}

impl Origin {
    /// The class as queries and scripts see it.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Public => "public",
            Origin::Private => "private",
            Origin::VpcEndpoint => "vpc-endpoint",
            Origin::Service => "service",
            Origin::Internal => "internal",
            Origin::Loopback => "loopback",
            Origin::Documentation => "documentation",
            Origin::Other => "other",
            Origin::None => "none",
        }
    }
}

/// The class of the record's source address. Services reach one another through endpoints as well; their name
/// says more than that.
pub fn origin(facts: &dyn Facts) -> Origin {
    let source = facts.text(Field::SourceIpAddress).map(str::trim);
    let origin = match source {
        None => Origin::None,
        Some(source) if source.starts_with("AWS Internal") => Origin::Internal,
        Some(source) if catalog::is_service(source) => Origin::Service,
        Some(source) => source.parse().map_or(Origin::Other, address),
    };
    // The field also holds "AWS Internal" or a service's name, which are no endpoints.
    let by_endpoint = facts
        .text(Field::VpcEndpointId)
        .is_some_and(|id| id.starts_with("vpce-"));
    match origin {
        Origin::Public | Origin::Private | Origin::None if by_endpoint => Origin::VpcEndpoint,
        origin => origin,
    }
}

fn address(address: IpAddr) -> Origin {
    match address.to_canonical() {
        address if address.is_unspecified() || address.is_multicast() => Origin::Other,
        address if address.is_loopback() => Origin::Loopback,
        IpAddr::V4(v4) if v4.is_documentation() => Origin::Documentation,
        IpAddr::V4(v4) if v4.is_private() || v4.is_link_local() || is_shared(v4) => Origin::Private,
        IpAddr::V6(v6) if is_documentation(v6) => Origin::Documentation,
        IpAddr::V6(v6) if v6.is_unique_local() || v6.is_unicast_link_local() => Origin::Private,
        _ => Origin::Public,
    }
}

/// 100.64.0.0/10, which carriers and VPCs use behind their gateways.
fn is_shared(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && second & 0xc0 == 64
}

/// 2001:db8::/32 and 3fff::/20.
fn is_documentation(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    (first, second) == (0x2001, 0xdb8) || (first == 0x3fff && second < 0x1000)
}
