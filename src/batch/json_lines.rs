//! JSON Lines as an input: one object per line, with a page in one of its fields.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::batch::item::{self, Body, Held, Item};
use crate::batch::stream::Stream;
use crate::limits::{Limits, LimitsHit};
use crate::page::Input;

/// Bytes of a line beyond those of the page: the other fields.
const MAX_REST: usize = 1_000_000;
/// A character of a page takes up to six in JSON, but rarely.
const MAX_ESCAPING: usize = 4;

/// The names of the fields that hold a page.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub html: String,
    pub text: String,
    pub url: String,
}

impl Default for Fields {
    fn default() -> Self {
        Fields { html: "html".to_owned(), text: "text".to_owned(), url: "url".to_owned() }
    }
}

/// The page of an object.
pub(super) struct JsonPage {
    pub bytes: Vec<u8>,
    pub input: Input,
    pub url: Option<String>,
}

/// Parses a line. If the object has both fields, the HTML is taken.
///
/// # Errors
/// A message, if the line is not an object with one of the fields.
pub(super) fn page(line: &[u8], fields: &Fields) -> Result<JsonPage, String> {
    let mut object: Map<String, Value> = serde_json::from_slice(line)
        .map_err(|error| format!("expected a JSON object on this line ({error})"))?;
    let mut take = |name: &str| match object.remove(name) {
        Some(Value::String(value)) => Some(value),
        _ => None,
    };
    let url = take(&fields.url);
    let html = take(&fields.html).map(|html| (html, Input::Html));
    let Some((page, input)) = html.or_else(|| Some((take(&fields.text)?, Input::Text))) else {
        let Fields { html, text, .. } = fields;
        return Err(format!(
            "expected a text in the field {html:?} or {text:?}; name others with --html-field or --text-field"
        ));
    };
    Ok(JsonPage { bytes: page.into_bytes(), input, url })
}

/// Reads the lines of a file. They are parsed by the threads that extract.
pub(super) struct Lines {
    pub stream: Stream,
    pub path: Arc<Path>,
    pub place: PathBuf,
    pub fields: Arc<Fields>,
    pub n_read: u64,
    pub max_line: usize,
    pub is_ended: bool,
}

impl Lines {
    pub fn new(
        stream: Stream,
        (path, place): (Arc<Path>, PathBuf),
        fields: Arc<Fields>,
        limits: &Limits,
    ) -> Self {
        let max_line = limits.max_bytes.saturating_mul(MAX_ESCAPING).saturating_add(MAX_REST);
        Lines { stream, path, place, fields, n_read: 0, max_line, is_ended: false }
    }
}

impl Iterator for Lines {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.is_ended {
            let at = self.stream.position();
            let line = match self.stream.line(self.max_line) {
                Ok(line) => line,
                Err(error) => {
                    self.is_ended = true;
                    return Some(Item::failed(&self.path, at, &format!("broken data ({error})")));
                }
            };
            if line.is_empty() {
                return None;
            }
            if line.len() == self.max_line && !line.ends_with(b"\n") {
                self.is_ended = self.stream.skip_line().is_err();
                let max = self.max_line;
                let message = format!("the line has more than {max} bytes; raise --max-bytes");
                return Some(Item::failed(&self.path, at, &message));
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            self.n_read += 1;
            return Some(Item::Held(Box::new(Held {
                path: Arc::clone(&self.path),
                place: self.place.join(format!("{:08}", self.n_read)),
                source: item::source(&self.path, at),
                offset: at,
                url: None,
                content_type: Some("text/html; charset=utf-8".to_owned()),
                input: None,
                body: Body::Json(line, Arc::clone(&self.fields)),
                limits_hit: LimitsHit::new(),
            })));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<(String, Input), String> {
        let page = page(line.as_bytes(), &Fields::default())?;
        Ok((String::from_utf8(page.bytes).unwrap(), page.input))
    }

    #[test]
    fn a_page_is_in_one_of_two_fields() {
        assert_eq!(read(r#"{"html": "<p>é"}"#), Ok(("<p>é".to_owned(), Input::Html)));
        assert_eq!(read(r#"{"text": "x", "html": null}"#), Ok(("x".to_owned(), Input::Text)));
        assert_eq!(read(r#"{"text": "x", "html": ""}"#), Ok((String::new(), Input::Html)));
        for line in [r#"{"html": 5}"#, "[]", "{", r#"{"content": "<p>"}"#] {
            assert!(read(line).unwrap_err().starts_with("expected a"), "{line}");
        }
        let fields = Fields { html: "raw".to_owned(), ..Fields::default() };
        let page = page(br#"{"raw": "<p>", "url": "https://a.example/"}"#, &fields).unwrap();
        assert_eq!(page.url.as_deref(), Some("https://a.example/"));
    }
}
