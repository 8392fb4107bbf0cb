//! Finds the site name and the section in flattened text: in the masthead, the first line, the copyright notice, breadcrumbs and
//! labels.

use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::decision::{Choice, Decision, Rule};
use crate::metadata::flat::Around;
use crate::metadata::flat::lines::is_prose;
use crate::metadata::title::{plain, segments};

/// The number of lines at the top in which a masthead may be.
const MASTHEAD: usize = 4;
/// The maximum length of a site name or section name, in words and in bytes.
const MAX_WORDS: usize = 6;
const MAX_BYTES: usize = 60;
/// The maximum distance of breadcrumbs before the title, in lines.
const CRUMBS: usize = 12;
/// The minimum number of consecutive short lines that make a menu.
const MENU: usize = 3;

/// The sources of the site name, the most trusted first.
const NAME: &[Source] = &[Source::FirstLine, Source::Line, Source::Copyright];

/// Adds the candidates of the site name.
pub(super) fn gather(around: &Around<'_>, found: &mut Candidates) {
    let list = &around.lines.list;
    if let Some(first) = list.first()
        && let Some(name) = around.title.and_then(|title| beside(&first.text, title))
    {
        found.add(Field::SiteName, name, Source::FirstLine, first.nodes.start);
    }
    let is_date = |i: usize| around.shapes.get(i).is_some_and(|shape| shape.is_date);
    for (i, line) in list.iter().take(MASTHEAD).enumerate() {
        let is_title = Some(i) >= around.title_line;
        if !is_title && !is_date(i) && is_date(i + 1) && is_name(&line.text) {
            found.add(Field::SiteName, &line.text, Source::Line, line.nodes.start);
        }
    }
    for &id in around.tail.iter().rev() {
        if let Some(name) = copyright(around.dom.text(id)) {
            found.add(Field::SiteName, name, Source::Copyright, id);
        }
    }
}

/// Selects the name that the most other sources agree with; of several, that of the most trusted source.
pub(super) fn choose(found: &Candidates) -> Decision {
    let agree = |a: &str, b: &str| {
        let (a, b) = (plain(a), plain(b));
        a.contains(&b) || b.contains(&a)
    };
    let all: Vec<_> = found.ranked(Field::SiteName, NAME).collect();
    let n_agreeing: Vec<usize> = all
        .iter()
        .map(|own| all.iter().filter(|c| c.source != own.source && agree(&c.value, &own.value)))
        .map(Iterator::count)
        .collect();
    let Some(best) = (0..all.len()).rev().max_by_key(|&i| n_agreeing[i]) else {
        return Decision { value: None, choice: Choice::none(NAME) };
    };
    let is_tie = n_agreeing.iter().all(|&n| n == n_agreeing[best]);
    let rule = if is_tie { found.rule_of_first(Field::SiteName) } else { Rule::MostAgree };
    Decision { value: Some(all[best].value.clone()), choice: Choice::of(rule, NAME, all[best]) }
}

/// Returns the segment of the first line beside the title: the last segment, or the first if the title is last.
fn beside<'a>(first: &'a str, title: &str) -> Option<&'a str> {
    let pieces = segments(first);
    let title = plain(title);
    let is_other = |piece: &&&str| !title.contains(&plain(piece));
    let is_shown = pieces.iter().any(|piece| title.contains(&plain(piece)));
    let is_last = pieces.last().is_some_and(|last| title.contains(&plain(last)));
    let mut others = pieces.iter().filter(is_other);
    let name = if is_last { others.next() } else { others.next_back() };
    name.copied().filter(|name| is_shown && is_name(name))
}

/// Whether a text may be the name of a site or a section: short, not a sentence, not beginning in lower case.
fn is_name(text: &str) -> bool {
    let text = text.trim();
    (2..=MAX_BYTES).contains(&text.len())
        && text.split(' ').count() <= MAX_WORDS
        && text.chars().any(char::is_alphabetic)
        && !text.starts_with(char::is_lowercase)
        && !text.ends_with(['.', ':', ',', '…', '>'])
        && !is_prose(text)
}

/// Returns the name in a copyright notice such as `© 2024 The Paper. All rights reserved.` or `Copyright The Paper 2024`.
fn copyright(text: &str) -> Option<&str> {
    let (_, after) = text
        .split_once('©')
        .or_else(|| text.split_once("(c)"))
        .or_else(|| text.split_once("Copyright"))?;
    let is_year = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '-' | '–' | ',' | '.' | '©' | '|' | '/')
    };
    let has_year = text.bytes().any(|b| b.is_ascii_digit());
    let name = after.trim_start_matches("Copyright").trim_start_matches(is_year);
    let end = [". ", " | ", " – ", " - ", " • ", " · ", ", ", " ("]
        .iter()
        .filter_map(|sign| name.find(sign))
        .min();
    let name = &name[..end.unwrap_or(name.len())];
    let name = name.trim_end_matches(is_year).trim_matches(['.', ',']);
    (has_year && is_name(name)).then_some(name)
}

/// Adds the candidates of the section: the last breadcrumb before the title, and the label above the title.
pub(super) fn gather_section(around: &Around<'_>, site: Option<&str>, found: &mut Candidates) {
    let list = &around.lines.list;
    let Some(title) = around.title_line.filter(|&i| i > 0 && i < list.len()) else { return };
    let site = site.map(plain).unwrap_or_default();
    let title_words = around.title.map(plain).unwrap_or_default();
    let is_section = |text: &str| {
        let plain = plain(text);
        is_name(text)
            && !text.chars().any(char::is_numeric)
            && plain != site
            && !title_words.contains(&plain)
    };
    for line in list[title.saturating_sub(CRUMBS)..title].iter().rev() {
        if let Some(crumb) = last_crumb(&line.text, &title_words).filter(|crumb| is_section(crumb))
        {
            found.add(Field::Section, crumb, Source::Link, line.nodes.start);
            break;
        }
    }
    let label = &list[title - 1];
    let shape = around.shapes.get(title - 1).copied().unwrap_or_default();
    let is_plain = !shape.is_date && !shape.is_byline && is_section(&label.text);
    let is_short = |line: &&crate::metadata::flat::lines::Line<'_>| {
        is_name(&line.text) && line.words.len() <= 4
    };
    let n_short = list[..title - 1].iter().rev().take_while(is_short).count();
    let words = around.lines.words_of(label);
    let is_again = list[..title - 1].iter().any(|line| around.lines.words_of(line) == words);
    let is_alone = n_short < MENU || label.tag.heading_level().is_some();
    if is_plain && (is_alone || is_again) && label.words.len() <= 4 && title > 1 {
        found.add(Field::Section, &label.text, Source::NearHeadline, label.nodes.start);
    }
}

/// Returns the breadcrumb that names the section: the last one that is not the title.
fn last_crumb<'a>(text: &'a str, title: &str) -> Option<&'a str> {
    if text.len() > 4 * MAX_BYTES || !text.contains(['>', '/', '»', '›', '|', '→']) {
        return None;
    }
    let pieces = segments(text);
    let is_title = |piece: &&str| {
        let plain = plain(piece);
        plain.is_empty() || title.starts_with(&plain)
    };
    let n = pieces.len() - pieces.iter().rev().take_while(|piece| is_title(piece)).count();
    // The first breadcrumb is the front page.
    pieces
        .get(n.checked_sub(1)?)
        .copied()
        .filter(|_| n > 1 && pieces.iter().all(|piece| is_name(piece) || is_title(piece)))
}
