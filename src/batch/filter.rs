//! Filters: which articles are written.

use serde_json::{Map, Value, json};

use crate::article::Article;
use crate::batch::dedupe::Dedupe;
use crate::batch::record::Filter;

/// Which articles are written. By default all of them are.
///
/// An article is counted under the first filter that drops it, in the order of the methods. Languages are compared by
/// their first subtag: `en` stands for `en-GB`, too.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    languages: Vec<String>,
    min_words: usize,
    min_confidence: f32,
    page_types: Vec<String>,
    only_with_metadata: bool,
    pub(super) dedupe: Option<Dedupe>,
    pub(super) window: Option<usize>,
}

impl Filters {
    /// No filter.
    pub fn new() -> Self {
        Filters::default()
    }

    /// Adds a wanted language, such as `en`. An article without a known language is dropped.
    pub fn with_language(mut self, language: impl Into<String>) -> Self {
        self.languages.push(language.into());
        self
    }

    /// Drops articles of fewer words.
    pub fn with_min_words(mut self, min_words: usize) -> Self {
        self.min_words = min_words;
        self
    }

    /// Drops articles of less confidence, from 0 to 1.
    pub fn with_min_confidence(mut self, min_confidence: f32) -> Self {
        self.min_confidence = min_confidence;
        self
    }

    /// Adds a wanted page type, such as `article`.
    pub fn with_page_type(mut self, page_type: impl Into<String>) -> Self {
        self.page_types.push(page_type.into());
        self
    }

    /// Drops articles without title, date or address, as trafilatura's option of this name does.
    pub fn with_only_with_metadata(mut self, only_with_metadata: bool) -> Self {
        self.only_with_metadata = only_with_metadata;
        self
    }

    /// Drops articles whose text an earlier article of the run has.
    pub fn with_dedupe(mut self, dedupe: Dedupe) -> Self {
        self.dedupe = Some(dedupe);
        self
    }

    /// Sets the number of kept articles that are remembered to find duplicates. Default 1,000,000, which takes at most 100 MB.
    pub fn with_dedupe_window(mut self, window: usize) -> Self {
        self.window = Some(window);
        self
    }

    /// The filter that drops an article, without regard to other articles.
    pub(super) fn check(&self, article: &Article) -> Option<Filter> {
        let metadata = &article.metadata;
        let is_wanted = |language: &str| self.languages.iter().any(|l| matches(l, language));
        if !self.languages.is_empty() && !article.language().is_some_and(|l| is_wanted(&l)) {
            return Some(Filter::Language);
        }
        if article.word_count() < self.min_words {
            return Some(Filter::Words);
        }
        if article.confidence < self.min_confidence {
            return Some(Filter::Confidence);
        }
        let page_type = metadata.page_type.as_deref().unwrap_or_default();
        if !self.page_types.is_empty() && !self.page_types.iter().any(|t| t == page_type) {
            return Some(Filter::PageType);
        }
        let has_all =
            [metadata.title.is_some(), metadata.published.is_some(), metadata.url.is_some()];
        (self.only_with_metadata && has_all.contains(&false)).then_some(Filter::Metadata)
    }

    /// The filters by name.
    pub(super) fn facts(&self) -> Map<String, Value> {
        let Filters { languages, min_words, page_types, only_with_metadata, .. } = self;
        // By its decimals: 0.3 as 32 bits is 0.30000001 as 64.
        let min_confidence = self.min_confidence.to_string().parse::<f64>().unwrap_or_default();
        let pairs = [
            ("target_language", json!(languages)),
            ("min_words", json!(min_words)),
            ("min_confidence", json!(min_confidence)),
            ("page_type", json!(page_types)),
            ("only_with_metadata", json!(only_with_metadata)),
            ("dedupe", json!(self.dedupe.map(Dedupe::as_str))),
            ("dedupe_window", json!(self.window)),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// Whether a language tag has the first subtag of a wanted one.
fn matches(wanted: &str, language: &str) -> bool {
    let first = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    first(wanted) == first(language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractor::Extractor;
    use crate::page::Page;

    #[test]
    fn each_filter_drops_what_it_says() {
        let html = b"<html lang=en-GB><title>Rain</title><article><h1>Rain</h1><p>It rained on Monday, and on Tuesday \
            it rained again, as it had on all the days before, in the whole of the country.</p></article>";
        let article = Extractor::default().extract(&Page::html(html));
        let check = |filters: Filters| filters.check(&article);
        assert_eq!(check(Filters::new()), None);
        assert_eq!(check(Filters::new().with_language("de").with_language("EN")), None);
        assert_eq!(check(Filters::new().with_language("de")), Some(Filter::Language));
        assert_eq!(check(Filters::new().with_min_words(500)), Some(Filter::Words));
        assert_eq!(check(Filters::new().with_min_confidence(1.1)), Some(Filter::Confidence));
        assert_eq!(check(Filters::new().with_page_type("shop")), Some(Filter::PageType));
        assert_eq!(check(Filters::new().with_only_with_metadata(true)), Some(Filter::Metadata));
    }
}
