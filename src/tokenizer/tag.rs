//! Tags: names, attributes and values.

use std::borrow::Cow;

use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink};
use html5ever::{LocalName, local_name};
use memchr::memchr;

use super::attributes::{Raw, made};
use super::{State, Syntax, TokenFilter, Tokenizer, is_space};
use crate::limits::Limit;
use crate::text::clipped;

/// The byte is an upper-case letter or NUL, so that the name must be copied.
const MENDED: u8 = 1;
/// The byte ends the name of a tag.
const ENDS_TAG_NAME: u8 = 2;
/// The byte ends the name of an attribute.
const ENDS_ATTRIBUTE_NAME: u8 = 4;

const MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        marks[byte as usize] = match byte {
            0 | b'A'..=b'Z' => MENDED,
            b'=' => ENDS_ATTRIBUTE_NAME,
            b'>' | b'/' => ENDS_TAG_NAME | ENDS_ATTRIBUTE_NAME,
            _ if is_space(byte) => ENDS_TAG_NAME | ENDS_ATTRIBUTE_NAME,
            _ => 0,
        };
        byte += 1;
    }
    marks
};

impl<'a, S: TokenSink, N: TokenFilter> Tokenizer<'a, S, N> {
    /// Sends the start tag at the current offset. A tag that the end of the page cuts off is dropped.
    pub(super) fn start_tag(&mut self) -> State {
        let start = self.at;
        let (name, at) = self.tag_name(start + 1);
        self.attributes.clear();
        let Some(self_closing) = self.rest_of_tag(at, true) else { return State::Data };
        self.is_text_wanted = self.need.raw_text(&name, &self.attributes);
        let (attrs, had_duplicate_attributes) = match self.need.take(&name, &self.attributes) {
            Some(attrs) => (attrs, false),
            None => made(&self.attributes, &mut self.names),
        };
        self.last_start_tag = name.clone();
        // The tree builder handles self-closing elements of SVG and MathML itself.
        let is_emptied = self_closing
            && self.need.syntax() == Syntax::Xhtml
            && !is_void(&name)
            && !self.sink.adjusted_current_node_present_but_not_in_html_namespace();
        let emptied = is_emptied.then(|| name.clone());
        let kind = TagKind::StartTag;
        let tag = Tag { kind, name, self_closing, attrs, had_duplicate_attributes };
        let state = self.send(Token::TagToken(tag), start);
        let Some(name) = emptied else { return state };
        let (kind, attrs) = (TagKind::EndTag, Vec::new());
        let tag = Tag { kind, name, self_closing: false, attrs, had_duplicate_attributes: false };
        // The offset of the `/`, so that no two tags have the same offset.
        self.send(Token::TagToken(tag), self.at - "/>".len())
    }

    /// Sends the end tag at the current offset, without attributes.
    pub(super) fn end_tag(&mut self) -> State {
        let start = self.at;
        let (name, at) = self.tag_name(start + 2);
        let Some(self_closing) = self.rest_of_tag(at, false) else { return State::Data };
        let (kind, attrs) = (TagKind::EndTag, Vec::new());
        let tag = Tag { kind, name, self_closing, attrs, had_duplicate_attributes: false };
        self.send(Token::TagToken(tag), start)
    }

    /// The name of a tag and its end offset.
    fn tag_name(&mut self, start: usize) -> (LocalName, usize) {
        let (name, end) = self.name(start, start, ENDS_TAG_NAME);
        (self.names.get(&name), end)
    }

    /// The name from `start` in lower case, and its end offset. It ends at the first byte from `at` with one of the
    /// marks.
    fn name(&self, start: usize, at: usize, ends: u8) -> (Cow<'a, str>, usize) {
        let rest = self.bytes_from(at);
        let mut n = 0;
        let mut marks = 0;
        for &byte in rest {
            marks = MARKS[usize::from(byte)];
            if marks != 0 {
                break;
            }
            n += 1;
        }
        if marks == 0 || marks & ends != 0 {
            return (Cow::Borrowed(self.slice(start, at + n)), at + n);
        }
        let ends_here = |&byte: &u8| MARKS[usize::from(byte)] & ends != 0;
        let end = at + rest.iter().position(ends_here).unwrap_or(rest.len());
        let name = self.slice(start, end).to_ascii_lowercase().replace('\0', "\u{fffd}");
        (Cow::Owned(name), end)
    }

    /// Reads the attributes and the `>` of a tag. Returns whether the tag ends in `/>`, or `None` if the page ends
    /// first.
    fn rest_of_tag(&mut self, mut at: usize, keeps: bool) -> Option<bool> {
        loop {
            at = self.skip_space(at);
            match self.byte(at) {
                Some(b'>') => {
                    self.at = at + 1;
                    return Some(false);
                }
                Some(b'/') if self.byte(at + 1) == Some(b'>') => {
                    self.at = at + 2;
                    return Some(true);
                }
                Some(b'/') => at += 1,
                Some(first) => {
                    // A name may begin with `=`.
                    let rest = at + usize::from(first == b'=');
                    let (name, name_end) = self.name(at, rest, ENDS_ATTRIBUTE_NAME);
                    let (value_start, value_end, after) = self.value(name_end);
                    if keeps {
                        self.attribute(name, self.slice(value_start, value_end));
                    }
                    at = after;
                }
                None => {
                    self.at = self.html.len();
                    return None;
                }
            }
        }
    }

    fn skip_space(&self, mut at: usize) -> usize {
        while self.byte(at).is_some_and(is_space) {
            at += 1;
        }
        at
    }

    /// The start and end offset of an attribute's value, and the offset after it.
    fn value(&self, name_end: usize) -> (usize, usize, usize) {
        let equals = self.skip_space(name_end);
        if self.byte(equals) != Some(b'=') {
            return (equals, equals, equals);
        }
        let start = self.skip_space(equals + 1);
        match self.byte(start) {
            Some(quote @ (b'"' | b'\'')) => match memchr(quote, self.bytes_from(start + 1)) {
                Some(n) => (start + 1, start + 1 + n, start + n + 2),
                None => (start, start, self.html.len()),
            },
            _ => {
                let ends = |&b: &u8| is_space(b) || b == b'>';
                let rest = self.bytes_from(start);
                let end = start + rest.iter().position(ends).unwrap_or(rest.len());
                (start, end, end)
            }
        }
    }

    fn attribute(&mut self, name: Cow<'a, str>, value: &'a str) {
        if self.attributes.len() >= self.limits.max_attributes {
            return self.need.passed(Limit::Attributes);
        }
        let clipped = clipped(value, self.limits.max_attribute_bytes);
        if clipped.len() < value.len() {
            self.need.passed(Limit::AttributeBytes);
        }
        self.attributes.push(Raw { name, value: clipped });
    }
}

/// Whether elements of this name are void: no content and no end tag.
fn is_void(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("basefont")
            | local_name!("bgsound")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("frame")
            | local_name!("hr")
            | local_name!("image")
            | local_name!("img")
            | local_name!("input")
            | local_name!("keygen")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}
