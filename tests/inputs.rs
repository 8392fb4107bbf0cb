//! Inputs that are not web pages, XHTML pages, and equivalent encodings of the same page.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use dehusk::{Extractor, Input, Page, Status, Unsupported};
use predicates::prelude::*;
use predicates::str::{contains, is_empty};

const PROSE: &str = "<p>It rained on Monday, and on Tuesday it rained too, as the people of Bergen are used to.</p>\
<p>On Wednesday the sun came out at last, and the streets were full of people with nothing to do.</p>";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn dehusk(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("dehusk").unwrap();
    command.current_dir(folder).args(arguments);
    command
}

/// The pages of `samples/` with this extension.
fn samples(extension: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// An input that is not a web page: a file name, its bytes and its kind.
type NoPage = (&'static str, Vec<u8>, Unsupported);

fn no_pages() -> Vec<NoPage> {
    [no_pages_by_bytes(), no_pages_by_text(), no_pages_of_the_web()].concat()
}

fn text(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn no_pages_by_bytes() -> Vec<NoPage> {
    use Unsupported::*;
    let data = |begin: &[u8]| [begin, b"\x01\x02\x03\xff rest of the file"].concat();
    let noise = (0..3000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    vec![
        ("document.pdf", text("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"), Pdf),
        ("print.ps", text("%!PS-Adobe-3.0\n%%Title: Rain\n"), PostScript),
        ("image.png", data(b"\x89PNG\r\n\x1a\n"), Image),
        ("image.jpg", data(b"\xff\xd8\xff\xe0"), Image),
        ("image.gif", data(b"GIF89a"), Image),
        (
            "drawing.svg",
            text("<svg xmlns='http://www.w3.org/2000/svg'><text>Rain</text></svg>"),
            Image,
        ),
        ("sound.mp3", data(b"ID3\x03"), Audio),
        ("film.mp4", data(b"\0\0\0\x18ftypisom"), Video),
        ("font.woff2", data(b"wOF2"), Font),
        ("archive.zip", data(b"PK\x03\x04"), Zip),
        ("twice.html.gz", gzip(&gzip(PROSE.as_bytes())), Gzip),
        ("page.html.zst", data(b"\x28\xb5\x2f\xfd"), Zstd),
        ("page.html.xz", data(b"\xfd7zXZ\0"), Xz),
        ("page.html.bz2", data(b"BZh91AY&SY"), Bzip2),
        ("page.html.br", noise, Binary),
        ("archive.7z", data(b"7z\xbc\xaf\x27\x1c"), Archive),
        ("old.doc", data(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Office),
        ("program", data(b"\x7fELF"), Executable),
    ]
}

fn no_pages_by_text() -> Vec<NoPage> {
    use Unsupported::*;
    vec![
        (
            "data.json",
            text("{\"title\": \"Rain\", \"body\": \"<p>It rained.</p>\", \"n\": [1, 2]}\n"),
            Json,
        ),
        (
            "data.jsonl",
            text("{\"text\": \"It rained.\"}\n{\"text\": \"It rained again.\"}\n"),
            Json,
        ),
        (
            "script.js",
            text(
                "(function () { var a = 1; document.write('<p>It rained.</p>'); return a; })();\n",
            ),
            JavaScript,
        ),
        (
            "style.css",
            text("body { margin: 0; color: #333 }\n@media print { p { top: 0 } }\n"),
            Css,
        ),
        (
            "table.csv",
            text("day,rain,river\nMonday,\"much, and more\",3.1\nTuesday,some,3.4\n"),
            Csv,
        ),
        (
            "page.b64",
            text(&"PGh0bWw+PHA+SXQgcmFpbmVkIG9uIE1vbmRheSwgYW5kIG9uIFR1ZXNkYXk+\n".repeat(3)),
            Base64,
        ),
    ]
}

fn no_pages_of_the_web() -> Vec<NoPage> {
    use Unsupported::*;
    let entry =
        "<entry><title>Rain</title><content type='html'>&lt;p&gt;It rained.</content></entry>";
    vec![
        (
            "rss.xml",
            text(
                "<?xml version='1.0'?>\n<rss version='2.0'><channel><item><title>Rain</title></item></channel></rss>",
            ),
            Feed,
        ),
        (
            "atom.xml",
            text(&format!("<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>")),
            Feed,
        ),
        (
            "sitemap.xml",
            text("<?xml version='1.0'?><urlset><url><loc>https://a.example/</loc></url></urlset>"),
            Sitemap,
        ),
        (
            "page.mhtml",
            text(&format!(
                "From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\n{PROSE}"
            )),
            Mhtml,
        ),
        ("crawl.html", text(&format!("WARC/1.0\r\nWARC-Type: response\r\n\r\n{PROSE}")), Warc),
        (
            "frames.html",
            text(
                "<html><head><title>Rain</title></head><frameset cols='20%,80%'><frame src=a.html><frame src=b.html><noframes><p>Your browser has no frames.</noframes></frameset></html>",
            ),
            Frameset,
        ),
    ]
}

#[test]
fn what_is_no_page_is_told_and_gives_nothing() {
    for (name, bytes, kind) in no_pages() {
        let bytes = if kind == Unsupported::Gzip { gzip(PROSE.as_bytes()) } else { bytes };
        for input in [Input::Html, Input::Auto] {
            let article = Extractor::default().extract(&Page::html(&bytes).with_input(input));
            assert_eq!(article.unsupported(), Some(kind), "{name}");
            assert_eq!((article.status, article.confidence), (Status::Unsupported, 0.0), "{name}");
            assert!(article.is_empty() && article.text().is_empty() && article.html().is_empty());
            let said = format!(
                r#""status":"unsupported","kind":"{kind}","text":"""#,
                kind = kind.as_str()
            );
            assert!(article.json().contains(&said), "{}", article.json());
        }
    }
}

#[test]
fn the_command_line_names_and_counts_what_is_no_page() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.html"), PROSE).unwrap();
    let mut inputs = no_pages();
    // zstd and brotli are decompressed, and these are broken.
    for (name, format) in [("page.html.zst", "zstd"), ("page.html.br", "brotli")] {
        let at = inputs.iter().position(|(other, ..)| *other == name).unwrap();
        fs::write(folder.path().join(name), inputs.remove(at).1).unwrap();
        let said = contains(format!("error: {name}: cannot be read: broken {format} data"));
        dehusk(folder.path(), &[name]).assert().code(3).stdout(is_empty()).stderr(said);
    }
    let mut arguments = vec!["batch", "page.html", "-o", "-"];
    for (name, bytes, kind) in &inputs {
        fs::write(folder.path().join(name), bytes).unwrap();
        let said = contains(format!("error: {name}: not a web page: this is {kind}"));
        dehusk(folder.path(), &[name]).assert().code(1).stdout(is_empty()).stderr(said);
        // A batch reads archives and JSON Lines.
        if !["zip", "warc", "jsonl"].iter().any(|read| name.ends_with(read)) {
            arguments.push(name);
        }
    }
    let n = arguments.len() - 4;
    let said =
        contains(format!("{} pages: 1 extracted, 0 empty, 0 failed, {n} unsupported;", n + 1))
            .and(contains("twice.html.gz: not a web page: this is gzip data inside gzip data"));
    let done = dehusk(folder.path(), &arguments).assert().code(1).stderr(said);
    let lines = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert_eq!(lines.matches(r#""status":"unsupported""#).count(), n);
    assert_eq!(lines.lines().count(), n + 1);
    // Unsupported inputs have no output file, like failed pages.
    arguments[3] = "out/";
    dehusk(folder.path(), &arguments).assert().code(1);
    assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 1);
}

#[test]
fn pages_and_texts_are_not_refused() {
    for (path, bytes) in samples("html").into_iter().chain(samples("txt")) {
        for input in [Input::Html, Input::Text, Input::Auto] {
            let article = Extractor::default().extract(&Page::html(&bytes).with_input(input));
            assert_eq!(article.unsupported(), None, "{}", path.display());
        }
    }
    // Input that is declared as text is accepted.
    for (name, bytes, _) in no_pages() {
        if let Ok(text) = str::from_utf8(&bytes)
            && !text.starts_with('%')
        {
            let article = Extractor::default().extract(&Page::text(text));
            assert_eq!(article.unsupported(), None, "{name}");
        }
    }
}

#[test]
fn what_the_sender_says_counts_where_there_is_no_tag() {
    let of = |html: &str, kind: &str| {
        Extractor::default()
            .extract(&Page::html(html.as_bytes()).with_content_type(kind))
            .unsupported()
    };
    assert_eq!(of("alert(1)", "text/javascript; charset=utf-8"), Some(Unsupported::JavaScript));
    assert_eq!(of("a,b", "text/csv"), Some(Unsupported::Csv));
    assert_eq!(of(PROSE, "application/json"), None);
}

/// An XHTML page.
fn xhtml(head: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\
         <html xmlns=\"http://www.w3.org/1999/xhtml\"><head>{head}</head><body>{body}</body></html>"
    )
}

#[test]
fn elements_of_xhtml_may_be_empty() {
    let plain = dehusk::extract(xhtml("", PROSE).as_bytes()).text();
    assert!(plain.contains("rained on Monday") && plain.contains("the sun came out"));
    for name in [
        "script",
        "style",
        "iframe",
        "textarea",
        "noscript",
        "noframes",
        "noembed",
        "xmp",
        "title",
        "select",
        "object",
        "div",
        "p",
        "a",
        "span",
        "svg",
        "table",
        "ul",
        "br",
        "img",
        "plaintext",
        "template",
    ] {
        let empty = format!("<{name} class=\"x\"/>");
        let head =
            if matches!(name, "script" | "style" | "title" | "noscript") { &*empty } else { "" };
        let body = if name == "title" {
            PROSE.to_owned()
        } else {
            PROSE.replacen("</p>", &format!("</p>{empty}"), 1)
        };
        let page = xhtml(head, &body);
        let with_prolog = format!("\u{feff}\n<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{page}");
        let by_prolog = dehusk::extract(with_prolog.as_bytes());
        assert_eq!(by_prolog.text(), plain, "{name}");
        let extract = |page: Page<'_>| Extractor::default().extract(&page).text();
        let page = Page::html(page.as_bytes());
        let kind = "application/xhtml+xml; charset=utf-8";
        assert_eq!(extract(page.clone().with_content_type(kind)), plain, "{name}");
        assert_eq!(extract(page.with_input(Input::Xhtml)), plain, "{name}");
    }
}

/// Most pages with this doctype are written and parsed as HTML, where `<script/>` extends to `</script>`.
#[test]
fn a_document_type_makes_no_xhtml() {
    let page = xhtml("<script src=\"x\"/>", PROSE);
    assert_eq!(dehusk::extract(page.as_bytes()).text(), "");
    let sheet = format!("<?xml-stylesheet href=\"x\"?>{page}");
    assert_eq!(dehusk::extract(sheet.as_bytes()).text(), "");
}

#[test]
fn a_name_and_a_flag_say_that_it_is_xhtml() {
    let folder = tempfile::tempdir().unwrap();
    let page = xhtml("<script src=\"x\"/>", PROSE);
    for name in ["a.xhtml", "b.html", "c.txt"] {
        fs::write(folder.path().join(name), &page).unwrap();
    }
    fs::write(folder.path().join("d.xhtml.gz"), gzip(page.as_bytes())).unwrap();
    let has_text = || contains("It rained on Monday");
    dehusk(folder.path(), &["a.xhtml"]).assert().success().stdout(has_text());
    dehusk(folder.path(), &["d.xhtml.gz"]).assert().success().stdout(has_text());
    dehusk(folder.path(), &["b.html"]).assert().code(1);
    dehusk(folder.path(), &["b.html", "--input", "xhtml"]).assert().success().stdout(has_text());
    let said = contains("3 pages: 2 extracted, 1 empty");
    dehusk(folder.path(), &["batch", "a.xhtml", "b.html", "d.xhtml.gz", "-o", "-"])
        .assert()
        .stderr(said);
}

/// Selectors are matched on a separate tree of the page.
#[test]
fn selectors_match_in_xhtml() {
    let page = xhtml("<script/>", &PROSE.replace("<p>On", "<textarea/><p class='x'>On"));
    let options = dehusk::Options::new().with_drop_css("p.x").unwrap();
    let page = Page::html(page.as_bytes()).with_input(Input::Xhtml);
    let text = Extractor::new(options).extract(&page).text();
    assert!(text.contains("rained on Monday") && !text.contains("the sun came out"), "{text}");
}

#[test]
fn line_ends_make_no_difference() {
    let pages = samples("html").into_iter().map(|page| (page, Input::Html));
    let texts = samples("txt").into_iter().map(|page| (page, Input::Text));
    for ((path, bytes), input) in pages.chain(texts) {
        let text = String::from_utf8(bytes).unwrap().replace("\r\n", "\n").replace('\r', "\n");
        let record = |text: &str| {
            let article =
                Extractor::default().extract(&Page::html(text.as_bytes()).with_input(input));
            article
                .record()
                .with_format(dehusk::Format::Markdown)
                .with_format(dehusk::Format::Html)
                .json()
        };
        let expected = record(&text);
        for end in ["\r\n", "\r"] {
            assert_eq!(record(&text.replace('\n', end)), expected, "{}", path.display());
        }
    }
}

#[test]
fn gzip_is_read_as_gzip_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let packed = gzip(PROSE.as_bytes());
    for tail in [
        &[0; 1024][..],
        b"trailing garbage",
        &gzip(b"<p>More of it rained, and then it rained more."),
    ] {
        fs::write(folder.path().join("a.html.gz"), [&packed, tail].concat()).unwrap();
        let said = contains("It rained on Monday");
        dehusk(folder.path(), &["a.html.gz"]).assert().success().stdout(said).stderr(is_empty());
    }
    fs::write(folder.path().join("a.html.gz"), &packed[..packed.len() - 1]).unwrap();
    dehusk(folder.path(), &["a.html.gz"]).assert().code(3).stderr(contains("broken gzip data"));
}

#[test]
fn an_empty_article_says_how_sure_that_is() {
    let confidence = |html: &str| {
        let article = dehusk::extract(html.as_bytes());
        assert_eq!(article.status, Status::Empty, "{html}");
        article.confidence
    };
    assert_eq!(confidence(""), 1.0);
    // Scripts may show content.
    assert_eq!(
        confidence("<title>Rain</title><div id=app></div><script src=app.js></script>"),
        0.5
    );
    let menu = "<nav><ul><li><a href=/a>Home</a><li><a href=/b>News</a><li><a href=/c>Sport</a></ul></nav>";
    let sure = confidence(menu);
    assert!((0.3..1.0).contains(&sure), "{sure}");
}
