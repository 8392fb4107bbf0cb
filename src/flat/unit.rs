//! Units: lines that belong together, and their kind.

use std::ops::Range;

use super::table::Cells;

/// The kind of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum UnitKind {
    Paragraph,
    Heading,
    Item,
    NumberedItem,
    /// A row of a table, and one of its head.
    Row,
    HeadRow,
    Code,
    /// A horizontal rule.
    Rule,
    /// Navigation: names in a row or in a column.
    Menu,
    /// A breadcrumb trail: names with arrows between them.
    Path,
    /// The credit of an image.
    Credit,
    /// The caption of an image.
    Caption,
    PageNumber,
}

/// Lines that form a paragraph, item, row, or the like.
#[derive(Debug, Clone)]
pub(super) struct Unit<'a> {
    pub kind: UnitKind,
    pub lines: Range<usize>,
    /// Lines within `lines` that are not part of the unit: a page number between printed pages.
    pub skipped: Range<usize>,
    /// The first line without its bullet or number. For code, the info string of its fence.
    pub text: &'a str,
    /// The total width of its lines, in columns.
    pub width: u32,
    /// The level of a heading, 1 to 6; 0 if unknown.
    pub level: u32,
    /// The number of a numbered item; 0 if unnumbered.
    pub number: u32,
    pub cells: Cells,
    /// The length of the run of short units that it belongs to.
    pub n_run: u32,
    /// The number of equal units before it, and in total.
    pub n_before: u32,
    pub n_same: u32,
}

impl<'a> Unit<'a> {
    pub fn new(kind: UnitKind, lines: Range<usize>, text: &'a str, width: u32) -> Self {
        Unit {
            kind,
            lines,
            skipped: 0..0,
            text,
            width,
            level: 0,
            number: 0,
            cells: Cells::Tabs,
            n_run: 0,
            n_before: 0,
            n_same: 1,
        }
    }
}
