#!/usr/bin/env python3
"""Fits the weights of title candidates.

    metadata.py CORPUS_DIR... [--dehusk CMD] [--input text] [--out FILE]

`dehusk blocks` writes the title candidates and the facts of each. A conditional logit over the candidates of a page is
fitted to the truths and scored on held-out domains; without `--out` nothing is written. For the built-in weights, FILE is
`models/title.json`, or `models/title-text.json` with `--input text`. If FILE has weights of blocks, such as those that `train.py`
wrote, the weights are added to them, and `dehusk --model FILE` uses them.
"""

import argparse
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from scipy.optimize import minimize

import errors
import rows
from corpus import N_FOLDS, assign_folds, read_corpus, read_truths

MODELS = Path(__file__).parent.parent / "models"
# The weights of both inputs; they list the facts, the page types, and the facts with weights per type.
BUILT_IN = {"html": MODELS / "title.json", "text": MODELS / "title-text.json"}
PENALTY = 10.0
# The minimum standard deviation of a fact, so that rare facts get small weights.
LEAST_SPREAD = 0.05


@dataclass
class Titles:
    """The candidates of many pages, concatenated: those of page `k` are `starts[k]:starts[k + 1]`."""

    corpora: list[str]
    folds: np.ndarray
    starts: np.ndarray
    facts: np.ndarray
    is_right: np.ndarray

    def of_pages(self, pages: np.ndarray) -> "Titles":
        """The candidates of some of the pages."""
        own = np.concatenate([np.arange(self.starts[k], self.starts[k + 1]) for k in pages])
        n = np.diff(self.starts)[pages]
        corpora = [self.corpora[k] for k in pages]
        starts = np.concatenate([[0], np.cumsum(n)])
        return Titles(corpora, self.folds[pages], starts, self.facts[own], self.is_right[own])


def plain(text: str) -> str:
    """A normalised title, for comparison."""
    return re.sub(r"\W+", " ", unicodedata.normalize("NFKC", text).lower()).strip()


@dataclass
class Names:
    """The facts, the facts with weights per page type, and the page types."""

    facts: list[str]
    by_type: list[str]
    types: list[str]

    @classmethod
    def of(cls, weights: dict) -> "Names":
        """Those of a weights file."""
        by_type = weights["by_type"]
        return cls(list(weights["weights"]), list(next(iter(by_type.values()))), list(by_type))


def read_titles(dehusk: str, folders: list[str], names: Names, form: str) -> Titles:
    """Runs dehusk over all pages whose truth has a title."""
    facts, by_type, types = names.facts, names.by_type, names.types
    column = {name: i for i, name in enumerate(facts)}
    truths = {(Path(f).name, t["id"]): plain(t.get("title") or "") for f in folders for t in read_truths(Path(f))}
    pages = [page for folder in folders for page in read_corpus(Path(folder)).pages if truths[page.corpus, page.id]]
    fold_of = dict(zip(((page.corpus, page.id) for page in pages), assign_folds(pages)))
    corpora, folds, counts, found, is_right = [], [], [], [], []
    for batch in rows.batches(pages):
        lines = rows.run(dehusk, batch, None, tokens=False, kind=form)
        next(lines)
        for line in lines:
            record = orjson.loads(line)
            key = batch[0].corpus, Path(record["source"]).name.split(".")[0]
            kind = types.index(record["page_type"]) if record.get("page_type") in types else types.index("article")
            table = np.zeros((len(record["titles"]), len(facts) + len(types) * len(by_type)), np.float32)
            for row, (text, known) in zip(table, record["titles"]):
                for name, value in known.items():
                    row[column[name]] = value
                own = len(facts) + kind * len(by_type)
                row[own : own + len(by_type)] = [known.get(name, 0) for name in by_type]
                is_right.append(plain(text) == truths[key])
            corpora.append(key[0])
            folds.append(fold_of[key])
            counts.append(len(table))
            found.append(table)
    starts = np.concatenate([[0], np.cumsum(counts)])
    return Titles(corpora, np.array(folds), starts, np.concatenate(found), np.array(is_right))


