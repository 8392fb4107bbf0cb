//! List markers: bullets, numbers and letters at the beginning of a line.

use super::join::ending;
use super::lines::{Line, is_space};
use super::rule::is_rule;
use crate::text::is_sentence_end;

/// A list marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Bullet(char),
    Number(u32),
    /// A letter, or a number in brackets, which stays in the text.
    Label,
}

/// A list marker and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marked {
    pub mark: Mark,
    /// The byte offset of the text after the marker; 0 for [`Mark::Label`].
    pub len: usize,
}

/// The marker of a line by itself, regardless of other lines.
fn mark(text: &str) -> Option<Marked> {
    let mut chars = text.chars();
    let first = chars.next()?;
    if first.is_ascii_alphanumeric() || matches!(first, '(' | '[' | '（') {
        return number(text);
    }
    let rest = chars.as_str();
    let inner = rest.trim_start_matches(is_space);
    let is_parted = inner.len() < rest.len() || rest.is_empty();
    let is_bullet = is_strong(first) && (is_parted || inner.starts_with(char::is_alphanumeric))
        || is_weak(first) && is_parted && !inner.is_empty();
    (is_bullet && !is_rule(text))
        .then_some(Marked { mark: Mark::Bullet(first), len: text.len() - inner.len() })
}

/// Characters that are always bullets.
pub(super) fn is_strong(c: char) -> bool {
    matches!(
        c,
        '•' | '‣'
            | '▪'
            | '▫'
            | '●'
            | '○'
            | '◦'
            | '■'
            | '□'
            | '►'
            | '▸'
            | '▶'
            | '➢'
            | '➤'
            | '❖'
            | '◆'
            | '◇'
            | '✓'
            | '✔'
            | '☐'
            | '☑'
            | '⁃'
            | '∙'
            | '\u{f0b7}'
            | '\u{f0a7}'
    )
}

/// Characters that are bullets only if another line has the same.
fn is_weak(c: char) -> bool {
    matches!(c, '*' | '-' | '–' | '—' | '+' | '·' | '・' | '>' | '›' | '»' | '→' | '~')
}

/// A number or letter with a full stop or bracket, such as `1.`, `a)` or `[3]`.
fn number(text: &str) -> Option<Marked> {
    let open = text.chars().next().filter(|c| !c.is_alphanumeric());
    let body = &text[open.map_or(0, char::len_utf8)..];
    let n = body.bytes().take_while(u8::is_ascii_alphanumeric).take(4).count();
    let digits = body[..n].parse::<u32>().ok();
    let is_letter =
        n == 1 && digits.is_none() && body.starts_with(|c: char| c.is_ascii_lowercase());
    if n == 0 || n > 3 || digits.is_none() && !is_letter {
        return None;
    }
    let mut rest = body[n..].chars();
    let close = rest.next()?;
    let is_closed = match open {
        None => matches!(close, '.' | ')' | '）' | '、' | '．'),
        Some('[') => close == ']',
        Some(_) => matches!(close, ')' | '）'),
    };
    let inner = rest.as_str().trim_start_matches(is_space);
    let is_parted = inner.len() < rest.as_str().len() || inner.is_empty() || !close.is_ascii();
    if !is_closed || !is_parted {
        return None;
    }
    let mark = digits.filter(|_| open.is_none()).map_or(Mark::Label, Mark::Number);
    let len = if mark == Mark::Label { 0 } else { text.len() - inner.len() };
    Some(Marked { mark, len })
}

/// Statistics of consecutive markers of one kind.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    n: u32,
    n_ended: u32,
    n_lively: u32,
}

