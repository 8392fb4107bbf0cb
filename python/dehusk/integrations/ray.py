"""Articles from Ray datasets of pages, by `map_batches` over pyarrow tables.

    from dehusk.integrations.ray import extract_dataset
    articles = extract_dataset(ray.data.read_parquet("pages"), html="html", url="url", carry=["id"])
articles.write_parquet("articles")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from dehusk import Extractor
from dehusk.integrations.arrow import extract_table

__all__ = ["extract_dataset"]


def extract_dataset(
    ds: Any,
    html: str = "html",
    url: str = "url",
    carry: Iterable[str] | Mapping[str, str] = (),
    batch_size: int | None = 64,
    map_options: Mapping[str, Any] | None = None,
    **options: Any,
) -> Any:
    """A dataset of articles, with the columns of `dehusk.integrations.arrow.SCHEMA`.

    Args:
        ds: Pages.
        html: The column of the pages: binary or strings.
        url: The column of their addresses; without such a column addresses stay relative.
        carry: Columns to carry along, or a dict of their names here and in the result.
        batch_size: Pages that a task is given at once.
        map_options: What `ds.map_batches` is given beside this, such as `{"num_cpus": 1}`.
        options: Those of `dehusk.extract`; wrong ones are told here, not by a worker.
    """
    Extractor(**options)
    work = partial(_work, html=html, url=url, carry=carry, options=options)
    return ds.map_batches(work, batch_format="pyarrow", batch_size=batch_size, **dict(map_options or {}))


def _work(table: Any, html: str, url: str, carry: Any, options: dict[str, Any]) -> Any:
    return extract_table(table, html, url, carry, **options)
