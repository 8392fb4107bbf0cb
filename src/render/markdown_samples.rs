//! Expected Markdown of HTML snippets; and a property test with a CommonMark parser.

use proptest::prelude::*;
use pulldown_cmark::{Event as Read, Options, Parser};

use super::event::{Context, Event};
use super::{all_of, flow, markdown, scripts, soup};

fn convert(html: &str, links: bool) -> String {
    let (dom, kept) = all_of(html);
    markdown::render(Context { links, images: links, ..Context::new(&dom, &kept) })
}

fn check(html: &str, expected: &str) {
    assert_eq!(convert(html, false), expected, "{html}");
}

#[test]
fn blocks() {
    check("<h2>A <b>b</b> #</h2><p>c<br>d<hr>e", "## A b \\#\n\nc\\\nd\n\n___\n\ne");
    check(
        "<blockquote>a<p>b<blockquote>c</blockquote></blockquote><blockquote>d",
        "> a\n>\n> b\n>\n> > c\n\n> d",
    );
    check("<h2>A <a href=#a>b</a>! <a href=#a><i>¶</i></a></h2>", "## A b!");
    check("<h2><a href=x>A<b> – </b>b</a><a> # </a>c</h2>", "## A – b c");
    check("<pre class='lang-rs x'>a\n\n  ```</pre>", "````rs\na\n\n  ```\n````");
    check("<dl><dt>a <b>b</b><dd>c<p>d</dl>e", "**a b**\n\n  c\n\n  d\n\ne");
    check("<dl><dt><pre>a</pre><h4>b</h4></dl>", "```\na\n```\n\n#### b");
    check("<figure><img src=x><figcaption>c</figcaption></figure>", "c");
}

#[test]
fn lists() {
    check("<p>x<ul><li>a<ul><li>b<li>c</ul><li>d</ul>y", "x\n\n- a\n  - b\n  - c\n- d\n\ny");
    check("<ol start=9><li>a<li>b<ul><li>c</ul></ol>", "9. a\n10. b\n    - c");
    check("<ul><li><p>a<p>b<li>c</ul>", "- a\n\n  b\n\n- c");
    check("<ul><li>a</ul><ul><li>b</ul><ol><li>c</ol>", "- a\n\n* b\n\n1. c");
    check("<ul><li>a<pre>b\n\n c</pre></ul>", "- a\n\n  ```\n  b\n\n   c\n  ```");
    check("<blockquote><ul><li>a<li>b</ul></blockquote>", "> - a\n> - b");
    check(
        "<ul><li>a<pre>&lt;hr>\n\n&lt;hr></pre>c<li><pre>&lt;hr></pre></ul>",
        "-   a\n\n        <hr>\n\n        <hr>\n\n    c\n\n-   &nbsp;\n\n        <hr>",
    );
    check("<blockquote>a<pre>&lt;hr></pre></blockquote>", "> a\n>\n>     <hr>");
    check(
        "<ul><li>a<ul><li>b</ul><pre>&lt;hr></pre></ul>",
        "-   a\n\n    - b\n\n    &nbsp;\n\n        <hr>",
    );
    check("<ul><li>a<pre>List&lt;B></pre></ul>", "- a\n\n  ```\n  List<B>\n  ```");
    check("<ul><li><ul><li>a</ul><li>- b<ol><li>c</ol></ul>", "- a\n- b\n  1. c");
    check("<ol><li>a<li value=5>b<li>c</ol>", "1. a\n\n5) b\n6) c");
    check("<ol reversed><li>a<li>b</ol>", "2. a\n\n1) b");
    check("<ul><li><input type=checkbox checked> a</ul>", "- [x] a");
}

