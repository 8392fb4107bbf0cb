//! Generates newspaper pages with known articles, counts the exact articles, and lists the boilerplate that leaks into the others.
//!
//! ```text
//! cargo test --test family -- --nocapture                      # the figures as a table
//! DEHUSK_FLOOR=update cargo test --test family                 # raises floors in floor.json, never lowers one
//! DEHUSK_FAMILY_SHOW=en cargo test --test family -- --nocapture # the errors on each page of a group; `all` selects all groups
//! DEHUSK_FAMILY_OUT=DIR cargo test --test family               # the pages and their truths as files
//! DEHUSK_FAMILY_MODEL=FILE cargo test --test family            # with other weights
//! ```
//!
//! Every machine generates the same pages. Their words come from `family/data/`; no training page uses these words.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use dehusk::{Extractor, Model, Page};
use serde_json::Value;

use crate::family::draw::Draw;
use crate::family::names::Mode;
use crate::family::score::{Verdict, figures, judge};
use crate::family::truth::Made;
use crate::family::words::{Words, folder, json_files};
use crate::family::{flatten, head, page, report, words};

#[path = "family/mod.rs"]
mod family;

/// The numbers of pages: English, English without class names, each other language, each converter.
const N_ENGLISH: usize = 400;
const N_NAMELESS: usize = 200;
const N_LANGUAGE: usize = 40;
const N_TEXT: usize = 200;
/// The training data has no generated pages in these languages.
const HELD_OUT: [&str; 2] = ["ko", "sv"];

const NAMELESS: &str = "en nameless";
/// A group of text pages and the function that converts HTML to its text.
type Converter = (&'static str, fn(&str) -> String);
const CONVERTERS: [Converter; 2] = [("text lines", flatten::lines), ("text nodes", flatten::nodes)];

fn make(words: &Words, group: &str, at: usize) -> Made {
    let mut draw = Draw::of(group, at);
    let mode = if group == NAMELESS { Mode::Absent } else { head::mode(&mut draw) };
    let (page, truth) = page::page(draw, words, mode);
    Made {
        id: format!("{}-{at:03}", group.replace(' ', "-")),
        group: group.to_owned(),
        language: words.language.clone(),
        mode,
        is_text: false,
        page,
        truth,
    }
}

/// Makes a text page. Even pages are English; odd pages take the other languages in turn.
fn flat(words: &[Words], group: &str, convert: fn(&str) -> String, at: usize) -> Made {
    let others: Vec<&Words> = words.iter().filter(|w| w.language != "en").collect();
    let words = match others.as_slice() {
        [_, ..] if at % 2 == 1 => others[at / 2 % others.len()],
        _ => english(words),
    };
    let mut made = make(words, group, at);
    made.page = convert(&made.page);
    made.is_text = true;
    made
}

fn english(words: &[Words]) -> &Words {
    words.iter().find(|w| w.language == "en").expect("there is English")
}

fn pages(words: &[Words]) -> Vec<Made> {
    let english = english(words);
    let mut pages: Vec<Made> = (0..N_ENGLISH).map(|at| make(english, "en", at)).collect();
    pages.extend((0..N_NAMELESS).map(|at| make(english, NAMELESS, at)));
    for words in words.iter().filter(|w| w.language != "en") {
        pages.extend((0..N_LANGUAGE).map(|at| make(words, &words.language, at)));
    }
    for (group, convert) in CONVERTERS {
        pages.extend((0..N_TEXT).map(|at| flat(words, group, convert, at)));
    }
    pages
}

/// Extracts and scores all pages on all threads.
fn judged(pages: &[Made]) -> Vec<Verdict> {
    let mut extractor = Extractor::default();
    if let Some(path) = env::var_os("DEHUSK_FAMILY_MODEL") {
        extractor = extractor.with_model(Model::from_file(Path::new(&path)).unwrap());
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut verdicts = Vec::new();
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(made) = pages.get(at)
        {
            let page = if made.is_text {
                Page::text(&made.page)
            } else {
                Page::html(made.page.as_bytes())
            };
            verdicts.push((at, judge(made, &extractor.extract(&page))));
        }
        verdicts
    };
    let n_threads = thread::available_parallelism().map_or(2, usize::from).max(2);
    let mut verdicts = thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|t| t.join().unwrap()).collect::<Vec<_>>()
    });
    verdicts.sort_by_key(|(at, _)| *at);
    verdicts.into_iter().map(|(_, verdict)| verdict).collect()
}

