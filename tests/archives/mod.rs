//! Archives for tests, written by hand: WARC and gzip; and the files that a run leaves.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

/// A page about something, with a link.
pub fn html(about: &str) -> String {
    format!(
        "<html lang=en><title>{about}</title><article><h1>{about}</h1><p>This is the page {about}, and it tells, in a \
         sentence that is long enough, what there is to tell about {about}. <a href='/more'>More</a> is there.</p></article>"
    )
}

/// A WARC record.
pub fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let n = block.len();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\nContent-Length: {n}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A WARC record with an HTTP response.
pub fn response(url: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let block = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
    record("response", url, "application/http; msgtype=response", &block)
}

/// The response of an ordinary page.
pub fn page(name: &str) -> Vec<u8> {
    let url = format!("https://a.example/{name}");
    response(&url, "200 OK\r\nContent-Type: text/html; charset=utf-8", html(name).as_bytes())
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Each record as a gzip member of its own, as crawlers write them.
pub fn members(records: &[Vec<u8>]) -> Vec<u8> {
    records.iter().flat_map(|record| gzip(record)).collect()
}

/// All files below a folder with their bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut open = vec![folder.to_owned()];
    let mut files = BTreeMap::new();
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, fs::read(path).unwrap());
                }
            }
        }
    }
    files
}
