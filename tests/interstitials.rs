//! Interstitials are told from pages: bot checks, login walls and error pages, in 15 languages, and pages that use the same
//! words. No sentence of them is in the training texts.

use std::fs;
use std::path::Path;

use dehusk::{Article, extract};

/// The least number of the 60 interstitials that must be found, and the greatest number of the 45 pages that may be taken for
/// one: what the weights of today reach.
const MIN_FOUND: usize = 35;
const MAX_FALSE: usize = 1;

/// The articles of a folder of pages, with their names.
fn articles(folder: &str) -> Vec<(String, Article)> {
    let folder = Path::new("tests/interstitials").join(folder);
    let mut pages: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, extract(&fs::read(path).unwrap()))
    };
    pages.into_iter().map(read).collect()
}

fn is_interstitial(article: &Article) -> bool {
    article.metadata.page_type.as_deref() == Some("interstitial")
}

#[test]
fn interstitials_are_found_and_have_a_low_confidence() {
    let articles = articles("shown");
    let found: Vec<_> = articles.iter().filter(|(_, article)| is_interstitial(article)).collect();
    let missed: Vec<_> = articles
        .iter()
        .filter(|(_, article)| !is_interstitial(article))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(articles.len(), 60);
    assert!(found.len() >= MIN_FOUND, "{} found; missed: {missed:?}", found.len());
    for (name, article) in found {
        // The confidence of an empty article is that it is rightly empty.
        assert!(article.is_empty() || article.confidence < 0.5, "{name}: {}", article.confidence);
    }
}

#[test]
fn pages_with_the_same_words_are_no_interstitials() {
    let articles = articles("pages");
    let taken: Vec<_> = articles
        .iter()
        .filter(|(_, article)| is_interstitial(article))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(articles.len(), 45);
    assert!(taken.len() <= MAX_FALSE, "taken for interstitials: {taken:?}");
}