def fit(titles: Titles) -> np.ndarray:
    """The maximum-likelihood weights; pages without a correct candidate are ignored."""
    starts, n = titles.starts[:-1], np.diff(titles.starts)
    has_offers = n > 0
    starts, n = starts[has_offers], n[has_offers]
    page = np.repeat(np.arange(len(n)), n)
    right = titles.is_right.astype(float)
    counts = np.add.reduceat(right, starts) > 0
    spread = np.maximum(titles.facts.std(axis=0), LEAST_SPREAD)
    x = titles.facts / spread

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ weights
        e = np.exp(score - np.maximum.reduceat(score, starts)[page])
        p = e / np.add.reduceat(e, starts)[page]
        mass = np.maximum(np.add.reduceat(p * right, starts), 1e-12)
        slope = x.T @ ((p * right / mass[page] - p) * counts[page])
        return -np.log(mass[counts]).sum() + PENALTY / 2 * weights @ weights, PENALTY * weights - slope

    start = np.zeros(x.shape[1])
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x / spread


def hits(titles: Titles, score: np.ndarray) -> dict[str, float]:
    """The accuracy on each corpus."""
    found = defaultdict(list)
    for corpus, start, end in zip(titles.corpora, titles.starts, titles.starts[1:]):
        found[corpus].append(end > start and bool(titles.is_right[start + np.argmax(score[start:end])]))
    return {corpus: round(float(np.mean(own)), 4) for corpus, own in found.items()}


def cross_validate(titles: Titles) -> np.ndarray:
    """The score of every candidate by weights fitted without its page's fold."""
    score = np.zeros(len(titles.is_right))
    fold_of_offer = np.repeat(titles.folds, np.diff(titles.starts))
    for fold in range(N_FOLDS):
        weights = fit(titles.of_pages(np.flatnonzero(titles.folds != fold)))
        own = fold_of_offer == fold
        score[own] = titles.facts[own] @ weights
    return score


def as_json(names: Names, weights: np.ndarray, passport: dict) -> dict:
    """The weights by the names of their facts."""
    rounded = [round(float(weight), 3) + 0.0 for weight in weights]
    n, k = len(names.facts), len(names.by_type)
    own = {name: dict(zip(names.by_type, rounded[n + i * k :][:k])) for i, name in enumerate(names.types)}
    return {"passport": passport, "weights": dict(zip(names.facts, rounded)), "by_type": own}


def write(path: Path, made: dict) -> None:
    """Writes the weights to a file of their own, or into a weights file of blocks."""
    model = orjson.loads(path.read_bytes()) if path.exists() else {}
    options = orjson.OPT_APPEND_NEWLINE
    if "format" in model:
        path.write_bytes(orjson.dumps(model | {"title": made}, option=options))
    else:
        path.write_bytes(orjson.dumps(made, option=options | orjson.OPT_INDENT_2))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="CORPUS_DIR")
    parser.add_argument("--dehusk", default="target/release/dehusk", help="the command to run")
    parser.add_argument("--input", choices=list(BUILT_IN), default="html", help="HTML or flattened text")
    parser.add_argument("--out", type=Path, help="the file to write; default: write nothing")
    args = parser.parse_args()
    names = Names.of(orjson.loads(BUILT_IN[args.input].read_bytes()))
    titles = read_titles(args.dehusk, args.folders, names, args.input)
    scores = hits(titles, cross_validate(titles))
    print("right in cross-validation", scores)
    weights = fit(titles)
    print("right on what was learned", hits(titles, titles.facts @ weights))
    if args.out:
        pages = {name: sum(corpus == name for corpus in titles.corpora) for name in scores}
        write(args.out, as_json(names, weights, {"pages": pages, "cross_validation": scores}))


if __name__ == "__main__":
    errors.run(main)
