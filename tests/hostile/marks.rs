//! Metadata, and elements with descriptive names.

use super::{Makers, around, beside, fill, numbered};

pub const METADATA: Makers = &[
    ("giant title", |n| around("<title>", "rain ", "</title><p>It rained.", n)),
    ("giant title in parts", |n| around("<title>", "rain | ", "</title><p>It rained.", n)),
    ("giant title of a page of words", |n| {
        numbered("<p>It rained.<title>Rain", " | The Example Times #", n)
    }),
    ("authors of no end", |n| numbered("", "<div itemprop=author>Ann#</div>", n)),
    ("giant heading", |n| around("<title>rain</title><h1>", "rain ", "</h1><p>It rained.", n)),
    ("metas", |n| fill("<meta name=author content=Ann>", n)),
    ("metas numbered", |n| numbered("", "<meta property=article:author content='Ann Lee #'>", n)),
    ("giant meta", |n| around("<meta name=description content='", "rain ", "'><p>It rained.", n)),
    ("metas of many names", |n| {
        numbered("", &format!("<meta name=author content='{}'>", "Ann Lee#, ".repeat(900)), n)
    }),
    ("one JSON-LD of a long name", |n| {
        let begin = format!("<script id='{}' type=application/ld+json>[", "rain".repeat(n / 8));
        around(&begin, r#"{"@type":"Article","author":"Ann Lee"},"#, "{}]</script>", n)
    }),
    ("keywords", |n| around("<meta name=keywords content='", "rain, ", "'><p>It rained.", n)),
    ("links", |n| fill("<link rel=canonical href=/rain>", n)),
    ("links of languages", |n| numbered("", "<link rel=alternate hreflang=l# href=/#>", n)),
    ("bases", |n| fill("<base href=/x/>", n)),
    ("JSON-LD", |n| {
        json_ld(r#"{"@graph":["#, r#"{"@type":"Person","name":"Ann Lee"},"#, "{}]}", n)
    }),
    ("JSON-LD, deep lists", |n| json_ld("", "[", "", n)),
    ("JSON-LD, deep objects", |n| json_ld("", r#"{"a":"#, "", n)),
    ("JSON-LD, strings", |n| json_ld("[\"", r"\ud800\u0000", "\"]", n)),
    ("JSON-LD, numbers", |n| json_ld("[1", "0", "]", n)),
    ("JSON-LD, authors", |n| {
        json_ld(r#"{"@type":"Article","author":["#, r#"{"name":"Ann Lee"},"#, "{}]}", n)
    }),
    ("JSON-LD, ids", |n| {
        let end = r#"{}]}</script><p>It rained."#;
        let begin = r#"<script type=application/ld+json>{"@graph":["#;
        let unit = r##"{"@id":"#","@type":"Article","author":{"@id":"#"}},"##;
        [numbered(begin, unit, n), end.into()].concat()
    }),
    ("JSON-LDs", |n| fill(r#"<script type=application/ld+json>{"a":1}</script>"#, n)),
    ("flight data", |n| {
        around("", r#"<script>self.__next_f.push([1,"0:[\"$\",\"p\",null,{}]"])</script>"#, "", n)
    }),
    ("preloaded state", |n| {
        let begin = "<script id=__NEXT_DATA__ type=application/json>{\"a\":[";
        around(begin, r#"{"text":"It rained on Monday, and on Tuesday too."},"#, "{}]}</script>", n)
    }),
    ("preloaded assignment", |n| {
        around("<script>window.__STATE__={\"a\":[", r#"["<p>rain"],"#, "[]]}</script>", n)
    }),
];

/// JSON-LD built like [`around`], followed by an article.
fn json_ld(begin: &str, unit: &str, end: &str, size: usize) -> Vec<u8> {
    let begin = format!("<script type=application/ld+json>{begin}");
    around(&begin, unit, &format!("{end}</script><p>It rained."), size)
}

/// Elements nested up to the depth limit, with much content in the innermost.
fn around_much(open: &str, unit: &str, size: usize) -> Vec<u8> {
    around(&format!("<h1>Rain</h1>{}", open.repeat(490)), unit, "", size)
}

/// Elements with descriptive names, nested and side by side.
pub const MARKS: Makers = &[
    ("nest of authors", |n| around_much("<div class=author>", "Ann Lee<br>", n)),
    ("nest of empty authors", |n| around_much("<div class=author>", "<br>", n)),
    ("nest of itemprops", |n| around_much("<div itemprop=author>", "<i> </i>", n)),
    ("nest of dates", |n| around_much("<time class=date>", "<br>", n)),
    ("nest of captions", |n| around_much("<div class=caption><img>", "rain<br>", n)),
    ("nest of figcaptions", |n| around_much("<figure><img><figcaption>", "rain<br>", n)),
    ("nest of crumbs", |n| around_much("<div class=breadcrumb>", "<a href=/rain>rain</a>", n)),
    ("nest of tags", |n| around_much("<div rel=tag>", "<br>rain", n)),
    ("nest of headings", |n| around_much("<h2><div>", "<br>rain", n)),
    ("nest of first headings", |n| around_much("<h1><div>", "<i>rain</i> ", n)),
    ("nest of code", |n| around_much("<pre><div>", "rain<br>", n)),
    ("nest of rows", |n| around_much("<table><tr><td>a<td>", "rain<br>", n)),
    ("nest of terms", |n| around_much("<dl><dt>", "rain<br>", n)),
    ("nest of asides", |n| around_much("<aside>", "<time>7 May</time>", n)),
    ("nest of licences", |n| {
        around_much("<div class=license>", "<a rel=license href=/by/4.0>a</a>", n)
    }),
    ("nest of hidden", |n| around_much("<div hidden>", "<p>rain", n)),
    ("nest of long authors", |n| around_much("<div class=author>", "Ann Lee ", n)),
    ("nest of long dates", |n| around_much("<time>", "7 May 2024 ", n)),
    ("nest of long captions", |n| around_much("<div class=caption><img>", "It rained. ", n)),
    ("nest of long headings", |n| around_much("<h1><div>", "rain ", n)),
    ("nest of long code", |n| around_much("<pre><div>", "rain\n", n)),
    ("leads without names", |n| {
        let name = "Ann Lee ".repeat(40);
        around("<h1>Rain</h1><p>", &format!("<i>By</i><b>{name}</b>"), "", n)
    }),
    ("permalinks", |n| fill("<h2><a href=#>#</a>Rain</h2>", n)),
    ("one long permalink", |n| around("<h1>Rain<a href=#>", "<i>#</i>", "</a></h1>", n)),
    ("captions beside pictures", |n| {
        fill("<img><p class=caption>It rained. <i>Ann Lee</i></p>", n)
    }),
    ("colons in a caption", |n| {
        around("<figure><img><figcaption>", ": ", "</figcaption></figure><p>It rained.", n)
    }),
    ("marks in a caption", |n| {
        around("<figure><img><figcaption>", "<i>©</i> ", "</figcaption></figure><p>It rained.", n)
    }),
    ("captions alike", |n| {
        beside("<figure><img><figcaption>It rained here on Monday</figcaption></figure>", n)
    }),
    ("licence links", |n| {
        fill("<a rel=license href=https://creativecommons.org/licenses/by/4.0/>a</a> ", n)
    }),
    ("tag links", |n| numbered("<h1>Rain</h1>", "<a rel=tag href=/tag/#>rain #</a> ", n)),
];