/// The list marker of each line, confirmed by neighbouring markers. An ambiguous bullet needs another one of its kind,
/// a number its predecessor or successor. Lines of dialogue after dashes are not a list.
pub(super) fn marks(lines: &[Line<'_>], wraps: &[Option<u32>]) -> Vec<Option<Marked>> {
    let mut found: Vec<Option<Marked>> = vec![None; lines.len()];
    let mut run_of: Vec<u32> = vec![u32::MAX; lines.len()];
    let mut runs: Vec<Run> = Vec::new();
    // The last marker of each open indentation, with its run.
    let mut open: Vec<(u32, Mark, u32)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let Some(marked) = mark(line.text) else {
            let may_go_on = wraps[i].is_some() && !line.is_apart;
            while open.last().is_some_and(|&(indent, ..)| indent >= line.indent && !may_go_on) {
                open.pop();
            }
            continue;
        };
        while open.last().is_some_and(|&(indent, ..)| indent > line.indent + 1) {
            open.pop();
        }
        let top = open.pop_if(|(indent, ..)| *indent + 1 >= line.indent);
        let run = match top {
            Some((_, before, run)) if follows(before, marked.mark) => run,
            _ => {
                runs.push(Run::default());
                runs.len() as u32 - 1
            }
        };
        open.push((line.indent, marked.mark, run));
        note(&mut runs[run as usize], line.text);
        (found[i], run_of[i]) = (Some(marked), run);
    }
    for (i, found) in found.iter_mut().enumerate() {
        let Some(marked) = *found else { continue };
        let own = runs[run_of[i] as usize];
        // A nested list may have a single item.
        let below = i
            .checked_sub(1)
            .filter(|&j| lines[j].indent < lines[i].indent)
            .map_or(u32::MAX, |j| run_of[j]);
        let is_below = runs.get(below as usize).is_some_and(|run| run.n > 1);
        let is_inner = is_below && marked.mark != Mark::Label;
        if !is_inner && !is_good(marked.mark, own) {
            *found = None;
        }
    }
    found
}

/// Whether a marker continues the run of another.
fn follows(before: Mark, mark: Mark) -> bool {
    match (before, mark) {
        (Mark::Number(before), Mark::Number(number)) => number == before + 1 || number == before,
        _ => before == mark,
    }
}

fn note(run: &mut Run, text: &str) {
    let end = ending(text);
    let is_lively = matches!(end, '?' | '!' | '…') || text.contains(" —") || text.contains(" –");
    run.n += 1;
    run.n_ended += u32::from(is_sentence_end(end));
    run.n_lively += u32::from(is_lively);
}

fn is_good(mark: Mark, run: Run) -> bool {
    let Mark::Bullet(c) = mark else { return run.n > 1 };
    let is_dialogue = match c {
        '—' => run.n_ended * 2 >= run.n,
        '-' | '–' => run.n_ended * 3 >= run.n * 2 && run.n_lively * 4 >= run.n,
        _ => false,
    };
    is_strong(c) || run.n > 1 && !is_dialogue
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    /// The text after the marker, of each line with one.
    fn marked(text: &str) -> Vec<&str> {
        let lines = lines(text);
        let marks = marks(&lines, &vec![None; lines.len()]);
        lines
            .iter()
            .zip(marks)
            .filter_map(|(line, mark)| mark.map(|m| &line.text[m.len..]))
            .collect()
    }

    #[test]
    fn bullets_and_numbers_need_neighbours() {
        assert_eq!(marked("* one\n* two\n\ntext\n* alone"), ["one", "two"]);
        assert_eq!(marked("text\n•one\ntext"), ["one"]);
        assert_eq!(
            marked("1. one\n2) two\n\n3. Oktober 2023\n\ntext\n5. five"),
            ["one", "two", "Oktober 2023"]
        );
        assert_eq!(marked("3. Oktober 2023\nwar ein Feiertag"), [""; 0]);
        assert_eq!(
            marked("- one\n  + in it\n- two\n- [ ] three"),
            ["one", "in it", "two", "[ ] three"]
        );
        assert_eq!(marked("a) one\nb) two\n\nc. three"), ["a) one", "b) two", "c. three"]);
    }

    #[test]
    fn dialogue_is_not_a_list() {
        assert_eq!(marked("— Tu viens ?\n— Non, dit-il.\n— Bon."), [""; 0]);
        assert_eq!(marked("– ¿Vienes?\n– No.\n– Bueno."), [""; 0]);
        assert_eq!(marked("— Brot\n— Milch"), ["Brot", "Milch"]);
    }
}
