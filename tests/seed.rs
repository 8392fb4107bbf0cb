//! The first test text of the project: a flattened news page, kept outside the repository.
//!
//! The seed is at `DEHUSK_SEED` or at `../shared/seed/star-advertiser.txt`. Without it, the test passes. This file contains
//! no words of the seed: it selects the expected text by the positions of the paragraphs.
//! `samples/text--news-seed-shape.txt` has the same shape with our own words.

use std::fs;
use std::path::{Path, PathBuf};

use dehusk::{Extractor, Input, Page};

#[test]
fn the_seed_gives_its_article_and_nothing_else() {
    let path = std::env::var_os("DEHUSK_SEED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seed/star-advertiser.txt"),
        PathBuf::from,
    );
    let Ok(seed) = fs::read(&path) else {
        println!("skipped: no {}", path.display());
        return;
    };
    let article = Extractor::default().extract(&Page::html(&seed).with_input(Input::Text));
    let metadata = &article.metadata;

    let whole = String::from_utf8(seed).expect("the seed is UTF-8").replace('\r', "");
    let blocks: Vec<_> = whole.split("\n\n").map(str::trim).filter(|b| !b.is_empty()).collect();
    let [site_name, _masthead, section, title, figure, credit, caption, story @ .., _policy] =
        blocks.as_slice()
    else {
        panic!("not the seed: {whole}")
    };
    assert_eq!(story.len(), 10, "not the seed: {whole}");
    assert!(figure.starts_with(credit) && figure.ends_with(caption), "not the seed: {whole}");

    assert_eq!(article.text().trim(), story.join("\n\n"));
    assert_eq!(metadata.title.as_deref(), Some(*title));
    assert_eq!(metadata.site_name.as_deref(), Some(*site_name));
    assert_eq!(metadata.section.as_deref(), Some(*section));
    assert_eq!(metadata.published, None);
    let captions: Vec<_> =
        metadata.captions.iter().map(|c| (c.caption.as_str(), c.credit.as_deref())).collect();
    assert_eq!(captions, [(*caption, Some(*credit))]);
}
