//! Properties of every input, one function per fuzz target. The fuzzer in `fuzz/` calls them with generated inputs,
//! `tests/replay.rs` with saved ones.

use std::borrow::Cow;
use std::io::{self, Write as _};
use std::sync::LazyLock;
use std::{env, fs, process, thread};

use dehusk::batch::{Batch, Outcome, Output, Source, read_page};
use dehusk::stages::{self, PARSERS, Tree};
use dehusk::{
    Article, ErrorKind, Extractor, Focus, Input, Keep, Limit, Limits, Model, Options, Page,
};
use pulldown_cmark::{Event, Parser, Tag};

use crate::safety::{problem_of_html, problem_of_markdown};

/// A target's name, and the function to call with each input.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("decode", decode),
    ("tokenizer", tokenizer),
    ("parse", parse),
    ("extract", extract),
    ("flat", flat),
    ("render", render),
    ("json_ld", json_ld),
    ("dates", dates),
    ("gzip", gzip),
    ("weights", weights),
    ("archives", archives),
];

const URL: &str = "https://a.example/b/c";

/// The first byte, which selects how to read the others, and the rest.
fn choice(data: &[u8]) -> (usize, &[u8]) {
    data.split_first().map_or((0, data), |(first, rest)| (usize::from(*first), rest))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphabetic())
}

/// Whether `part` is a subsequence of `whole`.
fn is_in_order(
    part: impl IntoIterator<Item = char>,
    whole: impl IntoIterator<Item = char>,
) -> bool {
    let mut whole = whole.into_iter();
    part.into_iter().all(|c| whole.any(|other| other == c))
}

/// Any bytes give a text of bounded size, and valid UTF-8 is unchanged except for its line ends.
fn decode(data: &[u8]) {
    const DECLARED: &[Option<&str>] = &[
        None,
        Some("utf-8"),
        Some("text/html; charset=windows-1252"),
        Some("shift_jis"),
        Some("gbk"),
        Some("euc-kr"),
        Some("utf-16le"),
        Some("utf-16be"),
        Some("iso-2022-jp"),
        Some("replacement"),
        Some("x-user-defined"),
        Some(";"),
    ];
    let (n, bytes) = choice(data);
    let (text, _) = stages::text_of(bytes, DECLARED[n % DECLARED.len()]);
    assert!(text.len() <= 3 * bytes.len());
    if let Ok(valid) = str::from_utf8(bytes)
        && !valid.contains(['\0', '\x1b', '\u{feff}'])
        && !valid.contains(|c| ('\u{c2}'..='\u{f4}').contains(&c))
    {
        assert_eq!(text, valid.replace("\r\n", "\n").replace('\r', "\n"));
    }
}

/// Our tokenizer gives the same tree as html5ever's.
fn tokenizer(data: &[u8]) {
    let html = String::from_utf8_lossy(data);
    let [ours, theirs] = PARSERS.map(|parse| parse(&html));
    if !ours.nodes().eq(theirs.nodes()) {
        let mut both = ours.nodes().zip(theirs.nodes());
        panic!("{:?} of {html:?}", both.find(|(our, their)| our != their));
    }
}

/// A tree is in document order, its size is bounded by its text, and it can be split into blocks.
fn parse(data: &[u8]) {
    let html = String::from_utf8_lossy(data);
    let tree = PARSERS[0](&html);
    let mut last = 0;
    for node in tree.nodes() {
        let depth: usize =
            node.split(' ').next().and_then(|depth| depth.parse().ok()).expect("a depth");
        assert!(depth <= last + 1, "{node}");
        last = depth;
    }
    assert!(tree.n_blocks() <= tree.n_nodes());
}

/// Extractors with different options, and one with small limits.
static EXTRACTORS: LazyLock<[Extractor; 4]> = LazyLock::new(|| {
    let all = Keep::new().with_links(true).with_images(true);
    let few = Keep::new().with_tables(false).with_comments(false);
    let greedy = Options::new().with_focus(Focus::Recall).with_keep(all);
    let greedy = greedy.with_keep_css("section, td, p").expect("a right selector");
    let careful = Options::new().with_focus(Focus::Precision).with_keep(few);
    [Options::new(), greedy, careful, Options::new().with_limits(narrow())].map(Extractor::new)
});

