#!/usr/bin/env python3
"""Trains, cross-validates and exports the model: see README.md.

    train.py CORPUS_DIR... --out MODEL.json [--input html|text] [--dehusk BINARY] [--folds-out DIR] [--ablate] [--curve]
"""

import os

# One thread for linear algebra, since the order of sums changes the bytes.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="2", OMP_WAIT_POLICY="PASSIVE")

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import corpus as corpora
import errors
import export
import first_stage
import heads
import judge
import report
import roles
import rows as block_rows
import threshold
from labels import WORD, label_pages
from scoring import PageScorer

HERE = Path(__file__).parent
# The prefix of features computed from the first forest.
STACKED = "stacked"
# The default folder of corpora.
CORPORA = os.environ.get("DEHUSK_CORPORA")


@dataclass
class Data:
    """The training data of all pages."""

    corpora: list[corpora.Corpus]
    pages: list[corpora.Page]
    fold: np.ndarray
    rows: block_rows.Rows
    page_of_block: np.ndarray
    labels: np.ndarray
    # Weights per page in the first stage and in the second.
    corpus_weight: np.ndarray
    tree_weight: np.ndarray
    more_words: np.ndarray
    content_weight: np.ndarray
    second_weight: np.ndarray
    scorers: list[PageScorer]
    # 1 for captions and credits, else 0.
    is_caption: np.ndarray
    # The input type of the pages: "html" or "text".
    kind: str

    @property
    def names(self) -> list[str]:
        """The names of the features."""
        return self.rows.feature_names

    @property
    def strictest(self) -> int:
        """The highest step of the threshold: flattened text has no bound."""
        return threshold.STRICTEST if self.kind == "html" else threshold.GRID


def say(message: str) -> None:
    """Prints the progress."""
    print(f"{time.process_time():7.0f} s  {message}", file=sys.stderr, flush=True)


def load(folders: list[Path], dehusk: str, work: Path, kind: str) -> Data:
    """Reads corpora, rows and labels. Columns that need first-stage tables are filled later."""
    sets = [corpora.read_corpus(folder) for folder in folders]
    pages = [page for corpus in sets for page in corpus.pages]
    say(f"{len(pages)} pages of {len({page.domain for page in pages})} domains")
    rows = block_rows.read_rows(dehusk, pages, tokens=True, kind=kind)
    say(f"{len(rows.words)} blocks with {len(rows.feature_names)} features")
    labels = label_pages(pages, rows.texts, work / "labels.json")
    say("labels")
    of = {corpus.name: corpus for corpus in sets}
    base_of = {corpus.name: corpus.pages_of for corpus in sets}
    is_caption = roles.label(pages, rows.texts, rows.captions, base_of, labels)
    return Data(
        corpora=sets,
        pages=pages,
        fold=np.array(corpora.assign_folds(pages)),
        rows=rows,
        page_of_block=rows.page_of_block(),
        labels=np.concatenate(labels),
        corpus_weight=np.array([of[page.corpus].weight for page in pages]),
        tree_weight=np.array([of[page.corpus].tree_weight for page in pages]),
        more_words=np.array([of[page.corpus].more_words for page in pages]),
        content_weight=np.array([of[page.corpus].content_weight for page in pages]),
        second_weight=np.array([of[page.corpus].second_weight for page in pages]),
        scorers=[PageScorer(page, texts) for page, texts in zip(pages, rows.texts)],
        is_caption=np.concatenate(is_caption),
        kind=kind,
    )


def fit_tables(data: Data, masks: list[np.ndarray]) -> list[dict[str, first_stage.Table]]:
    """The first-stage tables of every mask of pages."""
    domains = {domain: i for i, domain in enumerate(sorted({page.domain for page in data.pages}))}
    copies = {corpus.name for corpus in data.corpora if corpus.is_copy}
    reference_words = np.array([len(WORD.findall(page.text or "")) for page in data.pages])
    has_text = np.array([page.text is not None for page in data.pages])
    weights = first_stage.sample_weights(
        data.rows.words, data.labels, data.page_of_block, reference_words, data.corpus_weight, has_text
    )
    domain_of_page = np.array([domains[page.domain] for page in data.pages])
    is_copy = np.array([page.corpus in copies for page in data.pages])
    has_captions = np.array([bool(page.captions) for page in data.pages])
    page_weight = np.where(is_copy, np.where(has_captions, first_stage.WEIGHT_OF_COPY, 0), 1)
    inner = first_stage.inner_weights(data.rows.words, data.labels, data.page_of_block, page_weight)
    tables = [{} for _ in masks]
    sides = list(data.rows.tokens)
    for side in sides:
        tokens = data.rows.tokens.pop(side)
        matrix = first_stage.Tokens(side, tokens, data.page_of_block, domain_of_page, data.labels, weights, inner)
        for table, own in zip(tables, matrix.fit_all(masks, len(sides) == 1)):
            table[side] = own
        say(f"first stage: {side}")
    return tables


