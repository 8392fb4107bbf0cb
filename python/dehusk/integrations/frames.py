"""Frames of pages to frames of articles: pandas and polars.

>>> import pandas as pd
>>> from dehusk.integrations.frames import extract_pandas
>>> pages = pd.DataFrame({"html": ["<main><p>It rained on Monday.</main>"]})
>>> extract_pandas(pages, keep="main")["text"].tolist()
['It rained on Monday.']
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from dehusk.integrations.arrow import extract_table

__all__ = ["extract_pandas", "extract_polars"]


def extract_pandas(frame: Any, html: str = "html", url: str = "url", carry: Any = (), **options: Any) -> Any:
    """The articles of a pandas frame of pages, with its index; arguments as of `arrow.extract_batch`."""
    wanted = [name for name in frame.columns if name in {html, url, *carry}]
    table = pa.Table.from_pandas(frame[wanted], preserve_index=False)
    articles = extract_table(table, html, url, carry, **options).to_pandas()
    articles.index = frame.index
    return articles


def extract_polars(frame: Any, html: str = "html", url: str = "url", carry: Any = (), **options: Any) -> Any:
    """The articles of a polars frame of pages; arguments as of `arrow.extract_batch`."""
    import polars as pl

    wanted = [name for name in frame.columns if name in {html, url, *carry}]
    return pl.from_arrow(extract_table(frame.select(wanted).to_arrow(), html, url, carry, **options))
