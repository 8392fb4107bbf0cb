//! Makes HTML fragments safe to concatenate.

use std::borrow::Cow;

use crate::dom::{AttrName, NodeId, Tag};
use crate::limits::Limits;
use crate::parse::parse_within;

/// The id of the element that is appended for the test.
const END: &str = "dehusk-end";

/// An HTML fragment that does not change the parsing of what follows it. Removes an incomplete tag or comment at the end; if
/// that does not help, returns only the text.
pub(crate) fn whole<'a>(html: &'a str, limits: &Limits) -> Cow<'a, str> {
    if is_whole(html, limits) {
        return html.into();
    }
    let cut = html.rfind('<').map(|at| &html[..at]).filter(|html| is_whole(html, limits));
    let text = || parse_within(html, limits).0.text_content(NodeId::DOCUMENT);
    cut.map_or_else(|| escape(&text()).into(), Cow::from)
}

/// Whether an element after the fragment is parsed as an element.
fn is_whole(html: &str, limits: &Limits) -> bool {
    let (dom, _) = parse_within(&format!("{html}<hr id={END}>"), limits);
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
            assert_eq!(whole(html, &Limits::new()), html);
        }
        for (html, expected) in [
            ("<p>a <a href=\"htt", "<p>a "),
            ("<p>a <!-- b", "<p>a "),
            ("<p>a</p><script>b", "<p>a</p>"),
            ("<p>a</p", "<p>a"),
            ("<p>a <!-- <b>b", "a "),
            ("a<plaintext>b<p>c&", "ab&lt;p&gt;c&amp;"),
        ] {
            assert_eq!(whole(html, &Limits::new()), expected, "{html}");
        }
    }

    #[test]
    fn limits_of_the_page_hold() {
        let html = "<p>a<p>b<p>c<p>d";
        assert_eq!(whole(html, &Limits::new()), html);
        assert!(!whole(html, &Limits::new().with_max_nodes(4)).contains("<p>"));
    }
}
