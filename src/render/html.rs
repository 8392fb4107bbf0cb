//! Clean HTML: known elements in normal form, each block on its own line, only attributes that are safe and needed.

use crate::code::language;
use crate::dom::{AttrName, NodeId, Tag};
use crate::render::address::Base;
use crate::render::event::{Context, Event, Flow, is_leaf, is_list};
use crate::render::{admonition, attributes, flow, numbering, picture, tex};
use crate::text::collapse;

/// Renders clean HTML. Idempotent: cleaning the output again changes nothing.
pub(crate) fn render(context: Context<'_>) -> String {
    let mut flow = flow::flow(context);
    flow.events
        .retain(|event| !matches!(event, Event::Open(Tag::Aside, _) | Event::Close(Tag::Aside)));
    let mut writer = HtmlWriter {
        context,
        base: Base::new(context.dom, context.url),
        out: String::new(),
        is_bare: false,
        n_raised: 0,
    };
    for i in 0..flow.events.len() {
        writer.event(&flow, i);
    }
    writer.out
}

struct HtmlWriter<'a> {
    context: Context<'a>,
    base: Base,
    out: String,
    /// Whether the open paragraph is written without its tags.
    is_bare: bool,
    /// The number of open superscripts.
    n_raised: usize,
}

const RAISED: &str = "<sup>";
const NOT_RAISED: &str = "</sup>";

impl HtmlWriter<'_> {
    fn event(&mut self, flow: &Flow, i: usize) {
        match flow.events[i] {
            Event::Open(Tag::P, id) if self.may_be_bare(flow, i, id) => self.is_bare = true,
            Event::Close(Tag::P) if self.is_bare => self.is_bare = false,
            Event::Open(Tag::Sup, _) if self.goes_on_raised() => {}
            Event::Open(tag, id) => self.open(tag, id),
            Event::Close(tag) => {
                self.n_raised -= usize::from(tag == Tag::Sup);
                let is_first = i > 0 && matches!(flow.events[i - 1], Event::Open(..));
                let is_after_bare = i > 0
                    && flow.events[i - 1] == Event::Close(Tag::P)
                    && !self.out.ends_with("</p>");
                if tag.is_block() && !is_leaf(tag) && !is_first && !is_after_bare {
                    self.begin_line();
                }
                let code = if tag == Tag::Pre && self.is_code(flow, i) { "</code>" } else { "" };
                self.out.extend([code, "</", tag.name(), ">"]);
            }
            Event::Text(span) | Event::Number(span) => escape(&mut self.out, flow.text(span)),
            Event::Mark(span) => self.mark(flow.text(span)),
            Event::Formula(span, is_display) => {
                let tex = flow.text(span);
                self.out.push_str(match is_display {
                    _ if !tex::is_formula(tex) => "<code>",
                    true => "<code class=\"math display\">",
                    false => "<code class=\"math\">",
                });
                escape(&mut self.out, tex);
                self.out.push_str("</code>");
            }
            Event::Break => self.out.push_str("<br>"),
            Event::Rule => {
                self.begin_line();
                self.out.push_str("<hr>");
            }
            Event::Image(id) => self.image(id),
        }
    }

    /// Writes a note reference as a superscript.
    fn mark(&mut self, label: &str) {
        let is_raised = self.n_raised > 0;
        if !is_raised && !self.goes_on_raised() {
            self.out.push_str(RAISED);
        }
        escape(&mut self.out, label);
        if !is_raised {
            self.out.push_str(NOT_RAISED);
            self.n_raised = 0;
        }
    }

    /// Removes a superscript's end tag at the end of the output, so that the superscript continues. Returns whether it did.
    fn goes_on_raised(&mut self) -> bool {
        let goes_on = self.out.ends_with(NOT_RAISED);
        if goes_on {
            self.out.truncate(self.out.len() - NOT_RAISED.len());
            self.n_raised += 1;
        }
        goes_on
    }

    /// Whether a paragraph needs no tags: it has no attributes and is the only text of an item, a cell or the like, except
    /// for a list after it.
    fn may_be_bare(&self, flow: &Flow, i: usize, id: NodeId) -> bool {
        use Tag::*;
        let Some(Event::Open(Li | Td | Th | Dt | Dd | Caption | Figcaption | Figure, _)) =
            i.checked_sub(1).map(|i| flow.events[i])
        else {
            return false;
        };
        let end = flow.events[i..]
            .iter()
            .position(|&event| event == Event::Close(P))
            .map_or(i, |n| i + n);
        let is_last = match flow.events.get(end + 1) {
            Some(&Event::Open(tag, _)) => is_list(tag) || tag == Figcaption,
            Some(Event::Close(_)) => true,
            _ => false,
        };
        let dom = self.context.dom;
        is_last
            && attributes::direction(dom, id).is_none()
            && attributes::language(dom, id).is_none()
    }

    /// Whether the `pre` that closes at event `end` holds program code.
    fn is_code(&self, flow: &Flow, end: usize) -> bool {
        let open = end.checked_sub(2).map(|i| flow.events[i]);
        matches!(open, Some(Event::Open(Tag::Pre, id)) if attributes::holds_code(self.context.dom, id))
    }

    fn open(&mut self, tag: Tag, id: NodeId) {
        if tag.is_block() {
            self.begin_line();
        }
        self.n_raised += usize::from(tag == Tag::Sup);
        self.out.extend(["<", tag.name()]);
        let dom = self.context.dom;
        match tag {
            Tag::Blockquote => self.attribute("class", admonition::class(dom, id)),
            Tag::A => self.attribute("href", self.base.link(dom, id)),
            Tag::Ol => {
                let is_reversed = numbering::is_reversed(dom, id);
                let start = numbering::start(dom, id).filter(|&n| n != 1 || is_reversed);
                self.attribute("start", start);
                self.attribute("reversed", is_reversed.then_some(""));
                self.attribute("type", numbering::kind(dom, id));
            }
            Tag::Li if dom.parent(id).is_some_and(|list| dom.tag(list) == Tag::Ol) => {
                self.attribute("value", numbering::value(dom, id));
            }
            Tag::Td | Tag::Th => {
                for name in [AttrName::Colspan, AttrName::Rowspan] {
                    let span = attributes::cell_span(dom, id, name, self.context.max_span);
                    self.attribute(name.name(), Some(span).filter(|&n| n > 1));
                }
            }
            _ => {}
        }
        if tag.is_block() {
            self.attribute("dir", attributes::direction(dom, id));
            self.attribute("lang", attributes::language(dom, id));
        }
        self.out.push('>');
        if tag == Tag::Pre && attributes::holds_code(dom, id) {
            self.out.push_str("<code");
            self.attribute("class", language::of(dom, id).map(|name| format!("language-{name}")));
            self.out.push('>');
        }
    }

    fn image(&mut self, id: NodeId) {
        let dom = self.context.dom;
        self.out.push_str("<img");
        self.attribute("src", picture::address(&self.base, dom, id));
        self.attribute("alt", Some(collapse(dom.attr(id, AttrName::Alt).unwrap_or(""))));
        self.out.push('>');
    }

    fn attribute(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.out.extend([" ", name, "=\""]);
            escape(&mut self.out, &value.to_string());
            self.out.push('"');
        }
    }

    fn begin_line(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }
}

