from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nemo_curator.stages.text.download import DocumentIterator
from nemo_curator.stages.text.download.base.iterator import DocumentIterateExtractStage
from nemo_curator.tasks import FileGroupTask

import dehusk
from dehusk.integrations.nemo import DehuskHtmlExtractor

pytestmark = pytest.mark.filterwarnings("ignore")


class Pages(DocumentIterator):
    def iterate(self, file_path: str) -> Iterator[dict[str, Any]]:
        page = Path(file_path).read_bytes()
        yield {"url": f"https://x.example/{Path(file_path).name}", "warc_id": "7", "source_id": "s", "content": page}
        yield {"url": "u", "warc_id": "8", "source_id": "s", "content": b""}
        yield {"url": "u", "warc_id": "9", "source_id": "s", "content": 7}

    def output_columns(self) -> list[str]:
        return ["url", "warc_id", "source_id", "content"]


def test_a_stage_gives_the_records_of_the_command_line(pages: list[Path], records: list[dict[str, Any]]) -> None:
    extractor = DehuskHtmlExtractor()
    stage = DocumentIterateExtractStage(iterator=Pages(), extractor=extractor, add_filename_column=False)
    task = FileGroupTask(dataset_name="samples", data=[str(page) for page in pages])
    frame = stage.process(task).to_pandas()
    expected = [record for record in records if record["text"]]
    assert list(frame.columns) == extractor.output_columns()
    assert frame["text"].tolist() == [record["text"] for record in expected]
    assert frame["word_count"].tolist() == [record["word_count"] for record in expected]
    assert [value or None for value in frame["authors"]] == [
        "; ".join(record["authors"]) if "authors" in record else None for record in expected
    ]


def test_links_become_absolute() -> None:
    extractor = DehuskHtmlExtractor(html="h", carry=["url"], format="markdown", keep="main", links=True)
    record = extractor.extract({"url": "https://x.example/", "h": b"<main><a href=b>c</a></main>"})
    assert record is not None
    assert record["text"].strip() == "[c](https://x.example/b)"
    assert extractor.input_columns() == ["url", "h"]
    with pytest.raises(dehusk.OptionsError, match="format"):
        DehuskHtmlExtractor(format="pdf")
