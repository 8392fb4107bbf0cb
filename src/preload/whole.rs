//! Makes HTML fragments safe to concatenate.

use std::borrow::Cow;

use crate::dom::{AttrName, NodeId, Tag};
use crate::parse::parse;

/// The id of the element that is appended for the test.
const END: &str = "dehusk-end";

/// An HTML fragment that does not change the parsing of what follows it. Removes an incomplete tag or comment at the end; if
/// that does not help, returns only the text.
pub(crate) fn whole(html: &str) -> Cow<'_, str> {
    if is_whole(html) {
        return html.into();
    }
    let cut = html.rfind('<').map(|at| &html[..at]).filter(|html| is_whole(html));
    cut.map_or_else(|| escape(&parse(html).text_content(NodeId::DOCUMENT)).into(), Cow::from)
}

/// Whether an element after the fragment is parsed as an element.
fn is_whole(html: &str) -> bool {
    let dom = parse(&format!("{html}<hr id={END}>"));
    let is_end = |&id: &NodeId| dom.tag(id) == Tag::Hr && dom.attr(id, AttrName::Id) == Some(END);
    dom.ids().any(|id| is_end(&id))
}

/// Escapes a text for HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_do_not_swallow_what_follows() {
        for html in ["", "a", "<p>a<b>b", "<p>a</p><br>", "<table><tr><td>a", "<!-- a -->b"] {
            assert_eq!(whole(html), html);
        }
        for (html, expected) in [
            ("<p>a <a href=\"htt", "<p>a "),
            ("<p>a <!-- b", "<p>a "),
            ("<p>a</p><script>b", "<p>a</p>"),
            ("<p>a</p", "<p>a"),
            ("<p>a <!-- <b>b", "a "),
            ("a<plaintext>b<p>c&", "ab&lt;p&gt;c&amp;"),
        ] {
            assert_eq!(whole(html), expected, "{html}");
        }
    }
}
