//! Markup: the dispatch on what follows a `<`, and comments.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink};
use memchr::memchr;

use super::{State, TokenFilter, Tokenizer};

impl<S: TokenSink, N: TokenFilter> Tokenizer<'_, S, N> {
    /// Sends the markup at the current offset.
    pub(super) fn markup(&mut self) -> State {
        match (self.byte(self.at + 1), self.byte(self.at + 2)) {
            (Some(b'!'), _) => self.declaration(),
            (Some(b'/'), Some(b'>')) => {
                self.at += 3;
                State::Data
            }
            (Some(b'/'), Some(byte)) if byte.is_ascii_alphabetic() => self.end_tag(),
            (Some(b'/'), _) => self.bogus_comment(2),
            (Some(b'?'), _) => self.bogus_comment(1),
            _ => self.start_tag(),
        }
    }

    fn declaration(&mut self) -> State {
        let rest = self.bytes_from(self.at + 2);
        let is_doctype = || rest.get(..7).is_some_and(|r| r.eq_ignore_ascii_case(b"doctype"));
        if rest.starts_with(b"--") {
            self.comment()
        } else if is_doctype() {
            self.doctype()
        } else if rest.starts_with(b"[CDATA[")
            && self.sink.adjusted_current_node_present_but_not_in_html_namespace()
        {
            self.at += "<![CDATA[".len();
            State::Cdata
        } else {
            self.bogus_comment(2)
        }
    }

    /// Sends invalid markup as a comment up to the next `>`, without its first `n_skipped` bytes.
    fn bogus_comment(&mut self, n_skipped: usize) -> State {
        let start = self.at + n_skipped;
        let end = memchr(b'>', self.bytes_from(start)).map_or(self.html.len(), |n| start + n);
        self.send_comment(start, end, end + 1)
    }

    /// A comment ends at the first `-->` or `--!>`. `<!-->` and `<!--->` are empty comments.
    fn comment(&mut self) -> State {
        let start = self.at + "<!--".len();
        let mut at = start;
        while let Some(n) = memchr(b'>', self.bytes_from(at)) {
            at += n;
            let text = self.bytes_from(start).get(..at - start).unwrap_or_default();
            let end = match text {
                [] | [b'-'] => Some(start),
                [.., b'-', b'-'] => Some(at - 2),
                [.., b'-', b'-', b'!'] => Some(at - 3),
                _ => None,
            };
            at += 1;
            if let Some(end) = end {
                return self.send_comment(start, end, at);
            }
        }
        let n_cut = match self.bytes_from(start) {
            [.., b'-', b'-', b'!'] => 3,
            [.., b'-', b'-'] => 2,
            [.., b'-'] => 1,
            _ => 0,
        };
        self.send_comment(start, self.html.len() - n_cut, self.html.len())
    }

    fn send_comment(&mut self, start: usize, end: usize, after: usize) -> State {
        let begin = self.at;
        self.at = after.min(self.html.len());
        let text = match self.slice(start, end) {
            text if self.need.comments() => StrTendril::from_slice(&plain(text)),
            _ => StrTendril::new(),
        };
        self.send(Token::CommentToken(text), begin)
    }
}

/// Normalizes line ends to LF and replaces NUL by U+FFFD.
pub(super) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}")
}