#[test]
fn no_figure_falls_below_its_floor() {
    let words = words::all();
    let pages = pages(&words);
    if let Some(folder) = env::var_os("DEHUSK_FAMILY_OUT") {
        report::write(Path::new(&folder), &pages);
    }
    let verdicts = judged(&pages);
    if let Ok(group) = env::var("DEHUSK_FAMILY_SHOW") {
        report::show(&pages, &verdicts, &group);
    }
    let mut groups: Vec<String> = pages.iter().map(|made| made.group.clone()).collect();
    groups.dedup();
    let of = |group: &String| {
        let members = pages.iter().zip(&verdicts).filter(|(made, _)| made.group == *group);
        (group.clone(), figures(members.map(|(_, verdict)| verdict)))
    };
    let figures: Vec<_> = groups.iter().map(of).collect();
    let others: Vec<&str> =
        words.iter().map(|w| w.language.as_str()).filter(|l| *l != "en").collect();
    let means = [("others", others.clone()), ("held out", HELD_OUT.to_vec())];
    let table = report::table(&figures, &means);
    report::print(&table);
    report::print_by_names(&pages, &verdicts, "en");
    let is_update = env::var("DEHUSK_FLOOR").is_ok_and(|v| v == "update");
    let fallen = report::fallen(&table, &others, is_update);
    assert!(fallen.is_empty(), "{}", fallen.join("\n"));
}

/// Removes all white space.
fn glued(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn pages_hold_what_their_truths_say() {
    let words = words::all();
    for at in 0..12 {
        for words in &words {
            let made = make(words, &format!("honest {}", words.language), at);
            assert_eq!(
                made.page,
                make(words, &made.group, at).page,
                "{} is always the same",
                made.id
            );
            let shown = glued(&flatten::nodes(&made.page));
            let mut from = 0;
            for paragraph in &made.truth.paragraphs {
                let found = shown[from..].find(&glued(paragraph));
                let found =
                    found.unwrap_or_else(|| panic!("{}: {paragraph}\n{}", made.id, made.page));
                from += found + glued(paragraph).len();
            }
            for (kind, text) in &made.truth.leaks {
                assert!(
                    shown.contains(&glued(text)),
                    "{}, {}: {text}\n{}",
                    made.id,
                    kind.name(),
                    made.page
                );
            }
            for (caption, _) in &made.truth.captions {
                assert!(shown.contains(&glued(caption)), "{}: {caption}", made.id);
            }
            let bare = make(words, NAMELESS, at);
            assert!(!bare.page.contains("class=") && !bare.page.contains(" id="), "{}", bare.page);
        }
    }
}

/// Collects all strings of a JSON value.
fn strings(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => out.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| strings(value, out)),
        Value::Object(values) => values.values().for_each(|value| strings(value, out)),
        _ => {}
    }
}

/// Returns the lower-case words of a text without numbers and `{placeholders}`, or `None` for fewer than four words.
/// Two Chinese or Japanese characters count as one word.
fn wording(text: &str) -> Option<String> {
    let mut words = Vec::new();
    let mut n_halves = 0;
    let mut is_in_place = false;
    let text = text.to_lowercase();
    let outside = |c: &char| {
        is_in_place = (is_in_place || *c == '{') && *c != '}';
        !is_in_place
    };
    let text: String = text.chars().filter(outside).collect();
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        let n_signs = word.chars().filter(|c| matches!(c, '\u{3040}'..='\u{9fff}')).count();
        n_halves += if n_signs > 0 { n_signs } else { 2 };
        words.push(word);
    }
    (n_halves >= 8).then(|| words.join(" "))
}

/// The test data and the training data share no text.
#[test]
fn no_text_stands_in_training_and_test() {
    let training = Path::new(env!("CARGO_MANIFEST_DIR")).join("training");
    if !training.is_dir() {
        println!("skipped: a package has no training/");
        return;
    }
    let wordings = |folder: &Path| {
        let mut wordings = BTreeMap::new();
        for path in json_files(folder) {
            let mut texts = Vec::new();
            strings(&serde_json::from_slice(&fs::read(&path).unwrap()).unwrap(), &mut texts);
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            wordings.extend(texts.iter().filter_map(|text| Some((wording(text)?, name.clone()))));
        }
        assert!(!wordings.is_empty(), "{} holds no texts", folder.display());
        wordings
    };
    let (learned, tested) = (wordings(&training.join("husk")), wordings(&folder()));
    let both = tested.iter().filter_map(|(text, file)| {
        learned.get(text).map(|other| format!("{file} and training/husk/{other}: {text}"))
    });
    let both: Vec<_> = both.collect();
    assert!(both.is_empty(), "{} texts stand in both:\n{}", both.len(), both.join("\n"));
}

#[test]
fn wordings_are_compared_by_their_words() {
    assert_eq!(wording("By {author} and {author2}, 24 November 2024"), None);
    assert_eq!(wording("“Sign up” for   our news!").as_deref(), Some("sign up for our news"));
    assert_eq!(wording("続きを読む"), None);
    assert!(wording("続きを読むには登録").is_some());
}
