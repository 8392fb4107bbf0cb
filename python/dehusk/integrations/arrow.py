"""Tables of pages to tables of articles, by pyarrow.

>>> import pyarrow as pa
>>> from dehusk.integrations.arrow import extract_batch
>>> pages = pa.record_batch({"id": [7], "html": [b"<main><p>It rained on Monday.</main>"]})
>>> articles = extract_batch(pages, carry=["id"], keep="main")
>>> articles.column("id").to_pylist(), articles.column("text").to_pylist()
([7], ['It rained on Monday.'])

The columns are those of `SCHEMA`, whatever the options: `markdown` and `html` are null if `formats` did not ask for
them. A page that cannot be extracted is a row with the status `failed`, of which `error` says why; nothing raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from dehusk import Extractor, OptionsError

__all__ = ["SCHEMA", "extract_batch", "extract_batches", "extract_table", "output_schema"]

_STRINGS = pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        ("url", pa.string()),
        ("title", pa.string()),
        ("authors", _STRINGS),
        ("published", pa.string()),
        ("modified", pa.string()),
        ("site_name", pa.string()),
        ("hostname", pa.string()),
        ("section", pa.string()),
        ("categories", _STRINGS),
        ("tags", _STRINGS),
        ("description", pa.string()),
        ("language", pa.string()),
        ("direction", pa.string()),
        ("image", pa.string()),
        ("captions", pa.list_(pa.struct([("caption", pa.string()), ("credit", pa.string())]))),
        ("license", pa.string()),
        ("page_type", pa.string()),
        ("word_count", pa.int64()),
        ("fingerprint", pa.string()),
        ("confidence", pa.float64()),
        ("status", pa.string()),
        ("kind", pa.string()),
        ("truncated", _STRINGS),
        ("text", pa.string()),
        ("markdown", pa.string()),
        ("html", pa.string()),
        ("error", pa.string()),
    ]
)
"""The columns of articles: the keys of the command line's JSON, a null or an empty list where a key is absent, and
`error`. `url` is the address that the page calls its own; `carry` brings the one that it was fetched from."""

_LISTS = frozenset(field.name for field in SCHEMA if pa.types.is_list(field.type))


def output_schema(schema: pa.Schema, carry: Iterable[str] | Mapping[str, str] = ()) -> pa.Schema:
    """The schema of articles from pages of a schema: the columns that are carried along, then `SCHEMA`."""
    fields = []
    for name, new in _carried(carry).items():
        if name not in schema.names:
            raise OptionsError(f"carry: there is no column {name!r}; there are {', '.join(schema.names)}")
        check_new_name(name, new)
        fields.append(schema.field(name).with_name(new))
    return pa.schema([*fields, *SCHEMA])


def check_new_name(name: str, new: str) -> None:
    """Raises `OptionsError` if a column cannot be carried along as `new`: articles have a column of that name."""
    if new in SCHEMA.names:
        raise OptionsError(f"carry: articles have a column {new!r}; expected {{{name!r}: 'page_{name}'}}")


def extract_batch(
    batch: pa.RecordBatch,
    html: str = "html",
    url: str = "url",
    carry: Iterable[str] | Mapping[str, str] = (),
    **options: Any,
) -> pa.RecordBatch:
    """The articles of a batch of pages, a row a page.

    Args:
        batch: Pages.
        html: The column of the pages: binary or strings.
        url: The column of their addresses; without such a column addresses stay relative.
        carry: Columns to carry along, or a dict of their names here and in the result.
        options: Those of `dehusk.extract`.
    """
    return _of_rows(batch, Extractor(**options), html, url, carry)


def extract_batches(
    batches: Iterable[pa.RecordBatch],
    html: str = "html",
    url: str = "url",
    carry: Iterable[str] | Mapping[str, str] = (),
    **options: Any,
) -> Iterator[pa.RecordBatch]:
    """The same for many batches, one after the other."""
    extractor = Extractor(**options)
    for batch in batches:
        yield _of_rows(batch, extractor, html, url, carry)


def extract_table(
    table: pa.Table,
    html: str = "html",
    url: str = "url",
    carry: Iterable[str] | Mapping[str, str] = (),
    **options: Any,
) -> pa.Table:
    """The same for a table."""
    batches = list(extract_batches(table.to_batches(), html, url, carry, **options))
    return pa.Table.from_batches(batches, output_schema(table.schema, carry))


def _of_rows(batch: Any, extractor: Extractor, html: str, url: str, carry: Any) -> Any:
    schema = output_schema(batch.schema, carry)
    names = batch.schema.names
    if html not in names:
        raise OptionsError(f"html: there is no column {html!r}; there are {', '.join(names)}")
    if url != "url" and url not in names:
        raise OptionsError(f"url: there is no column {url!r}; there are {', '.join(names)}")
    pages = batch.column(html)
    urls = batch.column(url) if url in names else pa.nulls(len(pages))
    records = [_record(extractor, page.as_py(), address.as_py()) for page, address in zip(pages, urls, strict=True)]
    columns = [batch.column(name) for name in _carried(carry)]
    for field in SCHEMA:
        absent: list[str] | None = [] if field.name in _LISTS else None
        columns.append(pa.array([record.get(field.name, absent) for record in records], field.type))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _record(extractor: Extractor, page: Any, url: Any) -> Mapping[str, Any]:
    if page is None:
        return {"status": "failed", "error": "the page is null"}
    try:
        return extractor.extract(page, url=url)._record
    except Exception as error:
        return {"status": "failed", "error": f"{type(error).__name__}: {error}"}


def _carried(carry: Iterable[str] | Mapping[str, str]) -> dict[str, str]:
    if isinstance(carry, str):
        return {carry: carry}
    return dict(carry) if isinstance(carry, Mapping) else {name: name for name in carry}
