//! The doctype, which decides on quirks mode.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Doctype, Token, TokenSink};
use memchr::memchr;

use super::markup::plain;
use super::{State, TokenFilter, Tokenizer, is_space};

impl<S: TokenSink, N: TokenFilter> Tokenizer<'_, S, N> {
    pub(super) fn doctype(&mut self) -> State {
        let start = self.at;
        let text = self.slice(start + "<!doctype".len(), self.html.len());
        let mut reader = Reader { rest: text, doctype: Doctype::default() };
        let is_sound = reader.read();
        let doctype = Doctype { force_quirks: !is_sound, ..reader.doctype };
        let n_left = match memchr(b'>', reader.rest.as_bytes()) {
            Some(n) => reader.rest.len() - n - 1,
            None => 0,
        };
        self.at = self.html.len() - n_left;
        self.send(Token::DoctypeToken(doctype), start)
    }
}

/// A doctype parser. It keeps what it has read when it meets an error.
struct Reader<'a> {
    rest: &'a str,
    doctype: Doctype,
}

impl<'a> Reader<'a> {
    /// Reads up to the `>` or to what follows the identifiers. Returns whether the doctype is valid.
    fn read(&mut self) -> bool {
        self.skip_space();
        let name = self.take(|b| is_space(b) || b == b'>');
        if name.is_empty() || self.rest.is_empty() {
            self.doctype.name = tendril(name);
            return false;
        }
        self.doctype.name = tendril(name);
        self.skip_space();
        if self.rest.starts_with('>') {
            return true;
        }
        let is_public = self.keyword("public");
        if !is_public && !self.keyword("system") {
            return false;
        }
        if is_public {
            self.skip_space();
            let (id, is_sound) = self.identifier();
            self.doctype.public_id = id;
            if !is_sound {
                return false;
            }
            self.skip_space();
            if self.rest.starts_with('>') {
                return true;
            }
        } else {
            self.skip_space();
        }
        let (id, is_sound) = self.identifier();
        self.doctype.system_id = id;
        self.skip_space();
        is_sound && !self.rest.is_empty()
    }

    fn skip_space(&mut self) {
        self.take(|b| !is_space(b));
    }

    fn take(&mut self, ends: impl Fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(ends).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn keyword(&mut self, word: &str) -> bool {
        let found = self.rest.get(..word.len()).is_some_and(|r| r.eq_ignore_ascii_case(word));
        if found {
            self.rest = self.rest.get(word.len()..).unwrap_or_default();
        }
        found
    }

    /// A quoted identifier, and whether its quote is closed.
    fn identifier(&mut self) -> (Option<StrTendril>, bool) {
        let Some(quote @ (b'"' | b'\'')) = self.rest.bytes().next() else { return (None, false) };
        self.rest = self.rest.get(1..).unwrap_or_default();
        let id = self.take(|b| b == quote || b == b'>');
        let is_closed = self.rest.bytes().next() == Some(quote);
        if is_closed {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        (Some(StrTendril::from_slice(&plain(id))), is_closed)
    }
}

/// A name in lower case; `None` if empty.
fn tendril(name: &str) -> Option<StrTendril> {
    let name = name.to_ascii_lowercase();
    (!name.is_empty()).then(|| StrTendril::from_slice(&plain(&name)))
}
