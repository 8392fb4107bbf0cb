"""First stage: two sparse logistic regressions, one over the names around a block, one over its words.

`dehusk blocks --tokens` writes every block's tokens as 32-bit hashes. The result is one table per side: hashes with
small integer weights. dehusk sums the weights of a block's tokens.
"""

import multiprocessing
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from rows import TokenLists

# Tuned for the log loss on held-out folds. The number of iterations is part of the regularisation.
ALPHA = {"names": 1e-3, "words": 1.5e-4}
ENTRIES = {"names": 3000, "words": 14000}
# Flattened text has only its words.
ALPHA_OF_TEXT, ENTRIES_OF_TEXT = 6e-5, 18000
# The second weights of words. They are fitted to blocks between the first and the last block of the content, with a margin.
ALPHA_OF_INNER = 1e-4
INNER_MARGIN = 3, 12
USUAL_WORDS, MAX_INNER = 15, 3
WEIGHT_OF_COPY = 0.5
ITERATIONS_ALL, ITERATIONS_KEPT = 15, 20
MIN_DOMAINS = 3
SEED = 1
PROCESSES = 2


@dataclass
class Table:
    """Sorted hashes with integer weights; a block's score is bias + scale * (sum of its weights)."""

    hashes: np.ndarray
    weights: np.ndarray
    scale: float
    bias: float
    # Second weights of the same hashes.
    inner: "Table | None" = None


