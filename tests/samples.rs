//! Golden tests: every page of `samples/`, HTML or text, is a test of the same name. Its output must equal the `.md` file beside it.
//!
//! ```text
//! cargo test --test samples -- news--live-blog      all tests of one sample
//! DEHUSK_UPDATE=1 cargo test --test samples         writes the current output to the `.md` files; read the diff before a commit
//! cargo test --test samples -- score --nocapture    scores against manual annotations
//! ```

mod reading;
mod reference;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use dehusk::batch::read_page;
use dehusk::{Article, Direction, Extractor, Focus, Input, Keep, Limits, Metadata, Options, Page};
use encoding_rs::{Encoding, WINDOWS_1252};
use flate2::{Compression, write::GzEncoder};
use libtest_mimic::{Arguments, Failed, Trial};
use similar::TextDiff;

use crate::reference::first_not_in_order;

/// Floors of the means over all samples of a kind: F1 of the words, and F1 of the metadata lines.
const FLOOR: Score = Score { text: 0.97, metadata: 0.93 };
const FLOOR_OF_TEXT: Score = Score { text: 0.98, metadata: 0.73 };

/// The tests share their extractors, since loading the weights takes longer than extracting a page.
static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::default);

/// Extractors in the order of increasing recall.
static FOCUSED: LazyLock<[Extractor; 3]> = LazyLock::new(|| {
    [Focus::Precision, Focus::Balanced, Focus::Recall]
        .map(|focus| Extractor::new(Options::new().with_focus(focus)))
});

/// An extractor whose blocks have their places.
static PLACED: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(Options::new().with_positions(true)));

/// Pairs of extractors, without and with links and images. The first cleans a page; the second keeps all of the clean HTML.
static CLEANERS: LazyLock<[[Extractor; 2]; 2]> = LazyLock::new(|| {
    [false, true].map(|is_linked| {
        let keep = Keep::new().with_links(is_linked).with_images(is_linked);
        let once = Options::new().with_keep(keep);
        let again = once.clone().with_keep_css("body").expect("a right selector");
        [once, again].map(Extractor::new)
    })
});

struct Sample {
    name: String,
    input: Input,
    /// The content of the file.
    text: String,
}

