//! Records where the texts of the tree stand in the decoded page.
//!
//! The tree builder keeps the texts in the order of their tokens, but it drops some, and it holds texts in tables back until
//! the next token. A text of the tree is therefore looked for in the tokens that wait.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::Token;

use super::{Sink, parse_with};
use crate::dom::Dom;
use crate::limits::Limits;
use crate::tokenizer::Syntax;

/// The tree of [`parse_as`](super::parse_as), and where its texts stand in the page.
pub(crate) fn parse_with_origins(syntax: Syntax, html: &str, limits: &Limits) -> (Dom, Origins) {
    let recorder = RefCell::new(Some(Recorder::default()));
    let sink = Sink { recorder, ..Sink::new(html) };
    let (dom, _, recorder) = parse_with(sink, syntax, html, limits);
    (dom, recorder.unwrap_or_default().finish(html))
}

/// A text token.
struct Source {
    text: StrTendril,
    page: Range<usize>,
    /// The number of bytes at the start and at the end of the token that are the same in the page.
    same: [usize; 2],
}

/// A part of a token that is in the tree.
struct Part {
    /// The start in the text buffer of the tree.
    at: usize,
    len: usize,
    token: usize,
    /// The start in the token.
    from: usize,
}

/// Where the texts of a tree stand in the page.
#[derive(Default)]
pub(crate) struct Origins {
    tokens: Vec<Source>,
    /// In the order of the text buffer.
    parts: Vec<Part>,
    /// The ranges of formulas in the text buffer, in order, and of the texts that they are made of.
    formulas: Vec<(Range<usize>, Range<usize>)>,
}

/// Records the origins while the tree is built.
#[derive(Default)]
pub(super) struct Recorder {
    origins: Origins,
    /// The tokens whose text may still come, and the number of bytes that came.
    waiting: VecDeque<(usize, usize)>,
    /// Whether the last token was a text, whose end is the start of the next one.
    is_open: bool,
}

impl Recorder {
    /// Called for each token, with its byte offset, before the tree builder sees it.
    fn token(&mut self, token: &Token, at: usize) {
        if self.is_open {
            self.origins.tokens.iter_mut().next_back().into_iter().for_each(|t| t.page.end = at);
        } else {
            self.waiting.clear();
        }
        self.is_open = false;
        if let Token::CharacterTokens(text) = token {
            self.is_open = true;
            self.waiting.push_back((self.origins.tokens.len(), 0));
            self.origins.tokens.push(Source { text: text.clone(), page: at..at, same: [0; 2] });
        }
    }

    /// Called for each text, with its start in the text buffer.
    fn text(&mut self, text: &str, at: usize) {
        while let Some((token, used)) = self.waiting.front_mut() {
            let rest = self.origins.tokens[*token].text.get(*used..).unwrap_or_default();
            if let Some(n) = memchr::memmem::find(rest.as_bytes(), text.as_bytes()) {
                let from = *used + n;
                *used = from + text.len();
                self.origins.parts.push(Part { at, len: text.len(), token: *token, from });
                return;
            }
            self.waiting.pop_front();
        }
    }

    pub fn finish(mut self, html: &str) -> Origins {
        for Source { text, page, same } in &mut self.origins.tokens {
            let written = html.get(page.clone()).unwrap_or_default();
            let is_same = |(a, b): &(u8, u8)| a == b;
            let n_first = text.bytes().zip(written.bytes()).take_while(is_same).count();
            let n_last = text.bytes().rev().zip(written.bytes().rev()).take_while(is_same).count();
            *same = [n_first, n_last];
        }
        self.origins
    }
}

impl Sink {
    /// What was recorded, if anything.
    pub(super) fn recorded(&self) -> Option<Recorder> {
        let mut recorder = self.recorder.take()?;
        let formulas = std::mem::take(&mut self.tree.borrow_mut().formulas);
        let ranges = formulas.into_iter().map(|(tex, of)| (tex.range(), of.range()));
        recorder.origins.formulas = ranges.collect();
        Some(recorder)
    }

    /// Records a token and its byte offset.
    pub(super) fn record_token(&self, token: &Token, at: u64) {
        if let Some(recorder) = &mut *self.recorder.borrow_mut() {
            recorder.token(token, at as usize);
        }
    }

    /// Records a text and its start in the text buffer.
    pub(super) fn record_text(&self, text: &str, at: usize) {
        if let Some(recorder) = &mut *self.recorder.borrow_mut() {
            recorder.text(text, at);
        }
    }
}

impl Origins {
    /// The range in the page of a range of the text buffer. `None` if the text is not from the page.
    pub fn of(&self, text: Range<usize>) -> Option<Range<usize>> {
        let formula = self.formulas.binary_search_by_key(&text.start, |(tex, _)| tex.start);
        let text = formula.map_or(text, |i| self.formulas[i].1.clone());
        let part_at = |at: usize| {
            let n = self.parts.partition_point(|part| part.at <= at);
            let part = self.parts.get(n.checked_sub(1)?)?;
            (at < part.at + part.len).then_some((part, part.from + at - part.at))
        };
        let (first, start) = part_at(text.start)?;
        let (last, end) = part_at(text.end.checked_sub(1)?)?;
        let [first, last] = [first, last].map(|part| &self.tokens[part.token]);
        Some(first.place(start).start..last.place(end + 1).end)
    }
}

impl Source {
    /// The place in the page of an offset in the token: exact outside of character references, else the whole token.
    fn place(&self, at: usize) -> Range<usize> {
        let [n_first, n_last] = self.same;
        let n_after = self.text.len() - at;
        let exact = if at <= n_first {
            Some(self.page.start + at)
        } else {
            (n_after <= n_last).then(|| self.page.end - n_after)
        };
        exact.map_or(self.page.clone(), |at| at..at)
    }
}
