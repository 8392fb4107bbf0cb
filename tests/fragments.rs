//! Small pages: all text of a page without boilerplate elements is content; a page shell has no content.

use dehusk::{Extractor, Page};

/// A page, and the expected texts in order.
const WHOLE: &[(&str, &[&str])] = &[
    ("Marrow", &["Marrow"]),
    ("<p>7</p>", &["7"]),
    ("<p>雨が降った。</p>", &["雨が降った。"]),
    ("<p>مطر</p>", &["مطر"]),
    ("<h1>Tide table</h1>", &["Tide table"]),
    ("<h2>Tide table</h2>", &["Tide table"]),
    ("<h3>Rain</h3><p>It fell.</p>", &["Rain", "It fell."]),
    ("<h1>Title</h1><h2>Part</h2><p>x</p>", &["Part", "x"]),
    ("<title>Notice</title><h1>Notice</h1><p>Closed.</p>", &["Closed."]),
    ("<main><h1>404</h1><p>There is nothing here.</p></main>", &["There is nothing here."]),
    ("<h4>Q: Is it open?</h4><p>A: No.</p>", &["Q: Is it open?", "A: No."]),
    ("<pre>cargo test</pre>", &["cargo test"]),
    ("<pre><code>ls -l</code></pre>", &["ls -l"]),
    ("one line<br>two lines", &["one line\ntwo lines"]),
    ("<p>Poem</p><p>Salt<br>and<br>rope</p>", &["Poem", "Salt\nand\nrope"]),
    ("<blockquote>Enough.</blockquote>", &["Enough."]),
    ("<p>She said:</p><blockquote><p>No</p></blockquote>", &["She said:", "No"]),
    ("<table><tr><td>14</td><td>9</td></tr></table>", &["14", "9"]),
    ("<table><tr><th>Pier<th>Boats<tr><td>North<td>14</table>", &["Pier", "Boats", "North", "14"]),
    ("<h3>Open</h3><table><tr><td>Mon<td>9–5<tr><td>Tue<td>9–1</table>", &["Open", "Mon", "9–1"]),
    ("<ul><li>rope<li>tar</ul>", &["rope", "tar"]),
    ("<ol><li>Loosen<li>Lift<li>Drain</ol>", &["Loosen", "Lift", "Drain"]),
    ("<dl><dt>Sheave<dd>a wheel</dl>", &["Sheave", "a wheel"]),
    ("<p>Version 2<ul><li>Fixed: the pump.<li>New: a bell.</ul>", &["Version 2", "Fixed", "New"]),
    (
        "<section><h2>Parts</h2><ul><li>drum</ul></section><section><h2>Tools</h2><ul><li>saw</ul></section>",
        &["Parts", "drum", "Tools", "saw"],
    ),
    ("<details><summary>Why?</summary><p>Because of the tide.</p></details>", &["Why?", "Because"]),
    ("<math><mi>E</mi><mo>=</mo><mi>m</mi></math>", &["E"]),
    ("<p>Call <a href='tel:1'>555 0100</a>.</p>", &["Call 555 0100."]),
    ("<style>p{color:red}</style><p>Short note.</p>", &["Short note."]),
    ("<p>Sent from my phone</p>", &["Sent from my phone"]),
    (
        "<div>Dear Ann,<br><br>the boat is ready.<br><br>Best,<br>Tom</div>",
        &["Dear Ann,", "ready.", "Best,\nTom"],
    ),
    (
        "<div>Hi Ann,<div><br></div><div>Friday?</div><div>Tom</div></div><div>On Mon, Ann wrote:<blockquote>Thursday.</blockquote></div>",
        &["Hi Ann,", "Friday?", "Tom", "Ann wrote:", "Thursday."],
    ),
    (
        "<p>Hello,<p>your order 1182 was sent.<p>Track it: <a href='https://t.example/1'>https://t.example/1</a><p>The shop",
        &["Hello,", "1182", "https://t.example/1", "The shop"],
    ),
    (
        "<article><header><h1>The barge</h1></header><p>It came at nine.</p><p>It left at ten.</p><footer>Filed from the pier.</footer></article>",
        &["It came at nine.", "It left at ten.", "Filed from the pier."],
    ),
    (
        "<article><h2>The barge</h2><p>It came at nine.</p><aside>The tide turns at eight.</aside><p>It left at ten.</p></article>",
        &["The barge", "It came", "The tide turns", "It left"],
    ),
];

/// Page shells before a script runs: messages and menus.
const SHELLS: &[&str] = &[
    "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src=a.js></script>",
    "<noscript>Bitte aktivieren Sie JavaScript.</noscript><div id=app></div><script src=a.js></script>",
    "<div>Please enable JavaScript to view this page.</div><script>x</script>",
    "<div>Bitte aktivieren Sie JavaScript, um diese Seite zu sehen.</div><script>x</script>",
    "<div>Veuillez activer JavaScript pour afficher cette page.</div><script>x</script>",
    "<div>Active JavaScript para ver esta página.</div><script>x</script>",
    "<div>Abilita JavaScript per continuare.</div><script>x</script>",
    "<div>Włącz obsługę JavaScript, aby kontynuować.</div><script>x</script>",
    "<div>Пожалуйста, включите JavaScript, чтобы продолжить.</div><script>x</script>",
    "<div>このページを表示するには、JavaScriptを有効にしてください。</div><script>x</script>",
    "<div>请启用 JavaScript 以继续。</div><script>x</script>",
    "<div>يرجى تفعيل جافا سكريبت للمتابعة.</div><script>x</script>",
    "<nav><a href=/>Home</a><a href=/n>News</a></nav><div id=root></div><footer><a href=/p>Privacy</a></footer><script>x</script>",
    "<ul><li><a href=/>Start</a><li><a href=/n>Nachrichten</a></ul><div id=app></div><script>x</script>",
    "<ul><li><a href=/>ホーム</a><li><a href=/n>ニュース</a></ul><div id=app></div><script>x</script>",
    "<div id=root>Loading...</div><script>x</script>",
    "<div class=spinner>Загрузка…</div><script>x</script>",
    "<header><a href=/>Marrow</a> <button>Menu</button></header><main></main><footer>© 2025 Marrow</footer><script>x</script>",
    "",
];

#[test]
fn a_fragment_comes_out_whole() {
    let extractor = Extractor::default();
    let mut wrong = Vec::new();
    for (html, wanted) in WHOLE {
        let text = extractor.extract(&Page::html(html.as_bytes())).text().to_owned();
        let mut rest = text.as_str();
        for part in *wanted {
            match rest.split_once(part) {
                Some((_, after)) => rest = after,
                None => wrong.push(format!("{part:?} is not in {text:?}, made of {html}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_shell_is_empty() {
    let extractor = Extractor::default();
    let text =
        |html: &str| extractor.extract(&Page::html(html.as_bytes())).text().trim().to_owned();
    let wrong: Vec<_> = SHELLS.iter().filter(|html| !text(html).is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
