//! Adversarial pages: each family is a function from a size in bytes to a page of about that size.

use std::fmt::Write as _;

use dehusk::{Article, Extractor, Input, Options};

use marks::{MARKS, METADATA};
use rendered::{FORMS, NOTES};

mod marks;
mod product;
mod rendered;

/// A family of adversarial pages.
pub struct Family {
    pub name: String,
    pub input: Input,
    options: fn(Options) -> Options,
    make: Box<dyn Fn(usize) -> Vec<u8>>,
}

impl Family {
    /// A family of HTML pages with specific options.
    fn with_options(
        name: String,
        options: fn(Options) -> Options,
        make: impl Fn(usize) -> Vec<u8> + 'static,
    ) -> Self {
        Family { name, input: Input::Html, options, make: Box::new(make) }
    }

    /// The extractor for its pages: the common options with those of the family.
    pub fn extractor(&self, options: Options) -> Extractor {
        Extractor::new((self.options)(options))
    }

    /// A page of this family of about this size.
    pub fn page(&self, size: usize) -> Vec<u8> {
        (self.make)(size)
    }
}

/// Renders an article in all formats, with evidence and metadata; returns the size of the largest.
pub fn write(article: &Article) -> usize {
    let written =
        [Article::text, Article::markdown, Article::html].map(|format| format(article).len());
    let json = article.record().with_evidence(true).json().len();
    written.into_iter().fold(json, usize::max)
}

/// Every n-th of the listed families, and every n-th of the product: `[1, 1]` is all.
pub fn sampled([of_listed, of_product]: [usize; 2]) -> impl Iterator<Item = Family> {
    listed().step_by(of_listed).chain(product::families().step_by(of_product))
}

/// The families that are listed one by one.
fn listed() -> impl Iterator<Item = Family> {
    let html = [
        TREES, FORMATTING, TABLES, TOKENS, ATTRIBUTES, TEXTS, METADATA, MARKS, LISTS, NOTES, FORMS,
    ]
    .concat();
    let family = |input| {
        move |(name, make): (&str, fn(usize) -> Vec<u8>)| Family {
            name: name.to_owned(),
            input,
            options: |options| options,
            make: Box::new(make),
        }
    };
    html.into_iter().map(family(Input::Html)).chain(FLAT.iter().copied().map(family(Input::Text)))
}

type Makers = &'static [(&'static str, fn(usize) -> Vec<u8>)];

/// The start of a page, a repeated unit, and the end of the page.
fn around(begin: &str, unit: &str, end: &str, size: usize) -> Vec<u8> {
    let n = size.saturating_sub(begin.len() + end.len()) / unit.len();
    [begin, &unit.repeat(n.max(1)), end].concat().into_bytes()
}

fn fill(unit: &str, size: usize) -> Vec<u8> {
    around("", unit, "", size)
}

/// Nested elements: all start tags, then all end tags.
fn nest(open: &str, inner: &str, close: &str, size: usize) -> Vec<u8> {
    let n = size / (open.len() + close.len());
    [&open.repeat(n), inner, &close.repeat(n)].concat().into_bytes()
}

/// The start of a page, and units in which `#` is replaced by their number.
fn numbered(begin: &str, unit: &str, size: usize) -> Vec<u8> {
    let mut page = String::with_capacity(size + 64);
    page.push_str(begin);
    let parts: Vec<_> = unit.split('#').collect();
    for n in 0.. {
        if page.len() >= size {
            break;
        }
        page.push_str(parts[0]);
        for part in &parts[1..] {
            let _ = write!(page, "{n}{part}");
        }
    }
    page.into_bytes()
}

/// A page with all kinds of markup, truncated at each byte in turn, repeated.
fn truncations(size: usize) -> Vec<u8> {
    let whole = include_bytes!("../../samples/news--json-ld-shell.html");
    let mut page = Vec::with_capacity(size + whole.len());
    for end in (1..=whole.len()).rev().step_by(97).cycle() {
        if page.len() >= size {
            break;
        }
        page.extend(&whole[..end]);
    }
    page
}

/// A content paragraph, so that later steps process its surroundings.
const PROSE: &str = "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge. The mayor said \
                     that nobody was hurt, and that the road will be open again by the end of the week.</p>";

