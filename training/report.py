"""The report of a training run, as Markdown, and the passport of its model."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import corpus as corpora
import heads
import judge
from scoring import PageScorer, Snippets

BAD_PAGE = 0.5
# With fewer scored pages the confidence is not calibrated.
MIN_CALIBRATED = 100
# The feature families by the prefixes and names of their columns, most specific first; the rest describe the
# block itself.
FAMILIES = {
    "first stage, names": lambda n: n.startswith(("class_score", "page_class_score", "page_known_classes")),
    "first stage, words": lambda n: n.startswith(("word_score", "page_word_score", "page_known_words")),
    "page": lambda n: n.startswith("page_"),
    "ancestors": lambda n: n[:2] in ("d0", "d1", "d2", "d3", "t0", "t1") and n[2:3] == "_",
    "neighbours and windows": lambda n: n[:1] in "pnw" and n[1:2].isdigit(),
    "repetition": lambda n: n.startswith("repeat") or n.endswith("sibling_index") or n == "n_siblings",
    "best container": lambda n: n.startswith("best_") or n == "in_best",
    "style": lambda n: n.startswith("style_"),
    "position": lambda n: any(part in n for part in ("before", "after", "since", "index", "to_", "previous", "next")),
}


@dataclass
class Outcome:
    """The scores of the selection on one page."""

    corpus: str
    id: str
    page_type: str | None
    prf: tuple[float, float, float] | None
    snippets: Snippets | None


def outcome(scorer: PageScorer, is_kept: np.ndarray) -> Outcome:
    """Scores one page by its truth: full text or snippets."""
    page = scorer.page
    prf = scorer.prf(is_kept) if page.text is not None else None
    snippets = scorer.snippets(is_kept) if page.with_snippets or page.without_snippets else None
    return Outcome(page.corpus, page.id, page.page_type, prf, snippets)


def f1_by_corpus(outcomes: list[Outcome]) -> dict[str, float]:
    """Mean word F1 of each corpus with full truth; the snippet F of the others."""
    by_corpus = defaultdict(list)
    for page in outcomes:
        by_corpus[page.corpus].append(page)
    scores = {}
    for name, pages in sorted(by_corpus.items()):
        full = [page.prf[2] for page in pages if page.prf]
        scores[name] = float(np.mean(full)) if full else _snippet_f(pages)
    return scores


def _snippet_f(outcomes: list[Outcome]) -> float:
    total = Snippets()
    for page in outcomes:
        if page.snippets:
            total += page.snippets
    return total.f


def summary(outcomes: list[Outcome]) -> str:
    """The scores of all corpora on one line."""
    return "  ".join(f"{name} {score:.4f}" for name, score in f1_by_corpus(outcomes).items())


def families(names: list[str]) -> dict[str, list[str]]:
    """The columns of each family."""
    found = defaultdict(list)
    for name in names:
        found[next((family for family, has in FAMILIES.items() if has(name)), "the block itself")].append(name)
    return dict(found)


def passport(sets: list[corpora.Corpus], pages: list[corpora.Page], outcomes: list[Outcome]) -> dict:
    """The training data of a model and its cross-validation scores. It has no date, so it is deterministic."""
    return {
        "corpora": [
            {"name": c.name, "pages": len(c.pages), "source": c.source, "licence": c.licence, "weight": c.weight}
            for c in sets
        ],
        "corpus_digest": corpora.digest(sets),
        "pages": len(pages),
        "domains": len({page.domain for page in pages}),
        "cross_validation": {name: round(score, 4) for name, score in f1_by_corpus(outcomes).items()},
    }


@dataclass
class TypeResult:
    """Page types: their names (empty if the truth has none), the final trees, and the true and
    predicted numbers on held-out pages."""

    labels: list[str]
    forest: judge.Forest
    true: np.ndarray
    predicted: np.ndarray

    @staticmethod
    def cross_validated(pages, fold: np.ndarray, mean_rows: np.ndarray, names: list[str]) -> "TypeResult":
        """Trains page types on the mean rows of held-out pages."""
        typed = np.array([k for k, page in enumerate(pages) if page.page_type], int)
        labels = sorted({pages[k].page_type for k in typed})
        true = np.array([labels.index(pages[k].page_type) for k in typed], int)
        if len(labels) < 2:
            return TypeResult([], judge.Forest([], []), true, true)
        rows, fold, n = mean_rows[typed], fold[typed], len(labels)
        predicted = np.zeros(len(typed), int)
        for k in range(corpora.N_FOLDS):
            forest = heads.train_page_type(rows[fold != k], names, true[fold != k], n)
            predicted[fold == k] = heads.predict_page_type(forest, rows[fold == k], names, n)
        return TypeResult(labels, heads.train_page_type(rows, names, true, n), true, predicted)


class Report:
    """Collects the sections of `report.md`."""

    def __init__(self, pages: list[corpora.Page], fold: np.ndarray, judged):
        self.pages, self.fold, self.judged = pages, fold, judged
        self.lines = ["# Training report", "", "All scores are cross-validated by registered domain.", ""]
        self.points: list[list[float]] = []

    def _table(self, title: str, head: list[str], body: list[list]) -> None:
        self.lines += [f"## {title}", "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        cell = lambda value: f"{value:.4f}" if isinstance(value, float) else str(value)
        self.lines += ["| " + " | ".join(map(cell, row)) + " |" for row in body]
        self.lines.append("")

    def scores(self) -> "Report":
        """Word precision, recall and F1 by corpus and page type; snippet F."""
        groups = defaultdict(list)
        for page in self.judged.outcomes:
            groups[page.corpus, "all"].append(page)
            if page.page_type:
                groups[page.corpus, page.page_type].append(page)
        body = []
        for (name, kind), pages in sorted(groups.items()):
            full = [page.prf for page in pages if page.prf]
            means = [float(x) for x in np.mean(full, axis=0)] if full else ["", "", ""]
            snippets = _snippet_f(pages) if any(page.snippets for page in pages) else ""
            body.append([name, kind, len(pages), *means, snippets])
        self._table("Scores", ["corpus", "type", "pages", "P", "R", "F1", "snipF"], body)
        return self

    def focus(self, others: dict[str, list[Outcome]]) -> "Report":
        """Precision and recall of each focus."""
        body = []
        for focus, outcomes in {"balanced": self.judged.outcomes, **others}.items():
            full = [page.prf for page in outcomes if page.prf]
            means = [float(x) for x in np.mean(full, axis=0)] if full else ["", "", ""]
            body.append([focus, *means, summary(outcomes)])
        self._table("Focus", ["focus", "P", "R", "F1", "by corpus"], body)
        return self

    def reliability(self) -> "Report":
        """The reliability of the confidence in ten bins, calibrated on the other folds."""
        has = np.array([page.prf is not None for page in self.judged.outcomes])
        real = np.array([page.prf[2] for page in self.judged.outcomes if page.prf])
        if len(real) < MIN_CALIBRATED:
            return self
        expected, fold = self.judged.expected[has], self.fold[has]
        confidence = np.zeros(len(real))
        for k in range(corpora.N_FOLDS):
            points = heads.calibrate(expected[fold != k], real[fold != k])
            confidence[fold == k] = heads.calibrated(points, expected[fold == k])
        self.points = heads.calibrate(expected, real)
        order = np.argsort(confidence, kind="stable")
        bad = real < BAD_PAGE
        body = []
        for number, part in enumerate(np.array_split(order, 10), 1):
            means = [float(x[part].mean()) for x in (expected, confidence, real)]
            body.append([number, len(part), *means, int(bad[part].sum())])
        head = ["tenth", "pages", "expected by the rule", "confidence", "real F1", f"bad pages (F1 < {BAD_PAGE})"]
        self._table("Reliability", head, body)
        caught = bad[order[: len(order) // 10]].sum() / max(1, bad.sum())
        self.lines += [f"The lowest tenth catches {caught:.0%} of the {bad.sum()} bad pages.", ""]
        return self

    def page_types(self, types: TypeResult) -> "Report":
        """The confusion table: one row per true type, one column per predicted type."""
        n = len(types.labels)
        if not n:
            return self
        counts = np.zeros((n, n), int)
        np.add.at(counts, (types.true, types.predicted), 1)
        body = [
            [label, *counts[k], f"{counts[k, k] / max(1, counts[k].sum()):.2f}"] for k, label in enumerate(types.labels)
        ]
        self._table("Page types", ["true \\ predicted", *types.labels, "recall"], body)
        right = float((types.true == types.predicted).mean())
        self.lines += [f"{right:.1%} of {len(types.true)} pages are right.", ""]
        return self

    def ablation(self, results: list[tuple[str, list[Outcome]]]) -> "Report":
        """Scores of the ablations, below those of the full run."""
        return self._comparison("Ablation", "change", [("none", self.judged.outcomes), *results])

    def sizes(self, results: list[tuple[str, list[Outcome]]]) -> "Report":
        """Scores by model size."""
        return self._comparison("Sizes", "model", results)

    def curve(self, results: list[tuple[str, list[Outcome]]]) -> "Report":
        """Scores by number of training pages."""
        return self._comparison("Learning curve of the second stage", "learned from", results)

    def _comparison(self, title: str, what: str, results) -> "Report":
        names = sorted({page.corpus for page in self.pages})
        body = [[label, *(f1_by_corpus(outcomes)[name] for name in names)] for label, outcomes in results]
        self._table(title, [what, *names], body)
        return self

    def write(self, path: Path, size: int) -> None:
        """Writes the report."""
        path.write_text("\n".join([*self.lines, f"The model has {size} bytes.", ""]))
