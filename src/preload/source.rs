//! Where a page keeps data: scripts, attributes and templates, found in its source.
//!
//! The tree has no texts of scripts that hold code, nor attributes that no other step reads. Few pages need
//! them, so they are looked for in the source and only then, in one pass from tag to tag.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use crate::preload::literal::{self, Value};

/// A piece of data, in the order of the page.
#[derive(Debug, PartialEq)]
pub(crate) enum Payload<'a> {
    /// A value, and the id of the script or the name of the attribute that it stood in.
    Data(&'a str, Value),
    /// A part of a React server stream.
    Flight(String),
    /// HTML that a script was to show.
    Html(&'a str),
}

/// Bytes of data that are read of a page.
const MAX_BYTES: usize = 2_000_000;
/// Values of attributes shorter than this are no data.
const MIN_ATTRIBUTE: usize = 200;
/// How far into code, and how far from one literal to the next, a literal is looked for.
const MAX_CODE: usize = 4_096;
/// Literals that are read of one script.
const MAX_LITERALS: usize = 16;

/// All data of a page.
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
    /// How many bytes of data may still be read.
    n_bytes: usize,
    found: Vec<Payload<'a>>,
}

impl<'a> Finder<'a> {
    /// Goes past the tag or comment whose `<` was just passed, and past what a script or template holds.
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

    /// The next attribute of the tag; `None` after the last, past the `>`. A quote that nothing closes runs to
    /// the end of the page, as it does for a browser.
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

    /// The literals that code assigns or passes, until it is nothing but code for a while.
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

    /// HTML in a template, unless it has gaps to be filled.
    fn markup(&mut self, html: &'a str) {
        let html = self.within_budget(html);
        if !["{{", "<%", "${", "[["].iter().any(|gap| html.contains(gap)) {
            self.found.push(Payload::Html(html));
        }
    }

    /// As much of a text as may still be read; it counts as read.
    fn within_budget<'b>(&mut self, text: &'b str) -> &'b str {
        let is_end = |n: &usize| text.is_char_boundary(*n);
        let end = (0..=text.len().min(self.n_bytes)).rev().find(is_end).unwrap_or(0);
        self.n_bytes -= end;
        &text[..end]
    }
}

/// Where, after `from`, the next object, list, or string that holds one, is assigned, passed or returned.
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

/// Where a text stands, or the length of the whole.
fn find(text: &str, wanted: &str) -> usize {
    memmem::find(text.as_bytes(), wanted.as_bytes()).unwrap_or(text.len())
}

/// Where an end tag stands, in small or capital letters, or the length of the whole.
fn find_ignoring_case(text: &str, wanted: &str) -> usize {
    let is_here = |&at: &usize| {
        text.as_bytes()
            .get(at..at + wanted.len())
            .is_some_and(|t| t.eq_ignore_ascii_case(wanted.as_bytes()))
    };
    memmem::find_iter(text.as_bytes(), "</").find(is_here).unwrap_or(text.len())
}

/// The characters that the commonest references stand for, and those that Angular writes into its scripts;
/// others stay as they are.
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
    fn what_is_never_closed_runs_to_the_end() {
        for html in
            ["<script>x=[1", "<a b='", "<!--", "<", "<template><p>", "<script", "<a b=", "<a é=ü"]
        {
            let _ = names(html);
            let _ = names(&html.repeat(3));
        }
    }

    #[test]
    fn references_become_characters() {
        assert_eq!(unescape("a&amp;quot;&quot;&x;"), "a&quot;\"&x;");
    }
}
