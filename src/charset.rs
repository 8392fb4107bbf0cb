//! Reads declared encodings from `Content-Type` headers and from markup. The labels are not validated here.

/// The charset label in a `Content-Type` value (`text/html; charset=shift_jis`), or a bare label unchanged.
pub(crate) fn of_content_type(value: &str) -> Option<&str> {
    let label = charset_in(value.as_bytes()).and_then(|label| str::from_utf8(label).ok());
    label.or_else(|| Some(value.trim()).filter(|bare| !bare.contains(['/', ';', '='])))
}

/// The first known label in `<meta charset>`, `<meta http-equiv>` or the XML declaration. `meaning` returns `None` for an
/// unknown label. The markup before it must be ASCII-compatible.
///
/// Implements "prescan a byte stream to determine its encoding" of the WHATWG HTML standard. The caller limits `bytes`.
pub(crate) fn of_markup<T>(bytes: &[u8], meaning: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
    // Step 3, "loop": match one of five prefixes at each position.
    let mut scanner = Scanner { bytes, position: 0 };
    while let Some(rest) = scanner.seek(b'<') {
        if rest.starts_with(b"<!--") {
            // The "-->" may share its dashes with "<!--": "<!-->" is a whole comment.
            scanner.position += 2;
            if !scanner.skip_past(b"-->") {
                break;
            }
        } else if is_meta(rest) {
            scanner.position += b"<meta".len();
            if let Some(found) = scanner.meta().and_then(&meaning) {
                return Some(found);
            }
        } else if is_tag(rest) {
            scanner.skip_until(|b| is_space(b) || b == b'>');
            while scanner.attribute().is_some() {}
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            if !scanner.skip_past(b">") {
                break;
            }
        } else {
            scanner.position += 1;
        }
    }
    of_xml_declaration(bytes).and_then(meaning)
}

/// "Get an XML encoding": the label in `<?xml ... encoding="label"?>` at the very beginning.
fn of_xml_declaration(bytes: &[u8]) -> Option<&[u8]> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memchr(b'>', declaration)?];
    let name = memchr::memmem::find(declaration, b"encoding")?;
    let value = trim_start(&declaration[name + b"encoding".len()..]);
    let value = trim_start(value.strip_prefix(b"=")?);
    let (&quote, value) = value.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
    memchr::memchr(quote, value).map(|end| &value[..end])
}

