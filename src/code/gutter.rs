//! Parts in or beside a code block that are not code: line numbers, buttons, tab labels, and text that is not
//! selectable.

use crate::code::lines::{self, Step, walk};
use crate::code::{Texts, is_in};
use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::style::Style;
use crate::text::{shortened, trim, visible};

/// The maximum number of levels from a code block down, and up, to a column of line numbers.
const MAX_STEPS: u32 = 6;
const MAX_STEPS_UP: usize = 3;
/// The maximum number of elements around a code block that are searched for these levels.
const MAX_WRAPPERS: usize = 32;
/// The maximum number of columns of numbers in a code block that are compared with its lines.
const MAX_COLUMNS: usize = 4;
/// The minimum number of lines for numbers to be line numbers without a class or attribute that says so.
const MIN_LINES: usize = 3;

/// Code blocks other than columns of line numbers, and the parts that are not code. Both in document order.
pub(crate) struct Gutters {
    pub roots: Vec<NodeId>,
    pub left_out: Vec<NodeId>,
}

/// Finds the gutters of all code blocks, and those beside `pre` elements that also contain prose.
pub(crate) fn find(dom: &Dom, texts: &Texts, roots: &[NodeId], prose: &[NodeId]) -> Gutters {
    let (mut left_out, mut insides) = (Vec::new(), Vec::new());
    for &root in roots {
        let mut inside = controls(dom, root);
        inside.extend(column(dom, texts, root, &inside));
        inside.sort_unstable();
        inside.extend(line_numbers(dom, texts, root, &inside));
        inside.sort_unstable();
        let n_words: usize = inside.iter().map(|&id| texts.words_in(dom, id).len()).sum();
        if n_words < texts.words_in(dom, root).len() {
            left_out.extend(&inside);
            insides.push((root, inside));
        }
    }
    insides.extend(prose.iter().map(|&pre| (pre, Vec::new())));
    left_out.sort_unstable();
    let columns = insides.iter().filter_map(|(id, own)| beside(dom, texts, *id, own, &left_out));
    let columns: Vec<NodeId> = columns.collect();
    left_out.extend(columns);
    left_out.sort_unstable();
    left_out.dedup();
    let roots = roots.iter().copied().filter(|&root| !is_in(dom, root, &left_out)).collect();
    Gutters { roots, left_out }
}

/// Buttons and unselectable elements in a code block.
fn controls(dom: &Dom, root: NodeId) -> Vec<NodeId> {
    let mut controls = Vec::new();
    let mut id = NodeId::new(root.index() + 1);
    while id < dom.end(root) {
        let is_control = is_control(dom, id);
        if is_control {
            controls.push(id);
        }
        id = if is_control { dom.end(id) } else { NodeId::new(id.index() + 1) };
    }
    controls
}

fn is_control(dom: &Dom, id: NodeId) -> bool {
    dom.tag(id) == Tag::Button
        || dom.attrs(id).any(|(name, value)| match name {
            AttrName::Role => {
                ["button", "tab", "tablist"].iter().any(|role| value.eq_ignore_ascii_case(role))
            }
            AttrName::Style => Style::of(value).is_unselectable,
            _ => false,
        })
}

/// The element in a code block with the numbers of all its lines.
fn column(dom: &Dom, texts: &Texts, root: NodeId, left_out: &[NodeId]) -> Option<NodeId> {
    let is_near = |id: &NodeId| dom.depth(*id) - dom.depth(root) <= MAX_STEPS;
    let elements = dom.subtree(root).skip(1).filter(|&id| !dom.is_text(id));
    let columns = elements.filter(is_near).filter_map(|id| {
        let n = n_numbers(dom, texts, id, &[]);
        (n > 1).then_some((id, n))
    });
    let mut columns = columns.take(MAX_COLUMNS);
    columns.find_map(|(id, n)| {
        let mut all = left_out.to_vec();
        all.push(id);
        all.sort_unstable();
        (n_lines(dom, root, &all).abs_diff(n) <= 1).then_some(id)
    })
}

