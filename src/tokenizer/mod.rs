//! HTML tokenizer after the WHATWG specification ("Tokenization"), for html5ever's tree builder.
//!
//! The input is one `&str`, and tokens are slices of it. `memchr` finds the next tag or the closing quote. A slice is
//! copied only if it contains a character reference, a carriage return or NUL. States of the specification that differ
//! only in the parse errors they report are merged.
//!
//! [`TokenFilter`] says which tokens the caller needs; the rest are tokenized but left empty. [`Limits`] bound the number of
//! attributes and the length of their values.

mod attributes;
mod doctype;
mod find;
mod markup;
mod names;
mod reference;
mod script;
mod shared;
mod tag;
mod text;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, ScriptEscapeKind};
use html5ever::tokenizer::{EOFToken, Token, TokenSink, TokenSinkResult};
use html5ever::{Attribute, LocalName};

use crate::limits::{Limit, Limits};
pub use attributes::Raw;
use names::Names;
pub use reference::push_value;
use shared::Shared;

/// The syntax of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// HTML: a `/` at the end of a start tag is ignored.
    #[default]
    Html,
    /// XHTML: a start tag that ends in `/>` is an empty element, also for raw text elements such as `script`.
    Xhtml,
}

impl Syntax {
    /// Detects the syntax: XHTML if the text begins with an XML declaration, else HTML. A doctype is ignored: most
    /// pages with an XHTML doctype are written and served as HTML.
    pub fn of(html: &str) -> Syntax {
        let begin = html.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{feff}');
        match begin.strip_prefix("<?xml").and_then(|rest| rest.bytes().next()) {
            Some(next) if is_space(next) => Syntax::Xhtml,
            _ => Syntax::Html,
        }
    }
}

