//! The blocks of a page and their features as JSON, for training.

use std::fmt::Write;

use crate::block::Blocks;
use crate::dom::Dom;
use crate::features::Rows;
use crate::forest::pack;

/// The feature names as a JSON object: the first line of the training data.
pub(crate) fn header(names: &[String]) -> String {
    serde_json::json!({ "feature_names": names }).to_string()
}

/// The blocks of a page as one JSON object: `texts`, `words`, `tags`, `captions` (indices of the blocks that the markup names
/// captions or credits) and `features` (one row per block, `null` for a missing value). `tokens` adds the hashed tokens of
/// the names around each block (`names`) and of its words (`terms`). With `is_packed`, features and tokens are base64 of
/// little-endian arrays.
pub(crate) fn page(
    dom: &Dom,
    blocks: &Blocks,
    rows: &Rows,
    captions: &[usize],
    tokens: Option<Vec<[Vec<u32>; 2]>>,
    is_packed: bool,
) -> String {
    let texts: Vec<_> = (0..blocks.list.len()).map(|i| blocks.text_of(i)).collect();
    let words: Vec<_> = blocks.list.iter().map(|b| b.n_words).collect();
    let tags: Vec<_> = blocks.list.iter().map(|b| dom.tag(b.element).name()).collect();
    let mut out =
        serde_json::json!({ "texts": texts, "words": words, "tags": tags, "captions": captions })
            .to_string();
    out.pop();
    if let Some(tokens) = tokens.as_ref().filter(|_| is_packed) {
        pack_tokens(tokens, &mut out);
    } else if let Some(tokens) = tokens {
        let (names, terms): (Vec<_>, Vec<_>) = tokens.into_iter().map(|[n, t]| (n, t)).unzip();
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            ",\"names\":{},\"terms\":{}",
            serde_json::json!(names),
            serde_json::json!(terms)
        );
    }
    if is_packed {
        let values = rows.iter().flatten().flat_map(|value| value.to_le_bytes());
        let _ = write!(out, ",\"features\":\"{}\"}}", pack(values));
        return out;
    }
    out.push_str(",\"features\":[");
    for (i, row) in rows.iter().enumerate() {
        out.push_str(if i == 0 { "[" } else { ",[" });
        for (j, value) in row.iter().enumerate() {
            let comma = if j == 0 { "" } else { "," };
            let _ = if value.is_finite() {
                write!(out, "{comma}{value}")
            } else {
                write!(out, "{comma}null")
            };
        }
        out.push(']');
    }
    out.push_str("]}");
    out
}

/// Writes the tokens of all blocks: per table, the number of tokens of each block and then all tokens, each as base64 of
/// little-endian 32-bit numbers.
fn pack_tokens(tokens: &[[Vec<u32>; 2]], out: &mut String) {
    for (table, key) in ["names", "terms"].into_iter().enumerate() {
        let lists = || tokens.iter().map(|both| &both[table]);
        let lengths = lists().flat_map(|list| (list.len() as u32).to_le_bytes());
        let all = lists().flatten().flat_map(|token| token.to_le_bytes());
        let _ = write!(out, ",\"{key}\":[\"{}\",\"{}\"]", pack(lengths), pack(all));
    }
}

/// Adds the training data for the whole page to the object: `page_type`; `page_tokens`, from which an interstitial is told;
/// and `titles` as a list of `[text, {fact: value, ...}]`.
pub(crate) fn with_page(
    page: &str,
    page_type: Option<&str>,
    page_tokens: Option<&[u32]>,
    titles: &[(String, Vec<(String, f32)>)],
) -> String {
    let titles: Vec<_> = titles
        .iter()
        .map(|(text, facts)| {
            let facts: serde_json::Map<_, _> =
                facts.iter().map(|(name, value)| (name.clone(), (*value).into())).collect();
            serde_json::json!([text, facts])
        })
        .collect();
    let more =
        serde_json::json!({ "page_type": page_type, "page_tokens": page_tokens, "titles": titles });
    let more = more.to_string();
    format!("{},{}", page.strip_suffix('}').unwrap_or(page), &more[1..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::facts::landmarks::Landmarks;
    use crate::features;
    use crate::parse::parse;

    #[test]
    fn a_page_is_a_json_object() {
        let dom = parse("<p class=x>a \"b\"</p><p>c");
        let blocks = segment(&dom);
        let rows = features::compute(
            &dom,
            &blocks,
            &Landmarks::new(&dom, &blocks),
            10,
            &Default::default(),
        );
        let json: serde_json::Value = serde_json::from_str(&page(
            &dom,
            &blocks,
            &rows,
            &[1],
            Some(features::tokens(&dom, &blocks)),
            false,
        ))
        .unwrap();
        assert_eq!(json["texts"], serde_json::json!(["a \"b\"", "c"]));
        let n = features::names().len();
        assert!(
            json["features"]
                .as_array()
                .unwrap()
                .iter()
                .all(|row| row.as_array().unwrap().len() == n)
        );
        assert_eq!(json["names"].as_array().unwrap().len(), 2);
    }
}
