//! Finds data in the source of a page: in scripts, attributes and templates.
//!
//! The tree holds neither the text of scripts with code nor attributes that no other step reads. Few pages need this data, so
//! it is read from the source, on demand, in one pass over the tags.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use crate::preload::literal::{self, Value};

/// A piece of data.
#[derive(Debug, PartialEq)]
pub(crate) enum Payload<'a> {
    /// A value, with the id of its script or the name of its attribute.
    Data(&'a str, Value),
    /// A part of a React server stream.
    Flight(String),
    /// HTML that a script displays.
    Html(&'a str),
}

/// The maximum number of bytes of data that are read of a page.
const MAX_BYTES: usize = 2_000_000;
/// The minimum length of an attribute value with data, in bytes.
const MIN_ATTRIBUTE: usize = 200;
/// The maximum distance from the start of code, or from the last literal, to the next literal, in bytes.
const MAX_CODE: usize = 4_096;
/// The maximum number of literals that are read of one script.
const MAX_LITERALS: usize = 16;

/// The data of a page, in document order.
pub(crate) fn payloads(html: &str) -> Vec<Payload<'_>> {
    let mut finder = Finder { html, at: 0, n_bytes: MAX_BYTES, found: Vec::new() };
    while let Some(n) = memchr(b'<', &html.as_bytes()[finder.at..]) {
        finder.at += n + 1;
        finder.tag();
    }
    finder.found
}

struct Finder<'a> {
    html: &'a str,
    at: usize,
    /// The remaining bytes of data that may be read.
    n_bytes: usize,
    found: Vec<Payload<'a>>,
}

impl<'a> Finder<'a> {
    /// Skips the tag or comment after the current `<`, and reads the data in it. Skips the content of a script or template.
    fn tag(&mut self) {
        let rest = &self.html[self.at..];
        if rest.starts_with("!--") {
            self.at = self.html.len().min(self.at + find(rest, "-->"));
            return;
        }
        let name_len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric()).count();
        if name_len == 0 {
            return;
        }
        let name = &rest[..name_len];
        self.at += name_len;
        let (mut kind, mut id, mut is_shown) = ("", "", false);
        while let Some((attribute, value)) = self.attribute() {
            match attribute {
                a if a.eq_ignore_ascii_case("type") => kind = value,
                a if a.eq_ignore_ascii_case("id") => id = value,
                a if a.eq_ignore_ascii_case("shadowrootmode") => is_shown = true,
                _ if value.len() >= MIN_ATTRIBUTE => self.attribute_data(attribute, value),
                _ => {}
            }
        }
        let is_script = name.eq_ignore_ascii_case("script");
        if is_script || (name.eq_ignore_ascii_case("template") && !is_shown) {
            let rest = &self.html[self.at..];
            let end = if is_script { "</script" } else { "</template" };
            let body = &rest[..find_ignoring_case(rest, end)];
            self.at += body.len();
            match is_script {
                true => self.script(kind, id, body),
                false => self.markup(body),
            }
        }
    }

    /// The next attribute of the tag; `None` at its end, after skipping `>`. An unclosed quote extends to the end of the page, as
    /// in browsers.
    fn attribute(&mut self) -> Option<(&'a str, &'a str)> {
        let is_between = |b: u8| b.is_ascii_whitespace() || b == b'/' || b == b'=';
        self.skip(is_between);
        let start = self.at;
        self.skip(|b| !is_between(b) && b != b'>');
        let name = &self.html[start..self.at];
        if name.is_empty() {
            self.at = self.html.len().min(self.at + 1);
            return None;
        }
        self.skip(|b| b.is_ascii_whitespace());
        if !self.html[self.at..].starts_with('=') {
            return Some((name, ""));
        }
        self.at += 1;
        self.skip(|b| b.is_ascii_whitespace());
        let quote =
            self.html.as_bytes().get(self.at).copied().filter(|b| matches!(b, b'"' | b'\''));
        self.at += usize::from(quote.is_some());
        let start = self.at;
        match quote {
            Some(quote) => {
                let rest = &self.html.as_bytes()[start..];
                self.at += memchr(quote, rest).unwrap_or(rest.len());
            }
            None => self.skip(|b| !b.is_ascii_whitespace() && b != b'>'),
        }
        let value = &self.html[start..self.at];
        self.at = self.html.len().min(self.at + usize::from(quote.is_some()));
        Some((name, value))
    }

    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) {
        let rest = &self.html.as_bytes()[self.at..];
        self.at += rest.iter().position(|&b| !is_skipped(b)).unwrap_or(rest.len());
    }

    fn attribute_data(&mut self, name: &'a str, value: &'a str) {
        if value.trim_start().starts_with(['{', '[']) {
            let value = self.within_budget(value);
            let data = literal::read(&unescape(value)).0;
            self.found.push(Payload::Data(name, data));
        }
    }

    fn script(&mut self, kind: &str, id: &'a str, body: &'a str) {
        let kind = kind.to_ascii_lowercase();
        if kind.contains("json") {
            let body = self.within_budget(body);
            let body = &body[body.find(['{', '[']).unwrap_or(body.len())..];
            let is_escaped = body[1.min(body.len())..].trim_start().starts_with('&');
            let body = if is_escaped { unescape(body) } else { Cow::Borrowed(body) };
            self.found.push(Payload::Data(id, literal::read(&body).0));
        } else if kind.contains("html") || kind.contains("template") || kind.contains("tmpl") {
            self.markup(body);
        } else if kind.is_empty() || kind.contains("javascript") || kind == "module" {
            self.code(id, body);
        }
    }

    /// Reads the literals that code assigns, passes or returns. Stops after [`MAX_CODE`] bytes without one.
    fn code(&mut self, id: &'a str, body: &'a str) {
        let mut at = 0;
        for _ in 0..MAX_LITERALS {
            let Some(start) = next_literal(body, at) else { break };
            let is_flight = body[at..start].contains("__next_f");
            let text = self.within_budget(&body[start..]);
            if text.is_empty() {
                break;
            }
            let (value, len) = literal::read(text);
            self.n_bytes = self.n_bytes.saturating_add(text.len() - len);
            at = start + len;
            match value {
                Value::List(items) if is_flight => self.found.extend(
                    items.into_iter().skip(1).take(1).filter_map(|item| match item {
                        Value::Text(rows) => Some(Payload::Flight(rows)),
                        _ => None,
                    }),
                ),
                value => self.found.push(Payload::Data(id, value)),
            }
        }
    }

    /// Records the HTML of a template, unless it has placeholders.
    fn markup(&mut self, html: &'a str) {
        let html = self.within_budget(html);
        if !["{{", "<%", "${", "[["].iter().any(|gap| html.contains(gap)) {
            self.found.push(Payload::Html(html));
        }
    }

    /// Truncates a text to the remaining budget, and spends that.
    fn within_budget<'b>(&mut self, text: &'b str) -> &'b str {
        let is_end = |n: &usize| text.is_char_boundary(*n);
        let end = (0..=text.len().min(self.n_bytes)).rev().find(is_end).unwrap_or(0);
        self.n_bytes -= end;
        &text[..end]
    }
}