impl Sample {
    /// A page of these bytes, with the input type of the sample.
    fn page<'a>(&self, bytes: &'a [u8]) -> Page<'a> {
        Page::html(bytes).with_input(self.input)
    }

    fn extract_by(&self, extractor: &Extractor) -> Article {
        extractor.extract(&self.page(self.text.as_bytes()))
    }

    fn extract(&self) -> Article {
        self.extract_by(&EXTRACTOR)
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let samples = Arc::new(samples());
    let mut trials = Vec::new();
    for i in 0..samples.len() {
        let mut trial = |what: &str, check: fn(&Sample) -> Result<(), Failed>| {
            let (name, samples) = (format!("{}{what}", samples[i].name), Arc::clone(&samples));
            trials.push(Trial::test(name, move || check(&samples[i])));
        };
        trial("", is_golden);
        trial("::nothing_is_made_up", nothing_is_made_up);
        trial("::markdown_reads_back", markdown_reads_back);
        trial("::encodings_agree", encodings_agree);
        trial("::blocks_have_their_bytes", blocks_have_their_bytes);
        trial("::articles_have_their_bytes", articles_have_their_bytes);
        trial("::cleaning_again_changes_nothing", cleaning_again_changes_nothing);
        trial("::more_recall_removes_nothing", more_recall_removes_nothing);
    }
    for (name, options) in visible_options() {
        let samples = Arc::clone(&samples);
        let check = move || changes_a_sample(&samples, &Extractor::new(options));
        trials.push(Trial::test(format!("option::{name}"), check));
    }
    for (name, input) in [("score", Input::Html), ("score::text", Input::Text)] {
        let (is_verbose, samples) = (arguments.nocapture, Arc::clone(&samples));
        trials.push(Trial::test(name, move || keeps_the_floor(&samples, input, is_verbose)));
    }
    trials.push(Trial::test("nothing_is_left_over", move || nothing_is_left_over(&samples)));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The names of the files in a folder with this suffix, without the suffix, sorted.
fn names(path: &str, end: &str) -> Vec<String> {
    let entries = fs::read_dir(folder(path)).unwrap();
    let files = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = files.filter_map(|f| f.strip_suffix(end).map(str::to_owned)).collect();
    names.sort();
    names
}

fn samples() -> Vec<Sample> {
    let mut samples = Vec::new();
    for (end, input) in [(".html", Input::Html), (".txt", Input::Text)] {
        samples.extend(names("samples", end).into_iter().map(|name| {
            let path = folder("samples").join(format!("{name}{end}"));
            Sample { text: fs::read_to_string(path).unwrap(), name, input }
        }));
    }
    samples.sort_by(|a, b| a.name.cmp(&b.name));
    samples
}

fn check(is_right: bool, message: impl FnOnce() -> String) -> Result<(), Failed> {
    if is_right { Ok(()) } else { Err(message().into()) }
}

fn is_golden(sample: &Sample) -> Result<(), Failed> {
    let path = folder("samples").join(format!("{}.md", sample.name));
    let article = sample.extract();
    let metadata = metadata_lines(&article).join("\n");
    let status = article.status.as_str();
    let separator = if metadata.is_empty() { "" } else { "\n" };
    let found =
        format!("```text\n{metadata}{separator}status: {status}\n```\n\n{}\n", article.markdown());
    let golden = fs::read_to_string(&path).unwrap_or_default();
    if found == golden {
        return Ok(());
    }
    if std::env::var_os("DEHUSK_UPDATE").is_some_and(|v| v == "1") {
        return Ok(fs::write(&path, found)?);
    }
    let diff = TextDiff::from_lines(&golden, &found);
    let diff = diff.unified_diff().header("as it was", "as it is").to_string();
    Err(format!("{}; DEHUSK_UPDATE=1 accepts it\n{diff}", path.display()).into())
}

/// One `key: value` per line. The confidence is omitted, because it changes with every training; the word count and the
/// fingerprint are omitted, because they change with every text.
fn metadata_lines(article: &Article) -> Vec<String> {
    let metadata = &article.metadata;
    let Metadata { title, authors, published, modified, site_name, description, .. } = metadata;
    let Metadata { hostname, categories, url, image, section, tags, .. } = metadata;
    let Metadata { license, page_type, .. } = metadata;
    let direction = article.direction().filter(|&direction| direction != Direction::Ltr);
    let list = |values: &[String]| (!values.is_empty()).then(|| values.join("; "));
    let values = [
        ("title", title.clone()),
        ("authors", list(authors)),
        ("published", published.as_deref().map(str::to_owned)),
        ("modified", modified.as_deref().map(str::to_owned)),
        ("site_name", site_name.clone()),
        ("hostname", hostname.clone()),
        ("section", section.clone()),
        ("categories", list(categories)),
        ("tags", list(tags)),
        ("description", description.clone()),
        ("language", article.language()),
        ("direction", direction.map(|direction| direction.as_str().to_owned())),
        ("url", url.clone()),
        ("image", image.clone()),
        ("license", license.clone()),
        ("page_type", page_type.clone()),
    ];
    let line = |(key, value): (&str, Option<String>)| value.map(|value| format!("{key}: {value}"));
    let captions = metadata.captions.iter().map(|c| {
        let credit = c.credit.as_ref().map_or(String::new(), |credit| format!(" [{credit}]"));
        format!("caption: {}{credit}", c.caption)
    });
    values.into_iter().filter_map(line).chain(captions).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The words of a plain text. The numbers and letters of list items are omitted, because the page does not contain them.
fn words_without_numbers(text: &str) -> impl Iterator<Item = &str> {
    let is_number = |mark: &str| {
        mark.bytes().all(|b| b.is_ascii_digit())
            || mark.len() == 1
            || mark.bytes().all(|b| b"ivxlcIVXLC".contains(&b))
    };
    text.lines().flat_map(move |line| {
        let item = line.trim_start().split_once(". ").filter(|(mark, _)| is_number(mark));
        words(item.map_or(line, |(_, rest)| rest))
    })
}

/// A text with superscripts, subscripts and trade marks replaced by the characters of the page.
fn on_the_line(text: &str) -> String {
    const SHOWN: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ⁿₐₘₓ";
    const PLAIN: &str = "01234567890123456789namx";
    let plain = |c| SHOWN.chars().position(|shown| shown == c).and_then(|n| PLAIN.chars().nth(n));
    text.replace('™', "TM").chars().map(|c| plain(c).unwrap_or(c)).collect()
}

fn nothing_is_made_up(sample: &Sample) -> Result<(), Failed> {
    let article = sample.extract();
    // Decoded, since a sample may be double-encoded.
    let (decoded, _) = dehusk::stages::text_of(sample.text.as_bytes(), None);
    let page = match sample.input {
        Input::Html => reference::text(&decoded),
        _ => decoded.into_owned(),
    };
    let (text, html) = (on_the_line(&article.text()), reference::text(&article.html()));
    let made_up = first_not_in_order(words_without_numbers(&text), words(&page))
        .or(first_not_in_order(words(&html), words(&page)));
    let is_in_other_order =
        sample.name.ends_with("-shell") || sample.text.contains("shadowrootmode");
    if made_up.is_some() && is_in_other_order {
        // Data may reference other parts of the data, and a slot may show later content, so only the words are compared.
        let data = text_of_data(&sample.text);
        let known: HashSet<&str> = words(&data).collect();
        let made_up = words_without_numbers(&text).find(|word| !known.contains(word));
        return check(made_up.is_none(), || format!("the data have no {made_up:?}"));
    }
    check(made_up.is_none(), || format!("the page has no {made_up:?} at that place"))
}

/// Parsed Markdown has the words of the text, each equally often. If the title of an admonition is the same word as its type,
/// Markdown has only the type.
fn markdown_reads_back(sample: &Sample) -> Result<(), Failed> {
    let article = sample.extract();
    let (seen, mut kinds) = reading::seen(&article.markdown());
    let sorted = |mut words: Vec<String>| {
        words.sort_unstable();
        words
    };
    let text = article.text();
    let all = sorted(words(&text).map(str::to_owned).collect());
    let text = sorted(words_without_numbers(&text).map(str::to_owned).collect());
    let mut seen = sorted(words(&seen).map(str::to_owned).collect());
    while let Some(title) = first_not_in_order(&text, &seen).cloned()
        && let Some(i) = kinds.iter().position(|kind| kind.eq_ignore_ascii_case(&title))
    {
        kinds.swap_remove(i);
        seen = sorted(seen.into_iter().chain([title]).collect());
    }
    let missing = first_not_in_order(&text, &seen).or(first_not_in_order(&seen, &all));
    check(missing.is_none(), || format!("{missing:?} is in one of text and Markdown"))
}

/// All text of a page, including data in its scripts and attributes, as JSON or HTML inside JSON.
fn text_of_data(html: &str) -> String {
    let mut text = html.replace("=\"{", ">{").replace("&quot;", "\"").replace("&#x27;", "'");
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    while text.contains("\\\\") {
        text = text.replace("\\\\", "\\");
    }
    text = text.replace("\\n", " ").replace("\\\"", "\"");
    for (escaped, c) in [("003c", "<"), ("003e", ">"), ("0026", "&")] {
        text = text.replace(&format!("\\u{escaped}"), c);
    }
    reference::text(&format!("<body>{}", text.replace("<script", "<p ").replace("</script>", "")))
}

fn encodings_agree(sample: &Sample) -> Result<(), Failed> {
    let units = |unit_bytes: fn(u16) -> [u8; 2], mark: &[u16]| {
        let units = mark.iter().copied().chain(sample.text.encode_utf16());
        units.flat_map(unit_bytes).collect::<Vec<u8>>()
    };
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(sample.text.as_bytes())?;
    let (unzipped, _) = read_page(&gzip.finish()?[..], &Limits::new())?;
    let same = |encoding: &str, page: &Page<'_>, text: &str| {
        let (found, wanted) = (EXTRACTOR.extract(page), sample.page(text.as_bytes()));
        let all = |a: &Article| (a.metadata.clone(), a.status, a.text(), a.markdown(), a.html());
        check(all(&found) == all(&EXTRACTOR.extract(&wanted)), || {
            format!("{encoding} gives another article")
        })
    };
    let marked = units(u16::to_le_bytes, &[0xFEFF]);
    same("UTF-16LE with a mark", &sample.page(&marked), &sample.text)?;
    // UTF-16 without a byte order mark is detected by the zero bytes of markup.
    if sample.input == Input::Html {
        let unmarked = units(u16::to_be_bytes, &[]);
        same("UTF-16BE without a mark", &sample.page(&unmarked), &sample.text)?;
    }
    same("gzip", &sample.page(&unzipped), &sample.text)?;
    let unknown = Page::html(&unzipped).with_input(Input::Auto);
    same("input that nobody named", &unknown, &sample.text)?;

    let mut text = sample.text.clone();
    let mut label = None;
    if sample.input == Input::Html {
        let at = text.to_ascii_lowercase().find("utf-8").ok_or("no charset is declared")?;
        text.replace_range(at..at + "utf-8".len(), "windows-1252");
    } else {
        label = Some("text/plain; charset=windows-1252");
    }
    let (bytes, _, is_lossy) = WINDOWS_1252.encode(&text);
    if is_lossy {
        // The encoder replaced missing characters by character references, which are equivalent only outside of scripts.
        return Ok(());
    }
    let page = sample.page(&bytes);
    let page = label.map_or(page.clone(), |label| page.with_content_type(label));
    same("windows-1252", &page, &text)
}

/// Encodings besides Unicode; a sample is tested in those that have all its characters.
const LEGACY: [&str; 14] = [
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1256",
    "windows-874",
    "koi8-r",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "gbk",
    "gb18030",
    "big5",
    "euc-kr",
    "macintosh",
];

/// The ranges of the blocks of an article, in the page and in the text.
fn articles_have_their_bytes(sample: &Sample) -> Result<(), Failed> {
    let article = sample.extract_by(&PLACED);
    check(article.text() == sample.extract().text(), || "another text".to_owned())?;
    let blocks = article.blocks();
    let n_placed = blocks.iter().filter(|block| block.range.is_some()).count();
    let has_none = sample.name.ends_with("-shell") || sample.name.ends_with("encoded-twice");
    let missing = |n: usize, what: &str| format!("{n} of {} blocks {what}", blocks.len());
    check(has_none || n_placed + 1 >= blocks.len(), || missing(n_placed, "are in the page"))?;
    for block in &blocks {
        let Some(range) = block.range.clone() else { continue };
        let there = &sample.text[range.clone()];
        let line = 1 + sample.text[..range.start].matches('\n').count();
        check(block.line == Some(line), || format!("{} on line {line}", block.text))?;
        let there =
            if sample.input == Input::Html { reference::text(there) } else { there.to_owned() };
        let shown = words_without_numbers(&block.text).collect::<String>();
        let missing = first_not_in_order(letters(&on_the_line(&shown)), letters(&there));
        check(missing.is_none(), || format!("{} not at {range:?}: {there}", block.text))?;
    }
    let record = article.record().with_blocks(true).json();
    let record: serde_json::Value = serde_json::from_str(&record)?;
    let n_in_text = record["blocks"]
        .as_array()
        .map_or(0, |blocks| blocks.iter().filter(|block| block["text_range"].is_array()).count());
    check(n_in_text == blocks.len(), || missing(n_in_text, "are in the text"))
}

/// The bytes of each block, decoded and without tags, have its words, in every encoding.
fn blocks_have_their_bytes(sample: &Sample) -> Result<(), Failed> {
    let text = sample.text.replace('\n', "\r\n");
    let utf_16 = ["\u{feff}", &text].concat();
    let utf_16 = utf_16.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut pages = vec![
        ("utf-8", sample.text.clone().into_bytes()),
        ("utf-8", ["\u{feff}", &text].concat().into_bytes()),
        ("utf-16be", utf_16),
    ];
    for label in LEGACY {
        let (bytes, _, is_lossy) = Encoding::for_label(label.as_bytes()).unwrap().encode(&text);
        pages.extend((!is_lossy).then(|| (label, bytes.into_owned())));
    }
    for (label, bytes) in pages {
        let label = format!("text/html; charset={label}");
        let page = sample.page(&bytes).with_content_type(&label);
        let encoding = dehusk::stages::text_of(&bytes, Some(&label)).1;
        let encoding = Encoding::for_label(encoding.as_bytes()).unwrap();
        let blocks = EXTRACTOR.explain(&page).blocks;
        let n_placed = blocks.iter().filter(|block| block.range.is_some()).count();
        // Data of scripts and repaired texts have no bytes of their own.
        let has_none = sample.name.ends_with("-shell") || sample.name.ends_with("encoded-twice");
        check(has_none || n_placed + 1 >= blocks.len(), || format!("{label}: {n_placed} placed"))?;
        for block in blocks {
            let Some(range) = block.range else { continue };
            let decoded = |bytes| encoding.decode_without_bom_handling(bytes).0;
            let before = decoded(&bytes[..range.start]);
            // Of all encodings, only this one has a state, which the bytes before a range may set.
            let there = match label.ends_with("iso-2022-jp") {
                true => decoded(&bytes[..range.end])[before.len()..].to_owned(),
                false => decoded(&bytes[range.clone()]).into_owned(),
            };
            let there = if sample.input == Input::Html { reference::text(&there) } else { there };
            let missing = first_not_in_order(letters(&block.text), letters(&there));
            check(missing.is_none(), || {
                format!("{label}: {} not at {range:?}: {there}", block.text)
            })?;
            let line = 1 + before.matches('\n').count();
            check(block.line == Some(line), || format!("{label}: {} on line {line}", block.text))?;
        }
    }
    Ok(())
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric())
}

