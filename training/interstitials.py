#!/usr/bin/env python3
"""Weights that tell interstitials: pages that a site shows in place of the page that was asked for.

    interstitials.py WORK_DIR CORPUS_DIR... --out FILE [--dehusk BINARY]

Makes bot checks, login walls, error pages and the like from the texts in `interstitials/`, and short pages from the truths of
the corpora. Trains a logistic regression of their words against all pages of the corpora, and writes the weights of `models/interstitial.json` to a file.

The figures are cross-validated: no text of a made page, and no domain of a real one, is in two folds. The bias is chosen such
that at most one real page in a thousand is taken for an interstitial.
"""

import argparse
import gzip
import html
import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from scipy import sparse
from sklearn.linear_model import LogisticRegression

import corpus
import errors
import rows
from export import packed_table
from first_stage import quantised

HERE = Path(__file__).parent
TEXTS = HERE / "interstitials"
PAGES_A_KIND = 40
# English has more texts; `status` has the reason phrases of RFC 9110, 6585 and 7725, as servers print them.
MORE_PAGES = {"en": 4, "status": 6}
ENTRIES = 12000
STRENGTH = 300.0  # The inverse of the L2 penalty.
MAX_FALSE = 5e-3
TEMPERATURE = 4.0  # Divides the log-odds: the classes of made pages are easier to tell than those of real ones.
SHORTS_A_TEXT = 3
MAX_LINES = 5
CODES = "7f3a9c21e8b4d650", "4d2e-99af-01", "1000.3b2c", "XJ-20418"


@dataclass(frozen=True)
class Texts:
    """The texts of one kind of interstitial in one language that belong to one fold."""

    titles: list[str]
    sentences: list[str]
    buttons: list[str]


def of_fold(kind: dict, k: int) -> Texts:
    """The texts of fold `k`; all if the fold has none."""
    some = lambda texts: [text for text in texts if corpus.fold_of(text) == k] or texts[:1]
    return Texts(some(kind["titles"]), some(kind["sentences"]), some(kind["buttons"]))


def filled(text: str, dice: random.Random) -> str:
    """A text with values in its places."""
    ip = ".".join(str(dice.randrange(1, 255)) for _ in range(4))
    site = dice.choice(["example.com", "www.example.org", "shop.example.net", "Riverton Daily", "news.example"])
    url = dice.choice(["/archive/2019/04/report.html", "/node/3187", "/forum/thread-88121", "/index.php?id=7"])
    for key, value in {"site": site, "ip": ip, "url": url, "code": dice.choice(CODES), "n": str(dice.randrange(2, 90))}.items():
        text = text.replace("{" + key + "}", value)
    return html.escape(text, quote=False)


def frame(husk: dict, body: str, dice: random.Random) -> str:
    """The menu and the footer of a site around a body, on half of the pages."""
    if not husk or dice.random() < 0.5:
        return body
    item = lambda text: f'<li><a href="/{dice.randrange(999)}">{html.escape(text)}</a></li>'
    menu = "".join(map(item, dice.sample(husk["nav"], min(len(husk["nav"]), dice.randrange(4, 14)))))
    foot = "".join(map(item, dice.sample(husk["footer"], min(len(husk["footer"]), dice.randrange(3, 9)))))
    return f"<header><nav><ul>{menu}</ul></nav></header><main>{body}</main><footer><ul>{foot}</ul></footer>"


