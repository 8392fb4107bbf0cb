"""The threshold rule: the probability threshold that maximises the expected score of a page.

This is the reference for `src/select.rs`. The expectation blends two extremes: blocks are right or wrong
independently, or all together.
"""

from dataclasses import dataclass

import numpy as np

INDEPENDENT = 0.3
GRID = 40
REFERENCES = 24
# The highest step of the grid for HTML pages, except for precision.
STRICTEST = 18
# If no block has this probability, and the expected words of all blocks are fewer, the page may have no content.
HOPELESS = 0.4
HOPELESS_WORDS = 40
# Beta of the balanced focus: a stray line bothers a reader a little more than its share of the words.
BETAS = {"precision": 0.5, "balanced": 0.9, "recall": 2.0}


@dataclass
class Choice:
    """A threshold and its expected F1 score."""

    threshold: float
    expected: float


class Distribution:
    """The words of a page by their probability."""

    def __init__(self, p: np.ndarray, words: np.ndarray):
        order = np.argsort(-p, kind="stable")
        self.p = -p[order]
        weight = words[order].astype(float)
        self.words = np.concatenate([[0], np.cumsum(weight)])
        self.right = np.concatenate([[0], np.cumsum(weight * p[order])])
        self.grid = np.arange(1, GRID) / GRID
        n = self._count(self.grid)
        self.kept, self.kept_right = self.words[n], self.right[n]
        highest = self.p[0] * -1 if len(self.p) else 0
        is_hopeless = highest < HOPELESS and self.right[-1] < HOPELESS_WORDS
        scale = 1.0 if is_hopeless else highest
        self.wanted = self.words[self._count((np.arange(REFERENCES) + 0.5) * scale / REFERENCES)]

    def _count(self, thresholds: np.ndarray) -> np.ndarray:
        """The number of blocks with at least each probability."""
        return np.searchsorted(self.p, -thresholds, side="right")

    def expected(self, beta: float, share: float = INDEPENDENT) -> np.ndarray:
        """The expected F-beta score at each threshold of the grid."""
        b = beta * beta

        def f(right, kept, wanted):
            size = kept + b * wanted
            return np.where(size > 0, (1 + b) * right / np.where(size > 0, size, 1), 1.0)

        independent = f(self.kept_right, self.kept, self.right[-1])
        kept, wanted = self.kept[:, None], self.wanted[None, :]
        together = f(np.minimum(kept, wanted), kept, wanted).mean(axis=1)
        return share * independent + (1 - share) * together


def choose(
    p: np.ndarray, words: np.ndarray, focus: str = "balanced", share: float = INDEPENDENT, strictest: int = STRICTEST
) -> Choice:
    """The threshold with the best expected score; ties go to the highest. `share` is the weight of the independent extreme, `strictest`
    the highest step of the grid.

    Precision searches only above the balanced threshold and recall only below it, so more recall never drops a block.
    """
    page = Distribution(p, words)
    f1 = page.expected(1.0, share)
    balanced = min(_best(page.expected(BETAS["balanced"], share), 0, len(f1)), strictest - 1)
    step = balanced
    if focus == "precision":
        step = _best(page.expected(BETAS[focus], share), balanced, len(f1))
    elif focus == "recall":
        step = _best(page.expected(BETAS[focus], share), 0, balanced + 1)
    return Choice(float(page.grid[step]), float(f1[step]))


def _best(scores: np.ndarray, start: int, end: int) -> int:
    """The last position of the maximum, with a tolerance for the order of floating-point sums."""
    part = scores[start:end]
    return start + int(np.flatnonzero(part >= part.max() - 1e-6)[-1])
