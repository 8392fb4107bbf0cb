//! The shape of a table in Markdown. Its first row is its header, as every table there has one.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::render::attributes;
use crate::render::event::{Event, Flow};

/// A cell over more columns than this is written as if it had so many.
const MAX_COLSPAN: u32 = 16;

/// A table that is being written.
#[derive(Default)]
pub(crate) struct Table {
    n_columns: usize,
    /// Whether a row was just written, which the next one goes on from.
    pub has_rows: bool,
    pub is_in_cell: bool,
    /// Where the open cell begins in the output.
    pub cell_start: usize,
    n_cells_in_row: usize,
    n_empty_after: usize,
}

impl Table {
    /// The table that opens at an event.
    pub fn new(flow: &Flow, dom: &Dom, open: usize) -> Self {
        let (mut n_columns, mut n_cells) = (0, 0);
        for &event in &flow.events[open..] {
            match event {
                Event::Open(Tag::Tr, _) => n_cells = 0,
                Event::Open(Tag::Td | Tag::Th, id) => n_cells += colspan(dom, id),
                Event::Close(Tag::Table) => break,
                _ => {}
            }
            n_columns = n_columns.max(n_cells);
        }
        Table { n_columns, ..Table::default() }
    }

    pub fn open_row(&mut self, out: &mut String) {
        out.push('|');
        self.n_cells_in_row = 0;
    }

    pub fn open_cell(&mut self, out: &mut String, dom: &Dom, cell: NodeId) {
        out.push(' ');
        self.is_in_cell = true;
        self.cell_start = out.len();
        self.n_empty_after = colspan(dom, cell) - 1;
    }

    pub fn close_cell(&mut self, out: &mut String) {
        self.is_in_cell = false;
        out.push_str(" |");
        push_empty(out, self.n_empty_after);
        self.n_cells_in_row += 1 + self.n_empty_after;
    }

    /// Ends a row; says whether it is the header, after which a line of [`Table::push_delimiters`] stands.
    pub fn close_row(&mut self, out: &mut String) -> bool {
        let is_header = !self.has_rows;
        if is_header {
            push_empty(out, self.n_columns.saturating_sub(self.n_cells_in_row));
        }
        self.has_rows = true;
        is_header
    }

    pub fn push_delimiters(&self, out: &mut String) {
        out.push('|');
        (0..self.n_columns).for_each(|_| out.push_str(" --- |"));
    }
}

fn push_empty(out: &mut String, n_cells: usize) {
    (0..n_cells).for_each(|_| out.push_str("  |"));
}

fn colspan(dom: &Dom, cell: NodeId) -> usize {
    attributes::cell_span(dom, cell, AttrName::Colspan).min(MAX_COLSPAN) as usize
}
