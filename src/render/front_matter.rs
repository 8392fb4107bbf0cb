//! Metadata as YAML front matter.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The keys of a record, in any schema, that front matter omits: the content and the outcome of the extraction.
const OMITTED: &[&str] = &[
    "text",
    "markdown",
    "html",
    "content",
    "textContent",
    "articleBody",
    "status",
    "kind",
    "truncated",
    "confidence",
    "evidence",
];

/// YAML between lines of three dashes: all keys of a record with a value but [`OMITTED`].
pub(crate) fn front_matter(record: &Map<String, Value>) -> String {
    let mut yaml = "---\n".to_owned();
    for (key, value) in record {
        if !OMITTED.contains(&key.as_str()) && !value.is_null() {
            yaml += &format!("{key}: {}\n", escaped(&value.to_string()));
        }
    }
    yaml + "---\n\n"
}

/// JSON as YAML. JSON is valid YAML except for characters that YAML forbids or reads as line breaks
/// ([YAML 1.1](https://yaml.org/spec/1.1/#c-printable), 5.1 and 5.4; 1.2 allows more). They occur in strings only and are
/// written as `\u` escapes, which both languages read.
fn escaped(json: &str) -> String {
    let mut yaml = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                _ = write!(yaml, "\\u{:04x}", u32::from(c));
            }
            _ => yaml.push(c),
        }
    }
    yaml
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use saphyr_parser::{Event, Parser};

    /// The scalars in a YAML document, read by a YAML parser.
    fn scalars(yaml: &str) -> Vec<String> {
        let events = Parser::new_from_str(yaml).map(|event| event.expect("YAML").0);
        let scalars = events.filter_map(|event| match event {
            Event::Scalar(value, ..) => Some(value.into_owned()),
            _ => None,
        });
        scalars.collect()
    }

    /// Random text with many characters that YAML treats as syntax or forbids.
    fn text() -> impl Strategy<Value = String> {
        let odd = "\0\t\n\r\u{1b}\u{7f}\u{80}\u{85}\u{9f}\u{a0}\u{ad}\u{2028}\u{2029}\u{d7ff}\u{e000}\u{feff}\u{fffd}\
            \u{fffe}\u{ffff}\u{1fffe}\u{10ffff}\"\\'#:-?{}[],&*!|>%@` /";
        let odd: Vec<char> = odd.chars().collect();
        let c = prop_oneof![prop::sample::select(odd), any::<char>(), prop::char::range(' ', '~')];
        prop::collection::vec(c, 0..30).prop_map(|chars| chars.into_iter().collect())
    }

    #[test]
    fn characters_that_yaml_has_not_are_escaped() {
        assert_eq!(escaped("\"a\u{7f}\u{85}\u{ffff}é\""), "\"a\\u007f\\u0085\\uffffé\"");
    }

    proptest! {
        #[test]
        fn a_parser_reads_it_back(title in text(), names in prop::collection::vec(text(), 0..3)) {
            let record = serde_json::json!({"title": title, "authors": names, "text": "x", "site": {"name": title}});
            let yaml = front_matter(record.as_object().expect("an object"));
            let mut expected = vec!["title".to_owned(), title.clone(), "authors".to_owned()];
            expected.extend(names);
            expected.extend(["site".to_owned(), "name".to_owned(), title]);
            prop_assert_eq!(scalars(&yaml[..yaml.len() - 5]), expected, "{}", yaml);
            let is_printable = |c: char| {
                let is_beyond_ascii = matches!(c, '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
                matches!(c, '\n' | ' '..='~') || is_beyond_ascii
            };
            prop_assert_eq!(yaml.chars().find(|&c| !is_printable(c)), None);
        }
    }
}
