//! Renames the keys of the JSON record to those of other tools.

use serde_json::{Map, Value, json};

use crate::named::named;

/// The keys of the JSON record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Schema {
    /// The keys of dehusk.
    #[default]
    Dehusk,
    /// The keys of trafilatura's JSON. Lists are joined by semicolons, dates have no time.
    Trafilatura,
    /// The keys of Readability.js. Unknown values are null, `content` is HTML.
    Readability,
    /// The properties of schema.org's type `Article`.
    SchemaOrg,
    /// The [front matter of Hugo](https://gohugo.io/content-management/front-matter/), with `author` and `canonicalURL` as
    /// common themes read them.
    Hugo,
    /// The front matter of Jekyll and of its plugin [jekyll-seo-tag](https://jekyll.github.io/jekyll-seo-tag/usage/).
    Jekyll,
    /// The properties that the [Obsidian Web Clipper](https://help.obsidian.md/web-clipper) writes. Tags have hyphens instead of
    /// spaces.
    Obsidian,
}

impl Schema {
    /// All schemas.
    pub const ALL: &'static [Schema] = &[
        Schema::Dehusk,
        Schema::Trafilatura,
        Schema::Readability,
        Schema::SchemaOrg,
        Schema::Hugo,
        Schema::Jekyll,
        Schema::Obsidian,
    ];

    /// The name on the command line: `dehusk`, `trafilatura`, `readability`, `schema.org`, `hugo`, `jekyll`, `obsidian`.
    pub fn as_str(self) -> &'static str {
        match self {
            Schema::Dehusk => "dehusk",
            Schema::Trafilatura => "trafilatura",
            Schema::Readability => "readability",
            Schema::SchemaOrg => "schema.org",
            Schema::Hugo => "hugo",
            Schema::Jekyll => "jekyll",
            Schema::Obsidian => "obsidian",
        }
    }
}

named!(Schema, "schema");

