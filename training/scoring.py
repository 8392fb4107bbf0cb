"""Scores of extractions: word F1 against a full truth, and snippet F, as in the corpora's `score.py`."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from corpus import Page
from labels import WORD


def plain(text: str) -> str:
    """A normalised text for comparison: in compatibility form, so that `m²` is `m2`, and without soft hyphens."""
    return unicodedata.normalize("NFKC", text.replace("\u00ad", ""))


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text)).strip()


@dataclass
class Snippets:
    """Snippet counts over pages: required and found, forbidden and found, required and missed."""

    found: int = 0
    false: int = 0
    missed: int = 0

    def __iadd__(self, other: "Snippets") -> "Snippets":
        self.found += other.found
        self.false += other.false
        self.missed += other.missed
        return self

    @property
    def f(self) -> float:
        """The F score over all snippets."""
        return 2 * self.found / max(1, 2 * self.found + self.false + self.missed)


class PageScorer:
    """Scores selections of a page's blocks quickly: words are numbered once."""

    def __init__(self, page: Page, texts: list[str]):
        self.page = page
        self.texts = texts
        if page.text is None:
            return
        number = defaultdict(lambda: len(number))
        blocks = [[number[word] for word in WORD.findall(plain(text).lower())] for text in texts]
        reference = [number[word] for word in WORD.findall(plain(page.text).lower())]
        self.block = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])
        self.words = np.array([word for block in blocks for word in block], np.int64)
        self.reference = np.bincount(np.array(reference, np.int64), minlength=len(number))

    def prf(self, is_kept: np.ndarray) -> tuple[float, float, float]:
        """Precision, recall and F1 of the kept blocks' words as a multiset."""
        words = self.words[is_kept[self.block]]
        n_reference = int(self.reference.sum())
        if not n_reference:
            return (0.0, 0.0, 0.0) if len(words) else (1.0, 1.0, 1.0)
        if not len(words):
            return 0.0, 0.0, 0.0
        same = int(np.minimum(np.bincount(words, minlength=len(self.reference)), self.reference).sum())
        precision, recall = same / len(words), same / n_reference
        return precision, recall, 2 * precision * recall / (precision + recall) if same else 0.0

    def snippets(self, is_kept: np.ndarray) -> Snippets:
        """The snippets in the text of the kept blocks."""
        text = _squeeze("\n".join(text for text, kept in zip(self.texts, is_kept) if kept))
        found = sum(_squeeze(s) in text for s in self.page.with_snippets)
        false = sum(_squeeze(s) in text for s in self.page.without_snippets)
        return Snippets(found, false, len(self.page.with_snippets) - found)
