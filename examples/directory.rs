//! Extracts all pages of a folder, on all cores: `cargo run --example directory -- FOLDER articles.jsonl`.

use std::env::args_os;
use std::path::PathBuf;

use dehusk::batch::{Batch, Outcome, Output, Source};
use dehusk::{Error, Extractor};

fn main() -> Result<(), Error> {
    let folder = args_os().nth(1).unwrap_or_else(|| "samples".into());
    let file = args_os().nth(2).map_or_else(|| PathBuf::from("articles.jsonl"), PathBuf::from);

    let batch = Batch::new(Extractor::default());
    let summary = batch.run(&Source::find([folder]), Output::JsonLines(file), |record| {
        if let Outcome::Failed(error) = &record.outcome {
            eprintln!("{error}");
        }
    })?;
    println!("{summary}");
    Ok(())
}