/// The position of the next object, list, or string with one, after `from`, that is assigned, passed or returned.
fn next_literal(code: &str, from: usize) -> Option<usize> {
    let bytes = code.as_bytes();
    let end = bytes.len().min(from + MAX_CODE);
    (from..end).find_map(|i| {
        let after = match bytes[i] {
            b'=' | b'(' => i + 1,
            b'r' if bytes[i..].starts_with(b"return") => i + 6,
            _ => return None,
        };
        let start = after + bytes[after..].iter().position(|b| !b.is_ascii_whitespace())?;
        let is_data = match bytes[start] {
            b'{' | b'[' => true,
            b'"' | b'\'' => matches!(bytes.get(start + 1), Some(b'{' | b'[')),
            _ => false,
        };
        is_data.then_some(start)
    })
}

/// The position of a text, or the length of `text` if it does not occur.
fn find(text: &str, wanted: &str) -> usize {
    memmem::find(text.as_bytes(), wanted.as_bytes()).unwrap_or(text.len())
}

/// The position of an end tag, ignoring case, or the length of `text` if it does not occur.
fn find_ignoring_case(text: &str, wanted: &str) -> usize {
    let is_here = |&at: &usize| {
        text.as_bytes()
            .get(at..at + wanted.len())
            .is_some_and(|t| t.eq_ignore_ascii_case(wanted.as_bytes()))
    };
    memmem::find_iter(text.as_bytes(), "</").find(is_here).unwrap_or(text.len())
}

/// Replaces the most common character references, and the escapes of Angular's scripts, by their characters. Keeps
/// other references.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    #[rustfmt::skip]
    const REFERENCES: [(&str, char); 13] = [
        ("&quot;", '"'), ("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'),
        ("&#39;", '\''), ("&#34;", '"'), ("&#x27;", '\''), ("&apos;", '\''),
        ("&q;", '"'), ("&a;", '&'), ("&l;", '<'), ("&g;", '>'), ("&s;", '\''),
    ];
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(n) = rest.find('&') {
        out.push_str(&rest[..n]);
        rest = &rest[n..];
        let known = REFERENCES.iter().find(|(reference, _)| rest.starts_with(reference));
        let (c, len) = known.map_or(('&', 1), |&(reference, c)| (c, reference.len()));
        out.push(c);
        rest = &rest[len..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<String> {
        let name = |payload: &Payload<'_>| match payload {
            Payload::Data(name, value) => format!("{name} {value:?}"),
            Payload::Flight(rows) => format!("flight {rows}"),
            Payload::Html(html) => format!("html {html}"),
        };
        payloads(html).iter().map(name).collect()
    }

    #[test]
    fn scripts_with_data_are_found() {
        let html = "<SCRIPT type=application/json id=a>[\"x</b>\"]</SCRIPT><!--<script>q=['no']</script>-->
            <script>var i=0;window.s = ['y'];t=JSON.parse('[\"z\"]');function f(){g('no')}</script>
            <script>self.__next_f.push([1,\"1:\\n\"])</script>";
        assert_eq!(
            names(html),
            [
                "a List([Text(\"x</b>\")])",
                " List([Text(\"y\")])",
                " Text(\"[\\\"z\\\"]\")",
                "flight 1:\n"
            ]
        );
    }

    #[test]
    fn attributes_and_templates_are_found() {
        let filler = " ".repeat(MIN_ATTRIBUTE);
        let html = format!(
            "<div title='>' data-x=\"[&quot;a&quot;{filler}]\" data-y='{filler}'><template id=t><p>b</template>
             <script type=text/x-template><p>c</p></script><template>{{{{d}}}}</template>
             <template shadowrootmode=open><p>e</p></template>"
        );
        assert_eq!(names(&html), ["data-x List([Text(\"a\")])", "html <p>b", "html <p>c</p>"]);
    }

    #[test]
    fn unclosed_tags_extend_to_the_end() {
        for html in
            ["<script>x=[1", "<a b='", "<!--", "<", "<template><p>", "<script", "<a b=", "<a é=ü"]
        {
            let _ = names(html);
            let _ = names(&html.repeat(3));
        }
    }

    #[test]
    fn character_references_are_replaced() {
        assert_eq!(unescape("a&amp;quot;&quot;&x;"), "a&quot;\"&x;");
    }
}
