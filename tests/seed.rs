//! The text that the project began with: a news page that somebody had flattened, kept outside the repository.
//!
//! `samples/text--news-seed-shape.txt` has the same shape in words of our own. Without the seed at
//! `../shared/seed/star-advertiser.txt`, or where `DEHUSK_SEED` says, nothing is compared.

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
    let (text, metadata) = (article.text(), &article.metadata);

    let paragraphs: Vec<_> = text.trim().split("\n\n").collect();
    assert_eq!(paragraphs.len(), 10, "{text}");
    assert!(paragraphs[0].starts_with("WASHINGTON >> U.S. intelligence officials"), "{text}");
    assert!(paragraphs[9].ends_with("Iran has provided Russia with attack drones."), "{text}");
    let whole = String::from_utf8(seed).expect("the seed is UTF-8");
    let (from, to) = (whole.find(paragraphs[0]), whole.find(paragraphs[9]));
    let (Some(from), Some(to)) = (from, to) else { panic!("not as they stand there: {text}") };
    assert_eq!(text.trim(), &whole[from..to + paragraphs[9].len()]);

    let title = "Russia uses N.Korean missiles in Ukraine; seeks more from Iranian";
    assert_eq!(metadata.title.as_deref(), Some(title));
    assert_eq!(metadata.site_name.as_deref(), Some("Honolulu Star-Advertiser"));
    assert_eq!(metadata.section.as_deref(), Some("Top News"));
    assert_eq!(metadata.published, None);
    let credits: Vec<_> = metadata.captions.iter().map(|c| c.credit.as_deref()).collect();
    assert_eq!(credits, [Some("ASSOCIATED PRESS")]);
}
