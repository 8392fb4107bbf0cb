#!/usr/bin/env python3
"""Runs dehusk on its own HTML output: pages without boilerplate, of which every block should be kept.

    refeed.py CORPUS_DIR [--dehusk BINARY] [--pages N]

Prints for each kind of block the number of blocks, and the share whose words are in the text of the second run.
"""

import argparse
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import orjson
from lxml import etree, html

import errors
from labels import WORD

KINDS = {
    "p": "//p", "short p": "//p", "pre": "//pre", "quote": "//blockquote", "item": "//li[not(.//li)]",
    "heading": "//h1|//h2|//h3|//h4|//h5|//h6", "cell": "//td|//th", "term": "//dt|//dd",
}
MAX_SHORT = 8


def run(dehusk: str, paths: list[Path], *flags: str) -> dict[str, dict]:
    """The records of pages, by the stem of their file names."""
    command = [dehusk, "batch", "-q", *flags, "-o", "-", *map(str, paths)]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
    records = [orjson.loads(line) for line in output.splitlines()]
    return {Path(record["source"]).name.split(".")[0]: record for record in records}


def count(source: str, text: str, all_of: Counter, kept: Counter) -> None:
    """Counts the blocks of a page, and those whose words are consecutive in a text."""
    words = " " + " ".join(WORD.findall(text)) + " "
    tree = html.fromstring(source.replace("<br>", "\n"))
    for kind, path in KINDS.items():
        for element in tree.xpath(path):
            own = WORD.findall(etree.tostring(element, method="text", encoding="unicode", with_tail=False))
            if not own or (kind == "short p") != (kind.endswith("p") and len(own) < MAX_SHORT):
                continue
            all_of[kind] += 1
            kept[kind] += f" {' '.join(own)} " in words


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--dehusk", default=str(Path(__file__).parent.parent / "target" / "release" / "dehusk"))
    parser.add_argument("--pages", type=int, default=200)
    args = parser.parse_args()
    paths = sorted((args.corpus / "pages").iterdir())
    paths = paths[:: max(1, len(paths) // args.pages)][: args.pages]
    all_of, kept = Counter(), Counter()
    with tempfile.TemporaryDirectory() as folder:
        sources = {}
        for name, record in run(args.dehusk, paths, "--include", "html").items():
            if record.get("html", "").strip():
                sources[name] = Path(folder) / f"{name}.html"
                sources[name].write_text("<!DOCTYPE html><meta charset=utf-8>" + record["html"])
        again = run(args.dehusk, list(sources.values()))
        for name, path in sources.items():
            count(path.read_text(), again.get(name, {}).get("text", ""), all_of, kept)
    for kind in KINDS:
        print(f"{kind:<8} n={all_of[kind]:5d}  kept {kept[kind] / max(1, all_of[kind]):.3f}")


if __name__ == "__main__":
    errors.run(main)