/// A page with an article followed by a repeated unit.
fn beside(unit: &str, size: usize) -> Vec<u8> {
    around(&format!("<title>Rain</title><article><h1>Rain</h1>{PROSE}{PROSE}"), unit, "", size)
}

const TREES: Makers = &[
    ("deep div", |n| fill("<div>", n)),
    ("deep div, closed", |n| nest("<div>", "It rained.", "</div>", n)),
    ("deep unknown", |n| fill("<x-y>", n)),
    ("deep button p", |n| fill("<button><p>", n)),
    ("deep ul li", |n| fill("<ul><li>", n)),
    ("deep blockquote text", |n| fill("<blockquote>It rained. ", n)),
    ("deep section p", |n| fill("<section><p>It rained on Monday.", n)),
    ("deep ruby", |n| fill("<ruby><rt>", n)),
    ("deep then wide", |n| around(&"<div>".repeat(500), "<p>It rained.</p>", "", n)),
    ("deep then spans", |n| around(&"<div>".repeat(500), "<span>a</span> ", "", n)),
    ("end tags in 512 spans", |n| around(&"<span>".repeat(505), "</x>", "", n)),
    ("end tags in 512 sections", |n| around(&"<section>".repeat(505), "</p>", "", n)),
    ("div flood at full depth", |n| around(&"<div>".repeat(520), "<div></div>", "", n)),
    ("sawtooth", |n| {
        fill(&["<div>".repeat(300), "It rained.".to_owned(), "</div>".repeat(300)].concat(), n)
    }),
    ("wide empty div", |n| fill("<div></div>", n)),
    ("wide paragraphs", |n| fill("<p>It rained on Monday.", n)),
    ("one-word blocks", |n| fill("<div>rain</div>", n)),
    ("one-letter blocks", |n| fill("<p>a", n)),
    ("templates", |n| fill("<template>", n)),
    ("template rows", |n| fill("<template><tr>", n)),
    ("shadow roots", |n| fill("<x-y><template shadowrootmode=open>It rained.", n)),
    ("svg nest", |n| fill("<svg><g>", n)),
    ("svg foreign", |n| fill("<svg><foreignObject><p>It rained.", n)),
    ("math nest", |n| fill("<math><mi><mglyph>", n)),
    ("math annotation", |n| fill("<math><annotation-xml encoding='text/html'><p>a", n)),
    ("nested forms", |n| fill("<form><div>", n)),
    ("frames and bodies", |n| fill("<body class=a><html lang=en>", n)),
];

const FORMATTING: Makers = &[
    ("unclosed b i", |n| fill("<b><i>", n)),
    ("misnested b i", |n| fill("<b><i>rain</b></i>", n)),
    ("misnested b p", |n| fill("<b><p>rain</b>", n)),
    ("misnested a div", |n| fill("<a href=/x><div>rain</a>", n)),
    ("adoption agency", |n| around("", "<b><p><i><div><u><section>rain</b></i></u>", "", n)),
    ("moved blocks", |n| fill("<tt><a><small><figcaption>rain", n)),
    ("moved blocks, numbered", |n| numbered("", "<tt><a href=/#><small><div>rain", n)),
    ("fonts in sections", |n| numbered(PROSE, "</section><font size=#>rain", n)),
    ("fonts in items", |n| numbered("", "<li><font size=#>It rained.", n)),
    ("nested anchors", |n| fill("<a href=/x>rain", n)),
    ("anchors without text", |n| fill("<a href=/x></a>", n)),
    ("anchors numbered", |n| numbered("", "<a href=/rain/#>Rain #</a> ", n)),
    ("nested headings", |n| fill("<h1><h2>Rain", n)),
    ("headings", |n| numbered(&beside_str(), "<h2>Rain #</h2><p>It rained.", n)),
    ("reopened formatting", |n| numbered("", "<p><b a=#></p>", n)),
    ("reopened fonts", |n| numbered("", "<p><font size=#>rain", n)),
    ("nobr", |n| fill("<nobr>rain<p>", n)),
    ("closing b", |n| around(&"<b>".repeat(3), "</b><b>", "", n)),
    ("closing p", |n| fill("</p>", n)),
    ("closing br", |n| fill("</br>", n)),
    ("spans of one letter", |n| around(PROSE, "<span>a</span>", "", n)),
    ("emphasis of one letter", |n| around("<p>", "<em>a</em>", "", n)),
];

