//! Input of the rendering steps: footnotes, code, formulas, pictures, tables, slots, style sheets, containers.

use super::{Makers, PROSE, around, numbered};

/// Elements nested up to the depth limit, with a repeated unit in the innermost.
fn deep(open: &str, unit: &str, size: usize) -> Vec<u8> {
    let n = 480.min(size / 4 / open.len());
    around(&format!("{PROSE}{}", open.repeat(n)), unit, "", size)
}

/// A page with two halves of numbered units.
fn halves(begin: &str, first: &str, between: &str, second: &str, size: usize) -> Vec<u8> {
    let first = numbered(begin, first, size / 2);
    [first, numbered(between, second, size / 2)].concat()
}

/// A paragraph with one long text, followed by units.
fn after_long(begin: &str, long: &str, unit: &str, size: usize) -> Vec<u8> {
    let begin = around(&format!("{PROSE}{begin}"), long, "", size / 2);
    [begin, numbered("", unit, size / 2)].concat()
}

/// Footnote references, footnotes, headings with permalinks.
pub const NOTES: Makers = &[
    ("marks and notes", |n| {
        let mark = "rain<sup id=r#><a href=&num;n#>#</a></sup> ";
        halves(PROSE, mark, "<ol>", "<li id=n#>It #<a href=&num;r#>^</a>", n)
    }),
    ("marks of one note", |n| {
        around(PROSE, "rain<sup><a href=#n>1</a></sup> ", "<p id=n>1 It rained.", n)
    }),
    ("notes without a list", |n| {
        halves(PROSE, "rain[<a href=&num;n#>#</a>] ", "", "<p id=n#>[#] It rained.", n)
    }),
    ("marks behind a long text", |n| after_long("<p><b>", "rain ", "<a href=&num;x>#</a>", n)),
    ("marks behind a blank text", |n| after_long("<p><b>", "\n ", "<a href=&num;x>#</a>", n)),
    ("links behind signs", |n| after_long("<h2 id=q>", "§ ", "<a href=&num;q>§</a>", n)),
    ("links in one heading", |n| around(PROSE, "<a href=#h>¶</a> <a href=/x>[edit]</a>", "", n)),
    ("sups in a long link", |n| {
        around(&format!("{PROSE}<a href='/{}#n'>", "x".repeat(n / 2)), "<sup>1</sup>", "", n)
    }),
    ("scripts in scripts", |n| around("<p>rain", "<sup>a<sub>b</sub></sup>", "", n)),
    ("one long script", |n| around("<p>rain<sup>", "<i>b</i> ", "</sup>", n)),
    ("headings by their role", |n| deep("<div role=heading>", "rain<br>", n)),
    ("deep quotes and lines", |n| deep("<blockquote>", "rain<br>", n)),
    ("deep quotes and code", |n| {
        let begin = format!("{PROSE}{}<pre>", "<blockquote>".repeat(480.min(n / 48)));
        around(&begin, "a\n", "</pre>", n)
    }),
    ("deep quotes and paragraphs", |n| deep("<blockquote>", "<p>a", n)),
    ("deep lists and paragraphs", |n| deep("<ul><li>", "<p>a", n)),
    ("deep numbered lists", |n| deep("<ol start=999999999 reversed><li>", "<li>a", n)),
    ("deep definitions", |n| deep("<dl><dd>", "<p>a", n)),
    ("deep admonitions", |n| deep("<div class='admonition note'>", "<p>rain", n)),
    ("deep summaries", |n| deep("<details><summary>", "<br>rain", n)),
    ("deep tasks", |n| deep("<ul><li>", "<li><input type=checkbox>a", n)),
    ("admonitions", |n| numbered(PROSE, "<div class='admonition note'><p>Note<p>It # </div>", n)),
    ("inline elements that stay open", |n| {
        around("<b><i><sub><del><ins><q><cite><kbd><mark><code>", "<p>a", "", n)
    }),
    ("a link that stays open", |n| {
        around(&format!("{PROSE}<a href=/{}>", "x".repeat(2_000)), "<p>a", "", n)
    }),
    ("links to a long base", |n| {
        let base = format!("<base href=https://a.example/{}/>{PROSE}", "x".repeat(2_000));
        around(&base, "<a href=a>x</a> ", "", n)
    }),
    ("links to a giant base", |n| {
        let base = format!("<base href=https://a.example/{}/>{PROSE}", "x".repeat(n / 2));
        around(&base, "<a href=a>x</a> ", "", n)
    }),
    ("mail addresses", |n| {
        around(&format!("{PROSE}<p><a data-cfemail='{}'>", "7a".repeat(n / 4)), "a<br>", "", n)
    }),
    ("readings", |n| around("<p>", "<ruby>a<rp>(</rp><rt>b</rt></ruby>", "", n)),
];

