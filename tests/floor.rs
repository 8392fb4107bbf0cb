//! The quality gate: on a corpus with known truths, no figure falls below its floor in `floor.json`.
//!
//! ```text
//! DEHUSK_CORPUS=../shared/corpus cargo test --test floor -- --nocapture
//! DEHUSK_CORPUS=../shared/corpus DEHUSK_FLOOR=update cargo test --test floor
//! ```
//!
//! The corpus has one folder per set, with `truth.jsonl.gz` and `pages/ID.html.gz`. An update only raises
//! floors; to lower one, edit the file and give the reason. Without a corpus the test passes.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use dehusk::{Article, Extractor, Page};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const SETS: [&str; 3] = ["wcxb", "news", "blogs-multilingual"];
const FLOORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/floor.json");

/// Tolerance for floating-point sums.
const EPSILON: f64 = 0.0005;

/// A figure with its name in `floor.json`.
type Figures = BTreeMap<&'static str, f64>;

/// The contribution of one page to the figures of its set: numerators and denominators of means.
#[derive(Default)]
struct Counts {
    f1: Option<f64>,
    n_found: usize,
    n_wanted: usize,
    n_unwanted_found: usize,
    fields: Vec<(&'static str, bool)>,
}

#[test]
fn no_figure_falls_below_its_floor() {
    let Some(corpus) = std::env::var_os("DEHUSK_CORPUS").map(PathBuf::from) else {
        println!("skipped: DEHUSK_CORPUS names no corpus");
        return;
    };
    let truths = SETS.map(|set| gunzip(&corpus.join(set).join("truth.jsonl.gz")));
    let mut pinned: Value = serde_json::from_slice(&fs::read(FLOORS).unwrap()).unwrap();
    let digest = digest(&truths);
    assert_eq!(
        pinned["corpus"],
        digest,
        "the floors were measured on another corpus than {}",
        corpus.display()
    );
    let is_update = std::env::var("DEHUSK_FLOOR").is_ok_and(|v| v == "update");
    let mut fallen = Vec::new();
    for (set, truth) in SETS.iter().zip(&truths) {
        for (name, value) in measure(&corpus.join(set), truth) {
            let Some(floor) = pinned["floors"][set][name].as_f64() else { continue };
            println!("{set} {name} {value:.5} (floor {floor:.4})");
            if value < floor - EPSILON {
                fallen.push(format!("{set} {name}: {value:.4} is below the floor {floor:.4}"));
            } else if is_update && value > floor {
                pinned["floors"][set][name] = json!((value * 10_000.0).floor() / 10_000.0);
            }
        }
    }
    if is_update {
        let beside = format!("{FLOORS}.new");
        fs::write(&beside, format!("{pinned:#}\n")).unwrap();
        fs::rename(&beside, FLOORS).unwrap();
    }
    assert!(fallen.is_empty(), "{}", fallen.join("\n"));
}

fn gunzip(path: &Path) -> Vec<u8> {
    let file = fs::File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut bytes = Vec::new();
    let mut decoder = flate2::read::MultiGzDecoder::new(file);
    decoder.read_to_end(&mut bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    bytes
}

/// FNV-1a over the truths, including ids.
fn digest(truths: &[Vec<u8>]) -> String {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    format!("{:016x}", truths.iter().flatten().fold(0xcbf2_9ce4_8422_2325, step))
}

/// The figures of one set.
fn measure(folder: &Path, truth: &[u8]) -> Figures {
    let truth = str::from_utf8(truth).unwrap().lines().filter(|line| !line.trim().is_empty());
    let truth: Vec<Value> = truth.map(|line| serde_json::from_str(line).unwrap()).collect();
    let next = AtomicUsize::new(0);
    let extractor = Extractor::default();
    let work = || {
        let mut counts = Vec::new();
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(truth) = truth.get(at)
        {
            let id = truth["id"].as_str().unwrap();
            let page = gunzip(&folder.join("pages").join(format!("{id}.html.gz")));
            counts.push((at, count(truth, &extractor.extract(&Page::html(&page)))));
        }
        counts
    };
    let n_threads = thread::available_parallelism().map_or(2, usize::from).max(2);
    let mut counts = thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|t| t.join().unwrap()).collect::<Vec<_>>()
    });
    // Sums of floating-point numbers depend on their order.
    counts.sort_by_key(|(at, _)| *at);
    figures(counts.into_iter().map(|(_, counts)| counts).collect())
}

