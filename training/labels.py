"""Labels of text blocks, by aligning the page's words with the truth's.

A label is 1 (content), 0 (boilerplate) or -1 (unknown: the truth is snippets, and the block has none of them).
"""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import orjson

from corpus import Page

WORD = re.compile(r"\w+")
VERSION = 1  # Increase it when the rules change: cached labels of another version are ignored.
UNKNOWN = -1

ROWS_A_SEGMENT = 4096
RUN_CAP = 8
MIN_SHARE = 0.5
SHORT_BLOCK = range(2, 7)
GRAM = 4
MIN_GRAM_WORDS = 8
MIN_GRAM_SHARE = 0.6
MIN_UNUSED_SHARE = 0.8


def label_pages(pages: list[Page], texts: list[list[str]], cache: Path | None = None) -> list[np.ndarray]:
    """The labels of every page's blocks. Labels in `cache` from an earlier run are reused."""
    known = orjson.loads(cache.read_bytes()) if cache and cache.exists() else {}
    keys = [_key(page, blocks) for page, blocks in zip(pages, texts)]
    todo = [i for i, key in enumerate(keys) if key not in known]
    with Pool() as pool:
        jobs = ((pages[i], texts[i]) for i in todo)
        for i, labels in zip(todo, pool.imap(_label_page, jobs, chunksize=8)):
            known[keys[i]] = labels
    if cache and todo:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_bytes(orjson.dumps({key: known[key] for key in sorted(set(keys))}))
    return [np.array(known[key], np.int8) for key in keys]


def _key(page: Page, blocks: list[str]) -> str:
    truth = [VERSION, page.text, page.with_snippets, page.without_snippets, blocks]
    return hashlib.sha256(orjson.dumps(truth)).hexdigest()


def _label_page(job: tuple[Page, list[str]]) -> list[int]:
    page, blocks = job
    if page.text is None:
        return label_by_snippets(blocks, page.with_snippets, page.without_snippets)
    return label_by_alignment(blocks, page.text)


def label_by_snippets(blocks: list[str], with_snippets, without_snippets) -> list[int]:
    """1 for blocks with a required snippet, 0 for a forbidden one, unknown for neither or both."""
    squeeze = lambda text: re.sub(r"\s+", " ", text).strip()
    wanted = [s for s in map(squeeze, with_snippets) if s]
    unwanted = [s for s in map(squeeze, without_snippets) if s]
    labels = []
    for text in map(squeeze, blocks):
        good, bad = any(s in text for s in wanted), any(s in text for s in unwanted)
        labels.append(UNKNOWN if good == bad else int(good))
    return labels


def label_by_alignment(blocks: list[str], truth: str) -> list[int]:
    """The blocks whose words are in the truth, in the same order or, for whole blocks, in another order."""
    block_words = [WORD.findall(text.lower()) for text in blocks]
    reference = WORD.findall(truth.lower())
    labels = [0] * len(blocks)
    if not reference:
        return labels
    page = [word for words in block_words for word in words]
    matches = slide(longest_common_subsequence(page, reference), page)
    matched_at = dict(matches)
    used = np.zeros(len(reference), bool)
    start = 0
    for b, words in enumerate(block_words):
        hits = [matched_at[i] for i in range(start, start + len(words)) if i in matched_at]
        start += len(words)
        if words and _is_match(len(words), hits):
            labels[b] = 1
            used[hits] = True
    _second_pass(block_words, reference, used, labels)
    return labels


def _is_match(n_words: int, hits: list[int]) -> bool:
    if not hits or len(hits) < MIN_SHARE * n_words:
        return False
    return n_words not in SHORT_BLOCK or hits[-1] - hits[0] + 1 <= 2 * n_words + 2


