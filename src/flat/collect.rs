//! Groups lines into units.

use super::code::code;
use super::heading;
use super::join::{Begun, Joiner, cuts_words};
use super::lines::{Line, width};
use super::mark::{Mark, Marked, marks};
use super::menu;
use super::page::{across_pages, page_numbers};
use super::repeat::repeats;
use super::rule::is_rule;
use super::table::{Row, rows};
use super::unit::{Unit, UnitKind};

/// The units of a text, and whether the text is hyphenated.
pub(super) fn units<'a>(lines: &[Line<'a>]) -> (Vec<Unit<'a>>, bool) {
    let joiner = Joiner::new(lines);
    let mut collector = Collector {
        lines,
        marks: marks(lines, &joiner.wraps),
        rows: rows(lines),
        pages: page_numbers(lines, &joiner.wraps),
        joiner,
        units: Vec::with_capacity(lines.len()),
    };
    let mut start = 0;
    for (range, n_fences) in code(lines) {
        (start..range.start).for_each(|i| collector.line(i));
        let inner = range.start + n_fences..range.end - n_fences;
        let info = lines[range.start].text.trim_start_matches(['`', '~']).trim();
        let info = if n_fences > 0 { info } else { "" };
        collector.units.push(Unit::new(UnitKind::Code, inner, info, 0));
        start = range.end;
    }
    (start..lines.len()).for_each(|i| collector.line(i));
    let Collector { mut units, joiner, .. } = collector;
    across_pages(&mut units, lines);
    note_repeats(&mut units, lines);
    menu::mark(&mut units, lines);
    heading::mark(&mut units, lines);
    menu::mark_runs(&mut units);
    (units, cuts_words(lines, &joiner.wraps))
}

struct Collector<'a, 'l> {
    lines: &'l [Line<'a>],
    joiner: Joiner<'l>,
    marks: Vec<Option<Marked>>,
    rows: Vec<Option<Row>>,
    pages: Vec<bool>,
    units: Vec<Unit<'a>>,
}

impl Collector<'_, '_> {
    fn line(&mut self, i: usize) {
        let line = self.lines[i];
        let mut unit = Unit::new(UnitKind::Paragraph, i..i + 1, line.text, line.width);
        if let Some(row) = self.rows[i] {
            (unit.kind, unit.cells) = match row {
                Row::Rule => return,
                Row::Head(cells) => (UnitKind::HeadRow, cells),
                Row::Body(cells) => (UnitKind::Row, cells),
            };
        } else if self.pages[i] {
            unit.kind = UnitKind::PageNumber;
        } else if let Some(marked) = self.marks[i] {
            unit.text = &line.text[marked.len..];
            (unit.kind, unit.number) = match marked.mark {
                Mark::Bullet(_) => (UnitKind::Item, 0),
                Mark::Number(number) => (UnitKind::NumberedItem, number),
                Mark::Label => (UnitKind::Paragraph, 0),
            };
        } else if is_rule(line.text) {
            if self.underlines(i) {
                return;
            }
            unit.kind = UnitKind::Rule;
        } else if let Some((level, text)) = heading::sharp(line.text) {
            (unit.kind, unit.level, unit.text) = (UnitKind::Heading, level, text);
        } else if self.goes_on(i) {
            if let Some(last) = self.units.last_mut() {
                last.lines.end = i + 1;
                last.width = last.width.saturating_add(line.width);
            }
            return;
        }
        self.units.push(unit);
    }

    /// Whether a line continues the last unit.
    fn goes_on(&self, i: usize) -> bool {
        let Some(last) = self.units.last() else { return false };
        let is_text =
            matches!(last.kind, UnitKind::Paragraph | UnitKind::Item | UnitKind::NumberedItem);
        if !is_text || last.lines.end != i {
            return false;
        }
        let is_item = last.kind != UnitKind::Paragraph;
        // The text after a bullet may be on the next line.
        if is_item && last.text.is_empty() && last.lines.len() == 1 {
            return !self.lines[i].is_apart;
        }
        let start = last.lines.start;
        let first = self.lines[start].text.as_bytes();
        let hanging = width(&first[..first.len() - last.text.len()]);
        let begun = Begun { start, width: last.width, is_item, hanging };
        self.joiner.goes_on(begun, i) || menu::goes_on(self.lines, last, i)
    }

    /// Makes the preceding line a heading if this rule underlines it. Returns whether it did.
    fn underlines(&mut self, i: usize) -> bool {
        let rule = &self.lines[i];
        let Some(last) = self.units.last_mut() else { return false };
        let is_title = last.kind == UnitKind::Paragraph
            && last.lines == (i - 1..i)
            && heading::may_be(last, self.lines);
        let title = width(last.text.as_bytes());
        if !is_title || rule.n_blank > 0 || rule.width * 2 < title || rule.width > title * 2 + 8 {
            return false;
        }
        (last.kind, last.level) =
            (UnitKind::Heading, if rule.text.starts_with(['=', '═']) { 1 } else { 2 });
        // A rule above the title is part of the heading.
        if let [.., above, last] = &mut self.units[..]
            && above.kind == UnitKind::Rule
            && above.lines.end == last.lines.start
            && above.text == rule.text
        {
            self.units.swap_remove(self.units.len() - 2);
        }
        true
    }
}