/// The column of line numbers right before a code block, in a cell or another element of its own, but not in a paragraph: cleaning
/// wraps loose numbers in one. Elements around the block that begin with it do not count as levels, since cleaning removes them.
/// `own` are the parts of the block that are left out, `all` those of all blocks.
fn beside(
    dom: &Dom,
    texts: &Texts,
    root: NodeId,
    own: &[NodeId],
    all: &[NodeId],
) -> Option<NodeId> {
    let levels = dom.path(root).take(MAX_WRAPPERS).filter_map(|id| {
        let parent = dom.parent(id)?;
        let words = texts.words_in(dom, parent);
        let first = *words.first().filter(|&&first| first < id)?;
        Some((id, parent, words, first))
    });
    levels.take(MAX_STEPS_UP).find_map(|(id, parent, words, first)| {
        let column = dom
            .path(first)
            .take(MAX_STEPS as usize)
            .find(|&a| a != first && dom.parent(a) == Some(parent))
            .filter(|&column| dom.tag(column) != Tag::P)?;
        let n_words_before = words.partition_point(|&word| word < id);
        let is_all = texts.words_in(dom, column).len() == n_words_before;
        let n = if is_all { n_numbers(dom, texts, column, all) } else { 0 };
        (n > 1 && n_lines(dom, root, own).abs_diff(n) <= 1).then_some(column)
    })
}

/// The number of lines of a code block, without blank lines at either end.
fn n_lines(dom: &Dom, root: NodeId, left_out: &[NodeId]) -> usize {
    let text = lines::text(dom, root, left_out);
    trim(&text).split('\n').count()
}

/// The number of line numbers in an element, without the parts that are left out; 0 if it contains anything but consecutive
/// numbers.
fn n_numbers(dom: &Dom, texts: &Texts, id: NodeId, left_out: &[NodeId]) -> usize {
    let shown = texts.words_in(dom, id).iter().filter(|&&text| !is_in(dom, text, left_out));
    let words = shown.flat_map(|&text| dom.text(text).split_whitespace());
    let (mut n, mut last) = (0, None);
    for word in words.map(visible).filter(|word| !word.is_empty()) {
        let Some(number) = number(&word).filter(|&n| last.is_none_or(|last| n == last + 1)) else {
            return 0;
        };
        (n, last) = (n + 1, Some(number));
    }
    n
}