def fill_first_stage(data: Data, dehusk: str, tables: list[dict], work: Path, kind: str) -> None:
    """Recomputes every page's features with tables trained without its fold."""
    for fold, table in enumerate(tables):
        path = work / f"tables-{fold}.json"
        export.write(path, table, input=kind)
        _read_fold(data, dehusk, path, fold, kind)
    say("features with out-of-fold tables")


def fill_stacked(data: Data, args: argparse.Namespace, tables: list[dict], forests: list[dict]) -> None:
    """Recomputes every page's features with forests trained without its fold: their probabilities are features
    of the second forest.
    """
    for fold, (table, parts) in enumerate(zip(tables, forests)):
        path = args.work / f"first-{fold}.json"
        export.write(path, table, **parts, input=args.input)
        _read_fold(data, args.dehusk, path, fold, args.input)
    say("features with out-of-fold forests")


def _read_fold(data: Data, dehusk: str, model: Path, fold: int, kind: str) -> None:
    held_out = np.flatnonzero(data.fold == fold)
    part = block_rows.read_rows(dehusk, [data.pages[k] for k in held_out], model=model, kind=kind)
    for k, page in enumerate(held_out):
        data.rows.features[data.rows.page(page)] = part.features[part.page(k)]


@dataclass
class Judgement:
    """Predictions for held-out pages: a probability per block; a selection and an outcome per page."""

    p: np.ndarray
    expected: np.ndarray
    threshold: np.ndarray
    outcomes: list[report.Outcome]


def tree_weights(data: Data) -> np.ndarray:
    """The sample weight of each block in the second stage."""
    weights = judge.sample_weights(data.rows.words, data.labels, data.page_of_block, data.tree_weight, data.more_words)
    return judge.thinned(weights, data.page_of_block)


def cross_validate(
    data: Data, recipe: judge.Recipe, labels: np.ndarray, weights: np.ndarray
) -> tuple[list[judge.Forest], np.ndarray]:
    """One forest per fold, and the held-out probability of every block."""
    fold = data.fold[data.page_of_block]
    p, forests = np.zeros(len(weights)), []
    for k in range(corpora.N_FOLDS):
        training = np.where(fold != k, weights, 0)
        forest = judge.train(data.rows.features, data.names, labels, training, recipe)
        held_out = np.flatnonzero(fold == k)
        p[held_out] = judge.probabilities(forest, data.rows.features[held_out], data.names)
        forests.append(forest)
    return forests, p


def judge_pages(
    data: Data, p: np.ndarray, focus: str = "balanced", independent: float = threshold.INDEPENDENT
) -> Judgement:
    """Applies the threshold rule and scores every page."""
    n = len(data.pages)
    expected, thresholds = np.zeros(n), np.zeros(n)
    outcomes = []
    for k, page in enumerate(data.pages):
        blocks = data.rows.page(k)
        choice = threshold.choose(p[blocks], data.rows.words[blocks], focus, independent, data.strictest)
        is_kept = p[blocks] >= choice.threshold
        expected[k], thresholds[k] = choice.expected, choice.threshold
        outcomes.append(report.outcome(data.scorers[k], is_kept))
    return Judgement(p, expected, thresholds, outcomes)


def stacked_columns(names: list[str]) -> tuple[str, ...]:
    """The features computed from the first forest."""
    return tuple(name for name in names if name.startswith(STACKED))


def train_captions(data: Data) -> tuple[list[judge.Forest], judge.Forest]:
    """The forests for captions and credits, one per fold and one for all pages; prints their scores on held-out
    pages.
    """
    weights = roles.weights(data.pages, data.rows.words, data.page_of_block, data.corpus_weight)
    weights = judge.thinned(weights, data.page_of_block)
    # Captions are scored before the columns of the second forest are filled.
    recipe = replace(roles.RECIPE, without=stacked_columns(data.names))
    forests, p = cross_validate(data, recipe, data.is_caption, weights)
    for corpus in sorted({page.corpus for page in data.pages}):
        own = np.array([page.corpus == corpus for page in data.pages])[data.page_of_block]
        say(f"captions, {corpus}: {roles.quality(p[own], data.is_caption[own])}")
    return forests, judge.train(data.rows.features, data.names, data.is_caption, weights, recipe)