class Tokens:
    """One side's tokens of all labelled blocks, built once and then selected by fold.

    Blocks of one page with the same tokens are merged into one row with a content weight and a
    boilerplate weight: the loss is the same, and the matrix a third of the size.
    """

    def __init__(self, side: str, tokens: TokenLists, page_of_block, domain_of_page, labels, weights, inner):
        self.side = side
        self.hashes, columns = np.unique(tokens.hashes, return_inverse=True)
        random = np.random.default_rng(SEED).integers(0, 2**63, len(self.hashes), dtype=np.uint64)
        sums = np.concatenate([[0], np.cumsum(random[columns])]).astype(np.uint64)
        block_key = sums[tokens.starts[1:]] - sums[tokens.starts[:-1]]
        blocks = np.flatnonzero(weights > 0)
        order = blocks[np.lexsort((block_key[blocks], page_of_block[blocks]))]
        key, page = block_key[order], page_of_block[order]
        is_new = np.concatenate([[True], (key[1:] != key[:-1]) | (page[1:] != page[:-1])])
        group = np.cumsum(is_new) - 1
        self.page = page[is_new]
        self.domain = domain_of_page[self.page].astype(np.int64)
        self.content = np.bincount(group, weights[order] * (labels[order] == 1))
        self.boilerplate = np.bincount(group, weights[order] * (labels[order] == 0))
        self.inner = [np.bincount(group, inner[order] * (labels[order] == label)) for label in (1, 0)]
        ones = np.ones(len(columns), np.float32)
        shape = len(tokens.starts) - 1, len(self.hashes)
        self.matrix = sparse.csr_matrix((ones, columns.astype(np.int32), tokens.starts), shape)[order[is_new]]
        self.matrix = self.matrix.astype(np.float64)

    def fit_all(self, masks: list[np.ndarray], is_alone: bool) -> list[Table]:
        """A table for each mask of pages, several in parallel."""
        with multiprocessing.get_context("fork").Pool(PROCESSES, _share, (self, masks, is_alone)) as pool:
            return pool.map(_fit, range(len(masks)), chunksize=1)

    def fit(self, pages: np.ndarray, is_alone: bool) -> Table:
        """A table trained on the pages of a mask. `is_alone`: whether there is no other side."""
        rows = np.flatnonzero(pages[self.page])
        matrix, content, boilerplate = self.matrix[rows], self.content[rows], self.boilerplate[rows]
        n_domains = self._domains_of_columns(matrix, self.domain[rows])
        columns = np.flatnonzero(n_domains >= MIN_DOMAINS)
        alpha = ALPHA_OF_TEXT if is_alone else ALPHA[self.side]
        n_entries = ENTRIES_OF_TEXT if is_alone else ENTRIES[self.side]
        targets = [(content, boilerplate, alpha)]
        if self.side == "words":
            targets.append((*(part[rows] for part in self.inner), ALPHA_OF_INNER))
        # Tokens are ranked by weight and by the number of sites, not of blocks.
        coefs = [_regress(matrix[:, columns], *target, ITERATIONS_ALL)[0] for target in targets]
        worth = np.max([np.abs(coef) / np.abs(coef).std() for coef in coefs], axis=0) * np.sqrt(n_domains[columns])
        columns = columns[np.sort(np.argsort(-worth, kind="stable")[:n_entries])]
        kept = [_regress(matrix[:, columns], *target, ITERATIONS_KEPT) for target in targets]
        return quantised(self.hashes[columns], kept)

    def _domains_of_columns(self, matrix, domain: np.ndarray) -> np.ndarray:
        entries = matrix.tocoo()
        n = int(self.domain.max()) + 1
        seen = np.unique(entries.col.astype(np.int64) * n + domain[entries.row])
        return np.bincount(seen // n, minlength=matrix.shape[1])


def _share(*what) -> None:
    global _shared
    _shared = what


def _fit(k: int) -> Table:
    tokens, masks, is_alone = _shared
    return tokens.fit(masks[k], is_alone)


def _regress(matrix, content, boilerplate, alpha: float, iterations: int) -> tuple[np.ndarray, float]:
    """Logistic regression with an L2 penalty, by L-BFGS on columns scaled by their curvature."""
    total = (content + boilerplate).sum()
    transposed = matrix.T.tocsr()
    frequency = transposed @ (content + boilerplate) / total
    scale = 1 / np.sqrt(0.25 * frequency + alpha)

    def loss(x: np.ndarray) -> tuple[float, np.ndarray]:
        coef, margin = x[:-1] * scale, matrix @ (x[:-1] * scale) + x[-1]
        p = 1 / (1 + np.exp(-np.clip(margin, -50, 50)))
        value = ((content + boilerplate) * np.logaddexp(0, margin) - content * margin).sum() / total
        residual = ((content + boilerplate) * p - content) / total
        gradient = (transposed @ residual + alpha * coef) * scale
        return value + alpha / 2 * (coef @ coef), np.append(gradient, residual.sum())

    start = np.zeros(matrix.shape[1] + 1)
    options = {"maxiter": iterations, "ftol": 1e-9, "gtol": 1e-9}
    x = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return x[:-1] * scale, float(x[-1])


def quantised(hashes: np.ndarray, kept: list[tuple[np.ndarray, float]]) -> Table:
    """A table of the weights and biases; the second ones, if any, are the inner ones."""
    parts = []
    for coef, bias in kept:
        scale = float(f"{max(np.abs(coef).max(initial=0), 1e-6) / 127:.6g}")
        parts.append((np.clip(np.rint(coef / scale), -127, 127).astype(np.int8), scale, float(f"{bias:.6g}")))
    some = np.any([weights != 0 for weights, *_ in parts], axis=0)
    hashes = hashes[some].astype(np.uint32)
    first, *others = (Table(hashes, weights[some], scale, bias) for weights, scale, bias in parts)
    return replace(first, inner=others[0]) if others else first


def inner_weights(words, labels, page_of_block, page_weight) -> np.ndarray:
    """The sample weight of each block for the second weights: 0 outside of the content."""
    blocks = np.arange(len(labels))
    n_pages = len(page_weight)
    first, last = np.full(n_pages, len(labels)), np.full(n_pages, -len(labels))
    content = np.flatnonzero(labels == 1)
    np.minimum.at(first, page_of_block[content], content)
    np.maximum.at(last, page_of_block[content], content)
    is_inner = (blocks >= first[page_of_block] - INNER_MARGIN[0]) & (blocks <= last[page_of_block] + INNER_MARGIN[1])
    is_used = is_inner & (labels >= 0) & (words > 0)
    return np.where(is_used, np.minimum(np.sqrt(words / USUAL_WORDS), MAX_INNER), 0) * page_weight[page_of_block]


def sample_weights(words, labels, page_of_block, reference_words, corpus_weight, has_text) -> np.ndarray:
    """The sample weight of each block: sublinear in its words; snippet pages weigh half a page."""
    known = labels >= 0
    weights = np.where(known, np.sqrt(words / (reference_words[page_of_block] + 50)), 0.0)
    weights = np.minimum(weights, 10 * weights[weights > 0].mean())
    n_pages = len(reference_words)
    of_page = np.bincount(page_of_block, weights, minlength=n_pages)
    usual = np.median(of_page[has_text & (of_page > 0)])
    factor = np.where(has_text, 1.0, usual / np.maximum(of_page, 1e-9)) * corpus_weight
    weights *= factor[page_of_block]
    return weights / weights[weights > 0].mean()
