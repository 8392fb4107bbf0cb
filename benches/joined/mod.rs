//! Pages of any size, concatenated from the bodies of the samples.

use std::fs;
use std::path::Path;

/// The content of the `body` of each sample, in the order of their names.
pub fn bodies() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let entries = fs::read_dir(folder).expect("the repository has samples");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "html"));
    paths.sort();
    let pages = paths.iter().map(|path| fs::read(path).expect("a readable sample"));
    let body = |page: Vec<u8>| {
        let page = String::from_utf8(page).ok()?;
        let (_, body) = page.split_once("<body")?.1.split_once('>')?;
        Some(body.split("</body>").next()?.to_owned())
    };
    pages.filter_map(body).collect()
}

/// A page of at least this size, whose bodies start with the i-th.
pub fn page(bodies: &[String], i: usize, size: usize) -> String {
    let mut page = "<!doctype html><title>Growth</title><body>".to_owned();
    for body in bodies.iter().cycle().skip(i) {
        if page.len() >= size {
            break;
        }
        page.push_str(body);
    }
    page
}
