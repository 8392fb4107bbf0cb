"""Captions: training of the forest that classifies blocks as captions or credits of pictures.

The truths of pages with our own boilerplate list the captions. On other pages, the positive blocks are those that the markup
marks as captions. Copies of these pages without names have the same labels, so that the forest must use structure.
"""

from collections import defaultdict

import numpy as np

import judge
from labels import WORD

MAX_WORDS = 120
# Words that a block may have beside a caption, such as a counter.
MAX_MORE = 4
RECIPE = judge.Recipe(n_trees=90, n_leaves=14, rate=0.1)
# The weight of pages without inserted captions: on many of them the markup does not name all captions.
WEIGHT_NAMED = 0.4


def label(pages, texts: list[list[str]], named: list[set[str]], base_of: dict[str, str], labels: list[np.ndarray]) -> list[np.ndarray]:
    """For each page one label per block: 1 for a caption or a credit, else 0; content is 0."""
    of_page = defaultdict(set)
    for page, own in zip(pages, named):
        of_page[base_of.get(page.corpus, page.corpus), page.id] |= own
    out = []
    for page, blocks, content in zip(pages, texts, labels):
        own = of_page[base_of.get(page.corpus, page.corpus), page.id]
        is_own = np.array([text in own for text in blocks], bool) | _drawn(page, blocks)
        out.append((is_own & (content != 1)).astype(np.int8))
    return out


def _drawn(page, blocks: list[str]) -> np.ndarray:
    """The blocks with the captions and credits that were inserted into the page."""
    is_drawn = np.zeros(len(blocks), bool)
    if not page.captions:
        return is_drawn
    joined, parts, most = [], set(), 0
    for caption, credit in page.captions:
        a, b = WORD.findall(caption.lower()), WORD.findall(credit.lower())
        parts |= {tuple(a), tuple(b)} - {()}
        joined += [a + b, b + a]
        most = max(most, len(a) + len(b))
    for i, text in enumerate(blocks):
        words = WORD.findall(text.lower())
        if not words or len(words) > min(MAX_WORDS, most + MAX_MORE):
            continue
        is_drawn[i] = tuple(words) in parts or any(_is_part(words, whole) for whole in joined)
    return is_drawn


def _is_part(words: list[str], whole: list[str]) -> bool:
    """Whether a block consists of words of a caption with its credit, or of these and a few more."""
    if len(words) < len(whole):
        return False
    return any(words[at : at + len(whole)] == whole for at in range(len(words) - len(whole) + 1)) and len(words) <= len(whole) + MAX_MORE


def weights(pages, words, page_of_block, corpus_weight) -> np.ndarray:
    """The sample weight of each block: short blocks nearly as much as long ones; all pages of a corpus the same."""
    of_block = np.where(words <= MAX_WORDS, np.minimum(words, 12) + 4.0, 0)
    of_page = np.bincount(page_of_block, of_block, minlength=len(pages))
    factor = corpus_weight * np.array([1.0 if page.captions else WEIGHT_NAMED for page in pages])
    return of_block * (factor / np.maximum(of_page, 1e-9))[page_of_block]


def quality(p: np.ndarray, is_caption: np.ndarray) -> str:
    """Precision and recall at the threshold 0.5."""
    kept = p >= 0.5
    right = (kept & (is_caption == 1)).sum()
    return f"precision {right / max(1, kept.sum()):.3f} recall {right / max(1, (is_caption == 1).sum()):.3f}"