/// Counts equal units.
fn note_repeats(units: &mut [Unit<'_>], lines: &[Line<'_>]) {
    let found = repeats(lines.iter().map(|line| line.text));
    for unit in units {
        let own = found.get(unit.lines.clone()).unwrap_or_default();
        unit.n_before = own.iter().map(|&(n_before, _)| n_before).min().unwrap_or(0);
        unit.n_same = own.iter().map(|&(_, n)| n).min().unwrap_or(1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;
    use UnitKind::*;

    fn kinds(text: &str) -> Vec<(UnitKind, usize)> {
        units(&lines(text)).0.iter().map(|unit| (unit.kind, unit.lines.len())).collect()
    }

    #[test]
    fn lines_become_paragraphs_items_and_rows() {
        let text = "* one\n* two\n\n1. first\n2) second\n\nShe said to the\nriver, which was high and wide, that it rose.\n";
        assert_eq!(
            kinds(text),
            [(Item, 1), (Item, 1), (NumberedItem, 1), (NumberedItem, 1), (Paragraph, 2)]
        );
        assert_eq!(kinds("a | b\nc | d\n\nHome | News"), [(Row, 1), (Row, 1), (Paragraph, 1)]);
        assert_eq!(kinds("•\nOne\n•\nTwo"), [(Item, 2), (Item, 2)]);
        assert_eq!(kinds("Home\nabout\ncontact"), [(Paragraph, 1); 3]);
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let prose = "It rained on Monday and on Tuesday too until the river stood at the bridge\n\
                     and the streets were under water, so that people went home by boat, slowly\n\
                     and with care. The mayor spoke of the worst flood in a hundred years or so,\n\
                     and of the help.\n";
        assert_eq!(kinds(&format!("{prose}\n{prose}")), [(Paragraph, 4); 2]);
        assert_eq!(kinds(&format!("{prose}{prose}")), [(Paragraph, 4); 2]);
        let indented = format!("  {prose}")
            .replace(" help.\n", " help that came from all sides, for which he thanked\n");
        assert_eq!(kinds(&format!("{indented}{indented}")), [(Paragraph, 4); 2]);
        // The first paragraph ends in a full line.
        let full = indented.replace("he thanked", "he thanked them all.");
        assert_eq!(kinds(&format!("{full}{full}")), [(Paragraph, 4); 2]);
        let line = "    It snowed for once, in that week, over the bridge, and then for a month.";
        let full = prose.replacen("It", "    It", 1);
        let text = format!("{full}{full}{line}\n{full}{full}");
        assert_eq!(kinds(&text)[2..], [(Paragraph, 1), (Paragraph, 4), (Paragraph, 4)]);
        let item = format!("* {prose}").replace('\n', "\n  ");
        assert_eq!(kinds(&format!("{item}\n{}", item.trim_end())), [(Item, 4); 2]);
        let double = prose.replace('\n', "\n\n");
        assert_eq!(kinds(&format!("{double}\n{double}\n{double}\n{double}")), [(Paragraph, 4); 4]);
    }

    #[test]
    fn lines_broken_at_links_are_joined() {
        let text = "It rained on Monday and on Tuesday, says the\nmayor of Springfield\n, who knows. Then came\nAnna Berg\n\
                    and told us what it was like in\n(the other) town\n, where it snowed.\nHome\nNews\nabout us\nprivacy";
        assert_eq!(kinds(text), [(Paragraph, 7), (Menu, 1), (Menu, 1), (Menu, 1), (Menu, 1)]);
        let text = "Says the\nMayor of Springfield\n, who knows. It rained until the river rose in\nHometown\nand\n\
                    Bad Wells\n, where people\nwent home. Berg says in the\nnews\nthat it rained.\nHome of\nNews";
        assert_eq!(kinds(text), [(Paragraph, 10), (Paragraph, 1), (Paragraph, 1)]);
    }

    #[test]
    fn an_item_continues_at_the_indentation_of_its_text() {
        let text = "• Fetch the blue form at the town hall or ask\n  Anna Berg for it\n\n1. Fetch the form at the town hall or ask\n   Anna Berg for it\n2. Write down all\n   Things to take";
        assert_eq!(kinds(text)[..3], [(Item, 2), (NumberedItem, 2), (NumberedItem, 1)]);
    }

    #[test]
    fn an_underline_makes_a_heading() {
        assert_eq!(
            kinds("The Flood\n=========\n\nIt rained.\n---\nIt snowed."),
            [(Heading, 1), (Paragraph, 1), (Rule, 1), (Paragraph, 1)]
        );
        assert_eq!(kinds("-----\nFlood\n-----\n\n## Rain ##")[..], [(Heading, 1), (Heading, 1)]);
    }
}
