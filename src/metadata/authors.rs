//! Selects the authors: the names of the most trusted source that has any.

use std::collections::HashSet;

use memchr::memchr2_iter;

use crate::dom::Dom;
use crate::lexicon::LEXICON;
use crate::metadata::author::{MAX_NAMES, TOGETHER, bare, is_handle, is_visible, names};
use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::decision::{Choice, Decision, Loss, Rule};
use crate::metadata::names::names_role;
use crate::text::trim;

/// All sources of authors, the most trusted first.
const SOURCES: &[Source] = &[
    Source::Analytics,
    Source::JsonLd,
    Source::Bibliographic,
    Source::Link,
    Source::Microdata,
    Source::JsonLdPage,
    Source::Meta,
    Source::Twitter,
    Source::Byline,
    Source::NearHeadline,
    Source::OpenGraph,
    Source::End,
];

/// The sources whose author is accepted even if the site has the same name.
const NAMED: &[Source] =
    &[Source::Twitter, Source::Link, Source::Byline, Source::NearHeadline, Source::End];

/// The sources whose author may be the site itself, if no person is named.
const OF_SITE: &[Source] = &[Source::Meta, Source::OpenGraph];
/// The sources that may name a desk.
const DESKS: &[Source] = &[
    Source::Byline,
    Source::Link,
    Source::NearHeadline,
    Source::JsonLd,
    Source::Twitter,
    Source::Meta,
];

/// Selects the authors of the most trusted source that has names. The site of one person may have that person's name. Account
/// names are used only if there are no other names, and a desk such as "Editorial team" only if there are no names at all.
pub(crate) fn choose(
    dom: &Dom,
    found: &Candidates,
    sites: &[String],
    page_type: Option<&str>,
) -> Decision<Vec<String>> {
    let passes: [(Rule, &[Source], &[String], bool); 4] = [
        (Rule::AllOfSource, SOURCES, sites, false),
        (Rule::SiteIsPerson, NAMED, &[], false),
        (Rule::Account, SOURCES, sites, true),
        (Rule::SiteAsAuthor, OF_SITE, &[], false),
    ];
    if let Some(named) = byline_that_contradicts(found, sites) {
        let choice =
            Choice { winners: named.numbers, ..Choice::by(Rule::BylineBeatsTold, SOURCES) };
        return Decision { value: in_title_case(named.names), choice };
    }
    let is_article = page_type.is_none_or(|kind| kind == "article");
    let mut choice = Choice::none(SOURCES);
    for (rule, sources, sites, with_handles) in &passes[..if is_article { 4 } else { 3 }] {
        let losses = &mut choice.losses;
        let first = first(dom, found, sources, |s| named(found, s, sites, *with_handles), losses);
        let Some((source, named)) = first else { continue };
        if is_of_another(found, &named.names, source, page_type) {
            losses.extend(named.numbers.iter().map(|&number| (number, Loss::OfAnother)));
            break;
        }
        let apart = found.from(Field::Author, source).skip(named.n_read);
        let loss = if named.is_full { Loss::TooMany } else { Loss::Apart };
        losses.extend(apart.map(|c| (c.number, loss)));
        let is_only = found.n_of(Field::Author) == 1 && *rule == Rule::AllOfSource;
        choice.rule = if is_only { Rule::Only } else { *rule };
        choice.winners = named.numbers;
        return Decision { value: in_title_case(named.names), choice };
    }
    let desk = DESKS.iter().find_map(|&source| desk(found, source));
    let value = desk.map(|(name, candidate)| {
        (choice.rule, choice.winners) = (Rule::Desk, vec![candidate.number]);
        name
    });
    Decision { value: value.into_iter().collect(), choice }
}

/// Returns the names with those in capitals in title case: `ANN LEE-FOX` becomes `Ann Lee-Fox`. Names with a word of less than
/// three letters are unchanged, as it may be initials.
fn in_title_case(names: Vec<String>) -> Vec<String> {
    let is_capital = |word: &str| {
        word.chars().count() > 2 && word.chars().all(|c| c.is_uppercase() || "-'’".contains(c))
    };
    let lowered = |name: String| {
        if !name.contains(' ') || !name.split(' ').all(is_capital) {
            return name;
        }
        let mut begins = true;
        let mut out = String::with_capacity(name.len());
        for c in name.chars() {
            if begins {
                out.push(c)
            } else {
                out.extend(c.to_lowercase())
            }
            begins = !c.is_alphabetic();
        }
        out
    };
    names.into_iter().map(lowered).collect()
}

