//! The JSON object of a page in a batch: the article's, with its source, further renderings, or under other names.

use serde_json::{Map, Value, json};

use crate::article::Article;
use crate::error::Error;
use crate::render;

/// The names that the keys have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Schema {
    /// `title`, `authors`, `published`, `text` and so on.
    #[default]
    Dehusk,
    /// The keys of trafilatura's JSON.
    Trafilatura,
    /// The keys of Readability.js: `byline`, `textContent`, `content` and so on.
    Readability,
    /// An `Article` of schema.org, as JSON-LD.
    SchemaOrg,
}

/// What the JSON object of a page holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shape {
    schema: Schema,
    markdown: bool,
    html: bool,
}

impl Shape {
    /// dehusk's own keys, with the text only.
    pub fn new() -> Self {
        Shape::default()
    }

    /// The names that the keys have. Default: dehusk's own.
    pub fn with_schema(mut self, schema: Schema) -> Self {
        self.schema = schema;
        self
    }

    /// Whether the object holds the content as Markdown, too. Default: no.
    pub fn with_markdown(mut self, markdown: bool) -> Self {
        self.markdown = markdown;
        self
    }

    /// Whether the object holds the content as HTML, too. Default: no.
    pub fn with_html(mut self, html: bool) -> Self {
        self.html = html;
        self
    }

    /// One JSON object on one line, without a line feed.
    pub fn json(&self, article: &Article, source: Option<&str>) -> String {
        let mut object = Map::new();
        object.extend(source.map(|source| ("source".to_owned(), source.into())));
        object.extend(render::json::object(article));
        let object = match self.schema {
            Schema::Dehusk => object,
            Schema::Trafilatura => trafilatura(object),
            Schema::Readability => readability(object, article),
            Schema::SchemaOrg => schema_org(object),
        };
        let mut object = object;
        if self.markdown {
            object.insert("markdown".to_owned(), article.markdown().into());
        }
        if self.html {
            object.insert("html".to_owned(), article.html().into());
        }
        Value::Object(object).to_string()
    }
}

/// The JSON object of a page that could not be extracted.
pub(super) fn failure(source: &str, error: &Error) -> String {
    json!({ "source": source, "status": "failed", "error": error.message() }).to_string()
}

/// The object with these keys under these names, in this order; keys without a value stay absent.
fn renamed(mut object: Map<String, Value>, names: &[(&str, &str)]) -> Map<String, Value> {
    let moved = |&(from, to): &(&str, &str)| Some((to.to_owned(), object.remove(from)?));
    names.iter().filter_map(moved).collect()
}

fn join(object: &mut Map<String, Value>, key: &str, separator: &str) {
    if let Some(Value::Array(list)) = object.get(key) {
        let joined: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
        object.insert(key.to_owned(), joined.join(separator).into());
    }
}

fn trafilatura(mut object: Map<String, Value>) -> Map<String, Value> {
    join(&mut object, "authors", "; ");
    join(&mut object, "tags", ";");
    let host = object.get("url").and_then(Value::as_str).and_then(host);
    object.extend(host.map(|host| ("hostname".to_owned(), host.into())));
    let names = [
        ("title", "title"),
        ("authors", "author"),
        ("hostname", "hostname"),
        ("published", "date"),
        ("section", "categories"),
        ("tags", "tags"),
        ("license", "license"),
        ("comments", "comments"),
        ("text", "text"),
        ("language", "language"),
        ("image", "image"),
        ("page_type", "pagetype"),
        ("url", "source"),
        ("site_name", "source-hostname"),
        ("description", "excerpt"),
    ];
    renamed(object, &names)
}

fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned()).filter(|host| !host.is_empty())
}

fn readability(mut object: Map<String, Value>, article: &Article) -> Map<String, Value> {
    join(&mut object, "authors", ", ");
    let length =
        object.get("text").and_then(Value::as_str).map_or(0, |text| text.encode_utf16().count());
    object.insert("html".to_owned(), article.html().into());
    object.insert("length".to_owned(), length.into());
    let names = [
        ("title", "title"),
        ("authors", "byline"),
        ("language", "lang"),
        ("html", "content"),
        ("text", "textContent"),
        ("length", "length"),
        ("description", "excerpt"),
        ("site_name", "siteName"),
        ("published", "publishedTime"),
    ];
    renamed(object, &names)
}

fn schema_org(mut object: Map<String, Value>) -> Map<String, Value> {
    join(&mut object, "tags", ", ");
    if let Some(Value::Array(authors)) = object.get("authors") {
        let people = authors.iter().map(|name| json!({ "@type": "Person", "name": name }));
        let people = people.collect::<Vec<_>>().into();
        object.insert("authors".to_owned(), people);
    }
    if let Some(name) = object.get("site_name") {
        let publisher = json!({ "@type": "Organization", "name": name });
        object.insert("site_name".to_owned(), publisher);
    }
    object.insert("@context".to_owned(), "https://schema.org".into());
    object.insert("@type".to_owned(), "Article".into());
    let names = [
        ("@context", "@context"),
        ("@type", "@type"),
        ("url", "url"),
        ("title", "headline"),
        ("authors", "author"),
        ("published", "datePublished"),
        ("modified", "dateModified"),
        ("site_name", "publisher"),
        ("section", "articleSection"),
        ("tags", "keywords"),
        ("description", "description"),
        ("language", "inLanguage"),
        ("image", "image"),
        ("license", "license"),
        ("text", "articleBody"),
    ];
    renamed(object, &names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Map<String, Value> {
        let object = json!({
            "source": "a.html", "url": "https://user@www.example.org:8080/a?b", "title": "Rain",
            "authors": ["Ann", "Bo"], "tags": ["x", "y"], "site_name": "Weather", "status": "ok", "text": "It rained."
        });
        object.as_object().unwrap().clone()
    }

    #[test]
    fn other_schemas_rename_what_is_there_and_add_nothing_empty() {
        let expected = json!({
            "title": "Rain", "author": "Ann; Bo", "hostname": "example.org", "tags": "x;y", "text": "It rained.",
            "source": "https://user@www.example.org:8080/a?b", "source-hostname": "Weather"
        });
        assert_eq!(Value::Object(trafilatura(sample())).to_string(), expected.to_string());
        let expected = json!({
            "@context": "https://schema.org", "@type": "Article", "url": "https://user@www.example.org:8080/a?b",
            "headline": "Rain", "author": [{"@type": "Person", "name": "Ann"}, {"@type": "Person", "name": "Bo"}],
            "publisher": {"@type": "Organization", "name": "Weather"}, "keywords": "x, y", "articleBody": "It rained."
        });
        assert_eq!(Value::Object(schema_org(sample())).to_string(), expected.to_string());
        let article = crate::extract(b"<p>It rained.");
        let object = readability(sample(), &article);
        assert_eq!(object["byline"], "Ann, Bo");
        assert_eq!(object["textContent"], "It rained.");
        assert_eq!(object["length"], 10);
        assert_eq!(object["content"], article.html());
    }
}