def made(texts: Texts, husk: dict, dice: random.Random) -> str:
    """An interstitial."""
    title = filled(dice.choice(texts.titles), dice)
    lines = [filled(text, dice) for text in dice.sample(texts.sentences, min(len(texts.sentences), dice.choice([1, 1, 2, 2, 3, 4, 5])))]
    parts = [f"<h1>{title if dice.random() < 0.7 else filled(dice.choice(texts.titles), dice)}</h1>"] if dice.random() < 0.7 else []
    tag = dice.choice(["p", "p", "div", "h2", "li"])
    parts += [f"<{tag}>{line}</{tag}>" for line in lines]
    if dice.random() < 0.25:
        parts = [f"<p>{title}<br>{' '.join(lines)}</p>"]
    for text in dice.sample(texts.buttons, min(len(texts.buttons), dice.randrange(3))):
        parts.append(dice.choice(["<a href='/'>{}</a>", "<button>{}</button>", "<p><a href='/'>{}</a></p>"]).format(filled(text, dice)))
    if dice.random() < 0.3:
        parts.append(f"<div>{dice.choice(['Ray ID', 'Request ID', 'Ref', 'ID', '#'])}: {dice.choice(CODES)}</div>")
    body = frame(husk, "\n".join(parts), dice)
    if dice.random() < 0.15:
        body = f"<noscript>{body}</noscript><div id=root></div>"
    site = dice.choice(["", "", " | example.com", " - Riverton Daily", " – Example"])
    head = f"<title>{title}{site}</title>" if dice.random() < 0.85 else ""
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def short(title: str, lines: list[str], dice: random.Random) -> str:
    """A page with a few consecutive lines of a text."""
    start = 0 if dice.random() < 0.5 else dice.randrange(len(lines))
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines[start : start + dice.randrange(1, MAX_LINES + 1)])
    head = f"<title>{html.escape(title)}</title>" if dice.random() < 0.8 else ""
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def write_pages(folder: Path, pages: list[tuple[str, str]]) -> None:
    """A corpus folder of pages: the domain and the HTML of each."""
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    with gzip.open(folder / "truth.jsonl.gz", "wb") as truths:
        for i, (domain, page) in enumerate(pages):
            (folder / "pages" / f"{i:05}.html.gz").write_bytes(gzip.compress(page.encode(), 1))
            truths.write(orjson.dumps({"id": f"{i:05}", "domain": domain, "text": ""}) + b"\n")


def interstitials() -> list[tuple[str, str]]:
    """All made pages. The domain is the name of the fold, so that its texts stay together."""
    names = {corpus.fold_of(f"fold-{i}"): f"fold-{i}" for i in range(200)}
    pages = []
    for path in sorted(TEXTS.glob("*.json")):
        husk_path = HERE / "husk" / path.name
        husk = orjson.loads(husk_path.read_bytes()) if husk_path.exists() else {}
        for name, kind in sorted(orjson.loads(path.read_bytes()).items()):
            for i in range(PAGES_A_KIND * MORE_PAGES.get(path.stem, 1)):
                k = i % corpus.N_FOLDS
                dice = random.Random(f"{path.stem} {name} {i}")
                pages.append((names[k], made(of_fold(kind, k), husk, dice)))
    return pages


def shorts(folders: list[Path]) -> list[tuple[str, str]]:
    """Short pages from the truths of the corpora, and from our own articles in each language."""
    texts = []
    for folder in folders:
        for truth in corpus.read_truths(folder):
            own = (truth.get("text") or "\n".join(truth.get("with") or ())).split("\n")
            texts.append((corpus.domain_of(truth, folder.name), truth.get("title") or "", own))
    for path in sorted((HERE / "husk").glob("??.json")):
        for article in orjson.loads(path.read_bytes())["articles"]:
            own = [article["standfirst"], *article["paragraphs"], *article["subheads"]]
            texts.append((article["title"], article["title"], own))
    pages = []
    for i, (domain, title, lines) in enumerate(texts):
        lines = [line.strip() for line in lines if line.strip()]
        for k in range(SHORTS_A_TEXT if lines else 0):
            pages.append((domain, short(title, lines, random.Random(f"{i} {k}"))))
    return pages


def tokens_of(dehusk: str, pages: list[corpus.Page]) -> list[list[int]]:
    """The tokens of each page."""
    found = {}
    for batch in rows.batches(pages):
        lines = rows.run(dehusk, batch, None, True, "html")
        next(lines)
        for record in map(orjson.loads, lines):
            found[batch[0].corpus, Path(record["source"]).name.split(".")[0]] = record["page_tokens"]
    return [found[page.corpus, page.id] for page in pages]


