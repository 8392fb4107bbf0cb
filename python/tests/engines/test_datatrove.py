from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

import dehusk
from dehusk.integrations.datatrove import DehuskExtractor

pytestmark = pytest.mark.filterwarnings("ignore")
URL = "https://x.example/"


def documents(pages: list[Path]) -> list[Document]:
    return [Document(text=page.read_text("utf-8", "replace"), id=page.name, metadata={"url": URL}) for page in pages]


def expected(pages: list[Path]) -> dict[str, dict[str, Any]]:
    articles = {page.name: dehusk.extract(page.read_text("utf-8", "replace"), url=URL) for page in pages}
    return {name: article.to_dict() for name, article in articles.items() if article.text}


def check(documents: list[Document], expected: dict[str, dict[str, Any]]) -> None:
    assert {doc.id for doc in documents} == set(expected)
    for doc in documents:
        record = {"text": doc.text, **doc.metadata}
        assert record.pop("url") == URL
        if "canonical_url" in record:
            record["url"] = record.pop("canonical_url")
        assert record == expected[doc.id], doc.id


@pytest.mark.parametrize("sandboxed", [False, True])
def test_records_are_those_of_dehusk(pages: list[Path], sandboxed: bool) -> None:
    step = DehuskExtractor(sandboxed=sandboxed, timeout=60)
    check(list(step.run(documents(pages[:30]))), expected(pages[:30]))


def test_records_are_those_of_the_command_line(pages: list[Path], records: list[dict[str, Any]]) -> None:
    step = DehuskExtractor()
    for page, record in zip(pages, records, strict=True):
        try:
            html = page.read_bytes().decode()
        except UnicodeDecodeError:
            continue  # Documents of datatrove have no bytes.
        found = list(step.run([Document(text=html, id="a")]))
        assert [doc.text for doc in found] == ([record["text"]] if record["text"] else [])


def test_a_pipeline(pages: list[Path], tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    lines = (json.dumps({"text": doc.text, "id": doc.id, "url": URL}) for doc in documents(pages[:20]))
    (source / "pages.jsonl").write_text("\n".join(lines))
    pipeline = [
        JsonlReader(str(source)),
        DehuskExtractor(format="markdown"),
        JsonlWriter(str(target), compression=None),
    ]
    LocalPipelineExecutor(pipeline, tasks=1, logging_dir=str(tmp_path / "logs")).run()
    rows = [json.loads(line) for path in target.glob("*.jsonl") for line in path.read_text().splitlines()]
    assert {row["id"] for row in rows} == set(expected(pages[:20]))
    assert all(row["metadata"]["url"] == URL and row["metadata"]["status"] == "ok" for row in rows)


def test_the_sandbox_can_be_warmed_up() -> None:
    step = DehuskExtractor()
    assert step.extract("") == ""
    with pytest.raises(dehusk.OptionsError, match="format: 'pdf' is not known"):
        DehuskExtractor(format="pdf")