fn beside_str() -> String {
    String::from_utf8(beside("<p>", 0)).expect("made of text")
}

const TABLES: Makers = &[
    ("nested tables", |n| fill("<table><tr><td>", n)),
    ("nested tables, text", |n| fill("<table><tr><td>It rained.", n)),
    ("foster parenting", |n| around("<table>", "rain<b>rain</b>", "", n)),
    ("foster parenting div", |n| around("<table>", "<div>rain</div><tr>", "", n)),
    ("foster nest", |n| fill("<table><div>rain", n)),
    ("table of cells", |n| around("<table><tr>", "<td>a", "", n)),
    ("table of rows", |n| around("<table>", "<tr><td>a", "", n)),
    ("table of wide rows", |n| {
        around("<table>", &format!("<tr>{}", "<td>rain".repeat(1_000)), "", n)
    }),
    ("one wide row, many rows", |n| {
        let wide = format!("<table><tr>{}", "<th>rain".repeat(n / 16));
        around(&wide, "<tr><td>rain", "", n)
    }),
    ("colspans", |n| around("<table>", "<tr><td colspan=9007199254740991>a<td>b", "", n)),
    ("rowspans", |n| around("<table>", "<tr><td rowspan=9007199254740991>a<td>b", "", n)),
    ("table beside prose", |n| {
        around(&format!("{PROSE}{PROSE}<table>"), "<tr><td>Rain<td>12 mm", "</table>", n)
    }),
    ("captions", |n| around("<table>", "<caption>rain</caption>", "", n)),
    ("select option", |n| around("<select>", "<option>rain", "", n)),
    ("select nest", |n| fill("<select><div><option>", n)),
];

const TOKENS: Makers = &[
    ("NUL bytes", |n| fill("\0", n)),
    ("NUL tags", |n| fill("<\0a\0 \0=\0>\0", n)),
    ("entities", |n| fill("&amp;", n)),
    ("entities, unfinished", |n| fill("&CounterClockwiseContourIntegra", n)),
    ("numeric entities", |n| fill("&#x10FFFF;&#0;&#128;", n)),
    ("one numeric entity", |n| around("<p>&#", "9", ";", n)),
    ("less-than signs", |n| fill("<", n)),
    ("unfinished tags", |n| fill("<a ", n)),
    ("unfinished end tags", |n| fill("</", n)),
    ("one tag name", |n| around("<", "a", ">", n)),
    ("tag names", |n| numbered("", "<x-#>", n)),
    ("tag names, closed", |n| numbered("", "<x-#>rain</x-#>", n)),
    ("comments", |n| fill("<!--x-->", n)),
    ("comment, unfinished", |n| around("<!--", "--!", "", n)),
    ("comment begins", |n| fill("<!--", n)),
    ("comment dashes", |n| around("<!--", "-", "", n)),
    ("comments between texts", |n| around("<p>", "a<!-- -->", "", n)),
    ("bogus comments", |n| fill("<?x><!x>", n)),
    ("CDATA", |n| around("<svg>", "<![CDATA[]]>", "", n)),
    ("CDATA, unfinished", |n| around("<svg><![CDATA[", "]]", "", n)),
    ("CDATA in HTML", |n| fill("<![CDATA[<p>]]>", n)),
    ("script escapes", |n| around("<script>", "<!--<script>", "", n)),
    ("script ends", |n| around("<script><!--", "<script></script>", "", n)),
    ("scripts", |n| fill("<script></script>", n)),
    ("doctypes", |n| fill("<!doctype html>", n)),
    ("textarea", |n| around("<textarea>", "</textare>", "", n)),
    ("titles", |n| fill("<title>Rain</title>", n)),
    ("plaintext", |n| around("<plaintext>", "<p>rain", "", n)),
    ("noscript", |n| fill("<noscript>", n)),
    ("every truncation", truncations),
];