/// Code, formulas, pictures, tables, slots, style sheets.
pub const FORMS: Makers = &[
    ("a column of numbers", |n| {
        halves(&format!("{PROSE}<table><tr><td><pre>"), "#\n", "</pre><td><pre>", "let a = #;\n", n)
    }),
    ("columns of numbers", |n| {
        numbered(PROSE, "<table><tr><td><pre>1\n2\n3</pre><td><pre>a\nb\n#</pre></table>", n)
    }),
    ("numbers beside code", |n| {
        halves(&format!("{PROSE}<div><div>"), "<i>#</i>", "</div>", "<pre>a\n#</pre>", n)
    }),
    ("numbers deep in code", |n| numbered(&format!("{PROSE}<pre><b><b><b><b><b>"), "#\n", n)),
    ("numbered lines", |n| numbered(&format!("{PROSE}<pre>"), "<i>#</i> let a;\n", n)),
    ("code in code", |n| around(PROSE, "<pre><code>a</code><code>b</code></pre>", "", n)),
    ("numbered cells", |n| {
        numbered(&format!("{PROSE}<table>"), "<tr><td data-line-number=#><td>let a;", n)
    }),
    ("tables of code", |n| {
        numbered(
            PROSE,
            "<table><tr><td data-line-number=#>a<tr><td data-line-number=2>b</table>",
            n,
        )
    }),
    ("code in cells", |n| {
        numbered(&format!("{PROSE}<table><tr><td>a<td>b"), "<tr><td><pre>a\n#</pre><td>c", n)
    }),
    ("tabs of code", |n| {
        let unit =
            "<div role=tabpanel><button role=tab>a</button><pre><code>a\n#</code></pre></div>";
        numbered(PROSE, unit, n)
    }),
    ("deep code by its style", |n| {
        deep("<div style='white-space:pre;font-family:mono'>", "a<br>", n)
    }),
    ("long fences", |n| around(PROSE, "<pre>`````````</pre>", "", n)),
    ("back ticks", |n| around("<p>", "<code>`````</code> a ", "", n)),
    ("formulas", |n| numbered(PROSE, "<p>It <math><msup><mi>x</mi><mn>#</mn></msup></math>.", n)),
    ("a deep formula", |n| {
        around(&format!("{PROSE}<math>{}", "<msup>".repeat(60)), "<mi>x</mi>", "", n)
    }),
    ("deep formulas", |n| {
        let unit = ["<p>a<math>", &"<msqrt>".repeat(50), "<mi>x</mi></math>"].concat();
        around(PROSE, &unit, "", n)
    }),
    ("a formula in fences", |n| {
        let fence = format!("{PROSE}<math><mfenced separators='{}'>", ",;".repeat(n / 4));
        around(&fence, "<mi>x</mi>", "", n)
    }),
    ("annotations", |n| {
        around(&format!("{PROSE}<math>"), "<annotation encoding=tex></annotation>", "", n)
    }),
    ("formulas of KaTeX", |n| {
        let annotation = "<annotation encoding=application/x-tex>x_#</annotation>";
        let unit =
            format!("<p><span class=katex><math><semantics><mi>x</mi>{annotation}</math></span>");
        numbered(PROSE, &unit, n)
    }),
    ("formulas in scripts", |n| numbered(PROSE, "<p>a<script type=math/tex>x_#</script>", n)),
    ("formulas in text", |n| {
        numbered(
            &format!("<script src=mathjax.js></script>{PROSE}<p>"),
            "$x_#$ and \\(y\\) \\[z ",
            n,
        )
    }),
    ("formulas that stay open", |n| {
        let unit = ["<p>", &"\\[ ".repeat(900), "\\]"].concat();
        around(&format!("<script src=mathjax.js></script>{PROSE}"), &unit, "", n)
    }),
    ("prices", |n| {
        around(&format!("<script src=mathjax.js></script>{PROSE}<p>"), "$ 5 rain ", "", n)
    }),
    ("one long srcset", |n| {
        let srcset = numbered(&format!("{PROSE}<img srcset='"), "/a#.png #w, ", n);
        [srcset, b"'>It rained.".to_vec()].concat()
    }),
    ("images with many sizes", |n| {
        let srcset = numbered("", "/a#.png #w,", 2_000);
        let unit = format!("It rained <img srcset='{}'>", String::from_utf8_lossy(&srcset));
        around(PROSE, &unit, "", n)
    }),
    ("images of one picture", |n| {
        let srcset = numbered("", "data:#.png #w,", n / 2);
        let source = format!("<source srcset='{}'>", String::from_utf8_lossy(&srcset));
        around(&format!("{PROSE}It rained <picture>{source}"), "<img>", "</picture>It rained.", n)
    }),
    ("emoji", |n| around("<p>", "a<img alt=😀> ", "", n)),
    ("wide spans", |n| {
        around(&format!("{PROSE}<table>"), "<tr><td rowspan=1000 colspan=1000>a<td>b", "", n)
    }),
    ("spans and small rows", |n| {
        let wide = "<td rowspan=9999 colspan=99>a".repeat(4);
        around(&format!("{PROSE}<table><tr>{wide}"), "<tr><td>a", "", n)
    }),
    ("deep tables with spans", |n| {
        deep("<table><tr><td rowspan=9>a<td>", "<tr><td colspan=99>a<td>b", n)
    }),
    ("signs in cells", |n| {
        let unit = "<tr><td><svg><title>yes</title></svg><td>a";
        around(&format!("{PROSE}<table><tr><th>a<th>b"), unit, "", n)
    }),
    ("deep empty cells", |n| deep("<table><tr><td><td>", "<td><i aria-label=x></i>", n)),
    ("style sheet of many rules", |n| {
        let (rule, unit) = (".a#{white-space:pre}", "<div class='a1 a2 a#'>rain\nrain</div>");
        halves(&format!("{PROSE}<style>"), rule, "</style>", unit, n)
    }),
    ("many style sheets", |n| {
        halves(PROSE, "<style>.a#{white-space:pre}</style>", "", "<p class=a#>a\nb", n)
    }),
    ("style sheet without ends", |n| around("<style>", "@media{.a{display:block", "", n)),
    ("slots", |n| {
        let host = format!("{PROSE}<x-y><template shadowrootmode=open>");
        halves(&host, "<slot name=s#>a</slot>", "</template>", "<p slot=s#>b", n)
    }),
    ("one slot", |n| {
        let host = "<x-y><template shadowrootmode=open><slot></slot></template>";
        around(&format!("{PROSE}{host}"), "<p>b", "</x-y>", n)
    }),
    ("hosts", |n| {
        let slots = "<slot name=a>x</slot><slot></slot>";
        let unit =
            format!("<x-y><template shadowrootmode=open>{slots}</template><p slot=a>#<p>b</x-y>");
        numbered(PROSE, &unit, n)
    }),
    ("deep hosts", |n| {
        deep("<x-y><template shadowrootmode=open><slot></slot></template>", "<p>b", n)
    }),
];
