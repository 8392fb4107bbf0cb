//! Archives for tests, written by hand: WARC, tar, gzip.
//!
//! Each test crate uses some of these.
#![allow(dead_code)]

use std::io::Write;

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

/// A file of a tar archive: a header block and the data, padded.
pub fn tar_entry(name: &str, kind: u8, data: &[u8]) -> Vec<u8> {
    let mut block = vec![0_u8; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    let size = format!("{:011o}\0", data.len());
    block[124..136].copy_from_slice(size.as_bytes());
    block[148..156].fill(b' ');
    block[156] = kind;
    block[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u64 = block.iter().map(|b| u64::from(*b)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block.extend_from_slice(data);
    block.resize(block.len().next_multiple_of(512), 0);
    block
}
