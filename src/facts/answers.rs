//! A memoized predicate on elements: a shared ancestor is tested once, not once per descendant.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::dom::NodeId;

/// A predicate and its known results.
pub(crate) struct Answers<F> {
    ask: F,
    known: RefCell<HashMap<NodeId, bool>>,
}

impl<F: Fn(NodeId) -> bool> Answers<F> {
    pub fn new(ask: F) -> Self {
        Answers { ask, known: RefCell::default() }
    }

    /// The result for an element.
    pub fn of(&self, id: NodeId) -> bool {
        *self.known.borrow_mut().entry(id).or_insert_with(|| (self.ask)(id))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_predicate_runs_once_per_element() {
        let n_asked = Cell::new(0);
        let answers = Answers::new(|id: NodeId| {
            n_asked.set(n_asked.get() + 1);
            id.index() == 1
        });
        let found = [1, 2, 1, 2, 1].map(|n| answers.of(NodeId::new(n)));
        assert_eq!((found, n_asked.get()), ([true, false, true, false, true], 2));
    }
}
