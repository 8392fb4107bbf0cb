//! Detects data in text: web archives, MHTML, JSON, base64 and CSV.

use super::Unsupported;

/// The type of a text by its content. `is_cut`: the text is truncated.
pub(super) fn of(text: &str, is_cut: bool) -> Option<Unsupported> {
    if is_warc(text) {
        Some(Unsupported::Warc)
    } else if is_mhtml(text) {
        Some(Unsupported::Mhtml)
    } else if is_json(text, is_cut) {
        Some(Unsupported::Json)
    } else if is_base64(text) {
        Some(Unsupported::Base64)
    } else {
        is_csv(text, is_cut).then_some(Unsupported::Csv)
    }
}

/// Whether a text begins with a WARC record, which begins with the version of the format.
fn is_warc(text: &str) -> bool {
    let version = text.strip_prefix("WARC/").unwrap_or_default();
    version.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a text begins with the header of a multipart mail.
fn is_mhtml(text: &str) -> bool {
    let (mut has_version, mut has_parts) = (false, false);
    for line in text.lines().take_while(|line| !line.is_empty()) {
        // An indented line continues the previous one.
        let is_field = line.starts_with([' ', '\t'])
            || line.split_once(':').is_some_and(|(name, _)| {
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            });
        if !is_field {
            return false;
        }
        let field = line.to_ascii_lowercase();
        has_version |= field.starts_with("mime-version:");
        has_parts |= field.starts_with("content-type:") && field.contains("multipart/");
    }
    has_version && has_parts
}

/// Whether a text is JSON or JSON Lines: only JSON tokens, at least one string, and balanced brackets. A prefix against
/// loading as a script is skipped.
fn is_json(text: &str, is_cut: bool) -> bool {
    let text = text.strip_prefix(")]}'").unwrap_or(text);
    let text = text.trim_start_matches([',', ' ', '\n']);
    if !text.starts_with(['{', '[']) {
        return false;
    }
    let (mut depth, mut n_strings, mut rest) = (0_usize, 0, text);
    while let Some(first) = rest.bytes().next() {
        let n = match first {
            b'{' | b'[' => {
                depth += 1;
                1
            }
            b'}' | b']' => match depth.checked_sub(1) {
                Some(less) => {
                    depth = less;
                    1
                }
                None => return false,
            },
            b' ' | b'\n' | b'\t' => 1,
            b',' | b':' if depth > 0 => 1,
            b'"' => match string_end(rest) {
                Some(end) => {
                    n_strings += 1;
                    end
                }
                None => return is_cut && n_strings > 0,
            },
            b'-' | b'0'..=b'9' => rest.find(|c: char| !is_of_number(c)).unwrap_or(rest.len()),
            _ => match ["true", "false", "null"].iter().find(|word| rest.starts_with(**word)) {
                Some(word) => word.len(),
                None => return is_cut && n_strings > 0 && rest.len() < 8,
            },
        };
        rest = &rest[n..];
    }
    (depth == 0 || is_cut) && (n_strings > 0 || text.trim_end() == "{}")
}

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E')
}

/// The byte length of the string at the start of `text`; `None` if it contains a line end.
fn string_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some(at + 1),
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// The minimum length of base64 in bytes: no word of a text is as long.
const MIN_BASE64: usize = 120;

/// Whether a text is base64: only its characters, in lines no longer than the first, with mixed upper case, lower case
/// and digits.
fn is_base64(text: &str) -> bool {
    let text = match text.strip_prefix("data:").and_then(|text| text.split_once(";base64,")) {
        Some((kind, data)) if kind.len() < 128 => data,
        _ => text,
    };
    let mut lines = text.trim_end().lines();
    let Some(first) = lines.next() else { return false };
    let is_of_it =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'=');
    let is_line = |line: &str| line.len() <= first.len() && line.bytes().all(is_of_it);
    // Base64 changes often between upper case, lower case and digits. Words are in one case, or capitalized.
    let kind = |b: u8| match b {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        _ => 2,
    };
    let head: Vec<u8> =
        text.bytes().filter(|b| *b != b'\n').take(2 * MIN_BASE64).map(kind).collect();
    let n_changes = head.windows(2).filter(|pair| pair[0] != pair[1]).count();
    head.len() >= MIN_BASE64 && n_changes * 3 > head.len() && is_line(first) && lines.all(is_line)
}

