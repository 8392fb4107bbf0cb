#!/usr/bin/env python3
"""Runs the binary on held-out pages, each with the model trained without its domain, and scores the output.

    evaluate.py FOLDS_DIR OUT_DIR [--dehusk BINARY] [-- FLAGS FOR `dehusk batch`]

FOLDS_DIR is the output of `train.py --folds-out`. OUT_DIR gets `CORPUS.jsonl`, with dehusk's JSON object of each page and
its `id`, as input for the scorer of the corpus. The printed word F1 is for the same text.
"""

import argparse
import shlex
import subprocess
from collections import defaultdict
from pathlib import Path

import numpy as np
import orjson

import corpus as corpora
import errors
from report import Outcome, f1_by_corpus, outcome
from scoring import PageScorer


def extract(dehusk: str, folds: Path, flags: list[str]) -> dict[str, list[dict]]:
    """The extractions of all pages of all folds, by corpus."""
    found = defaultdict(list)
    for model in sorted(folds.glob("model-fold*.json")):
        pages = model.with_name(model.name.replace("model", "pages").replace(".json", ".tsv"))
        by_corpus = defaultdict(dict)
        for line in pages.read_text().splitlines():
            name, page, path = line.split("\t")
            by_corpus[name][path] = page
        for name, ids in by_corpus.items():
            command = [*shlex.split(dehusk), "batch", "-q", "--no-config", "--model", str(model), *flags, "-o", "-", *ids]
            # Failed pages make the exit code 1. Their records have no text, so they are scored as empty.
            output = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
            records = [orjson.loads(line) for line in output.splitlines()]
            found[name] += [{"id": ids[record["source"]], **record} for record in records]
    return found


def score(found: dict[str, list[dict]], folders: list[Path]) -> list[Outcome]:
    """The outcome of each page. A page without a record counts as empty."""
    outcomes = []
    for folder in folders:
        text = {record["id"]: record.get("text", "") for record in found[folder.name]}
        for page in corpora.read_corpus(folder).pages:
            outcomes.append(outcome(PageScorer(page, [text.get(page.id, "")]), np.array([True])))
    return outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folds", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("flags", nargs="*", help="flags for `dehusk batch`, after --")
    parser.add_argument("--dehusk", default=str(Path(__file__).parent.parent / "target" / "release" / "dehusk"))
    args = parser.parse_args()
    if not list(args.folds.glob("model-fold*.json")):
        raise errors.InputError(f"{args.folds}: no model-fold0.json and so on; expected the output of train.py --folds-out")
    found = extract(args.dehusk, args.folds, args.flags)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, records in found.items():
        records.sort(key=lambda record: record["id"])
        lines = b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records)
        (args.out / f"{name}.jsonl").write_bytes(lines)
    paths = {Path(line.split("\t")[2]) for tsv in args.folds.glob("*.tsv") for line in tsv.read_text().splitlines()}
    outcomes = score(found, sorted({path.parent.parent for path in paths}))
    for name, value in f1_by_corpus(outcomes).items():
        print(f"{name:<20} {value:.4f}")
    kinds = defaultdict(list)
    for page in outcomes:
        if page.page_type:
            kinds[page.page_type].append(page.prf)
    for kind, prf in sorted(kinds.items(), key=lambda item: -len(item[1])):
        print(f"  {kind:<18} n={len(prf):4d}  P={{:.3f}}  R={{:.3f}}  F1={{:.3f}}".format(*np.mean(prf, axis=0)))


if __name__ == "__main__":
    errors.run(main)
