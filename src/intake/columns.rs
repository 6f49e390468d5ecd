//! Rows of columns (CSV exports, query results) as partial records: column names to CloudTrail's own.

use serde_json::{Map, Value};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// Text of the field at this path.
    Text(Vec<String>),
    /// A structure, as JSON or in Presto's notation.
    Structure(Vec<String>),
    /// The console's list of resources.
    Resources,
    /// A whole record as JSON.
    Record,
    Ignored,
}

/// Fields that hold plain text, spelled as CloudTrail does.
const TEXT: [&str; 20] = [
    "eventVersion",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestID",
    "eventID",
    "readOnly",
    "eventType",
    "apiVersion",
    "managementEvent",
    "recipientAccountId",
    "sharedEventID",
    "vpcEndpointId",
    "eventCategory",
    "sessionCredentialFromConsole",
];

/// Fields that hold an object or a list.
const STRUCTURES: [&str; 9] = [
    "userIdentity",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "resources",
    "serviceEventDetails",
    "tlsDetails",
    "addendum",
    "insightDetails",
];

/// Names inside structures that Lake and Athena print in lower case.
const INNER: [&str; 20] = [
    "principalId",
    "accountId",
    "accessKeyId",
    "userName",
    "invokedBy",
    "identityProvider",
    "sessionContext",
    "sessionIssuer",
    "mfaAuthenticated",
    "creationDate",
    "webIdFederationData",
    "federatedProvider",
    "sourceIdentity",
    "ec2RoleDelivery",
    "onBehalfOf",
    "userId",
    "identityStoreArn",
    "credentialId",
    "tlsVersion",
    "cipherSuite",
];

fn spelled(name: &str, known: &[&'static str]) -> Option<&'static str> {
    known
        .iter()
        .find(|known| known.eq_ignore_ascii_case(name))
        .copied()
}

impl Column {
    /// What the column of this name holds.
    pub fn named(name: &str) -> Column {
        let name = name.trim();
        let path = |path: &str| path.split('.').map(str::to_owned).collect();
        let plain: String = name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect();
        match plain.to_ascii_lowercase().as_str() {
            "username" => return Column::Text(path("userIdentity.userName")),
            "awsaccesskey" | "accesskeyid" => return Column::Text(path("userIdentity.accessKeyId")),
            "eventjson" | "@message" => return Column::Record,
            "resources" => return Column::Resources,
            _ => {}
        }
        if let Some(field) = spelled(&plain, &TEXT) {
            return Column::Text(vec![field.to_owned()]);
        }
        if let Some(field) = spelled(&plain, &STRUCTURES) {
            return Column::Structure(vec![field.to_owned()]);
        }
        // Exploded columns such as userIdentity.arn or resources.0.ARN.
        if let Some((first, rest)) = name.split_once('.')
            && let Some(field) = spelled(first, &STRUCTURES)
        {
            let rest = rest
                .split('.')
                .map(|part| spelled(part, &INNER).unwrap_or(part).to_owned());
            return Column::Text(std::iter::once(field.to_owned()).chain(rest).collect());
        }
        Column::Ignored
    }

    pub fn is_known(&self) -> bool {
        *self != Column::Ignored
    }
}

/// What a row maps to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub json: Vec<u8>,
    /// Rebuilt from columns, with fewer facts than the record has.
    pub partial: bool,
}

/// The record that a row stands for; nothing when no cell says anything.
pub(super) fn record<'c>(cells: impl IntoIterator<Item = (&'c Column, &'c str)>) -> Option<Row> {
    let mut root = Value::Object(Map::new());
    for (column, cell) in cells {
        let text = cell.trim();
        if text.is_empty() {
            continue;
        }
        match column {
            Column::Record if text.contains('{') => {
                let json = text.as_bytes()[text.find('{').unwrap_or(0)..].to_vec();
                return Some(Row { json, partial: false });
            }
            Column::Text(path) => put(&mut root, path, Value::String(cell.to_owned())),
            Column::Structure(path) => put(&mut root, path, structure(text)),
            Column::Resources => put(&mut root, &["resources".to_owned()], resources(text)),
            _ => {}
        }
    }
    let found = root.as_object().is_some_and(|fields| !fields.is_empty());
    found.then(|| Row {
        json: root.to_string().into_bytes(),
        partial: true,
    })
}

