//! Records which step of the selection decided about each block.

use crate::named::named;

/// A step of the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Step {
    /// The probability of the block, compared with the threshold of the page.
    #[default]
    Threshold,
    /// The block is doubtful, and looks unlike the sure blocks around it on an article page.
    Doubtful,
    /// The block shows a caption, which is in the metadata.
    Caption,
    /// The page has no boilerplate elements, so it is kept whole.
    BarePage,
    /// Repair: between kept blocks of the same text, a copy of another block, or a teaser of another article.
    Repair,
    /// Headings, rows, terms and paragraphs are kept or dropped with their content.
    Unit,
    /// The heading of a dropped box.
    Heading,
    /// An option about comments, tables or captions.
    Option,
    /// A CSS selector of the options.
    Selector,
}

impl Step {
    /// All steps, in the order in which they run.
    pub const ALL: &'static [Step] = &[
        Step::Threshold,
        Step::Doubtful,
        Step::Caption,
        Step::BarePage,
        Step::Repair,
        Step::Unit,
        Step::Heading,
        Step::Option,
        Step::Selector,
    ];

    /// The name: `threshold`, `doubtful`, `caption`, `bare_page`, `repair`, `unit`, `heading`, `option`, `selector`.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Threshold => "threshold",
            Step::Doubtful => "doubtful",
            Step::Caption => "caption",
            Step::BarePage => "bare_page",
            Step::Repair => "repair",
            Step::Unit => "unit",
            Step::Heading => "heading",
            Step::Option => "option",
            Step::Selector => "selector",
        }
    }

    /// Why this step kept or dropped a block, as a clause.
    pub fn sentence(self, is_kept: bool) -> &'static str {
        match (self, is_kept) {
            (Step::Threshold, true) => "its probability reaches the threshold of the page",
            (Step::Threshold, false) => "its probability is below the threshold of the page",
            (Step::Doubtful, _) => "it is doubtful and looks unlike the sure blocks around it",
            (Step::Caption, _) => "it shows a caption or a credit, which is in the metadata",
            (Step::BarePage, _) => "the page has no boilerplate elements, so it is kept whole",
            (Step::Repair, true) => "it stands between kept blocks of the same text",
            (Step::Repair, false) => "it repeats a kept text, or belongs to another article",
            (Step::Unit, true) => "it belongs to a kept heading, row, list or paragraph",
            (Step::Unit, false) => "it belongs to a dropped heading, row, list or paragraph",
            (Step::Heading, _) => "it is the heading of a dropped box",
            (Step::Option, true) => "an option keeps it",
            (Step::Option, false) => "an option drops it",
            (Step::Selector, true) => "a selector keeps it",
            (Step::Selector, false) => "a selector drops it",
        }
    }
}

named!(Step, "step");

/// The decisions about the blocks of a page. Off, it records nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trace {
    is_on: bool,
    threshold: f32,
    is_kept: Vec<bool>,
    steps: Vec<Step>,
}

impl Trace {
    /// A trace that records.
    pub fn on() -> Self {
        Trace { is_on: true, ..Trace::default() }
    }

    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// Records the first choice, by the threshold.
    pub fn begin(&mut self, threshold: f32, is_kept: &[bool]) {
        if self.is_on {
            self.threshold = threshold;
            self.is_kept = is_kept.to_vec();
            self.steps = vec![Step::Threshold; is_kept.len()];
        }
    }

    /// Records what a step changed.
    pub fn note(&mut self, step: Step, is_kept: &[bool]) {
        if !self.is_on {
            return;
        }
        for ((was, own), &is) in self.is_kept.iter_mut().zip(&mut self.steps).zip(is_kept) {
            if *was != is {
                (*was, *own) = (is, step);
            }
        }
    }

    /// Whether a block is kept, and the step that decided.
    pub fn of(&self, i: usize) -> (bool, Step) {
        let step = self.steps.get(i).copied().unwrap_or_default();
        (self.is_kept.get(i).copied().unwrap_or(false), step)
    }

    pub fn threshold(&self) -> f32 {
        self.threshold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_that_changed_a_decision_is_recorded() {
        let mut trace = Trace::on();
        trace.begin(0.4, &[true, false, true]);
        trace.note(Step::Repair, &[true, true, true]);
        trace.note(Step::Selector, &[false, true, true]);
        let decided = [0, 1, 2].map(|i| trace.of(i));
        let expected = [(false, Step::Selector), (true, Step::Repair), (true, Step::Threshold)];
        assert_eq!((decided, trace.threshold()), (expected, 0.4));
        let mut off = Trace::default();
        off.begin(0.4, &[true]);
        assert_eq!(off.of(0), (false, Step::Threshold));
    }
}
