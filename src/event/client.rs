//! What program made a request, as far as `userAgent` says.

use super::{Facts, Field};
use crate::catalog;

/// The class of a `userAgent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Client {
    /// The AWS console or its back end.
    Console,
    /// The AWS command line.
    Cli,
    /// The AWS tools for PowerShell.
    PowerShell,
    /// An AWS SDK, in that language.
    Sdk(Language),
    /// Terraform or another client of its provider.
    Terraform,
    /// A browser, outside the console as far as the record says.
    Browser,
    /// Another AWS service, by its DNS name.
    Service,
    /// AWS's own machinery (`aws-internal/3 …`, `AWS Internal`).
    Internal,
    /// Something else: the recorded text is all there is.
    Other,
    /// Nothing recorded.
    None,
}

/// The language an SDK is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // each is what it is called
pub enum Language {
    Python,
    Java,
    JavaScript,
    Go,
    DotNet,
    Ruby,
    Php,
    Rust,
    Cpp,
    Kotlin,
    Swift,
    Other,
}

impl Client {
    /// The class as queries and scripts see it.
    pub fn name(self) -> &'static str {
        match self {
            Client::Console => "console",
            Client::Cli => "cli",
            Client::PowerShell => "powershell",
            Client::Sdk(Language::Python) => "sdk-python",
            Client::Sdk(Language::Java) => "sdk-java",
            Client::Sdk(Language::JavaScript) => "sdk-javascript",
            Client::Sdk(Language::Go) => "sdk-go",
            Client::Sdk(Language::DotNet) => "sdk-dotnet",
            Client::Sdk(Language::Ruby) => "sdk-ruby",
            Client::Sdk(Language::Php) => "sdk-php",
            Client::Sdk(Language::Rust) => "sdk-rust",
            Client::Sdk(Language::Cpp) => "sdk-cpp",
            Client::Sdk(Language::Kotlin) => "sdk-kotlin",
            Client::Sdk(Language::Swift) => "sdk-swift",
            Client::Sdk(Language::Other) => "sdk",
            Client::Terraform => "terraform",
            Client::Browser => "browser",
            Client::Service => "service",
            Client::Internal => "internal",
            Client::Other => "other",
            Client::None => "none",
        }
    }
}

/// The class of the record's user agent. Where the session's credentials came from the console, a user agent that
/// names no tool of the user's own is the console's.
pub fn client(facts: &dyn Facts) -> Client {
    let client = facts.text(Field::UserAgent).map_or(Client::None, class);
    let of_the_user = matches!(client, Client::Cli | Client::PowerShell | Client::Terraform);
    let console = facts
        .text(Field::SessionCredentialFromConsole)
        .is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
    if console && !of_the_user {
        Client::Console
    } else {
        client
    }
}

fn class(agent: &str) -> Client {
    // S3 writes user agents in brackets.
    let agent = agent.trim().trim_start_matches('[').trim_end_matches(']').trim();
    if agent.is_empty() {
        return Client::None;
    }
    if is_console_host(agent) {
        return Client::Console;
    }
    if catalog::is_service(agent) {
        return Client::Service;
    }
    if let Some((_, client)) = FIRST_WORDS.iter().find(|(word, _)| agent.starts_with(word)) {
        return *client;
    }
    // Terraform names the SDK it is built on, the console's back ends name it and aws-internal too.
    if agent.contains("HashiCorp") || agent.contains("Terraform") || agent.contains("terraform") {
        return Client::Terraform;
    }
    if agent.contains("Console") {
        return Client::Console;
    }
    if agent.contains("aws-internal/") {
        return Client::Internal;
    }
    match agent.find("aws-sdk-") {
        Some(at) => Client::Sdk(language(&agent[at + "aws-sdk-".len()..])),
        None if agent.contains("Boto3/") || agent.contains("Botocore/") => Client::Sdk(Language::Python),
        None => Client::Other,
    }
}

const FIRST_WORDS: [(&str, Client); 9] = [
    ("aws-cli/", Client::Cli),
    ("Boto3/", Client::Sdk(Language::Python)),
    ("Boto/", Client::Sdk(Language::Python)),
    ("Botocore/", Client::Sdk(Language::Python)),
    ("AWS Internal", Client::Internal),
    ("Mozilla/", Client::Browser),
    ("AWSPowerShell", Client::PowerShell),
    ("AWS.Tools", Client::PowerShell),
    ("aws-tools-powershell", Client::PowerShell),
];

/// `console.aws.amazon.com`, `console.ec2.amazonaws.com`, `eu-west-1.console.aws.amazon.com`, `signin.amazonaws.com` …
pub(crate) fn is_console_host(name: &str) -> bool {
    let host = name
        .strip_suffix(".amazonaws.com")
        .or_else(|| name.strip_suffix(".aws.amazon.com"));
    host.is_some_and(|host| {
        !host.contains(' ') && host.split('.').any(|label| matches!(label, "console" | "signin"))
    })
}

/// Whether what invoked a call is a back end of the console, at which somebody sat.
pub(crate) fn is_console(invoker: &str) -> bool {
    invoker.starts_with("AWS Internal") || is_console_host(invoker)
}

fn language(after: &str) -> Language {
    let word = after
        .split(|next: char| !next.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    match word {
        "java" | "android" => Language::Java,
        "js" | "nodejs" | "node" | "react" => Language::JavaScript,
        "go" => Language::Go,
        "net" | "dotnet" => Language::DotNet,
        "ruby" | "ruby2" | "ruby3" => Language::Ruby,
        "php" | "php2" | "php3" => Language::Php,
        "rust" => Language::Rust,
        "cpp" => Language::Cpp,
        "kotlin" => Language::Kotlin,
        "swift" | "iOS" | "ios" => Language::Swift,
        "python" => Language::Python,
        _ => Language::Other,
    }
}
