//! HTTP responses as archives store them: status, type, chunks, content encodings.

use std::io;

use crate::batch::codec::{Decoder, Packing, inflate};
use crate::batch::file::{most_unpacked, read_up_to};
use crate::limits::{Limit, Limits, LimitsHit};

/// The head of a response.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub status: u16,
    pub content_type: Option<String>,
    is_chunked: bool,
    /// The content encodings, in the order in which they were applied.
    encodings: Vec<String>,
    /// Where the body begins.
    pub body_at: usize,
}

impl Head {
    /// Parses the head of a block; `None` if the block is not a response. Line feeds without carriage returns, unknown
    /// versions and a head without end are accepted.
    pub fn parse(block: &[u8]) -> Option<Self> {
        let mut lines = Lines { block, at: 0 };
        let first = lines.next()?.strip_prefix(b"HTTP/")?;
        let status = first.split(|b| *b == b' ').filter(|word| !word.is_empty()).nth(1)?;
        let status = std::str::from_utf8(status).ok()?.trim().parse().ok()?;
        let mut head = Head { status, ..Head::default() };
        for line in lines.by_ref() {
            let Some(colon) = memchr::memchr(b':', line) else { continue };
            let value = String::from_utf8_lossy(&line[colon + 1..]).trim().to_owned();
            match line[..colon].trim_ascii().to_ascii_lowercase().as_slice() {
                b"content-type" => head.content_type = Some(value),
                b"transfer-encoding" => {
                    head.is_chunked |= value.to_ascii_lowercase().contains("chunked");
                }
                b"content-encoding" => {
                    let names = value.split(',').map(|name| name.trim().to_ascii_lowercase());
                    head.encodings.extend(names);
                }
                _ => {}
            }
        }
        head.body_at = lines.at;
        Some(head)
    }
}

/// The lines up to a blank line, which is skipped.
struct Lines<'a> {
    block: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = &self.block[self.at..];
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        self.at += end;
        let line = rest[..end].trim_ascii_end();
        (!line.is_empty()).then_some(line)
    }
}

/// The body of a response, without chunks and content encodings. Bodies that are declared as chunked or compressed and are
/// not are taken as they are: many crawlers store the decoded body under the head of the encoded one.
///
/// # Errors
/// A message, if a compressed body is broken and nothing of it can be read.
pub(super) fn body(
    block: &[u8],
    head: &Head,
    limits: &Limits,
) -> Result<(Vec<u8>, LimitsHit), String> {
    let stored = &block[head.body_at..];
    let mut body = if head.is_chunked { joined(stored) } else { stored.to_vec() };
    let mut limits_hit = LimitsHit::new();
    for encoding in head.encodings.iter().rev() {
        let (decoded, cut_by) = decode(body, encoding, limits)?;
        body = decoded;
        limits_hit = limits_hit.and(cut_by);
    }
    let (body, cut_by) = within(body, limits);
    Ok((body, limits_hit.and(cut_by)))
}

/// Truncates a page at the limit on bytes.
pub(super) fn within(mut page: Vec<u8>, limits: &Limits) -> (Vec<u8>, LimitsHit) {
    let mut limits_hit = LimitsHit::new();
    limits_hit.insert_if(page.len() > limits.max_bytes, Limit::Bytes);
    page.truncate(limits.max_bytes);
    (page, limits_hit)
}

/// Joins chunks. At the first line that is not the size of a chunk, the rest is taken as it is.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::with_capacity(rest.len());
    loop {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let line = rest[..end].split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
        let size = std::str::from_utf8(line).ok().and_then(|l| usize::from_str_radix(l, 16).ok());
        let Some(size) = size.filter(|_| end <= 1_000) else {
            body.extend_from_slice(rest);
            return body;
        };
        rest = &rest[end..];
        let n = size.min(rest.len());
        body.extend_from_slice(&rest[..n]);
        rest = &rest[n..];
        if size == 0 || rest.is_empty() {
            return body;
        }
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
}

/// Undoes one content encoding. A body that ends early or is broken gives its intact part, as in browsers.
fn decode(body: Vec<u8>, encoding: &str, limits: &Limits) -> Result<(Vec<u8>, LimitsHit), String> {
    let packing = match encoding {
        "gzip" | "x-gzip" => Some(Packing::Gzip),
        "zstd" => Some(Packing::Zstd),
        "br" => Some(Packing::Brotli),
        "deflate" => None,
        _ => return Ok((body, LimitsHit::new())),
    };
    let has_signature = matches!(packing, Some(Packing::Gzip | Packing::Zstd));
    if body.is_empty() || has_signature && Packing::of_bytes(&body) != packing {
        return Ok((body, LimitsHit::new()));
    }
    let (max_bytes, limit) = most_unpacked(body.len(), limits);
    let mut decoded = Vec::new();
    let read = match packing {
        Some(packing) => Decoder::new(packing, &body[..], &[])
            .and_then(|decoder| read_up_to(decoder, max_bytes, &mut decoded)),
        None => read_up_to(inflate(&body), max_bytes, &mut decoded),
    };
    let mut limits_hit = LimitsHit::new();
    match read {
        Ok(is_cut) => limits_hit.insert_if(is_cut, limit),
        Err(error) if decoded.is_empty() && has_signature => return Err(broken(encoding, &error)),
        // Without a signature, the body may as well be plain.
        Err(_) if decoded.is_empty() => return Ok((body, limits_hit)),
        Err(_) => {}
    }
    Ok((decoded, limits_hit))
}