fn cleaning_again_changes_nothing(sample: &Sample) -> Result<(), Failed> {
    for [once, again] in CLEANERS.iter() {
        let once = sample.extract_by(once).html();
        let twice = again.extract(&Page::html(once.as_bytes())).html();
        let diff = TextDiff::from_lines(&once, &twice);
        check(once == twice, || diff.unified_diff().header("once", "twice").to_string())?;
    }
    Ok(())
}

fn more_recall_removes_nothing(sample: &Sample) -> Result<(), Failed> {
    let [less, middle, more] =
        FOCUSED.each_ref().map(|extractor| reference::text(&sample.extract_by(extractor).html()));
    let removed = first_not_in_order(words(&less), words(&middle))
        .or(first_not_in_order(words(&middle), words(&more)));
    check(removed.is_none(), || format!("{removed:?} is removed by more recall"))
}

/// Every option with a value that is not its default.
fn visible_options() -> Vec<(&'static str, Options)> {
    let keep = |keep| Options::new().with_keep(keep);
    let is_css = "a right selector";
    vec![
        ("no_tables", keep(Keep::new().with_tables(false))),
        ("no_comments", keep(Keep::new().with_comments(false))),
        ("links", keep(Keep::new().with_links(true))),
        ("images", keep(Keep::new().with_images(true))),
        ("title", keep(Keep::new().with_title(true))),
        ("precision", Options::new().with_focus(Focus::Precision)),
        ("recall", Options::new().with_focus(Focus::Recall)),
        ("keep", Options::new().with_keep_css("footer p").expect(is_css)),
        ("drop", Options::new().with_drop_css("p:first-of-type").expect(is_css)),
    ]
}

