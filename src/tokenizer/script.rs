//! Where a script ends.

use html5ever::tokenizer::TokenSink;
use memchr::{memchr, memchr2};

use super::{Need, State, Tokenizer};

impl<S: TokenSink, N: Need> Tokenizer<'_, S, N> {
    /// The text of a script and its end tag.
    ///
    /// An end tag counts but in a comment that has a script of its own: `<!-- <script> </script> -->`. A comment ends
    /// at the first `-->` whose dashes may be those that began it.
    pub(super) fn script(&mut self, mut state: State) -> State {
        // Where the first dash can stand that ends the comment.
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