fn broken(encoding: &str, error: &io::Error) -> String {
    format!("broken {encoding} data in the response ({error}); expected a whole body")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::codec::pack;

    fn text(head: &str, body: &[u8]) -> String {
        let block = [format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes(), body].concat();
        let head = Head::parse(&block).unwrap();
        match super::body(&block, &head, &Limits::new()) {
            Ok((bytes, _)) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(message) => message,
        }
    }

    #[test]
    fn heads_are_read_leniently() {
        let block =
            b"HTTP/1.0 301 Moved\nCONTENT-type : text/html\n folded\nX\r\nContent-Encoding: gzip, br\n\nbody";
        let head = Head::parse(block).unwrap();
        assert_eq!((head.status, head.content_type.as_deref()), (301, Some("text/html")));
        assert_eq!(head.encodings, ["gzip", "br"]);
        assert_eq!(&block[head.body_at..], b"body");
        assert_eq!(Head::parse(b"HTTP/2 200").unwrap().body_at, 10);
        for block in [&b"<p>HTTP/1.1 200 OK"[..], b"", b"HTTP/1.1 fine\r\n"] {
            assert_eq!(Head::parse(block), None);
        }
    }

    #[test]
    fn chunks_are_joined_and_what_is_no_chunk_stays() {
        let chunked = |body: &[u8]| text("Transfer-Encoding: Chunked\r\n", body);
        assert_eq!(chunked(b"3\r\nIt \r\n6;x=y\r\nrained\r\n0\r\n\r\n"), "It rained");
        assert_eq!(chunked(b"3\nIt \n6\nrain"), "It rain");
        assert_eq!(chunked(b"<p>It rained.\nAgain."), "<p>It rained.\nAgain.");
        assert_eq!(chunked(b"3\r\nIt \r\nrained"), "It rained");
        assert_eq!(chunked(b"fffffffffffffffff\r\nx"), "fffffffffffffffff\r\nx");
        assert_eq!(chunked(b""), "");
    }

    #[test]
    fn content_encodings_are_undone() {
        let page = b"<p>It rained.";
        for (name, packing) in
            [("gzip", Packing::Gzip), ("br", Packing::Brotli), ("zstd", Packing::Zstd)]
        {
            let head = format!("Content-Encoding: {name}\r\n");
            let packed = pack(packing, page);
            assert_eq!(text(&head, &packed), "<p>It rained.", "{name}");
            assert_eq!(text(&head, page), "<p>It rained.", "{name}");
            assert_eq!(text(&head, b""), "", "{name}");
        }
        let twice = pack(Packing::Brotli, &pack(Packing::Gzip, page));
        assert_eq!(text("Content-Encoding: gzip, br\r\n", &twice), "<p>It rained.");
        let packed = pack(Packing::Gzip, &page.repeat(1_000));
        let part = text("Content-Encoding: gzip\r\n", &packed[..packed.len() - 12]);
        assert!(part.starts_with("<p>It rained."), "{part}");
        let broken = text("Content-Encoding: gzip\r\n", b"\x1f\x8b\x08broken");
        assert!(broken.starts_with("broken gzip data in the response"), "{broken}");
        let deflated =
            b"\x78\x9c\xb3\x29\xb0\xf3\x2c\x51\x28\x4a\xcc\xcc\x4b\x4d\xd1\x03\x00\x1e\x3f\x04\x69";
        assert_eq!(text("Content-Encoding: deflate\r\n", deflated), "<p>It rained.");
        assert_eq!(text("Content-Encoding: deflate\r\n", &deflated[2..]), "<p>It rained.");
    }

    #[test]
    fn bombs_are_cut() {
        let block = [
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
            &pack(Packing::Gzip, &[b'x'; 3_000_000])[..],
        ];
        let block = block.concat();
        let head = Head::parse(&block).unwrap();
        let (bytes, limits_hit) = body(&block, &head, &Limits::new()).unwrap();
        assert_eq!((bytes.len(), limits_hit.contains(Limit::UnpackedRatio)), (1_000_000, true));
        let ten = Limits::new().with_max_bytes(10);
        let (bytes, limits_hit) =
            body(b"HTTP/1.1 200 OK\r\n\r\n01234567890", &head_of("200"), &ten).unwrap();
        assert_eq!((bytes.len(), limits_hit.contains(Limit::Bytes)), (10, true));
    }

    fn head_of(status: &str) -> Head {
        Head::parse(format!("HTTP/1.1 {status} OK\r\n\r\n").as_bytes()).unwrap()
    }
}