def longest_common_subsequence(page: list[str], reference: list[str]) -> list[tuple[int, int]]:
    """Pairs of positions of one longest common subsequence, ascending.

    Bit-parallel (Hyyrö 2004): bit j of the state after page word i is 0 if the subsequence of
    page[..=i] and reference[..=j] is longer than that of page[..=i] and reference[..j]. States are stored for one
    segment at a time and recomputed on the way back, to save memory.
    """
    masks = defaultdict(int)
    for j, word in enumerate(reference):
        masks[word] |= 1 << j
    rows = [i for i, word in enumerate(page) if word in masks]
    full = (1 << len(reference)) - 1

    def states(state: int, segment: list[int]) -> list[int]:
        out = []
        for i in segment:
            both = state & masks[page[i]]
            state = ((state + both) | (state - both)) & full
            out.append(state)
        return out

    segments = [rows[at : at + ROWS_A_SEGMENT] for at in range(0, len(rows), ROWS_A_SEGMENT)]
    entry = [full]
    for segment in segments[:-1]:
        entry.append(states(entry[-1], segment)[-1])
    pairs, j = [], len(reference) - 1
    for before, segment in zip(reversed(entry), reversed(segments)):
        after = [before, *states(before, segment)]
        row = len(segment)
        while row and j >= 0:
            if after[row] >> j & 1:
                j -= 1
                continue
            row -= 1
            if after[row] >> j & 1:
                pairs.append((segment[row], j))
                j -= 1
    return pairs[::-1]


def slide(matches: list[tuple[int, int]], page: list[str]) -> list[tuple[int, int]]:
    """Moves a matched word to an equal word adjacent to the rest of its phrase.

    An alignment may match the `the` of a menu instead of the `the` at the start of the sentence.
    """
    at = [i for i, _ in matches]
    ref = [j for _, j in matches]

    def run(k: int, step: int) -> int:
        n = 1
        while n < RUN_CAP and 0 <= k + step < len(at):
            if at[k + step] != at[k] + step or ref[k + step] != ref[k] + step:
                break
            k, n = k + step, n + 1
        return n

    for k in range(len(at) - 2, -1, -1):
        i, j = at[k], at[k + 1]
        if ref[k + 1] == ref[k] + 1 and j > i + 1 and page[j - 1] == page[i] and run(k, -1) <= run(k + 1, 1):
            at[k] = j - 1
    for k in range(1, len(at)):
        i, j = at[k - 1], at[k]
        if ref[k] == ref[k - 1] + 1 and j > i + 1 and page[i + 1] == page[j] and run(k, 1) <= run(k - 1, -1):
            at[k] = i + 1
    return list(zip(at, ref))


@dataclass
class _Unused:
    """The unmatched words of the reference."""

    reference: list[str]
    used: np.ndarray

    def positions(self, n: int) -> dict[tuple[str, ...], list[int]]:
        """The positions of each run of `n` words."""
        where = defaultdict(list)
        for j in range(len(self.reference) - n + 1):
            where[tuple(self.reference[j : j + n])].append(j)
        return where

    def claim(self, start: int, n: int) -> None:
        self.used[start : start + n] = True


def _second_pass(block_words: list[list[str]], reference: list[str], used: np.ndarray, labels: list[int]) -> None:
    """Content that has another order in the truth than in the page."""
    if used.mean() > 0.999:
        return
    unused = _Unused(reference, used)
    pairs, grams = unused.positions(2), unused.positions(GRAM)
    for b, words in enumerate(block_words):
        if labels[b] or len(words) < 2:
            continue
        if _claim_verbatim(words, unused, pairs) or _claim_grams(words, unused, grams):
            labels[b] = 1


def _claim_verbatim(words: list[str], unused: _Unused, pairs: dict) -> bool:
    n = len(words)
    for j in pairs.get((words[0], words[1]), ()):
        if unused.used[j] and unused.used[j + 1 : j + n].all():
            continue
        if unused.reference[j : j + n] == words and 1 - unused.used[j : j + n].mean() >= MIN_UNUSED_SHARE:
            unused.claim(j, n)
            return True
    return False


def _claim_grams(words: list[str], unused: _Unused, grams: dict) -> bool:
    if len(words) < MIN_GRAM_WORDS:
        return False
    starts = range(0, len(words) - GRAM + 1, 2)
    found = []
    for at in starts:
        places = grams.get(tuple(words[at : at + GRAM]), ())
        found += next(([j] for j in places if not unused.used[j : j + GRAM].any()), [])
    if len(found) < MIN_GRAM_SHARE * len(starts):
        return False
    for j in found:
        unused.claim(j, GRAM)
    return True
