from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from llama_index.core import SimpleDirectoryReader
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import Document

import dehusk
from dehusk.integrations.llamaindex import DehuskReader, DehuskTransform

pytestmark = pytest.mark.filterwarnings("ignore")


def test_records_are_those_of_the_command_line(pages: list[Path], records: list[dict[str, Any]]) -> None:
    documents = DehuskReader().load_data(pages)
    for page, document, record in zip(pages, documents, records, strict=True):
        assert document.text == record["text"]
        assert document.metadata["source"] == str(page)
        assert document.metadata["authors" if "authors" in record else "status"] == (
            "; ".join(record["authors"]) if "authors" in record else record["status"]
        )
        assert all(isinstance(value, str | int | float) for value in document.metadata.values())
    found = SimpleDirectoryReader(input_files=[str(pages[0])], file_extractor={".html": DehuskReader()}).load_data()
    assert found[0].text == records[0]["text"]


def test_a_pipeline_keeps_what_nodes_had() -> None:
    page = Document(text="<main><a href=b>c</a></main>", metadata={"url": "https://x.example/", "id": 7})
    pipeline = IngestionPipeline(transformations=[DehuskTransform(format="markdown", keep="main", links=True)])
    (node,) = pipeline.run(documents=[page])
    assert node.get_content().strip() == "[c](https://x.example/b)"
    assert node.metadata["id"] == 7
    assert node.node_id == page.node_id
    with pytest.raises(dehusk.OptionsError, match="format: 'pdf'"):
        DehuskTransform(format="pdf")