/// Renames the keys of a record. Drops values for which the schema has no key.
pub(crate) fn rename(mut record: Map<String, Value>, schema: Schema) -> Map<String, Value> {
    let mut take = |key: &str| record.shift_remove(key).unwrap_or(Value::Null);
    let entries: Vec<(&str, Value)> = match schema {
        Schema::Dehusk => return record,
        Schema::Trafilatura => with_values(vec![
            ("title", take("title")),
            ("author", joined(&take("authors"), "; ")),
            ("hostname", take("hostname")),
            ("date", take("published").as_str().map(|date| date.get(..10).unwrap_or(date)).into()),
            ("fingerprint", take("fingerprint")),
            ("id", take("source")),
            ("license", take("license")),
            ("text", take("text")),
            ("language", take("language")),
            ("image", take("image")),
            ("pagetype", take("page_type")),
            ("source", take("url")),
            ("source-hostname", take("site_name")),
            ("excerpt", take("description")),
            ("categories", joined(&take("categories"), ";")),
            ("tags", joined(&take("tags"), ";")),
            ("markdown", take("markdown")),
            ("html", take("html")),
        ]),
        Schema::Readability => {
            let text = take("text");
            let length = text.as_str().map_or(0, |text| text.encode_utf16().count());
            vec![
                ("title", take("title")),
                ("byline", joined(&take("authors"), ", ")),
                ("dir", take("direction")),
                ("lang", take("language")),
                ("content", take("html")),
                ("textContent", text),
                ("length", length.into()),
                ("excerpt", take("description")),
                ("siteName", take("site_name")),
                ("publishedTime", take("published")),
            ]
        }
        Schema::SchemaOrg => schema_org(take),
        Schema::Hugo => hugo(take),
        Schema::Jekyll => jekyll(take),
        Schema::Obsidian => obsidian(take),
    };
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn schema_org(mut take: impl FnMut(&str) -> Value) -> Vec<(&'static str, Value)> {
    let person = |name: &Value| json!({"@type": "Person", "name": name});
    let publisher =
        take("site_name").as_str().map(|name| json!({"@type": "Organization", "name": name}));
    with_values(vec![
        ("@context", "https://schema.org".into()),
        ("@type", "Article".into()),
        ("url", take("url")),
        ("headline", take("title")),
        (
            "author",
            take("authors")
                .as_array()
                .map(|names| names.iter().map(person).collect::<Vec<_>>())
                .into(),
        ),
        ("datePublished", take("published")),
        ("dateModified", take("modified")),
        ("publisher", publisher.into()),
        ("articleSection", take("categories")),
        ("keywords", take("tags")),
        ("description", take("description")),
        ("inLanguage", take("language")),
        ("image", take("image")),
        ("license", take("license")),
        ("wordCount", take("word_count")),
        ("articleBody", take("text")),
    ])
}

fn hugo(mut take: impl FnMut(&str) -> Value) -> Vec<(&'static str, Value)> {
    with_values(vec![
        ("title", take("title")),
        ("date", day(take("published"))),
        ("lastmod", day(take("modified"))),
        ("author", one_or_list(take("authors"))),
        ("description", take("description")),
        ("categories", take("categories")),
        ("tags", take("tags")),
        ("images", take("image").as_str().map(|image| vec![image]).into()),
        ("canonicalURL", take("url")),
        ("text", take("text")),
        ("markdown", take("markdown")),
        ("html", take("html")),
    ])
}

fn jekyll(mut take: impl FnMut(&str) -> Value) -> Vec<(&'static str, Value)> {
    with_values(vec![
        ("title", take("title")),
        ("date", day(take("published"))),
        ("last_modified_at", day(take("modified"))),
        ("author", one_or_list(take("authors"))),
        ("description", take("description")),
        ("categories", take("categories")),
        ("tags", take("tags")),
        ("image", take("image")),
        ("lang", take("language")),
        ("canonical_url", take("url")),
        ("text", take("text")),
        ("markdown", take("markdown")),
        ("html", take("html")),
    ])
}

fn obsidian(mut take: impl FnMut(&str) -> Value) -> Vec<(&'static str, Value)> {
    let hyphenated = |tag: &Value| tag.as_str().map(|tag| tag.replace(char::is_whitespace, "-"));
    let tags = take("tags").as_array().map(|tags| tags.iter().map(hyphenated).collect::<Vec<_>>());
    with_values(vec![
        ("title", take("title")),
        ("source", take("url")),
        ("author", take("authors")),
        ("published", day(take("published"))),
        ("modified", day(take("modified"))),
        ("description", take("description")),
        ("image", take("image")),
        ("tags", tags.into()),
        ("text", take("text")),
        ("markdown", take("markdown")),
        ("html", take("html")),
    ])
}

fn with_values(mut entries: Vec<(&'static str, Value)>) -> Vec<(&'static str, Value)> {
    entries.retain(|(_, value)| !value.is_null());
    entries
}

/// A date, unless it is a month: these tools read no dates without a day.
fn day(date: Value) -> Value {
    if date.as_str().is_some_and(|date| date.len() >= "2024-01-05".len()) {
        date
    } else {
        Value::Null
    }
}

/// The only value of a list, or the list.
fn one_or_list(list: Value) -> Value {
    match list {
        Value::Array(mut values) if values.len() == 1 => values.remove(0),
        list => list,
    }
}

fn joined(list: &Value, separator: &str) -> Value {
    let names =
        list.as_array().map(|list| list.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    names.map(|names| names.join(separator)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(schema: Schema) -> Value {
        let record = json!({
            "source": "a.html", "url": "https://www.a.example/b", "title": "T", "authors": ["A", "B"],
            "hostname": "www.a.example", "categories": ["c", "d"], "direction": "rtl", "fingerprint": "0f", "word_count": 3,
            "published": "2024-01-05T10:00:00Z", "tags": ["x", "y"], "status": "ok", "text": "aé𝄞", "html": "<p>aé</p>",
        });
        let Value::Object(record) = record else { unreachable!("an object was written") };
        rename(record, schema).into()
    }

    #[test]
    fn records_in_other_schemas() {
        assert_eq!(
            renamed(Schema::Trafilatura),
            json!({"title": "T", "author": "A; B", "hostname": "www.a.example", "date": "2024-01-05",
                "fingerprint": "0f", "id": "a.html", "categories": "c;d",
                "text": "aé𝄞", "source": "https://www.a.example/b", "tags": "x;y", "html": "<p>aé</p>"})
        );
        let readability = renamed(Schema::Readability);
        assert_eq!(readability["length"], 4);
        assert_eq!(readability["dir"], "rtl");
        assert_eq!(readability["content"], "<p>aé</p>");
        assert_eq!(readability["excerpt"], Value::Null);
        let schema_org = renamed(Schema::SchemaOrg);
        assert_eq!(schema_org["author"][1]["name"], "B");
        assert_eq!(schema_org.get("publisher"), None);
        assert_eq!(schema_org["wordCount"], 3);
        assert_eq!(schema_org["articleSection"], json!(["c", "d"]));
        assert_eq!(renamed(Schema::Dehusk)["status"], "ok");
    }

    #[test]
    fn keys_of_front_matter() {
        let hugo = renamed(Schema::Hugo);
        assert_eq!(hugo["author"], json!(["A", "B"]));
        assert_eq!(hugo["date"], "2024-01-05T10:00:00Z");
        assert_eq!(hugo["canonicalURL"], "https://www.a.example/b");
        assert_eq!(renamed(Schema::Jekyll)["canonical_url"], "https://www.a.example/b");
        assert_eq!(renamed(Schema::Obsidian)["source"], "https://www.a.example/b");
        let record = json!({"authors": ["A"], "published": "2024-01", "tags": ["sea level"]});
        let renamed = |schema| rename(record.as_object().unwrap().clone(), schema);
        assert_eq!(
            Value::Object(renamed(Schema::Hugo)),
            json!({"author": "A", "tags": ["sea level"]})
        );
        assert_eq!(
            Value::Object(renamed(Schema::Obsidian)),
            json!({"author": ["A"], "tags": ["sea-level"]})
        );
    }
}