fn figures(counts: Vec<Counts>) -> Figures {
    let mut figures = Figures::new();
    let f1: Vec<f64> = counts.iter().filter_map(|c| c.f1).collect();
    if !f1.is_empty() {
        figures.insert("F1", f1.iter().sum::<f64>() / f1.len() as f64);
    }
    let sum = |of: fn(&Counts) -> usize| counts.iter().map(of).sum::<usize>() as f64;
    let (n_found, n_wanted) = (sum(|c| c.n_found), sum(|c| c.n_wanted));
    if n_wanted > 0.0 {
        let n_taken = n_found + sum(|c| c.n_unwanted_found);
        figures.insert("snipF", 2.0 * n_found / (n_taken + n_wanted));
    }
    for name in ["title", "author", "date"] {
        let fields = counts.iter().flat_map(|c| &c.fields).filter(|(field, _)| *field == name);
        let (mut n, mut n_right) = (0, 0);
        fields.for_each(|&(_, is_right)| (n, n_right) = (n + 1, n_right + usize::from(is_right)));
        if n > 0 {
            figures.insert(name, f64::from(n_right as u32) / f64::from(n));
        }
    }
    figures
}

fn count(truth: &Value, article: &Article) -> Counts {
    let (text, metadata) = (article.text(), &article.metadata);
    let mut counts = Counts {
        f1: truth["text"].as_str().map(|wanted| word_f1(&text, wanted)),
        ..Counts::default()
    };
    if let Some(without) = truth["without"].as_array() {
        let text = squeezed(&text);
        let n_in_text = |snippets: &[Value]| {
            snippets.iter().filter(|s| text.contains(&squeezed(s.as_str().unwrap()))).count()
        };
        let with = truth["with"].as_array().map_or(&[][..], Vec::as_slice);
        (counts.n_found, counts.n_wanted) = (n_in_text(with), with.len());
        counts.n_unwanted_found = n_in_text(without);
    }
    let first_ten = |s: String| s.chars().take(10).collect::<String>();
    let date = metadata.published.as_deref().unwrap_or_default().to_owned();
    for (name, wanted, found) in [
        ("title", joined(&truth["title"]), metadata.title.clone().unwrap_or_default()),
        ("author", joined(&truth["author"]), metadata.authors.join("; ")),
        ("date", first_ten(joined(&truth["date"])), first_ten(date)),
    ] {
        let wanted = plain(&wanted);
        if !wanted.is_empty() {
            counts.fields.push((name, plain(&found) == wanted));
        }
    }
    counts
}

/// F1 of the word multisets; for a page without content, 1 only if nothing is found.
fn word_f1(found: &str, wanted: &str) -> f64 {
    let (found, wanted) = (compatible(found).to_lowercase(), compatible(wanted).to_lowercase());
    let (mut n_found, mut n_wanted, mut n_both) = (0_u32, 0_u32, 0_u32);
    let mut bag: HashMap<&str, u32> = HashMap::new();
    for word in words(&wanted) {
        n_wanted += 1;
        *bag.entry(word).or_default() += 1;
    }
    for word in words(&found) {
        n_found += 1;
        if let Some(n @ 1..) = bag.get_mut(word) {
            *n -= 1;
            n_both += 1;
        }
    }
    match (n_found, n_wanted) {
        (0, 0) => 1.0,
        // 2PR / (P + R) with P = both / found and R = both / wanted.
        _ => 2.0 * f64::from(n_both) / f64::from(n_found + n_wanted),
    }
}

/// Words as other tools count them: Python's `\w+`, which excludes combining marks.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c == '_' || (c.is_alphanumeric() && !is_combining_mark(c));
    text.split(move |c| !is_word(c)).filter(|word| !word.is_empty())
}

/// A text in compatibility form and without soft hyphens: a truth may have `m2` for a superscript digit, or `Kli\u{ad}ma`.
fn compatible(text: &str) -> String {
    text.chars().filter(|&c| c != '\u{ad}').nfkc().collect()
}

fn squeezed(text: &str) -> String {
    compatible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words only, in compatibility form and lower case.
fn plain(text: &str) -> String {
    let text = compatible(text).to_lowercase();
    words(&text).collect::<Vec<_>>().join(" ")
}

fn joined(value: &Value) -> String {
    let Value::Array(values) = value else { return value.as_str().unwrap_or_default().to_owned() };
    values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
}

#[test]
fn the_figures_are_what_they_say() {
    assert_eq!(word_f1("a b b", "B c"), 2.0 * 1.0 / 5.0);
    assert_eq!((word_f1("", ""), word_f1("a", ""), word_f1("", "a")), (1.0, 0.0, 0.0));
    assert_eq!(plain(" ﬁve—O’Clock "), "five o clock");
    let page = |found, wanted, unwanted, title| Counts {
        f1: Some(0.5),
        n_found: found,
        n_wanted: wanted,
        n_unwanted_found: unwanted,
        fields: vec![("title", title)],
    };
    let figures = figures(vec![page(1, 2, 1, true), page(2, 2, 0, false)]);
    let expected = [("F1", 0.5), ("snipF", 0.75), ("title", 0.5)];
    assert_eq!(figures, BTreeMap::from(expected));
    assert_ne!(digest(&[b"ab".to_vec()]), digest(&[b"ba".to_vec()]));
}
