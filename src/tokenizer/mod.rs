//! Text to tokens, as the WHATWG's chapter on tokenization has it, for html5ever's tree builder.
//!
//! The page is one `str`, so a token is a stretch of it: text ends where `memchr` finds the next tag, a value where
//! it finds the quote, and only stretches that hold a character reference, a carriage return or a NUL are copied and
//! mended. States of the specification that differ only in which parse error they report are one.
//!
//! Who reads the tree says by [`Need`] what is worth making; what nobody reads is passed over. Of a tag no more is read
//! than the [`Limits`] allow.

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

/// How a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// As HTML: a `/` at the end of a start tag says nothing.
    #[default]
    Html,
    /// As XHTML: an element whose start tag ends in `/` is empty, even one that only raw text can follow in HTML.
    Xhtml,
}

impl Syntax {
    /// What a text says of itself: XHTML begins with an XML declaration. A document type says nothing, since most pages
    /// that have the one of XHTML are written and read as HTML.
    pub fn of(html: &str) -> Syntax {
        let begin = html.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{feff}');
        match begin.strip_prefix("<?xml").and_then(|rest| rest.bytes().next()) {
            Some(next) if is_space(next) => Syntax::Xhtml,
            _ => Syntax::Html,
        }
    }
}

/// What of a page is worth making. What is left out is still tokenized, it only stays empty.
pub trait Need {
    /// Takes the attributes of a start tag and gives those that its token shall have instead, or nothing where the token
    /// shall have them as they are. The tree builder reads some of them, and compares all of a formatting element.
    fn take(&self, tag: &LocalName, attributes: &[Raw<'_>]) -> Option<Vec<Attribute>>;
    /// Whether comments have a text.
    fn comments(&self) -> bool;
    /// Whether the text of an element is wanted of which only raw text can follow, as of `script`.
    fn raw_text(&self, tag: &LocalName, attributes: &[Raw<'_>]) -> bool;
    /// How the page is written.
    fn syntax(&self) -> Syntax {
        Syntax::Html
    }
    /// Notes that a tag passed a limit, and was cut there.
    fn passed(&self, _: Limit) {}
}

/// The need of all that the specification makes.
#[derive(Debug, Clone, Copy)]
pub struct Everything;

impl Need for Everything {
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

/// The same of a page that may be written as XHTML.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EverythingOf(pub Syntax);

impl Need for EverythingOf {
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

/// The states that a tokenizer can be in between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Text, tags and references.
    Data,
    /// Text and references up to the end tag.
    Rcdata,
    /// Text up to the end tag.
    Rawtext,
    /// A script, up to an end tag that does not stand in a comment with a script of its own.
    Script,
    /// In a comment of a script.
    ScriptEscaped,
    /// In a script in a comment of a script.
    ScriptDoubleEscaped,
    /// Text up to the end.
    Plaintext,
    /// Text up to `]]>`.
    Cdata,
}

/// Sends all tokens of a page to a sink. What the sink gets for a line number is the offset of the token in the page.
pub fn tokenize<S: TokenSink>(html: &str, sink: &S, need: &impl Need, limits: &Limits) {
    let mut tokenizer = Tokenizer::new(html, sink, need, limits);
    if html.starts_with('\u{feff}') {
        tokenizer.at = '\u{feff}'.len_utf8();
    }
    tokenizer.run(State::Data);
}

/// The same in a state other than the first, after a start tag, and with a byte order mark as text.
pub fn tokenize_in<S: TokenSink>(
    state: State,
    last_start_tag: Option<&str>,
    html: &str,
    sink: &S,
    need: &impl Need,
) {
    let limits = Limits::new();
    let mut tokenizer = Tokenizer::new(html, sink, need, &limits);
    tokenizer.last_start_tag = last_start_tag.map(LocalName::from).unwrap_or_default();
    tokenizer.run(state);
}

struct Tokenizer<'a, S, N> {
    html: &'a str,
    /// Where the next token begins.
    at: usize,
    sink: &'a S,
    need: &'a N,
    limits: &'a Limits,
    names: Names,
    attributes: Vec<Raw<'a>>,
    shared: Shared,
    /// Room for text that does not stand in the page as it reads.
    scratch: String,
    /// Empty before the first.
    last_start_tag: LocalName,
    /// Whether the raw text that follows the last start tag is wanted.
    is_text_wanted: bool,
}

impl<'a, S: TokenSink, N: Need> Tokenizer<'a, S, N> {
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

    /// Each turn sends what comes next, and gets past it.
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

    /// A stretch of the page, which is only ever cut at ASCII characters.
    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.html.get(start..end).unwrap_or_default()
    }

    /// Sends a token that begins at an offset, and gives the state that the sink asks for.
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

    /// Sends a stretch of the page that reads as it stands.
    fn send_plain(&mut self, start: usize, end: usize) {
        let text = self.shared.text(self.html, start, end);
        self.send(Token::CharacterTokens(text), start);
    }
}

/// White space between the parts of a tag. A carriage return is a line feed by now.
const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0C')
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Where tokens begin, and what they are.
    #[derive(Default)]
    struct Tokens(RefCell<Vec<(u64, Token)>>);

    impl TokenSink for Tokens {
        type Handle = ();

        fn process_token(&self, token: Token, start: u64) -> TokenSinkResult<()> {
            self.0.borrow_mut().push((start, token));
            TokenSinkResult::Continue
        }
    }

    fn tokens(html: &str, need: &impl Need) -> Vec<(u64, Token)> {
        let sink = Tokens::default();
        tokenize(html, &sink, need, &Limits::new());
        sink.0.into_inner()
    }

    #[test]
    fn tokens_know_where_they_begin() {
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

    /// Of each tag its `id`, as it stands.
    #[derive(Default)]
    struct OnlyIds(RefCell<Vec<String>>);

    impl Need for OnlyIds {
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
    fn what_is_taken_or_not_needed_is_not_made() {
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
    fn of_attributes_of_one_name_the_first_stays_however_many_there_are() {
        let names: Vec<_> = (0..400).map(|n| format!("a{} b{n}={n}", n % 3)).collect();
        let tokens = tokens(&format!("<p {} b7=x>", names.join(" ")), &Everything);
        let [(_, Token::TagToken(tag)), _] = &tokens[..] else { panic!("{tokens:?}") };
        assert_eq!(tag.attrs.len(), 403);
        let is_seventh = |a: &&html5ever::Attribute| &*a.name.local == "b7";
        assert_eq!(tag.attrs.iter().find(is_seventh).map(|a| &*a.value), Some("7"));
    }
}