#[test]
fn inline() {
    check("a <b> b </b><i>c</i>. <strong>d</strong>e", "a **b** *c*. **d**e");
    check("<i>a<b>b</b></i> <i>a <b>b</b></i> <b>a.<i>(b)</i></b>", "*ab* *a **b*** **a.(b)**");
    check("x<b>(y)</b>z <i>a</i><b>b</b> <i><b>c</b></i>", "x(y)z *a*b ***c***");
    check("<code>a`b</code> and <code> c </code>", "``a`b`` and `c`");
    check("4<b>.", "4\\.");
    check("4<b>.</b> Rain", "4\\. Rain");
    check("<p>a<br>1<b>.</b> Rain<p>4<b>2</b>.5", "a\\\n1\\. Rain\n\n4**2**.5");
    check("1. a_b *c* &lt;script&gt; &amp;amp;", "1\\. a_b \\*c\\* &lt;script> \\&amp;");
    check("http://a.example/<code>&lt;b></code>", "http\\://a.example/`<b>`");
    check("http<i>://</i>a.example/<code>b</code>", "http\\://a.example/`b`");
    check("http://a.example/<br>b", "http://a.example/ \\\nb");
    check("&lt;&#2;b> <code>a&#3;</code>", "&lt;b> `a`");
    check("<sup><code>a</code></sup><code>b</code>c", "`ab`c");
    check("<code>a</code><b><code>b</code></b>c", "`a` `b`c");
    check("<sup>1</sup>. a", "¹. a");
    check("$5 or <code>$x&lt;b></code>", "\\$5 or `$x<b>`");
    check("$5 or <code>x&lt;b></code> or $6", "\\$5 or `x<b>` or \\$6");
    check("$5 or <code>x&lt;b></code>", "$5 or `x<b>`");
    check("2^3 = 5 in C++ or <code>^=++</code>", "2\\^3 = 5 in C++ or `^=++`");
    check("<a href=b>c</a><img src=d>", "c");
    assert_eq!(
        convert("Oh!<a href='b (c)'>d]</a> <img src=e alt='f]'>", true),
        "Oh\\![d\\]](b%20%28c%29) ![f\\]](e)"
    );
    assert_eq!(convert("<a href=javascript:b>c</a><img src=data:d>", true), "c");
    assert_eq!(convert("<a href=b>![c](d)</a>", true), "[!\\[c\\]\\(d)](b)");
    assert_eq!(
        convert("<a href=b>![c<img src=d alt='![e](f)'></a>", true),
        "[!\\[c![!&#91;e&#93;\\(f)](d)](b)"
    );
}

#[test]
fn tables() {
    check(
        "<table><tr><th>a|b<th colspan=2>c<tr><td><p>1<p>2<td><td><code>x|y</code><tr><td>3</table>",
        "| a\\|b | c |  |\n| --- | --- | --- |\n| 1<br>2 |  | `x\\|y` |\n| 3 |",
    );
    check("<table><tr><th><code>a\\|b</code><td>c</table>", "| a\\\\\\|b | c |\n| --- | --- |");
    check("<table><tr><td>a<td>b</table>", "a\n\nb");
    check("<table><tr><th>a<td>b<br>c</table>", "| a | b<br>c |\n| --- | --- |");
    check(
        "<table><caption>t</caption><tr><th><p>a<th>b<tr><td><ul><li>c<li>d</ul><td><pre>e\n f|</pre></table>",
        "t\n\n| a | b |\n| --- | --- |\n| c<br>d | `e`<br>` f\\|` |",
    );
    check(
        "<table><tr><td rowspan=3>a<td>b<td rowspan=2>c<tr><td>d<tr><td>e<td>f<tr><td>g</table>",
        "| a | b | c |\n| --- | --- | --- |\n|  | d |\n|  | e | f |\n| g |",
    );
}

/// The text that a reader sees, without white space.
fn visible(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES);
    let pieces = parser.filter_map(|event| match event {
        Read::Text(text) | Read::Code(text) => Some(text),
        Read::InlineHtml(html) if &*html == "<br>" => None,
        Read::Html(html) | Read::InlineHtml(html) => {
            panic!("raw HTML in the output: {html:?} in {markdown:?}")
        }
        _ => None,
    });
    pieces.flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

proptest! {
    #[test]
    fn parsed_markdown_has_the_same_text(html in soup()) {
        let (dom, kept) = all_of(&html);
        let flow = scripts::written_out(flow::flow(Context::new(&dom, &kept)), &dom);
        let text: String = flow.events.iter().map(|&event| match event {
            Event::Text(span) => flow.text(span),
            _ => "",
        }).collect();
        let markdown = convert(&html, false);
        let words: String = text.split_whitespace().collect();
        prop_assert_eq!(visible(&markdown), words, "{}\n{}", html, markdown);
        visible(&convert(&html, true));
    }
}
