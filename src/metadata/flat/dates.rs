//! Finds the publication date of flattened text: a date between the title and the content. The date in a masthead is the day of
//! the visit.

use crate::dom::NodeId;
use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::dates::{self, Dates, first};
use crate::metadata::decision::Rule;
use crate::metadata::flat::Around;
use crate::metadata::flat::lines::is_prose;
use crate::metadata::language;
use crate::metadata::path_date::in_path;
use crate::metadata::published::{add_text, says_published, split_updated};
use crate::metadata::written::{Order, Reading, order_shown};
use crate::text::clipped;

/// The maximum distance of a date after the beginning of the content, in lines.
const AFTER: usize = 3;
/// The maximum distance after the title of a line that is mostly a date, in lines. Content may precede it.
const NEAR: usize = 10;
/// The maximum distance of a date before the title, in lines.
const NEAR_BEFORE: usize = 2;
/// The number of lines at the top of a text in which a date before the title is the day of the visit.
const MASTHEAD: usize = 6;
/// The maximum length of a text with a date, in bytes.
const MAX_TEXT: usize = 160;
/// The maximum length of a text that is mostly a date, in bytes.
const MAX_DATE: usize = 40;
/// The maximum length of a dateline, in bytes.
const MAX_DATELINE: usize = 60;
/// The number of bytes of the content from which its language is detected.
const MAX_SAMPLE: usize = 1_500;

/// The sources of dates in flattened text, the most trusted first.
const SOURCES: &[Source] =
    &[Source::NearHeadline, Source::Line, Source::BeforeHeadline, Source::End, Source::UrlPath];

/// Adds the dates near the title, in the dateline, at the end of the content and in the URL.
pub(super) fn gather(around: &Around<'_>, url: Option<&str>, found: &mut Candidates) {
    let list = &around.lines.list;
    let own = around.lines_to_start();
    let (title, start) = (own.start, own.end);
    let end = list.len().min((start + AFTER).max(title + NEAR));
    for i in title..end {
        let text = &*list[i].text;
        if around.title_line == Some(i) {
            // The rest of the line of the title.
            let rest = around.title.and_then(|title| text.split_once(title));
            if let Some((_, rest)) = rest.filter(|(_, rest)| has_digit(rest)) {
                add_text(clipped(rest, MAX_TEXT), Source::NearHeadline, list[i].nodes.start, found);
            }
            continue;
        }
        let most = if i < start + AFTER { MAX_TEXT } else { MAX_DATE };
        if text.len() <= most && has_digit(text) && !(is_prose(text) && i >= start) {
            let place = list[i].nodes.start;
            if i > 0 && says_only_updated(&list[i - 1].text) {
                found.add(Field::Modified, text, Source::NearHeadline, place);
            } else {
                add_text(text, Source::NearHeadline, place, found);
            }
        }
    }
    if let Some(line) = list.get(start)
        && let Some(dateline) = dateline(&line.text)
    {
        found.add(Field::Published, dateline, Source::Line, line.nodes.start);
    }
    let before = list.iter().enumerate().take(title).skip(title.saturating_sub(NEAR_BEFORE));
    for (i, line) in before {
        let text = &*line.text;
        let is_own = i >= MASTHEAD && text.len() <= MAX_DATE
            || text.len() <= MAX_TEXT && says_published(text);
        if is_own && has_digit(text) {
            add_text(text, Source::BeforeHeadline, line.nodes.start, found);
        }
    }
    for &id in &around.end {
        let text = around.dom.text(id).trim();
        if text.len() <= MAX_TEXT && has_digit(text) && says_published(text) {
            add_text(text, Source::End, id, found);
        }
    }
    if let Some(date) = url.and_then(in_path) {
        found.add(Field::Published, &date, Source::UrlPath, NodeId::DOCUMENT);
    }
}

fn has_digit(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

/// Whether a short text without a number says that the next text is a modification date.
fn says_only_updated(text: &str) -> bool {
    text.len() <= MAX_DATE && !has_digit(text) && split_updated(text).0.is_empty()
}

/// Returns the dateline: the text before the dash in the first sentence of a report, as in `ROME, 5 May 2024 – It rained.`
fn dateline(text: &str) -> Option<&str> {
    let begin = clipped(text, MAX_DATELINE);
    let end =
        ["—", "–", " - ", " -- ", ">>", "(AP)"].iter().filter_map(|sign| begin.find(sign)).min()?;
    Some(&begin[..end]).filter(|line| has_digit(line) && line.contains(char::is_alphabetic))
}

/// Determines how dates are read: by the dates that have only one possible order, else by the language of the text.
pub(super) fn reading(around: &Around<'_>, found: &Candidates) -> Reading {
    let dates = || found.of(Field::Published).chain(found.of(Field::Modified));
    let shown = |order| dates().any(|c| order_shown(&c.value) == Some(order));
    // Only two numbers of at most two digits can be in either order.
    let is_small = |piece: &str| (1..=2).contains(&piece.len());
    let is_numeric = |c: &Candidate| {
        let mut numbers = c.value.split(|c: char| !c.is_ascii_digit() && c != '/' && c != '-');
        numbers
            .any(|word| word.split(['/', '-']).take(2).filter(|piece| is_small(piece)).count() == 2)
    };
    match (shown(Order::DayFirst), shown(Order::MonthFirst)) {
        (true, false) => Order::DayFirst.into(),
        (false, true) => Order::MonthFirst.into(),
        _ if !dates().any(is_numeric) => Order::DayFirst.into(),
        _ => {
            let own = around.lines.list.iter().skip(around.lines.start);
            let mut sample = String::new();
            for line in own.take_while(|line| line.is_kept) {
                sample.push_str(&line.text);
                sample.push('\n');
                if sample.len() > MAX_SAMPLE {
                    break;
                }
            }
            Reading::of(language::checked(None, &sample).as_deref())
        }
    }
}

/// The lines with a date near the title, by their first nodes.
pub(super) fn places(found: &Candidates, reading: Reading) -> Vec<NodeId> {
    let dates = found.of(Field::Published).chain(found.of(Field::Modified));
    let dates = dates.filter(|c| dates::read(c, reading).is_some());
    dates.map(|c| c.place).collect()
}

/// Selects each date from its most trusted source. Without a publication date, the modification date is used.
pub(super) fn choose(found: &Candidates, reading: Reading) -> Dates {
    let first = |field| first(found, field, SOURCES, reading);
    let modified = first(Field::Modified);
    let published = match first(Field::Published) {
        Some(published) => (Some(published), None),
        None => (modified.clone(), Some(Rule::DateOfChange)),
    };
    Dates::of(found, SOURCES, published, modified, Vec::new())
}
