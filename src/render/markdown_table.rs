//! Writes tables in Markdown. The first row is the header, which every Markdown table needs.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::render::attributes;
use crate::render::event::{Context, Event, Flow};
use crate::render::markdown_escape::push_code;

/// The separator of lines in a cell, which must be on one line.
pub(crate) const CELL_BREAK: &str = "<br>";

/// The maximum column span and row span that are written as empty cells.
pub(crate) const MAX_COLSPAN: usize = 16;
const MAX_ROWSPAN: usize = 100;

/// The number of columns in which row spans leave empty cells in the rows below.
pub(crate) const MAX_COVERED: usize = 64;

/// A table that is being written.
#[derive(Default)]
pub(crate) struct Table {
    n_columns: usize,
    /// Whether the last output is a row of this table, so that the next one follows without a blank line.
    pub has_rows: bool,
    pub is_in_cell: bool,
    /// The start of the open cell in the output.
    pub cell_start: usize,
    grid: Grid,
    n_empty_after: usize,
}

/// The occupied columns of a row.
#[derive(Default)]
struct Grid {
    n_cells_in_row: usize,
    /// For each column, the number of further rows that a cell above spans.
    covered: Vec<usize>,
    max_span: usize,
}

impl Grid {
    /// Advances to the next free column. Returns the number of skipped columns.
    fn skip_covered(&mut self) -> usize {
        let rest = self.covered.iter_mut().skip(self.n_cells_in_row);
        let n_passed = rest.take_while(|n| **n > 0).map(|n| *n -= 1).count();
        self.n_cells_in_row += n_passed;
        n_passed
    }

    /// An empty grid with a maximum span.
    fn new(max_span: usize) -> Self {
        Grid { max_span, ..Grid::default() }
    }

    fn colspan(&self, dom: &Dom, cell: NodeId) -> usize {
        attributes::cell_span(dom, cell, AttrName::Colspan, self.max_span.min(MAX_COLSPAN))
    }

    fn push_cell(&mut self, dom: &Dom, cell: NodeId) {
        let start = self.n_cells_in_row;
        self.n_cells_in_row += self.colspan(dom, cell);
        let max = self.max_span.min(MAX_ROWSPAN);
        let n_rows_after = attributes::cell_span(dom, cell, AttrName::Rowspan, max) - 1;
        let end = self.n_cells_in_row.min(MAX_COVERED);
        if n_rows_after > 0 || start < self.covered.len() {
            self.covered.resize(self.covered.len().max(end), 0);
            self.covered[start.min(end)..end].fill(n_rows_after);
        }
    }

    fn end_row(&mut self) {
        self.covered.iter_mut().skip(self.n_cells_in_row).for_each(|n| *n = n.saturating_sub(1));
        self.n_cells_in_row = 0;
    }
}

impl Table {
    /// The table that opens at event `open`. Counts its columns.
    pub fn new(flow: &Flow, context: &Context<'_>, open: usize) -> Self {
        let Context { dom, max_span, .. } = *context;
        let (mut n_columns, mut grid) = (0, Grid::new(max_span));
        for &event in &flow.events[open..] {
            match event {
                Event::Open(Tag::Td | Tag::Th, id) => {
                    grid.skip_covered();
                    grid.push_cell(dom, id);
                    n_columns = n_columns.max(grid.n_cells_in_row);
                }
                Event::Close(Tag::Tr) => grid.end_row(),
                Event::Close(Tag::Table) => break,
                _ => {}
            }
        }
        Table { n_columns, grid: Grid::new(max_span), ..Table::default() }
    }

    pub fn open_row(&self, out: &mut String) {
        out.push('|');
    }

    pub fn open_cell(&mut self, out: &mut String, dom: &Dom, cell: NodeId) {
        push_empty(out, self.grid.skip_covered());
        out.push(' ');
        self.is_in_cell = true;
        self.cell_start = out.len();
        self.n_empty_after = self.grid.colspan(dom, cell) - 1;
        self.grid.push_cell(dom, cell);
    }

    pub fn close_cell(&mut self, out: &mut String) {
        self.is_in_cell = false;
        out.push_str(" |");
        push_empty(out, self.n_empty_after);
    }

    /// Closes a row. Returns whether it is the header, which [`Table::push_delimiters`] must follow.
    pub fn close_row(&mut self, out: &mut String) -> bool {
        let is_header = !self.has_rows;
        if is_header {
            push_empty(out, self.n_columns.saturating_sub(self.grid.n_cells_in_row));
        }
        self.grid.end_row();
        self.has_rows = true;
        is_header
    }

    pub fn push_delimiters(&self, out: &mut String) {
        out.push('|');
        (0..self.n_columns).for_each(|_| out.push_str(" --- |"));
    }
}

/// Writes a code block in a cell: each line that is not empty as inline code.
pub(crate) fn push_code_in_cell(out: &mut String, code: &str) {
    let lines = code.split('\n').map(str::trim_end).filter(|line| !line.is_empty());
    for (i, line) in lines.enumerate() {
        out.push_str(if i > 0 { CELL_BREAK } else { "" });
        push_code(out, line, true);
    }
}

fn push_empty(out: &mut String, n_cells: usize) {
    (0..n_cells).for_each(|_| out.push_str("  |"));
}
