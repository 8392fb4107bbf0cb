//! Tags: names, and where attributes and their values stand.

use std::borrow::Cow;

use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink};
use memchr::memchr;

use super::reference::mended;
use super::{Need, State, Tokenizer, is_space};

/// What a byte is to the name that it stands in.
#[derive(Clone, Copy)]
enum Part {
    Plain,
    /// A capital, or NUL.
    Mended,
    Equals,
    End,
}

const PARTS: [Part; 256] = {
    let mut parts = [Part::Plain; 256];
    let mut byte = 0;
    while byte < 128 {
        parts[byte as usize] = match byte {
            0 | b'A'..=b'Z' => Part::Mended,
            b'=' => Part::Equals,
            b'>' | b'/' => Part::End,
            _ if is_space(byte) => Part::End,
            _ => Part::Plain,
        };
        byte += 1;
    }
    parts
};

impl<'a, S: TokenSink, N: Need> Tokenizer<'a, S, N> {
    /// The start tag here. What the page ends in is no tag.
    pub(super) fn start_tag(&mut self) -> State {
        let start = self.at;
        let (name, at) = self.name(start + 1, false);
        let name = self.names.get(&name);
        self.attributes.begin(&name);
        let Some(self_closing) = self.rest_of_tag(at, true) else { return State::Data };
        let (attrs, had_duplicate_attributes) = self.attributes.take();
        self.last_start_tag = name.clone();
        let kind = TagKind::StartTag;
        let tag = Tag { kind, name, self_closing, attrs, had_duplicate_attributes };
        self.is_text_wanted = self.need.raw_text(&tag);
        self.send(Token::TagToken(tag), start)
    }

    /// The end tag here, whose attributes nobody reads.
    pub(super) fn end_tag(&mut self) -> State {
        let start = self.at;
        let (name, at) = self.name(start + 2, false);
        let name = self.names.get(&name);
        let Some(self_closing) = self.rest_of_tag(at, false) else { return State::Data };
        let (kind, attrs) = (TagKind::EndTag, Vec::new());
        let tag = Tag { kind, name, self_closing, attrs, had_duplicate_attributes: false };
        self.send(Token::TagToken(tag), start)
    }

    /// A name, lower-case, and where it ends.
    fn name(&self, start: usize, is_attribute: bool) -> (Cow<'a, str>, usize) {
        let (mut at, mut is_plain) = (start, true);
        for &byte in self.bytes_from(start) {
            match PARTS[usize::from(byte)] {
                Part::Plain => {}
                Part::Mended => is_plain = false,
                // An attribute's name may begin with it.
                Part::Equals if !is_attribute || at == start => {}
                Part::Equals | Part::End => break,
            }
            at += 1;
        }
        let name = self.slice(start, at);
        if is_plain {
            return (Cow::Borrowed(name), at);
        }
        (Cow::Owned(name.to_ascii_lowercase().replace('\0', "\u{fffd}")), at)
    }

    /// Goes on from the name of a tag to behind its `>`, and says whether a `/` stands before that. `None` where
    /// the page ends first.
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
                Some(_) => {
                    let (name, name_end) = self.name(at, true);
                    let (value_start, value_end, after) = self.value(name_end);
                    if keeps {
                        let value = self.slice(value_start, value_end);
                        self.attribute(name, value);
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

    /// Where the value of an attribute begins and ends, and where the tag goes on.
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
        if self.need.attribute(&name) {
            self.attributes.push(self.names.get(&name), || mended(value));
        } else {
            self.attributes.push_other(name, value);
        }
    }
}
