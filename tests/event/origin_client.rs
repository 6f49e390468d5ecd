//! Where a request came from, and what program made it.

use serde_json::json;
use trailglass::event::{client::client, origin::origin};

use super::record::Record;

#[test]
fn origins() {
    let cases = [
        ("8.8.8.8", "public"),
        ("2600:1f18::1", "public"),
        ("::ffff:8.8.8.8", "public"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.32.0.1", "public"),
        ("192.168.1.1", "private"),
        ("::ffff:10.0.0.1", "private"),
        ("100.64.0.1", "private"),
        ("100.128.0.1", "public"),
        ("169.254.169.254", "private"),
        ("fd00::1", "private"),
        ("fc00::1", "private"),
        ("fe80::1", "private"),
        ("127.0.0.1", "loopback"),
        ("::1", "loopback"),
        ("192.0.2.0", "documentation"),
        ("198.51.100.7", "documentation"),
        ("203.0.113.9", "documentation"),
        ("2001:db8::1", "documentation"),
        ("cloudtrail.amazonaws.com", "service"),
        ("ec2.amazonaws.com.cn", "service"),
        ("inspector2.amazon.aws", "service"),
        ("AWS Internal", "internal"),
        ("AWS Internal/7", "internal"),
        (" 8.8.8.8 ", "public"),
        ("0.0.0.0", "other"),
        ("8.8.8.8, 9.9.9.9", "other"),
        ("sourceIPAddress1", "other"),
        ("", "none"),
    ];
    for (source, expected) in cases {
        assert_eq!(
            origin(&Record::new(&json!({"sourceIPAddress": source}))).name(),
            expected,
            "{source}"
        );
    }
    let service = json!({"sourceIPAddress": "s3.amazonaws.com", "vpcEndpointId": "vpce-0abc"});
    assert_eq!(origin(&Record::new(&service)).name(), "service");
    assert_eq!(
        origin(&Record::new(&json!({"vpcEndpointId": "vpce-0abc"}))).name(),
        "vpc-endpoint"
    );
    let through = |id: &str| json!({"sourceIPAddress": "10.0.0.1", "vpcEndpointId": id});
    assert_eq!(origin(&Record::new(&through("vpce-0abc"))).name(), "vpc-endpoint");
    assert_eq!(origin(&Record::new(&through("AWS Internal"))).name(), "private");
    assert_eq!(
        origin(&Record::new(&through("ssm.amazonaws.com"))).name(),
        "private"
    );
}

#[test]
fn clients() {
    let cases = [
        ("console.amazonaws.com", "console"),
        ("console.ec2.amazonaws.com", "console"),
        ("console.aws.amazon.com", "console"),
        ("eu-west-1.console.aws.amazon.com", "console"),
        ("signin.amazonaws.com", "console"),
        ("AWS CloudWatch Console", "console"),
        (
            "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.11.1 Linux/5]",
            "console",
        ),
        (
            "EC2ConsoleFrontend, aws-internal/3 aws-sdk-java/1.11.1",
            "console",
        ),
        ("aws-cli/2.2.16 Python/3.8.8 Darwin/20.5.0 command/s3.ls", "cli"),
        ("[aws-cli/2.2.16 Python/3.8.8 command/s3.ls]", "cli"),
        ("Boto3/1.18.1 Python/3.9.5 Linux/4.14", "sdk-python"),
        ("Botocore/1.2", "sdk-python"),
        ("[Boto3/1.18.1]", "sdk-python"),
        ("aws-sdk-java/2.17 Linux/5.4", "sdk-java"),
        ("aws-sdk-go/1.44 (go1.19; linux; amd64)", "sdk-go"),
        ("aws-sdk-go-v2/1.2 os/linux", "sdk-go"),
        ("m/E aws-sdk-go-v2/1.30", "sdk-go"),
        ("aws-sdk-nodejs/2.1 linux/v12", "sdk-javascript"),
        ("aws-sdk-js/3.0.0 ua/2.0", "sdk-javascript"),
        ("aws-sdk-dotnet-coreclr/3.7", "sdk-dotnet"),
        ("aws-sdk-ruby3/3.1", "sdk-ruby"),
        ("aws-sdk-php/3.2 guzzle", "sdk-php"),
        ("aws-sdk-rust/1.0 os/linux", "sdk-rust"),
        ("aws-sdk-cpp/1.9", "sdk-cpp"),
        ("aws-sdk-kotlin/1.0", "sdk-kotlin"),
        ("aws-sdk-swift/1.0", "sdk-swift"),
        ("aws-sdk-unheard/1.0", "sdk"),
        ("aws-sdk-", "sdk"),
        ("AWSPowerShell.Common/4.1", "powershell"),
        (
            "APN/1.0 HashiCorp/1.0 Terraform/1.3.0 terraform-provider-aws/4.0 aws-sdk-go/1.44",
            "terraform",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/100", "browser"),
        ("cloudformation.amazonaws.com", "service"),
        ("AWS Internal", "internal"),
        ("AWS Internal/3", "internal"),
        ("aws-internal/3", "internal"),
        ("aws-internal/3 exec-env/AWS_Lambda_java8", "internal"),
        (
            "[AWSCloudTrail, aws-internal/3 aws-sdk-java/1.11.991]",
            "internal",
        ),
        ("Coral/Jakarta", "other"),
        ("Apache-HttpClient/UNAVAILABLE (Java/1.8.0_252)", "other"),
        ("[]", "none"),
        ("", "none"),
    ];
    for (agent, expected) in cases {
        assert_eq!(
            client(&Record::new(&json!({"userAgent": agent}))).name(),
            expected,
            "{agent}"
        );
    }
}

#[test]
fn credentials_from_the_console() {
    let from_console = |agent| json!({"userAgent": agent, "sessionCredentialFromConsole": "true"});
    for (agent, expected) in [
        (json!("Mozilla/5.0 (X11)"), "console"),
        (json!("AWS Internal"), "console"),
        (json!("aws-sdk-java/2.17"), "console"),
        (json!(null), "console"),
        // CloudShell gives the console's credentials to the command line.
        (json!("aws-cli/2.9 exec-env/CloudShell"), "cli"),
    ] {
        assert_eq!(
            client(&Record::new(&from_console(agent.clone()))).name(),
            expected,
            "{agent}"
        );
    }
}
