//! Units: lines that belong together, and what they are by their shape.

use std::ops::Range;

use super::table::Cells;

/// What lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Paragraph,
    Heading,
    Item,
    NumberedItem,
    /// A row of a table, and one of its head.
    Row,
    HeadRow,
    Code,
    /// A line that is drawn.
    Rule,
    /// Names beside each other or one below the other, as of the sections of a site.
    Menu,
    /// Names with arrows between them.
    Path,
    /// Who made a picture.
    Credit,
    /// What is said of a picture.
    Caption,
    PageNumber,
}

/// Lines that belong together.
#[derive(Debug, Clone)]
pub(super) struct Unit<'a> {
    pub kind: Kind,
    pub lines: Range<usize>,
    /// Lines among these that are not part of it: a page of paper ends there.
    pub skipped: Range<usize>,
    /// The first line without its bullet or number; what the fence before code says of it.
    pub text: &'a str,
    /// Columns of all lines.
    pub width: u32,
    /// The level of a heading, 1 to 6; 0 where the text does not tell.
    pub level: u32,
    /// The number of an item, where it has one.
    pub number: u32,
    pub cells: Cells,
    /// How many short units stand one below the other around it.
    pub n_run: u32,
    /// How many equal units stand before it, and how many there are.
    pub n_before: u32,
    pub n_same: u32,
}

impl<'a> Unit<'a> {
    pub fn new(kind: Kind, lines: Range<usize>, text: &'a str, width: u32) -> Self {
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
