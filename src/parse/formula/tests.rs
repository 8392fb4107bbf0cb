//! Tests: formulas in the markup of each renderer.

use crate::dom::Tag;
use crate::parse::parse;

/// The text of a page. Inline formulas are between `@`, display formulas between `@@`.
fn read(html: &str) -> String {
    let dom = parse(html);
    let mut out = String::new();
    let mut id = crate::dom::NodeId::DOCUMENT;
    while id.index() < dom.len() {
        if dom.tag(id) == Tag::Math {
            let mark = if dom.is_display(id) { "@@" } else { "@" };
            out.extend([mark, dom.text_content(id).as_str(), mark]);
        } else if dom.is_text(id) {
            out.push_str(dom.text(id));
        }
        let is_read = !dom.tag(id).is_skipped() && dom.tag(id) != Tag::Math;
        id = if is_read { crate::dom::NodeId::new(id.index() + 1) } else { dom.end(id) };
    }
    out
}

#[test]
fn formulas_of_each_renderer_are_read_once() {
    for (html, expected) in [
        (
            "<p>a <span class=katex><span class=katex-mathml><math><semantics><mrow><mi>L</mi></mrow><annotation encoding=application/x-tex>L_1</annotation></semantics></math></span><span class=katex-html aria-hidden=true>L1</span></span> b",
            "a @L_1@ b",
        ),
        (
            "<span class=katex-display><span class=katex><math><semantics><mi>h</mi><annotation encoding=application/x-tex>h</annotation></semantics></math><span class=katex-html>h</span></span></span>",
            "@@h@@",
        ),
        (
            "<span class=MathJax_Preview>x2</span><span class=MathJax><nobr>x2</nobr></span><script type=math/tex>x^2</script>!",
            "@x^2@!",
        ),
        (
            "<div class=MathJax_Display><span class=MathJax><span class=MJX_Assistive_MathML><math display=block><mi>x</mi></math></span></span></div><script type='math/tex; mode=display'>x^2</script>",
            "@@x^2@@",
        ),
        (
            "a <mjx-container class=MathJax display=true><mjx-math><mjx-mi>x</mjx-mi></mjx-math><mjx-assistive-mml display=block><math display=block><msup><mi>x</mi><mn>2</mn></msup></math></mjx-assistive-mml></mjx-container>",
            "a @@x^2@@",
        ),
        (
            "<mjx-container><svg><text>x</text></svg><mjx-assistive-mml><math data-latex='\\frac{1}{2}'><mfrac><mn>1</mn><mn>2</mn></mfrac></math></mjx-assistive-mml></mjx-container>",
            "@\\frac{1}{2}@",
        ),
        (
            "<span class=mwe-math-element><span style='display:none'><math alttext='{\\displaystyle s}'><mi>s</mi></math></span><img class=mwe-math-fallback-image-display alt='{\\displaystyle s}'></span>",
            "@s@",
        ),
        (
            "<img class=latex alt='a\\times b'> <img class=tex alt='A photo of rain'>",
            "@a\\times b@ ",
        ),
        ("<span class=ztext-math data-tex='a^2'><span>a2</span></span>", "@a^2@"),
        (
            "<span class='math inline'>\\(a_1\\)</span><div class=arithmatex>\\[b\\]</div>",
            "@a_1@@@b@@",
        ),
        ("<code class=math>x &lt; y</code><code class='math display'>z</code>", "@x < y@@@z@@"),
        (
            "<math><mi>x</mi></math><math></math><math alttext='x squared plus one'><mn>1</mn></math>",
            "@x@@1@",
        ),
        ("<span class=katex><span class=katex-html>h = r</span></span>", "h = r"),
    ] {
        assert_eq!(read(html), expected, "{html}");
    }
}

#[test]
fn mathml_becomes_tex() {
    for (mathml, expected) in [
        ("<mi>sin</mi><mi>x</mi><mo>≤</mo><mi>α</mi><mi>b</mi>", "\\sin x\\le\\alpha b"),
        (
            "<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><msqrt><mn>2</mn></msqrt></mfrac>",
            "\\frac{a+1}{\\sqrt{2}}",
        ),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "\\sqrt[3]{x}"),
        ("<msubsup><mi>x</mi><mi>i</mi><mrow><mo>-</mo><mn>1</mn></mrow></msubsup>", "x_i^{-1}"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>",
            "\\sum_{i=1}^ni",
        ),
        (
            "<munder><mi>lim</mi><mi>x</mi></munder><mover><mi>v</mi><mo>→</mo></mover>",
            "\\lim_x\\vec{v}",
        ),
        ("<mfenced open='[' close=''><mi>a</mi><mi>b</mi></mfenced>", "\\left[ a,b \\right."),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable>",
            "\\begin{matrix} 1 & 0 \\\\ 0 & 1 \\end{matrix}",
        ),
        (
            "<mtext>if 5% or&nbsp;so</mtext><mphantom><mi>x</mi></mphantom>",
            "\\text{if 5\\% or so}\\phantom{x}",
        ),
        (
            "<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>",
            "{}_6^{14}C",
        ),
        (
            "<mstyle><mi>max</mi><mspace width=1em></mspace><mi>foo</mi></mstyle>",
            "\\max\\ \\mathrm{foo}",
        ),
    ] {
        assert_eq!(read(&format!("<math>{mathml}</math>")), format!("@{expected}@"), "{mathml}");
    }
    let deep = format!("<math>{}<mi>x</mi></math>", "<mrow>".repeat(200));
    assert_eq!(read(&deep), "");
}

#[test]
fn formulas_in_text_are_read_if_a_renderer_is_loaded() {
    let plain = "It is \\(a_1\\), \\[b*c*d\\] or $x^2$. $5 and $9, <code>\\(x\\)</code>";
    assert_eq!(read(plain), "It is \\(a_1\\), \\[b*c*d\\] or $x^2$. $5 and $9, \\(x\\)");
    let drawn = "It is @a_1@, @@b*c*d@@ or @x^2@. $5 and $9, \\(x\\)";
    for script in [
        "<script src=https://a.example/npm/mathjax@3/tex.js></script>",
        "<script>MathJax = {tex: {inlineMath: [['$', '$']]}}</script>",
        "<script>renderMathInElement(document.body)</script>",
    ] {
        assert_eq!(read(&format!("{script}{plain}")), drawn, "{script}");
    }
    for text in ["\\$5 and 6$", "$5-$9 and $12", "\\(never closed", "$5 up to x$"] {
        assert_eq!(read(&format!("<script src=katex.js></script>{text}")), text);
    }
}
