#!/usr/bin/env python3
"""Writes a corpus from a folder of pages and a folder of their texts: NAME.html and NAME.txt, or NAME.txt twice.

    pack.py OUT_DIR PAGES_DIR TEXTS_DIR

A text is the main content of the page as it should be extracted, in UTF-8; it is empty if the page has none.
"""

import argparse
import gzip
import json
from pathlib import Path

import errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("texts", type=Path)
    args = parser.parse_args()
    for folder in (args.pages, args.texts):
        if not folder.is_dir():
            raise errors.InputError(f"{folder}: no such folder")
    pages = [path for path in sorted(args.pages.iterdir()) if path.suffix in (".html", ".txt")]
    found = [(page, args.texts / f"{page.stem}.txt") for page in pages]
    if absent := [text for _, text in found if not text.is_file()]:
        raise errors.InputError(f"{absent[0]}: no such file; expected the text of each page in {args.pages}")
    write(args.out, [(page, {"text": text.read_text(encoding="utf-8").strip()}) for page, text in found])


def write(out: Path, pages: list[tuple[Path, dict]]) -> None:
    """Writes a corpus of these pages, each with the keys of its truth."""
    (out / "pages").mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": page.stem} | truth) + "\n" for page, truth in pages]
    for page, _ in pages:
        (out / "pages" / f"{page.name}.gz").write_bytes(gzip.compress(page.read_bytes(), mtime=0))
    (out / "truth.jsonl.gz").write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
    print(f"{out}: {len(pages)} pages")


if __name__ == "__main__":
    errors.run(main)
