//! Renders admonitions in Markdown and HTML.

pub(crate) use crate::admonition::kind;
use crate::dom::{Dom, NodeId, Tag};
use crate::render::event::{Event, Flow};

/// The index of the first event of an admonition's text, given that of its opening event. Skips a title that only repeats
/// the kind.
pub(crate) fn text_of(flow: &Flow, open: usize, kind: &str) -> usize {
    let next = |n: usize| flow.events.get(open + n).copied();
    match [1, 2, 3, 4].map(next) {
        [
            Some(Event::Open(Tag::P, _)),
            Some(Event::Text(span)),
            Some(Event::Close(_)),
            Some(Event::Open(..)),
        ] if flow.text(span).eq_ignore_ascii_case(kind) => open + 4,
        _ => open + 1,
    }
}

/// The class of an admonition in clean HTML. [`kind`] recognises it.
pub(crate) fn class(dom: &Dom, id: NodeId) -> Option<String> {
    kind(dom, id).map(|kind| format!("markdown-alert-{}", kind.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use crate::render::event::Context;
    use crate::render::{all_of, html, markdown};

    fn check(page: &str, expected: &str) {
        let (dom, kept) = all_of(page);
        assert_eq!(markdown::render(Context::new(&dom, &kept)), expected, "{page}");
        let once = html::render(Context::new(&dom, &kept));
        let (dom, kept) = all_of(&once);
        assert_eq!(html::render(Context::new(&dom, &kept)), once, "{page}");
        assert_eq!(markdown::render(Context::new(&dom, &kept)), expected, "{once}");
    }

    #[test]
    fn classes_of_tools_give_alerts() {
        for begin in [
            "<div class='admonition warning'><p class=admonition-title>Warning</p>",
            "<div class='markdown-alert markdown-alert-warning'><p>Warning",
            "<div class='theme-admonition theme-admonition-warning alert'>",
            "<aside class='starlight-aside starlight-aside--warning'>",
            "<div class='warning custom-block'>",
            "<div class='admonitionblock warning'><table><tr><td class=icon><td>",
        ] {
            check(&format!("a{begin}<p>b<p>c"), "a\n\n> [!WARNING]\n> b\n>\n> c");
        }
        check("<div role=note>a</div>b", "> [!NOTE]\n> a\n\nb");
        check(
            "<div class='admonition tip'>Oil first<ul><li>a</ul>",
            "> [!TIP]\n> Oil first\n>\n> - a",
        );
        check("<div class='admonition danger'><pre>a</pre>", "> [!CAUTION]\n>\n> ```\n> a\n> ```");
    }

    #[test]
    fn other_classes_give_no_alerts() {
        check("<div class=note>a</div><div class=admonitions>b</div>", "a\n\nb");
        check("<blockquote>[!NOTE]</blockquote>", "> \\[!NOTE]");
    }
}
