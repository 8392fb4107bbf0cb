//! Properties of every input: no panic, no invented or duplicated words, deterministic output.

mod reference;

use std::path::Path;
use std::sync::LazyLock;
use std::{fs, thread};

use dehusk::{Article, Extractor, Focus, Input, Keep, Options, Page};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::reference::first_not_in_order;

/// An extractor that keeps as much as possible, to test more output.
static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| {
    let keep = Keep::new().with_links(true).with_images(true);
    let options = Options::new().with_focus(Focus::Recall).with_keep(keep);
    Extractor::new(options.with_keep_css("section, td, p").expect("a right selector"))
});

fn extract(page: &[u8]) -> Article {
    EXTRACTOR.extract(&Page::html(page).with_url("https://a.example/b/c"))
}

/// All output of an article: text, Markdown, HTML, JSON.
fn renderings(article: &Article) -> [String; 4] {
    let all = [
        article.text(),
        article.markdown(),
        article.html(),
        article.record().with_evidence(true).json(),
    ];
    let json: Value = serde_json::from_str(&all[3]).expect("JSON");
    assert_eq!(json["text"].as_str().unwrap_or_default(), all[0]);
    assert_eq!(json["status"], article.status.as_str());
    assert!(0.0 <= article.confidence && article.confidence <= 1.0, "{}", article.confidence);
    all
}

/// A piece of tag soup.
#[derive(Debug, Clone)]
enum Piece {
    Open(&'static str, &'static str),
    Close(&'static str),
    /// This many words, each with a unique number.
    Words(usize),
    Raw(&'static str),
}

const TAGS: &[&str] = &[
    "a",
    "address",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "li",
    "main",
    "math",
    "nav",
    "noscript",
    "ol",
    "option",
    "p",
    "pre",
    "q",
    "script",
    "section",
    "select",
    "span",
    "style",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "tt",
    "ul",
    "x-card",
];

const ATTRIBUTES: &[&str] = &[
    "",
    "",
    "",
    " class='post comment'",
    " id=main",
    " hidden",
    " style='display:none'",
    " href='?x=1&amp;y#z'",
    " href=javascript:x",
    " src=data:,",
    " src=/i.png alt='w & <b>'",
    " colspan=3",
    " rowspan=99999",
    " start=-7",
    " dir=rtl lang=ar",
    " itemprop=author",
    " itemscope itemtype='https://schema.org/Comment'",
    " datetime=2024-13",
    " aria-hidden=true",
    " role=navigation",
    " =x",
    " '\"",
    " content=\"",
    "/",
];

const RAW: &[&str] = &[
    " ",
    "\n",
    "\t\n\n",
    "&amp;",
    "&lt;p>",
    "&#0;",
    "&#x1F600;",
    "&nbsp;",
    "&notit;",
    "&",
    "<",
    ">",
    "</",
    "<!",
    "<!-- ",
    "-->",
    "<!doctype html>",
    "<![CDATA[",
    "]]>",
    "<?xml ",
    "\0",
    "\u{200b}",
    "é",
    "中文",
    "*",
    "_",
    "`",
    "|",
    "\\",
    "#",
    "- ",
    "1. ",
    "~~~",
    "<meta charset=utf-16>",
    "<base href='//b.example'>",
    "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":[{}]}</script>",
    "<plaintext>",
];

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        5 => (select(TAGS), select(ATTRIBUTES)).prop_map(|(tag, attribute)| Piece::Open(tag, attribute)),
        3 => select(TAGS).prop_map(Piece::Close),
        5 => (1..30_usize).prop_map(Piece::Words),
        1 => select(RAW).prop_map(Piece::Raw),
    ]
}

/// A page of pieces, with its words numbered.
fn soup(pieces: &[Piece]) -> String {
    let (mut html, mut n_words) = (String::new(), 0);
    for piece in pieces {
        match piece {
            Piece::Open(tag, attribute) => html.extend(["<", tag, attribute, ">"]),
            Piece::Close(tag) => html.extend(["</", tag, ">"]),
            Piece::Raw(raw) => html.push_str(raw),
            Piece::Words(n) => {
                let words = (n_words..n_words + n).map(|i| format!("w{i:04}"));
                html.push_str(&words.collect::<Vec<_>>().join(" "));
                n_words += n;
            }
        }
    }
    html
}