/// "Extract a character encoding from a meta element": the label in a text such as `text/html; charset=label`.
fn charset_in(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text;
    // Steps 2 to 4: "charset", white space, "="; without "=", search on.
    let value = loop {
        let name = rest.windows(7).position(|w| w.eq_ignore_ascii_case(b"charset"))?;
        rest = trim_start(&rest[name + 7..]);
        if let Some(value) = rest.strip_prefix(b"=") {
            break trim_start(value);
        }
    };
    // Step 6: a quoted value ends at its closing quote and is invalid without one; an unquoted value ends at white space or
    // ";".
    match value.first()? {
        quote @ (b'"' | b'\'') => {
            let value = &value[1..];
            memchr::memchr(*quote, value).map(|end| &value[..end])
        }
        _ => value.split(|&b| is_space(b) || b == b';').next(),
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

fn trim_start(bytes: &[u8]) -> &[u8] {
    let n_spaces = bytes.iter().take_while(|&&b| is_space(b)).count();
    &bytes[n_spaces..]
}

/// `<meta`, then white space or a slash.
fn is_meta(rest: &[u8]) -> bool {
    rest.len() > 5
        && rest[..5].eq_ignore_ascii_case(b"<meta")
        && (is_space(rest[5]) || rest[5] == b'/')
}

/// `<`, an optional slash, then a letter.
fn is_tag(rest: &[u8]) -> bool {
    let name = rest.strip_prefix(b"</").unwrap_or(rest.get(1..).unwrap_or_default());
    name.first().is_some_and(u8::is_ascii_alphabetic)
}

/// A cursor over the bytes of a page.
struct Scanner<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    /// Advances to the next `byte` and returns the rest from there on. `None`, without advancing, if there is none.
    fn seek(&mut self, byte: u8) -> Option<&'a [u8]> {
        self.position += memchr::memchr(byte, self.rest())?;
        Some(self.rest())
    }

    /// Advances past the next `needle`. Returns whether there is one; if not, does not advance.
    fn skip_past(&mut self, needle: &[u8]) -> bool {
        let found = memchr::memmem::find(self.rest(), needle);
        self.position += found.map_or(0, |n_passed| n_passed + needle.len());
        found.is_some()
    }

    /// Advances to the next byte for which `is_end` holds, or to the end. Returns the skipped bytes.
    fn skip_until(&mut self, is_end: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let n_passed = rest.iter().position(|&b| is_end(b)).unwrap_or(rest.len());
        self.position += n_passed;
        &rest[..n_passed]
    }

    /// The label in the attributes of a `meta` element. Of duplicate attributes the first counts.
    fn meta(&mut self) -> Option<&'a [u8]> {
        let (mut has_pragma, mut in_content, mut charset) = (None, None, None);
        while let Some((name, value)) = self.attribute() {
            if name.eq_ignore_ascii_case(b"http-equiv") {
                has_pragma.get_or_insert(value.eq_ignore_ascii_case(b"content-type"));
            } else if name.eq_ignore_ascii_case(b"content") {
                in_content.get_or_insert(value);
            } else if name.eq_ignore_ascii_case(b"charset") {
                charset.get_or_insert(value);
            }
        }
        // "charset" needs no pragma; "content" counts only with one.
        let in_content = in_content.filter(|_| has_pragma == Some(true)).and_then(charset_in);
        charset.or(in_content)
    }

    /// "Get an attribute": a name and a value, empty if missing. `None` at the end of the tag.
    fn attribute(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        // Steps 1 and 2.
        self.skip_until(|b| !is_space(b) && b != b'/');
        if self.peek()? == b'>' {
            return None;
        }
        // Steps 4 to 8: the name, then white space, then "=" if there is a value. A "=" may begin a name.
        let start = self.position;
        self.position += 1;
        self.skip_until(|b| is_space(b) || matches!(b, b'=' | b'/' | b'>'));
        let name = &self.bytes[start..self.position];
        self.skip_until(|b| !is_space(b));
        if self.peek()? != b'=' {
            return Some((name, b""));
        }
        // Steps 9 to 12: the value, in quotes or up to white space or ">".
        self.position += 1;
        self.skip_until(|b| !is_space(b));
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.position += 1;
                let value = self.skip_until(|b| b == quote);
                self.position += 1;
                Some((name, value))
            }
            _ => Some((name, self.skip_until(|b| is_space(b) || b == b'>'))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(markup: &str) -> Option<String> {
        let known = |label: &[u8]| {
            str::from_utf8(label).ok().filter(|&label| label != "unknown").map(str::to_owned)
        };
        of_markup(markup.as_bytes(), known)
    }

    #[test]
    fn a_content_type_or_a_bare_label() {
        assert_eq!(of_content_type("text/html; charset=Shift_JIS"), Some("Shift_JIS"));
        assert_eq!(of_content_type("text/html;CHARSET = \"gbk\" ; x=y"), Some("gbk"));
        assert_eq!(of_content_type(" windows-1251 "), Some("windows-1251"));
        assert_eq!(of_content_type("text/html"), None);
        assert_eq!(of_content_type("text/html; charset=\"gbk"), None);
    }

    #[test]
    fn meta_elements() {
        assert_eq!(found("<head><META  CharSet = koi8-r>").as_deref(), Some("koi8-r"));
        assert_eq!(found("<meta/charset='big5'/>").as_deref(), Some("big5"));
        let pragma = "<meta http-equiv=Content-Type content='text/html; charset=euc-kr'>";
        assert_eq!(found(pragma).as_deref(), Some("euc-kr"));
        assert_eq!(found("<meta name=x content='text/html; charset=euc-kr'>"), None);
        assert_eq!(found("<meta charset=a charset=b><meta charset=c>").as_deref(), Some("a"));
        assert_eq!(found("<meta name=x><meta charset=c>").as_deref(), Some("c"));
        assert_eq!(found("<meta charset=unknown><meta charset=c>").as_deref(), Some("c"));
        assert_eq!(found("<metadata charset=c>"), None);
    }

    #[test]
    fn comments_attributes_and_text_are_skipped() {
        assert_eq!(found("<!-- <meta charset=a> --><meta charset=b>").as_deref(), Some("b"));
        assert_eq!(found("<!--><meta charset=a>-->").as_deref(), Some("a"));
        assert_eq!(found("<!-- <meta charset=a>"), None);
        assert_eq!(found("<a title='<meta charset=a>'><meta charset=b>").as_deref(), Some("b"));
        assert_eq!(found("<!x <meta charset=a><meta charset=b>").as_deref(), Some("b"));
        assert_eq!(found("1 < 2 <meta charset=b>").as_deref(), Some("b"));
        assert_eq!(found("<meta charset"), None);
    }

    #[test]
    fn meta_elements_precede_an_xml_declaration() {
        assert_eq!(
            found("<?xml version='1.0' encoding = 'koi8-u'?><html>").as_deref(),
            Some("koi8-u")
        );
        assert_eq!(found("<?xml encoding='a'?><meta charset=b>").as_deref(), Some("b"));
        assert_eq!(found("<?xml encoding='a"), None);
        assert_eq!(found("x<?xml encoding='a'?>"), None);
    }
}