const ATTRIBUTES: Makers = &[
    ("a million attributes", |n| [numbered("<p", " a#=b", n), b">rain".to_vec()].concat()),
    ("attributes alike", |n| around("<p", " a=b", ">rain", n)),
    ("tags of many attributes", |n| {
        let attributes: String = (0..300).map(|n| format!(" a{n}")).collect();
        fill(&format!("<b{attributes}>"), n)
    }),
    ("one giant attribute", |n| around("<p title='", "rain ", "'>rain", n)),
    ("one giant address", |n| around("<p>It rained.<a href='/", "rain/", "'>rain</a>", n)),
    ("attribute entities", |n| around("<p title='", "&amp;", "'>rain", n)),
    ("attribute without end", |n| around("<p title='", "rain ", "", n)),
    ("class list", |n| around("<p class='", "rain ", "'>rain", n)),
    ("unique classes", |n| numbered("", "<p class=rain-#>It rained.", n)),
    ("unique class lists", |n| numbered("", "<p class='a# b# c# d#'>rain", n)),
    ("unique ids", |n| numbered("", "<p id=rain-#>It rained.", n)),
    ("inline CSS", |n| around("<p style='", "color:red;", "'>rain", n)),
    ("hidden flood", |n| fill("<p style='display:none'>rain", n)),
    ("style element", |n| around("<style>", "p{color:red}", "</style>rain", n)),
    ("data: image", |n| around("<p>It rained.<img src='data:image/png;base64,", "AAAA", "'>", n)),
    ("data: images", |n| around(PROSE, "<img src='data:image/png;base64,AAAA'>", "", n)),
    ("srcset", |n| around("<p>It rained.<img srcset='", "/rain.png 2x, ", "'>", n)),
    ("figures", |n| {
        beside(
            "<figure><img src=/a.png alt=Rain><figcaption>Rain. Photo: Ann Lee</figcaption></figure>",
            n,
        )
    }),
    ("microdata nest", |n| {
        fill("<div itemscope itemtype=http://schema.org/Article itemprop=a>", n)
    }),
];

const TEXTS: Makers = &[
    ("giant text", |n| fill("It rained on Monday. ", n)),
    ("giant paragraph", |n| around("<p>", "It rained on Monday. ", "", n)),
    ("one word", |n| around("<p>", "a", "", n)),
    ("spaces", |n| around("<p>a", " ", "a", n)),
    ("line breaks", |n| around("<p>", "<br>", "", n)),
    ("line breaks, words", |n| around("<p>", "rain<br>", "", n)),
    ("rules", |n| around(PROSE, "<hr>", "", n)),
    ("pre", |n| around("<pre>", "  rain\n", "</pre>", n)),
    ("pre of spans", |n| around("<pre>", "<span>a</span>\n", "</pre>", n)),
    ("backticks", |n| around("<p>It rained.<code>", "`", "</code>", n)),
    ("backticks apart", |n| around("<p>It rained.<code>", "` ", "</code>", n)),
    ("codes", |n| around("<p>It rained.", "<code>`</code> ", "", n)),
    ("Markdown signs", |n| around("<p>", "*_[]()\\`#+-!|~<>&", "", n)),
    ("Markdown lines", |n| around("<p>It rained", "<br>1. # - > ", "", n)),
    ("stars", |n| around("<p>rain ", "*", "", n)),
    ("brackets", |n| around("<p>rain ", "[", "", n)),
    ("bidi", |n| around("<p>", "\u{202e}\u{2066}a\u{2069}", "", n)),
    ("zero width", |n| around("<p>", "\u{200b}", "a", n)),
    ("soft hyphens", |n| around("<p>", "a\u{ad}", "", n)),
    ("combining marks", |n| around("<p>a", "\u{301}", "", n)),
    ("surrogates in UTF-16", |n| {
        let mut page = vec![0xff, 0xfe];
        page.extend("<p>".encode_utf16().flat_map(u16::to_le_bytes));
        page.extend([0x00, 0xd8, 0x61, 0x00, 0x00, 0xdc].iter().cycle().take(n / 6 * 6));
        page
    }),
    ("bytes of no encoding", |n| [b"<p>".to_vec(), [0xff, 0xc3, 0x28].repeat(n / 3)].concat()),
    ("Shift_JIS", |n| {
        [b"<meta charset=shift_jis><p>".to_vec(), [0x93, 0xfa].repeat(n / 2)].concat()
    }),
    ("control signs", |n| around("<p>", "\x1b[2J\x07\x08a", "", n)),
    ("Chinese", |n| around("<p>", "星期一下雨了。", "", n)),
    ("Greek blocks", |n| fill("<p>Έβρεξε τη Δευτέρα.", n)),
    ("dates", |n| fill("<p>7 May 2024 by Ann Lee, 12:30 p.m.", n)),
    ("bylines", |n| beside("<div class=byline>By Ann Lee and Bo Ek</div>", n)),
    ("author links", |n| numbered(&beside_str(), "<a rel=author href=/author/#>Ann Lee #</a> ", n)),
    ("times", |n| beside("<time datetime=2024-05-07>7 May</time> ", n)),
    ("prose", |n| {
        numbered(
            "<title>Rain</title><h1>Rain</h1>",
            "<p>It rained on day #, and on the next too, until the river stood at the bridge.</p>",
            n,
        )
    }),
    ("the same prose", |n| beside(PROSE, n)),
    ("articles", |n| fill(&format!("<article><h2>Rain</h2>{PROSE}</article>"), n)),
    ("links beside prose", |n| beside("<a href=/x>rain</a> ", n)),
];

