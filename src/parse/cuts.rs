//! A record of what the limits cut, to build another tree of the same page.

use std::cell::Cell;

use html5ever::LocalName;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult as Answer};

use super::guard::end_tag;
use crate::limits::{Limit, LimitsHit};
use crate::tokenizer::Syntax;

/// How the guard changed a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// The tag was dropped.
    LeaveOut,
    /// The element was closed right after its start tag.
    CloseAtOnce,
}

/// What the limits cut of a page.
#[derive(Debug, Default)]
pub(crate) struct Cuts {
    /// The limits that the page exceeded.
    pub passed: LimitsHit,
    /// Changed tags by byte offset, sorted ascending: twice the offset, plus one for [`Act::CloseAtOnce`].
    acts: Vec<u32>,
    /// The byte offset of the last token sent, if the page was truncated.
    last: Option<u64>,
    /// The syntax of the page.
    pub(super) syntax: Syntax,
}

impl Cuts {
    /// Records a changed tag. Returns false if the page ends here.
    pub(super) fn push(&mut self, at: u64, act: Act) -> bool {
        self.passed.insert(Limit::Depth);
        let place = u32::try_from(2 * at);
        match place {
            Ok(place) => self.acts.push(place + u32::from(act == Act::CloseAtOnce)),
            // Only pages of more than 2 GB have such offsets.
            Err(_) => self.end(at, Limit::Bytes),
        }
        place.is_ok()
    }

    /// Truncates the page after a token.
    pub(super) fn end(&mut self, at: u64, limit: Limit) {
        self.passed.insert(limit);
        self.last = self.last.or(Some(at));
    }

    /// Records the syntax of the page.
    pub(super) fn of(mut self, syntax: Syntax) -> Self {
        self.syntax = syntax;
        self
    }

    /// Adds limits that were exceeded elsewhere.
    pub(super) fn and(mut self, passed: LimitsHit) -> Self {
        self.passed = self.passed.and(passed);
        self
    }
}

/// Replays the tokens and cuts of the first tree for another tree builder.
pub(super) struct Again<'a, S> {
    builder: &'a S,
    cuts: &'a Cuts,
    n_acts: Cell<usize>,
}

impl<'a, S: TokenSink> Again<'a, S> {
    pub fn new(builder: &'a S, cuts: &'a Cuts) -> Self {
        Again { builder, cuts, n_acts: Cell::new(0) }
    }

    fn act(&self, at: u64) -> Option<Act> {
        let act = *self.cuts.acts.get(self.n_acts.get())?;
        if u64::from(act / 2) != at {
            return None;
        }
        self.n_acts.set(self.n_acts.get() + 1);
        Some(if act % 2 == 1 { Act::CloseAtOnce } else { Act::LeaveOut })
    }
}

impl<S: TokenSink> TokenSink for Again<'_, S> {
    type Handle = S::Handle;

    fn process_token(&self, token: Token, at: u64) -> Answer<S::Handle> {
        let is_over = self.cuts.last.is_some_and(|last| last < at);
        if is_over && !matches!(token, Token::EOFToken) {
            return Answer::Continue;
        }
        let Token::TagToken(tag) = &token else { return self.builder.process_token(token, at) };
        let name: LocalName = tag.name.clone();
        match self.act(at) {
            Some(Act::LeaveOut) => Answer::Continue,
            Some(Act::CloseAtOnce) => {
                let result = self.builder.process_token(token, at);
                let _ = self.builder.process_token(end_tag(name), at);
                result
            }
            None => self.builder.process_token(token, at),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