fn narrow() -> Limits {
    let limits = Limits::new().with_max_depth(9).with_max_nodes(60);
    let limits = limits.with_max_attributes(2).with_max_attribute_bytes(20).with_max_blocks(12);
    limits
        .with_max_span(3)
        .with_max_json_ld_bytes(300)
        .with_max_json_ld_depth(4)
        .with_max_line_bytes(90)
}

/// Every format can be rendered, is valid, and is safe.
fn check_renderings(article: &Article) {
    let record: serde_json::Value =
        serde_json::from_str(&article.record().with_evidence(true).json()).expect("JSON");
    assert_eq!(record["text"].as_str(), Some(&*article.text()));
    assert_eq!(record["status"], article.status.as_str());
    assert_eq!(article.is_empty(), article.text().is_empty());
    assert!(0.0 <= article.confidence && article.confidence <= 1.0, "{}", article.confidence);
    assert_eq!(problem_of_html(&article.html()), None);
    assert_eq!(problem_of_markdown(&article.markdown()), None);
}

/// Any bytes give an article whose words are a subsequence of the page's, in tree order. A truncated tree may have
/// another order: content dropped from a table moves nothing out of it.
fn extract(data: &[u8]) {
    let (n, bytes) = choice(data);
    let article = EXTRACTORS[n % EXTRACTORS.len()].extract(&Page::html(bytes).with_url(URL));
    check_renderings(&article);
    let (page, _) = stages::text_of(bytes, None);
    // Content that a script would show is not in the text of the page.
    if !page.to_ascii_lowercase().contains("<script") {
        let limits = if n % EXTRACTORS.len() == 3 { narrow() } else { Limits::new() };
        let trees = [Tree::within(&page, &limits), PARSERS[0](&page)];
        let text = PARSERS[0](&article.html()).text();
        // Data after the end of a truncated tree are read, too.
        let holds = |tree: &Tree| is_in_order(letters(&text), letters(&tree.text()));
        assert!(trees.iter().any(holds), "{text:?}");
    }
}

/// Flattened text keeps all its letters in order, except those after a code fence, and its
/// article has no other letters.
fn flat(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let pieces = stages::flat_text(&text);
    let is_fence = |line: &&str| line.contains("```") || line.contains("~~~");
    let sure: String = text.lines().filter(|line| !is_fence(line)).collect();
    assert!(is_in_order(letters(&pieces), letters(&text)), "{pieces:?}");
    assert!(is_in_order(letters(&sure), letters(&pieces)), "{pieces:?}");
    for (extractor, input) in
        EXTRACTORS.iter().zip([Input::Text, Input::Text, Input::Auto, Input::Text])
    {
        let article = extractor.extract(&Page::html(data).with_input(input));
        check_renderings(&article);
        if input == Input::Text {
            let (page, _) = stages::text_of(data, None);
            assert!(is_in_order(letters(&article.text()), letters(&page)), "{:?}", article.text());
        }
    }
}

/// HTML cleaning is idempotent, and Markdown parses back to the text.
fn render(data: &[u8]) {
    let (n, html) = choice(data);
    let html = String::from_utf8_lossy(html);
    let url = (n & 1 == 0).then_some(URL);
    let page = PARSERS[0](&html);
    let all = page.renderings(true, true, url);
    assert_same(&PARSERS[0](&all.html).renderings(true, true, url).html, &all.html);
    assert_eq!(problem_of_html(&all.html), None);
    assert_eq!(problem_of_markdown(&all.markdown), None);
    let both = [false, true].map(|links| page.renderings(links, false, url));
    // A superscript in a link is bracketed, but plain text has no links.
    let without_links = &both[0].shown;
    for made in &both {
        let seen = seen(&made.markdown);
        let shown = words(&made.shown).collect::<String>();
        // The type of an admonition may replace a title with the same word.
        match seen.n_kinds {
            0 => assert_same(&seen.text, &shown),
            _ => assert!(is_in_order(letters(&seen.text), letters(&shown)), "{:?}", seen.text),
        }
        assert!(is_in_order(letters(without_links), letters(&made.text)), "{:?}", made.text);
    }
}

