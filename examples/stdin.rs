//! Converts a page on standard input to plain text on standard output: `curl -s URL | cargo run --example stdin`.

use std::io::{self, Read as _};

fn main() -> io::Result<()> {
    let mut html = Vec::new();
    io::stdin().read_to_end(&mut html)?;
    println!("{}", dehusk::extract(&html).text());
    Ok(())
}