/// The sources of machine-readable authors, and of links to authors.
const TOLD: &[Source] = SOURCES.split_at(8).0;

/// Returns the people whom a byline at the headline names, if the page's data names others. Such data is often the account of
/// the editor who entered the page, or the organisation.
fn byline_that_contradicts(found: &Candidates, sites: &[String]) -> Option<Named> {
    let shown = named(found, Source::NearHeadline, sites, false);
    let is_person = |name: &String| (2..=4).contains(&name.split(' ').count()) && !names_role(name);
    if shown.names.is_empty() || !shown.names.iter().all(is_person) {
        return None;
    }
    let is_shown = |name: &str| {
        let is_text = |c: &Candidate| is_visible(c.source) && c.source != Source::Microdata;
        let lower = name.to_lowercase();
        found.of(Field::Author).any(|c| is_text(c) && holds(&c.value, &lower))
    };
    let told = TOLD.iter().flat_map(|&source| named(found, source, sites, true).names);
    let mut told = told.peekable();
    told.peek()?;
    let is_in = |name: &str| {
        let mut words = name.split(' ').map(str::to_lowercase);
        words.any(|word| shown.names.iter().any(|shown| shown.to_lowercase().contains(&word)))
    };
    told.all(|name| !is_in(&name) && !is_shown(&name)).then_some(shown)
}

/// Returns the first source whose names are confirmed, and its names. Unconfirmed candidates are recorded in `losses`.
fn first(
    dom: &Dom,
    found: &Candidates,
    sources: &[Source],
    named: impl Fn(Source) -> Named,
    losses: &mut Vec<(usize, Loss)>,
) -> Option<(Source, Named)> {
    for &source in sources {
        let named = named(source);
        let Some(name) = named.names.first() else { continue };
        if is_confirmed(dom, found, name, source) {
            return Some((source, named));
        }
        losses.extend(named.numbers.iter().map(|&number| (number, Loss::Unconfirmed)));
    }
    None
}

/// The names from one source.
struct Named {
    names: Vec<String>,
    /// The numbers of the candidates that contain the names.
    numbers: Vec<usize>,
    /// The number of candidates of the source that were read.
    n_read: usize,
    /// Whether the maximum number of names is reached.
    is_full: bool,
}

/// Returns the names from one source; for tests.
#[cfg(test)]
pub(crate) fn names_of(found: &Candidates, source: Source) -> Vec<String> {
    named(found, source, &[], false).names
}

/// Returns the authors from one source. Machine-readable data gives all its names. Visible text gives the first names and the
/// names adjacent to them. Account names count only `with_handles`.
fn named(found: &Candidates, source: Source, sites: &[String], with_handles: bool) -> Named {
    let mut out: Vec<String> = Vec::new();
    let (mut numbers, mut n_read) = (Vec::new(), 0);
    let mut known = HashSet::new();
    let (mut last, mut n_names) = (None, 0);
    for candidate in found.from(Field::Author, source) {
        let place = candidate.place.index();
        let is_apart =
            is_visible(source) && last.is_some_and(|last| place.abs_diff(last) > TOGETHER);
        if is_apart || n_names >= MAX_NAMES {
            break;
        }
        n_read += 1;
        let is_sentence = || {
            // "by ann" is a complete byline, not a sentence.
            let mut words = candidate.value.split(' ');
            let begins = words.next().unwrap_or_default().to_lowercase();
            words.count() != 1 && !LEXICON.author_verbs.has(&begins)
        };
        let is_sentence = source == Source::NearHeadline && is_sentence();
        for name in names(&candidate.value, source, sites) {
            n_names += 1;
            if is_handle(&name, source) && (!with_handles || is_sentence) {
                continue;
            }
            if is_visible(source) && !out.is_empty() && names_role(&name) {
                continue;
            }
            if known.insert(name.to_lowercase()) {
                out.push(name);
                if numbers.last() != Some(&candidate.number) {
                    numbers.push(candidate.number);
                }
            }
            last = Some(place);
        }
    }
    Named { names: out, numbers, n_read, is_full: n_names >= MAX_NAMES }
}

/// Returns the desk that a source names, such as "Editorial team", and its candidate. The value must be the name of a desk; "By"
/// may precede it, and a date or a role may follow it. Used only if no person is named.
fn desk(found: &Candidates, source: Source) -> Option<(String, &Candidate)> {
    found.from(Field::Author, source).find_map(|candidate| {
        let value = bare(&candidate.value);
        let first = value.split(' ').next().unwrap_or_default();
        let is_lead = LEXICON.author_leads.has(&first.to_lowercase())
            && !LEXICON.desks.has(&first.to_lowercase());
        let value = bare(if is_lead { &value[first.len()..] } else { value });
        let name = value.split([',', '|', '·', '•', '-', '–', '(', ':']).next().unwrap_or_default();
        let is_lead = value[name.len()..].starts_with(':');
        let is_desk = !is_lead && LEXICON.desks.has(&name.trim().to_lowercase());
        is_desk.then(|| (name.trim().to_owned(), candidate))
    })
}