def prepare(args: argparse.Namespace) -> tuple[Data, list[dict], dict]:
    """The data with all features, the tables of each fold, and those of all pages."""
    data = load(args.corpora, args.dehusk, args.work, args.input)
    held_out = [data.fold == k for k in range(corpora.N_FOLDS)]
    *fold_tables, tables = fit_tables(data, [~mask for mask in held_out] + [np.ones(len(data.pages), bool)])
    fill_first_stage(data, args.dehusk, fold_tables, args.work, args.input)
    return data, fold_tables, tables


def mean_rows(data: Data, p: np.ndarray) -> np.ndarray:
    """The mean row of every page."""
    blocks = map(data.rows.page, range(len(data.pages)))
    return np.array([heads.mean_row(data.rows.features[b], data.rows.words[b], p[b]) for b in blocks])


@dataclass
class Judges:
    """The forests of a model, per fold and for all pages, and the held-out probability of each block."""

    forests: list[dict[str, judge.Forest]]
    final: dict[str, judge.Forest]
    p: np.ndarray


def train_judges(data: Data, args: argparse.Namespace, fold_tables: list[dict]) -> Judges:
    """Trains the first forest, the caption forest, and the second forest, which uses the held-out predictions of the first."""
    weights = tree_weights(data)
    captions, caption = train_captions(data)
    first = recipe_of(args, data.names)
    forests, p = cross_validate(data, first, data.labels, weights)
    say(f"first judgement: {report.summary(judge_pages(data, p).outcomes)}")
    final = {"content": judge.train(data.rows.features, data.names, data.labels, weights, first), "caption": caption}
    by_fold = [{"content": own, "caption": part} for own, part in zip(forests, captions)]
    if first.without:
        fill_stacked(data, args, fold_tables, by_fold)
        content_weight = data.content_weight[data.page_of_block]
        weights = np.where(data.labels == 1, weights * content_weight, weights)
        weights = weights * data.second_weight[data.page_of_block]
        forests, again = cross_validate(data, judge.SECOND, data.labels, weights)
        p = judge.mean(p, again)
        by_fold = [parts | {"stacked": own} for parts, own in zip(by_fold, forests)]
        final["stacked"] = judge.train(data.rows.features, data.names, data.labels, weights, judge.SECOND)
    return Judges(by_fold, final, p)


def recipe_of(args: argparse.Namespace, names: list[str]) -> judge.Recipe:
    """The recipe of the first forest."""
    return judge.Recipe(args.features, args.trees, args.leaves, args.seeds, args.rate, stacked_columns(names))


def main() -> None:
    args = _arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    data, fold_tables, tables = prepare(args)
    judges = train_judges(data, args, fold_tables)
    judged = judge_pages(data, judges.p)
    say(f"cross-validation: {report.summary(judged.outcomes)}")
    types = report.TypeResult.cross_validated(data.pages, data.fold, mean_rows(data, judges.p), data.names)
    say("page types")
    recipe = recipe_of(args, data.names)
    lines = report.Report(data.pages, data.fold, judged)
    lines.scores().focus({focus: judge_pages(data, judges.p, focus).outcomes for focus in ("precision", "recall")})
    lines.reliability().page_types(types)
    more = {
        "input": args.input,
        "page_type": (types.labels, types.forest) if types.labels else None,
        "confidence": lines.points,
        "passport": report.passport(data.corpora, data.pages, judged.outcomes),
    }
    size = export.write(args.out, tables, **judges.final, **more)
    say(f"{args.out}: {size} bytes")
    if args.folds_out:
        _write_folds(args.folds_out, data, fold_tables, judges.forests, more)
    if args.ablate:
        lines.ablation(_ablations(data, recipe, judges.p)).sizes(_sizes(data, recipe, args.work, tables))
    if args.curve:
        lines.curve(_learning_curve(data, recipe))
    lines.write(args.work / "report.md", size)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="*", type=Path, help="folders; default: those in $DEHUSK_CORPORA")
    parser.add_argument("--dehusk", default=str(HERE.parent / "target" / "release" / "dehusk"))
    parser.add_argument("--input", choices=("html", "text"), default="html", help="the input type of the pages")
    parser.add_argument("--out", type=Path, required=True, help="the weights file to write, for dehusk --model")
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--folds-out", type=Path, help="write one model per fold, and its pages, for evaluate.py")
    parser.add_argument("--ablate", action="store_true", help="report ablations and model sizes")
    parser.add_argument("--curve", action="store_true", help="report scores by number of training pages")
    parser.add_argument("--features", type=int, default=judge.Recipe.n_features, help="number of features to keep, by gain")
    parser.add_argument("--trees", type=int, default=judge.Recipe.n_trees)
    parser.add_argument("--leaves", type=int, default=judge.Recipe.n_leaves)
    parser.add_argument("--rate", type=float, default=judge.Recipe.rate, help="learning rate")
    parser.add_argument("--seeds", type=int, default=judge.Recipe.n_seeds, help="number of forests to average")
    args = parser.parse_args()
    if not args.corpora and CORPORA:
        args.corpora = sorted(path for path in Path(CORPORA).iterdir() if path.is_dir())
    if not args.corpora:
        parser.error("name the folders of the corpora, or set DEHUSK_CORPORA")
    return args


