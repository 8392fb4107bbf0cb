//! Prints the metadata of a page as JSON, without its text: `cargo run --example metadata -- PAGE`.

use serde_json::{Map, Value};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("which page?")?;
    let article = dehusk::extract(&std::fs::read(path)?);

    let mut record: Map<String, Value> = serde_json::from_str(&article.json())?;
    record.remove("text");
    println!("{:#}", Value::Object(record));
    Ok(())
}
