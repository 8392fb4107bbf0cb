//! The end of a script.

use html5ever::tokenizer::TokenSink;
use memchr::{memchr, memchr2};

use super::{State, TokenFilter, Tokenizer};

impl<S: TokenSink, N: TokenFilter> Tokenizer<'_, S, N> {
    /// Sends the text of a script and its end tag.
    ///
    /// An end tag does not count inside a comment that contains `<script`: `<!-- <script> </script> -->`. A comment
    /// ends at the first `-->`; its dashes may overlap those of `<!--`.
    pub(super) fn script(&mut self, mut state: State) -> State {
        // The first offset at which the dashes that close the comment may begin.
        let mut dashes = self.at;
        let mut at = self.at;
        let end = loop {
            let rest = self.bytes_from(at);
            let found = match state {
                State::Script => memchr(b'<', rest),
                _ => memchr2(b'<', b'>', rest),
            };
            let Some(n) = found else { break self.html.len() };
            at += n;
            if self.byte(at) == Some(b'>') {
                let is_end = at >= dashes + 2 && self.slice(at - 2, at) == "--";
                state = if is_end { State::Script } else { state };
            } else if state != State::ScriptDoubleEscaped && self.begins_end_tag(at) {
                break at;
            } else if state == State::Script && self.bytes_from(at).starts_with(b"<!--") {
                state = State::ScriptEscaped;
                dashes = at + 2;
            } else if state == State::ScriptEscaped && self.is_name(at + 1, b"script") {
                state = State::ScriptDoubleEscaped;
            } else if state == State::ScriptDoubleEscaped
                && self.byte(at + 1) == Some(b'/')
                && self.is_name(at + 2, b"script")
            {
                state = State::ScriptEscaped;
            }
            at += 1;
        };
        self.send_raw_text(end);
        if end < self.html.len() { self.end_tag() } else { State::Data }
    }
}
