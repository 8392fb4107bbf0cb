"""Rows: the output of `dehusk blocks` as arrays over all pages."""

import shlex
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import orjson

from corpus import Page
from errors import InputError

PAGES_A_RUN = 250
# The first-stage tables, and the keys of their tokens in a record: names around a block, words of a block.
TABLES = {"names": "names", "words": "terms"}


@dataclass
class TokenLists:
    """Hashed tokens of every block: those of block `i` are `hashes[starts[i]:starts[i + 1]]`."""

    starts: np.ndarray
    hashes: np.ndarray


@dataclass
class Rows:
    """The blocks of many pages, concatenated: those of page `k` are `starts[k]:starts[k + 1]`."""

    feature_names: list[str]
    starts: np.ndarray
    words: np.ndarray
    features: np.ndarray
    texts: list[list[str]]
    # For each page the texts of blocks that the markup names captions or credits.
    captions: list[set[str]]
    tokens: dict[str, TokenLists] = field(default_factory=dict)

    def page(self, k: int) -> slice:
        """The blocks of page `k`."""
        return slice(int(self.starts[k]), int(self.starts[k + 1]))

    def page_of_block(self) -> np.ndarray:
        """For each block, its page."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def read_rows(
    dehusk: str, pages: list[Page], *, model: Path | None = None, tokens=False, kind="html"
) -> Rows:
    """Runs `dehusk blocks` on the pages and collects the rows in the order of the pages.

    `model` has the first-stage tables for the features that depend on them.
    """
    header, found = None, {}
    for batch in batches(pages):
        lines = run(dehusk, batch, model, tokens, kind)
        head = orjson.loads(next(lines))
        if header not in (None, head):
            raise ValueError("two runs of `dehusk blocks` gave different headers")
        header = head
        for line in lines:
            record = _record(orjson.loads(line), len(header["feature_names"]))
            found[batch[0].corpus, record.pop("id")] = record
    missing = [page.id for page in pages if (page.corpus, page.id) not in found]
    if missing:
        raise InputError(f"`dehusk blocks` gave no rows for {len(missing)} pages, such as {missing[0]}; expected HTML, or --input text")
    return _gather(header, [found.pop((page.corpus, page.id)) for page in pages], tokens)


def batches(pages: list[Page]) -> Iterator[list[Page]]:
    """The pages in batches of one corpus each, since an id is unique only within its corpus."""
    for corpus in sorted({page.corpus for page in pages}):
        own = [page for page in pages if page.corpus == corpus]
        for at in range(0, len(own), PAGES_A_RUN):
            yield own[at : at + PAGES_A_RUN]


def run(dehusk: str, pages: list[Page], model: Path | None, tokens: bool, kind: str) -> Iterator[bytes]:
    command = [*shlex.split(dehusk), "blocks", "--no-config", "--input", kind]
    command += ["--packed", *(["--model", str(model)] if model else [])]
    command += ["--tokens"] if tokens else []
    command += [str(page.path) for page in pages]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
    except OSError as error:
        raise InputError(f"{dehusk}: {error.strerror}; expected the command that runs dehusk: cargo build --release, or --dehusk") from error
    with process:
        yield from process.stdout
    if process.returncode:
        raise InputError(f"`dehusk blocks` failed with exit code {process.returncode}; its message is above")


def _record(record: dict, n_features: int) -> dict:
    """The record of a page, with numbers as arrays."""
    words = np.array(record["words"], np.int32)
    packed = {
        "id": Path(record["source"]).name.split(".")[0],
        "words": words,
        "texts": record["texts"],
        "captions": {record["texts"][i] for i in record.get("captions", ())},
        "features": _array(record["features"], "<f4").reshape(len(words), n_features),
    }
    for table, key in TABLES.items():
        if key in record:
            lengths, tokens = (_array(text, "<u4") for text in record[key])
            packed["tokens", table] = lengths.astype(np.int64), tokens
    return packed


def _array(packed: str, kind: str) -> np.ndarray:
    return np.frombuffer(b64decode(packed), kind)


def _gather(header: dict, records: list[dict], tokens: bool) -> Rows:
    rows = Rows(
        feature_names=header["feature_names"],
        starts=_starts([len(record["words"]) for record in records]),
        words=np.concatenate([record["words"] for record in records]),
        features=np.concatenate([record.pop("features") for record in records]),
        texts=[record["texts"] for record in records],
        captions=[record["captions"] for record in records],
    )
    for table in TABLES if tokens else ():
        if not any(record["tokens", table][0].any() for record in records):
            continue  # Flattened text has no names.
        lengths = np.concatenate([record["tokens", table][0] for record in records])
        hashes = np.concatenate([record.pop(("tokens", table))[1] for record in records])
        rows.tokens[table] = TokenLists(_starts(lengths), hashes)
    return rows


def _starts(lengths) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
