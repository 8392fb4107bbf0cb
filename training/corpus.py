"""Corpora: pages with their truths, domains and folds.

A corpus is a folder with `pages/ID.html.gz` or `pages/ID.txt.gz`, and `truth.jsonl.gz`; README.md documents its fields.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import orjson
from publicsuffixlist import PublicSuffixList

from errors import InputError

N_FOLDS = 5

# Source, licence and weight per page of each public corpus; `trees` is a factor on the weight in the
# second stage. Other corpora have the same fields in their `corpus.json`.
KNOWN = {
    "wcxb": {
        "source": "WCXB v1.0, development set, M. Foley",
        "licence": "CC-BY-4.0",
        "weight": 1.0,
    },
    "news": {
        "source": "AndyTheFactory/article-extraction-dataset",
        "licence": "as published in its repository; pages are third parties'",
        "weight": 0.5,
        "trees": 2.0,
    },
    "blogs-multilingual": {
        "source": "evaluation set of adbar/trafilatura",
        "licence": "as published in its repository; pages are third parties'",
        "weight": 0.5,
    },
}

# Private suffixes count as one domain, since the pages of a company's customers share templates.
_SUFFIXES = PublicSuffixList(only_icann=True)


@dataclass(frozen=True)
class Page:
    """One page and its truth. `text` is None if only snippets are known."""

    corpus: str
    id: str
    path: Path
    domain: str
    text: str | None
    with_snippets: tuple[str, ...]
    without_snippets: tuple[str, ...]
    page_type: str | None
    # Captions with their credits, for pages with our own boilerplate.
    captions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Corpus:
    """A folder of pages, sorted by id."""

    name: str
    source: str
    licence: str
    weight: float
    # The weight of a page in the second stage, and the words added to each of its blocks there.
    tree_weight: float
    more_words: float
    # The weight of content in the second forest, relative to other blocks.
    content_weight: float
    # A factor on the weight of its pages in the second forest.
    second_weight: float
    pages: tuple[Page, ...]
    # The corpus that its pages are derived from, or its own name.
    pages_of: str
    # Whether the pages are copies of other pages, with inserted boilerplate as the only new text.
    is_copy: bool = False


def registered_domain(url: str) -> str:
    """The registered domain, such as `example.co.uk`; the host if there is none."""
    host = (urlsplit(url if "//" in url else "//" + url).hostname or "").rstrip(".")
    return _SUFFIXES.privatesuffix(host) or host


def domain_of(truth: dict, pages_of: str) -> str:
    """The domain of a page: from its truth, else from its URL.

    A page without both is a separate domain, the same in every corpus derived from it.
    """
    return truth.get("domain") or registered_domain(truth.get("url") or "") or f"{pages_of}/{truth['id']}"


def read_corpus(folder: Path) -> Corpus:
    """The pages of a folder that have both a file and a truth line."""
    about = dict(KNOWN.get(folder.name, {"source": folder.name, "licence": "unknown", "weight": 1.0}))
    if (folder / "corpus.json").exists():
        about |= orjson.loads((folder / "corpus.json").read_bytes())
    pages = []
    for truth in read_truths(folder):
        paths = [folder / "pages" / f"{truth['id']}.{kind}.gz" for kind in ("html", "txt")]
        if path := next((path for path in paths if path.exists()), None):
            pages.append(_page(folder.name, about.get("pages_of", folder.name), path, truth))
    if not pages:
        raise InputError(f"{folder / 'pages'}: no page of the truth is there; expected ID.html.gz or ID.txt.gz for each id")
    pages.sort(key=lambda page: page.id)
    weight = float(about["weight"])
    return Corpus(
        name=folder.name,
        source=about["source"],
        licence=about["licence"],
        weight=weight,
        tree_weight=weight * about.get("trees", 1),
        more_words=about.get("more_words", 0),
        content_weight=about.get("content", 1),
        second_weight=about.get("second", 1),
        pages=tuple(pages),
        pages_of=about.get("pages_of", folder.name),
        is_copy=about.get("is_copy", False),
    )


def read_truths(folder: Path) -> list[dict]:
    """The lines of the truth of a corpus."""
    path = folder / "truth.jsonl.gz"
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; expected a corpus: pages/ID.html.gz and truth.jsonl.gz")
    if not path.is_file():
        raise InputError(f"{path}: no such file; expected one JSON object per line with `id` and `text`, compressed with gzip")
    truths = []
    try:
        with gzip.open(path) as lines:
            for number, line in enumerate(lines, 1):
                truths.append(_truth(f"{path}, line {number}", line))
    except (OSError, EOFError) as error:
        raise InputError(f"{path}: {error}; expected a file compressed with gzip") from error
    return truths


def _truth(place: str, line: bytes) -> dict:
    try:
        truth = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise InputError(f"{place}: {error}; expected a JSON object") from error
    if not isinstance(truth, dict) or not isinstance(truth.get("id"), str):
        raise InputError(f"{place}: no `id`; expected an object with the name of the page as `id`, a text")
    if "text" not in truth and not truth.get("with") and not truth.get("without"):
        raise InputError(f'{place}: no `text`; expected the main content as text, "" if the page has none, or snippets `with` and `without`')
    return truth


def _page(corpus: str, pages_of: str, path: Path, truth: dict) -> Page:
    return Page(
        corpus=corpus,
        id=truth["id"],
        path=path,
        domain=domain_of(truth, pages_of),
        text=truth.get("text"),
        with_snippets=tuple(truth.get("with") or ()),
        without_snippets=tuple(truth.get("without") or ()),
        page_type=truth.get("page_type"),
        captions=tuple((caption, credit) for caption, credit in truth.get("captions") or ()),
    )


def fold_of(domain: str) -> int:
    """The fold of all pages of a domain. It depends only on the domain, so derived pages get the same fold."""
    return int.from_bytes(_digest(domain)[:4], "big") % N_FOLDS


def assign_folds(pages: list[Page]) -> list[int]:
    """The fold of each page. In a small corpus, where a fold would be empty, the domains take turns; with too few domains for
    that, the pages do.
    """
    folds = [fold_of(page.domain) for page in pages]
    if len(set(folds)) == N_FOLDS:
        return folds
    if len(pages) < N_FOLDS:
        raise InputError(f"{len(pages)} pages; expected at least {N_FOLDS}, one for each fold of the cross-validation")
    domains = [page.domain for page in pages]
    if len(set(domains)) < N_FOLDS:
        domains = [f"{page.domain}/{page.id}" for page in pages]
    turns = {domain: turn for turn, domain in enumerate(sorted(set(domains), key=_digest))}
    return [turns[domain] % N_FOLDS for domain in domains]


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def digest(corpora: list[Corpus]) -> str:
    """A SHA-256 over the bytes and truths of all pages: trainings with the same digest used the same corpora."""
    whole = hashlib.sha256()
    for corpus in sorted(corpora, key=lambda corpus: corpus.name):
        for page in corpus.pages:
            truth = [page.corpus, page.id, page.text, page.with_snippets, page.without_snippets, page.page_type]
            whole.update(hashlib.sha256(gzip.decompress(page.path.read_bytes())).digest())
            whole.update(hashlib.sha256(orjson.dumps(truth)).digest())
    return whole.hexdigest()
