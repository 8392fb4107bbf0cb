//! The headers of ARC records: one line with the address, the IP address, the date, the content type and the length.
//!
//! Version 2 of the format puts more fields between the type and the length. The first record of a file names the fields.

use crate::batch::record::Skip;
use crate::batch::warc::{Header, Kind};

/// The number of fields in version 1.
pub(super) const N_FIELDS: usize = 5;
/// The place of the content type among the fields.
const CONTENT_TYPE: usize = 3;

/// Parses a header with `n_fields` fields. An address may contain spaces, so the fields are counted from the end.
pub(super) fn header(line: &[u8], n_fields: usize) -> Option<Header> {
    let line = String::from_utf8_lossy(line.trim_ascii_end());
    let mut fields: Vec<&str> = line.rsplitn(n_fields, ' ').collect();
    fields.reverse();
    let url = *fields.first()?;
    let scheme = url.split_once(':')?.0;
    if fields.len() < n_fields || !scheme.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let length = fields.last()?.parse().ok()?;
    let kind = match scheme {
        "filedesc" => Kind::Other(Skip::Information),
        "http" | "https" => Kind::Page,
        _ => Kind::Other(Skip::NotHtml),
    };
    let content_type = Some(fields[CONTENT_TYPE].to_owned()).filter(|t| t.contains('/'));
    Some(Header { kind, url: Some(url.to_owned()), content_type, length })
}

/// The number of fields that the first record of a file names, on its second line.
pub(super) fn n_fields(block: &[u8]) -> Option<usize> {
    let names = block.split(|b| *b == b'\n').nth(1)?.trim_ascii();
    let n = names.split(|b| *b == b' ').filter(|name| !name.is_empty()).count();
    (n >= N_FIELDS).then_some(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_their_fields_at_the_end() {
        let line = b"http://a.example/b c.html 1.2.3.4 20240105100000 text/html 123\n";
        let found = header(line, N_FIELDS).unwrap();
        assert_eq!(found.url.as_deref(), Some("http://a.example/b c.html"));
        assert_eq!((found.content_type.as_deref(), found.length), (Some("text/html"), 123));
        assert_eq!(header(b"dns:a.example 1.2.3.4 2024 text/dns 9", 5).unwrap().length, 9);
        for line in [&b"http://a.example/ 1.2.3.4 2024 text/html"[..], b"<p>a: b c d 5", b""] {
            assert_eq!(header(line, N_FIELDS), None);
        }
        let names =
            b"2 0 Archive\nURL IP Date Type Result Checksum Location Offset Filename Length\n";
        assert_eq!(n_fields(names), Some(10));
        assert_eq!(n_fields(b"1 0 Archive\n"), None);
    }
}
