//! An article as an XML document of the Text Encoding Initiative ([TEI P5](https://tei-c.org/guidelines/p5/)), with the
//! elements that trafilatura uses.

use crate::article::Article;
use crate::dom::{AttrName, Dom, NodeId, Step, Tag};
use crate::parse::parse_within;

impl Article {
    /// Renders a TEI P5 document: the metadata in `teiHeader`, the content in `text`. Headings are `ab` elements, because a
    /// `head` may only begin a division.
    ///
    /// ```
    /// let tei = dehusk::extract(b"<title>Rain in May</title><h1>Rain in May</h1><p>It rained on <b>Monday</b>.").tei();
    /// assert!(tei.contains("<title type=\"main\">Rain in May</title>"));
    /// assert!(tei.contains("<p>It rained on <hi rend=\"#b\">Monday</hi>.</p>"));
    /// ```
    pub fn tei(&self) -> String {
        let (dom, _) = parse_within(&self.html(), &self.limits);
        let mut writer = TeiWriter { dom: &dom, out: String::new() };
        writer.out.push_str("<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n");
        writer.header(self);
        writer.out.push_str("<text>\n<body>\n<div type=\"entry\">\n");
        for step in dom.walk(NodeId::DOCUMENT, |id| !matches!(dom.tag(id), Tag::Head)) {
            match step {
                Step::Open(id) => writer.open(id),
                Step::Text(id) => writer.text(dom.text(id)),
                Step::Close(id) => writer.close(id),
            }
        }
        writer.out.push_str("</div>\n</body>\n</text>\n</TEI>\n");
        writer.out
    }
}

struct TeiWriter<'a> {
    dom: &'a Dom,
    out: String,
}

impl TeiWriter<'_> {
    /// Writes the header. Elements that TEI requires are written without content if their value is unknown.
    fn header(&mut self, article: &Article) {
        let metadata = &article.metadata;
        self.out.push_str("<teiHeader>\n<fileDesc>\n<titleStmt>\n");
        self.element(
            "title",
            " type=\"main\"",
            Some(metadata.title.as_deref().unwrap_or_default()),
        );
        metadata.authors.iter().for_each(|author| self.element("author", "", Some(author)));
        self.out.push_str("</titleStmt>\n<publicationStmt>\n");
        self.element("publisher", "", Some(metadata.site_name.as_deref().unwrap_or_default()));
        self.element("date", "", metadata.published.as_deref());
        if let Some(license) = &metadata.license {
            self.out.push_str("<availability>\n");
            self.element("p", "", Some(license));
            self.out.push_str("</availability>\n");
        }
        self.out.push_str("</publicationStmt>\n<sourceDesc>\n<bibl>\n");
        self.element("title", "", metadata.title.as_deref());
        self.element("publisher", "", metadata.site_name.as_deref());
        if let Some(url) = article.base_url.as_ref().or(metadata.url.as_ref()) {
            self.out.push_str("<ptr target=\"");
            self.text(url);
            self.out.push_str("\"/>\n");
        }
        self.element("date", "", metadata.published.as_deref());
        self.out.push_str("</bibl>\n</sourceDesc>\n</fileDesc>\n");
        self.program();
        self.profile(article);
        self.out.push_str("</teiHeader>\n");
    }

    fn program(&mut self) {
        let version = env!("CARGO_PKG_VERSION");
        let application = format!("<application version=\"{version}\" ident=\"dehusk\">");
        let parts =
            ["<encodingDesc>\n<appInfo>\n", &application, "<label>dehusk</label></application>\n"];
        self.out.extend(parts);
        self.out.push_str("</appInfo>\n</encodingDesc>\n");
    }

    fn profile(&mut self, article: &Article) {
        let metadata = &article.metadata;
        self.out.push_str("<profileDesc>\n");
        if let Some(description) = &metadata.description {
            self.out.push_str("<abstract>\n");
            self.element("p", "", Some(description));
            self.out.push_str("</abstract>\n");
        }
        if let Some(language) = article.language() {
            self.out.push_str("<langUsage><language ident=\"");
            self.text(&language);
            self.out.push_str("\"/></langUsage>\n");
        }
        let terms = [("categories", &metadata.categories), ("tags", &metadata.tags)];
        if terms.iter().any(|(_, list)| !list.is_empty()) {
            self.out.push_str("<textClass>\n<keywords>\n");
            for (kind, list) in terms {
                let attributes = format!(" type=\"{kind}\"");
                list.iter().for_each(|term| self.element("term", &attributes, Some(term)));
            }
            self.out.push_str("</keywords>\n</textClass>\n");
        }
        self.out.push_str("</profileDesc>\n");
    }

    /// Writes an element with a text, if there is one.
    fn element(&mut self, name: &str, attributes: &str, text: Option<&str>) {
        let Some(text) = text else { return };
        self.out.extend(["<", name, attributes, ">"]);
        self.text(text);
        self.out.extend(["</", name, ">\n"]);
    }

    fn open(&mut self, id: NodeId) {
        match self.dom.tag(id) {
            Tag::Br => self.out.push_str("<lb/>"),
            Tag::Hr => self.out.push_str("<milestone unit=\"section\"/>"),
            Tag::Img => self.image(id),
            Tag::Code if self.is_in_pre(id) => {}
            tag => {
                let Some(name) = name(tag) else { return };
                self.out.extend(["<", name]);
                self.attributes(tag, id);
                self.out.push('>');
                self.out.push_str(if tag == Tag::Pre { "<code>" } else { "" });
            }
        }
    }

    fn close(&mut self, id: NodeId) {
        let tag = self.dom.tag(id);
        if matches!(tag, Tag::Br | Tag::Hr | Tag::Img) || tag == Tag::Code && self.is_in_pre(id) {
            return;
        }
        if let Some(name) = name(tag) {
            self.out.push_str(if tag == Tag::Pre { "</code>" } else { "" });
            self.out.extend(["</", name, ">"]);
        }
    }

    fn is_in_pre(&self, id: NodeId) -> bool {
        self.dom.parent(id).is_some_and(|parent| self.dom.tag(parent) == Tag::Pre)
    }

    fn attributes(&mut self, tag: Tag, id: NodeId) {
        let rend = match tag {
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                self.out.push_str(" type=\"header\"");
                tag.name()
            }
            Tag::Ul | Tag::Ol => tag.name(),
            Tag::Dl => "dl",
            Tag::B | Tag::Strong => "#b",
            Tag::I | Tag::Em => "#i",
            Tag::Sup => "superscript",
            Tag::Sub => "subscript",
            Tag::Th => {
                self.out.push_str(" role=\"label\"");
                return self.spans(id);
            }
            Tag::Td => return self.spans(id),
            Tag::A => return self.attribute("target", self.dom.attr(id, AttrName::Href)),
            _ => return,
        };
        self.attribute("rend", Some(rend));
    }

    fn spans(&mut self, id: NodeId) {
        self.attribute("cols", self.dom.attr(id, AttrName::Colspan));
        self.attribute("rows", self.dom.attr(id, AttrName::Rowspan));
    }

    fn image(&mut self, id: NodeId) {
        self.out.push_str("<graphic");
        self.attribute("url", self.dom.attr(id, AttrName::Src));
        self.out.push('>');
        let alt = self.dom.attr(id, AttrName::Alt).filter(|alt| !alt.is_empty());
        if let Some(alt) = alt {
            self.out.push_str("<desc>");
            self.text(alt);
            self.out.push_str("</desc>");
        }
        self.out.push_str("</graphic>");
    }

    fn attribute(&mut self, name: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        self.out.extend([" ", name, "=\""]);
        self.text(value);
        self.out.push('"');
    }

    /// Writes text, escaped. Characters that XML 1.0 forbids are removed.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\u{fffe}' | '\u{ffff}' => {}
                c if c < ' ' && !matches!(c, '\t' | '\n' | '\r') => {}
                c => self.out.push(c),
            }
        }
    }
}

