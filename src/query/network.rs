//! Networks of IP addresses, written as an address and how many of its bits count: `10.0.0.0/8`.

use std::net::IpAddr;

/// All addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// Reads `address/bits`; bits of the address beyond those that count do not matter.
    pub fn read(text: &str) -> Option<Network> {
        let (address, bits) = text.split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let digits = !bits.is_empty() && bits.len() <= 3 && bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits = digits.then(|| bits.parse().ok()).flatten()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        (bits <= most).then_some(Network { address, bits })
    }

    /// For an address with something else than its number of bits behind it, how many bits there can be.
    pub fn slip(text: &str) -> Option<u32> {
        let address: IpAddr = text.split_once('/')?.0.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        Network::read(text).is_none().then_some(most)
    }

    /// Whether `text` is an address in it. An IPv4 address may be written as IPv6 writes it (`::ffff:10.0.0.1`).
    pub fn contains(&self, text: &str) -> bool {
        // No address is longer, and most values are none: their first byte tells.
        let plausible = text.len() <= 45
            && text
                .as_bytes()
                .first()
                .is_some_and(|byte| byte.is_ascii_hexdigit() || *byte == b':');
        match (self.address, plausible.then(|| text.parse().ok()).flatten()) {
            (IpAddr::V4(network), Some(address)) => match address.to_canonical() {
                IpAddr::V4(address) => {
                    same_start(network.to_bits().into(), address.to_bits().into(), 32 - self.bits)
                }
                IpAddr::V6(_) => false,
            },
            (IpAddr::V6(network), Some(IpAddr::V6(address))) => {
                same_start(network.to_bits(), address.to_bits(), 128 - self.bits)
            }
            _ => false,
        }
    }
}

fn same_start(a: u128, b: u128, ignored: u32) -> bool {
    (a ^ b).checked_shr(ignored).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_in_their_networks() {
        for (network, address, expected) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.1.2.3/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("203.0.113.9/32", "203.0.113.9", true),
            ("203.0.113.9/32", "203.0.113.8", false),
            ("10.0.0.0/8", "::ffff:10.0.0.1", true),
            ("2001:db8::/32", "2001:DB8:0:1::5", true),
            ("2001:db8::/32", "2001:db9::5", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "10.0.0.1", false),
            ("10.0.0.0/8", "10.0.0.1.example.com", false),
            ("10.0.0.0/8", "AWS Internal", false),
        ] {
            assert_eq!(
                Network::read(network).unwrap().contains(address),
                expected,
                "{network} {address}"
            );
        }
    }

    #[test]
    fn what_is_no_network_is_none() {
        for text in [
            "10.0.0.0",
            "10.0.0/8",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "a/8",
            "/8",
        ] {
            assert_eq!(Network::read(text), None, "{text}");
        }
    }

    #[test]
    fn too_many_bits_are_a_slip() {
        assert_eq!(Network::slip("10.0.0.0/99"), Some(32));
        assert_eq!(Network::slip("::/129"), Some(128));
        assert_eq!(Network::slip("10.0.0.0/"), Some(32));
        for text in ["10.0.0.0/8", "10.0.0.0", "role/99", "1.2.3/4"] {
            assert_eq!(Network::slip(text), None, "{text}");
        }
    }
}