const LISTS: Makers = &[
    ("list items", |n| around("<ul>", "<li>rain", "", n)),
    ("list items, numbered", |n| around("<ol start=99999>", "<li>rain", "", n)),
    ("list items, links", |n| numbered("<ul>", "<li><a href=/#>rain</a>", n)),
    ("list items, prose", |n| {
        around(&format!("{PROSE}<ul>"), "<li>It rained on Monday, and on Tuesday too.", "", n)
    }),
    ("definitions", |n| around("<dl>", "<dt>rain<dd>It rained.", "", n)),
    ("blockquotes", |n| fill("<blockquote>It rained on Monday.</blockquote>", n)),
    ("details", |n| fill("<details><summary>Rain</summary>It rained.</details>", n)),
    ("footnotes", |n| numbered(PROSE, "rain<sup id=r#><a href=#n#>#</a></sup> ", n)),
    ("inputs", |n| fill("<input><button>rain</button>", n)),
    ("iframes", |n| fill("<iframe src=/x></iframe>", n)),
    ("videos", |n| fill("<video><source src=/a.mp4></video>", n)),
];

const FLAT: Makers = &[
    ("flat: one line", |n| fill("It rained on Monday. ", n)),
    ("flat: one word", |n| fill("a", n)),
    ("flat: lines of one letter", |n| fill("a\n", n)),
    ("flat: blocks of one word", |n| fill("rain\n\n", n)),
    ("flat: empty lines", |n| fill("\n", n)),
    ("flat: prose", |n| {
        numbered("", "It rained on day #, until the river stood at the bridge.\n\n", n)
    }),
    ("flat: wrapped prose", |n| {
        numbered("", "It rained on day #, until the river\nstood at the bridge\n", n)
    }),
    ("flat: hyphens", |n| fill("It rai-\n", n)),
    ("flat: the same line", |n| fill("Home | News | Sport\n", n)),
    ("flat: menus", |n| numbered("", "News #\nSport\n", n)),
    ("flat: headings", |n| numbered("", "# Rain #\n\nIt rained.\n\n", n)),
    ("flat: lists", |n| numbered("", "* rain #\n", n)),
    ("flat: tables", |n| fill("| rain | 12 |\n", n)),
    ("flat: tabs", |n| fill("\ta\t", n)),
    ("flat: margins", |n| numbered("", "> It rained #.\n", n)),
    ("flat: code", |n| fill("    let a = 1;\n", n)),
    ("flat: rules", |n| fill("----\nrain\n", n)),
    ("flat: form feeds", |n| numbered("", "It rained on day #.\n\x0c", n)),
    ("flat: bidi", |n| fill("\u{202e}\u{2066}a\u{2069}\n", n)),
    ("flat: NUL", |n| fill("\0\n", n)),
    ("flat: addresses", |n| numbered("", "https://example.org/rain/# [#]\n", n)),
    ("flat: quotes", |n| fill("“It rained,” he said.\n\"\n", n)),
    ("flat: dates", |n| fill("By Ann Lee\n7 May 2024, 12:30 p.m.\n", n)),
    ("flat: Markdown", |n| fill("[![rain](/a.png)](/rain) *a* `b` ", n)),
    ("flat: tags", |n| fill("<p>rain</p>\n", n)),
];
