//! Amazon Resource Names: `arn:<partition>:<service>:<region>:<account>:<resource>`, of any partition.

/// The parts of an ARN; region and account are empty where the service leaves them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // named as AWS names them
pub struct Arn<'a> {
    pub partition: &'a str,
    pub service: &'a str,
    pub region: &'a str,
    pub account: &'a str,
    /// All that follows the fifth colon; it may hold more colons and slashes.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// The parts of `text`; `None` when it is no ARN.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
        let mut next = || parts.next();
        Some(Arn {
            partition: next()?,
            service: next()?,
            region: next()?,
            account: next()?,
            resource: next()?,
        })
    }

    /// What people call the resource: its name without its type (`role/service-role/Reader` is `Reader`,
    /// `function:resize` is `resize`), and bucket with key for S3.
    pub fn short_name(&self) -> &'a str {
        let resource = self.resource.trim_start_matches('/');
        let name = match self.service {
            "s3" => resource.trim_end_matches('/'),
            "iam" => resource.rsplit('/').next().unwrap_or(resource),
            _ => resource.split_once([':', '/']).map_or(resource, |(_, name)| name),
        };
        let name = name.strip_suffix(":*").unwrap_or(name);
        if name.is_empty() { self.resource } else { name }
    }

    /// Role and session of `assumed-role/<role>/<session>`.
    pub fn role_session(&self) -> Option<(&'a str, &'a str)> {
        let rest = self.resource.strip_prefix("assumed-role/")?;
        Some(rest.rsplit_once('/').unwrap_or((rest, "")))
    }
}

/// The short name when `text` is an ARN, else `text`.
pub fn short(text: &str) -> &str {
    Arn::parse(text).map_or(text, |arn| arn.short_name())
}
