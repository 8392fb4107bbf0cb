//! The JSON record of an article, in the schema of dehusk.

use serde_json::{Map, Value, json};

use crate::limits::LimitsHit;
use crate::metadata::Metadata;
use crate::metadata::evidence::Evidence;
use crate::render::Format;
use crate::render::parts::{Block, text_ranges};

/// The values of a record.
pub(crate) struct Fields<'a> {
    pub metadata: &'a Metadata,
    /// The file or the archive record of the page.
    pub source: Option<&'a str>,
    /// The language of the text. It may differ from the declared one.
    pub language: Option<String>,
    pub direction: Option<&'a str>,
    pub word_count: usize,
    pub fingerprint: Option<u64>,
    pub confidence: f32,
    pub status: &'a str,
    /// The kind of an input that is not a page.
    pub kind: Option<&'a str>,
    pub limits_hit: LimitsHit,
    pub text: String,
    /// Additional renderings. The key is the name of the format.
    pub renderings: Vec<(Format, String)>,
}

/// A number with three decimals.
pub(crate) fn rounded(number: f32) -> f64 {
    (f64::from(number) * 1000.0).round() / 1000.0
}

/// The record as an object with its keys in a fixed order. Keys without a value are omitted.
pub(crate) fn object(fields: Fields<'_>) -> Map<String, Value> {
    let Metadata {
        title,
        authors,
        published,
        modified,
        site_name,
        hostname,
        description,
        language: _,
        url,
        image,
        section,
        categories,
        tags,
        license,
        page_type,
        captions,
    } = fields.metadata;
    let captions: Vec<Value> = captions.iter().map(|caption| json!(caption)).collect();
    let truncated: Vec<&str> = fields.limits_hit.iter().map(|limit| limit.as_str()).collect();
    let source = fields.source.map(str::to_owned);
    let entries = [
        ("source", source.into()),
        ("url", url.clone().into()),
        ("title", title.clone().into()),
        ("authors", authors.clone().into()),
        ("published", published.as_deref().into()),
        ("modified", modified.as_deref().into()),
        ("site_name", site_name.clone().into()),
        ("hostname", hostname.clone().into()),
        ("section", section.clone().into()),
        ("categories", categories.clone().into()),
        ("tags", tags.clone().into()),
        ("description", description.clone().into()),
        ("language", fields.language.into()),
        ("direction", fields.direction.into()),
        ("image", image.clone().into()),
        ("captions", captions.into()),
        ("license", license.clone().into()),
        ("page_type", page_type.clone().into()),
        ("word_count", fields.word_count.into()),
        ("fingerprint", fields.fingerprint.map(|bits| format!("{bits:016x}")).into()),
        ("confidence", json!(rounded(fields.confidence))),
        ("status", fields.status.into()),
        ("kind", fields.kind.into()),
        ("truncated", truncated.into()),
        ("text", fields.text.into()),
    ];
    let has_value =
        |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    let entries = entries
        .into_iter()
        .filter(|(_, value)| has_value(value))
        .map(|(key, value)| (key.to_owned(), value));
    let renderings = fields
        .renderings
        .into_iter()
        .map(|(format, value)| (format.as_str().to_owned(), value.into()));
    entries.chain(renderings).collect()
}

/// The blocks of a text as a list.
pub(crate) fn blocks(blocks: &[Block], text: &str) -> Value {
    let list = blocks.iter().zip(text_ranges(blocks, text)).map(|(block, range)| {
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
        put("kind", block.kind.as_str().into());
        block.level.map(|level| put("level", level.into()));
        put("text", block.text.clone().into());
        range.map(|range| put("text_range", json!([range.start, range.end])));
        block.range.as_ref().map(|range| put("range", json!([range.start, range.end])));
        block.line.map(|line| put("line", line.into()));
        Value::Object(object)
    });
    list.collect()
}

/// The evidence as an object: for each field, its candidates in the order in which they were found.
pub(crate) fn evidence(evidence: &[Evidence]) -> Value {
    let mut fields = Map::new();
    for Evidence { field, value, source, place, won, why } in evidence {
        let mut candidate = Map::new();
        candidate.insert("value".to_owned(), value.clone().into());
        candidate.insert("source".to_owned(), source.clone().into());
        if let Some(place) = place {
            candidate.insert("place".to_owned(), place.clone().into());
        }
        candidate.insert("won".to_owned(), (*won).into());
        candidate.insert("why".to_owned(), (*why).into());
        let list = fields.entry(*field).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(candidate.into());
        }
    }
    fields.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::captions::Caption;
    use crate::limits::Limit;

    #[test]
    fn keys_are_ordered_and_omitted_without_a_value() {
        let metadata = Metadata {
            title: Some("T \"q\"".to_owned()),
            authors: vec!["A".to_owned(), "B".to_owned()],
            url: Some("https://a.example/".to_owned()),
            captions: vec![Caption { caption: "C".to_owned(), credit: None }],
            ..Metadata::default()
        };
        let fields = Fields {
            metadata: &metadata,
            source: Some("a.html"),
            language: Some("en".to_owned()),
            direction: Some("ltr"),
            word_count: 12,
            fingerprint: Some(0xAB),
            confidence: 0.123_456,
            status: "truncated",
            kind: None,
            limits_hit: [Limit::Depth, Limit::Bytes].into_iter().collect(),
            text: String::new(),
            renderings: vec![(Format::Markdown, "# T".to_owned())],
        };
        let expected = r##"{"source":"a.html","url":"https://a.example/","title":"T \"q\"","authors":["A","B"],"language":"en","direction":"ltr","captions":[{"caption":"C"}],"word_count":12,"fingerprint":"00000000000000ab","confidence":0.123,"status":"truncated","truncated":["bytes","depth"],"text":"","markdown":"# T"}"##;
        assert_eq!(Value::Object(object(fields)).to_string(), expected);
    }
}
