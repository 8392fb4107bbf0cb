//! The words of the pages: the files in `data/`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The words of one language.
#[derive(Deserialize)]
pub struct Words {
    pub language: String,
    pub site_names: Vec<String>,
    pub articles: Vec<Story>,
    pub captions: Vec<String>,
    pub credits: Vec<String>,
    pub byline_forms: Vec<String>,
    pub roles: Vec<String>,
    pub dates: Vec<String>,
    pub times: Vec<String>,
    pub policies: Vec<String>,
    pub newsletter: Vec<Newsletter>,
    pub pitches: Vec<String>,
    pub related_labels: Vec<String>,
    pub headlines: Vec<String>,
    pub ads: Vec<String>,
    pub syndication: Vec<String>,
    pub cookie: Vec<String>,
    pub paywall: Vec<String>,
    pub share: Vec<Vec<String>>,
    pub counters: Vec<String>,
    pub media: Vec<String>,
    pub sections: Vec<String>,
    pub nav: Vec<String>,
    pub footer: Vec<String>,
    pub box_headings: Vec<String>,
    pub weather: Vec<String>,
    pub edition: Vec<String>,
    pub tags_labels: Vec<String>,
}

#[derive(Deserialize, Clone)]
pub struct Story {
    pub title: String,
    pub authors: Vec<String>,
    pub dateline: String,
    pub standfirst: String,
    pub subheads: Vec<String>,
    pub paragraphs: Vec<String>,
}

#[derive(Deserialize, Clone)]
pub struct Newsletter {
    pub heading: String,
    pub pitch: String,
    pub button: String,
    pub placeholder: String,
    pub fine: String,
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/family/data")
}

/// Returns the JSON files of a folder in the order of their names.
pub fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    paths.sort();
    paths
}

/// Reads the words of all languages.
pub fn all() -> Vec<Words> {
    let read = |path: &PathBuf| {
        let words: Words = serde_json::from_slice(&fs::read(path).unwrap())
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(path.file_stem().unwrap().to_str().unwrap(), words.language);
        words
    };
    json_files(&folder()).iter().map(read).collect()
}
