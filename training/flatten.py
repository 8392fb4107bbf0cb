#!/usr/bin/env python3
"""Flattened text: the pages of corpora converted by naive converters, to train on text without tags.

    flatten.py OUT_DIR CORPUS_DIR... [--converters nodes,lines,layout,spaces,raw,glued] [--halves]

For each corpus and converter, OUT_DIR/CORPUS-CONVERTER becomes a corpus folder of `pages/ID.txt.gz` with the
truth of the corpus. Differences between real converters (blank lines, title, wrapping, bullets, markers) are
randomised per page, seeded by its id, so that the model does not overfit to one converter.
"""

import argparse
import gzip
import hashlib
import re
import shutil
from collections import Counter
from multiprocessing import Pool
from pathlib import Path

import orjson
from lxml import etree

import errors
from corpus import Corpus, Page, read_corpus
from fragments import number
from labels import WORD
from layout import layout
from tree import BLOCKS, CELLS, IN_LINE, SPACE, UNSEEN, parse, title_of, walk

PROCESSES = 2


def nodes(root: etree._Element | None, seed: str) -> str:
    """One line per text node."""
    texts = (SPACE.sub(" ", what).strip() for kind, what in walk(root, UNSEEN) if kind == "text")
    return "\n".join(text for text in texts if text)


