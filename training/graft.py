#!/usr/bin/env python3
"""Grafts: flattened pages with boilerplate of other sites after their last paragraph.

    graft.py OUT_DIR TEXT_CORPUS_DIR... [--halves]

Comment policies, invitations and legal texts are prose, and often follow the article directly, or on the same line.
Few corpus pages have such a text there, so the model would classify prose after prose as content. Here one or two such lines of
other pages follow the last line of the content, in some pages on the same line. A line is suitable if it is
boilerplate according to the truth of its page, and most of its bigrams occur in boilerplate of several sites. Grafts come only from
pages of the same fold, to prevent leakage in cross-validation. OUT_DIR/CORPUS-grafted becomes a corpus folder for each.
"""

import gzip
import sys
from collections import defaultdict
from dataclasses import replace

import numpy as np
import orjson

import corpus as corpora
import errors
from flatten import is_in_half, start_folder
from fragments import number
from labels import WORD, label_pages

MIN_WORDS, MAX_WORDS = 10, 120
MIN_SITES = 3
MIN_KNOWN_SHARE = 0.5
ONE_IN_GLUED = 3


def pairs(line: str) -> list[tuple[str, str]]:
    """The word bigrams of a line."""
    words = WORD.findall(line.lower())
    return list(zip(words, words[1:]))


def is_prose(line: str) -> bool:
    """Whether a line is at least a sentence, not a list of names."""
    return MIN_WORDS <= len(WORD.findall(line)) <= MAX_WORDS and line.rstrip().endswith((".", "!", "?"))


def stock(pages: list[corpora.Page], texts: list[list[str]], labels: list[np.ndarray]) -> list[set[str]]:
    """For each page its boilerplate lines that are also boilerplate on other sites."""
    sites = defaultdict(set)
    for page, lines, own in zip(pages, texts, labels):
        for line, label in zip(lines, own):
            if label == 0:
                for pair in pairs(line):
                    sites[pair].add(page.domain)
    known = {pair for pair, domains in sites.items() if len(domains) >= MIN_SITES}
    found = []
    for lines, own in zip(texts, labels):
        prose = {line for line, label in zip(lines, own) if label == 0 and is_prose(line)}
        found.append({line for line in prose if np.mean([pair in known for pair in pairs(line)]) >= MIN_KNOWN_SHARE})
    return found


def grafted(lines: list[str], labels: np.ndarray, grafts: list[str], seed: str, between: str) -> str | None:
    """A page with grafts after the last line of its content; None if it has too little content."""
    content = np.flatnonzero(labels == 1)
    if len(content) < 3 or not grafts:
        return None
    at = int(content[-1])
    chosen = [grafts[number(f"{seed}{k}", len(grafts))] for k in range(1 + number(seed + "two", 2))]
    lines = list(lines)
    if number(seed + "glued", ONE_IN_GLUED) == 0 and lines[at].rstrip().endswith((".", "!", "?", "”", '"')):
        lines[at] += " " + chosen.pop(0)
    return between.join(lines[: at + 1] + chosen + lines[at + 1 :]) + "\n"


def main() -> None:
    in_halves = "--halves" in sys.argv
    out, *folders = errors.paths(__doc__, *(argument for argument in sys.argv[1:] if argument != "--halves"))
    for folder in folders:
        corpus = corpora.read_corpus(folder)
        corpus = replace(corpus, name=folder.name.rsplit("-", 1)[0])
        pages = [page for page in corpus.pages if page.text]
        whole = [gzip.decompress(page.path.read_bytes()).decode() for page in pages]
        texts = [[line for line in text.split("\n") if line.strip()] for text in whole]
        labels = label_pages(pages, texts)
        folds = corpora.assign_folds(list(corpus.pages))
        fold = {page.id: k for page, k in zip(corpus.pages, folds)}
        found = stock(pages, texts, labels)
        stocks = defaultdict(set)
        for page, lines in zip(pages, found):
            stocks[fold[page.id]] |= {(page.domain, line) for line in lines}
        start_folder(out, folder, corpus, "grafted")
        n = 0
        for page, text, lines, own in zip(pages, whole, texts, labels):
            grafts = sorted(line for domain, line in stocks[fold[page.id]] if domain != page.domain)
            if in_halves and not is_in_half(page, "grafted"):
                continue
            between = "\n\n" if "\n\n" in text else "\n"
            if new := grafted(lines, own, grafts, f"graft {page.corpus}/{page.id} ", between):
                path = out / f"{corpus.name}-grafted" / "pages" / f"{page.id}.txt.gz"
                path.write_bytes(gzip.compress(new.encode(), mtime=0))
                n += 1
        print(f"{corpus.name}-grafted: {n} pages, {sum(map(len, stocks.values()))} grafts")


if __name__ == "__main__":
    errors.run(main)