/// The minimum number of records of a table, and of values per record.
const MIN_RECORDS: usize = 3;
const MIN_VALUES: usize = 3;

/// Whether a text is CSV (RFC 4180): all records have the same number of values, and few separators are followed by a
/// space, as commas in sentences are.
fn is_csv(text: &str, is_cut: bool) -> bool {
    [b',', b';', b'\t'].into_iter().any(|separator| is_table(text, separator, is_cut))
}

fn is_table(text: &str, separator: u8, is_cut: bool) -> bool {
    let bytes = text.trim_end().as_bytes();
    let (mut n_records, mut n_values, mut expected) = (0_usize, 1_usize, None);
    let (mut is_quoted, mut n_separators, mut n_spaced) = (false, 0_usize, 0_usize);
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            b'\n' => {
                if *expected.get_or_insert(n_values) != n_values {
                    return false;
                }
                n_records += 1;
                n_values = 1;
            }
            _ if byte == separator => {
                n_values += 1;
                n_separators += 1;
                n_spaced += usize::from(bytes.get(at + 1) == Some(&b' '));
            }
            _ => {}
        }
    }
    let is_last_whole = !is_cut && !is_quoted;
    let expected = expected.unwrap_or(0);
    n_records += usize::from(is_last_whole);
    (!is_last_whole || n_values == expected)
        && (is_cut || !is_quoted)
        && expected >= MIN_VALUES
        && n_records >= MIN_RECORDS
        && n_spaced * 10 <= n_separators
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_detected_by_content() {
        let base64 = "PGh0bWw+PHA+SXQgcmFpbmVkIG9uIE1vbmRheSwgYW5kIG9uIFR1ZXNkYXk=".repeat(3);
        for (text, kind) in [
            ("WARC/1.0\nWARC-Type: response\n", Unsupported::Warc),
            (
                "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype=\"text/html\"\n\n<html>",
                Unsupported::Mhtml,
            ),
            ("{\"a\": [1, -2.5e3, true, null, \"x\\\"y\"]}\n", Unsupported::Json),
            ("{\"a\":1}\n{\"a\":2}\n", Unsupported::Json),
            (")]}',\n[[\"x\",1]]", Unsupported::Json),
            ("{}", Unsupported::Json),
            (&base64, Unsupported::Base64),
            ("id,name,price\n1,\"a, \"\"b\"\"\nc\",2\n2,d,3\n", Unsupported::Csv),
            ("a;b;c\n1;2;3\n4;5;6", Unsupported::Csv),
            ("a\tb\tc\n1\t2\t3\n4\t5\t6", Unsupported::Csv),
        ] {
            assert_eq!(of(text, false), Some(kind), "{text}");
        }
        assert_eq!(of("{\"a\": \"it rain", true), Some(Unsupported::Json));
        assert_eq!(of("a,b,c\n1,2,3\n4,5,6\n7,\"8", true), Some(Unsupported::Csv));
    }

    #[test]
    fn text_is_not_data() {
        for text in [
            "It rained on Monday.",
            "[1] See the notes.\n[2] And those.",
            "[1]",
            "[Photo] It rained.",
            "{ \"quoted\" he said }",
            "{\"a\": 1",
            "{\"a\": 1}}",
            "From: Ann\nTo: Ben\n\nIt rained, said Content-Type: multipart/related.",
            "WARC/ is a format",
            "Supercalifragilisticexpialidocious",
            "Red, green, blue\nOne, two, three\nHere, there, everywhere\n",
            "a,b\n1,2\n3,4\n5,6",
            "a,b,c\n1,2,3",
            "",
            &"abcdefghij".repeat(20),
            &"https://a.example/Some-Long_Address/2025/05/22/".repeat(4),
        ] {
            assert_eq!(of(text, false), None, "{text}");
        }
    }
}
