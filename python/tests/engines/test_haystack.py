from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from haystack import Pipeline
from haystack.dataclasses import ByteStream

import dehusk
from dehusk.integrations.haystack import DehuskToDocument

pytestmark = pytest.mark.filterwarnings("ignore")


def test_records_are_those_of_the_command_line(pages: list[Path], records: list[dict[str, Any]]) -> None:
    documents = DehuskToDocument().run(sources=list(pages))["documents"]
    expected = [(page.name, record) for page, record in zip(pages, records, strict=True) if record["text"]]
    assert len(documents) == len(expected)
    for document, (name, record) in zip(documents, expected, strict=True):
        assert {"text": document.content, **document.meta} == {**record, "file_path": name}


def test_in_a_pipeline() -> None:
    converter = DehuskToDocument({"keep": "main", "links": True}, format="markdown")
    pipeline = Pipeline()
    pipeline.add_component("converter", converter)
    again = Pipeline.from_dict(pipeline.to_dict(), allowed_modules=["dehusk.integrations.haystack"])
    stream = ByteStream(b"<main><a href=b>c</a></main>", meta={"url": "https://x.example/"})
    sources = [stream, ByteStream(b""), Path("none.html")]
    documents = again.run({"converter": {"sources": sources, "meta": {"id": 7}}})["converter"]["documents"]
    assert [(d.content.strip(), d.meta["id"]) for d in documents] == [("[c](https://x.example/b)", 7)]
    with pytest.raises(dehusk.OptionsError, match="focus"):
        DehuskToDocument({"focus": "best"})