/// Parsed Markdown.
#[derive(Default)]
struct Seen {
    /// The text without white space and footnote references.
    text: String,
    /// The number of admonitions such as `[!NOTE]`.
    n_kinds: usize,
}

fn seen(markdown: &str) -> Seen {
    use pulldown_cmark::Options as Syntax;
    let syntax =
        Syntax::ENABLE_TABLES | Syntax::ENABLE_FOOTNOTES | Syntax::ENABLE_GFM | Syntax::ENABLE_MATH;
    let mut seen = Seen::default();
    for event in Parser::new_ext(markdown, syntax) {
        match event {
            Event::Text(text) | Event::Code(text) => seen.text.extend(words(&text)),
            // In a cell, a bar is written by its name.
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                let text = format!("{text} ").replace("\\vert ", "|").replace("\\Vert ", "\\|");
                seen.text.extend(words(&text));
            }
            Event::Start(Tag::BlockQuote(Some(_))) => seen.n_kinds += 1,
            _ => {}
        }
    }
    seen
}

/// Like `assert_eq`, but shows only the first difference.
#[track_caller]
fn assert_same(found: &str, expected: &str) {
    let both = found.char_indices().zip(expected.chars());
    let same =
        both.take_while(|((_, a), b)| a == b).last().map_or(0, |((at, c), _)| at + c.len_utf8());
    let near = |text: &str| text[same..].chars().take(80).collect::<String>();
    let before: Vec<char> = found[..same].chars().rev().take(80).collect();
    let before: String = before.into_iter().rev().collect();
    assert!(
        found == expected,
        "after {before:?}\n{:?} should be\n{:?}",
        near(found),
        near(expected)
    );
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(str::to_owned)
}

/// Arbitrary data in the head of a page, as JSON-LD and as other data.
fn json_ld(data: &[u8]) {
    let data = String::from_utf8_lossy(data).replace("</script", "<\\/script");
    let page = format!(
        "<title>Rain in Rome</title><script type='application/ld+json'>{data}</script><h1>Rain in Rome</h1>\
         <script id=__NEXT_DATA__ type='application/json'>{data}</script><script>self.__next_f.push({data})</script>"
    );
    let metadata = PARSERS[0](&page).metadata(Some(URL));
    assert!(metadata.title.is_some_and(|title| !title.is_empty()));
    for date in [metadata.published, metadata.modified].into_iter().flatten() {
        assert_eq!(date.parse().ok(), Some(date), "a date is read as it is written");
    }
    check_renderings(&EXTRACTORS[0].extract(&Page::html(page.as_bytes())));
}

/// Every parsed date is ISO 8601.
fn dates(data: &[u8]) {
    const LANGUAGES: &[Option<&str>] = &[
        None,
        Some("en"),
        Some("de"),
        Some("fr-CA"),
        Some("th"),
        Some("fa"),
        Some("ar-SA"),
        Some("ja"),
        Some(""),
    ];
    let (n, text) = choice(data);
    let text = String::from_utf8_lossy(text);
    if let Some(date) = stages::date_of(&text, LANGUAGES[n % LANGUAGES.len()]) {
        assert!(is_iso(&date), "{text:?} is read as {date:?}");
    }
    let page = format!(
        "<title>Rain in Rome</title><h1>Rain in Rome</h1><p class=date>{text}<p>It rained."
    );
    if let Some(date) = PARSERS[0](&page).metadata(None).published {
        assert_eq!(date.parse().ok(), Some(date), "{text:?} gives no date");
    }
}

