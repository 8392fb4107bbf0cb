//! Extracts a page with options for the focus, links, comments and CSS selectors: `cargo run --example options -- PAGE`.

use dehusk::{Extractor, Focus, Keep, Options, Page};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("which page?")?;
    let html = std::fs::read(path)?;

    let options = Options::new()
        .with_focus(Focus::Precision)
        .with_keep(Keep::new().with_links(true).with_comments(false))
        .with_keep_css("article table")?
        .with_drop_css("aside, .promo")?;
    let page = Page::html(&html).with_url("https://example.com/the/page");
    println!("{}", Extractor::new(options).extract(&page).markdown());
    Ok(())
}
