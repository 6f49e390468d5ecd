//! The shapes people have: each gives its events, or its name.

use serde_json::json;
use trailglass::intake::{Accepted, Form, ProblemKind, Step};

use crate::support::{Collect, base64, gzip, read, record, trail};

/// Reads, checks that every record reads again, and that nothing was amiss.
fn clean(text: &str) -> Collect {
    let got = read(text.as_bytes());
    assert_eq!(got.problems, [], "{text}");
    got.reread_all(text.as_bytes(), &[]);
    got
}

fn escaped(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

#[test]
fn one_text_in_many_framings() {
    let (a, b) = (record("a"), record("b"));
    let pretty: serde_json::Value = serde_json::from_str(&trail(&["a", "b"])).unwrap();
    for text in [
        trail(&["a", "b"]),
        format!("\u{feff}{}", trail(&["a", "b"])),
        serde_json::to_string_pretty(&pretty).unwrap(),
        format!(r#"{{"Owner":{{"Records":[1,{{}}]}},"Records" : [ {a} ,{b}] , "more":[1,2,{{"x":"]"}}]}}"#),
        format!("[{a},\n {b}]"),
        format!("{a}\n{b}\n"),
        format!("{a}\r\n\r\n{b}"),
        format!("{a}{b}"),
        format!("{a},\n{b},\n"),
        format!("{}\n{}", trail(&["a"]), trail(&["b"])),
        format!("{}\u{feff}{}", trail(&["a"]), trail(&["b"])),
        format!("[{},{}]", trail(&["a"]), b),
        format!("[[{a}],[{b}]]"),
        format!("\u{1e}{a}\n\u{1e}{b}\n"),
        format!("[{},{}]", escaped(&a), escaped(&b)),
        format!("{}\n{}\n", escaped(&a), escaped(&b)),
    ] {
        assert_eq!(clean(&text).ids(), ["a", "b"], "{text}");
    }
}

#[test]
fn nothing_is_no_problem() {
    for text in ["", r#"{"Records":[]}"#, "[]", r#" {"Events" : [ ] } "#] {
        let got = clean(text);
        assert_eq!(
            (got.records.len(), got.asides.len(), got.streams.len()),
            (0, 0, 1),
            "{text}"
        );
    }
}

#[test]
fn utf16_as_power_shell_writes_it() {
    let text = trail(&["a", "\u{1f50e}"]);
    let little: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let big: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for bytes in [little, big] {
        let got = read(&bytes);
        assert_eq!(got.ids(), ["a", "\u{1f50e}"]);
        assert!(matches!(got.streams[0].route[..], [Step::Utf16 { .. }]));
        got.reread_all(&bytes, &[]);
    }
}

#[test]
fn lookup_events() {
    let item = |id: &str| {
        json!({"EventId": id, "EventName": "X", "ReadOnly": "true", "EventTime": 1_424_476_529.0, "Username": "root",
               "Resources": [], "CloudTrailEvent": record(id)})
    };
    let page = json!({"Events": [item("a"), item("b")], "NextToken": "t"}).to_string();
    let got = clean(&page);
    assert_eq!(got.ids(), ["a", "b"]);
    assert!(
        got.records
            .iter()
            .all(|record| !record.partial && record.place.form == Form::JsonString)
    );
    assert_eq!(clean(&format!("{page}{page}")).ids(), ["a", "b", "a", "b"]);
    assert_eq!(
        clean(&format!("{}\n{}\n", item("a"), item("b"))).ids(),
        ["a", "b"]
    );
    assert_eq!(
        clean(&json!({"data": {"Events": [item("a")]}}).to_string()).ids(),
        ["a"]
    );
}

#[test]
fn lookup_events_without_a_sound_event_fall_back_to_their_outer_fields() {
    let mut item = json!({"EventId": "a", "EventName": "CreateThing", "EventTime": "2024-05-06T07:08:09-08:00",
        "EventSource": "iot.amazonaws.com", "Username": "ada", "AccessKeyId": "AKIAEXAMPLE", "ReadOnly": "false",
        "Resources": [{"ResourceType": "AWS::IoT::Thing", "ResourceName": "lamp"}]});
    let got = clean(&json!({"Events": [item]}).to_string());
    assert!(got.records[0].partial);
    assert_eq!(
        got.records[0].value,
        json!({"eventID": "a", "eventName": "CreateThing", "eventTime": "2024-05-06T07:08:09-08:00",
            "eventSource": "iot.amazonaws.com", "readOnly": "false",
            "userIdentity": {"userName": "ada", "accessKeyId": "AKIAEXAMPLE"},
            "resources": [{"type": "AWS::IoT::Thing", "name": "lamp"}]})
    );
    item["CloudTrailEvent"] = json!(&record("a")[..300]);
    let text = json!({"Events": [item]}).to_string();
    let got = read(text.as_bytes());
    assert_eq!((got.ids(), got.records[0].partial), (vec!["a"], true));
    got.only(ProblemKind::Syntax);
}

#[test]
fn event_bridge() {
    let wrap = |kind: &str, source: &str, detail: serde_json::Value| json!({"version": "0", "id": "i", "detail-type": kind, "source": source, "detail": detail});
    let detail: serde_json::Value = serde_json::from_str(&record("a")).unwrap();
    for kind in [
        "AWS API Call via CloudTrail",
        "AWS Console Signin via CloudTrail",
        "aws service event VIA cloudtrail",
        "odd",
    ] {
        assert_eq!(
            clean(&wrap(kind, "aws.iot", detail.clone()).to_string()).ids(),
            ["a"],
            "{kind}"
        );
    }
    let insight = json!({"eventVersion": "1.08", "eventTime": "2024-05-06T07:08:09Z", "insightDetails": {"state": "Start"}});
    let got = clean(&wrap("AWS Insight via CloudTrail", "aws.cloudtrail", insight).to_string());
    assert_eq!(got.records[0].accepted, Accepted::Insight);
    let got = clean(&wrap("AWS Health Event", "aws.health", json!({"eventArn": "x"})).to_string());
    assert_eq!(got.aside_names(), ["EventBridge event of aws.health"]);
    let lines = format!(
        "{}\n{}\n",
        wrap("odd", "aws.iot", detail.clone()),
        wrap("x", "aws.ec2", json!({}))
    );
    let got = clean(&lines);
    assert_eq!(
        (got.ids(), got.aside_names()),
        (vec!["a"], vec!["EventBridge event of aws.ec2".to_owned()])
    );
}

#[test]
fn queues_and_topics_wrap_text_in_text() {
    let bridge = json!({"detail-type": "AWS API Call via CloudTrail", "source": "aws.iot",
        "detail": serde_json::from_str::<serde_json::Value>(&record("a")).unwrap()});
    let sns =
        json!({"Type": "Notification", "MessageId": "m", "TopicArn": "t", "Message": bridge.to_string()});
    let sqs = json!({"MessageId": "m", "Body": sns.to_string()});
    let got = clean(&json!({"Messages": [sqs]}).to_string());
    assert_eq!(got.ids(), ["a"]);
    assert_eq!(got.records[0].stream.route.len(), 2);
    assert!(got.streams.iter().all(|stream| stream.inner_path.is_empty()));
    let lambda = json!({"Records": [{"messageId": "m", "body": record("b"), "eventSource": "aws:sqs", "awsRegion": "eu-west-1"}]});
    assert_eq!(clean(&lambda.to_string()).ids(), ["b"]);
    let lambda = json!({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": bridge.to_string()}}]});
    assert_eq!(clean(&lambda.to_string()).ids(), ["a"]);
    let mut deep = record("c");
    for _ in 0..8 {
        deep = json!({"Body": json!({"Message": deep}).to_string()}).to_string();
    }
    let got = read(deep.as_bytes());
    got.only(ProblemKind::Limit);
}

#[test]
fn notifications_are_named_not_taken_for_events() {
    let s3 = json!({"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "eu-west-1",
        "eventTime": "2024-05-06T07:08:09.000Z", "eventName": "ObjectCreated:Put", "s3": {"object": {"key": "k"}}}]});
    let got = clean(&s3.to_string());
    assert_eq!(
        (got.records.len(), got.aside_names()),
        (0, vec!["S3 event notification".to_owned()])
    );
    let sns = json!({"Type": "Notification", "Message": json!({"s3Bucket": "b", "s3ObjectKey": ["k"]}).to_string()});
    assert_eq!(
        clean(&sns.to_string()).aside_names(),
        ["CloudTrail delivery notification"]
    );
}

#[test]
fn cloud_watch_logs() {
    let line = |id: &str| json!({"timestamp": 1, "message": record(id), "ingestionTime": 2});
    assert_eq!(
        clean(&json!({"events": [line("a"), line("b")], "nextForwardToken": "f"}).to_string()).ids(),
        ["a", "b"]
    );
    let payload = json!({"messageType": "DATA_MESSAGE", "owner": "1", "logGroup": "g", "logEvents": [line("a"), line("b")]});
    assert_eq!(clean(&payload.to_string()).ids(), ["a", "b"]);
    let packed = json!({"awslogs": {"data": base64(&gzip(payload.to_string().as_bytes()))}}).to_string();
    let got = clean(&packed);
    assert_eq!(got.ids(), ["a", "b"]);
    assert!(matches!(got.records[0].stream.route[..], [Step::Base64 { .. }]));
    let other = json!({"events": [{"timestamp": 1, "message": "START RequestId"}]}).to_string();
    assert_eq!(
        clean(&other).aside_names(),
        ["CloudWatch Logs message that is not CloudTrail"]
    );
    let lines = format!(
        "2024-01-01T00:00:00.000Z {}\n2024-01-01T00:00:01.000Z stream/x {}\n",
        record("a"),
        record("b")
    );
    assert_eq!(clean(&lines).ids(), ["a", "b"]);
    assert_eq!(
        clean(&format!(
            "[{}]",
            json!({"@timestamp": "t", "@message": record("a")})
        ))
        .ids(),
        ["a"]
    );
    let rows = json!({"results": [[{"field": "@timestamp", "value": "t"}, {"field": "@message", "value": record("a")}]]});
    assert_eq!(clean(&rows.to_string()).ids(), ["a"]);
}

#[test]
fn log_managers() {
    let splunk = json!({"preview": false, "result": {"_raw": record("a"), "eventName": "x"}});
    let elastic = json!({"_index": "i", "_source": {"event": {"original": record("b")}, "aws": {}}});
    let plain = format!(r#"{{"_index":"i","_source":{}}}"#, record("c"));
    assert_eq!(
        clean(&format!("{splunk}\n{elastic}\n{plain}\n")).ids(),
        ["a", "b", "c"]
    );
    assert_eq!(
        clean(&json!({"took": 1, "hits": {"total": 1, "hits": [elastic]}}).to_string()).ids(),
        ["b"]
    );
    assert_eq!(
        clean(&json!({"_raw": record("a"), "eventName": "CreateThing"}).to_string()).ids(),
        ["a"]
    );
    let logstash =
        json!({"@timestamp": "2020-01-01T00:00:00.123Z", "@version": "1", "eventName": "X", "eventID": "d"});
    assert_eq!(clean(&logstash.to_string()).ids(), ["d"]);
}

#[test]
fn lake_results() {
    let row = |id: &str| {
        json!([{"eventID": id}, {"eventName": "PutObject"}, {"eventTime": "2023-01-22 16:53:53.000"},
        {"useridentity": "{type=IAMUser, username=ada}"}])
    };
    let got = clean(&json!({"QueryStatus": "FINISHED", "QueryResultRows": [row("a"), row("b")]}).to_string());
    assert_eq!(got.ids(), ["a", "b"]);
    assert!(got.records[0].partial);
    assert_eq!(
        got.records[0].value["userIdentity"],
        json!({"type": "IAMUser", "userName": "ada"})
    );
    let whole = json!({"QueryResultRows": [[{"eventjson": record("c")}]]});
    let got = clean(&whole.to_string());
    assert_eq!((got.ids(), got.records[0].partial), (vec!["c"], false));
    let counts = json!({"QueryResultRows": [[{"eventName": "PutObject"}, {"apiCount": "9"}]]});
    assert_eq!(
        clean(&counts.to_string()).aside_names(),
        ["query result that is not an event"]
    );
    let athena = json!({"ResultSet": {"Rows": [{"Data": [{"VarCharValue": "eventname"}]}]}});
    assert!(clean(&athena.to_string()).aside_names()[0].starts_with("Athena API result"));
}

#[test]
fn digests_insights_aggregates_and_the_old_iot_record() {
    let digest = json!({"awsAccountId": "1", "digestStartTime": "s", "digestEndTime": "e", "logFiles": []});
    assert_eq!(clean(&digest.to_string()).aside_names(), ["digest"]);
    let insight = json!({"eventVersion": "1.07", "eventTime": "t", "eventID": "i", "insightDetails": {"state": "Start"}});
    assert_eq!(
        clean(&json!({"Events": [insight]}).to_string()).records[0].accepted,
        Accepted::Insight
    );
    let aggregated =
        json!({"eventVersion": "1.0", "eventId": "x", "eventCategory": "Aggregated", "summary": {}});
    assert_eq!(
        clean(&json!([aggregated]).to_string()).records[0].accepted,
        Accepted::Aggregated
    );
    let old = json!({"timestamp": "1460159496", "EventID": "e", "EventName": "AttachPolicy", "RequestParamters": {}});
    let got = clean(&old.to_string());
    assert_eq!(
        (got.records[0].value.clone(), got.records[0].partial),
        (old, false)
    );
}

#[test]
fn console_csv() {
    let text = "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,\
Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category\n\
ada,AKIAEXAMPLE,2024-05-06T07:08:09Z,iot.amazonaws.com,CreateThing,eu-west-1,192.0.2.7,\"[aws-cli, \"\"2\"\"]\nx\",,\
\"[{\"\"resourceType\"\":\"\"AWS::IoT::Thing\"\",\"\"resourceName\"\":\"\"arn:aws:iot:::thing/lamp\"\"},{\"\"resourceType\"\":null,\"\"resourceName\"\":\"\"lamp\"\"}]\",\
r-1,e-1,false,AwsApiCall,111122223333,Management\r\n\
\n,,2024-05-06T07:08:10Z,signin.amazonaws.com,ConsoleLogin,,,,,[],,e-2,false,,,";
    let got = clean(text);
    assert_eq!(got.ids(), ["e-1", "e-2"]);
    assert_eq!(
        got.records[0].value,
        json!({"userIdentity": {"userName": "ada", "accessKeyId": "AKIAEXAMPLE"}, "eventTime": "2024-05-06T07:08:09Z",
            "eventSource": "iot.amazonaws.com", "eventName": "CreateThing", "awsRegion": "eu-west-1",
            "sourceIPAddress": "192.0.2.7", "userAgent": "[aws-cli, \"2\"]\nx",
            "resources": [{"type": "AWS::IoT::Thing", "ARN": "arn:aws:iot:::thing/lamp"}, {"name": "lamp"}],
            "requestID": "r-1", "eventID": "e-1", "readOnly": "false", "eventType": "AwsApiCall",
            "recipientAccountId": "111122223333", "eventCategory": "Management"})
    );
    let place = got.records[0].place;
    assert_eq!((place.form, got.records[0].partial), (Form::CsvRow, true));
    let row = &text[place.offset as usize..][..place.len as usize];
    assert!(
        row.starts_with("ada,AKIA") && row.ends_with("Management\r\n"),
        "{row}"
    );
}

#[test]
fn tables_of_lake_athena_and_logs_insights() {
    let got = clean(&format!(
        "\"eventname\",\"eventjson\"\n\"x\",{}\n",
        quoted(&record("a"))
    ));
    assert_eq!((got.ids(), got.records[0].partial), (vec!["a"], false));
    let got = clean(&format!("@timestamp,@message\n2024,{}\n", quoted(&record("b"))));
    assert_eq!(got.ids(), ["b"]);
    let got = clean("eventid\teventname\tuseridentity\nc\tGetObject\t{type=Root, accountid=1}\n");
    assert_eq!(
        got.records[0].value["userIdentity"],
        json!({"type": "Root", "accountId": "1"})
    );
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn what_is_no_trail_is_named() {
    for (bytes, name) in [
        (b"\xff\xd8\xff\xe0\0\x10JFIF".as_slice(), "JPEG image"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG image"),
        (b"%PDF-1.7\n%\xe2", "PDF document"),
        (b"hello, world\nthere\n", "text file"),
        (b"[section]\nkey=value\n", "text file"),
        (b"BMW, a text\n", "text file"),
        (b"<!doctype html><p>", "XML or HTML text"),
        (b"\0\0\0\0\0\0", "binary file"),
        (b"  \n \n", "blank text"),
        (
            br#"{"name":"x","version":"1.0.0"}"#,
            "JSON that is not CloudTrail",
        ),
    ] {
        let got = read(bytes);
        assert_eq!(
            (got.aside_names(), got.problems),
            (vec![name.to_owned()], vec![]),
            "{name}"
        );
    }
    for magic in [
        b"\x28\xb5\x2f\xfd\0\0".as_slice(),
        b"PAR1\x15\x04",
        b"BZh91AY",
        b"\xfd7zXZ\0\0",
    ] {
        assert_eq!(read(magic).kinds(), ["unsupported"]);
    }
}
