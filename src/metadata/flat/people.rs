//! Finds the byline of flattened text: a line between the title and the content, or at its end, that names the author.

use crate::metadata::author::{is_only_lead, names};
use crate::metadata::byline::{is_person, says_author};
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::flat::Around;
use crate::metadata::flat::cut::{self, before_byline, unglued};
use crate::metadata::flat::lines::{Line, is_prose};

/// The maximum distance of a byline after the beginning of the content, in lines.
const AFTER: usize = 2;
/// The maximum distance of a byline after the title, in lines. Content may precede it.
const NEAR: usize = 8;
/// The maximum distance of a byline before the title, in lines.
const NEAR_BEFORE: usize = 5;
/// The maximum number of lines with the names of one byline.
const MAX_NAMES: usize = 6;
/// The maximum size of a line that only joins two names, such as "and", in bytes.
const MAX_AND: usize = 4;

/// Adds the first byline after the title; else the first before it; else a name beside a date; else the byline at the end of the
/// content.
pub(super) fn gather(around: &Around<'_>, found: &mut Candidates) {
    let list = &around.lines.list;
    let own = around.lines_to_start();
    let before = own.start.saturating_sub(NEAR_BEFORE)..own.start.min(list.len());
    let after = own.start..list.len().min((own.end + AFTER).max(own.start + NEAR));
    for i in after.clone().chain(before) {
        if let Some(text) = byline(around, i) {
            found.add(Field::Author, &text, Source::NearHeadline, list[i].nodes.start);
            for next in list[i + 1..].iter().take(MAX_NAMES) {
                let Some(text) = own_byline(next) else { break };
                found.add(Field::Author, &unglued(text), Source::NearHeadline, next.nodes.start);
            }
            return;
        }
    }
    let is_date = |i: usize| around.shapes.get(i).is_some_and(|shape| shape.is_date);
    for i in after.skip(1) {
        let is_beside = i > 0 && is_date(i - 1) || is_date(i + 1);
        if is_beside && !is_date(i) && is_person(&list[i].text) {
            found.add(Field::Author, &list[i].text, Source::Byline, list[i].nodes.start);
            return;
        }
    }
    for &id in &around.end {
        if says_author(around.dom.text(id)) {
            found.add(Field::Author, around.dom.text(id), Source::End, id);
            return;
        }
    }
}

/// Returns the byline that is a line or the end of a line. If it has no name, the names on the next lines are appended.
fn byline(around: &Around<'_>, i: usize) -> Option<String> {
    let list = &around.lines.list;
    let line = &list[i];
    let text = own_byline(line).or_else(|| rest_of_title(around, i))?;
    if !is_only_lead(text) {
        return Some(unglued(text));
    }
    let mut whole = text.to_owned();
    for next in list[i + 1..].iter().take(MAX_NAMES) {
        let is_and = next.text.len() <= MAX_AND;
        whole.push(' ');
        whole.push_str(&next.text);
        let goes_on = list.get(i + 2).is_some_and(|line| line.text.len() <= MAX_AND);
        if !is_and && !goes_on {
            break;
        }
    }
    Some(whole)
}

/// Returns the byline after the title or after a date in the same line. In text without lines, it may follow any text.
fn rest_of_title<'a>(around: &Around<'a>, i: usize) -> Option<&'a str> {
    let line = &around.lines.list[i];
    let is_title = around.title_line == Some(i);
    let is_date = around.shapes.get(i).is_some_and(|shape| shape.is_date);
    if !is_title && !is_date && !around.lines.is_one_line {
        return None;
    }
    let cut = before_byline(&line.text)?;
    let rest = line.text.get(cut.len()..)?;
    let is_cut = around.title == Some(cut) || is_date || around.lines.is_one_line;
    cut::byline(rest).filter(|text| is_cut && !names(text, Source::NearHeadline, &[]).is_empty())
}

/// Returns the line if its first words make it a byline; `None` for prose.
fn own_byline<'a>(line: &'a Line<'_>) -> Option<&'a str> {
    cut::byline(&line.text).filter(|text| !is_prose(text) || is_only_lead(text))
}
