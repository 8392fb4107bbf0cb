from __future__ import annotations

import doctest
from typing import Any

import pyarrow as pa
import pytest
from rows import without_nothing

import dehusk
from dehusk import OptionsError
from dehusk.integrations import arrow


def test_rows_are_the_records_of_the_command_line(page_bytes: list[bytes], records: list[dict[str, Any]]) -> None:
    for kind in (pa.binary(), pa.large_binary()):
        batch = pa.record_batch({"html": pa.array(page_bytes, kind)})
        articles = arrow.extract_batch(batch)
        assert articles.schema == arrow.SCHEMA
        assert [without_nothing(row) for row in articles.to_pylist()] == records
    table = pa.table({"n": range(len(page_bytes)), "html": page_bytes})
    articles = arrow.extract_table(pa.Table.from_batches(table.to_batches(max_chunksize=7)), carry=["n"])
    assert articles.schema.names == ["n", *arrow.SCHEMA.names]
    assert articles.column("n").to_pylist() == list(range(len(page_bytes)))
    rows = [without_nothing(row) for row in articles.drop_columns(["n"]).to_pylist()]
    assert rows == records


def test_strings_addresses_and_formats() -> None:
    batch = pa.record_batch({"page": ["<main><a href=b>c</a></main>"], "at": ["https://x.example/"]})
    for kind in (pa.string(), pa.large_string()):
        cast = batch.set_column(0, "page", batch.column(0).cast(kind))
        articles = arrow.extract_batch(
            cast, html="page", url="at", carry={"at": "fetched"}, keep="main", links=True, formats="markdown"
        )
        assert articles.column("markdown")[0].as_py().strip() == "[c](https://x.example/b)"
        assert articles.column("fetched")[0].as_py() == "https://x.example/"
        assert articles.column("html")[0].as_py() is None


def test_one_bad_page_is_one_failed_row(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = pa.record_batch({"html": pa.array([b"<main>a", None], pa.binary())})
    rows = arrow.extract_batch(batch, keep="main").to_pylist()
    assert [(row["status"], row["error"]) for row in rows] == [("ok", None), ("failed", "the page is null")]
    rows = arrow.extract_batch(pa.record_batch({"html": [7]})).to_pylist()
    assert rows[0]["status"] == "failed"
    assert "a page is bytes" in rows[0]["error"]


def test_no_pages_are_no_articles() -> None:
    table = pa.table({"html": pa.array([], pa.binary())})
    assert arrow.extract_table(table).schema == arrow.SCHEMA
    assert arrow.extract_table(table).num_rows == 0


def test_wrong_columns_are_named() -> None:
    batch = pa.record_batch({"a": [b""], "url": ["u"]})
    with pytest.raises(OptionsError, match="html: there is no column 'html'; there are a, url"):
        arrow.extract_batch(batch)
    with pytest.raises(OptionsError, match="url: there is no column 'at'"):
        arrow.extract_batch(batch, html="a", url="at")
    with pytest.raises(OptionsError, match="carry: there is no column 'b'"):
        arrow.extract_batch(batch, html="a", carry="b")
    with pytest.raises(OptionsError, match="carry: articles have a column 'url'; expected {'url': 'page_url'}"):
        arrow.extract_batch(batch, html="a", carry=["url"])


def test_an_arrow_buffer_is_a_page() -> None:
    assert dehusk.extract(pa.py_buffer(b"<main>a"), keep="main").text == "a"


def test_examples() -> None:
    result = doctest.testmod(arrow)
    assert (result.attempted > 0, result.failed) == (True, 0)