fn changes_a_sample(samples: &[Sample], extractor: &Extractor) -> Result<(), Failed> {
    let is_changed =
        |sample: &Sample| sample.extract_by(extractor).markdown() != sample.extract().markdown();
    check(samples.iter().any(is_changed), || "no sample shows what it does".to_owned())
}

#[derive(Clone, Copy)]
struct Score {
    text: f64,
    metadata: f64,
}

fn keeps_the_floor(samples: &[Sample], input: Input, is_verbose: bool) -> Result<(), Failed> {
    let mut sum = Score { text: 0.0, metadata: 0.0 };
    let mut table = String::new();
    let samples: Vec<_> = samples.iter().filter(|sample| sample.input == input).collect();
    for sample in &samples {
        let expected = folder("tests/expected").join(format!("{}.txt", sample.name));
        let expected = fs::read_to_string(expected)?;
        let (metadata, text) = expected.split_once("---\n").ok_or("no line `---`")?;
        let Score { text, metadata } = score(&sample.extract(), metadata, text);
        writeln!(table, "{text:.3} {metadata:.3} {}", sample.name)?;
        sum = Score { text: sum.text + text, metadata: sum.metadata + metadata };
    }
    let n = samples.len() as f64;
    let mean = Score { text: sum.text / n, metadata: sum.metadata / n };
    writeln!(table, "{:.4} {:.4} mean of words and of metadata", mean.text, mean.metadata)?;
    if is_verbose {
        print!("{table}");
    }
    let floor = if input == Input::Text { FLOOR_OF_TEXT } else { FLOOR };
    let is_kept = mean.text >= floor.text && mean.metadata >= floor.metadata;
    check(is_kept, || format!("the floor is {} {}\n{table}", floor.text, floor.metadata))
}