/// The numbers of the words in a text.
fn numbers(text: &str) -> Vec<u32> {
    let digits =
        |at: usize| text.get(at + 1..at + 5).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
    text.match_indices('w').filter_map(|(at, _)| digits(at)?.parse().ok()).collect()
}

static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "html"));
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
});

/// A line of flattened text; unique words replace the underscores.
fn line() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        "_ ",
        "It rained on _ and _, too. ",
        "_ the river rose so high that nobody crossed it, he said. ",
        "\n",
        "\n\n",
        "* _ ",
        "\n- _",
        "\n1. _",
        "\n2) _",
        "# _ ",
        "\n===\n",
        "_ | _",
        "\n| _ | _ |",
        "\t_",
        "   _",
        "> _ ",
        "\n    _ = _;",
        "```\n",
        "HOME _ NEWS _ ",
        "By Ann _ ",
        "PRESS _\n",
        "雨が_降った。",
        "© 2024 _. ",
        "\u{c}",
        "\n12\n",
        "[1]_ ",
        "**_** ",
        "(_",
        "_)",
        "“_",
        "_” ",
        "-\n",
        "\r\n",
        "Home > _ > _\n",
    ];
    prop::collection::vec(select(PARTS), 1..8).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_an_article(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        renderings(&extract(&bytes));
    }

    #[test]
    fn any_bytes_read_as_text_give_an_article(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        renderings(&EXTRACTOR.extract(&Page::html(&bytes).with_input(Input::Text)));
        renderings(&EXTRACTOR.extract(&Page::html(&bytes).with_input(Input::Auto)));
    }

    #[test]
    fn lines_give_each_word_once_and_in_order(lines in prop::collection::vec(line(), 0..80)) {
        let mut n = 0;
        let mut text = String::new();
        for line in &lines {
            for part in line.split('_') {
                text.push_str(part);
                if part.len() < line.len() {
                    text.push_str(&format!("w{n:04}x"));
                    n += 1;
                }
            }
        }
        let page = numbers(&text);
        let [found, markdown, clean, _] = renderings(&EXTRACTOR.extract(&Page::text(&text)));
        let found = [numbers(&found), numbers(&markdown), numbers(&reference::text(&clean))];
        for found in &found {
            prop_assert_eq!(first_not_in_order(found, &page), None, "{}", text);
        }
        prop_assert_eq!(&found[0], &found[1], "text and Markdown differ");
        prop_assert_eq!(&found[0], &found[2], "text and HTML differ");
    }

    #[test]
    fn tag_soup_gives_each_word_once_and_in_order(pieces in prop::collection::vec(piece(), 0..120)) {
        let html = soup(&pieces);
        let page = numbers(&reference::text(&html));
        let [text, markdown, clean, _] = renderings(&extract(html.as_bytes()));
        let found = [numbers(&text), numbers(&markdown), numbers(&reference::text(&clean))];
        for found in &found {
            prop_assert_eq!(first_not_in_order(found, &page), None, "{}\n{}", html, text);
        }
        prop_assert_eq!(&found[0], &found[1], "text and Markdown differ");
        prop_assert_eq!(&found[0], &found[2], "text and HTML differ");
    }

    #[test]
    fn the_same_page_gives_the_same_on_every_thread(pieces in prop::collection::vec(piece(), 0..60)) {
        let html = soup(&pieces);
        let all = || renderings(&extract(html.as_bytes()));
        let here = all();
        let there = thread::scope(|scope| {
            [scope.spawn(all), scope.spawn(all)].map(|thread| thread.join().unwrap())
        });
        prop_assert_eq!([&here, &here], [&there[0], &there[1]]);
    }

    #[test]
    fn a_damaged_sample_gives_an_article(
        i in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
    ) {
        let mut page = i.get(&SAMPLES).clone();
        for (at, byte) in damage {
            *at.get_mut(&mut page) = byte;
        }
        renderings(&extract(&page));
    }
}

#[test]
fn a_sample_that_ends_anywhere_gives_an_article() {
    for page in SAMPLES.iter() {
        for end in (0..page.len()).step_by(97) {
            renderings(&extract(&page[..end]));
        }
    }
}