def block_texts(root: etree._Element | None, cell: str) -> list[str]:
    """The texts between the tags of block-level elements, with a line feed for each `br`. `cell` separates table cells."""
    blocks, pieces, depth_of_pre = [], [], 0

    def end_block() -> None:
        lines = (IN_LINE.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
        if block := "\n".join(line for line in lines if line):
            blocks.append(block)
        pieces.clear()

    for kind, what in walk(root, UNSEEN | {"title"}):
        if kind == "text":
            pieces.append(what if depth_of_pre else SPACE.sub(" ", what))
            continue
        if what.tag in BLOCKS:
            end_block()
        elif what.tag in CELLS:
            pieces.append(cell)
        elif what.tag == "br" and kind == "open":
            pieces.append("\n")
        if what.tag == "pre":
            depth_of_pre += 1 if kind == "open" else -1
    end_block()
    return blocks


def lines(root: etree._Element | None, seed: str) -> str:
    """One line per block; as in WET records, the title comes first in half of the pages."""
    title = title_of(root) if number(seed + "title", 2) else []
    between = "\n\n" if number(seed + "blank", 2) else "\n"
    cell = ["\n", "\n", " "][number(seed + "cell", 3)]
    return between.join(title + block_texts(root, cell))


def spaces(root: etree._Element | None, seed: str) -> str:
    """The whole page on one line."""
    title = title_of(root) if number(seed + "title", 2) else []
    return " ".join(title + block_texts(root, " ")).replace("\n", " ")


def raw(root: etree._Element | None, seed: str) -> str:
    """The texts as in the source, with its line feeds and margins; a new line at the end of each block."""
    pieces = []
    for kind, what in walk(root, UNSEEN):
        if kind == "text":
            pieces.append(what)
        elif kind == "close" and what.tag in BLOCKS and pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")
    text = "\n".join(line.rstrip() for line in "".join(pieces).split("\n"))
    return MANY_BLANK.sub("\n\n\n", text) if number(seed + "blank", 2) else text


def glued(root: etree._Element | None, seed: str) -> str:
    """One line per block, but some sentences are followed by the next block on the same line."""
    out = []
    for i, block in enumerate(block_texts(root, "\n")):
        draw = number(f"{seed}{i}", 20)
        if out and draw < 4 and out[-1].endswith((".", "!", "?", "”", '"')):
            out[-1] += ("" if draw == 0 else " ") + block
        else:
            out.append(block)
    return ("\n\n" if number(seed + "blank", 2) else "\n").join(out)


MANY_BLANK = re.compile(r"\n{4,}")
CONVERTERS = {"nodes": nodes, "lines": lines, "layout": layout, "spaces": spaces, "raw": raw, "glued": glued}


# With --halves each page is converted by these converters or by the others.
OF_ONE_HALF = {"nodes", "spaces", "raw", "grafted"}


def is_in_half(page: Page, converter: str) -> bool:
    """Whether a page is converted by a converter with --halves."""
    is_of_one = hashlib.md5(page.id.encode()).digest()[0] % 2 == 0
    return is_of_one == (converter in OF_ONE_HALF)


def flatten(task: tuple[Path, list[str], Page, bool]) -> dict[str, tuple[int, float | None]]:
    """Writes a page's texts; returns for each converter the number of bytes, and the word F1 of keeping everything."""
    out, converters, page, in_halves = task
    root = parse(gzip.decompress(page.path.read_bytes()))
    figures = {}
    for name in converters:
        if in_halves and not is_in_half(page, name):
            continue
        text = CONVERTERS[name](root, f"{name} {page.corpus}/{page.id} ") + "\n"
        encoded = text.encode("utf-8", "replace")
        folder = out / f"{page.corpus}-{name}" / "pages"
        (folder / f"{page.id}.txt.gz").write_bytes(gzip.compress(encoded, mtime=0))
        figures[name] = len(encoded), None if page.text is None else word_f1(text, page.text)
    return figures


def word_f1(text: str, truth: str) -> float:
    """The word F1 of a text against a page's truth."""
    ours, theirs = (Counter(WORD.findall(side.lower())) for side in (text, truth))
    return 2 * (ours & theirs).total() / n if (n := ours.total() + theirs.total()) else 1.0


def start_folder(options: argparse.Namespace, folder: Path, corpus: Corpus, converter: str) -> None:
    """A corpus folder without its pages."""
    own = options.out / f"{corpus.name}-{converter}"
    (own / "pages").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / "truth.jsonl.gz", own / "truth.jsonl.gz")
    about = {
        "source": f"{corpus.source}; flattened by training/flatten.py, converter {converter}",
        "licence": corpus.licence,
        "weight": corpus.weight,
        "trees": corpus.tree_weight / corpus.weight,
        "content": options.content or corpus.content_weight,
        "second": options.second or corpus.second_weight,
        "more_words": corpus.more_words,
        "is_copy": corpus.is_copy,
        "pages_of": corpus.name,
    }
    (own / "corpus.json").write_bytes(orjson.dumps(about, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("out", type=Path)
    arguments.add_argument("corpora", type=Path, nargs="+")
    arguments.add_argument("--converters", default=",".join(CONVERTERS))
    arguments.add_argument("--halves", action="store_true", help="convert each page with half of the converters")
    arguments.add_argument("--content", type=float, help="the weight of content in the second forest, instead of the corpus's own")
    arguments.add_argument("--second", type=float, help="a factor on the weight in the second forest, instead of the corpus's own")
    options = arguments.parse_args()
    converters = options.converters.split(",")
    if unknown := set(converters) - set(CONVERTERS):
        arguments.error(f"no such converter: {', '.join(sorted(unknown))}")
    with Pool(PROCESSES) as pool:
        for folder in options.corpora:
            corpus = read_corpus(folder)
            for name in converters:
                start_folder(options, folder, corpus, name)
            tasks = [(options.out, converters, page, options.halves) for page in corpus.pages]
            report(corpus, converters, list(pool.imap(flatten, tasks, chunksize=8)))


def report(corpus: Corpus, converters: list[str], figures: list[dict]) -> None:
    for name in converters:
        own = [page[name] for page in figures if name in page]
        n_bytes = [n for n, _ in own]
        scores = [score for _, score in own if score is not None]
        kept = f", keeping everything F1 {sum(scores) / len(scores):.4f}" if scores else ""
        print(f"{corpus.name}-{name}: {len(own)} pages, {sum(n_bytes) / max(1, len(n_bytes)):.0f} bytes a page{kept}")


if __name__ == "__main__":
    errors.run(main)