/// Whether the names belong to other content. On a listing page, many visible names are those of the listed pages. On a product
/// page, a name that no other source has is that of a reviewer.
fn is_of_another(
    found: &Candidates,
    authors: &[String],
    source: Source,
    page_type: Option<&str>,
) -> bool {
    let agrees = |c: &Candidate| {
        c.source != source && authors.first().is_some_and(|name| c.value.contains(name))
    };
    match page_type {
        Some("product") => !found.of(Field::Author).any(agrees),
        Some("listing") if is_visible(source) => {
            let named = found.from(Field::Author, source);
            let mut known: Vec<String> = Vec::new();
            for name in named.flat_map(|c| names(&c.value, source, &[])) {
                if !known.contains(&name) {
                    known.push(name);
                }
                if known.len() >= MANY_NAMES {
                    return true;
                }
            }
            false
        }
        _ => false,
    }
}

/// The minimum number of names that make a list of authors on a listing page.
const MANY_NAMES: usize = 3;

/// Whether another source or the visible text confirms a name from machine-readable data. Names from other sources need no
/// confirmation. Measured on three corpora: an unconfirmed name is correct on 3 of 28 pages.
fn is_confirmed(dom: &Dom, found: &Candidates, name: &str, source: Source) -> bool {
    let is_alone = match source {
        Source::JsonLd | Source::JsonLdPage | Source::Analytics | Source::Bibliographic => true,
        // Sites often set the same author on all pages. It needs confirmation if there is a byline.
        Source::Meta => found.from(Field::Author, Source::NearHeadline).next().is_some(),
        _ => false,
    };
    if !is_alone || found.of(Field::Author).any(|c| c.source != source && c.value.contains(name)) {
        return true;
    }
    let lower = name.to_lowercase();
    let shown = dom.ids().filter(|&id| dom.parent(id).is_some_and(|p| !dom.tag(p).is_skipped()));
    let mut n_bytes = 0;
    for text in shown.map(|id| dom.text(id)) {
        if text.len() >= name.len() && holds(text, &lower) {
            return true;
        }
        n_bytes += trim(text).len();
    }
    n_bytes < MIN_SHOWN_BYTES
}

/// Whether a text contains lower-case words, ignoring the case of the text.
fn holds(text: &str, lower: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(lower);
    }
    let Some(&first) = lower.as_bytes().first() else { return true };
    let text = text.as_bytes();
    let is_here = |at: usize| {
        let here = text.get(at..at + lower.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(lower.as_bytes()))
    };
    memchr2_iter(first, first.to_ascii_uppercase(), text).any(is_here)
}

/// The minimum size of the visible text of a page that must show its author, in bytes. Smaller pages are filled by a script, and
/// need not show the author yet.
const MIN_SHOWN_BYTES: usize = 600;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::NodeId;

    #[test]
    fn a_name_is_found_in_whatever_letters() {
        for text in ["by ANN LEE", "Ann Lee", "Ümit, ann lee"] {
            assert!(holds(text, "ann lee"), "{text}");
        }
        assert!(
            holds("ÉVA", "éva") && !holds("Ann Le", "ann lee") && !holds("Anna Lee", "ann lee")
        );
    }

    #[test]
    fn names_in_capitals_are_lowered() {
        let names = ["ANN LEE-FOX", "ÉVA O'HARA", "JD VANCE", "Ann LEE", "REUTERS"];
        let expected = ["Ann Lee-Fox", "Éva O'Hara", "JD VANCE", "Ann LEE", "REUTERS"];
        assert_eq!(in_title_case(names.map(str::to_owned).to_vec()), expected);
    }

    #[test]
    fn a_desk_stands_for_those_who_are_not_named() {
        let mut found = Candidates::default();
        let byline = "von Redaktion, 5. Januar";
        found.add(Field::Author, byline, Source::Byline, NodeId::DOCUMENT);
        assert!(named(&found, Source::Byline, &[], true).names.is_empty());
        let desk = desk(&found, Source::Byline).map(|(name, _)| name);
        assert_eq!(desk.as_deref(), Some("Redaktion"));
    }
}
