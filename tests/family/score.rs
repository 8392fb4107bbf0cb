//! The scorer compares extracted articles with the truth.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use dehusk::{Article, Caption};

use crate::family::truth::{Date, KINDS, Kind, Made};

/// A text with fewer characters counts as a leak only if it is a whole piece.
const SHORT: usize = 12;

/// The result of one page.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The paragraphs equal those of the truth.
    pub is_exact: bool,
    /// The words equal those of the truth; the paragraph breaks may differ.
    pub are_words_exact: bool,
    pub n_paragraphs: usize,
    pub lost: Vec<String>,
    pub leaks: Vec<(Kind, String)>,
    /// The page contains these kinds of text.
    pub kinds: BTreeSet<Kind>,
    /// The scored fields and their errors.
    pub fields: Vec<(&'static str, Option<String>)>,
}

/// A share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Share {
    pub n: usize,
    pub of: usize,
}

impl Share {
    pub fn value(self) -> f64 {
        self.n as f64 / self.of.max(1) as f64
    }
}

/// The figures of a group. Higher is better.
pub type Figures = BTreeMap<String, Share>;

/// Removes all white space.
fn glued(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Collapses white space in HTML results and removes it in text results.
fn key(text: &str, is_text: bool) -> String {
    if is_text { glued(text) } else { text.split_whitespace().collect::<Vec<_>>().join(" ") }
}

pub fn judge(made: &Made, article: &Article) -> Verdict {
    let text = article.text();
    let keys = |texts: &mut dyn Iterator<Item = &str>| -> Vec<String> {
        texts.map(|text| key(text, made.is_text)).filter(|text| !text.is_empty()).collect()
    };
    let found = keys(&mut text.split("\n\n"));
    let wanted = keys(&mut made.truth.paragraphs.iter().map(String::as_str));
    let (lost, rest) = compared(&text, &made.truth.paragraphs);
    let leaks = leaks(made, &rest, &lost);
    Verdict {
        is_exact: found == wanted,
        are_words_exact: glued(&found.concat()) == glued(&wanted.concat()),
        n_paragraphs: wanted.len(),
        lost,
        leaks,
        kinds: made.truth.leaks.iter().map(|(kind, _)| *kind).chain([Kind::Other]).collect(),
        fields: fields(made, article),
    }
}

/// Returns the lost paragraphs, and the surplus pieces without white space.
fn compared(text: &str, paragraphs: &[String]) -> (Vec<String>, Vec<String>) {
    let lines: Vec<String> = text.lines().map(glued).collect();
    let whole = lines.concat();
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut lost = Vec::new();
    // Long paragraphs come first: a short one may be part of a longer one.
    let mut by_length: Vec<&String> = paragraphs.iter().collect();
    by_length.sort_by_key(|paragraph| std::cmp::Reverse(paragraph.len()));
    for paragraph in by_length {
        let key = glued(paragraph);
        let is_free = |at: &usize| taken.iter().all(|t| t.end <= *at || at + key.len() <= t.start);
        match whole.match_indices(&key).map(|(at, _)| at).find(is_free) {
            Some(at) => taken.push(at..at + key.len()),
            None => lost.push(paragraph.clone()),
        }
    }
    // Pieces end at line ends and at the paragraphs of the truth.
    let mut cuts = vec![0];
    lines.iter().for_each(|line| cuts.push(cuts[cuts.len() - 1] + line.len()));
    cuts.extend(taken.iter().flat_map(|t| [t.start, t.end]));
    cuts.sort_unstable();
    let pieces = cuts.windows(2).filter(|cut| !taken.iter().any(|t| t.contains(&cut[0])));
    let pieces =
        pieces.map(|cut| whole[cut[0]..cut[1]].to_owned()).filter(|piece| !piece.is_empty());
    (lost, pieces.collect())
}

/// Assigns the surplus pieces to the known texts of the page, longest first.
fn leaks(made: &Made, rest: &[String], lost: &[String]) -> Vec<(Kind, String)> {
    let mut known: Vec<(String, &(Kind, String))> =
        made.truth.leaks.iter().map(|leak| (glued(&leak.1), leak)).collect();
    known.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
    known.dedup_by(|a, b| a.0 == b.0);
    let mut rest = rest.join("\n");
    let mut leaks = Vec::new();
    for (key, leak) in &known {
        if key.chars().count() >= SHORT && rest.contains(key.as_str()) {
            rest = rest.replace(key.as_str(), "\n");
            leaks.push((*leak).clone());
        }
    }
    let lost: Vec<String> = lost.iter().map(|paragraph| glued(paragraph)).collect();
    for piece in rest.split('\n').map(bare).filter(|piece| !piece.is_empty()) {
        let is_number = piece.len() <= 2 && piece.bytes().all(|b| b.is_ascii_digit());
        if let Some(parts) = run_of(piece, &known) {
            leaks.extend(parts);
        } else if !is_number && !lost.iter().any(|paragraph| paragraph.contains(piece)) {
            let is_part = |(key, _): &&(String, _)| key.contains(piece);
            let kind = known.iter().find(is_part).map_or(Kind::Other, |(_, leak)| leak.0);
            leaks.push((kind, piece.to_owned()));
        }
    }
    leaks
}

/// Splits a piece into known texts, if it consists of them.
fn run_of(piece: &str, known: &[(String, &(Kind, String))]) -> Option<Vec<(Kind, String)>> {
    let mut parts = Vec::new();
    let mut rest = piece;
    while !rest.is_empty() {
        let begins = |(key, _): &&(String, _)| {
            let key = bare(key);
            !key.is_empty() && rest.starts_with(key)
        };
        let (key, leak) = known.iter().find(begins)?;
        parts.push((*leak).clone());
        rest = bare(&rest[bare(key).len()..]);
    }
    Some(parts)
}

/// Trims everything but letters and digits.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

fn fields(made: &Made, article: &Article) -> Vec<(&'static str, Option<String>)> {
    let metadata = &article.metadata;
    let day = metadata.published.as_deref().map(|date| date.chars().take(10).collect::<String>());
    let differs = |wanted: &str, found: Option<&str>| {
        let is_same = found.is_some_and(|found| plain(found) == plain(wanted));
        (!is_same).then(|| format!("{} instead of {wanted}", found.unwrap_or("nothing")))
    };
    let mut fields = vec![("title", differs(&made.truth.title, metadata.title.as_deref()))];
    if are_captions_told(made) {
        fields.push(("captions", wrong_captions(made, &metadata.captions)));
    }
    if let Some(site) = made.site() {
        fields.push(("site", differs(site, metadata.site_name.as_deref())));
    }
    match made.date() {
        Date::Day(wanted) => fields.push(("date", differs(wanted, day.as_deref()))),
        Date::None => fields.push(("date", day.map(|day| format!("{day} instead of nothing")))),
        Date::Unknown => {}
    }
    fields
}

/// Returns the lower-case words.
fn plain(text: &str) -> String {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Tells whether a text page separates each caption from its credit.
fn are_captions_told(made: &Made) -> bool {
    let lines: Vec<String> = made.page.lines().map(glued).collect();
    let is_told = |(caption, credit): &(String, Option<String>)| {
        let (caption, credit) = (glued(caption), glued(credit.as_deref().unwrap_or_default()));
        let with_sign = ["(", "[", "|"].map(|sign| format!("{sign}{credit}"));
        let tells = |line: &String| {
            *line == caption || *line == credit || with_sign.iter().any(|sign| line.contains(sign))
        };
        credit.is_empty() || lines.iter().any(tells)
    };
    !made.is_text || made.truth.captions.iter().all(is_told)
}

/// Returns the error in the captions. Each must occur once, with its credit.
fn wrong_captions(made: &Made, found: &[Caption]) -> Option<String> {
    let wanted = &made.truth.captions;
    let bare = |caption: &str| key(caption, made.is_text).trim_end_matches(['.', '。']).to_owned();
    let is_it = |(caption, credit): &(String, Option<String>), found: &Caption| {
        bare(&found.caption) == bare(caption)
            && is_credit(credit.as_deref(), found.credit.as_deref())
    };
    let missing = wanted.iter().filter(|wanted| !found.iter().any(|found| is_it(wanted, found)));
    let surplus = found.iter().filter(|found| !wanted.iter().any(|wanted| is_it(wanted, found)));
    let missing: Vec<_> = missing.collect();
    let surplus: Vec<_> = surplus.map(|c| (&c.caption, &c.credit)).collect();
    let is_right = missing.is_empty() && surplus.is_empty() && found.len() == wanted.len();
    (!is_right).then(|| format!("missing {missing:?}, surplus {surplus:?}"))
}

/// Compares credits. Leading words such as "Photo by" may be missing.
fn is_credit(wanted: Option<&str>, found: Option<&str>) -> bool {
    let (Some(wanted), Some(found)) = (wanted, found) else { return wanted == found };
    let (wanted, found) = (plain(wanted), plain(found));
    let is_lead =
        |lead: &str| lead.is_empty() || lead.ends_with(' ') && lead.split(' ').count() <= 4;
    !found.is_empty() && wanted.strip_suffix(&found).is_some_and(is_lead)
}

/// Computes the figures of a group of pages.
pub fn figures<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Figures {
    let mut figures = Figures::new();
    let mut add = |name: &str, n: usize, of: usize| {
        let share = figures.entry(name.to_owned()).or_default();
        (share.n, share.of) = (share.n + n, share.of + of);
    };
    for verdict in verdicts {
        add("exact", usize::from(verdict.is_exact), 1);
        add("exact words", usize::from(verdict.are_words_exact), 1);
        add("kept", verdict.n_paragraphs - verdict.lost.len(), verdict.n_paragraphs);
        for (field, wrong) in &verdict.fields {
            add(field, usize::from(wrong.is_none()), 1);
        }
        for (kind, name) in KINDS {
            let is_free = verdict.leaks.iter().all(|(leak, _)| *leak != kind);
            if verdict.kinds.contains(&kind) {
                add(&format!("free of {name}"), usize::from(is_free), 1);
            }
        }
        add("free of all", usize::from(verdict.leaks.is_empty()), 1);
    }
    figures
}

#[test]
fn credits_may_lack_their_lead() {
    assert!(is_credit(Some("Photo by Ann Lee / AP"), Some("Ann Lee / AP")));
    assert!(is_credit(Some("(AP)"), Some("AP")));
    assert!(!is_credit(Some("Ann Lee for the Courier"), Some("Courier for")));
    assert!(!is_credit(Some("Ann Lee"), None));
    assert!(is_credit(None, None));
}

#[test]
fn what_is_not_the_truth_s_is_left() {
    let truth = ["It rained.", "It rained. Again!", "It snowed."].map(str::to_owned);
    let (lost, rest) = compared("It rained. Again! Ann\nLee\n\nIt rained.\n\nShare", &truth);
    assert_eq!((lost, rest.join("|")), (vec!["It snowed.".to_owned()], "Ann|Lee|Share".to_owned()));
}
