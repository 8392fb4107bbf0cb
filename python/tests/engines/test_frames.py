from __future__ import annotations

import doctest
from typing import Any

import pandas as pd
import polars as pl
from rows import without_nothing

from dehusk.integrations import frames


def test_polars(page_bytes: list[bytes], records: list[dict[str, Any]]) -> None:
    frame = pl.DataFrame({"n": range(len(page_bytes)), "html": page_bytes, "other": page_bytes})
    articles = frames.extract_polars(frame, carry=["n"])
    assert articles["n"].to_list() == list(range(len(page_bytes)))
    assert [without_nothing(row) for row in articles.drop("n").to_dicts()] == records


def test_pandas(page_bytes: list[bytes], records: list[dict[str, Any]]) -> None:
    frame = pd.DataFrame(
        {"html": page_bytes, "other": [object()] * len(page_bytes)}, index=range(7, 7 + len(page_bytes))
    )
    articles = frames.extract_pandas(frame)
    assert list(articles.index) == list(frame.index)
    assert articles["text"].tolist() == [record["text"] for record in records]
    assert [list(a) for a in articles["authors"]] == [record.get("authors", []) for record in records]


def test_examples() -> None:
    result = doctest.testmod(frames)
    assert (result.attempted > 0, result.failed) == (True, 0)