def _write_folds(folder: Path, data: Data, tables: list[dict], forests: list[dict], more: dict) -> None:
    """Writes one model per fold and a list of its held-out pages, with corpus and id on each line."""
    for fold, (table, parts) in enumerate(zip(tables, forests)):
        export.write(folder / f"model-fold{fold}.json", table, **parts, **more)
        held_out = [page for page, k in zip(data.pages, data.fold) if k == fold]
        lines = "".join(f"{page.corpus}\t{page.id}\t{page.path}\n" for page in held_out)
        (folder / f"pages-fold{fold}.tsv").write_text(lines)
    say(f"models of the folds in {folder}")


def _ablations(data: Data, recipe: judge.Recipe, p: np.ndarray) -> list[tuple[str, list[report.Outcome]]]:
    """Ablations: without each feature family, without the second stage, without each of its corpora, and with other
    threshold rules. `p` are the probabilities of the full recipe.
    """
    results = []

    def tell(name: str, outcomes: list[report.Outcome]) -> None:
        results.append((name, outcomes))
        say(f"{name}: {report.summary(outcomes)}")

    for fixed in (0.4, 0.5):
        kept = [p[data.rows.page(k)] >= fixed for k in range(len(data.pages))]
        tell(f"a fixed threshold of {fixed}", [report.outcome(s, k) for s, k in zip(data.scorers, kept)])
    for name, share in (("blocks right or wrong independently", 1.0), ("blocks right or wrong together", 0.0)):
        tell(f"the threshold rule, {name}", judge_pages(data, p, independent=share).outcomes)
    weights = tree_weights(data)
    own = tuple(name for name in data.names if name not in ("class_score", "word_score"))
    _, alone = cross_validate(data, replace(recipe, without=own), data.labels, weights)
    tell("no second stage: trees over the scores of the block only", judge_pages(data, alone).outcomes)
    for family, names in report.families(data.names).items():
        _, less = cross_validate(data, replace(recipe, without=recipe.without + tuple(names)), data.labels, weights)
        tell(f"without {family} ({len(names)} features)", judge_pages(data, less).outcomes)
    for name in sorted({page.corpus for page in data.pages}):
        keep = np.array([page.corpus != name for page in data.pages])
        _, less = cross_validate(data, recipe, data.labels, np.where(keep[data.page_of_block], weights, 0))
        tell(f"without the pages of {name} in the second stage", judge_pages(data, less).outcomes)
    return results


def _sizes(data: Data, recipe: judge.Recipe, work: Path, tables: dict) -> list[tuple[str, list[report.Outcome]]]:
    """Scores by model size."""
    results = []
    for n_trees, n_leaves, rate in ((25, 8, 0.3), (50, 16, 0.2), (100, 16, 0.12), (200, 16, 0.07), (400, 24, 0.05)):
        own = replace(recipe, n_trees=n_trees, n_leaves=n_leaves, rate=rate)
        forests, p = cross_validate(data, own, data.labels, tree_weights(data))
        size = export.write(work / "size.json", tables, forests[0])
        results.append((f"{n_trees} trees of {n_leaves} leaves: {size // 1000} KB", judge_pages(data, p).outcomes))
        say(f"{results[-1][0]}: {report.summary(results[-1][1])}")
    return results


def _learning_curve(data: Data, recipe: judge.Recipe) -> list[tuple[str, list[report.Outcome]]]:
    """Scores of a second stage trained on a share of the pages."""
    order = np.random.default_rng(judge.SEED).permutation(len(data.pages))
    results = []
    for share in (0.1, 0.25, 0.5, 0.75, 1.0):
        keep = np.zeros(len(order), bool)
        keep[order[: int(share * len(order))]] = True
        _, p = cross_validate(data, recipe, data.labels, np.where(keep[data.page_of_block], tree_weights(data), 0))
        pages = int(keep.sum() * (1 - 1 / corpora.N_FOLDS))
        results.append((f"{pages} pages", judge_pages(data, p).outcomes))
        say(f"{pages} pages: {report.summary(results[-1][1])}")
    return results


if __name__ == "__main__":
    errors.run(main)
