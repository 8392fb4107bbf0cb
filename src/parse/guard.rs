//! Enforces the limits on depth, nodes and steps while the tree is built.
//!
//! The tree builder scans the open elements at nearly every tag, so its cost grows with their number. It also reopens
//! formatting elements without bound. The guard counts that cost between tokenizer and tree builder. A start tag beyond
//! the maximum depth is dropped with its end tag. Parsing stops when the budget is spent.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag as TagToken, TagKind, Token, TokenSink, TokenSinkResult as Answer};
use html5ever::tree_builder::TreeBuilder;
use html5ever::{LocalName, local_name};

use super::attributes::is_formatting;
use super::cuts::{Act, Cuts};
use super::{Handle, Sink};
use crate::dom::Tag;
use crate::limits::{Limit, Limits};

/// Steps per new node, besides its depth.
const NODE: usize = 16;
/// Steps to compare the attributes of two formatting elements.
const COMPARISON: usize = 16;

/// A token sink between the tokenizer and the tree builder.
pub(super) struct BudgetSink<'a> {
    builder: &'a TreeBuilder<Handle, Sink>,
    limits: &'a Limits,
    n_nodes: Cell<usize>,
    n_steps: Cell<usize>,
    /// The maximum number of nodes that one token has made: an estimate of the formatting elements that can be
    /// reopened.
    n_made: Cell<usize>,
    /// An estimate of the open formatting elements with attributes: each new one is compared with them.
    n_formatting: Cell<usize>,
    /// Whether the budget is spent.
    is_over: Cell<bool>,
    /// Whether the open elements have reached the maximum depth, as an estimate.
    is_full: Cell<bool>,
    /// Whether start tags were dropped, and their number by name.
    has_left_out: Cell<bool>,
    left_out: RefCell<HashMap<LocalName, u32>>,
    cuts: RefCell<Cuts>,
}

impl<'a> BudgetSink<'a> {
    pub fn new(builder: &'a TreeBuilder<Handle, Sink>, limits: &'a Limits) -> Self {
        BudgetSink {
            builder,
            limits,
            n_nodes: Cell::default(),
            n_steps: Cell::default(),
            n_made: Cell::default(),
            n_formatting: Cell::default(),
            is_over: Cell::default(),
            is_full: Cell::default(),
            has_left_out: Cell::default(),
            left_out: RefCell::default(),
            cuts: RefCell::default(),
        }
    }

    /// What the limits cut.
    pub fn into_cuts(self) -> Cuts {
        self.cuts.into_inner()
    }

    /// Sends a token and counts its cost. Also returns whether it made an element that is too deep.
    fn send(&self, token: Token, at: u64) -> (Answer<Handle>, bool) {
        self.builder.sink.record_token(&token, at);
        let n_compared = self.compared(&token);
        let result = self.builder.process_token(token, at);
        let (n_nodes, depth, n_moves) = self.builder.sink.progress();
        let n_made = n_nodes - self.n_nodes.replace(n_nodes);
        let most = self.n_made.get().max(n_made);
        self.n_made.set(most);
        let n_compared = n_compared.min(depth + most);
        let cost = depth + most + NODE * n_made + n_moves + COMPARISON * n_compared;
        self.n_steps.set(self.n_steps.get() + cost);
        if self.n_steps.get() > self.limits.max_steps {
            self.end(at, Limit::Steps);
        } else if n_nodes > self.limits.max_nodes {
            self.end(at, Limit::Nodes);
        }
        let is_too_deep = n_made > 0 && depth > self.limits.max_depth;
        if n_made > 0 && !is_too_deep && self.has_left_out.replace(false) {
            self.left_out.borrow_mut().clear();
        }
        (result, is_too_deep)
    }

    /// The number of formatting elements that a token is compared with. Only their start tags still have attributes
    /// here.
    fn compared(&self, token: &Token) -> usize {
        let n = self.n_formatting.get();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag && !tag.attrs.is_empty() => {
                self.n_formatting.set(n + 1);
                n
            }
            Token::TagToken(tag) if n > 0 && tag.kind == TagKind::EndTag => {
                self.n_formatting.set(n - usize::from(is_formatting(&tag.name)));
                0
            }
            _ => 0,
        }
    }

    fn end(&self, at: u64, limit: Limit) {
        self.is_over.set(true);
        self.cuts.borrow_mut().end(at, limit);
    }

    fn note(&self, at: u64, act: Act) {
        let goes_on = self.cuts.borrow_mut().push(at, act);
        self.is_over.set(!goes_on);
    }

    fn leave_out(&self, name: LocalName, at: u64, act: Act) {
        self.is_full.set(true);
        self.has_left_out.set(true);
        self.note(at, act);
        *self.left_out.borrow_mut().entry(name).or_default() += 1;
    }

    /// Whether an end tag belongs to a dropped start tag. Drops it and counts it off.
    fn leaves_out_end(&self, name: &LocalName, at: u64) -> bool {
        let mut left_out = self.left_out.borrow_mut();
        let n_left_out = left_out.get_mut(name).filter(|n| **n > 0);
        let Some(n_left_out) = n_left_out else { return false };
        *n_left_out -= 1;
        self.note(at, Act::LeaveOut);
        true
    }
}

impl TokenSink for BudgetSink<'_> {
    type Handle = Handle;

    fn process_token(&self, token: Token, at: u64) -> Answer<Handle> {
        let Token::TagToken(tag) = &token else {
            let is_wanted = !self.is_over.get() || matches!(token, Token::EOFToken);
            return if is_wanted { self.send(token, at).0 } else { Answer::Continue };
        };
        if self.is_over.get() {
            return Answer::Continue;
        }
        if tag.kind == TagKind::EndTag {
            if self.has_left_out.get() && self.leaves_out_end(&tag.name, at) {
                return Answer::Continue;
            }
            self.is_full.set(false);
            return self.send(token, at).0;
        }
        let name = tag.name.clone();
        if self.is_full.get() && stays_open(&name) {
            if Tag::of(&name).is_block() {
                // A block separates words, so a dropped one leaves white space.
                let _ = self.send(Token::CharacterTokens(StrTendril::from_char('\n')), at);
            }
            self.leave_out(name, at, Act::LeaveOut);
            return Answer::Continue;
        }
        let (result, is_too_deep) = self.send(token, at);
        if is_too_deep && stays_open(&name) && matches!(result, Answer::Continue) {
            self.leave_out(name.clone(), at, Act::CloseAtOnce);
            let _ = self.send(end_tag(name), at);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

pub(super) fn end_tag(name: LocalName) -> Token {
    Token::TagToken(TagToken {
        kind: TagKind::EndTag,
        name,
        self_closing: false,
        attrs: Vec::new(),
        had_duplicate_attributes: false,
    })
}

/// Whether an element of this name stays open after its start tag and can contain elements.
fn stays_open(name: &LocalName) -> bool {
    !matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("basefont")
            | local_name!("bgsound")
            | local_name!("body")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("frame")
            | local_name!("head")
            | local_name!("hr")
            | local_name!("html")
            | local_name!("iframe")
            | local_name!("image")
            | local_name!("img")
            | local_name!("input")
            | local_name!("keygen")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("noembed")
            | local_name!("noframes")
            | local_name!("param")
            | local_name!("plaintext")
            | local_name!("script")
            | local_name!("source")
            | local_name!("style")
            | local_name!("textarea")
            | local_name!("title")
            | local_name!("track")
            | local_name!("wbr")
            | local_name!("xmp")
    )
}
