//! The JSON record.

use serde_json::{Map, Value};

use crate::article::Article;

pub(crate) fn object(article: &Article) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("text".to_owned(), article.text().into());
    map
}
