"""Haystack: a converter that takes the place of `HTMLToDocument`.

    from dehusk.integrations.haystack import DehuskToDocument
    documents = DehuskToDocument(format="markdown").run(sources=["page.html"])["documents"]

Haystack loads a pipeline that was saved only if it trusts the modules of its components:
`Pipeline.load(file, allowed_modules=["dehusk.integrations.haystack"])`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict, logging
from haystack.components.converters.utils import get_bytestream_from_source, normalize_metadata
from haystack.dataclasses import ByteStream

from dehusk import Extractor
from dehusk.integrations._record import address, check_format, content, metadata

__all__ = ["DehuskToDocument"]

logger = logging.getLogger(__name__)


@component
class DehuskToDocument:
    """HTML files and byte streams to documents. Sources without content are named in the log and skipped.

    Args:
        extraction_kwargs: Options of `dehusk.extract`.
        store_full_path: Whether the metadata have the whole path of a file, or only its name.
        format: What the content is: `text`, `markdown` or `html`.
    """

    def __init__(
        self,
        extraction_kwargs: dict[str, Any] | None = None,
        store_full_path: bool = False,
        format: str = "text",
    ) -> None:
        check_format(format)
        self.extraction_kwargs = extraction_kwargs or {}
        self.store_full_path = store_full_path
        self.format = format
        self._extractor(None)

    def to_dict(self) -> dict[str, Any]:
        """The component as a `dict`."""
        return default_to_dict(  # type: ignore[no-any-return]
            self,
            extraction_kwargs=self.extraction_kwargs,
            store_full_path=self.store_full_path,
            format=self.format,
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> DehuskToDocument:
        """The component that a `dict` describes."""
        return default_from_dict(cls, data)  # type: ignore[no-any-return]

    def _extractor(self, more: dict[str, Any] | None) -> Extractor:
        return Extractor(**{**self.extraction_kwargs, **(more or {}), "formats": ("text", self.format)})

    @component.output_types(documents=list[Document])
    def run(
        self,
        sources: list[str | Path | ByteStream],
        meta: dict[str, Any] | list[dict[str, Any]] | None = None,
        extraction_kwargs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The documents of paths and byte streams; `url` in the metadata of a stream is the address of the page."""
        extractor = self._extractor(extraction_kwargs)
        documents = []
        for source, given in zip(sources, normalize_metadata(meta=meta, sources_count=len(sources)), strict=True):
            try:
                stream = get_bytestream_from_source(source=source)
                article = extractor.extract(stream.data, url=address(stream.meta.get("url")))
            except Exception as error:
                logger.warning("{source} is skipped, since it cannot be read: {error}", source=source, error=error)
                continue
            text = content(article, self.format)
            if not text:
                logger.warning("{source} is skipped: {status}", source=source, status=article.status)
                continue
            found = {**metadata(article), **stream.meta, **given}
            if not self.store_full_path and found.get("file_path"):
                found["file_path"] = os.path.basename(found["file_path"])
            documents.append(Document(content=text, meta=found))
        return {"documents": documents}