/// The TEI element for an element of clean HTML; `None` if only its content is written.
fn name(tag: Tag) -> Option<&'static str> {
    use Tag::*;
    Some(match tag {
        P | Pre => "p",
        H1 | H2 | H3 | H4 | H5 | H6 => "ab",
        Ul | Ol | Dl => "list",
        Li | Dd => "item",
        Dt => "label",
        Blockquote => "quote",
        Table => "table",
        Caption => "head",
        Tr => "row",
        Td | Th => "cell",
        Figure => "figure",
        Figcaption => "figDesc",
        A => "ref",
        B | Strong | I | Em | Sup | Sub => "hi",
        Code => "code",
        Del => "del",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::extractor::Extractor;
    use crate::options::{Keep, Options};
    use crate::page::Page;

    #[test]
    fn content_and_metadata_are_tei() {
        let keep = Keep::new().with_links(true).with_images(true);
        let html = "<title>Rain & snow</title><main><h2>Rain</h2><p>It <i>rained</i> on <a href=/m>Monday</a>.<br>All day.\
            <ul><li>one<ul><li>two</ul></ul><pre><code>a &lt; b</code></pre><table><tr><th colspan=2>h<tr><td>1<td>2</table>\
            <p>See <img src=/r.png alt='A \"b\"'> there.</main>";
        let options = Options::new().with_keep(keep).with_keep_css("main").unwrap();
        let article = Extractor::new(options)
            .extract(&Page::html(html.as_bytes()).with_url("https://a.example/x"));
        let tei = article.tei();
        for part in [
            "<title type=\"main\">Rain &amp; snow</title>",
            "<ptr target=\"https://a.example/x\"/>",
            "<ab type=\"header\" rend=\"h2\">Rain</ab>",
            "<p>It <hi rend=\"#i\">rained</hi> on <ref target=\"https://a.example/m\">Monday</ref>.<lb/>All day.</p>",
            "<list rend=\"ul\">\n<item>one\n<list rend=\"ul\">\n<item>two</item>\n</list>\n</item>\n</list>",
            "<p><code>a &lt; b</code></p>",
            "<cell role=\"label\" cols=\"2\">h</cell>",
            "<graphic url=\"https://a.example/r.png\"><desc>A &quot;b&quot;</desc></graphic>",
        ] {
            assert!(tei.contains(part), "{part}\n{tei}");
        }
    }

    #[test]
    fn an_empty_article_is_a_document_too() {
        let tei = crate::extract(b"").tei();
        assert!(tei.contains("<div type=\"entry\">\n</div>"), "{tei}");
    }
}
