#!/usr/bin/env python3
"""Writes a toy corpus of ten pages from the samples of this repository and their annotations.

    toy.py OUT_DIR
"""

import argparse
from pathlib import Path

import pack

ROOT = Path(__file__).parent.parent
# The pages and their types.
PAGES = {
    "blog--code-heavy": "article",
    "blog--table-layout-2003": "article",
    "blog--wordpress-with-comments": "article",
    "docs--api-reference": "documentation",
    "docs--tutorial-admonitions-tables": "documentation",
    "forum--question-with-accepted-answer": "forum",
    "news--harbor-courier": "article",
    "news--inline-teasers-and-updates": "article",
    "news--photo-caption-twice": "article",
    "news--weather-strip-and-most-read": "article",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the folder of the corpus")
    pack.write(parser.parse_args().out, [_page(name, page_type) for name, page_type in PAGES.items()])


def _page(name: str, page_type: str) -> tuple[Path, dict]:
    annotation = (ROOT / "tests" / "expected" / f"{name}.txt").read_text(encoding="utf-8")
    _, _, text = annotation.partition("\n---\n")
    return ROOT / "samples" / f"{name}.html", {"text": text.strip(), "page_type": page_type}


if __name__ == "__main__":
    main()
