//! Text: between tags, in raw text elements, and up to the end of the page.

use html5ever::tokenizer::{Token, TokenSink};
use memchr::{memchr, memchr3, memmem};

use super::find::find;
use super::reference::push_reference;
use super::{State, TokenFilter, Tokenizer, is_space};

/// How text handles NUL, and whether it decodes character references.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TextKind {
    /// References are decoded; NUL is a token of its own.
    Data,
    /// References are decoded; NUL becomes U+FFFD.
    Rcdata,
    /// No references; NUL becomes U+FFFD.
    Rawtext,
    /// No references; NUL is a token of its own.
    Cdata,
}

/// Bytes that may end a text, or that need decoding.
const SPECIAL: [u8; 4] = *b"<&\r\0";

impl<S: TokenSink, N: TokenFilter> Tokenizer<'_, S, N> {
    /// Sends the text up to the next markup, if any, and then that markup.
    pub(super) fn data(&mut self) -> State {
        let start = self.at;
        let (mut end, mut is_plain) = (start, true);
        loop {
            let Some(n) = find(self.bytes_from(end), SPECIAL) else {
                end = self.html.len();
                break;
            };
            end += n;
            if self.byte(end) != Some(b'<') {
                is_plain = false;
            } else if self.begins_markup(end) {
                break;
            }
            end += 1;
        }
        if start < end {
            self.send_stretch(start, end, is_plain, TextKind::Data);
            self.at = end;
        }
        if self.at < self.html.len() { self.markup() } else { State::Data }
    }

    /// Whether the `<` at an offset begins a tag or a comment.
    fn begins_markup(&self, at: usize) -> bool {
        match self.byte(at + 1) {
            Some(b'/') => self.byte(at + 2).is_some(),
            Some(byte) => byte.is_ascii_alphabetic() || matches!(byte, b'!' | b'?'),
            None => false,
        }
    }

    /// Sends the text of a raw text element and its end tag.
    pub(super) fn raw_text(&mut self, state: State) -> State {
        let kind = if state == State::Rcdata { TextKind::Rcdata } else { TextKind::Rawtext };
        let mut end = self.at;
        loop {
            let Some(n) = memchr(b'<', self.bytes_from(end)) else {
                end = self.html.len();
                break;
            };
            end += n;
            if self.begins_end_tag(end) {
                break;
            }
            end += 1;
        }
        self.send_raw(end, kind);
        if end < self.html.len() { self.end_tag() } else { State::Data }
    }

    /// Sends raw text up to `end`, if the caller needs it.
    pub(super) fn send_raw_text(&mut self, end: usize) {
        self.send_raw(end, TextKind::Rawtext);
    }

    fn send_raw(&mut self, end: usize, kind: TextKind) {
        if self.is_text_wanted {
            self.send_stretch(self.at, end, false, kind);
        }
        self.at = end;
    }

    /// Whether an end tag for the last start tag begins at an offset.
    pub(super) fn begins_end_tag(&self, at: usize) -> bool {
        self.byte(at + 1) == Some(b'/') && self.is_name(at + 2, self.last_start_tag.as_bytes())
    }

    /// Whether exactly this ASCII name is at an offset, ignoring case.
    pub(super) fn is_name(&self, at: usize, name: &[u8]) -> bool {
        let rest = self.bytes_from(at);
        let Some((found, rest)) = rest.split_at_checked(name.len()) else { return false };
        let ends = rest.first().is_some_and(|&b| is_space(b) || matches!(b, b'/' | b'>'));
        ends && !name.is_empty()
            && found.eq_ignore_ascii_case(name)
            && found.iter().all(u8::is_ascii_alphabetic)
    }

    pub(super) fn plaintext(&mut self) -> State {
        let end = self.html.len();
        self.send_stretch(self.at, end, false, TextKind::Rawtext);
        self.at = end;
        State::Plaintext
    }

    /// The rest of a CDATA section. CDATA sections exist in SVG and MathML only.
    pub(super) fn cdata(&mut self) -> State {
        let found = memmem::find(self.bytes_from(self.at), b"]]>");
        let end = found.map_or(self.html.len(), |n| self.at + n);
        self.send_stretch(self.at, end, false, TextKind::Cdata);
        self.at = self.html.len().min(end + 3);
        State::Data
    }

    /// Sends a slice of the page as text. A plain one is sent unchanged, others are decoded.
    fn send_stretch(&mut self, start: usize, end: usize, is_plain: bool, kind: TextKind) {
        if is_plain {
            return self.send_plain(start, end);
        }
        let raw = self.slice(start, end);
        let mut mended = std::mem::take(&mut self.scratch);
        mended.clear();
        let (mut rest, mut begin) = (raw, start);
        while let Some(n) = memchr3(b'&', b'\r', 0, rest.as_bytes()) {
            let (before, special) = rest.split_at(n);
            mended.push_str(before);
            let mut n_read = 1;
            match special.as_bytes() {
                [b'\r', b'\n', ..] => {}
                [b'\r', ..] => mended.push('\n'),
                [b'&', ..] if matches!(kind, TextKind::Data | TextKind::Rcdata) => {
                    n_read = push_reference(special, false, &mut mended);
                }
                [b'&', ..] => mended.push('&'),
                _ if matches!(kind, TextKind::Rcdata | TextKind::Rawtext) => {
                    mended.push('\u{fffd}')
                }
                _ => {
                    self.send_text(&mended, begin);
                    mended.clear();
                    self.send(Token::NullCharacterToken, end - special.len());
                    begin = end - special.len() + 1;
                }
            }
            rest = special.get(n_read..).unwrap_or_default();
        }
        if mended.is_empty() {
            self.send_text(rest, begin);
        } else {
            mended.push_str(rest);
            self.send_text(&mended, begin);
        }
        self.scratch = mended;
    }
}