/// Which tokens the caller needs. What it does not need is tokenized but left empty.
pub trait TokenFilter {
    /// Consumes the attributes of a start tag and returns those of its token; `None` keeps them as written. The tree
    /// builder reads some attributes, and compares all those of a formatting element.
    fn take(&self, tag: &LocalName, attributes: &[Raw<'_>]) -> Option<Vec<Attribute>>;
    /// Whether comment tokens contain their text.
    fn comments(&self) -> bool;
    /// Whether the text of a raw text element, such as `script`, is needed.
    fn raw_text(&self, tag: &LocalName, attributes: &[Raw<'_>]) -> bool;
    /// The syntax of the page.
    fn syntax(&self) -> Syntax {
        Syntax::Html
    }
    /// Called when a limit truncates a tag.
    fn passed(&self, _: Limit) {}
}

/// Every token that the specification emits.
#[derive(Debug, Clone, Copy)]
pub struct Everything;

impl TokenFilter for Everything {
    fn take(&self, _: &LocalName, _: &[Raw<'_>]) -> Option<Vec<Attribute>> {
        None
    }

    fn comments(&self) -> bool {
        true
    }

    fn raw_text(&self, _: &LocalName, _: &[Raw<'_>]) -> bool {
        true
    }
}

/// [`Everything`] for a page in the given syntax.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EverythingOf(pub Syntax);

impl TokenFilter for EverythingOf {
    fn take(&self, _: &LocalName, _: &[Raw<'_>]) -> Option<Vec<Attribute>> {
        None
    }

    fn comments(&self) -> bool {
        true
    }

    fn raw_text(&self, _: &LocalName, _: &[Raw<'_>]) -> bool {
        true
    }

    fn syntax(&self) -> Syntax {
        self.0
    }
}

/// The states of the tokenizer between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Text, tags and character references.
    Data,
    /// Text and character references, up to the end tag.
    Rcdata,
    /// Text up to the end tag.
    Rawtext,
    /// A script, up to its end tag. End tags in a comment that contains `<script` do not count.
    Script,
    /// In a comment of a script.
    ScriptEscaped,
    /// In a `<script>` within a comment of a script.
    ScriptDoubleEscaped,
    /// Text up to the end of the page.
    Plaintext,
    /// Text up to `]]>`.
    Cdata,
}

/// Sends all tokens of a page to a sink. The line number of a token is its byte offset in the page.
pub fn tokenize<S: TokenSink>(html: &str, sink: &S, need: &impl TokenFilter, limits: &Limits) {
    let mut tokenizer = Tokenizer::new(html, sink, need, limits);
    if html.starts_with('\u{feff}') {
        tokenizer.at = '\u{feff}'.len_utf8();
    }
    tokenizer.run(State::Data);
}

/// [`tokenize`] from a given state, as after a start tag. A byte order mark is text.
pub fn tokenize_in<S: TokenSink>(
    state: State,
    last_start_tag: Option<&str>,
    html: &str,
    sink: &S,
    need: &impl TokenFilter,
) {
    let limits = Limits::new();
    let mut tokenizer = Tokenizer::new(html, sink, need, &limits);
    tokenizer.last_start_tag = last_start_tag.map(LocalName::from).unwrap_or_default();
    tokenizer.run(state);
}

struct Tokenizer<'a, S, N> {
    html: &'a str,
    /// The byte offset of the next token.
    at: usize,
    sink: &'a S,
    need: &'a N,
    limits: &'a Limits,
    names: Names,
    attributes: Vec<Raw<'a>>,
    shared: Shared,
    /// Reusable buffer for text that differs from the source.
    scratch: String,
    /// The name of the last start tag; empty before the first.
    last_start_tag: LocalName,
    /// Whether the raw text after the last start tag is needed.
    is_text_wanted: bool,
}

impl<'a, S: TokenSink, N: TokenFilter> Tokenizer<'a, S, N> {
    fn new(html: &'a str, sink: &'a S, need: &'a N, limits: &'a Limits) -> Self {
        Tokenizer {
            html,
            at: 0,
            sink,
            need,
            limits,
            names: Names::new(),
            attributes: Vec::new(),
            shared: Shared::default(),
            scratch: String::new(),
            last_start_tag: LocalName::default(),
            is_text_wanted: true,
        }
    }

    /// Sends tokens until the end of the page. Each turn consumes at least one byte.
    fn run(mut self, mut state: State) {
        while self.at < self.html.len() {
            state = match state {
                State::Data => self.data(),
                State::Cdata => self.cdata(),
                State::Plaintext => self.plaintext(),
                State::Rcdata | State::Rawtext => self.raw_text(state),
                State::Script | State::ScriptEscaped | State::ScriptDoubleEscaped => {
                    self.script(state)
                }
            };
        }
        self.send(EOFToken, self.html.len());
        self.sink.end();
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.html.as_bytes().get(at).copied()
    }

    fn bytes_from(&self, at: usize) -> &'a [u8] {
        self.html.as_bytes().get(at..).unwrap_or_default()
    }

    /// A slice of the page. Offsets are always next to an ASCII character, hence on character boundaries.
    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.html.get(start..end).unwrap_or_default()
    }

    /// Sends a token with its byte offset, and returns the state that the sink asks for.
    fn send(&mut self, token: Token, start: usize) -> State {
        match self.sink.process_token(token, start as u64) {
            TokenSinkResult::Continue
            | TokenSinkResult::Script(_)
            | TokenSinkResult::EncodingIndicator(_) => State::Data,
            TokenSinkResult::Plaintext => State::Plaintext,
            TokenSinkResult::RawData(RawKind::Rcdata) => State::Rcdata,
            TokenSinkResult::RawData(RawKind::Rawtext) => State::Rawtext,
            TokenSinkResult::RawData(RawKind::ScriptData) => State::Script,
            TokenSinkResult::RawData(RawKind::ScriptDataEscaped(kind)) => match kind {
                ScriptEscapeKind::Escaped => State::ScriptEscaped,
                ScriptEscapeKind::DoubleEscaped => State::ScriptDoubleEscaped,
            },
        }
    }

    fn send_text(&mut self, text: &str, start: usize) {
        if !text.is_empty() {
            self.send(Token::CharacterTokens(StrTendril::from_slice(text)), start);
        }
    }

    /// Sends a slice of the page unchanged.
    fn send_plain(&mut self, start: usize, end: usize) {
        let text = self.shared.text(self.html, start, end);
        self.send(Token::CharacterTokens(text), start);
    }
}

/// Whether a byte is white space in a tag. The specification normalizes CR to LF before tokenization, so CR counts.
const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0C')
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Collects tokens with their byte offsets.
    #[derive(Default)]
    struct Tokens(RefCell<Vec<(u64, Token)>>);

    impl TokenSink for Tokens {
        type Handle = ();

        fn process_token(&self, token: Token, start: u64) -> TokenSinkResult<()> {
            self.0.borrow_mut().push((start, token));
            TokenSinkResult::Continue
        }
    }

    fn tokens(html: &str, need: &impl TokenFilter) -> Vec<(u64, Token)> {
        let sink = Tokens::default();
        tokenize(html, &sink, need, &Limits::new());
        sink.0.into_inner()
    }

    #[test]
    fn tokens_have_their_byte_offsets() {
        let html = "\u{feff}<!doctype html><p x=1>a&amp;b\0\0c&lt;<!-- d --><b>\r\ne < f</b>";
        let tokens = tokens(html, &Everything);
        let starts = tokens.iter().map(|(start, _)| &html[*start as usize..]);
        let expected = [
            "<!doc", "<p x", "a&amp;", "\0\0c", "\0c", "c&lt;", "<!-- d", "<b>", "\r\ne", "</b>",
            "",
        ];
        assert!(starts.clone().zip(expected).all(|(rest, begin)| rest.starts_with(begin)));
        assert_eq!(starts.count(), expected.len());
    }

    /// Collects the raw `id` of each tag.
    #[derive(Default)]
    struct OnlyIds(RefCell<Vec<String>>);

    impl TokenFilter for OnlyIds {
        fn take(&self, _: &LocalName, attributes: &[Raw<'_>]) -> Option<Vec<Attribute>> {
            let id = attributes.iter().find(|a| a.name == "id");
            self.0.borrow_mut().extend(id.map(|a| a.value.to_owned()));
            Some(Vec::new())
        }

        fn comments(&self) -> bool {
            false
        }

        fn raw_text(&self, _: &LocalName, _: &[Raw<'_>]) -> bool {
            false
        }
    }

    #[test]
    fn tokens_are_empty_if_not_needed() {
        let ids = OnlyIds::default();
        let html = "<p class=a ID=b id=c><a href=d id='e&amp;'><a><!--f--><title>g</title>";
        for (_, token) in tokens(html, &ids) {
            match token {
                Token::TagToken(tag) => assert!(tag.attrs.is_empty()),
                Token::CommentToken(text) => assert!(text.is_empty()),
                token => assert!(matches!(token, Token::EOFToken | Token::CharacterTokens(_))),
            }
        }
        assert_eq!(ids.0.into_inner(), ["b", "e&amp;"]);
    }

    #[test]
    fn the_first_of_duplicate_attributes_is_kept() {
        let names: Vec<_> = (0..400).map(|n| format!("a{} b{n}={n}", n % 3)).collect();
        let tokens = tokens(&format!("<p {} b7=x>", names.join(" ")), &Everything);
        let [(_, Token::TagToken(tag)), _] = &tokens[..] else { panic!("{tokens:?}") };
        assert_eq!(tag.attrs.len(), 403);
        let is_seventh = |a: &&html5ever::Attribute| &*a.name.local == "b7";
        assert_eq!(tag.attrs.iter().find(is_seventh).map(|a| &*a.value), Some("7"));
    }
}
