//! Normalizes lists, and finds the checkboxes of task lists.

use crate::dom::{AttrName, Dom, NodeId, Span, Tag};
use crate::render::event::{Event, is_list};

/// The maximum number of nodes of an item that are searched for a checkbox.
const MAX_NODES: usize = 8;

/// Normalizes the lists of the events: removes typed bullets, and replaces items that contain only a list of the same
/// kind by the items of that list.
pub(crate) fn in_normal_form(events: Vec<Event>, text: &str) -> Vec<Event> {
    let is_gone = lone_lists(&events);
    let mut out: Vec<Event> = Vec::with_capacity(events.len());
    let mut open: Vec<Tag> = Vec::new();
    for (event, _) in events.into_iter().zip(is_gone).filter(|(_, is_gone)| !is_gone) {
        match event {
            Event::Open(tag, _) if is_list(tag) => open.push(tag),
            Event::Close(tag) if is_list(tag) => drop(open.pop()),
            Event::Text(span) if open.last() == Some(&Tag::Ul) && begins_item(&out) => {
                let rest = without_bullets(&text[span.range()]);
                let end = span.range().end;
                if !rest.is_empty() {
                    out.push(Event::Text(Span::new(end - rest.len(), end)));
                }
                continue;
            }
            _ => {}
        }
        out.push(event);
    }
    out
}

/// The number of items of the list that opens at event `open`.
pub(crate) fn n_items(events: &[Event], open: usize) -> usize {
    let (mut depth, mut n) = (0_usize, 0);
    for &event in &events[open..] {
        match event {
            Event::Open(tag, _) if is_list(tag) => depth += 1,
            Event::Close(tag) if is_list(tag) && depth == 1 => break,
            Event::Close(tag) if is_list(tag) => depth -= 1,
            Event::Open(Tag::Li, _) if depth == 1 => n += 1,
            _ => {}
        }
    }
    n
}

/// Whether the list that opens at event `open` is tight: each item is one paragraph, and may contain tight lists.
pub(crate) fn is_tight(events: &[Event], open: usize) -> bool {
    let mut depth = 0;
    for (i, &event) in events.iter().enumerate().skip(open) {
        match event {
            Event::Open(tag, _) if is_list(tag) => depth += 1,
            Event::Close(tag) if is_list(tag) && depth == 1 => break,
            Event::Close(tag) if is_list(tag) => depth -= 1,
            Event::Open(Tag::P, _) if !matches!(events[i - 1], Event::Open(Tag::Li, _)) => {
                return false;
            }
            Event::Open(tag, _) if tag.is_block() && !matches!(tag, Tag::P | Tag::Li) => {
                return false;
            }
            Event::Rule => return false,
            _ => {}
        }
    }
    true
}

/// Whether the last two events open an item and its first paragraph.
fn begins_item(events: &[Event]) -> bool {
    matches!(events, [.., Event::Open(Tag::Li, _), Event::Open(Tag::P, _)])
}

/// For each event, whether it opens or closes an item that contains only a list of its own kind, or that list.
fn lone_lists(events: &[Event]) -> Vec<bool> {
    let mut is_gone = vec![false; events.len()];
    let mut lists: Vec<(Tag, usize)> = Vec::new();
    // For each open item: the events that open and close a list of its kind at its start.
    let mut firsts: Vec<Option<(usize, Option<usize>)>> = Vec::new();
    for (i, &event) in events.iter().enumerate() {
        match event {
            Event::Open(tag, _) if is_list(tag) => {
                let is_first = i > 0 && matches!(events[i - 1], Event::Open(Tag::Li, _));
                let is_alike = lists.last().is_some_and(|&(outer, _)| outer == tag);
                if let Some(first) = firsts.last_mut().filter(|_| is_first && is_alike) {
                    *first = Some((i, None));
                }
                lists.push((tag, i));
            }
            Event::Close(tag) if is_list(tag) => {
                let opened = lists.pop().map(|(_, opened)| opened);
                if let Some(Some((open, close))) = firsts.last_mut()
                    && Some(*open) == opened
                {
                    *close = Some(i);
                }
            }
            Event::Open(Tag::Li, _) => firsts.push(None),
            Event::Close(Tag::Li) => {
                if let Some(Some((open, Some(close)))) = firsts.pop()
                    && close + 1 == i
                {
                    [open - 1, open, close, i].iter().for_each(|&gone| is_gone[gone] = true);
                }
            }
            _ => {}
        }
    }
    is_gone
}

/// Strips typed bullets, each followed by a space, from the start of a text.
fn without_bullets(text: &str) -> &str {
    let mut rest = text;
    while let Some(next) = rest.strip_prefix(['-', '–', '*', '•', '·', '▪', '‣', '●', '○', '■'])
        && let Some(next) = next.strip_prefix(' ')
    {
        rest = next;
    }
    rest
}

/// The checkbox of a task list item in Markdown, `[ ]` or `[x]`, if the item starts with one.
pub(crate) fn task(dom: &Dom, item: NodeId) -> Option<&'static str> {
    let inside = dom.subtree(item).skip(1).take(MAX_NODES);
    let mut before_text =
        inside.take_while(|&id| !dom.text(id).contains(|c: char| !c.is_whitespace()));
    let is_list_end = |id: NodeId| dom.tag(id).is_list();
    let input = before_text.find(|&id| dom.tag(id) == Tag::Input || is_list_end(id))?;
    let is_box = dom
        .attr(input, AttrName::Type)
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("checkbox"));
    let is_checked = dom.attr(input, AttrName::Checked).is_some();
    is_box.then_some(if is_checked { "[x]" } else { "[ ]" })
}