/// `2024`, `2024-01`, `2024-01-05`, or a full time: `2024-01-05T10:00`, optionally with seconds and an offset.
fn is_iso(date: &str) -> bool {
    let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let (day, time) =
        shape.split_once('T').map_or((&*shape, None), |(day, time)| (day, Some(time)));
    let number = |range| date.get(range).and_then(|digits: &str| digits.parse().ok());
    let in_range =
        |range, of: std::ops::RangeInclusive<u32>| number(range).is_none_or(|n| of.contains(&n));
    let is_offset = |rest: &str| matches!(rest, "" | "Z" | "+00:00" | "-00:00");
    let is_clock = |time: &str| {
        time.strip_prefix("00:00")
            .is_some_and(|rest| is_offset(rest.strip_prefix(":00").unwrap_or(rest)))
    };
    let is_day = match time {
        None => matches!(day, "0000" | "0000-00" | "0000-00-00"),
        Some(time) => day == "0000-00-00" && is_clock(time),
    };
    is_day
        && in_range(5..7, 1..=12)
        && in_range(8..10, 1..=31)
        && in_range(11..13, 0..=23)
        && in_range(14..16, 0..=59)
}

/// Files are read up to a limit, gzipped or not, and gzipped data are restored.
fn gzip(data: &[u8]) {
    const MAX_BYTES: usize = 1 << 16;
    let limits = Limits::new().with_max_bytes(MAX_BYTES);
    let whole = &data[..data.len().min(MAX_BYTES)];
    if let Ok((page, limits_hit)) = read_page(data, &limits) {
        assert!(page.len() <= MAX_BYTES);
        if !data.starts_with(&[0x1f, 0x8b]) {
            assert_eq!(
                (&*page, limits_hit.contains(Limit::Bytes)),
                (whole, data.len() > MAX_BYTES)
            );
        }
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(data).expect("memory takes it");
    let packed = packed.finish().expect("memory takes it");
    let (page, _) = read_page(&*packed, &limits).expect("it was packed right");
    assert_eq!(page, whole);
    // A truncated file is an error, unless the limit is reached first.
    let limits_hit = read_page(&packed[..packed.len() - 1], &limits);
    assert!(limits_hit.is_err() || data.len() > MAX_BYTES);
}

/// Any bytes are valid weights that score pages, or are rejected.
fn weights(data: &[u8]) {
    const TEXT: &str =
        "The river rose\n\nIt rained on Monday, and on Tuesday too.\n\nAll rights reserved.";
    let Ok(model) = Model::from_json(data) else { return };
    let extractor = Extractor::default().with_model(model);
    let page: Cow<str> =
        format!("<nav>Home</nav><h1>Rain</h1><p>{TEXT}<ul><li>One<li>Two</ul>").into();
    for page in [Page::html(page.as_bytes()), Page::text(TEXT)] {
        let article = extractor.extract(&page);
        assert!(article.text().len() <= 2 * TEXT.len());
    }
}

/// Any bytes in a file with the name of an archive give pages and named failures, and nothing beside the file.
fn archives(data: &[u8]) {
    const NAMES: &[&str] = &[
        "a.warc",
        "a.warc.gz",
        "a.warc.zst",
        "a.wet",
        "a.arc",
        "a.arc.gz",
        "a.tar",
        "a.tar.gz",
        "a.zip",
        "a.jsonl",
        "a.jsonl.zst",
        "a.html.br",
        "a.html.zst",
        "a.bin",
    ];
    static BATCH: LazyLock<Batch> =
        LazyLock::new(|| Batch::new(Extractor::default()).with_threads(1));
    let (n, bytes) = choice(data);
    let own = format!("dehusk-fuzz-{}-{:?}", process::id(), thread::current().id());
    let folder = env::temp_dir().join(own);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(NAMES[n % NAMES.len()]);
    fs::write(&file, bytes).unwrap();
    let mut n_pages = 0;
    let summary = BATCH.run(&Source::find([&file]), Output::Writer(Box::new(io::sink())), |page| {
        n_pages += 1;
        if let Outcome::Failed(error) = &page.outcome {
            assert_ne!(error.kind(), ErrorKind::Panicked, "{error}");
            assert!(!error.to_string().is_empty());
        }
    });
    assert_eq!(summary.unwrap().pages, n_pages);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    fs::remove_dir_all(&folder).unwrap();
}
