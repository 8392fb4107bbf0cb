//! html5ever's own tokenizer with our sink: the reference for benches and tests of ours.

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult as Answer};
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::TreeBuilder;

use super::{BudgetSink, Handle, Sink, TreeSink as _, options};
use crate::dom::Dom;
use crate::limits::Limits;

/// Parses a page, with workarounds for two bugs of html5ever's driver.
pub(crate) fn parse(html: &str) -> Dom {
    let builder = TreeBuilder::new(Sink::new(html), options());
    let limits = Limits::new();
    let guard = WithoutErrors(BudgetSink::new(&builder, &limits));
    // The driver drops a byte order mark after every script.
    let html = html.strip_prefix('\u{feff}').unwrap_or(html);
    let options = TokenizerOpts { discard_bom: false, ..Default::default() };
    let tokenizer = Tokenizer::new(guard, options);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    drop(tokenizer);
    builder.sink.refine(html);
    builder.sink.finish()
}

/// Hides parse errors from the tree builder. It treats one as a token, and then keeps the line feed after `<pre>` that
/// the specification drops.
struct WithoutErrors<'a>(BudgetSink<'a>);

impl TokenSink for WithoutErrors<'_> {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> Answer<Handle> {
        match token {
            Token::ParseError(_) => Answer::Continue,
            token => self.0.process_token(token, line),
        }
    }

    fn end(&self) {
        self.0.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
