#!/usr/bin/env python3
"""How many pages help: trains on more and more pages of a corpus and scores the binary on pages of other domains.

    curve.py CORPUS_DIR WORK_DIR [--pages 10,30,100,300] [--runs 3] [--dehusk BINARY]

The pages of one fold of the domains are held out; the pages of a run are drawn at random from the others.
"""

import argparse
import gzip
import random
import shlex
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import orjson

import corpus as corpora
import errors
from scoring import PageScorer

HERE = Path(__file__).parent
HELD_OUT = 0
WHOLE_PAGE = np.array([True])


def main() -> None:
    args = _arguments()
    pages = [page for page in corpora.read_corpus(args.corpus).pages if page.text is not None]
    held_out = [page for page in pages if corpora.fold_of(page.domain) == HELD_OUT]
    others = [page for page in pages if corpora.fold_of(page.domain) != HELD_OUT]
    print(f"{len(held_out)} pages held out")
    for n_pages in map(int, args.pages.split(",")):
        scores, seconds = [], []
        for run in range(args.runs):
            folder = args.work / f"{n_pages}-{run}" / args.corpus.name
            _link(random.Random(run).sample(others, n_pages), folder)
            model, start = folder.parent / "model.json", time.time()
            command = [sys.executable, HERE / "train.py", folder, "--out", model, "--work", folder.parent / "work"]
            subprocess.run([*command, "--dehusk", args.dehusk], check=True, stderr=subprocess.DEVNULL)
            seconds.append(time.time() - start)
            scores.append(_score(args.dehusk, ["--model", str(model)], held_out))
        print(f"{n_pages} pages: word F1 {np.mean(scores):.3f} ({min(scores):.3f} to {max(scores):.3f}), {np.mean(seconds):.0f} s", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--pages", default="10,30,100,300", help="numbers of pages")
    parser.add_argument("--runs", type=int, default=3, help="runs for each number")
    parser.add_argument("--dehusk", default=str(HERE.parent / "target" / "release" / "dehusk"))
    return parser.parse_args()


def _link(pages: list[corpora.Page], folder: Path) -> None:
    """Writes a corpus of these pages."""
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    for page in pages:
        link = folder / "pages" / page.path.name
        if not link.exists():
            link.symlink_to(page.path.resolve())
    truths = [{"id": page.id, "domain": page.domain, "text": page.text, "page_type": page.page_type} for page in pages]
    (folder / "truth.jsonl.gz").write_bytes(gzip.compress(b"".join(orjson.dumps(truth) + b"\n" for truth in truths)))


def _score(dehusk: str, flags: list[str], pages: list[corpora.Page]) -> float:
    """The mean word F1 of the binary."""
    command = [*shlex.split(dehusk), "batch", "-q", "--no-config", *flags, "-o", "-", *(str(page.path) for page in pages)]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
    texts = {record["source"]: record.get("text", "") for record in map(orjson.loads, output.splitlines())}
    return float(np.mean([PageScorer(page, [texts.get(str(page.path), "")]).prf(WHOLE_PAGE)[2] for page in pages]))


if __name__ == "__main__":
    errors.run(main)
