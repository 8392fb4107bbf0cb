from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.documents.base import Blob

import dehusk
from dehusk.integrations.langchain import DehuskLoader, DehuskParser, DehuskTransformer


def test_records_are_those_of_the_command_line(pages: list[Path], records: list[dict[str, Any]]) -> None:
    documents = DehuskLoader(pages).load()
    for page, document, record in zip(pages, documents, records, strict=True):
        assert {"text": document.page_content, **document.metadata} == {**record, "source": str(page)}
    blobs = [Blob.from_path(page) for page in pages]
    parsed = [document for blob in blobs for document in DehuskParser().lazy_parse(blob)]
    assert [document.page_content for document in parsed] == [record["text"] for record in records]


def test_the_address_is_the_source() -> None:
    page = "<main><a href=b>c</a></main>"
    options: dict[str, Any] = {"format": "markdown", "keep": "main", "links": True}
    given = Document(page_content=page, metadata={"source": "https://x.example/", "id": 7})
    (document,) = DehuskTransformer(**options).transform_documents([given])
    assert document.page_content.strip() == "[c](https://x.example/b)"
    assert document.metadata["id"] == 7
    blob = Blob.from_data(page, metadata={"source": "https://x.example/"})
    assert DehuskParser(**options).parse(blob)[0].page_content == document.page_content
    assert given.page_content == page


def test_it_can_be_awaited(pages: list[Path]) -> None:
    assert len(asyncio.run(DehuskLoader(pages[0]).aload())) == 1


def test_wrong_options_are_named() -> None:
    with pytest.raises(dehusk.OptionsError, match="format: 'pdf'"):
        DehuskLoader("a.html", format="pdf")
