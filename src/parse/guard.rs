//! What keeps a page from making its tree deeper, larger or dearer than its limits.
//!
//! The tree builder looks through the elements that are open at nearly every tag, so its work grows with their number,
//! and it opens formatting elements again as often as it is asked to. What goes to it is therefore counted: a
//! start tag that would be too deep is left out with its end tag, and where the page has had its share it ends.

use std::cell::RefCell;
use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag as TagToken, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;
use html5ever::{LocalName, local_name};

use super::cuts::{Act, Cuts};
use super::{Handle, Sink};
use crate::dom::Tag;
use crate::limits::{Limit, Limits};

/// What a node costs besides its depth, in steps.
const NODE: usize = 16;

/// Stands between tokenizer and tree builder.
pub(super) struct Guard<'a> {
    builder: &'a TreeBuilder<Handle, Sink>,
    limits: &'a Limits,
    count: RefCell<Count>,
}

#[derive(Default)]
struct Count {
    cuts: Cuts,
    n_nodes: usize,
    n_steps: usize,
    /// The most nodes that one token has made: so many formatting elements are there to be opened again.
    n_made: usize,
    /// Whether what is open is as deep as may be, as far as one can tell.
    is_full: bool,
    /// Start tags that were left out, whose end tags are too.
    left_out: HashMap<LocalName, u32>,
}

impl<'a> Guard<'a> {
    pub fn new(builder: &'a TreeBuilder<Handle, Sink>, limits: &'a Limits) -> Self {
        Guard { builder, limits, count: RefCell::default() }
    }

    /// What was cut.
    pub fn into_cuts(self) -> Cuts {
        self.count.into_inner().cuts
    }

    fn start_tag(&self, tag: TagToken, at: u64) -> TokenSinkResult<Handle> {
        let name = tag.name.clone();
        if self.count.borrow().is_full && stays_open(&name) {
            if Tag::of(&name).is_block() {
                // The words on both sides stay two.
                let _ = self.send(Token::CharacterTokens(StrTendril::from_char('\n')), at);
            }
            self.count.borrow_mut().leave_out(name, at, Act::LeaveOut);
            return TokenSinkResult::Continue;
        }
        let (result, is_too_deep) = self.send(Token::TagToken(tag), at);
        if is_too_deep && stays_open(&name) && matches!(result, TokenSinkResult::Continue) {
            self.count.borrow_mut().leave_out(name.clone(), at, Act::CloseAtOnce);
            let _ = self.send(end_tag(name), at);
        }
        result
    }

    fn end_tag(&self, tag: TagToken, at: u64) -> TokenSinkResult<Handle> {
        if self.count.borrow_mut().leaves_out_end(&tag.name, at) {
            return TokenSinkResult::Continue;
        }
        self.send(Token::TagToken(tag), at).0
    }

    /// Sends a token, and counts what it costs. Says whether an element was made that is too deep, too.
    fn send(&self, token: Token, at: u64) -> (TokenSinkResult<Handle>, bool) {
        let result = self.builder.process_token(token, at);
        let (n_nodes, depth, n_moves) = self.builder.sink.progress();
        let mut count = self.count.borrow_mut();
        let n_made = n_nodes - count.n_nodes;
        count.n_nodes = n_nodes;
        count.n_made = count.n_made.max(n_made);
        count.n_steps += depth + count.n_made + NODE * n_made + n_moves;
        if count.n_steps > self.limits.max_steps {
            count.cuts.end(at, Limit::Steps);
        } else if n_nodes > self.limits.max_nodes {
            count.cuts.end(at, Limit::Nodes);
        }
        if n_made == 0 {
            return (result, false);
        }
        let is_too_deep = depth > self.limits.max_depth;
        if !is_too_deep && !count.left_out.is_empty() {
            count.left_out.clear();
        }
        (result, is_too_deep)
    }
}

impl TokenSink for Guard<'_> {
    type Handle = Handle;

    fn process_token(&self, token: Token, at: u64) -> TokenSinkResult<Handle> {
        let is_over = self.count.borrow().cuts.is_ended();
        match token {
            Token::EOFToken => self.builder.process_token(token, at),
            _ if is_over => TokenSinkResult::Continue,
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => self.start_tag(tag, at),
            Token::TagToken(tag) => self.end_tag(tag, at),
            token => self.send(token, at).0,
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Count {
    fn leave_out(&mut self, name: LocalName, at: u64, act: Act) {
        self.is_full = true;
        self.cuts.push(at, act);
        *self.left_out.entry(name).or_default() += 1;
    }

    /// Whether an end tag is that of a start tag that was left out.
    fn leaves_out_end(&mut self, name: &LocalName, at: u64) -> bool {
        let n_left_out = self.left_out.get_mut(name).filter(|n| **n > 0);
        if let Some(n_left_out) = n_left_out {
            *n_left_out -= 1;
            self.cuts.push(at, Act::LeaveOut);
            return true;
        }
        self.is_full = false;
        false
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

/// Whether an element of this name stays open behind its start tag and has more than text in it.
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