/// Compares only the metadata keys that annotations have.
fn score(article: &Article, metadata: &str, text: &str) -> Score {
    const UNJUDGED: [&str; 10] = [
        "modified",
        "hostname",
        "categories",
        "tags",
        "description",
        "direction",
        "url",
        "image",
        "license",
        "page_type",
    ];
    let found = metadata_lines(article);
    let is_judged = |line: &&str| !UNJUDGED.iter().any(|key| line.starts_with(key));
    Score {
        text: f1(units(&article.text()).into_iter(), units(text).into_iter()),
        metadata: f1(found.iter().map(String::as_str).filter(is_judged), metadata.lines()),
    }
}

/// The words of a text. In scripts without spaces, each character is a word.
fn units(text: &str) -> Vec<&str> {
    let is_unspaced = |c: char| matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{9fff}');
    let is_outside = |c: char| !c.is_alphanumeric() || is_unspaced(c);
    let words = text.split(is_outside).filter(|word| !word.is_empty());
    words.chain(text.matches(is_unspaced)).collect()
}

/// F1 of two multisets; 1 if both are empty.
fn f1<'a>(found: impl Iterator<Item = &'a str>, wanted: impl Iterator<Item = &'a str>) -> f64 {
    let mut bag: HashMap<&str, u32> = HashMap::new();
    let (mut n_both, mut n_found, mut n_wanted) = (0_u32, 0_u32, 0_u32);
    for item in wanted {
        n_wanted += 1;
        *bag.entry(item).or_default() += 1;
    }
    for item in found {
        n_found += 1;
        if let Some(n @ 1..) = bag.get_mut(item) {
            *n -= 1;
            n_both += 1;
        }
    }
    if n_found + n_wanted == 0 {
        return 1.0;
    }
    2.0 * f64::from(n_both) / f64::from(n_found + n_wanted)
}

/// Every golden file and every annotation belongs to a page.
fn nothing_is_left_over(samples: &[Sample]) -> Result<(), Failed> {
    let pages: Vec<_> = samples.iter().map(|sample| &sample.name).collect();
    for (path, end) in [("samples", ".md"), ("tests/expected", ".txt")] {
        let mut names = names(path, end);
        names.retain(|name| name != "README");
        check(names.iter().eq(pages.iter().copied()), || format!("{path}/*{end}: {names:?}"))?;
    }
    Ok(())
}