/// The value of a line number, with or without a mark after it.
fn number(text: &str) -> Option<u32> {
    let digits = text.trim_end_matches(['.', ':', '|']);
    let is_number = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

/// The elements at the start of every line that contain only its number; empty unless all lines have one.
fn line_numbers(dom: &Dom, texts: &Texts, root: NodeId, left_out: &[NodeId]) -> Vec<NodeId> {
    let mut numbers: Vec<(NodeId, u32)> = Vec::new();
    let (mut n_lines, mut is_line_start, mut n_code) = (0, true, 0);
    walk(dom, root, left_out, |step| match step {
        Step::Text(id) => {
            let text = dom.text(id);
            let words = trim(text);
            if !words.is_empty() {
                let begins =
                    is_line_start || text.trim_start_matches([' ', '\t']).starts_with('\n');
                n_lines += usize::from(begins) + words.matches('\n').count();
                match number_element(dom, texts, root, id).filter(|_| is_line_start) {
                    Some(number) => numbers.push(number),
                    None => n_code += 1,
                }
                is_line_start = false;
            }
            is_line_start |= text.trim_end_matches([' ', '\t']).ends_with('\n');
        }
        Step::Break | Step::Open | Step::Close => is_line_start = true,
        Step::Cell => {}
    });
    let is_marked = numbers.first().is_some_and(|&(id, _)| has_number_name(dom, id));
    let rises = numbers.windows(2).all(|pair| pair[1].1 == pair[0].1 + 1);
    let is_gutter = rises && n_code > 0 && numbers.len() == n_lines;
    let is_gutter = is_gutter && (is_marked || numbers.len() >= MIN_LINES);
    if is_gutter { numbers.into_iter().map(|(id, _)| id).collect() } else { Vec::new() }
}

/// The element around a text if it contains only a number, and the number.
fn number_element(dom: &Dom, texts: &Texts, root: NodeId, text: NodeId) -> Option<(NodeId, u32)> {
    let element = dom.parent(text).filter(|&id| id != root)?;
    let number = number(trim(&visible(dom.text(text))))?;
    (texts.words_in(dom, element).len() == 1).then_some((element, number))
}

/// Whether an element is named as a line number: by a class with "line" or its abbreviations, or by the attribute that
/// GitHub and highlightjs-line-numbers write.
fn has_number_name(dom: &Dom, id: NodeId) -> bool {
    let is_name = |name: &str| {
        let name = name.to_ascii_lowercase();
        ["line", "ln", "gutter", "lno"].iter().any(|part| name.contains(part))
    };
    dom.attr(id, AttrName::DataLineNumber).is_some()
        || dom
            .attr(id, AttrName::Class)
            .is_some_and(|class| shortened(class).split_ascii_whitespace().take(8).any(is_name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;

    fn check(html: &str, expected: &[&str]) {
        let dom = crate::parse::parse(html);
        let code = Code::of(&dom);
        let texts: Vec<_> =
            code.roots.iter().map(|&root| lines::text(&dom, root, &code.left_out)).collect();
        assert_eq!(texts, expected, "{html}");
    }

    #[test]
    fn columns_of_line_numbers_are_removed() {
        check("<pre>1\u{18}\n2</pre><pre>a\nb</pre>", &["a\nb"]);
        let table = "<table><tr><td><pre>1\n2\n3</pre><td><pre>a\n\nb</pre></table>";
        check(table, &["a\n\nb"]);
        check(&format!("<pre><code>{table}</code></pre>"), &["a\n\nb"]);
        check("<div><div><i>8</i><i>9</i></div><pre>a\nb\n</pre></div>", &["a\nb\n"]);
        check("<pre><span>1\n2\n</span>a\nb", &["a\nb"]);
        let dom = crate::parse::parse(&table.replace("</pre></table>", "<ul><li>c</pre></table>"));
        assert_eq!(Code::of(&dom).left_out.len(), 1);
        let row = |code: &str| format!("<table><tr><td><pre>1\n2</pre><td>{code}</table>");
        check(&row("<div><div><div><div><pre>a\nb</pre>"), &["a\nb"]);
        check(&row("<div><b>a.py</b><pre>a\nb</pre></div>"), &["a\nb"]);
    }

    #[test]
    fn line_numbers_in_each_line_are_removed() {
        check("<pre><i>1</i> a\n<i>2</i> \n<i>3</i> b", &[" a\n \n b"]);
        check("<pre><i class=lineno>9</i>a\n<i class=lineno>10</i>b", &["a\nb"]);
        check("<pre><p class=line><i>1</i>a</p><div><i>2</i>b</div><div><i>3</i>", &["a\nb\n"]);
        check("<pre><i data-line-number=1>\u{18} 1</i>a<br><i>2</i>b", &["a\nb"]);
        check("<pre><i data-line-number=1>1</i>a<br><i>2</i>b", &["a\nb"]);
    }

    #[test]
    fn other_numbers_are_code() {
        check("<pre><i>1</i> a\n<i>2</i> b", &["1 a\n2 b"]);
        check("<pre><i>1</i> a\n<i>2</i> b\n<i>4</i> c", &["1 a\n2 b\n4 c"]);
        check("<pre><i>1</i>\n<i>2</i>\n<i>3</i>", &["1\n2\n3"]);
        check("<pre>1\n2\n3</pre><pre>a</pre>", &["1\n2\n3", "a"]);
        let dom = crate::parse::parse("<p>1<b>2</b></p><pre>a\nb");
        assert!(Code::of(&dom).left_out.is_empty());
        check("<table><tr><td>1<td><pre>a</pre><tr><td>2<td><pre>b</pre></table>", &["a", "b"]);
    }

    #[test]
    fn controls_are_removed() {
        check(
            "<pre><button>Copy</button>a <i style='user-select:none'>$ </i><b role=tab>x</b>b",
            &["a b"],
        );
        check("<pre><button>a</button>", &["a"]);
    }
}
