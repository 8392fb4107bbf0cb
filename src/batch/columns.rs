//! The columns of a table of articles, for CSV and Parquet.

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind};
use crate::render::Format;
use crate::render::schema::Schema;

/// The type of a column. A missing value is null in Parquet and empty in CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// UTF-8 text.
    Text,
    /// A list of texts.
    Texts,
    /// A 64-bit integer.
    Integer,
    /// A 32-bit floating-point number.
    Float,
    /// A list of captions, each with an optional credit.
    Captions,
}

/// The columns of dehusk's own schema: the keys of its JSON, in their order.
const OWN: [(&str, Type); 23] = [
    ("source", Type::Text),
    ("url", Type::Text),
    ("title", Type::Text),
    ("authors", Type::Texts),
    ("published", Type::Text),
    ("modified", Type::Text),
    ("site_name", Type::Text),
    ("hostname", Type::Text),
    ("section", Type::Text),
    ("categories", Type::Texts),
    ("tags", Type::Texts),
    ("description", Type::Text),
    ("language", Type::Text),
    ("direction", Type::Text),
    ("image", Type::Text),
    ("captions", Type::Captions),
    ("license", Type::Text),
    ("page_type", Type::Text),
    ("word_count", Type::Integer),
    ("fingerprint", Type::Text),
    ("confidence", Type::Float),
    ("status", Type::Text),
    ("truncated", Type::Texts),
];

/// The columns of trafilatura's schema.
const TRAFILATURA: [&str; 15] = [
    "title",
    "author",
    "hostname",
    "date",
    "fingerprint",
    "id",
    "license",
    "language",
    "image",
    "pagetype",
    "source",
    "source-hostname",
    "excerpt",
    "categories",
    "tags",
];

/// The columns of a table, in their order.
#[derive(Debug, Clone)]
pub(super) struct Columns(pub Vec<(String, Type)>);

impl Columns {
    /// The columns of a schema, with those of the renderings that are added to the text.
    ///
    /// # Errors
    /// [`ErrorKind::Options`] if the schema has values that do not fit into a table.
    pub fn of(schema: Schema, formats: &[Format]) -> Result<Self, Error> {
        let mut columns: Vec<(String, Type)> = match schema {
            Schema::Dehusk => OWN.iter().map(|(name, of)| ((*name).to_owned(), *of)).collect(),
            Schema::Trafilatura => {
                TRAFILATURA.iter().map(|name| ((*name).to_owned(), Type::Text)).collect()
            }
            _ => {
                let message = format!(
                    "the schema {} has no table; expected dehusk or trafilatura for CSV and Parquet",
                    schema.as_str()
                );
                return Err(Error::new(ErrorKind::Options, message));
            }
        };
        let formats = formats.iter().map(|format| format.as_str());
        columns.extend(["text"].into_iter().chain(formats).map(|n| (n.to_owned(), Type::Text)));
        Ok(Columns(columns))
    }

    /// The columns with these names, in the order of the names.
    ///
    /// # Errors
    /// [`ErrorKind::Options`] if there is no such column.
    pub fn select(self, fields: &[String]) -> Result<Self, Error> {
        let find = |field: &String| self.0.iter().find(|(name, _)| name == field).cloned();
        let selected: Option<Vec<_>> = fields.iter().map(find).collect();
        let names = || self.0.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        selected.map(Columns).ok_or_else(|| {
            let unknown = fields.iter().find(|field| find(field).is_none());
            let unknown = unknown.map_or("", String::as_str);
            let message = format!("{unknown:?} is not a field; expected some of {}", names());
            Error::new(ErrorKind::Options, message)
        })
    }

    /// The first line of a CSV file.
    pub fn csv_header(&self) -> String {
        line(self.0.iter().map(|(name, _)| name.clone()))
    }

    /// A record as a line of CSV (RFC 4180, without the line end). Lists are joined by semicolons.
    pub fn csv(&self, record: &Map<String, Value>) -> String {
        line(self.0.iter().map(|(name, _)| record.get(name).map(csv_text).unwrap_or_default()))
    }
}

fn csv_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(csv_text).collect::<Vec<_>>().join("; "),
        Value::Object(object) => object.values().map(csv_text).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let quoted = |cell: String| match cell.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    };
    cells.map(quoted).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractor::Extractor;
    use crate::page::Page;
    use serde_json::json;

    #[test]
    fn every_key_of_a_record_is_a_column() {
        let html = b"<html lang=en><title>Rain</title><article><p>It rained on Monday.</article>";
        let article = Extractor::default().extract(&Page::html(html));
        for schema in [Schema::Dehusk, Schema::Trafilatura] {
            let columns = Columns::of(schema, &[Format::Markdown]).unwrap();
            let record = article.record().with_source("a").with_format(Format::Markdown);
            let record = record.with_schema(schema).to_object();
            for key in record.keys() {
                assert!(columns.0.iter().any(|(name, _)| name == key), "{key} is missing");
            }
        }
        assert!(Columns::of(Schema::Readability, &[]).is_err());
    }

    #[test]
    fn cells_are_quoted_where_they_must() {
        let columns = Columns::of(Schema::Dehusk, &[]).unwrap();
        let names = ["title", "authors", "word_count", "captions", "url"].map(str::to_owned);
        let columns = columns.select(&names).unwrap();
        assert_eq!(columns.csv_header(), "title,authors,word_count,captions,url");
        let record = json!({"title": "a, \"b\"\nc", "authors": ["A", "B"], "word_count": 3,
            "captions": [{"caption": "C", "credit": "D"}, {"caption": "E"}]});
        assert_eq!(columns.csv(record.as_object().unwrap()), "\"a, \"\"b\"\"\nc\",A; B,3,C D; E,");
        let error = columns.select(&["titel".to_owned()]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"titel\" is not a field; expected some of title, authors, word_count, captions, url"
        );
    }
}