/// Appends a text, escaped for HTML text and for quoted attribute values.
fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::{all_of, soup};

    const URL: Option<&str> = Some("https://a.example/x/");

    fn clean(html: &str, url: Option<&str>) -> String {
        let (dom, kept) = all_of(html);
        render(Context { links: true, images: true, url, ..Context::new(&dom, &kept) })
    }

    fn check(html: &str, expected: &str) {
        let once = clean(html, URL);
        assert_eq!(once, expected, "{html}");
        assert_eq!(clean(&once, URL), once, "a second time: {html}");
    }

    #[test]
    fn known_elements_in_normal_form() {
        check(
            "<div>a <b>b </b>c<p>d<section><span>e</span>",
            "<p>a <b>b</b> c</p>\n<p>d</p>\n<p>e</p>",
        );
        check("<b>a<p>b</b>c", "<p><b>a</b></p>\n<p><b>b</b>c</p>");
        check("<b>x</b><strong>y</strong> <i><em>z</em></i>", "<p><b>xy</b> <i>z</i></p>");
        check("a<br>b<br><br>c<hr>d", "<p>a<br>b</p>\n<p>c</p>\n<hr>\n<p>d</p>");
        check(
            "<ul><li>a<ul><li>b</ul><li><p>c<p>d</ul>",
            "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>\n<p>c</p>\n<p>d</p>\n</li>\n</ul>",
        );
        check(
            "<h1>a<div>b</div></h1><ol start=5><li>x</ol>",
            "<h1>a b</h1>\n<ol start=\"5\">\n<li>x</li>\n</ol>",
        );
        check(
            "<ol reversed type=i start=1><li value=4>x</ol><ul type=a><li value=2>y</ul>",
            "<ol start=\"1\" reversed=\"\" type=\"i\">\n<li value=\"4\">x</li>\n</ol>\n<ul>\n<li>y</li>\n</ul>",
        );
        check(
            "<details><summary>a</summary>b</details><div role=heading aria-level=4>c</div>",
            "<p><strong>a</strong></p>\n<p>b</p>\n<h4>c</h4>",
        );
        check("<pre>\n\n <b>x</b>\n</pre>", "<pre> x</pre>");
        check(
            "<pre class=lang-c><code>a &lt; b</code></pre>",
            "<pre><code class=\"language-c\">a &lt; b</code></pre>",
        );
        check(
            "<dl><dt>a<dd>b<p>c</dl>",
            "<dl>\n<dt>a</dt>\n<dd>\n<p>b</p>\n<p>c</p>\n</dd>\n</dl>",
        );
        check(
            "<h2><a href=#x>*</a></h2><h2>Title <a href=#y><i>\n<i>\n<i>¶</i></i>\n</i>¶</a></h2>",
            "<h2>*</h2>\n<h2>Title</h2>",
        );
        check(
            "<figure><img src=a.png alt='A &quot;b&quot;'><figcaption>c</figcaption></figure>",
            "<figure><img src=\"https://a.example/x/a.png\" alt=\"A &quot;b&quot;\">\n<figcaption>c</figcaption>\n</figure>",
        );
        check(
            "<table><thead><tr><th colspan=2 rowspan=0>a<tr><td>b<td>c<tr><td><td>d</table>",
            "<table>\n<thead>\n<tr>\n<th colspan=\"2\">a</th>\n</tr>\n<tr>\n<td>b</td>\n<td>c</td>\n</tr>\n<tr>\n<td></td>\n<td>d</td>\n</tr>\n</thead>\n</table>",
        );
        check(
            "<p dir=RTL lang=ar>x<ul><li dir=rtl>y</ul>",
            "<p dir=\"rtl\" lang=\"ar\">x</p>\n<ul>\n<li dir=\"rtl\">y</li>\n</ul>",
        );
    }

    #[test]
    fn note_references_are_superscripts() {
        let notes = "<ol><li id=n>b<li id=m>c</ol>";
        let note = "<ol>\n<li>b</li>\n<li>c</li>\n</ol>";
        let mark = |at: &str, n: &str| format!("<sup><a href=#{at}>{n}</a></sup>");
        check(
            &format!("<p>a{}{} d{notes}", mark("n", "1"), mark("m", "2")),
            &format!("<p>a<sup>[1][2]</sup> d</p>\n{note}"),
        );
        check(
            &format!("<p>a<sup>x</sup>{}<sup>*</sup><ol><li id=n>b</ol>", mark("n", "1")),
            "<p>a<sup>x[1]*</sup></p>\n<ol>\n<li>b</li>\n</ol>",
        );
    }

    #[test]
    fn active_content_is_removed() {
        check(
            "<p onclick=x style=y>a<script>z</script><a href=' java&#9;script:x'>b</a>",
            "<p>ab</p>",
        );
        check(
            "<a href='/b?c&amp;d' onclick=x>a</a>",
            "<p><a href=\"https://a.example/b?c&amp;d\">a</a></p>",
        );
        check(
            "<img src=data:x><img src='data:x' data-src=y onerror=z>",
            "<p><img src=\"https://a.example/x/y\" alt=\"\"></p>",
        );
        check("&lt;script&gt;&amp;lt;", "<p>&lt;script&gt;&amp;lt;</p>");
        check(
            "<svg><p>x</svg><math><mi>y</math><iframe>z</iframe>",
            "<p>x<code class=\"math\">y</code></p>",
        );
        check(
            "a <code class='math display'>b&lt;c</code><script type=math/tex>$d$</script>",
            "<p>a <code class=\"math display\">b&lt;c</code> <code class=\"math\">d</code></p>",
        );
    }

    #[test]
    fn deep_nesting_is_cleaned_in_one_pass() {
        for html in ["<ol>x", "<ol><li>x", "<blockquote>x", "<dl><dd>x", "<table><tr><td>x<td>y"] {
            let once = clean(&html.repeat(60), None);
            assert_eq!(clean(&once, None), once, "{html}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(html in soup(), is_known in any::<bool>()) {
            let url = URL.filter(|_| is_known);
            let once = clean(&html, url);
            prop_assert_eq!(&clean(&once, url), &once, "{}", html);
        }
    }
}
