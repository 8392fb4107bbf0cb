#!/usr/bin/env python3
"""Compares dehusk with other packages on a corpus: milliseconds of CPU time a page, on one thread, and word F1.

    python/bench.py CORPUS [--pages N] [--only NAME,...]

CORPUS has `truth.jsonl.gz` (objects with `id` and `text`) and `pages/ID.html.gz`. Each page goes through all packages,
one after the other, so that whatever else the machine does hits all alike; the first page is read once more before, and
not counted. Word F1 compares the lower-cased words of the text with those of the truth as bags, page by page, and takes
the mean. dehusk's weights were learned from the pages of wcxb: on those its F1 is higher than on pages that it has not
seen, for which the README of the repository has figures. Packages that are not installed are named and left out:

    pip install resiliparse trafilatura turbohtml readability-lxml lxml_html_clean newspaper4k
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

# The package that is installed, not the sources beside this file, which have no extension module.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]

Tool = Callable[[bytes], str]
WORD = re.compile(r"\w+")


def dehusk_text() -> Tool:
    import dehusk

    extractor = dehusk.Extractor()

    def run(page: bytes) -> str:
        article = extractor.extract(page)
        _ = article.metadata
        return article.text

    return run


def dehusk_compat() -> Tool:
    from dehusk.compat.trafilatura import extract

    return lambda page: extract(page, with_metadata=False) or ""


def resiliparse_main() -> Tool:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    def run(page: bytes) -> str:
        tree = HTMLTree.parse(bytes_to_str(page, detect_encoding(page)))
        return str(extract_plain_text(tree, main_content=True))

    return run


def trafilatura_text() -> Tool:
    import logging

    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return lambda page: extract(page) or ""


def trafilatura_metadata() -> Tool:
    from trafilatura import bare_extraction

    def run(page: bytes) -> str:
        document = bare_extraction(page, with_metadata=True)
        return (document.text if document else "") or ""

    return run


def turbohtml_main() -> Tool:
    import turbohtml

    def run(page: bytes) -> str:
        article = turbohtml.parse(page).article()
        return str(article.text)

    return run


def readability_text() -> Tool:
    import logging

    from lxml.html import fromstring
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)

    def run(page: bytes) -> str:
        return str(fromstring(Document(page).summary()).text_content())

    return run


def newspaper_text() -> Tool:
    # It fetches a list of domains with its first page, and waits for minutes where there is no network.
    os.environ.update(HTTPS_PROXY="http://127.0.0.1:9", HTTP_PROXY="http://127.0.0.1:9")
    from newspaper import Article

    def run(page: bytes) -> str:
        article = Article("https://example.org/")
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()
        return str(article.text)

    return run


TOOLS: dict[str, Callable[[], Tool]] = {
    "dehusk": dehusk_text,
    "dehusk.compat.trafilatura": dehusk_compat,
    "resiliparse": resiliparse_main,
    "trafilatura": trafilatura_text,
    "trafilatura+metadata": trafilatura_metadata,
    "turbohtml": turbohtml_main,
    "readability-lxml": readability_text,
    "newspaper4k": newspaper_text,
}


def word_f1(text: str, truth: str) -> float:
    found, wanted = WORD.findall(text.lower()), WORD.findall(truth.lower())
    if not wanted or not found:
        return float(not wanted and not found)
    same = sum((Counter(found) & Counter(wanted)).values())
    return 2 * same / (len(found) + len(wanted))


def corpus(folder: Path, n: int | None) -> list[tuple[bytes, str]]:
    """Pages and their texts; of a part, pages from all over the corpus."""
    with gzip.open(folder / "truth.jsonl.gz", "rt", encoding="utf-8") as lines:
        truth = [row for row in map(json.loads, lines) if row.get("text") is not None]
    step = max(1, len(truth) // n) if n else 1
    rows = truth[::step][:n]
    return [(gzip.decompress((folder / "pages" / f"{row['id']}.html.gz").read_bytes()), row["text"]) for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--only")
    asked = parser.parse_args()
    tools: dict[str, Tool] = {}
    for name in asked.only.split(",") if asked.only else TOOLS:
        try:
            tools[name] = TOOLS[name]()
        except ImportError as error:
            print(f"{name}: left out, {error}")
    pages = corpus(asked.corpus, asked.pages)
    times: dict[str, list[float]] = {name: [] for name in tools}
    scores: dict[str, list[float]] = {name: [] for name in tools}
    failed: Counter[str] = Counter()
    for number, (page, truth) in enumerate([pages[0], *pages]):
        for name, tool in tools.items():
            begin = time.process_time()
            try:
                text = tool(page)
            except Exception as error:
                if not failed[name]:
                    print(f"{name}: the first page that failed: {type(error).__name__}: {error}")
                text, failed[name] = "", failed[name] + 1
            spent = time.process_time() - begin
            if number > 0:
                times[name].append(spent)
                scores[name].append(word_f1(text, truth))
    print(f"{len(pages)} pages, {sum(len(page) for page, _ in pages) / len(pages) / 1e3:.0f} KB in the mean")
    print(f"{'':<28}{'ms a page':>10}{'median':>8}{'word F1':>9}{'failed':>8}")
    for name in tools:
        mean, median = statistics.mean(times[name]) * 1e3, statistics.median(times[name]) * 1e3
        print(f"{name:<28}{mean:>10.2f}{median:>8.2f}{statistics.mean(scores[name]):>9.4f}{failed[name]:>8}")


if __name__ == "__main__":
    main()
