//! Lines of code: between fences, or by the density of code characters.

use std::ops::Range;

use super::lines::{CODE, Line, is_code_sign};

/// The ranges of lines of code, in order, each with the number of fence lines at either end: 1 or 0.
pub(super) fn code(lines: &[Line<'_>]) -> Vec<(Range<usize>, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, u8)> = None;
    let mut free = 0;
    for (i, line) in lines.iter().enumerate() {
        let Some((sign, has_info)) = fence(line.text) else { continue };
        match open {
            Some((start, with)) if with == sign && !has_info => {
                plain(lines, free..start, &mut found);
                found.push((start..i + 1, 1));
                (open, free) = (None, i + 1);
            }
            Some(_) => {}
            None => open = Some((i, sign)),
        }
    }
    plain(lines, free..lines.len(), &mut found);
    found
}

/// The fence character of a line, and whether an info string follows.
fn fence(text: &str) -> Option<(u8, bool)> {
    let sign = text.bytes().next().filter(|b| matches!(b, b'`' | b'~'))?;
    let rest = text.trim_start_matches(char::from(sign));
    let is_fence =
        text.len() - rest.len() >= 3 && !rest.contains(char::from(sign)) && rest.len() < 40;
    is_fence.then_some((sign, !rest.is_empty()))
}

/// Finds code without fences: consecutive lines, most of which look like code.
fn plain(lines: &[Line<'_>], range: Range<usize>, found: &mut Vec<(Range<usize>, usize)>) {
    let mut start = range.start;
    while start < range.end {
        if !is_code(&lines[start]) && lines[start].indent < MIN_INDENT {
            start += 1;
            continue;
        }
        let (mut end, mut n_code, mut n_indented) = (start, 0, 0);
        let mut last = start;
        while end < range.end && (end == start || lines[end].n_blank < 2) {
            let is_code = is_code(&lines[end]);
            let is_inner = is_code || lines[end].indent >= MIN_INDENT;
            // Ends at two consecutive plain lines without indentation, or at a wide one.
            if is_inner {
                last = end;
            } else if end > last + 1 || lines[end].width > MAX_WORDS {
                break;
            }
            n_code += usize::from(is_code);
            n_indented += usize::from(lines[end].indent > 0);
            end += 1;
        }
        let stretch = start..last + 1;
        let is_indented = lines[stretch.clone()].iter().all(|line| line.indent >= MIN_INDENT);
        let n = stretch.len();
        let is_found = n_code > 1
            && (is_indented && n_code * 2 >= n
                || n > 2 && n_code * 5 >= n * 3 && (n_indented > 0 || n_code > 4));
        if is_found {
            found.push((stretch.clone(), 0));
        }
        start = stretch.end.max(start + 1).max(if is_found { 0 } else { end });
    }
}

/// The minimum indentation of lines that may be code without looking like it.
const MIN_INDENT: u32 = 4;
/// The maximum width of plain lines within code, in columns.
const MAX_WORDS: u32 = 60;
/// The maximum length of a line of code, in bytes.
const MAX_CODE: usize = 200;

/// Whether a line looks like code: it ends like a statement, or code characters are frequent.
fn is_code(line: &Line<'_>) -> bool {
    let (text, bytes) = (line.text, line.text.as_bytes());
    if bytes.len() > MAX_CODE || !line.has(CODE) {
        return false;
    }
    let n_signs = bytes.iter().filter(|&&byte| is_code_sign(byte)).count();
    let is_statement = text.ends_with(['{', '}', ';'])
        || text.ends_with("):")
        || text.starts_with("</")
        || text.ends_with("/>");
    is_statement && n_signs > 0 || n_signs >= 3 && n_signs * 10 > bytes.len()
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    #[test]
    fn code_is_found_by_fences_and_characters() {
        assert_eq!(code(&lines("Text:\n```rust\nlet a;\n```\nand\n``` no end")), [(1..4, 1)]);
        let program = "So it goes:\n\n    fn main() {\n        let a = b(c);\n    }\n\nAnd so on, they say (or not).";
        assert_eq!(code(&lines(program)), [(1..4, 0)]);
        assert!(
            code(&lines("Home (1)\nNews (2)\nSport (3)\n    It rained on Monday.\n    It snowed."))
                .is_empty()
        );
    }
}
