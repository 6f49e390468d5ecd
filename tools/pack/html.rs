//! Just enough HTML to rewrite what Trunk writes: the tags of a page and their attributes.

use std::ops::Range;

/// A start tag of a page.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    /// Where it stands in the page, brackets included.
    pub span: Range<usize>,
    /// Its name as written.
    pub name: String,
    /// Names and values, without quotes; a name alone has an empty value.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// All start tags outside of comments.
pub fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = page[at..].find('<').map(|found| at + found) {
        let rest = &page[open..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(page.len(), |end| open + end);
        } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let tag = read(page, open);
            at = tag.span.end;
            tags.push(tag);
        } else {
            at = open + 1;
        }
    }
    tags
}

fn read(page: &str, start: usize) -> Tag {
    let name_end = end_of(page, start + 1, |c| c.is_whitespace() || c == '>' || c == '/');
    let mut tag = Tag {
        span: start..page.len(),
        name: page[start + 1..name_end].into(),
        attributes: Vec::new(),
    };
    let mut at = name_end;
    loop {
        at = end_of(page, at, |c| !c.is_whitespace() && c != '/');
        if at >= page.len() || page[at..].starts_with('>') {
            tag.span.end = (at + 1).min(page.len());
            return tag;
        }
        let key_end = end_of(page, at + 1, |c| c.is_whitespace() || "=>/".contains(c));
        let key = page[at..key_end].to_string();
        at = key_end;
        let mut value = String::new();
        if page[at..].starts_with('=') {
            let quote = page[at + 1..].chars().next().filter(|c| "\"'".contains(*c));
            let from = at + 1 + usize::from(quote.is_some());
            let to = end_of(page, from, |c| {
                quote.map_or(c.is_whitespace() || c == '>', |quote| c == quote)
            });
            value = page[from..to].into();
            at = to + usize::from(quote.is_some());
        }
        tag.attributes.push((key, value));
    }
}

fn end_of(page: &str, from: usize, stop: impl Fn(char) -> bool) -> usize {
    page.get(from..)
        .and_then(|rest| rest.find(stop))
        .map_or(page.len(), |found| from + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags_and_attributes() {
        let page = "<p>1 < 2<!-- <b> --><link data-trunk rel=css href='a b.css'/><img alt=\"x>y\"></p>";
        let tags = tags(page);
        let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["p", "link", "img"]);
        assert_eq!(tags[1].get("href"), Some("a b.css"));
        assert_eq!(tags[1].get("data-trunk"), Some(""));
        assert_eq!(tags[1].get("rel"), Some("css"));
        assert_eq!(
            &page[tags[1].span.clone()],
            "<link data-trunk rel=css href='a b.css'/>"
        );
        assert_eq!(tags[2].get("alt"), Some("x>y"));
    }

    proptest::proptest! {
        #[test]
        fn survives_any_text(page in "[<>a-c=\"' /!é-]{0,40}") {
            for tag in tags(&page) {
                assert!(page[tag.span].starts_with('<'));
            }
        }
    }
}