def matrix_of(tokens: list[list[int]]) -> tuple[np.ndarray, sparse.csr_matrix]:
    """The hashes, and a row for each page: 1/√n for each of its n tokens."""
    lengths = np.array([len(one) for one in tokens])
    hashes, columns = np.unique(np.concatenate([np.array(one, np.uint32) for one in tokens]), return_inverse=True)
    values = np.repeat(1 / np.sqrt(lengths), lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return hashes, sparse.csr_matrix((values, columns, starts), (len(tokens), len(hashes)))


def fit(matrix, labels, weights) -> tuple[np.ndarray, float]:
    """The largest weights of a regression, and its bias with these alone."""
    first = LogisticRegression(C=STRENGTH, max_iter=300).fit(matrix, labels, weights)
    kept = np.sort(np.argsort(-np.abs(first.coef_[0]), kind="stable")[:ENTRIES])
    again = LogisticRegression(C=STRENGTH, max_iter=300).fit(matrix[:, kept], labels, weights)
    coefficients = np.zeros(matrix.shape[1])
    coefficients[kept] = again.coef_[0]
    return coefficients, float(again.intercept_[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("folders", nargs="+", type=Path, metavar="CORPUS_DIR")
    parser.add_argument("--out", type=Path, required=True, help="the weights file to write")
    parser.add_argument("--dehusk", default=str(HERE.parent / "target" / "release" / "dehusk"))
    args = parser.parse_args()
    train(args.work, args.folders, args.dehusk, args.out)


def train(work: Path, folders: list[Path], dehusk: str, out: Path) -> None:
    """Makes the pages, trains, prints the figures and writes the weights."""
    write_pages(work / "interstitials", interstitials())
    write_pages(work / "shorts", shorts(folders))
    corpora = [corpus.read_corpus(folder) for folder in [work / "interstitials", work / "shorts", *folders]]
    pages = [page for one in corpora for page in one.pages]
    tokens = tokens_of(dehusk, pages)
    used = [i for i, one in enumerate(tokens) if one]
    pages, tokens = [pages[i] for i in used], [tokens[i] for i in used]
    labels = np.array([page.corpus == "interstitials" for page in pages])
    folds = np.array(corpus.assign_folds(pages))
    hashes, matrix = matrix_of(tokens)
    weights = np.where(labels, (~labels).sum() / labels.sum(), 1.0)
    margins = np.zeros(len(pages))
    for k in range(corpus.N_FOLDS):
        coefficients, bias = fit(matrix[folds != k], labels[folds != k], weights[folds != k])
        margins[folds == k] = matrix[folds == k] @ coefficients + bias
    bound = max(0.0, float(np.quantile(margins[~labels], 1 - MAX_FALSE)))
    report(pages, labels, margins, bound)
    coefficients, bias = fit(matrix, labels, weights)
    table = quantised(hashes, [(coefficients / TEMPERATURE, (bias - bound) / TEMPERATURE)])
    passport = {
        "texts": "written for dehusk, training/interstitials",
        "corpora": [[one.name, one.source, one.licence] for one in corpora[2:]],
        "found": round(float((margins[labels] > bound).mean()), 4),
        "false": round(float((margins[~labels] > bound).mean()), 5),
    }
    model = {"passport": passport} | packed_table(table)
    out.write_bytes(orjson.dumps(model, option=orjson.OPT_APPEND_NEWLINE))
    print(f"{out}: {out.stat().st_size} bytes, {len(table.hashes)} tokens")


def report(pages: list[corpus.Page], labels: np.ndarray, margins: np.ndarray, bound: float) -> None:
    """The cross-validated shares of interstitials found and of other pages taken for one."""
    print(f"bound {bound:.3f}; {labels.sum()} interstitials, found {(margins[labels] > bound).mean():.3f}")
    for name in sorted({page.corpus for page in pages} - {"interstitials"}):
        own = np.array([page.corpus == name for page in pages])
        wrong = [page.id for page, is_own, margin in zip(pages, own, margins) if is_own and margin > bound]
        print(f"{name}: {own.sum()} pages, taken for one {len(wrong)}: {' '.join(wrong[:10])}")


if __name__ == "__main__":
    errors.run(main)
