//! Extracts a page with your own weights: `cargo run --example weights -- model.json PAGE`.

use std::path::Path;

use dehusk::{Extractor, Model, Page};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [weights, page] = &arguments[..] else { return Err("which weights, which page?".into()) };

    let extractor = Extractor::default().with_model(Model::from_file(Path::new(weights))?);
    let article = extractor.extract(&Page::html(&std::fs::read(page)?));
    println!("{}", article.text());
    Ok(())
}