/// Puts a value at a path, numbers in which are positions of a list.
fn put(at: &mut Value, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *at = value;
        return;
    };
    if let Ok(index @ 0..100) = first.parse::<usize>() {
        if !at.is_array() {
            *at = Value::Array(Vec::new());
        }
        if let Value::Array(list) = at {
            if list.len() <= index {
                list.resize(index + 1, Value::Null);
            }
            put(&mut list[index], rest, value);
        }
        return;
    }
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    if let Value::Object(fields) = at {
        put(fields.entry(first.as_str()).or_insert(Value::Null), rest, value);
    }
}

fn structure(text: &str) -> Value {
    if let Ok(value) = serde_json::from_str(text) {
        return value;
    }
    presto(text, 0).unwrap_or_else(|| Value::String(text.to_owned()))
}

/// The console's `[{"resourceType":…,"resourceName":…}]` in a record's own words.
fn resources(text: &str) -> Value {
    let Value::Array(list) = structure(text) else {
        return Value::String(text.to_owned());
    };
    list.into_iter().map(resource).collect()
}

/// One resource of the console or a lookup result in a record's own words.
pub(super) fn resource(value: Value) -> Value {
    let Value::Object(fields) = value else {
        return value;
    };
    let mut resource = Map::new();
    for (key, value) in fields {
        let key = match key.as_str() {
            "resourceType" | "ResourceType" => "type",
            "resourceName" | "ResourceName"
                if value.as_str().is_some_and(|name| name.starts_with("arn:")) =>
            {
                "ARN"
            }
            "resourceName" | "ResourceName" => "name",
            "arn" => "ARN",
            "accountid" => "accountId",
            other => other,
        };
        if !value.is_null() {
            resource.insert(key.to_owned(), value);
        }
    }
    Value::Object(resource)
}

/// `{key=value, key={…}}` and `[…]`, as Presto prints rows and maps.
fn presto(text: &str, depth: u8) -> Option<Value> {
    let text = text.trim();
    if depth > 16 {
        return None;
    }
    if let Some(inside) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return parts(inside, false)
            .into_iter()
            .map(|part| presto(part, depth + 1))
            .collect::<Option<_>>();
    }
    if let Some(inside) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        let mut fields = Map::new();
        for part in parts(inside, true) {
            let (key, value) = part.split_once('=')?;
            let key = key.trim();
            let value = presto(value, depth + 1)?;
            if !value.is_null() {
                fields.insert(spelled(key, &INNER).unwrap_or(key).to_owned(), value);
            }
        }
        return Some(Value::Object(fields));
    }
    Some(if text == "null" {
        Value::Null
    } else {
        Value::String(text.to_owned())
    })
}

/// Splits at `, `; inside an object only before `key=`, for values hold commas too.
fn parts(text: &str, object: bool) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                let next = text[at + 1..].trim_start();
                let key = next.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.'));
                if !object || key.is_some_and(|end| end > 0 && next[end..].starts_with('=')) {
                    parts.push(&text[start..at]);
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    if !text[start..].trim().is_empty() {
        parts.push(&text[start..]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn presto_rows_become_objects() {
        let text = "{type=IAMUser, arn=arn:aws:iam::1:user/a,b, accountid=1, invokedby=null, \
                    sessioncontext={attributes={mfaauthenticated=false}, sessionissuer=null}}";
        let expected = json!({
            "type": "IAMUser", "arn": "arn:aws:iam::1:user/a,b", "accountId": "1",
            "sessionContext": {"attributes": {"mfaAuthenticated": "false"}},
        });
        assert_eq!(structure(text), expected);
        assert_eq!(
            structure("[{arn=x}, {arn=y}]"),
            json!([{"arn": "x"}, {"arn": "y"}])
        );
    }

    #[test]
    fn dotted_columns_become_nested() {
        let columns: Vec<Column> = ["userIdentity.arn", "resources.1.ARN", "EVENTNAME", "unknown"]
            .map(Column::named)
            .into();
        let row = record(columns.iter().zip(["a", "b", "c", "d"])).unwrap();
        let value: Value = serde_json::from_slice(&row.json).unwrap();
        assert_eq!(
            value,
            json!({"userIdentity": {"arn": "a"}, "resources": [null, {"ARN": "b"}], "eventName": "c"})
        );
    }
}
